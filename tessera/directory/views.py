"""The directory for members: lists, entries, their forms; what is public, what is checked, what others suggest."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _, gettext_lazy as lazy
from django.views.decorators.http import require_POST

from tessera.accounts import drafts
from tessera.accounts.queries import name_of_organisation
from tessera.accounts.rules import Permission, may
from tessera.vault.queries import colleague_name
from tessera.vault.requests import VaultRequest

from . import actions, posters, queries
from .access import in_directory
from .differences import differences
from .forms import FORMS, EntryForm
from .further_forms import AgreeForm, CheckForm
from .list_form import ListForm
from .marks import mark_of
from .models import ROOM, Entry, Poster, Suggestion
from .newcomers.rules import is_member, may_admit, may_vouch, never_a_member, says_its_kind, voices
from .rules import IsConfidential, keeper_of, may_change, may_check, may_publish, may_take_down
from .telling import tell_entry, tell_mark
from .vocabulary import LIST_TITLES, EntryKind

_SUGGESTED = lazy("Thank you. Whoever keeps this entry sees what you suggest.")
_WARNED = lazy(
    "Thank you. Whoever keeps this entry reads first thing on Today that it must not be shown. Until they answer it stays"
    " as it was: where somebody is in danger, call them."
)
READ, WRITE = Permission.READ_RECORDS, Permission.WRITE_RECORDS


@in_directory(READ, line="directory.listed")
def directory(request: VaultRequest) -> HttpResponse:
    """One kind of entry, by what is needed and where. Words come by POST, so that no address holds them."""
    sent = request.POST or request.GET
    kind = sent.get("kind") or EntryKind.SERVICE
    if kind not in LIST_TITLES:
        raise Http404
    form = ListForm(sent, shelf=ROOM, kind=kind)
    if not form.is_valid():
        raise Http404
    suggestions = queries.suggestions_for(request.member)
    shown = {
        "form": form,
        "kind": EntryKind(kind),
        "answer": queries.answer(ROOM, form, sent.get("page")),
        "counts": queries.counts(ROOM),
        "stale": queries.gone_stale(request.member).count(),
        "suggestions": suggestions.count(),
        "suggestion": suggestions.first(),
    }
    return render(request, "directory/list.html", shown | _rights(request))


@in_directory(READ, line="entry.shown")
def entry(request: VaultRequest, uid: UUID) -> HttpResponse:
    shown = _entry(request, uid)
    mark = mark_of(shown.checks.all(), timezone.localdate(), keeper=shown.keeper)
    is_free, theirs = keeper_of(shown) is None, may_change(request.member, shown)
    context = {
        "entry": shown,
        "told": tell_entry(shown.document, [place.document for place in queries.places_of(shown)]),
        "organisation": queries.organisation_of(ROOM, shown),
        "services": queries.services_of(ROOM, shown.uid)[:50],
        "mark": tell_mark(mark),
        "checks": shown.checks.all(),
        "listed": queries.said_by_its_list(shown),
        "suggestions": queries.open_suggestions(shown).select_related("entry"),
        "is_behind": bool(posters.behind(Entry.objects.filter(pk=shown.pk))),
        "keeper": name_of_organisation(shown.keeper),
        "keeper_left": is_free and shown.keeper is not None,
        "is_free": is_free,
        "changed_by": colleague_name(shown.changed_by),
        "may_change": theirs,
        "may_take_down": not theirs and may_take_down(request.member, shown),
        "may_publish": may_publish(request.member, shown),
        "may_check": shown.kind == EntryKind.SERVICE and may_check(request.member, shown),
    }
    if shown.kind == EntryKind.ORGANISATION:
        context |= _membership(request, shown)
    return render(request, "directory/entry.html", context | _rights(request))


@in_directory(WRITE, line="form.shown", keep_draft=True)
def new_entry(request: VaultRequest, kind: str) -> HttpResponse:
    if kind not in FORMS:
        raise Http404
    kept = drafts.reopen(request)
    form = FORMS[kind](request.POST or kept)
    if organisation := _of_organisation(request):
        form.organisation = organisation.uid
    if request.method == "POST" and form.is_valid():
        keeper = request.member.organisation_id if "ours" in request.POST else None
        made = actions.open_entry(draft=form.draft(), keeper=keeper, by=request.member)
        drafts.discard(request)
        messages.success(request, _("Saved. Members see it; everybody else only when you show it."))
        return redirect("entry", vault=request.vault.pk, uid=made.uid)
    return _form_page(request, form, kind=kind, organisation=organisation, kept=kept, ours=True)


@in_directory(WRITE, line="form.shown", keep_draft=True)
def change_entry(request: VaultRequest, uid: UUID) -> HttpResponse:
    """The keeper's people save; others send a suggestion with the same form."""
    shown = _entry(request, uid)
    if shown.kind not in FORMS:
        raise Http404
    kept = drafts.reopen(request)
    places = queries.places_of(shown)
    form = FORMS[shown.kind](request.POST or kept, entry=shown, place=places[0].document if places else None)
    theirs = may_change(request.member, shown)
    sent = request.POST or kept or QueryDict()
    meanwhile, seen = False, sent.get("seen", "")
    if request.method == "POST" and form.is_valid():
        if not theirs:
            actions.suggest(
                entry=shown, draft=form.draft(), why=request.POST.get("why", "")[:500], by=request.member
            )
            drafts.discard(request)
            warns = form.cleaned_data["confidential"] and not shown.confidential
            messages.success(request, _WARNED if warns else _SUGGESTED)
            return redirect("entry", vault=request.vault.pk, uid=uid)
        try:
            actions.change_entry(entry=shown, draft=form.draft(), seen=_moment(seen), by=request.member)
        except actions.ChangedMeanwhile:
            meanwhile = True
        else:
            drafts.discard(request)
            said = _("Saved. Everybody sees it at once.") if shown.is_public else _("Saved.")
            messages.success(request, said)
            return redirect("entry", vault=request.vault.pk, uid=uid)
    more = {"entry": shown, "theirs": theirs, "meanwhile": meanwhile, "more_places": places[1:]}
    more["also_here"] = queries.also_at(places[0], shown) if places else []
    return _form_page(request, form, kind=shown.kind, kept=kept, seen=shown.changed_at, **more)


@in_directory(WRITE, line="entry.shown")
@require_POST
def confirm_entry(request: VaultRequest, uid: UUID) -> HttpResponse:
    actions.confirm_entry(entry=_entry(request, uid), by=request.member)
    messages.success(request, _("Thank you. It counts as right from today on."))
    return redirect("entry", vault=request.vault.pk, uid=uid)


@in_directory(Permission.PUBLISH, line="entry.shown")
@require_POST
def keep_entry(request: VaultRequest, uid: UUID) -> HttpResponse:
    actions.keep_entry(entry=_entry(request, uid), by=request.member)
    messages.success(request, _("Your organisation keeps this entry now: others suggest, you decide."))
    return redirect("entry", vault=request.vault.pk, uid=uid)


@in_directory(Permission.PUBLISH, line="form.shown")
def show_entry(request: VaultRequest, uid: UUID) -> HttpResponse:
    """What exactly everybody would see, and by whose word."""
    shown = _entry(request, uid)
    form = AgreeForm(
        request.POST or None, initial={"with_mark": shown.mark_agreed, "agreed_by": shown.agreed_by}
    )
    if request.method == "POST" and form.is_valid():
        try:
            actions.show_to_everybody(entry=shown, by=request.member, **form.cleaned_data)
            messages.success(request, _("Everybody can see it now."))
        except IsConfidential:
            messages.error(request, _("A confidential entry is for members only. Nothing was shown."))
        return redirect("entry", vault=request.vault.pk, uid=uid)
    poster, mark = posters.poster_of(shown)
    told = tell_entry(poster, poster.get("tessera", {}).get("places", []))
    context = {"entry": shown, "form": form, "told": told, "mark": tell_mark(mark)}
    return render(request, "directory/show.html", context)


@in_directory(WRITE, line="form.shown")
@require_POST
def hide_entry(request: VaultRequest, uid: UUID) -> HttpResponse:
    """By its keeper's people; by an administrator of the network, who says why, whoever keeps it."""
    shown = _entry(request, uid)
    if "why" in request.POST and not may_change(request.member, shown):
        actions.hide_for_its_keeper(entry=shown, why=request.POST["why"][:500], by=request.member)
    else:
        actions.show_to_members_only(entry=shown, by=request.member)
    messages.success(request, _("Only members see it now. What somebody read or printed before, they keep."))
    return redirect("entry", vault=request.vault.pk, uid=uid)


@in_directory(Permission.PUBLISH, line="posters.compared")
def compare_posters(request: VaultRequest) -> HttpResponse:
    """Whether what everybody sees is what was agreed on, poster by poster."""
    if request.method == "POST":
        number = actions.put_posters_right(by=request.member)
        messages.success(request, _("Put right: %(number)s.") % {"number": number})
        return redirect("posters", vault=request.vault.pk)
    shown = {
        "behind": posters.behind(Entry.objects.all()),
        "foreign": posters.foreign(),
        "number": Poster.objects.count(),
    }
    return render(request, "directory/posters.html", shown)


@in_directory(WRITE, line="form.shown")
def delete_entry(request: VaultRequest, uid: UUID) -> HttpResponse:
    """Confirmed by typing its name, because nothing brings it back."""
    shown = _entry(request, uid)
    if not may_change(request.member, shown):
        raise Http404
    typed = " ".join(request.POST.get("name", "").split()).casefold()
    if request.method == "POST" and typed == " ".join(shown.title.split()).casefold():
        actions.delete_entry(entry=shown, by=request.member)
        messages.success(request, _("The entry is deleted."))
        return redirect(_list_address(request, shown.kind))
    services = queries.services_of(ROOM, shown.uid).count()
    context = {"entry": shown, "wrong": request.method == "POST", "services": services}
    return render(request, "directory/delete.html", context)


@in_directory(WRITE, line="form.shown")
def check_firewall(request: VaultRequest, uid: UUID) -> HttpResponse:
    shown = _entry(request, uid)
    if shown.kind != EntryKind.SERVICE or not may_check(request.member, shown):
        raise Http404
    form = CheckForm(request.POST or None, initial={"checked_on": timezone.localdate()})
    if request.method == "POST" and form.is_valid():
        actions.check_firewall(entry=shown, draft=form.draft(), by=request.member)
        messages.success(
            request,
            _(
                "Written down. It counts for half a year, and for sure once another organisation finds the same."
            ),
        )
        return redirect("entry", vault=request.vault.pk, uid=uid)
    return render(request, "directory/check.html", {"entry": shown, "form": form})


@in_directory(WRITE, line="suggestion.shown")
def suggestion(request: VaultRequest, uid: UUID) -> HttpResponse:
    """What somebody would write instead, beside what stands there; taken over, or declined with a reason."""
    suggested = get_object_or_404(Suggestion.objects.select_related("entry"), pk=uid)
    if not may_change(request.member, suggested.entry):
        raise Http404
    if request.method == "POST":
        return _answer_suggestion(request, suggested)
    context = {"suggestion": suggested, "entry": suggested.entry, "by": colleague_name(suggested.by)}
    places = queries.places_of(suggested.entry)
    place = places[0].document if places else None
    context["differences"] = differences(suggested.entry.kind, suggested.entry, place, suggested)
    return render(request, "directory/suggestion.html", context)


def _answer_suggestion(request: VaultRequest, suggested: Suggestion) -> HttpResponse:
    try:
        if "take" in request.POST:
            actions.take_over(suggestion=suggested, by=request.member)
            messages.success(request, _("Taken over."))
        else:
            answer = request.POST.get("answer", "")[:500]
            actions.decline(suggestion=suggested, answer=answer, by=request.member)
            messages.success(request, _("It stays as it is."))
    except actions.AlreadyAnswered:
        messages.error(
            request, _("The entry or the suggestion changed meanwhile. Nothing was taken over: look at both.")
        )
    return redirect("entry", vault=request.vault.pk, uid=suggested.entry.uid)


def _form_page(request: VaultRequest, form: EntryForm, **shown: Any) -> HttpResponse:
    return render(
        request,
        "directory/form.html",
        {"form": form, "list_title": LIST_TITLES[EntryKind(shown["kind"])]} | shown,
    )


def _of_organisation(request: VaultRequest) -> Entry | None:
    """Whose service is being entered, where the address says so."""
    try:
        named = UUID(request.GET.get("of", ""))
    except ValueError:
        return None
    return Entry.objects.filter(uid=named, kind=EntryKind.ORGANISATION).first()


def _entry(request: VaultRequest, uid: UUID) -> Entry:
    found = get_object_or_404(Entry, uid=uid)
    request.belongs_to = reverse("directory", kwargs={"vault": request.vault.pk})
    return found


def _list_address(request: VaultRequest, kind: str) -> str:
    return reverse("directory", kwargs={"vault": request.vault.pk}) + f"?kind={kind}"


def _moment(sent: str) -> datetime | None:
    try:
        return datetime.fromisoformat(sent)
    except ValueError:
        return None


def _membership(request: VaultRequest, shown: Entry) -> dict[str, Any]:
    spoken = voices(shown)
    return {
        "is_member": is_member(shown),
        "never_member": never_a_member(shown),
        "says_its_kind": says_its_kind(shown),
        "voices": spoken,
        "we_vouch": any(one.vouch.organisation == request.member.organisation_id for one in spoken),
        "may_vouch": may_vouch(request.member, shown),
        "may_admit": may_admit(request.member, shown),
    }


def _rights(request: VaultRequest) -> dict[str, Any]:
    return {
        "may_write": may(request.member, WRITE),
        "may_import": may(request.member, Permission.IMPORT_LISTS),
        "may_compare": may(request.member, Permission.PUBLISH),
    }
