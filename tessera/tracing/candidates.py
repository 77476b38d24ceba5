"""Who could it be? Hands records to the matching engine, and its answer back as records."""

from __future__ import annotations

from dataclasses import dataclass

from tessera.linkage.comparison import Comparison
from tessera.linkage.corpus import Corpus
from tessera.linkage.profile import Ages, Heights, Profile, Sex
from tessera.linkage.ranking import rank
from tessera.linkage.strength import Strength

from .models import Kind, Person
from .rules import proposable

SHOWN_AT_FIRST = 5
SHOWN_AT_MOST = 20


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
    """For somebody sought the found and the remains; for somebody found, or remains, the people sought.

    The engine always reads a request against findings, so the two are handed over in that order.
    """
    other_side = proposable(Person.objects.filter(kind__in=_other_side(person.kind)))
    corpus = Corpus(profile_of(other) for other in other_side.with_description().iterator(chunk_size=2000))
    ranking = rank(profile_of(person), corpus, most=most)
    said = [one for one in ranking.comparisons if one.strength != Strength.WEAK]
    people = Person.objects.with_description().in_bulk([int(one.finding_key) for one in said])
    return Candidates(
        compared=ranking.compared,
        worth_a_look=[Candidate(people[int(one.finding_key)], one) for one in said],
    )


def profile_of(person: Person) -> Profile:
    """What the engine is told of a record. Needs `with_description` to stay at a few queries."""
    return Profile(
        key=str(person.pk),
        names=tuple(name.text for name in person.names.all()),
        sex=Sex(person.sex),
        birth=person.birth,
        ages=_ages(person),
        nationalities=frozenset(code for code in person.nationality.replace(";", " ").replace(",", " ").split() if len(code) == 2),
        origin_place=person.origin_place,
        event=person.event,
        event_place=person.event_place,
        height=_heights(person),
        marks=tuple(person.marks),
        belongings=tuple(person.belongings),
        identifiers=frozenset(identifier.value for identifier in person.identifiers.all()),
    )


def _ages(person: Person) -> Ages | None:
    if person.age_youngest is None or person.age_oldest is None:
        return None
    # An age in a list is the age at the event: at the last contact, or when the person was found.
    at = person.event_earliest if person.event else None
    return Ages(person.age_youngest, person.age_oldest, at)


def _heights(person: Person) -> Heights | None:
    if person.height_shortest is None or person.height_tallest is None:
        return None
    return Heights(person.height_shortest, person.height_tallest)


def _other_side(kind: str) -> list[str]:
    return [Kind.FOUND, Kind.REMAINS] if kind == Kind.SOUGHT else [Kind.SOUGHT]
