"""A list on its way in: upload, columns, look through, import; and back out again."""

from __future__ import annotations

import re
from contextlib import suppress
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tessera.accounts.rules import Permission
from tessera.exchange.tables import MixedEncoding, Table, TableError, Target, write_csv
from tessera.records.retention import last_day, periods
from tessera.tracing.models import Kind
from tessera.vault import jobs
from tessera.vault.access import in_vault
from tessera.vault.requests import VaultRequest

from . import actions
from .forms import ColumnsForm, UploadForm
from .imports.preview import coverage, first_readings, wrong_columns
from .imports.work import forget_leftovers, table_of
from .models import ImportRun, State
from .saying import say_column, say_file, say_problem, say_refusal

IMPORT = Permission.IMPORT_LISTS
PROBLEMS_SHOWN = 5
REFERENCES_SHOWN = 30
# A short list is done before the page would have to say "please wait".
PATIENCE_SECONDS = 4.0


@in_vault(IMPORT, line="lists.shown")
def lists(request: VaultRequest) -> HttpResponse:
    kind = request.GET.get("kind", "")
    form = UploadForm(
        request.POST or None, request.FILES or None, initial={"kind": kind if kind in Kind.values else ""}
    )
    if form.is_valid():
        try:
            run = actions.upload_list(
                upload=form.cleaned_data["file"],
                kind=form.cleaned_data["kind"],
                source=form.cleaned_data["source"],
                by=request.member,
            )
        except TableError as error:
            form.add_error("file", say_file(error) + " " + _("Nothing was kept."))
        else:
            return _to(request, run)
    runs = list(ImportRun.objects.all()[:50])
    forget_leftovers(runs, by=request.member)
    return render(request, "exchange/lists.html", {"form": form, "runs": runs})


@in_vault(IMPORT, line="list.shown")
def a_list(request: VaultRequest, uid: UUID) -> HttpResponse:
    """The page of an import: what it shows follows from where the import stands."""
    run = _run(uid)
    if run.state == State.UPLOADED:
        return _columns_page(request, run)
    if run.state == State.CHECKED:
        return _look_through_page(request, run)
    if run.state in (State.CHECKING, State.WRITING):
        running = jobs.is_running(run.uid)
        return render(request, "exchange/progress.html", {"run": run, "running": running})
    forget_leftovers([run], by=request.member)
    refused = say_refusal(**run.refusal) if run.state == State.REFUSED else ""
    return render(request, "exchange/ended.html", {"run": run, "refused": refused})


@in_vault(IMPORT, line="list.shown")
def columns(request: VaultRequest, uid: UUID) -> HttpResponse:
    """What each column holds. Asked first, and again whenever somebody comes back to correct it."""
    run = _run(uid)
    if run.state not in (State.UPLOADED, State.CHECKED):
        return _to(request, run)
    return _columns_page(request, run)


@in_vault(IMPORT, line="list.shown")
@require_POST
def letters(request: VaultRequest, uid: UUID) -> HttpResponse:
    """Which encoding reads right, or which sheet is meant; the columns are asked next."""
    run = _run(uid)
    chosen = {
        "encoding": request.POST.get("encoding", run.encoding),
        "sheet": request.POST.get("sheet", run.sheet),
    }
    try:
        actions.choose_text(run=run, by=request.member, **chosen)
    except TableError as error:
        messages.error(request, say_file(error))
    except actions.NotNow:
        pass  # it went on meanwhile: the page shows where it stands
    return redirect("columns", vault=request.vault.pk, uid=uid)


@in_vault(IMPORT, line="list.shown")
@require_POST
def start_import(request: VaultRequest, uid: UUID) -> HttpResponse:
    run = _run(uid)
    try:
        actions.import_rows(
            run=run,
            blanks_for_unreadable="blanks" in request.POST,
            by=request.member,
            session=request.session_key.id,
        )
        jobs.wait(run.uid, PATIENCE_SECONDS)
    except actions.NotDecided:
        return _look_through_page(request, run, undecided=True)
    except actions.NotNow:
        pass  # it is being imported already: the page shows how far it is
    return _to(request, run)


@in_vault(IMPORT, line="list.shown")
@require_POST
def go_on(request: VaultRequest, uid: UUID) -> HttpResponse:
    run = _run(uid)
    try:
        actions.go_on(run=run, by=request.member, session=request.session_key.id)
        jobs.wait(run.uid, PATIENCE_SECONDS)
    except actions.NotNow:
        pass  # it went on meanwhile: the page shows where it stands
    return _to(request, run)


@in_vault(IMPORT, line="list.shown")
@require_POST
def cancel(request: VaultRequest, uid: UUID) -> HttpResponse:
    run = _run(uid)
    try:
        actions.cancel(run=run, by=request.member)
        jobs.wait(run.uid, PATIENCE_SECONDS)
        messages.success(request, _("The list was not imported and its file is deleted."))
    except actions.NotNow:
        messages.error(request, _("It was too late to cancel. You can take the whole list back."))
    return _to(request, run)


@in_vault(IMPORT, line="list.shown")
def take_back(request: VaultRequest, uid: UUID) -> HttpResponse:
    """Confirmed by typing the number of records, because they are deleted."""
    run = _run(uid)
    typed = re.sub(r"\D", "", request.POST.get("number", ""))  # written with separators in some languages
    if request.method == "POST" and typed == str(run.rows_total):
        try:
            actions.take_back(run=run, by=request.member)
            messages.success(request, _("The list is taken back."))
        except actions.NotNow:
            pass  # somebody took it back meanwhile
        return _to(request, run)
    if run.state != State.DONE:
        return _to(request, run)
    return render(request, "exchange/take_back.html", {"run": run, "wrong": request.method == "POST"})


@in_vault(IMPORT, line="import.problems-exported")
def problems(_request: VaultRequest, uid: UUID) -> HttpResponse:
    """Every problem, row by row, for a spreadsheet program."""
    run = _run(uid)
    rows = [[str(p.row), p.column, say_problem(p)] for p in run.problems.all()]
    if len(rows) < run.problems_total:
        rows.append(["", "", _("There are more: these are the first. Mend them and upload the list again.")])
    answer = HttpResponse(
        write_csv([[_("Row"), _("Column"), _("What is wrong")], *rows]),
        content_type="text/csv; charset=utf-8",
    )
    answer["Content-Disposition"] = 'attachment; filename="problems.csv"'
    return answer


def _columns_page(request: VaultRequest, run: ImportRun) -> HttpResponse:
    try:
        table = table_of(run)
        suggested = actions.suggested(run, table)
    except MixedEncoding as mixed:
        shown = {"run": run, "said": say_file(mixed), "samples": mixed.samples.items()}
        return render(request, "exchange/letters.html", shown)
    except TableError as error:
        return _refused(request, run, error)
    form = ColumnsForm(request.POST or None, table=table, **suggested)
    if form.is_valid():
        return _check(request, run, table, form)
    return render(request, "exchange/columns.html", {"run": run, "form": form, "table": table})


def _check(request: VaultRequest, run: ImportRun, table: Table, form: ColumnsForm) -> HttpResponse:
    try:
        actions.say_columns(
            run=run,
            table=table,
            targets=form.targets(),
            day_first=form.days_come_first(),
            m_means=form.cleaned_data.get("m_means", ""),
            by=request.member,
            session=request.session_key.id,
        )
        jobs.wait(run.uid, PATIENCE_SECONDS)
    except actions.NotNow:
        pass  # it went on meanwhile: the page shows where it stands
    return _to(request, run)


def _look_through_page(request: VaultRequest, run: ImportRun, *, undecided: bool = False) -> HttpResponse:
    try:
        readings = first_readings(run)
    except TableError as error:
        return _refused(request, run, error)
    found = run.problems.all()
    wrong = wrong_columns(run)
    return render(
        request,
        "exchange/look_through.html",
        {
            "run": run,
            "readings": readings,
            "coverage": coverage(run),
            "problems": [(problem, say_problem(problem)) for problem in found[:PROBLEMS_SHOWN]],
            "wrong_columns": [(column, say_column(column)) for column in wrong],
            "day_or_month": run.problems.filter(code="date_day_or_month").exists(),
            "described_wrongly": any(column.is_mostly_wrong for column in wrong),
            "problems_kept": found.count(),
            "must_be_mended": found.filter(can_be_blank=False).count(),
            "undecided": undecided,
            "before": _same_file_before(run),
            "deleted_before": run.deleted_before[:REFERENCES_SHOWN],
            "more_deleted_before": len(run.deleted_before) - REFERENCES_SHOWN,
            "last_day": last_day(periods()[run.kind], timezone.localdate()),
            "nobody_asked": run.kind == Kind.FOUND and Target.CONTACT_WISH not in run.targets,
        },
    )


def _same_file_before(run: ImportRun) -> ImportRun | None:
    """The import that brought the records of this very file already."""
    same = ImportRun.objects.filter(content_hash=run.content_hash, state=State.DONE)
    return same.first() if run.content_hash else None


def _refused(request: VaultRequest, run: ImportRun, error: TableError) -> HttpResponse:
    with suppress(actions.NotNow):  # it went on meanwhile: the page shows where it stands
        actions.refuse_list(run=run, error=error, by=request.member)
    return _to(request, run)


def _run(uid: UUID) -> ImportRun:
    return get_object_or_404(ImportRun, pk=uid)


def _to(request: VaultRequest, run: ImportRun) -> HttpResponse:
    return redirect("list", vault=request.vault.pk, uid=run.uid)
