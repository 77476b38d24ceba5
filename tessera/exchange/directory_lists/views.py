"""Directories in and out: upload, look through, take in; and download, as HSDS 3."""

from __future__ import annotations

import io
import zipfile
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, ngettext
from django.views.decorators.http import require_POST

from tessera.accounts.rules import Permission
from tessera.directory.access import in_directory
from tessera.directory.models import Entry, Vocabulary
from tessera.exchange.directories import Directory, DirectoryError, NotValid, write_json, write_tables
from tessera.exchange.models import DirectoryList
from tessera.vault import jobs
from tessera.vault.requests import VaultRequest

from . import actions
from .forms import DirectoryUploadForm
from .going_out import for_everybody, for_members, hidden_places
from .saying import ROWS, STOPPED, say_files
from .work import is_open, without_stops

IMPORT = Permission.IMPORT_LISTS
LAYOUTS = ("json", "tables")
PATIENCE_SECONDS = 4.0


@in_directory(IMPORT, line="directory-lists.shown")
def directory_lists(request: VaultRequest) -> HttpResponse:
    form = DirectoryUploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            run = actions.upload_directory(
                uploads=form.cleaned_data["list_files"],
                source=form.cleaned_data["source"],
                country=form.cleaned_data["country"],
                by=request.member,
            )
        except DirectoryError as error:
            form.add_error("list_files", say_files(error) + " " + _("Nothing was kept."))
        else:
            return redirect("directory-list", vault=request.vault.pk, uid=run.uid)
    return _page(request, "directory_lists", form=form, runs=DirectoryList.objects.all()[:50])


@in_directory(IMPORT, line="directory-list.shown")
def directory_list(request: VaultRequest, uid: UUID) -> HttpResponse:
    """What the list holds and what is wrong with it; how far it is; what became of it."""
    run = get_object_or_404(DirectoryList, pk=uid)
    shown = {
        "run": run,
        "problems": [(ROWS[one["code"]], one) for one in without_stops(run.problems)],
        "stopped": [STOPPED[one["code"]] for one in run.problems if one["code"] in STOPPED],
        "running": jobs.is_running(uid),
        "open": is_open(run),
    }
    return _page(request, "directory_list", **shown)


@in_directory(IMPORT, line="directory-list.shown")
@require_POST
def take_in_directory(request: VaultRequest, uid: UUID) -> HttpResponse:
    run = get_object_or_404(DirectoryList, pk=uid)
    try:
        actions.take_in(run=run, by=request.member, session=request.session_key.id)
        jobs.wait(uid, PATIENCE_SECONDS)
    except actions.NotNow:
        pass  # the page shows where it stands
    return redirect("directory-list", vault=request.vault.pk, uid=uid)


@in_directory(IMPORT, line="directory-list.shown")
@require_POST
def cancel_directory(request: VaultRequest, uid: UUID) -> HttpResponse:
    try:
        actions.cancel_directory(run=get_object_or_404(DirectoryList, pk=uid), by=request.member)
        messages.success(request, _("The list was not imported and its file is deleted."))
    except actions.NotNow:
        messages.error(request, _("It was too late to cancel. You can take the whole list back."))
    return redirect("directory-list", vault=request.vault.pk, uid=uid)


@in_directory(IMPORT, line="directory-list.shown")
@require_POST
def take_back_directory(request: VaultRequest, uid: UUID) -> HttpResponse:
    try:
        number = actions.take_back_directory(run=get_object_or_404(DirectoryList, pk=uid), by=request.member)
        said = ngettext("%(number)s entry was taken back.", "%(number)s entries were taken back.", number)
        messages.success(request, said % {"number": number})
    except actions.NotNow:
        pass  # somebody took it back meanwhile
    return redirect("directory-list", vault=request.vault.pk, uid=uid)


@in_directory(IMPORT, line="directory.exported")
def export_directory(request: VaultRequest, layout: str) -> HttpResponse:
    """As HSDS 3, what members know, and of what is confidential nothing that says where it is.

    With `public` what hangs on posters, and nothing beside it.
    """
    if layout not in LAYOUTS:
        raise Http404
    public = "public" in request.GET
    entries = Entry.objects.prefetch_related("checks") if public else Entry.objects.all()
    listed = list(entries)
    made = for_everybody(listed) if public else for_members(listed, Vocabulary.objects.all())
    try:
        return _packed(made, layout, hidden_places(listed), public=public)
    except NotValid as wrong:
        first = wrong.findings[0]
        messages.error(
            request,
            _("It cannot be written as HSDS 3: %(table)s, row %(row)s, %(column)s. Nothing was handed out.")
            % {"table": first.table, "row": first.row, "column": first.column},
        )
        return redirect("directory-lists", vault=request.vault.pk)


def _packed(made: Directory, layout: str, hidden: frozenset[str], *, public: bool) -> HttpResponse:
    name = f"directory-{timezone.localdate().isoformat()}"
    if layout == "json":
        content = write_json(made, confidential=hidden, public=public)
        return _download(content, f"{name}.json", "application/json")
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for file, table in write_tables(made, confidential=hidden, public=public).items():
            archive.writestr(file, table)
    return _download(packed.getvalue(), f"{name}.zip", "application/zip")


def _download(content: bytes, name: str, kind: str) -> HttpResponse:
    answer = HttpResponse(content, content_type=kind)
    answer["Content-Disposition"] = f'attachment; filename="{name}"'
    return answer


def _page(request: VaultRequest, name: str, **shown: Any) -> HttpResponse:
    request.belongs_to = reverse("directory", kwargs={"vault": request.vault.pk})
    return render(request, f"exchange/{name}.html", shown)
