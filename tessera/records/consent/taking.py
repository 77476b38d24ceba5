"""What is being asked, put together from a form: whose age makes it a child's, and until when it can hold."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from tessera.common.spans import DateSpan

from .wordings import Terms

OF_AGE = 18


@dataclass(frozen=True, slots=True)
class Asked:
    """One question to one person, and how it was put."""

    subject: str
    about: UUID
    terms: Terms
    giver: str
    authority_kind: str
    legal_basis: str
    language: str
    way: str
    witness: str


def eighteenth(born: date) -> date:
    """The day on which somebody is eighteen; of a child of 29 February, the first of March."""
    try:
        return born.replace(year=born.year + OF_AGE)
    except ValueError:
        return date(born.year + OF_AGE, 3, 1)


def retake_on(born: DateSpan | None, on: date) -> date | None:
    """The first day after `on` from which the child may be eighteen; None where they are, or no birth is known."""
    ahead = [day for day in (eighteenth(born.earliest), eighteenth(born.latest)) if day > on] if born else []
    return min(ahead, default=None)


def may_be_a_child(born: DateSpan | None, on: date) -> bool:
    """Whether somebody may be under eighteen: whose age is not known is taken for nobody's child."""
    return born is not None and eighteenth(born.latest) > on
