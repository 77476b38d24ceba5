"""What takes long about a directory list: reading it again, making its entries ready, and storing all of them at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Generator, Iterable, Iterator
from itertools import islice
from typing import Any
from uuid import UUID

from django.db.models import Q

from tessera.accounts.models import Member
from tessera.audit.lines import write_line
from tessera.audit.models import VaultLine
from tessera.directory.models import Entry, Vocabulary
from tessera.directory.vocabulary import EntryKind
from tessera.directory.writing import Filed, file_entries, made_ready, store
from tessera.exchange.directories import Directory, Problem, files_of, read_directory
from tessera.exchange.models import OPEN, DirectoryList, State
from tessera.vault.attachments import end_attachments
from tessera.vault.current import current_vault, vault_transaction
from tessera.vault.files import VaultUnreadable, attachment_file, read
from tessera.vault.models import Attachment

from .beside import Beside, beside_those_here
from .converting import entries_of, placeholders_of, vocabulary_of

BATCH = 500
EXAMPLES = 5  # of each kind of problem, with their places
STOPS = STOPPED, FILES_LOST = "stopped", "files_lost"
"""Why a list is not in after all; they stand among its problems."""


class FilesLost(Exception):
    """The uploaded files are damaged or gone."""


def directory_in(run: DirectoryList) -> Directory:
    """The list, read again from its sealed files; raises FilesLost or a DirectoryError."""
    uploads = {}
    try:
        for uid in run.attachments:
            attachment = Attachment.objects.get(pk=uid)
            path = attachment_file(current_vault().id, attachment.pk)
            uploads[attachment.name] = b"".join(read(path, bytes(attachment.key), attachment.pk))
    except (Attachment.DoesNotExist, VaultUnreadable) as lost:
        raise FilesLost from lost
    return read_directory(files_of(uploads), source=run.source)


def told(problems: Iterable[Problem]) -> list[dict[str, Any]]:
    """How often each kind of problem came up, and where the first of them are: code, number, places."""
    every = list(problems)
    numbers = Counter(problem.code for problem in every)
    return [
        {
            "code": code,
            "number": number,
            "places": [
                {"table": one.table, "row": one.row, "column": one.column, "values": dict(one.values)}
                for one in every
                if one.code == code
            ][:EXAMPLES],
        }
        for code, number in numbers.most_common()
    ]


def write(uid: UUID, by: Member) -> Generator[None, None, None]:
    """Makes every entry ready, batch by batch, then stores all of them in one transaction.

    An entry stays as it is here that somebody keeps, shows to everybody, or changed since its list came (`beside`).
    Whatever ends it early, the list says so afterwards; nothing of it is stored then.
    """
    try:
        yield from _write(uid, by)
    except Exception as error:
        _say_stopped(uid, FILES_LOST if isinstance(error, FilesLost) else STOPPED)
        raise


def _write(uid: UUID, by: Member) -> Generator[None, None, None]:
    run = DirectoryList.objects.get(pk=uid)
    directory = directory_in(run)
    entries = list(entries_of(directory, by=by.id, source=run.source, country=run.country))
    placeholders = placeholders_of(directory)
    while True:
        coming = beside_those_here(entries, placeholders, uid)
        yield
        filed: list[Filed] = []
        for batch in _batches(coming.fresh):
            filed += made_ready(batch, among=coming.fresh)
            DirectoryList.objects.filter(pk=uid).update(entries_done=len(filed))
            yield
        with vault_transaction():
            if DirectoryList.objects.get(pk=uid).state != State.WRITING:
                return
            if not coming.is_still_so(beside_those_here(entries, placeholders, uid)):
                continue  # somebody kept, showed or changed one of them while all this was made ready: once more
            _store(filed, coming.withheld)
            _keep_vocabulary(directory)
            _end_done(run, entries, coming)
            write_line(VaultLine, "directory.imported", by=by.id, about=uid, entries=len(filed))
            return


def _end_done(run: DirectoryList, entries: list[Entry], coming: Beside) -> None:
    end(
        run,
        State.DONE,
        entries_done=len(coming.fresh),
        entries_total=len(entries),
        kept_changed=coming.kept,
        counts=run.counts | {"withheld": len(coming.withheld)},
    )


def _store(filed: list[Filed], withheld: Collection[UUID]) -> None:
    """In a transaction: the entries, and the columns of others that say something of them."""
    touched = _touched_by(filed)
    for ready in _batches(filed):
        store(ready)
    for some in _batches(touched):
        file_entries(some)
    # An older version took such places in.
    brought = Entry.objects.filter(kind=EntryKind.LOCATION, keeper=None).exclude(import_run=None)
    for some in _batches(withheld):
        brought.filter(uid__in=some).delete()


def _touched_by(filed: Iterable[Filed]) -> list[Entry]:
    """Entries that do not come in themselves, and that are of an organisation or at a place that says something else now."""
    old = [one.entry for one in filed if one.entry.pk is not None]
    coming = {entry.pk for entry in old}
    found: dict[int, Entry] = {}
    for some in _batches(entry.uid for entry in old):
        of_them = Q(organisation__in=some, kind=EntryKind.SERVICE) | Q(spots__location__in=some)
        for entry in Entry.objects.filter(of_them).exclude(kind=EntryKind.LOCATION).distinct():
            found[entry.pk] = entry
    return [entry for pk, entry in found.items() if pk not in coming]


def _say_stopped(uid: UUID, code: str) -> None:
    """So that nobody waits for it: the list is as it was when it had been looked through, and says what happened."""
    with vault_transaction():
        run = DirectoryList.objects.get(pk=uid)
        if run.state == State.WRITING:
            run.state, run.entries_done = State.CHECKED, 0
            run.problems = [{"code": code, "number": 1, "places": []}, *without_stops(run.problems)]
            run.save(update_fields=["state", "entries_done", "problems"])


def without_stops(problems: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    return [one for one in problems if one["code"] not in STOPS]


def end(run: DirectoryList, state: State, **values: Any) -> None:
    """In a transaction: the row stays as history; its files do not, and neither does what was quoted from them."""
    problems = [
        one | {"places": [place | {"values": {}} for place in one["places"]]}
        for one in without_stops(run.problems)
    ]
    for name, value in ({"state": state, "attachments": [], "problems": problems} | values).items():
        setattr(run, name, value)
    run.save()
    end_attachments(Attachment.objects.filter(about=run.pk))


def is_open(run: DirectoryList) -> bool:
    return run.state in OPEN


def _keep_vocabulary(directory: Directory) -> None:
    """What is here as a taxonomy stays one, whatever else a list calls so; and the reverse."""
    terms = {term.pk: term for term in reversed(list(vocabulary_of(directory)))}
    for some in _batches(terms):
        for uid, table in Vocabulary.objects.filter(pk__in=some).values_list("pk", "table"):
            if terms[uid].table != table:
                del terms[uid]
    Vocabulary.objects.bulk_create(
        terms.values(),
        batch_size=BATCH,
        update_conflicts=True,
        unique_fields=["uid"],
        update_fields=["table", "document"],
    )


def _batches(rows: Iterable[Any]) -> Iterator[list[Any]]:
    left = iter(rows)
    while batch := list(islice(left, BATCH)):
        yield batch
