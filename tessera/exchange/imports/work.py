"""What an import does in the background: check every row, then write every row. Batch by batch, resumable."""

from __future__ import annotations

from collections import Counter, defaultdict, deque
from collections.abc import Callable, Generator, Iterable, Iterator
from dataclasses import asdict
from itertools import islice
from uuid import UUID

from tessera.accounts.models import Member
from tessera.common.unreadable import VALUE_CODES
from tessera.exchange.models import OPEN, ImportProblem, ImportRun, State
from tessera.exchange.tables import FileLost, Row, Table, TableError, open_table
from tessera.tracing.actions import land_import
from tessera.tracing.drafts import PersonDraft
from tessera.tracing.models import ContactWish, Person
from tessera.tracing.writing import delete_people, next_references, write_arriving
from tessera.vault.actions import delete_attachment
from tessera.vault.current import current_vault, vault_transaction
from tessera.vault.files import VaultUnreadable, attachment_file, read
from tessera.vault.models import Attachment
from tessera.vault.tombstones import bear_a_stone

from .conventions import Conventions, conventions_of
from .reading import Reading, RowReader

BATCH = 500
MOST_PROBLEMS = 10_000

Batches = Generator[None, None, None]


def table_of(run: ImportRun, *, encoding: str | None = None, sheet: str | None = None) -> Table:
    """The list, opened from its sealed file into memory: with the letters and the sheet that were chosen.

    Raises a TableError; `FileLost` where the sealed file is damaged or gone.
    """
    try:
        attachment = Attachment.objects.get(pk=run.attachment)
        path = attachment_file(current_vault().id, attachment.id)
        content = b"".join(read(path, bytes(attachment.key), attachment.id))
    except (Attachment.DoesNotExist, VaultUnreadable) as lost:
        raise FileLost from lost
    return open_table(content, encoding=encoding or run.encoding or None, sheet=sheet or run.sheet or None)


def check(uid: UUID, by: Member) -> Batches:
    """Reads every row as the columns say, counts what is filled, and keeps the problems. Writes no record.

    A file that turns out to be broken further down is refused as a whole.
    """
    return _or_refuse(_check, uid, by)


def _check(run: ImportRun, by: Member) -> Batches:
    if _is_over(run, State.CHECKING, by):
        return
    ImportProblem.objects.filter(run=run).delete()
    table = table_of(run)
    yield from _settle_conventions(run, table)
    reader = reader_of(run)
    filled: Counter[str] = Counter()
    cells_filled: Counter[str] = Counter()
    cells_wrong: defaultdict[str, Counter[str]] = defaultdict(Counter)
    rows = people = 0
    deleted_before: list[str] = []
    room_for = {True: MOST_PROBLEMS, False: MOST_PROBLEMS}
    for batch in _batches(table.checked_rows()):
        readings = [reader.read(row) for row in batch]
        rows += len(readings)
        people += sum(reading.draft.people or 0 for reading in readings)
        filled.update(name for reading in readings for name in filled_fields(reading.draft))
        cells_filled.update(column for reading in readings for column in reading.filled)
        found = [problem for reading in readings for problem in _problems(run, reading)]
        deleted_before += bear_a_stone([reading.draft.reference for reading in readings])
        for problem in found:
            cells_wrong[problem.column][problem.code] += 1
        with vault_transaction():
            ImportProblem.objects.bulk_create(_kept(found, room_for))
            _update(run, rows_done=rows, rows_total=rows)
        yield
        if _is_over(run, State.CHECKING, by):
            return
    with vault_transaction():
        if not _is_over(run, State.CHECKING, by):
            _update(
                run,
                state=State.CHECKED,
                rows_done=0,
                people_total=people,
                problems_total=sum(wrong.total() for wrong in cells_wrong.values()),
                filled=filled,
                cells_filled=cells_filled,
                cells_wrong=cells_wrong,
                deleted_before=deleted_before[:MOST_PROBLEMS],
            )


def write(uid: UUID, by: Member) -> Batches:
    """Writes every row as an arriving record, then lets all of them land at once. Goes on where it stopped."""
    return _or_refuse(_write, uid, by)


def _or_refuse(step: Callable[[ImportRun, Member], Batches], uid: UUID, by: Member) -> Batches:
    run = ImportRun.objects.get(pk=uid)
    try:
        yield from step(run, by)
    except TableError as error:
        refuse(run, error, by=by)


def _write(run: ImportRun, by: Member) -> Batches:
    if _is_over(run, State.WRITING, by):
        return
    table = table_of(run)
    yield from _settle_conventions(run, table)
    reader = reader_of(run)
    numbers: dict[str, int] = {}
    rows = yield from _rows_after(table, run.rows_done)
    for batch in _batches(rows):
        drafts = [reader.read(row).draft for row in batch]
        with vault_transaction():
            next_references(drafts, numbers)
            write_arriving(drafts, run=run.uid, by=run.created_by, at=run.created_at)
            _update(run, rows_done=run.rows_done + len(batch))
        yield
        if _is_over(run, State.WRITING, by):
            return
    with vault_transaction():
        if not _is_over(run, State.WRITING, by):
            land_import(run=run.uid, by=by)
            _end(run, State.DONE, by)


def _settle_conventions(run: ImportRun, table: Table) -> Batches:
    """Once for an import: preview and writing read the rows as they were checked."""
    if not run.conventions:
        conventions = yield from conventions_of(run, _batches(table.checked_rows()))
        with vault_transaction():
            _update(run, conventions=asdict(conventions))


def _rows_after(table: Table, done: int) -> Generator[None, None, Iterator[Row]]:
    """The rows below those that are written; passing those over is work too, and gives way like any other."""
    rows = table.checked_rows()
    for start in range(0, done, BATCH):
        deque(islice(rows, min(BATCH, done - start)), maxlen=0)
        yield
    return rows


def _is_over(run: ImportRun, state: State, by: Member) -> bool:
    """Whether somebody ended the import meanwhile: then what it had written is taken out."""
    with vault_transaction():
        now = ImportRun.objects.only("state", "cancel_asked").get(pk=run.pk)
        if now.state == state and now.cancel_asked:
            sweep(run, by=by)
        return now.state != state or now.cancel_asked


def sweep(run: ImportRun, *, by: Member) -> None:
    """Takes out what a cancelled import had written; nobody ever saw it, and what has landed stays."""
    _give_up(run, State.CANCELLED, by)


def refuse(run: ImportRun, error: TableError, *, by: Member) -> None:
    """Gives up an import whose file cannot be read to its end."""
    _give_up(run, State.REFUSED, by, refusal={"code": error.code, "values": error.values})


def _give_up(run: ImportRun, state: State, by: Member, **why: object) -> None:
    with vault_transaction():
        if ImportRun.objects.filter(pk=run.pk, state__in=OPEN).exists():
            delete_people(Person.with_arriving.filter(import_run=run.uid, arriving=True))
            _end(run, state, by, rows_done=0, **why)


def _end(run: ImportRun, state: State, by: Member, **values: object) -> None:
    """The row stays as history; what the list said that is in no record does not outlive its import."""
    _update(run, state=state, deleted_before=[], **values)
    run.problems.all().delete()
    forget_file(run, by=by)


def forget_file(run: ImportRun, *, by: Member) -> None:
    """Deletes the uploaded file of an ended import, also where an interruption left it without its row."""
    attachment = Attachment.objects.filter(pk=run.attachment).first()
    if attachment:
        delete_attachment(attachment=attachment, by=by)
    else:
        attachment_file(current_vault().id, run.attachment).unlink(missing_ok=True)


def forget_leftovers(runs: Iterable[ImportRun], *, by: Member) -> None:
    """Files of ended imports, left by an interruption at the wrong moment."""
    for run in runs:
        if run.state not in OPEN and attachment_file(current_vault().id, run.attachment).exists():
            forget_file(run, by=by)


def reader_of(run: ImportRun) -> RowReader:
    """Reads rows as the columns were said to be; the rows must have been checked once."""
    conventions = Conventions(**run.conventions)
    return RowReader(run.columns, run.targets, kind=run.kind, source=run.source, conventions=conventions)


def _problems(run: ImportRun, reading: Reading) -> Iterator[ImportProblem]:
    for problem in reading.problems:
        if not problem.is_notice:
            yield ImportProblem(
                run=run,
                row=problem.row_number,
                column=problem.column[:200],
                code=problem.code,
                values=problem.values,
                can_be_blank=problem.code in VALUE_CODES - {"wish_unreadable"},
            )


def _kept(found: list[ImportProblem], room_for: dict[bool, int]) -> list[ImportProblem]:
    """As many problems as are kept of a list; those that must be mended have room of their own."""
    kept = []
    for problem in found:
        if room_for[problem.can_be_blank]:
            room_for[problem.can_be_blank] -= 1
            kept.append(problem)
    return kept


def filled_fields(draft: PersonDraft) -> Iterator[str]:
    """The fields of which a description says something, as `preview.COVERAGE` names them."""
    said = {
        "name": draft.names,
        "sex": draft.sex,
        "birth": draft.birth,
        "age": draft.ages,
        "origin": draft.origin_place or draft.nationality,
        "event": draft.event,
        "event_place": draft.event_place,
        "height": draft.heights,
        "marks": draft.marks,
        "belongings": draft.belongings,
        "numbers": draft.phones or draft.documents,
        "reference": draft.reference,
        "people": draft.people,
        "story": draft.circumstances,
        "wish": draft.contact_wish != ContactWish.NOT_ASKED,
        "cause": draft.cause_of_death,
        "condition": draft.body_condition,
        "interval": draft.post_mortem_interval,
        "identified": draft.identified,
        "custodian": draft.custodian,
        "enquirer": draft.enquirer_name or draft.enquirer_relation or draft.enquirer_contact,
    }
    return (name for name, value in said.items() if value)


def _batches(rows: Iterator[Row]) -> Iterator[list[Row]]:
    while batch := list(islice(rows, BATCH)):
        yield batch


def _update(run: ImportRun, **values: object) -> None:
    for name, value in values.items():
        setattr(run, name, value)
    run.save(update_fields=list(values))
