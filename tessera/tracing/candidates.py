"""Who could it be? Hands records to the matching engine, and its answer back as records."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from threading import BoundedSemaphore

from django.db.models import QuerySet

from tessera.common.spans import DateSpan
from tessera.linkage.comparison import Comparison
from tessera.linkage.corpus import Corpus
from tessera.linkage.forgetting import forget_words
from tessera.linkage.profile import Ages, Heights, Profile, Sex
from tessera.linkage.ranking import Ranking, rank
from tessera.linkage.strength import Strength

from .models import Identifier, Kind, Name, NameKind, Person, Trait, TraitKind, span
from .rules import proposable

SHOWN_AT_FIRST = 5
SHOWN_AT_MOST = 20

# Each comparison holds all records of a vault in memory; further ones wait for their turn.
_AT_ONCE = BoundedSemaphore(2)


@dataclass(frozen=True, slots=True)
class Candidate:
    person: Person
    comparison: Comparison


@dataclass(frozen=True, slots=True)
class Candidates:
    """`compared` records were looked at; `worth_a_look` are ordered, the likeliest first."""

    compared: int
    worth_a_look: list[Candidate]


def candidates_for(person: Person, *, most: int = SHOWN_AT_MOST) -> Candidates:
    """For somebody sought the found and the remains; for somebody found, or remains, the people sought."""
    is_sought = person.kind == Kind.SOUGHT
    with _AT_ONCE:
        try:
            ranking = _ranking(person, most)
        finally:
            forget_words()
    said = [one for one in ranking.comparisons if one.strength != Strength.WEAK]
    keys = [int(one.finding_key if is_sought else one.request_key) for one in said]
    people = Person.objects.with_description().in_bulk(keys)
    return Candidates(
        compared=ranking.compared,
        # Somebody may have deleted one of them since the comparison began.
        worth_a_look=[
            Candidate(people[key], one) for key, one in zip(keys, said, strict=True) if key in people
        ],
    )


def _ranking(person: Person, most: int) -> Ranking:
    is_sought = person.kind == Kind.SOUGHT
    other_side = Person.objects.filter(kind__in=[Kind.FOUND, Kind.REMAINS] if is_sought else [Kind.SOUGHT])
    corpus = Corpus(profiles_of(proposable(other_side)), holds_requests=not is_sought)
    return rank(profile_of(person), corpus, most=most)


def profile_of(person: Person) -> Profile:
    """What the engine is told of one record."""
    return next(profiles_of(Person.objects.filter(pk=person.pk)))


def profiles_of(people: QuerySet[Person]) -> Iterator[Profile]:
    """The same of many, in four queries: building model instances would take most of the time of a comparison."""
    # Somebody else's name: a son is not his father, whose name may stand on a record of his own.
    names = _texts_by_person(Name.objects.exclude(kind=NameKind.FATHER), people, "text")
    identifiers = _texts_by_person(Identifier.objects.all(), people, "value")
    marks = _texts_by_person(Trait.objects.filter(kind=TraitKind.MARK), people, "text")
    belongings = _texts_by_person(Trait.objects.filter(kind=TraitKind.BELONGING), people, "text")
    for row in people.values_list(*_COLUMNS, named=True).iterator(chunk_size=5000):
        event = span(row.event_earliest, row.event_latest)
        yield Profile(
            key=str(row.id),
            names=tuple(names[row.id]),
            sex=Sex(row.sex),
            birth=span(row.birth_earliest, row.birth_latest),
            ages=_ages(row.age_youngest, row.age_oldest, event),
            nationalities=_codes(row.nationality),
            origin_place=row.origin_place,
            event=event,
            event_place=row.event_place,
            height=_heights(row.height_shortest, row.height_tallest),
            marks=tuple(marks[row.id]),
            belongings=tuple(belongings[row.id]),
            identifiers=frozenset(identifiers[row.id]),
        )


_CODE = re.compile("[A-Z]{2}")

_COLUMNS = (
    "id sex birth_earliest birth_latest age_youngest age_oldest nationality origin_place "
    "event_earliest event_latest event_place height_shortest height_tallest"
).split()


def _texts_by_person(
    parts: QuerySet[Name] | QuerySet[Trait] | QuerySet[Identifier], people: QuerySet[Person], text: str
) -> defaultdict[int, list[str]]:
    found: defaultdict[int, list[str]] = defaultdict(list)
    rows = parts.filter(person__in=people.values("pk")).order_by("pk")
    for person, value in rows.values_list("person", text).iterator(chunk_size=5000):
        found[person].append(value)
    return found


def _codes(nationality: str) -> frozenset[str]:
    """The two-letter codes among what is written; other words are no codes and are not compared."""
    return frozenset(part.strip() for part in nationality.split(",") if _CODE.fullmatch(part.strip()))


def _ages(youngest: int | None, oldest: int | None, event: DateSpan | None) -> Ages | None:
    if youngest is None or oldest is None:
        return None
    # An age in a record is the age at its event: at the last contact, or when the person was found.
    return Ages(youngest, oldest, event.earliest if event else None)


def _heights(shortest: int | None, tallest: int | None) -> Heights | None:
    return Heights(shortest, tallest) if shortest is not None and tallest is not None else None
