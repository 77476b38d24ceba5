"""What may be shown of whom."""

from __future__ import annotations

from django.db.models import QuerySet

from .models import ContactWish, Kind, Person

# The living who do not want to be found: for those who search it is as if there were no record.
_HELD_BACK = {"kind": Kind.FOUND, "contact_wish": ContactWish.NO}


def proposable(people: QuerySet[Person]) -> QuerySet[Person]:
    """Without those who are proposed to nobody."""
    return people.exclude(**_HELD_BACK)


def may_be_searched_for(person: Person) -> bool:
    """Whether candidates may be looked for from this record's side."""
    return any(getattr(person, field) != value for field, value in _HELD_BACK.items())
