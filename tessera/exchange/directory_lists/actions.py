"""Directory lists coming in: upload, look through, take in, take back."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import uuid4

from tessera.accounts.models import Member
from tessera.accounts.rules import Permission, require
from tessera.audit.lines import write_line
from tessera.audit.models import VaultLine
from tessera.directory.models import Entry
from tessera.directory.vocabulary import EntryKind
from tessera.exchange.directories import files_of, read_directory, recognise
from tessera.exchange.models import DirectoryList, State
from tessera.vault import jobs
from tessera.vault.actions import keep_attachment
from tessera.vault.current import current_vault, vault_transaction
from tessera.vault.uploads import SealedUpload

from .beside import STAYS, batches, named_by_staying
from .work import end, told, without_stops, write


class NotNow(Exception):
    """The list is not at the step this belongs to: somebody moved it on meanwhile. Nothing was changed."""


def upload_directory(
    *, uploads: Sequence[SealedUpload], source: str, country: str, by: Member
) -> DirectoryList:
    """Reads the files to their end and keeps them for the next step; raises a DirectoryError, and keeps nothing."""
    require(by, Permission.IMPORT_LISTS)
    files = files_of({upload.name or "": upload.content() for upload in uploads})
    directory = read_directory(files, source=source)
    counts = {
        "organizations": len(directory.organizations),
        "services": len(directory.services),
        "locations": len(directory.locations),
    }
    run = DirectoryList(
        uid=uuid4(),
        source=source,
        country=country,
        layout=recognise(files).value,
        attachments=[str(upload.id) for upload in uploads],
        counts=counts,
        problems=told(directory.problems),
        entries_total=sum(counts.values()),
        created_by=by.id,
    )
    with vault_transaction():
        for upload in uploads:
            keep_attachment(upload=upload, about=run.uid, by=by, may=Permission.IMPORT_LISTS)
        run.save(force_insert=True)
        write_line(VaultLine, "directory.uploaded", by=by.id, about=run.uid)
    return run


def take_in(*, run: DirectoryList, by: Member, session: bytes) -> None:
    """Starts storing its entries, or goes on with that after a lock; raises NotNow."""
    require(by, Permission.IMPORT_LISTS)
    with vault_transaction():
        waiting = DirectoryList.objects.filter(pk=run.pk, state__in=(State.CHECKED, State.WRITING))
        problems = without_stops(run.problems)
        if not waiting.update(state=State.WRITING, entries_done=0, problems=problems):
            raise NotNow
        write_line(VaultLine, "directory.import-started", by=by.id, about=run.uid)
    jobs.start(run.uid, lambda: write(run.uid, by), room=current_vault(), session=session)


def cancel_directory(*, run: DirectoryList, by: Member) -> None:
    """Ends a list that is not stored yet, with its files; raises NotNow."""
    require(by, Permission.IMPORT_LISTS)
    with vault_transaction():
        now = DirectoryList.objects.get(pk=run.pk)
        if now.state not in (State.CHECKED, State.WRITING):
            raise NotNow
        end(now, State.CANCELLED)
        write_line(VaultLine, "directory.import-cancelled", by=by.id, about=run.uid)


def take_back_directory(*, run: DirectoryList, by: Member) -> int:
    """Deletes what it brought, but for entries that somebody keeps, shows to everybody or changed here since.

    Their places and organisations stay with them. Returns how many services and organisations went; raises NotNow.
    """
    require(by, Permission.IMPORT_LISTS)
    with vault_transaction():
        if not DirectoryList.objects.filter(pk=run.pk, state=State.DONE).update(state=State.TAKEN_BACK):
            raise NotNow
        of_it = Entry.objects.filter(import_run=run.pk).exclude(STAYS)
        brought = set(of_it.values_list("uid", flat=True))
        number = 0
        for some in batches(brought - named_by_staying(brought)):
            going = Entry.objects.filter(uid__in=some)
            number += going.exclude(kind=EntryKind.LOCATION).count()
            going.delete()
        write_line(VaultLine, "directory.taken-back", by=by.id, about=run.uid, entries=number)
    return number
