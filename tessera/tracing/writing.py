"""From drafts to rows, one or thousands: the one way a person's description is stored."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from tessera.linkage.folding import fold
from tessera.records import retention
from tessera.vault import tombstones
from tessera.vault.attachments import end_attachments
from tessera.vault.current import current_vault
from tessera.vault.endings import end_belongings
from tessera.vault.models import Attachment

from .drafts import PersonDraft
from .models import Identifier, IdentifierKind, Name, Person, Trait
from .search_index import INDEX
from .vowelless import sounds_of

_SAME_NAME = (
    "kind reference sex nationality origin_place event_place circumstances enquirer_name enquirer_relation "
    "enquirer_contact contact_wish people body_condition post_mortem_interval cause_of_death identified "
    "custodian source"
).split()

# Unicode's names of letters begin with their script.
_SCRIPTS = {
    "LATIN": "Latn",
    "ARABIC": "Arab",
    "ETHIOPIC": "Ethi",
    "CYRILLIC": "Cyrl",
    "HEBREW": "Hebr",
    "GREEK": "Grek",
}

# A running number has no more digits than this: a longer one was typed, and is nothing to count on from.
_LONGEST_NUMBER = 9


def describe(person: Person, draft: PersonDraft) -> Person:
    """Fills the person's own columns from the draft; saves nothing."""
    for name in _SAME_NAME:
        setattr(person, name, getattr(draft, name))
    person.birth, person.event = draft.birth, draft.event
    person.age_youngest, person.age_oldest = draft.ages or (None, None)
    person.height_shortest, person.height_tallest = draft.heights or (None, None)
    person.event_place_key = fold(draft.event_place)[:300]
    person.search_text = search_text(draft)
    return person


def draft_of(person: Person) -> PersonDraft:
    """The description of a saved person, as `describe` and `write_parts` were given it."""
    draft = PersonDraft(**{name: getattr(person, name) for name in _SAME_NAME})
    draft.names = [(name.text, name.kind) for name in person.names.all()]
    draft.birth, draft.event = person.birth, person.event
    draft.ages = _pair(person.age_youngest, person.age_oldest)
    draft.heights = _pair(person.height_shortest, person.height_tallest)
    draft.marks, draft.belongings = person.marks, person.belongings
    for identifier in person.identifiers.all():
        numbers = draft.phones if identifier.kind == IdentifierKind.PHONE else draft.documents
        numbers.append(identifier.value)
    return draft


def write_parts(people: Sequence[Person], drafts: Sequence[PersonDraft]) -> None:
    """Names, traits and identifiers of saved people, in three statements however many there are."""
    pairs = list(zip(people, drafts, strict=True))
    Name.objects.bulk_create(
        Name(person=person, text=text[:300], kind=kind, script=script_of(text))
        for person, draft in pairs
        for text, kind in draft.names
    )
    Trait.objects.bulk_create(
        Trait(person=person, kind=kind, text=text[:300])
        for person, draft in pairs
        for kind, text in draft.traits()
    )
    Identifier.objects.bulk_create(
        Identifier(person=person, kind=kind, value=value[:300])
        for person, draft in pairs
        for kind, value in draft.identifiers()
    )


def write_arriving(drafts: Sequence[PersonDraft], *, run: UUID, by: UUID, at: datetime) -> None:
    """A batch of an import: stored, but nobody's record until the whole import lands."""
    entered = {"created_by": by, "changed_by": by, "created_at": at, "changed_at": at}
    people = [describe(Person(import_run=run, arriving=True, **entered), draft) for draft in drafts]
    keep_as_the_room_says(people)
    Person.with_arriving.bulk_create(people)
    write_parts(people, drafts)


def keep_as_the_room_says(people: Iterable[Person]) -> None:
    """Sets until when new people are kept, from today on; saves nothing."""
    periods, today = retention.periods(), timezone.localdate()
    for person in people:
        person.keep_until = retention.last_day(periods[person.kind], today)


def delete_people(people: QuerySet[Person]) -> int:
    """Deletes people with all their parts, without reading what they say; returns how many."""
    going = people.count()
    with INDEX.leaving(current_vault().alias, going, Person.with_arriving.count() - going):
        return people.only("pk").delete()[1].get("tracing.Person", 0)


def end_people(people: QuerySet[Person], *, by: UUID | None = None, for_good: bool = True) -> int:
    """In a transaction: deletes records with all that belongs to them, and buries them; returns how many.

    `by` is the member who deletes them, None where their time is over. A list that brings them again is noticed, but
    where they are not gone `for_good`: a list taken back is mended and comes again.
    """
    references = dict(people.values_list("uid", "reference"))
    end_belongings(people.values("uid"), by=by)
    end_attachments(Attachment.objects.filter(about__in=people.values("uid")))
    tombstones.bury(references, references if for_good else None)
    return delete_people(people)


def next_references(drafts: Sequence[PersonDraft], last: dict[str, int] | None = None) -> None:
    """Gives every draft without a reference one: letter, year, running number, unique in this vault.

    `last` remembers the numbers from one batch of an import to the next, which then need not be looked for.
    """
    last = {} if last is None else last
    year = timezone.localdate().year
    for kind in {draft.kind for draft in drafts if not draft.reference}:
        prefix = f"{kind[0].upper()}{year}-"
        waiting = [draft for draft in drafts if draft.kind == kind and not draft.reference]
        number = _last_number(prefix, drafts, last.get(prefix), len(waiting))
        for draft in waiting:
            number += 1
            draft.reference = f"{prefix}{number:04}"
        last[prefix] = number


def _last_number(prefix: str, drafts: Sequence[PersonDraft], remembered: int | None, needed: int) -> int:
    """The highest number in use, among records and among the drafts that bring their references along."""
    brought = max(_numbers(prefix, (draft.reference for draft in drafts)), default=0)
    if remembered is not None:
        number = max(remembered, brought)
        next_ones = [f"{prefix}{number + n:04}" for n in range(1, needed + 1)]
        if not Person.with_arriving.filter(reference__in=next_ones).exists():
            return number
    # A range of an indexed column: of a list with thousands of records only the references are read.
    rows = Person.with_arriving.filter(reference__gt=prefix, reference__lt=prefix + "\U0010ffff")
    taken = rows.values_list("reference", flat=True).iterator()
    return max(brought, max(_numbers(prefix, taken), default=0))


def _numbers(prefix: str, references: Iterable[str]) -> Iterator[int]:
    for reference in references:
        number = reference.removeprefix(prefix)
        if number != reference and number.isdecimal() and len(number) <= _LONGEST_NUMBER:
            yield int(number)


def search_text(draft: PersonDraft) -> str:
    """Everything one might look for, in plain Latin letters, so that accents and scripts do not matter."""
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
    sounds = {sound for text, _kind in draft.names for sound in sounds_of(text)}
    return "\n".join([*(fold(text) for text in said if text), " ".join(sorted(sounds))])


def script_of(text: str) -> str:
    """The ISO 15924 code of the first letter's script, where it is one of the scripts we meet often."""
    letter = next((character for character in text if character.isalpha()), "")
    return _SCRIPTS.get(unicodedata.name(letter, "").split(" ")[0], "") if letter else ""


def _pair(first: int | None, last: int | None) -> tuple[int, int] | None:
    return (first, last) if first is not None and last is not None else None
