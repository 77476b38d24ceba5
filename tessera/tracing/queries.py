"""Shared reads: lists, and searching by words that may be spelled in many ways."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db import connections
from django.db.models import Count, Max, Q, Sum
from rapidfuzz import fuzz

from tessera.linkage.folding import fold
from tessera.vault.current import current_vault

from .models import Person, PersonQuerySet, Search
from .search_index import TABLE
from .vowelless import sounds_like

PER_PAGE = 25
PLACES_OFFERED = 12
_READ_CLOSELY = 300
_NEAR_ENOUGH = 72.0
_SOUNDS_ALIKE = 90.0


@dataclass(frozen=True, slots=True)
class Place:
    """A place of a list, in one of its spellings, and how many records name it."""

    key: str
    label: str
    records: int


def list_of(kind: str) -> PersonQuerySet:
    """The newest first, as a list page shows them."""
    return Person.objects.of_kind(kind).prefetch_related("names").order_by("-changed_at", "-id")


def counts(kind: str) -> tuple[int, int]:
    """How many records of this kind the open vault has, and how many people they stand for."""
    found = Person.objects.of_kind(kind).aggregate(records=Count("id"), people=Sum("people"))
    return found["records"], found["people"] or 0


def places(kind: str) -> list[Place]:
    """The places most records of this kind name; spellings that differ in letters' case or accents are one."""
    named = Person.objects.of_kind(kind).exclude(event_place_key="").values_list("event_place_key")
    rows = named.annotate(label=Max("event_place"), records=Count("id")).order_by("-records")[:PLACES_OFFERED]
    return [Place(key, label, records) for key, label, records in rows]


def search(asked: Search) -> Sequence[Person] | PersonQuerySet:
    """The records of a search: by words, nearest first (at most 300 are read closely); else the newest first.

    Each word is looked for on its own, in any order and spelling, in any field. Words without a letter or
    figure find nothing.
    """
    if not asked.words:
        return _described(asked).order_by("-changed_at", "-id")
    words = _words(asked.words)
    if not words:
        return []
    near = ((_nearness(words, person.search_text), person) for person in _rough(asked, words))
    hits = [(nearness, person) for nearness, person in near if nearness >= _NEAR_ENOUGH]
    return [person for _nearness, person in sorted(hits, key=lambda hit: (-hit[0], -hit[1].pk))]


# The index comes first and is read in its order (BM25), so that the first 300 that fit are all it has to find:
# what the filters leave out, or an import is still writing, takes up none of the room.
_SHARING_LETTERS = f"""
    SELECT person.id
    FROM {TABLE} CROSS JOIN tracing_person AS person ON person.id = {TABLE}.rowid
    WHERE {TABLE} MATCH %s AND NOT person.arriving
      AND %s IN ('', person.kind) AND %s IN ('', person.sex) AND %s IN ('', person.event_place_key)
    ORDER BY {TABLE}.rank LIMIT {_READ_CLOSELY}
"""  # noqa: S608 - two names of ours; what people type are parameters


def _words(typed: str) -> dict[str, str]:
    """Each word looked for, folded -> the consonants it shares with names in the other kind of alphabet, or ""."""
    return {
        folded: sounds_like(folded if word.isascii() else word)
        for word in typed.split()
        for folded in fold(word).split()
    }


def _rough(asked: Search, words: dict[str, str]) -> PersonQuerySet:
    """Records that share letters with the words, as many as are read closely."""
    grams = {word[i : i + 3] for word in words for i in range(len(word) - 2)}
    if grams:
        match = " OR ".join(f'"{gram}"' for gram in sorted(grams | set(filter(None, words.values()))))
        with connections[current_vault().alias].cursor() as cursor:
            cursor.execute(_SHARING_LETTERS, [match, asked.kind, asked.sex, asked.where])
            return _described(asked).filter(pk__in=[row[0] for row in cursor.fetchall()])
    # One or two letters are too short for the index: the newest with words that begin like these.
    people = _described(asked)
    for word, sound in words.items():
        later = Q(search_text__contains=f" {word}") | Q(search_text__contains=f"\n{word}")
        sounding = Q(search_text__contains=sound) if sound else Q()
        people = people.filter(Q(search_text__startswith=word) | later | sounding)
    return people.order_by("-changed_at", "-id")[:_READ_CLOSELY]


def _described(asked: Search) -> PersonQuerySet:
    """Everybody whom the search's filters leave in."""
    people = Person.objects.with_description()
    for field, value in (("kind", asked.kind), ("sex", asked.sex), ("event_place_key", asked.where)):
        if value:
            people = people.filter(**{field: value})
    return people


def _nearness(asked: dict[str, str], text: str) -> float:
    """The mean over the asked words of the nearest word of the record (Levenshtein ratio, 0-100)."""
    words = set(text.split())
    if not words:
        return 0.0
    nearest = (
        _SOUNDS_ALIKE if sound in words else max(_word_nearness(one, word) for word in words)
        for one, sound in asked.items()
    )
    return sum(nearest) / len(asked)


def _word_nearness(asked: str, word: str) -> float:
    if word.startswith(asked):
        return 100.0 if word == asked else 96.0
    return float(fuzz.ratio(asked, word))
