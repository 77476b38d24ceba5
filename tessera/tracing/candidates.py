"""Who could it be? Hands records to the matching engine, and its answer back as records."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from threading import BoundedSemaphore
from typing import Any

from django.db.models import QuerySet

from tessera.common.spans import DateSpan
from tessera.common.typed_intervals import read_interval
from tessera.linkage.comparison import Comparison
from tessera.linkage.corpus import Corpus
from tessera.linkage.folded import fold_profile
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
    """`compared` records were looked at; `worth_a_look` are ordered, the likeliest first.

    With the `unlikely` something agrees, but something else can hardly be: another sex, found before being lost.
    """

    compared: int
    worth_a_look: list[Candidate]
    unlikely: list[Candidate]


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
    # Somebody may have deleted one of them since the comparison began.
    proposed = [Candidate(people[key], one) for key, one in zip(keys, said, strict=True) if key in people]
    return Candidates(
        compared=ranking.compared,
        worth_a_look=[one for one in proposed if one.comparison.strength != Strength.UNLIKELY],
        unlikely=[one for one in proposed if one.comparison.strength == Strength.UNLIKELY],
    )


def _ranking(person: Person, most: int) -> Ranking:
    is_sought = person.kind == Kind.SOUGHT
    sought = profiles_of(Person.objects.filter(kind=Kind.SOUGHT))
    findings = profiles_of(proposable(Person.objects.exclude(kind=Kind.SOUGHT)))
    ours, theirs = (sought, findings) if is_sought else (findings, sought)
    corpus = Corpus(theirs, beside=map(fold_profile, ours), holds_requests=not is_sought)
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
            ages=_ages(row),
            nationalities=_codes(row.nationality),
            nationality_words=row.nationality,
            origin_place=row.origin_place,
            event=event,
            event_place=row.event_place,
            height=_heights(row.height_shortest, row.height_tallest),
            marks=tuple(marks[row.id]),
            belongings=tuple(belongings[row.id]),
            identifiers=frozenset(identifiers[row.id]),
            remains=row.kind == Kind.REMAINS,
        )


_CODE = re.compile("[A-Z]{2}")

_COLUMNS = (
    "id kind import_run created_at post_mortem_interval "
    "sex birth_earliest birth_latest age_youngest age_oldest nationality origin_place "
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


def _ages(row: Any) -> Ages | None:
    """An age in a record is the age at its event; that of remains, at death."""
    if row.age_youngest is None or row.age_oldest is None:
        return None
    at = None
    if row.event_earliest is None and row.import_run is None:
        # Nobody said when; what somebody wrote by hand was so about the day they wrote it.
        at = DateSpan(row.created_at.date(), row.created_at.date())
    elif row.kind == Kind.REMAINS and row.event_earliest:
        at = days_of_death(row.event_earliest, row.event_latest, row.post_mortem_interval)
    return Ages(row.age_youngest, row.age_oldest, at)


def days_of_death(earliest: date, latest: date, interval: str) -> DateSpan | None:
    """When somebody found between two days died, by an estimate such as "6-8 months"; None where it is not read."""
    read = read_interval(interval)
    if read is None:
        return None
    fewest, most = read
    # A year that a list cut short can lie near the beginning of the calendar.
    first, last = (max(1, day) for day in (earliest.toordinal() - most, latest.toordinal() - fewest))
    return DateSpan(date.fromordinal(first), date.fromordinal(last))


def _heights(shortest: int | None, tallest: int | None) -> Heights | None:
    return Heights(shortest, tallest) if shortest is not None and tallest is not None else None
