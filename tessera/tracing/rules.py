"""What may be shown of whom."""

from __future__ import annotations

from django.db.models import Q, QuerySet

from .models import ContactWish, Kind, Person


def proposable(people: QuerySet[Person]) -> QuerySet[Person]:
    """Without the living who do not want to be found: for those who search it is as if there were no record."""
    return people.exclude(Q(kind=Kind.FOUND) & Q(contact_wish=ContactWish.NO))


def may_be_searched_for(person: Person) -> bool:
    """Whether candidates may be looked for from this record's side."""
    return not (person.kind == Kind.FOUND and person.contact_wish == ContactWish.NO)
