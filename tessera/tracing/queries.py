"""Shared reads: lists, and searching by words that may be spelled in many ways."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import connections
from django.db.models import Count, QuerySet
from rapidfuzz import fuzz

from tessera.linkage.folding import fold
from tessera.vault.current import current_vault

from .models import Kind, Person
from .search_index import TABLE

PER_PAGE = 25
_READ_CLOSELY = 300
_NEAR_ENOUGH = 72.0


@dataclass(frozen=True, slots=True)
class Hit:
    person: Person
    nearness: float  # 0-100


def list_of(kind: str) -> QuerySet[Person]:
    """The newest first, as a list page shows them."""
    return Person.objects.of_kind(kind).prefetch_related("names").order_by("-changed_at", "-id")


def counts() -> dict[str, int]:
    """How many records of each kind the open vault has."""
    found = dict(Person.objects.values_list("kind").annotate(Count("id")))
    return {kind: found.get(kind, 0) for kind in Kind.values}


def search(words: str, *, kind: str = "") -> list[Hit]:
    """Records whose words are near to these, nearest first: at most 300 are read closely.

    Each word of the question is looked for on its own, in any order and spelling, in any field.
    """
    asked = fold(words).split()
    people = Person.objects.with_description().filter(pk__in=_rough(asked))
    if kind:
        people = people.filter(kind=kind)
    hits = [Hit(person, _nearness(asked, person.search_text)) for person in people]
    return sorted((h for h in hits if h.nearness >= _NEAR_ENOUGH), key=lambda h: (-h.nearness, -h.person.pk))


def _rough(asked: list[str]) -> list[int]:
    """Rows that share letters with the question, by the trigram index, best first (BM25)."""
    grams = {word[i : i + 3] for word in asked for i in range(len(word) - 2)}
    alias = current_vault().alias
    with connections[alias].cursor() as cursor:
        if grams:
            match = " OR ".join('"' + gram.replace('"', '""') + '"' for gram in sorted(grams))
            cursor.execute(
                f"SELECT rowid FROM {TABLE} WHERE {TABLE} MATCH %s ORDER BY rank LIMIT {_READ_CLOSELY}", [match]
            )
        else:  # one or two letters: too short for the index
            like = "%" + " ".join(asked).replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_") + "%"
            cursor.execute(
                f"SELECT id FROM tracing_person WHERE search_text LIKE %s ESCAPE '\\' LIMIT {_READ_CLOSELY}", [like]
            )
        return [row[0] for row in cursor.fetchall()]


def _nearness(asked: list[str], text: str) -> float:
    """The mean over the asked words of the nearest word of the record (Levenshtein ratio, 0-100)."""
    words = set(text.split())
    if not asked or not words:
        return 0.0
    return sum(max(_word_nearness(one, word) for word in words) for one in asked) / len(asked)


def _word_nearness(asked: str, word: str) -> float:
    if word.startswith(asked) and len(asked) >= 2:
        return 100.0 if word == asked else 96.0
    return float(fuzz.ratio(asked, word))
