"""From drafts to rows, one or thousands: the one way a person's description is stored."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from tessera.linkage.folding import fold

from .drafts import PersonDraft
from .models import Identifier, Name, Person, Trait

_SAME_NAME = (
    "kind reference sex nationality origin_place event_place circumstances enquirer_name enquirer_relation "
    "enquirer_contact contact_wish people body_condition post_mortem_interval cause_of_death identified custodian "
    "source"
).split()

# Unicode's names of letters begin with their script.
_SCRIPTS = {"LATIN": "Latn", "ARABIC": "Arab", "ETHIOPIC": "Ethi", "CYRILLIC": "Cyrl", "HEBREW": "Hebr", "GREEK": "Grek"}


def describe(person: Person, draft: PersonDraft) -> Person:
    """Fills the person's own columns from the draft; saves nothing."""
    for name in _SAME_NAME:
        setattr(person, name, getattr(draft, name))
    person.birth, person.event = draft.birth, draft.event
    person.age_youngest, person.age_oldest = draft.ages or (None, None)
    person.height_shortest, person.height_tallest = draft.heights or (None, None)
    person.event_place_key = fold(draft.event_place)
    person.search_text = search_text(draft)
    return person


def write_parts(people: Sequence[Person], drafts: Sequence[PersonDraft]) -> None:
    """Names, traits and identifiers of saved people, in three statements however many there are."""
    pairs = list(zip(people, drafts, strict=True))
    Name.objects.bulk_create(
        Name(person=person, text=text[:300], kind=kind, script=script_of(text))
        for person, draft in pairs
        for text, kind in draft.names
    )
    Trait.objects.bulk_create(
        Trait(person=person, kind=kind, text=text[:300]) for person, draft in pairs for kind, text in draft.traits()
    )
    Identifier.objects.bulk_create(
        Identifier(person=person, kind=kind, value=value[:100])
        for person, draft in pairs
        for kind, value in draft.identifiers()
    )


def write_arriving(drafts: Sequence[PersonDraft], *, run: UUID, by: UUID, at: datetime) -> None:
    """A batch of an import: stored, but nobody's record until the whole import lands."""
    people = [
        describe(Person(import_run=run, arriving=True, created_by=by, changed_by=by, created_at=at, changed_at=at), draft)
        for draft in drafts
    ]
    Person.with_arriving.bulk_create(people)
    write_parts(people, drafts)


def next_references(drafts: Sequence[PersonDraft]) -> None:
    """Gives every draft without a reference one: letter, year, running number, unique in this vault."""
    year = timezone.now().year
    for kind in {draft.kind for draft in drafts if not draft.reference}:
        prefix = f"{kind[0].upper()}{year}-"
        taken = Person.with_arriving.filter(reference__startswith=prefix).values_list("reference", flat=True)
        numbers = [int(one.removeprefix(prefix)) for one in taken if one.removeprefix(prefix).isdecimal()]
        number = max(numbers, default=0)
        for draft in drafts:
            if draft.kind == kind and not draft.reference:
                number += 1
                draft.reference = f"{prefix}{number:04}"


def search_text(draft: PersonDraft) -> str:
    """Everything one might look for, folded to plain Latin letters, so that accents and scripts do not matter."""
    said = [
        draft.reference,
        *(text for text, _kind in draft.names),
        draft.nationality,
        draft.origin_place,
        draft.event_place,
        *draft.marks,
        *draft.belongings,
        *(value for _kind, value in draft.identifiers()),
        draft.circumstances,
        draft.enquirer_name,
        draft.cause_of_death,
        draft.custodian,
    ]
    return "\n".join(fold(text) for text in said if text)


def script_of(text: str) -> str:
    """The ISO 15924 code of the first letter's script, where it is one of the scripts we meet often."""
    letter = next((character for character in text if character.isalpha()), "")
    return _SCRIPTS.get(unicodedata.name(letter, "").split(" ")[0], "") if letter else ""
