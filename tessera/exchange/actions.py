"""Everything that changes imports. What takes long is handed to a job; what an import did can be taken back."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Any
from uuid import uuid4

from tessera.accounts.models import Member
from tessera.accounts.rules import Permission, require
from tessera.audit.lines import write_line
from tessera.audit.models import VaultLine
from tessera.exchange.tables import MixedEncoding, Table, TableError, Target, guess_columns, open_table
from tessera.tracing.actions import take_back_import
from tessera.vault import jobs
from tessera.vault.actions import keep_attachment
from tessera.vault.current import current_vault, vault_transaction
from tessera.vault.uploads import SealedUpload

from .imports.work import check, refuse, sweep, table_of, write
from .models import OPEN, ImportRun, RememberedColumns, State

SAMPLE_ROWS = 200


class NotNow(Exception):
    """The import is not at the step this belongs to: somebody moved it on meanwhile. Nothing was changed."""


class NotDecided(Exception):
    """Cells that cannot be read are left, and nobody said what becomes of them. Nothing was imported."""


def upload_list(*, upload: SealedUpload, kind: str, source: str, by: Member) -> ImportRun:
    """Keeps the sealed file and begins an import; raises a TableError, and keeps nothing, when it is no table.

    It is read to its end first: whoever sends a broken list learns so before they describe its columns.
    A list in a mixed encoding is kept, and read when its letters are settled on the next page.
    """
    require(by, Permission.IMPORT_LISTS)
    content = upload.content()
    with suppress(MixedEncoding):
        open_table(content).count()
    run = ImportRun(
        uid=uuid4(),
        kind=kind,
        source=source,
        file_name=(upload.name or "")[-255:],
        created_by=by.id,
        attachment=upload.id,
        content_hash=hashlib.sha256(content).hexdigest(),
    )
    with vault_transaction():
        keep_attachment(upload=upload, about=run.uid, by=by, may=Permission.IMPORT_LISTS)
        run.save(force_insert=True)
        write_line(VaultLine, "import.uploaded", by=by.id, about=run.uid)
    return run


def choose_text(*, run: ImportRun, encoding: str, sheet: str, by: Member) -> None:
    """Settles how the file's letters are read, or which sheet is meant; raises a TableError if neither can."""
    require(by, Permission.IMPORT_LISTS)
    table_of(run, encoding=encoding, sheet=sheet).count()
    with _at(run, State.UPLOADED, State.CHECKED):
        run.encoding, run.sheet, run.targets, run.state = encoding, sheet, [], State.UPLOADED
        run.save()
        write_line(VaultLine, "import.text-chosen", by=by.id, about=run.uid)


def say_columns(  # noqa: PLR0913 - what the form says, and who says it
    *,
    run: ImportRun,
    table: Table,
    targets: list[str],
    day_first: bool | None,
    m_means: str = "",
    by: Member,
    session: bytes,
) -> None:
    """Sets what the columns hold, remembers it for the next list like this, and has every row checked."""
    require(by, Permission.IMPORT_LISTS)
    with _at(run, State.UPLOADED, State.CHECKED):
        run.columns, run.day_first, run.m_means = list(table.columns), day_first, m_means
        run.targets = _behind_firewall(table, targets)
        run.encoding, run.sheet = table.encoding or "", table.sheet or ""
        run.state, run.rows_done, run.conventions = State.CHECKING, 0, {}
        run.save()
        RememberedColumns.objects.update_or_create(
            headings=_headings_hash(run, table),
            defaults={"targets": run.targets, "day_first": day_first, "m_means": m_means},
        )
        write_line(VaultLine, "import.columns-said", by=by.id, about=run.uid)
    go_on(run=run, by=by, session=session)


def import_rows(*, run: ImportRun, blanks_for_unreadable: bool, by: Member, session: bytes) -> None:
    """Starts writing; raises NotDecided while a problem is left that nobody decided about."""
    require(by, Permission.IMPORT_LISTS)
    with _at(run, State.CHECKED):
        problems = run.problems.all()
        if problems.filter(can_be_blank=False).exists() or (problems.exists() and not blanks_for_unreadable):
            raise NotDecided
        run.state, run.rows_done, run.blanks_for_unreadable = State.WRITING, 0, blanks_for_unreadable
        run.save()
        write_line(VaultLine, "import.started", by=by.id, about=run.uid)
    go_on(run=run, by=by, session=session)


def go_on(*, run: ImportRun, by: Member, session: bytes) -> None:
    """Starts the job of this step, or takes it up again after a lock or a restart."""
    require(by, Permission.IMPORT_LISTS)
    if run.state not in (State.CHECKING, State.WRITING):
        raise NotNow
    # The line first: what cannot be written down is not begun.
    write_line(VaultLine, "import.running", by=by.id, about=run.uid)
    if run.state == State.CHECKING:
        jobs.start(run.uid, lambda: check(run.uid, by), room=current_vault(), session=session)
    else:
        jobs.start(run.uid, lambda: write(run.uid, by), room=current_vault(), session=session)


def cancel(*, run: ImportRun, by: Member) -> None:
    """Ends an import that has not landed, and its file. A running job stops at its next batch and clears up."""
    require(by, Permission.IMPORT_LISTS)
    with _at(run, *OPEN):
        run.cancel_asked = True
        run.save(update_fields=["cancel_asked"])
        write_line(VaultLine, "import.cancelled", by=by.id, about=run.uid)
    if run.state not in (State.CHECKING, State.WRITING) or not jobs.is_running(run.uid):
        sweep(run, by=by)


def take_back(*, run: ImportRun, by: Member) -> None:
    """Deletes what the import brought; records that were changed since stay, and their number is said."""
    require(by, Permission.IMPORT_LISTS)
    with _at(run, State.DONE):
        _deleted, kept = take_back_import(run=run.uid, by=by)
        run.state, run.kept_on_undo = State.TAKEN_BACK, kept
        run.save(update_fields=["state", "kept_on_undo"])


def refuse_list(*, run: ImportRun, error: TableError, by: Member) -> None:
    """Gives up an import whose file cannot be read any more; nothing of it is kept."""
    require(by, Permission.IMPORT_LISTS)
    with _at(run, *OPEN):
        refuse(run, error, by=by)
        write_line(VaultLine, "import.refused", by=by.id, about=run.uid)


def suggested(run: ImportRun, table: Table) -> dict[str, Any]:
    """What the columns probably hold and how the list is written, as `ColumnsForm` takes it."""
    rows = table.sample(SAMPLE_ROWS)
    guesses = guess_columns(table.columns, rows)
    shown = {
        "firewalled": [guess.firewalled for guess in guesses],
        "has_m": any(cell.casefold() == "m" for cells in rows for cell in cells)
        or run.problems.filter(code="sex_m_unreadable").exists(),
    }
    remembered = RememberedColumns.objects.filter(pk=_headings_hash(run, table)).first()
    for before in (run, remembered):
        if before and len(before.targets) == len(guesses):
            return shown | {
                "targets": before.targets,
                "day_first": before.day_first,
                "m_means": before.m_means,
            }
    return shown | {"targets": [guess.target.value for guess in guesses], "day_first": None, "m_means": ""}


def _behind_firewall(table: Table, targets: list[str]) -> list[str]:
    """Whatever the form says: columns about anybody's immigration status are left out."""
    guesses = guess_columns(table.columns, table.sample(SAMPLE_ROWS))
    return [
        Target.LEAVE_OUT.value if guess.firewalled or target not in set(Target) else target
        for guess, target in zip(guesses, targets, strict=True)
    ]


def _headings_hash(run: ImportRun, table: Table) -> str:
    headings = [run.kind, *(column.casefold() for column in table.columns)]
    return hashlib.sha256("\n".join(headings).encode()).hexdigest()


@contextmanager
def _at(run: ImportRun, *states: str) -> Iterator[None]:
    """One transaction for an import that is, here and now, at one of `states`; raises NotNow.

    What the request read at its beginning says little: two people can press one button, or one person twice.
    """
    with vault_transaction():
        try:
            run.refresh_from_db()
        except ImportRun.DoesNotExist as gone:
            raise NotNow from gone
        if run.state not in states:
            raise NotNow
        yield
