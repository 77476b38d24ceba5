"""Shared reads: lists, and searching by words that may be spelled in many ways."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from django.db import connections
from django.db.models import Count, Max, Q, Sum, prefetch_related_objects
from rapidfuzz import fuzz, process

from tessera.audit.models import Line, VaultLine
from tessera.linkage.folding import fold
from tessera.vault.current import current_vault

from .models import IdentifierKind, Kind, Person, PersonQuerySet, Search
from .search_index import INDEX
from .vowelless import sounds_like

PER_PAGE = 25
PLACES_OFFERED = 12
MOST_WORDS = 12
_READ_CLOSELY = 300
_LETTERS_READ = 14_000  # of a record: about two thousand words
_FEWEST_DIGITS = 7  # by which the end of a telephone number is known, without its country's
_NEAR_ENOUGH = 72.0
_SOUNDS_ALIKE = 90.0


@dataclass(frozen=True, slots=True)
class Place:
    """A place of a list, in one of its spellings, and how many records name it."""

    key: str
    label: str
    records: int


@dataclass(frozen=True, slots=True)
class Found:
    """`exact` bear the very reference, document or telephone number asked for; `near` are the others."""

    exact: list[Person] = field(default_factory=list)
    near: Sequence[Person] | PersonQuerySet = field(default_factory=list)


def list_of(kind: str, run: UUID | None = None) -> PersonQuerySet:
    """The last changed first, as a list page shows them; with `run`, only what that import brought."""
    return _listed(kind, run).prefetch_related("names").order_by("-changed_at", "-id")


def ending_soon(by: date) -> PersonQuerySet:
    """Who is kept until that day at the longest, the first to end first."""
    people = Person.objects.filter(keep_until__lte=by)
    return people.prefetch_related("names").order_by("keep_until", "id")


def counts(kind: str, run: UUID | None = None) -> tuple[int, int]:
    """How many records of this kind the open vault has, and how many people they stand for."""
    found = _listed(kind, run).aggregate(records=Count("id"), people=Sum("people"))
    return found["records"], found["people"] or 0


def places(kind: str) -> list[Place]:
    """The places most records of this kind name; spellings that differ in letters' case or accents are one."""
    named = _listed(kind).exclude(event_place_key="").values_list("event_place_key")
    rows = named.annotate(label=Max("event_place"), records=Count("id")).order_by("-records")[:PLACES_OFFERED]
    return [Place(key, _in_one_case(label), records) for key, label, records in rows]


def deletion_of(uid: UUID) -> Line | None:
    """The line that a record's deletion left; None where there was no such record, or still is."""
    return VaultLine.objects.filter(about=uid, verb__in=[f"{kind}.deleted" for kind in Kind.values]).last()


def search(asked: Search) -> Found:
    """The records of a search: by words, nearest first (at most 300 are read closely); else the last changed first.

    Each word is looked for on its own, in any order and spelling, in any field. Words without a letter or
    figure find nothing.
    """
    if not asked.words:
        return Found(near=_fitting(asked).with_description().order_by("-changed_at", "-id"))
    words = words_of(asked.words)
    if not words:
        return Found()
    exact, near = [], []
    for person in _rough(asked, words):
        if _bears(person, asked.words):
            exact.append(person)
        elif nearness := _nearness(words, person.search_text):
            near.append((nearness, person))
    near.sort(key=lambda hit: (-hit[0], -hit[1].pk))
    return Found(exact, [person for _nearness, person in near])


def describe(people: Iterable[Person]) -> None:
    """Reads what a list shows of these: of three hundred that were read closely, a page has twenty-five."""
    prefetch_related_objects(list(people), "names", "traits", "identifiers")


# The index comes first and is read in its order (BM25), so that the first 300 that fit are all it has to find:
# what the filters leave out, or an import is still writing, takes up none of the room.
_SHARING_LETTERS = f"""
    SELECT person.id
    FROM {INDEX.name} CROSS JOIN tracing_person AS person ON person.id = {INDEX.name}.rowid
    WHERE {INDEX.name} MATCH %s AND NOT person.arriving
      AND %s IN ('', person.kind) AND %s IN ('', person.sex) AND %s IN ('', person.event_place_key)
    ORDER BY {INDEX.name}.rank LIMIT {_READ_CLOSELY}
"""  # noqa: S608 - two names of ours; what people type are parameters


def words_of(typed: str) -> dict[str, str]:
    """Each word looked for, folded -> the consonants it shares with names in the other kind of alphabet, or ""."""
    return {
        folded: sounds_like(folded if word.isascii() else word)
        for word in typed.split()
        for folded in fold(word).split()
    }


def _rough(asked: Search, words: dict[str, str]) -> PersonQuerySet:
    """Records that share letters with the words, as many as are read closely; `describe` those that are shown."""
    grams = {word[i : i + 3] for word in words for i in range(len(word) - 2)}
    if grams:
        # All of it as one phrase first: of thousands of references in a row, every one shares letters with it.
        parts = sorted(grams | set(filter(None, words.values())))
        rows = _sharing(asked, f'"{fold(asked.words)}"')
        rows += _sharing(asked, " OR ".join(f'"{part}"' for part in parts))
        people = _fitting(asked).filter(pk__in=list(dict.fromkeys(rows))[:_READ_CLOSELY])
        return people.prefetch_related("identifiers")
    # One or two letters are too short for the index: the newest with words that begin like these.
    people = _fitting(asked)
    for word, sound in words.items():
        later = Q(search_text__contains=f" {word}") | Q(search_text__contains=f"\n{word}")
        sounding = Q(search_text__contains=sound) if sound else Q()
        people = people.filter(Q(search_text__startswith=word) | later | sounding)
    return people.prefetch_related("identifiers").order_by("-changed_at", "-id")[:_READ_CLOSELY]


def _sharing(asked: Search, match: str) -> list[int]:
    with connections[current_vault().alias].cursor() as cursor:
        cursor.execute(_SHARING_LETTERS, [match, asked.kind, asked.sex, asked.where])
        return [row[0] for row in cursor.fetchall()]


def _listed(kind: str, run: UUID | None = None) -> PersonQuerySet:
    if run:
        return Person.objects.filter(kind=kind, import_run=run)
    # Few rows are arriving, or none, and an index has them: to ask each record would be to read it.
    arriving = Person.with_arriving.filter(arriving=True)
    return Person.with_arriving.filter(kind=kind).exclude(pk__in=arriving.values("pk"))


def _in_one_case(place: str) -> str:
    """Lists write places in capitals; the mixed letters of whoever minded them stay."""
    return place.title() if place.isupper() or place.islower() else place


def _fitting(asked: Search) -> PersonQuerySet:
    """Everybody whom the search's filters leave in."""
    people = Person.objects.defer("circumstances")  # may be long, and no list shows it
    for name, value in (("kind", asked.kind), ("sex", asked.sex), ("event_place_key", asked.where)):
        if value:
            people = people.filter(**{name: value})
    return people


def _bears(person: Person, typed: str) -> bool:
    """Whether these words are the record's reference, or one of its document or telephone numbers."""
    asked = _closed_up(typed)
    numbers = [(one.kind, _closed_up(one.value)) for one in person.identifiers.all()]
    if asked == _closed_up(person.reference) or any(asked == number for _kind, number in numbers):
        return True
    return any(kind == IdentifierKind.PHONE and _end_alike(asked, number) for kind, number in numbers)


def _end_alike(*numbers: str) -> bool:
    """Whether one is the other with its country's digits before it."""
    shorter, longer = sorted(numbers, key=len)
    are_digits = shorter.isdecimal() and longer.isdecimal()
    return are_digits and len(shorter) >= _FEWEST_DIGITS and longer.endswith(shorter)


def _closed_up(text: str) -> str:
    return fold(text).replace(" ", "")


def _nearness(asked: dict[str, str], text: str) -> float:
    """The mean over the asked words of the nearest word of the record (Levenshtein ratio, 0-100); 0 if too far.

    Of a long story only the beginning is read; the consonants of the names stand in the last line.
    """
    words = {*text[:_LETTERS_READ].split(), *text[-_LETTERS_READ:].rpartition("\n")[2].split()}
    bearable = len(asked) * (100.0 - _NEAR_ENOUGH)
    for one, sound in asked.items():
        bearable -= 100.0 - _nearest(one, sound, words, at_least=100.0 - bearable)
        if bearable < 0:
            return 0.0
    return _NEAR_ENOUGH + bearable / len(asked)


def _nearest(asked: str, sound: str, words: set[str], *, at_least: float) -> float:
    """How near the nearest of the words is; 0 where none is as near as it has to be."""
    if asked in words:
        return 100.0
    if any(word.startswith(asked) for word in words):
        return 96.0
    if sound in words:
        return _SOUNDS_ALIKE
    nearest = process.extractOne(asked, words, scorer=fuzz.ratio, score_cutoff=max(0.0, at_least))
    return float(nearest[1]) if nearest else 0.0
