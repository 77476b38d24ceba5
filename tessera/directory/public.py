"""The directory for everybody: posters, and nothing else. No cookie, no line, nothing kept of who looked."""

from __future__ import annotations

from uuid import UUID

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.utils import timezone

from tessera.accounts.access import for_everybody
from tessera.accounts.requests import TesseraRequest

from . import queries
from .documents import own
from .list_form import ListForm
from .models import COMMONS, Poster
from .telling import tell_entry, tell_posted_mark
from .vocabulary import LIST_TITLES, EntryKind


@for_everybody
def public_directory(request: TesseraRequest) -> HttpResponse:
    """Who helps. Words come by POST, so that no address, and no telephone's history, holds them."""
    sent = request.POST or request.GET
    kind = sent.get("kind") or EntryKind.SERVICE
    if kind not in LIST_TITLES:
        raise Http404
    form = ListForm(sent, shelf=COMMONS, kind=kind)
    if not form.is_valid():
        raise Http404
    shown = {
        "form": form,
        "kind": EntryKind(kind),
        "answer": queries.answer(COMMONS, form, sent.get("page")),
        "counts": queries.counts(COMMONS),
        "part": "directory",
    }
    return render(request, "directory/public_list.html", shown)


@for_everybody
def poster(request: TesseraRequest, uid: UUID) -> HttpResponse:
    shown = get_object_or_404(Poster, uid=uid)
    said = own(shown.document)
    context = {
        "entry": shown,
        "told": tell_entry(shown.document, said.get("places", [])),
        "organisation": queries.organisation_of(COMMONS, shown),
        "services": queries.services_of(COMMONS, shown.uid)[:50],
        "mark": tell_posted_mark(said.get("mark", {}), timezone.localdate()),
        "part": "directory",
    }
    return render(request, "directory/poster.html", context)
