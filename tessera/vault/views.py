"""Who belongs to a room: inviting, letting in, removing. And the sealed files kept in it."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from tessera.accounts.models import Invitation, Member
from tessera.accounts.queries import InvitationSpent
from tessera.accounts.rules import NotAllowed, Permission, may, may_remove, require

from . import actions
from .access import in_vault
from .forms import InvitationForm
from .models import Attachment, InvitationNote
from .queries import colleague_name, colleagues, waiting_outside
from .requests import VaultRequest
from .sqlcipher.base import WriteAheadLogInUse
from .trust.queries import shut_out


@in_vault(Permission.READ_RECORDS, line="members.listed")
def members(request: VaultRequest) -> HttpResponse:
    notes = {note.pk: note for note in InvitationNote.objects.all()}
    waiting = waiting_outside(request.vault)
    invitations = Invitation.objects.open().filter(pk__in=list(notes)).order_by("expires_at")
    return render(
        request,
        "vault/members.html",
        {
            "colleagues": colleagues(request.vault),
            "waiting": [(member, notes.get(member.invitation.pk)) for member in waiting],
            "invitations": [(invitation, notes[invitation.pk]) for invitation in invitations],
            "may_invite": may(request.member, Permission.INVITE_MEMBERS),
            "shut_out": shut_out(),
        },
    )


@in_vault(Permission.INVITE_MEMBERS, line="invitation.opened", fresh=True)
def invite(request: VaultRequest) -> HttpResponse:
    form = InvitationForm(request.POST or None, by=request.member)
    if form.is_valid():
        token = actions.invite(by=request.member, **form.cleaned_data)
        address = request.build_absolute_uri(reverse("join", args=[token]))
        # Shown in this answer and nowhere else: an address with the token must not be reloaded or logged.
        return render(request, "vault/invited.html", {"address": address, "name": form.cleaned_data["name"]})
    return render(request, "vault/invite.html", {"form": form})


@in_vault(Permission.INVITE_MEMBERS, line="invitation.shown")
@require_POST
def withdraw_invitation(request: VaultRequest, uid: UUID) -> HttpResponse:
    ours = Invitation.objects.open().filter(organisation=request.member.organisation)
    invitation = get_object_or_404(ours, pk=uid)
    try:
        actions.withdraw_invitation(invitation=invitation, by=request.member)
    except InvitationSpent as spent:  # somebody joined with it at this very moment
        raise Http404 from spent
    messages.success(request, _("The invitation does not work any more."))
    return redirect("members", vault=request.vault.pk)


@in_vault(Permission.INVITE_MEMBERS, line="member.shown", fresh=True)
@require_POST
def let_in(request: VaultRequest, uid: UUID) -> HttpResponse:
    joined = Member.objects.select_related("invitation").filter(invitation__isnull=False, removed_at=None)
    member = get_object_or_404(joined, pk=uid, organisation=request.vault.organisation)
    try:
        actions.let_in(vault=request.vault, member=member, by=request.member)
    except actions.KeysNotFromInvitation:
        messages.error(
            request,
            _(
                "No access was given: these keys do not come from the person you invited."
                " Remove this account, tell the others, and invite the person again by another channel."
            ),
        )
    except actions.IsTrustee:
        messages.error(
            request,
            _("No access was given: whoever keeps a part of this room's key must not hold the key too."),
        )
    else:
        name = colleague_name(member.pk)
        messages.success(request, _("%(name)s can open this room now.") % {"name": name})
    return redirect("members", vault=request.vault.pk)


@in_vault(Permission.INVITE_MEMBERS, line="member.shown", fresh=True)
def remove_member(request: VaultRequest, uid: UUID) -> HttpResponse:
    member = get_object_or_404(Member, pk=uid, organisation=request.vault.organisation, removed_at=None)
    if member == request.member:
        messages.error(request, _("You cannot remove yourself: somebody else has to."))
        return redirect("members", vault=request.vault.pk)
    if not may_remove(request.member, member):
        raise NotAllowed(Permission.INVITE_MEMBERS)
    if request.method == "POST":
        try:
            actions.remove_member(member=member, by=request.member)
        except WriteAheadLogInUse:
            messages.warning(
                request,
                _(
                    "A copy of their deleted key may still lie in a file on the server, because the file was"
                    " in use. It goes when somebody else is removed, or when the server starts anew."
                ),
            )
        messages.success(
            request,
            _("Their account is closed, what they had open is locked, and this room is locked anew."),
        )
        return redirect("members", vault=request.vault.pk)
    shown = {"shown": member, "name": colleague_name(member.pk)}
    return render(request, "vault/remove_member.html", shown)


@in_vault(Permission.READ_RECORDS, line="attachment.shown")
def attachment(request: VaultRequest, uid: UUID) -> StreamingHttpResponse:
    """The file as a download: never shown inside a page, whatever it says it is."""
    kept = get_object_or_404(Attachment, pk=uid)
    require(request.member, Permission[kept.permission])
    pieces = actions.read_attachment(attachment=kept, by=request.member, session=request.session_key.id)
    headers = {
        "Content-Disposition": str(content_disposition_header(as_attachment=True, filename=kept.name)),
        "Content-Length": str(kept.size),
    }
    return StreamingHttpResponse(pieces, content_type="application/octet-stream", headers=headers)
