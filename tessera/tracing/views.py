"""Lists, records, searching, and who a record could be."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tessera.accounts import drafts
from tessera.accounts.rules import Permission, may
from tessera.audit.models import Line
from tessera.vault.access import in_vault
from tessera.vault.forms import AttachmentForm
from tessera.vault.queries import attachments_about, colleague_name
from tessera.vault.requests import VaultRequest

from . import actions, queries
from .candidates import SHOWN_AT_FIRST, Candidate, candidates_for
from .forms import FORMS, SearchForm
from .models import Kind, Person, Search
from .rules import may_be_searched_for
from .telling import SHARES, STRENGTHS, kinds_agreeing, tell


@in_vault(Permission.READ_RECORDS, line="people.listed")
def people(request: VaultRequest, kind: str) -> HttpResponse:
    """The records of one kind; with `from` in the address, only what that import brought."""
    run = _identifier(request.GET.get("from", ""))
    records, persons = queries.counts(_kind(kind), run)
    paginator = Paginator(queries.list_of(kind, run), queries.PER_PAGE)
    paginator.count = records  # counted already
    page = paginator.get_page(request.GET.get("page"))
    shown = {
        "kind": Kind(kind),
        "run": run,
        "page": page,
        "records": records,
        "persons": persons,
        "places": queries.places(kind),
        "form": SearchForm(initial={"kind": kind}),
    }
    return render(request, "tracing/people.html", shown | _rights(request))


@in_vault(Permission.WRITE_RECORDS, line="form.shown", keep_draft=True)
def new_person(request: VaultRequest, kind: str) -> HttpResponse:
    kept = drafts.reopen(request)
    form = FORMS[_kind(kind)](request.POST or kept)
    if request.method == "POST" and form.is_valid():
        person = actions.open_record(
            draft=form.draft(), by=request.member, entry=_identifier(request.POST.get("entry", ""))
        )
        drafts.discard(request)
        messages.success(request, _("Saved."))
        return redirect("person", vault=request.vault.pk, uid=person.uid)
    sent = request.POST or kept or QueryDict()
    entry = _identifier(sent.get("entry", "")) or uuid4()
    shown = {"form": form, "kind": Kind(kind), "kept": kept, "entry": entry}
    return render(request, "tracing/person_form.html", shown)


@in_vault(Permission.READ_RECORDS, line="person.shown")
def person(request: VaultRequest, uid: UUID) -> HttpResponse:
    shown = _person(request, uid)
    return render(
        request,
        "tracing/person.html",
        {
            "person": shown,
            "entered_by": colleague_name(shown.created_by),
            "changed_by": colleague_name(shown.changed_by),
            "attachments": attachments_about(uid),
            "attachment_form": AttachmentForm(),
            "today": timezone.localdate(),
            "may_be_searched_for": may_be_searched_for(shown),
        }
        | _rights(request),
    )


@in_vault(Permission.WRITE_RECORDS, line="form.shown", keep_draft=True)
def change_person(request: VaultRequest, uid: UUID) -> HttpResponse:
    """Where a colleague saved the record meanwhile, says so, and saves only what is sent after that."""
    kept = drafts.reopen(request)
    sent = request.POST or kept
    if sent and (deletion := queries.deletion_of(uid)):
        return _deleted_meanwhile(request, deletion, sent)
    shown = _person(request, uid)
    form = FORMS[shown.kind](sent, person=shown)
    seen, meanwhile = _seen(sent) if sent else shown.changed_at, None
    if request.method == "POST" and form.is_valid():
        try:
            actions.change_record(person=shown, draft=form.draft(), seen=seen, by=request.member)
        except actions.ChangedMeanwhile:
            seen, meanwhile = shown.changed_at, form.recorded_otherwise()
        else:
            drafts.discard(request)
            messages.success(request, _("Saved."))
            return redirect("person", vault=request.vault.pk, uid=uid)
    return render(
        request,
        "tracing/person_form.html",
        {
            "form": form,
            "kind": Kind(shown.kind),
            "person": shown,
            "kept": kept,
            "seen": seen,
            "meanwhile": meanwhile,
            "changed_by": colleague_name(shown.changed_by),
        },
    )


def _deleted_meanwhile(request: VaultRequest, deletion: Line, sent: QueryDict) -> HttpResponse:
    """What was typed into the form of a record that is gone by now, to be saved as a new one or not at all."""
    kind = Kind(deletion.verb.partition(".")[0])
    shown = {"form": FORMS[kind](sent), "kind": kind, "entry": uuid4(), "was_deleted": True}
    shown["deleted_by"] = colleague_name(deletion.by)
    return render(request, "tracing/person_form.html", shown)


@in_vault(Permission.WRITE_RECORDS, line="form.shown")
def delete_file(request: VaultRequest, uid: UUID, file: UUID) -> HttpResponse:
    shown = _person(request, uid)
    attachment = get_object_or_404(attachments_about(uid), pk=file)
    if request.method == "POST":
        actions.delete_file(attachment=attachment, by=request.member)
        messages.success(request, _("The file is deleted."))
        return redirect("person", vault=request.vault.pk, uid=uid)
    return render(request, "tracing/delete_file.html", {"person": shown, "file": attachment})


@in_vault(Permission.WRITE_RECORDS, line="form.shown")
def delete_person(request: VaultRequest, uid: UUID) -> HttpResponse:
    """Confirmed by typing the reference, because nothing brings the record back."""
    shown = _person(request, uid)
    typed = request.POST.get("reference", "")
    if request.method == "POST" and typed.split() == shown.reference.split():
        kind = shown.kind
        actions.delete_record(person=shown, by=request.member)
        messages.success(request, _("The record and its files are deleted."))
        return redirect("people", vault=request.vault.pk, kind=kind)
    return render(request, "tracing/delete_person.html", {"person": shown, "wrong": request.method == "POST"})


@in_vault(Permission.READ_RECORDS, line="candidates.shown")
def candidates(request: VaultRequest, uid: UUID) -> HttpResponse:
    shown = _person(request, uid)
    if not may_be_searched_for(shown):
        raise Http404
    found = candidates_for(shown)
    listed = found.worth_a_look if "all" in request.GET else found.worth_a_look[:SHOWN_AT_FIRST]
    return render(
        request,
        "tracing/candidates.html",
        {
            "person": shown,
            "compared": found.compared,
            "number": len(found.worth_a_look),
            "candidates": [_told(candidate) for candidate in listed],
            "unlikely": [_told(candidate) for candidate in found.unlikely],
            "more": len(found.worth_a_look) - len(listed),
        }
        | _rights(request),
    )


@in_vault(Permission.WRITE_RECORDS, line="form.shown")
@require_POST
def attach(request: VaultRequest, uid: UUID) -> HttpResponse:
    shown = _person(request, uid)
    form = AttachmentForm(request.POST, request.FILES)
    if form.is_valid():
        actions.attach_file(person=shown, upload=form.cleaned_data["file"], by=request.member)
        messages.success(request, _("The file is kept, sealed."))
    else:
        messages.error(request, _("No file arrived. Choose one first; empty files are not kept."))
    return redirect("person", vault=request.vault.pk, uid=uid)


@in_vault(Permission.READ_RECORDS, line="search.shown")
@require_POST
def search(request: VaultRequest) -> HttpResponse:
    """Keeps what is looked for in the vault and leads to an address that holds none of it."""
    form = SearchForm(request.POST)
    if not form.is_valid():
        return render(request, "tracing/search.html", {"form": form})
    if form.is_blank():
        return redirect("people", vault=request.vault.pk, kind=form.cleaned_data["kind"] or Kind.SOUGHT)
    kept = actions.keep_search(search=form.search(), by=request.member)
    return redirect("search-results", vault=request.vault.pk, uid=kept.uid)


@in_vault(Permission.READ_RECORDS, line="search.shown")
def search_results(request: VaultRequest, uid: UUID) -> HttpResponse:
    kept = get_object_or_404(Search.objects.recent(), uid=uid, by=request.member.id)
    if kept.kind:
        request.belongs_to = reverse("people", kwargs={"vault": request.vault.pk, "kind": kept.kind})
    found = queries.search(kept)
    page = Paginator(found.near, queries.PER_PAGE).get_page(request.GET.get("page"))
    queries.describe([*found.exact, *page])
    form = SearchForm(initial={"words": kept.words, "kind": kept.kind, "sex": kept.sex, "where": kept.where})
    shown = {"searched_words": kept.words, "kept": kept, "page": page, "form": form}
    shown |= {"exact": found.exact, "number": len(found.exact) + page.paginator.count}
    return render(request, "tracing/search.html", shown | _rights(request))


def _identifier(sent: str) -> UUID | None:
    """An identifier out of a form or an address; None when it was tampered with."""
    try:
        return UUID(sent)
    except ValueError:
        return None


def _seen(sent: Mapping[str, str]) -> datetime | None:
    """When the record that the form was filled from was last changed; None when it was tampered with."""
    try:
        return datetime.fromisoformat(sent.get("seen", ""))
    except ValueError:
        return None


def _kind(kind: str) -> str:
    if kind not in Kind.values:
        raise Http404
    return kind


def _person(request: VaultRequest, uid: UUID) -> Person:
    person = get_object_or_404(Person.objects.with_description(), uid=uid)
    request.belongs_to = reverse("people", kwargs={"vault": request.vault.pk, "kind": person.kind})
    return person


def _rights(request: VaultRequest) -> dict[str, bool]:
    return {
        "may_write": may(request.member, Permission.WRITE_RECORDS),
        "may_import": may(request.member, Permission.IMPORT_LISTS),
    }


def _told(candidate: Candidate) -> dict[str, Any]:
    comparison = candidate.comparison
    return {
        "person": candidate.person,
        "strength": comparison.strength.value,
        "word": STRENGTHS[comparison.strength],
        "share": SHARES[comparison.strength],
        "because": kinds_agreeing(comparison),
        "evidence": tell(comparison),
    }
