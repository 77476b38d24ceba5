"""What an import does in the background: check every row, then write every row. Batch by batch, resumable."""

from __future__ import annotations

from collections import Counter
from collections.abc import Generator, Iterator
from itertools import islice
from uuid import UUID

from django.db import transaction

from tessera.accounts.models import Member
from tessera.exchange.models import OPEN, ImportProblem, ImportRun, State
from tessera.exchange.tables import Table, TableError, open_table
from tessera.sealing.streams import read_sealed
from tessera.tracing.actions import land_import
from tessera.tracing.models import Person
from tessera.tracing.writing import delete_people, next_references, write_arriving
from tessera.vault.current import current_vault
from tessera.vault.files import attachment_file
from tessera.vault.models import Attachment
from tessera.vault.uploads import upload_context

from .conventions import conventions_of
from .reading import Reading, RowReader

BATCH = 500
MOST_PROBLEMS = 10_000

Batches = Generator[None, None, None]


def table_of(run: ImportRun, *, encoding: str | None = None, sheet: str | None = None) -> Table:
    """The list, opened from its sealed file into memory: with the letters and the sheet that were chosen."""
    attachment = Attachment.objects.get(pk=run.attachment)
    path = attachment_file(current_vault().id, attachment.id)
    with path.open("rb") as file:
        content = b"".join(read_sealed(file, bytes(attachment.key), context=upload_context(attachment.id)))
    return open_table(content, encoding=encoding or run.encoding or None, sheet=sheet or run.sheet or None)


def check(uid: UUID) -> Batches:
    """Reads every row as the columns say, counts what is filled, and keeps the problems. Writes no record.

    A file that turns out to be broken further down is refused as a whole.
    """
    run = ImportRun.objects.get(pk=uid)
    if _is_over(run, State.CHECKING):
        return
    try:
        yield from _check(run)
    except TableError as error:
        with _in_vault():
            _update(run, state=State.REFUSED, refusal={"code": error.code, "values": error.values})


def _check(run: ImportRun) -> Batches:
    ImportProblem.objects.filter(run=run).delete()
    table = table_of(run)
    filled: Counter[str] = Counter()
    rows = people = problems = 0
    room_for = {True: MOST_PROBLEMS, False: MOST_PROBLEMS}
    for batch in _batches(readings_of(run, table)):
        rows += len(batch)
        people += sum(reading.draft.people or 0 for reading in batch)
        filled.update(name for reading in batch for name in _filled(reading))
        found = [problem for reading in batch for problem in _problems(run, reading)]
        problems += len(found)
        with _in_vault():
            ImportProblem.objects.bulk_create(_kept(found, room_for))
            _update(run, rows_done=rows, rows_total=rows)
        yield
        if _is_over(run, State.CHECKING):
            return
    with _in_vault():
        if not _is_over(run, State.CHECKING):
            _update(
                run,
                state=State.CHECKED,
                rows_done=0,
                people_total=people,
                problems_total=problems,
                filled=dict(filled),
            )


def write(uid: UUID, by: Member) -> Batches:
    """Writes every row as an arriving record, then lets all of them land at once. Goes on where it stopped."""
    run = ImportRun.objects.get(pk=uid)
    if _is_over(run, State.WRITING):
        return
    numbers: dict[str, int] = {}
    readings = islice(readings_of(run, table_of(run)), run.rows_done, None)
    for batch in _batches(readings):
        drafts = [reading.draft for reading in batch]
        with _in_vault():
            next_references(drafts, numbers)
            write_arriving(drafts, run=run.uid, by=run.created_by, at=run.created_at)
            _update(run, rows_done=run.rows_done + len(batch))
        yield
        if _is_over(run, State.WRITING):
            return
    with _in_vault():
        if not _is_over(run, State.WRITING):
            land_import(run=run.uid, by=by)
            _update(run, state=State.DONE)


def _is_over(run: ImportRun, state: State) -> bool:
    """Whether somebody ended the import meanwhile: then what it had written is taken out."""
    with _in_vault():
        now = ImportRun.objects.only("state", "cancel_asked").get(pk=run.pk)
        if now.state == state and now.cancel_asked:
            sweep(run)
        return now.state != state or now.cancel_asked


def sweep(run: ImportRun) -> None:
    """Takes out what a cancelled import had written; nobody ever saw it, and what has landed stays."""
    with _in_vault():
        if ImportRun.objects.filter(pk=run.pk, state__in=OPEN).exists():
            delete_people(Person.with_arriving.filter(import_run=run.uid, arriving=True))
            _update(run, state=State.CANCELLED, rows_done=0)


def readings_of(run: ImportRun, table: Table) -> Iterator[Reading]:
    conventions = conventions_of(run, table)
    reader = RowReader(run.columns, run.targets, kind=run.kind, source=run.source, conventions=conventions)
    return (reader.read(row) for row in table.checked_rows())


def _problems(run: ImportRun, reading: Reading) -> Iterator[ImportProblem]:
    for problem in reading.problems:
        if not problem.is_notice:
            yield ImportProblem(
                run=run,
                row=problem.row_number,
                column=problem.column[:200],
                code=problem.code,
                values=problem.values,
                can_be_blank=problem.code.endswith(("_unreadable", "_impossible", "_month", "_year")),
            )


def _kept(found: list[ImportProblem], room_for: dict[bool, int]) -> list[ImportProblem]:
    """As many problems as are kept of a list; those that must be mended have room of their own."""
    kept = []
    for problem in found:
        if room_for[problem.can_be_blank]:
            room_for[problem.can_be_blank] -= 1
            kept.append(problem)
    return kept


def _filled(reading: Reading) -> Iterator[str]:
    draft = reading.draft
    said = {
        "name": draft.names,
        "sex": draft.sex,
        "birth": draft.birth,
        "age": draft.ages,
        "origin": draft.origin_place or draft.nationality,
        "event": draft.event,
        "event_place": draft.event_place,
        "marks": draft.marks,
        "belongings": draft.belongings,
        "numbers": draft.phones or draft.documents,
    }
    return (name for name, value in said.items() if value)


def _batches(readings: Iterator[Reading]) -> Iterator[list[Reading]]:
    while batch := list(islice(readings, BATCH)):
        yield batch


def _update(run: ImportRun, **values: object) -> None:
    for name, value in values.items():
        setattr(run, name, value)
    run.save(update_fields=list(values))


def _in_vault() -> transaction.Atomic:
    return transaction.atomic(using=current_vault().alias)
