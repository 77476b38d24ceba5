"""The post: what came, what went, who is written to, and sending a record."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tessera.accounts.rules import Permission, may
from tessera.records import subjects
from tessera.records.consent.models import Consent
from tessera.records.consent.rules import ConsentDoesNotCover
from tessera.vault.access import in_vault
from tessera.vault.queries import attachments_about, colleague_name
from tessera.vault.requests import VaultRequest

from . import actions, disclosing, letters, places, queries
from .covering import Disclosure, may_be_sent
from .forms import AnswerForm, AskBackForm, BroughtForm, LawForm, SendForm, refused_said
from .keys import NoLetterbox
from .kinds import NotUnderstood, kind_of
from .models import Correspondent, HeldBack, Incoming, Outgoing, Parcel
from .outbox import note_deliveries
from .refusals import Hindrance, Refusal

PER_PAGE = 50


@in_vault(Permission.READ_RECORDS, line="inbox.listed")
def inbox(request: VaultRequest) -> HttpResponse:
    left = queries.go_on_taking_in(request)
    page = Paginator(Incoming.objects.filter(settled=False), PER_PAGE).get_page(request.GET.get("page"))
    rows = [(one, queries.name_of(one.sender), queries.title_of(one)) for one in page]
    shown = {"page": page, "rows": rows, "left": left, "held": HeldBack.objects.count()}
    return render(request, "envelopes/inbox.html", shown | _state(request))


@in_vault(Permission.READ_RECORDS, line="outbox.listed")
def outbox(request: VaultRequest) -> HttpResponse:
    note_deliveries()
    sent = queries.sent_and_to_be_carried()
    page = Paginator(sent, PER_PAGE).get_page(request.GET.get("page"))
    by_hand = queries.to_be_carried_by_hand()
    rows = [
        (one, queries.name_of(one.to), queries.title_of(one), queries.state_of(one, by_hand)) for one in page
    ]
    return render(request, "envelopes/outbox.html", {"page": page, "rows": rows} | _state(request))


@in_vault(Permission.READ_RECORDS, line="envelope.shown")
def incoming(request: VaultRequest, uid: UUID) -> HttpResponse:
    """Nothing of it is shown while something that came is still sealed: that may take it back."""
    if left := queries.go_on_taking_in(request):
        return render(request, "envelopes/still_opening.html", {"left": left} | _state(request))
    came = get_object_or_404(Incoming, pk=uid, settled=False)
    answer = AnswerForm(request.POST if request.POST.get("step") == "answer" else None)
    may_write = may(request.member, Permission.WRITE_RECORDS)
    if may_write and came.gone_at is None and answer.is_valid():
        actions.answer(incoming=came, text=answer.cleaned_data["text"], by=request.member)
        messages.success(request, _("Your answer is on its way."))
        return redirect("incoming", vault=request.vault.pk, uid=uid)
    if came.gone_at is None:
        actions.note_read(incoming=came, by=request.member)
    shown = {
        "came": came,
        "sender": queries.name_of(came.sender),
        "title": queries.title_of(came),
        "files": attachments_about(uid),
        "answer": answer if may_write and came.kind == disclosing.KIND else None,
        "may_state_law": may(request.member, Permission.SET_RETENTION),
        "read_by": came.read_by and colleague_name(came.read_by),
        "mine": came.reply_to and Outgoing.objects.filter(pk=came.reply_to).first(),
    }
    return render(request, "envelopes/incoming.html", shown | _content(came) | _state(request))


def _content(came: Incoming) -> dict[str, Any]:
    if came.gone_at:
        return {}
    letter = letters.read(came.letter.encode())
    kind = kind_of(letter.kind)
    try:
        if kind:
            kind.check(letter)
        lines = disclosing.lines(letter.body) if letter.kind == disclosing.KIND else []
    except NotUnderstood:
        kind, lines = None, []
    return {
        "letter": letter,
        "template": kind.template if kind else "envelopes/unknown.html",
        "lines": lines,
        "agreed_until": disclosing.agreed_until(letter),
    }


@in_vault(Permission.SET_RETENTION, line="form.shown")
def state_law(request: VaultRequest, uid: UUID) -> HttpResponse:
    came = get_object_or_404(Incoming, pk=uid, settled=False, gone_at=None)
    form = LawForm(request.POST or None, initial={"law": came.kept_by_law})
    if form.is_valid():
        actions.state_law(incoming=came, law=form.cleaned_data["law"], by=request.member)
        messages.success(request, _("Saved. The sender is told."))
        return redirect("incoming", vault=request.vault.pk, uid=uid)
    return render(request, "envelopes/state_law.html", {"came": came, "form": form} | _state(request))


@in_vault(Permission.WRITE_RECORDS, line="form.shown")
def delete_received(request: VaultRequest, uid: UUID) -> HttpResponse:
    came = get_object_or_404(Incoming, pk=uid, settled=False, gone_at=None)
    if request.method == "POST":
        actions.delete_received(incoming=came, by=request.member)
        messages.success(request, _("Deleted. The sender is told."))
        return redirect("inbox", vault=request.vault.pk)
    shown = {"came": came, "sender": queries.name_of(came.sender)}
    return render(request, "envelopes/delete_received.html", shown | _state(request))


@in_vault(Permission.READ_RECORDS, line="envelope.shown")
def outgoing(request: VaultRequest, uid: UUID) -> HttpResponse:
    note_deliveries()
    sent = get_object_or_404(Outgoing, pk=uid)
    letter = letters.read(sent.letter.encode()) if sent.letter else None
    record = _record_of(sent)
    parcel = Parcel.objects.filter(pk=uid).first()
    shown = {
        "sent": sent,
        "to": Correspondent.objects.filter(pk=sent.to).first(),
        "title": queries.title_of(sent),
        "state": queries.state_of(sent, queries.to_be_carried_by_hand()),
        "steps": queries.steps_of(sent),
        "sent_by": colleague_name(sent.by),
        "letter": letter,
        "lines": disclosing.lines(letter.body) if letter and sent.kind == disclosing.KIND else [],
        "record": record,
        "answers": Incoming.objects.filter(reply_to=uid, settled=False),
        "parcel": parcel,
        "hindrance": Hindrance(parcel.hindrance).label if parcel and parcel.hindrance else "",
        "may_write": may(request.member, Permission.WRITE_RECORDS),
    }
    return render(request, "envelopes/outgoing.html", shown | _state(request))


@in_vault(Permission.WRITE_RECORDS, line="form.shown")
def ask_back(request: VaultRequest, uid: UUID) -> HttpResponse:
    sent = get_object_or_404(Outgoing, pk=uid, asked_back_at=None, kind=disclosing.KIND)
    form = AskBackForm(request.POST or None)
    if form.is_valid():
        actions.ask_back(outgoing=sent, why=form.cleaned_data["why"], by=request.member)
        messages.success(request, _("Asked back. You see here when it is deleted there."))
        return redirect("outgoing", vault=request.vault.pk, uid=uid)
    shown = {"sent": sent, "to": queries.name_of(sent.to), "form": form}
    return render(request, "envelopes/ask_back.html", shown | _state(request))


@in_vault(Permission.WRITE_RECORDS, line="form.shown")
@require_POST
def carried(request: VaultRequest, uid: UUID) -> HttpResponse:
    actions.carried(outgoing=get_object_or_404(Outgoing, pk=uid), by=request.member)
    messages.success(request, _("Noted. The copy that was here for you to carry is deleted."))
    return redirect("outbox", vault=request.vault.pk)


@in_vault(Permission.READ_RECORDS, line="envelope.fetched")
def fetch_envelope(_request: VaultRequest, uid: UUID) -> HttpResponseBase:
    """The sealed file, to be carried by hand. Its name says nothing."""
    get_object_or_404(Parcel, pk=get_object_or_404(Outgoing, pk=uid).pk)
    path = places.outgoing_file(uid)
    if not path.exists():
        raise Http404
    answer = StreamingHttpResponse(places.pieces(path), content_type="application/octet-stream")
    answer.headers["Content-Length"] = str(path.stat().st_size)
    answer.headers["Content-Disposition"] = f'attachment; filename="{uid.hex[:8]}.dat"'
    return answer


@in_vault(Permission.READ_RECORDS, line="inbox.listed")
def held_back(request: VaultRequest) -> HttpResponse:
    rows = [(one, Refusal(one.why).label) for one in HeldBack.objects.order_by("-since")[:500]]
    return render(request, "envelopes/held_back.html", {"rows": rows} | _state(request))


@in_vault(Permission.WRITE_RECORDS, line="form.shown")
def bring_envelope(request: VaultRequest) -> HttpResponse:
    form = BroughtForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            actions.bring(upload=form.cleaned_data["envelope"], by=request.member)
        except actions.NoEnvelope as refused:
            form.add_error("envelope", str(refused))
        else:
            messages.success(request, _("It is taken in."))
            return redirect("inbox", vault=request.vault.pk)
    return render(request, "envelopes/bring.html", {"form": form} | _state(request))


@in_vault(Permission.WRITE_RECORDS, line="form.shown")
def send(request: VaultRequest, subject: str, uid: UUID) -> HttpResponse:
    """First to whom and what; then exactly what will be sent; then it is sealed."""
    kind = subjects.subject(subject)
    record = kind.find(uid) if kind else None
    if kind is None or record is None:
        raise Http404
    page = reverse(kind.url_name, kwargs={"vault": request.vault.pk, "uid": uid})
    request.belongs_to = page
    consents = Consent.objects.filter(about=uid, withdrawn_at=None).prefetch_related("recipients")
    to = Correspondent.objects.filter(ended_at=None)
    form = SendForm(
        request.POST or None,
        subject=kind,
        to=list(to),
        consents=[one for one in consents if one.holds],
        files=list(attachments_about(uid)),
    )
    shown = {
        "form": form,
        "headed": kind.headed(record),
        "record_page": page,
        "subject": subject,
        "about": uid,
    }
    shown |= {"has_consent": any(one.holds for one in consents), "has_correspondents": to.exists()}
    if form.is_valid() and request.POST.get("step") != "back":
        what = _what(form, kind, record, uid)
        try:
            may_be_sent(what, form.receiver)
        except ConsentDoesNotCover as refused:
            form.add_error("groups" if hasattr(refused, "groups") else "consent", refused_said(refused))
        except NoLetterbox:
            form.add_error("to", _("This room has no letterbox yet. Open it first, on the page Post."))
        else:
            if request.POST.get("step") == "send":
                row = actions.disclose(what=what, to=form.receiver, by=request.member)
                messages.success(request, _("Sealed and on its way."))
                return redirect("outgoing", vault=request.vault.pk, uid=row.pk)
            said = kind.said_in(record, set(what.groups))
            shown |= {
                "to": form.receiver,
                "consent": what.consent,
                "urgent": what.urgent,
                "lines": disclosing.lines(disclosing.body(kind, said, "")),
                "files": what.files,
                "note": what.note,
                "answer_by": what.answer_by,
            }
            return render(request, "envelopes/exactly.html", shown | _state(request))
    return render(request, "envelopes/send.html", shown | _state(request))


def _what(form: SendForm, kind: subjects.Subject, record: Any, uid: UUID) -> Disclosure:
    said, consent = form.cleaned_data, form.chosen_consent
    return Disclosure(
        subject=kind,
        record=record,
        about=uid,
        groups=said["groups"],
        purpose=consent.purpose if consent else said["purpose"],
        consent=consent,
        urgent=said["urgent"],
        note=said["note"],
        files=form.chosen_files,
        answer_by=said["answer_by"],
    )


def _record_of(sent: Outgoing) -> dict[str, str] | None:
    kind = subjects.subject(sent.subject)
    record = kind.find(sent.about) if kind and sent.about else None
    if kind is None or record is None:
        return None
    return {"headed": kind.headed(record), "url_name": kind.url_name}


def _state(request: VaultRequest) -> dict[str, Any]:
    request.belongs_to = reverse("inbox", kwargs={"vault": request.vault.pk})
    return {"has_letterbox": queries.has_letterbox(), "today": timezone.localdate()}
