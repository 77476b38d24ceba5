"""A paper for a public authority: what goes onto it, a lawyer's approval where one is needed, and the handing over."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from tessera.accounts.rules import Permission, may
from tessera.records.about import crumb, record_about
from tessera.records.consent.models import Consent
from tessera.records.consent.rules import ConsentDoesNotCover
from tessera.records.subjects import Said
from tessera.vault.access import in_vault
from tessera.vault.queries import colleague_name
from tessera.vault.requests import VaultRequest

from . import actions
from .forms import ApprovalForm, HandedOverForm, PaperForm
from .models import PaperDisclosure
from .rules import may_be_handed_over


@in_vault(Permission.WRITE_RECORDS, line="form.shown")
def prepare_paper(request: VaultRequest, uid: UUID) -> HttpResponse:
    """First what goes onto it, then exactly that, then it is made, once."""
    consent = get_object_or_404(Consent, uid=uid)
    kind, record = record_about(consent.subject, consent.about)
    if not consent.authority or consent.used_at or not consent.holds:
        raise Http404
    form = PaperForm(request.POST or None, consent=consent)
    shown = {"form": form, "consent": consent} | crumb(request, kind, record, consent.about)
    if not form.is_valid() or request.POST.get("step") == "back":
        return render(request, "records/prepare_paper.html", shown)
    groups = form.cleaned_data["groups"]
    if request.POST.get("step") == "make":
        try:
            paper = actions.prepare(
                consent=consent, subject=kind, record=record, groups=groups, by=request.member
            )
        except ConsentDoesNotCover:
            messages.error(request, _("Their yes does not cover this any more. Nothing was made."))
            return redirect("consent", vault=request.vault.pk, uid=uid)
        return redirect("paper", vault=request.vault.pk, uid=paper.uid)
    shown["lines"] = kind.in_words(kind.said_in(record, groups))
    return render(request, "records/exact_paper.html", shown)


@in_vault(Permission.READ_RECORDS, line="paper.shown")
def paper(request: VaultRequest, uid: UUID) -> HttpResponse:
    made = get_object_or_404(PaperDisclosure, uid=uid)
    kind, record = record_about(made.subject, made.about)
    may_write = may(request.member, Permission.WRITE_RECORDS)
    is_second = may(request.member, Permission.SET_RETENTION) and made.prepared_by != request.member.id
    approval = ApprovalForm(request.POST if request.POST.get("step") == "approve" else None)
    handed = HandedOverForm(request.POST if request.POST.get("step") == "handed-over" else None)
    if is_second and made.waits_for_lawyer and approval.is_valid():
        actions.approve(paper=made, by=request.member, **approval.cleaned_data)
        messages.success(request, _("Saved. The paper can be printed now."))
        return redirect("paper", vault=request.vault.pk, uid=uid)
    if may_write and handed.is_valid():
        try:
            actions.hand_over(paper=made, by=request.member, **handed.cleaned_data)
        except actions.NotToBeHandedOver:
            messages.error(request, _("This paper may not be handed over. Nothing was written down."))
        else:
            messages.success(request, _("Saved."))
        return redirect("paper", vault=request.vault.pk, uid=uid)
    may_go = may_be_handed_over(made)
    shown = {
        "paper": made,
        "consent": Consent.objects.filter(uid=made.consent).first(),
        "lines": kind.in_words([Said(code, tuple(values)) for code, values in made.fields]),
        "prepared_by": colleague_name(made.prepared_by),
        "approval": approval if is_second and made.waits_for_lawyer else None,
        "handed": handed if may_write and may_go else None,
        "may_be_printed": may_go or made.handed_over_on,
        "organisation": request.vault.organisation.name,
    }
    return render(request, "records/paper.html", shown | crumb(request, kind, record, made.about))
