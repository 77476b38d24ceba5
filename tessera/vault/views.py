"""Who belongs to a room: inviting, letting in, removing. And the sealed files kept in it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
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
from tessera.accounts.requests import MemberRequest
from tessera.accounts.rules import NotAllowed, Permission, may, may_remove, require

from . import actions
from .access import in_vault
from .forms import InvitationForm
from .models import Attachment, InvitationNote
from .queries import colleague_name, colleagues, grant_holders, this_room, waiting_outside
from .requests import VaultRequest
from .returning.queries import renewals, returning
from .rooms.forms import LoseRoomsForm
from .rooms.queries import organisations_in
from .rooms.rules import may_part_with, may_take_out
from .rotation import vaults_held_alone
from .sqlcipher.base import WriteAheadLogInUse
from .trust.queries import shut_out


@in_vault(Permission.READ_RECORDS, line="members.listed")
def members(request: VaultRequest) -> HttpResponse:
    notes = {note.pk: note for note in InvitationNote.objects.all()}
    waiting = waiting_outside(request.vault)
    invitations = Invitation.objects.open().filter(pk__in=list(notes)).order_by("expires_at")
    room, by = this_room(), request.member
    held_by = colleagues(request.vault)
    return render(
        request,
        "vault/members.html",
        {
            "colleagues": [
                (one, member, may_take_out(by, member, request.vault), may_remove(by, member))
                for one, member in held_by
            ],
            "waiting": [(member, notes.get(member.invitation.pk)) for member in waiting],
            "invitations": [(invitation, notes[invitation.pk]) for invitation in invitations],
            "returning": returning(request.vault),
            "renewals": renewals(request.vault),
            "may_invite": may(by, Permission.INVITE_MEMBERS),
            "is_own": room.is_own,
            "kind": room.get_kind_display(),
            "organisations": [
                (one, may_part_with(by, one, request.vault, room)) for one in organisations_in(request.vault)
            ],
            "shut_out": shut_out(),
        },
    )


@in_vault(Permission.INVITE_MEMBERS, line="invitation.opened", fresh=True)
def invite(request: VaultRequest) -> HttpResponse:
    if not this_room().is_own:
        raise Http404
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
    here = list(InvitationNote.objects.values_list("pk", flat=True))
    ours = Invitation.objects.open().filter(organisation=request.member.organisation, pk__in=here)
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
    else:
        name = colleague_name(member.pk)
        messages.success(request, _("%(name)s can open this room now.") % {"name": name})
    return redirect("members", vault=request.vault.pk)


@in_vault(Permission.INVITE_MEMBERS, line="member.shown", fresh=True)
def remove_member(request: VaultRequest, uid: UUID) -> HttpResponse:
    """Ends a colleague's account, in whichever room of theirs it is done."""
    member = get_object_or_404(Member, pk=uid, organisation=request.member.organisation, removed_at=None)
    if member == request.member:
        messages.error(request, _("You cannot remove yourself: somebody else has to."))
        return redirect("members", vault=request.vault.pk)
    if not may_remove(request.member, member):
        raise NotAllowed(Permission.INVITE_MEMBERS)
    alone = len(vaults_held_alone(member.pk))
    lose = LoseRoomsForm(request.POST or None) if alone else None
    if request.method == "POST" and (lose is None or lose.is_valid()):
        with warning_of_a_copy(request):
            actions.remove_member(member=member, by=request.member, lose_rooms=lose is not None)
        messages.success(
            request,
            _("Their account is closed, what they had open is locked, and this room is locked anew."),
        )
        return redirect("members", vault=request.vault.pk)
    shown = {
        "shown": member,
        "name": colleague_name(member.pk),
        "alone": alone,
        "form": lose,
        "is_here": member.pk in grant_holders(request.vault),
    }
    return render(request, "vault/remove_member.html", shown)


@contextmanager
def warning_of_a_copy(request: MemberRequest) -> Iterator[None]:
    """Around what deletes keys: it is done also where they may still stand in a log, and that is said."""
    try:
        yield
    except WriteAheadLogInUse:
        messages.warning(
            request,
            _(
                "A copy of a deleted key may still lie in a file on the server, because the file was in use."
                " It goes when the next key is deleted, or when the server starts anew."
            ),
        )


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
