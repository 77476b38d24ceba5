"""Asking somebody, writing down that they said yes, taking it back; and reviewing what was sent without asking."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tessera.accounts.rules import Permission, may
from tessera.records.about import crumb, crumb_if_there, record_about
from tessera.records.paper.models import PaperDisclosure
from tessera.vault.access import in_vault
from tessera.vault.forms import AttachmentForm
from tessera.vault.queries import attachments_about, colleague_name
from tessera.vault.requests import VaultRequest

from . import actions, wordings
from .forms import GROUP_TITLES, AskForm, ReviewForm, SaidYesForm, ToldForm
from .models import Consent, UrgentDisclosure
from .recipients import recipients
from .recordings import recording_of


@in_vault(Permission.READ_RECORDS, line="consents.listed")
def consents(request: VaultRequest, subject: str, uid: UUID) -> HttpResponse:
    kind, record = record_about(subject, uid)
    shown = {
        "consents": Consent.objects.filter(about=uid).prefetch_related("recipients"),
        "urgent": UrgentDisclosure.objects.filter(about=uid),
        "may_write": may(request.member, Permission.WRITE_RECORDS),
    }
    return render(request, "records/consents.html", shown | crumb(request, kind, record, uid))


@in_vault(Permission.WRITE_RECORDS, line="form.shown")
def new_consent(request: VaultRequest, subject: str, uid: UUID) -> HttpResponse:
    """First what is asked; then the very words, to be read to them; then that they said yes."""
    kind, record = record_about(subject, uid)
    form = AskForm(request.POST or None, subject=kind, record=record, known=recipients())
    shown = {"form": form} | crumb(request, kind, record, uid)
    if not form.is_valid() or request.POST.get("step") == "back":
        return render(request, "records/new_consent.html", shown)
    has_heard = request.POST.get("step") == "heard"
    asked = form.asked(subject, uid, way=request.POST.get("way", ""), witness=request.POST.get("witness", ""))
    answer = SaidYesForm(request.POST if has_heard else None, with_assent=asked.terms.with_assent)
    if has_heard and answer.is_valid():
        consent = actions.write_down(asked=asked, recipients=form.named(), by=request.member)
        messages.success(request, _("Written down. What is sent from now on can rest on it."))
        return redirect("consent", vault=request.vault.pk, uid=consent.uid)
    shown |= {
        "answer": answer,
        "spoken": asked.language,
        "title": wordings.title(asked.language),
        "parts": wordings.parts(asked.terms, asked.language),
        "is_rtl": asked.language == "ar",
        "recording": recording_of(asked.language),
    }
    return render(request, "records/read_consent.html", shown)


@in_vault(Permission.READ_RECORDS, line="consent.shown")
def consent(request: VaultRequest, uid: UUID) -> HttpResponse:
    shown = get_object_or_404(Consent.objects.prefetch_related("recipients"), uid=uid)
    kind, record = record_about(shown.subject, shown.about)
    return render(
        request,
        "records/consent.html",
        {
            "consent": shown,
            "groups": [GROUP_TITLES[one] for one in shown.groups if one in GROUP_TITLES],
            "taken_by": colleague_name(shown.taken_by),
            "digest": wordings.digest(shown.text),
            "recordings": attachments_about(uid),
            "paper": PaperDisclosure.objects.filter(consent=uid).first(),
            "attachment_form": AttachmentForm(),
            "may_write": may(request.member, Permission.WRITE_RECORDS),
            "is_rtl": shown.language == "ar",
        }
        | crumb(request, kind, record, shown.about),
    )


@in_vault(Permission.WRITE_RECORDS, line="form.shown")
@require_POST
def keep_recording(request: VaultRequest, uid: UUID) -> HttpResponse:
    shown = get_object_or_404(Consent, uid=uid)
    form = AttachmentForm(request.POST, request.FILES)
    if form.is_valid():
        actions.keep_recording(consent=shown, upload=form.cleaned_data["file"], by=request.member)
        messages.success(request, _("The recording is kept."))
    else:
        messages.error(request, " ".join(" ".join(map(str, errors)) for errors in form.errors.values()))
    return redirect("consent", vault=request.vault.pk, uid=uid)


@in_vault(Permission.WRITE_RECORDS, line="form.shown")
def withdraw_consent(request: VaultRequest, uid: UUID) -> HttpResponse:
    shown = get_object_or_404(Consent.objects.prefetch_related("recipients"), uid=uid)
    kind, record = record_about(shown.subject, shown.about)
    if request.method == "POST":
        actions.withdraw(consent=shown, by=request.member)
        messages.success(
            request, _("Taken back. Everyone who received something under it is asked to delete it.")
        )
        return redirect("consent", vault=request.vault.pk, uid=uid)
    return render(
        request,
        "records/withdraw_consent.html",
        {"consent": shown} | crumb(request, kind, record, shown.about),
    )


@in_vault(Permission.READ_RECORDS, line="urgent.shown")
def urgent(request: VaultRequest, uid: UUID) -> HttpResponse:
    """What was sent because a life was in danger; a second member reviews it, and the person is told."""
    shown = get_object_or_404(UrgentDisclosure, uid=uid)
    may_write = may(request.member, Permission.WRITE_RECORDS)
    is_second = may_write and shown.by != request.member.id and shown.reviewed_at is None
    review = ReviewForm(request.POST if request.POST.get("step") == "review" else None)
    told = ToldForm(request.POST if request.POST.get("step") == "told" else None)
    if is_second and review.is_valid():
        said = review.cleaned_data
        actions.review_urgent(
            disclosure=shown, upheld=said["upheld"] == "yes", review=said["review"], by=request.member
        )
        messages.success(request, _("Saved."))
        return redirect("urgent", vault=request.vault.pk, uid=uid)
    if may_write and told.is_valid():
        actions.person_told(disclosure=shown, how=told.cleaned_data["told"], by=request.member)
        messages.success(request, _("Saved."))
        return redirect("urgent", vault=request.vault.pk, uid=uid)
    names = {one.organisation: one.name for one in recipients()}
    return render(
        request,
        "records/urgent.html",
        {
            "urgent": shown,
            "recipient": names.get(shown.organisation, ""),
            "groups": [GROUP_TITLES[one] for one in shown.groups if one in GROUP_TITLES],
            "sent_by": colleague_name(shown.by),
            "reviewed_by": shown.reviewed_by and colleague_name(shown.reviewed_by),
            "review": review if is_second else None,
            "told": told if may_write and not shown.told_on else None,
        }
        | crumb_if_there(request, shown.subject, shown.about),
    )
