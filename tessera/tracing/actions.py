"""Everything that changes records of people. Each action is one transaction in the open vault with its line."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID, uuid4, uuid5

from django.db.models import F
from django.utils import timezone

from tessera.accounts.models import Member
from tessera.accounts.rules import Permission, require
from tessera.audit.lines import write_line
from tessera.audit.models import VaultLine
from tessera.vault.actions import delete_attachment, keep_attachment
from tessera.vault.current import vault_transaction
from tessera.vault.models import Attachment
from tessera.vault.uploads import SealedUpload

from .drafts import PersonDraft
from .models import Person, Search
from .writing import describe, end_people, keep_as_the_room_says, next_references, write_parts


class ChangedMeanwhile(Exception):
    """Somebody saved or deleted the record after the form was shown: nothing of this one is stored yet."""


def open_record(*, draft: PersonDraft, by: Member, entry: UUID | None = None) -> Person:
    """A new record; it gets a reference when the draft has none.

    `entry` is drawn with the form: the same form sent twice, by an impatient hand or a line that broke after
    the first time, makes one record, which is returned again. The record's `uid` comes from who sent what, so
    that nobody chooses one that is, or was, another's; and whoever goes back and describes a second person in
    the same form opens a second record.
    """
    require(by, Permission.WRITE_RECORDS)
    with vault_transaction():
        uid = uuid5(by.id, f"{entry} {draft}") if entry else uuid4()
        if there := Person.objects.filter(uid=uid).first():
            return there
        if VaultLine.objects.filter(about=uid).exists():  # deleted since: its lines stay its own
            uid = uuid4()
        next_references([draft])
        person = describe(Person(uid=uid, created_by=by.id, changed_by=by.id), draft)
        person.created_at = person.changed_at = timezone.now()
        keep_as_the_room_says([person])
        person.save()
        write_parts([person], [draft])
        write_line(VaultLine, f"{draft.kind}.opened", by=by.id, about=person.uid)
    return person


def change_record(*, person: Person, draft: PersonDraft, seen: datetime | None, by: Member) -> Person:
    """`seen` is the `changed_at` of the record that the form was filled from.

    Raises ChangedMeanwhile when the record has another by now, or is gone, so that nobody's words vanish under
    another's and nothing that was deleted comes back.
    """
    require(by, Permission.WRITE_RECORDS)
    with vault_transaction():
        if seen is None or not Person.objects.filter(pk=person.pk, changed_at=seen).exists():
            raise ChangedMeanwhile
        next_references([draft])
        describe(person, draft)
        person.changed_at, person.changed_by = timezone.now(), by.id
        person.save()
        for part in (person.names, person.traits, person.identifiers):
            part.all().delete()
        write_parts([person], [draft])
        write_line(VaultLine, f"{person.kind}.changed", by=by.id, about=person.uid)
    return person


def keep_record(*, person: Person, until: date | None, reason: str, by: Member) -> None:
    """Another last day for one record, on purpose; None keeps it for as long as the person is sought."""
    require(by, Permission.WRITE_RECORDS)
    with vault_transaction():
        person.keep_until, person.keep_reason = until, reason
        person.save(update_fields=["keep_until", "keep_reason"])
        write_line(VaultLine, f"{person.kind}.kept", by=by.id, about=person.uid)


def attach_file(*, person: Person, upload: SealedUpload, by: Member) -> None:
    """Keeps a file with the record, which counts as changed: who takes back its list does not lose the file."""
    require(by, Permission.WRITE_RECORDS)
    with vault_transaction():
        keep_attachment(upload=upload, about=person.uid, by=by)
        person.changed_at, person.changed_by = timezone.now(), by.id
        person.save(update_fields=["changed_at", "changed_by"])


def delete_file(*, attachment: Attachment, by: Member) -> None:
    """One file of a record: its row, its key and what lies sealed on the disk."""
    require(by, Permission.WRITE_RECORDS)
    delete_attachment(attachment=attachment, by=by)


def delete_record(*, person: Person, by: Member) -> None:
    """The record, its files and what was agreed about it. What was sent of it is asked back.

    The audit line stays; it holds no word of the record.
    """
    require(by, Permission.WRITE_RECORDS)
    with vault_transaction():
        end_people(Person.objects.filter(pk=person.pk), by=by.id)
        write_line(VaultLine, f"{person.kind}.deleted", by=by.id, about=person.uid)


def land_import(*, run: UUID, by: Member) -> int:
    """Every row of the import becomes a record in the same instant; returns how many."""
    require(by, Permission.IMPORT_LISTS)
    with vault_transaction():
        landed = Person.with_arriving.filter(import_run=run, arriving=True).update(arriving=False)
        write_line(VaultLine, "import.landed", by=by.id, about=run, records=landed)
    return landed


def keep_search(*, search: Search, by: Member) -> Search:
    """Stores what is looked for inside the vault, for a day, so that the address holds none of it."""
    require(by, Permission.READ_RECORDS)
    with vault_transaction():
        Search.objects.too_old().delete()
        search.by = by.id
        search.save(force_insert=True)
        write_line(VaultLine, "searched", by=by.id)
    return search


def take_back_import(*, run: UUID, by: Member) -> tuple[int, int]:
    """Deletes what an import brought, except records changed since; returns (deleted, kept)."""
    require(by, Permission.IMPORT_LISTS)
    with vault_transaction():
        brought = Person.with_arriving.filter(import_run=run)
        changed = brought.filter(arriving=False).exclude(changed_at=F("created_at")).count()
        untouched = brought.filter(changed_at=F("created_at"))
        deleted = end_people(untouched, by=by.id, for_good=False)
        write_line(VaultLine, "import.taken-back", by=by.id, about=run, deleted=deleted, kept=changed)
    return deleted, changed
