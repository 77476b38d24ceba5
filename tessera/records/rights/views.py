"""What somebody asks of us about their own record; their copy on paper; deleting it because they want that."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import get_language, gettext as _, override

from tessera.accounts.rules import Permission, may
from tessera.records.about import crumb, crumb_if_there, record_about
from tessera.records.consent.models import Consent
from tessera.vault.access import in_vault
from tessera.vault.queries import attachments_about, colleague_name
from tessera.vault.requests import VaultRequest

from . import actions
from .forms import CopyLanguageForm, EraseForm, LongerForm, RightsAnswerForm, WishForm
from .models import RightsRequest
from .sent import everything_sent

_OF_OTHERS = ("family",)


@in_vault(Permission.READ_RECORDS, line="rights.listed")
def rights(request: VaultRequest, subject: str, uid: UUID) -> HttpResponse:
    kind, record = record_about(subject, uid)
    shown = {
        "requests": RightsRequest.objects.filter(about=uid),
        "may_write": may(request.member, Permission.WRITE_RECORDS),
    }
    return render(request, "records/rights.html", shown | crumb(request, kind, record, uid))


@in_vault(Permission.WRITE_RECORDS, line="form.shown")
def new_request(request: VaultRequest, subject: str, uid: UUID) -> HttpResponse:
    kind, record = record_about(subject, uid)
    form = WishForm(request.POST or None)
    if form.is_valid():
        made = actions.write_request(subject=subject, about=uid, wish=form.asked(), by=request.member)
        messages.success(request, _("Written down. The month runs."))
        return redirect("rights-request", vault=request.vault.pk, uid=made.uid)
    return render(
        request, "records/new_rights_request.html", {"form": form} | crumb(request, kind, record, uid)
    )


@in_vault(Permission.READ_RECORDS, line="rights.shown")
def rights_request(request: VaultRequest, uid: UUID) -> HttpResponse:
    """What is asked, the steps that answer it, and what was answered."""
    asked = get_object_or_404(RightsRequest, uid=uid)
    may_write = may(request.member, Permission.WRITE_RECORDS)
    answer = RightsAnswerForm(request.POST if request.POST.get("step") == "answer" else None)
    longer = LongerForm(request.POST if request.POST.get("step") == "longer" else None)
    if may_write and (answer.is_valid() or longer.is_valid()):
        try:
            if answer.is_valid():
                actions.answer_request(request=asked, by=request.member, **answer.cleaned_data)
            else:
                actions.take_longer(request=asked, because=longer.cleaned_data["because"], by=request.member)
        except actions.AlreadyAnswered:
            messages.warning(request, _("A colleague answered it meanwhile. Nothing was changed."))
        else:
            messages.success(request, _("Saved."))
        return redirect("rights-request", vault=request.vault.pk, uid=uid)
    is_open = may_write and asked.answered_at is None
    shown = {
        "asked": asked,
        "taken_by": colleague_name(asked.taken_by),
        "answered_by": asked.answered_by and colleague_name(asked.answered_by),
        "answer": answer if is_open else None,
        "longer": longer if is_open and asked.may_be_longer else None,
        "sent": everything_sent(request.vault.pk, asked.about) if asked.about else [],
    }
    return render(
        request, "records/rights_request.html", shown | crumb_if_there(request, asked.subject, asked.about)
    )


@in_vault(Permission.WRITE_RECORDS, line="form.shown")
def erase(request: VaultRequest, uid: UUID) -> HttpResponse:
    asked = get_object_or_404(RightsRequest, uid=uid, answered_at=None)
    if asked.about is None or not asked.is_for_erasure:
        raise Http404
    kind, record = record_about(asked.subject, asked.about)
    form = EraseForm(request.POST or None, headed=kind.headed(record))
    if form.is_valid():
        actions.erase(request=asked, subject=kind, by=request.member)
        messages.success(request, _("Deleted. What was sent of it is asked back."))
        return redirect("rights-request", vault=request.vault.pk, uid=uid)
    shown = {"form": form, "asked": asked, "sent": everything_sent(request.vault.pk, asked.about)}
    return render(request, "records/erase_record.html", shown | crumb(request, kind, record, asked.about))


@in_vault(Permission.READ_RECORDS, line="copy.shown")
def copy(request: VaultRequest, subject: str, uid: UUID) -> HttpResponse:
    """Everything that is kept about somebody, to be printed and handed to them, in a language that they read.

    Who is looking for them is left out unless it is asked for: some who search are those fled from.
    """
    kind, record = record_about(subject, uid)
    form, with_family = CopyLanguageForm(request.GET), "family" in request.GET
    language = form.cleaned_data["language"] if form.is_valid() else get_language() or settings.LANGUAGE_CODE
    with override(language):
        return render(
            request,
            "records/own_copy.html",
            {
                "lines": kind.everything(record, without=() if with_family else _OF_OTHERS),
                "with_family": with_family,
                "files": attachments_about(uid),
                "consents": Consent.objects.filter(about=uid).prefetch_related("recipients"),
                "sent": everything_sent(request.vault.pk, uid),
                "requests": RightsRequest.objects.filter(about=uid),
                "today": timezone.localdate(),
                "written_in": language,
                "is_rtl": language == "ar",
                "languages": settings.LANGUAGES,
                "organisation": request.vault.organisation.name,
            }
            | crumb(request, kind, record, uid),
        )
