"""Everything that changes vaults, grants and attachments. Each action writes its line."""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator
from functools import partial
from itertools import takewhile
from uuid import UUID

from django.db import connections, transaction
from django.utils import timezone

from tessera.accounts import actions as accounts, sessions
from tessera.accounts.models import Invitation, Member, Organisation, Role
from tessera.accounts.rules import NotAllowed, Permission, may_remove, require
from tessera.audit.lines import write_line
from tessera.audit.models import CommonsLine, VaultLine
from tessera.sealing import boxes, tokens

from . import clock
from .attachments import end_attachments
from .current import current_vault, vault_and_commons, vault_transaction
from .files import attachment_file, attachments_folder, incoming_folder, keep, read, vaults_folder
from .models import Attachment, Colleague, InvitationNote, Room, RoomKind, Vault
from .opening import opened
from .outsiders import refuse_traveller, refuse_trustee
from .queries import grant_holders, lifted_members, notes_about, notes_of, this_room
from .rotation import EpochKey, NobodyLeft, store_wrap, take_wraps_of, vaults_held_alone
from .sqlcipher.base import empty_write_ahead_log
from .trust import shares
from .trust.models import ShutOut
from .uploads import SealedUpload


class KeysNotFromInvitation(Exception):
    """The new member's keys do not fit the token they were invited with: somebody may have put in their own.

    No access was given. Remove this account and invite the person again, by another channel.
    """


def create_vault(
    *, organisation: Organisation, by: Member, name: str, called: str = "", kind: str = RoomKind.OWN
) -> Vault:
    """A new vault with `by` as its first grant-holder; `name` is how the others will see them.

    `called` is the room's own name; without one it is called as its organisation, or as the network.
    """
    first = EpochKey(1, boxes.new_key())
    vaults_folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    vault = Vault(organisation=organisation, epoch=first.epoch, is_network=kind == RoomKind.NETWORK)
    with opened(vault.id, first.key, new=True):
        with vault_transaction():
            Room.objects.create(pk=1, name=called, kind=kind)
            Colleague.objects.create(member=by.id, name=name)
            write_line(VaultLine, "vault.created", by=by.id)
        _store_wrap(vault, first, by)
    # The row comes last: a crash before it leaves a file that nothing shows, never a vault without a key.
    with transaction.atomic():
        vault.save(force_insert=True)
        write_line(CommonsLine, "vault.created", by=by.id, about=vault.id)
    return vault


def open_first_vault(*, organisation: Organisation, by: Member, name: str) -> Vault | None:
    """The organisation's first vault, with `by` in it; None where it has one: then somebody inside lets `by` in."""
    with transaction.atomic():
        # Of two who come at once the second waits here, and then sees the vault of the first.
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        if organisation.vaults.exists() or by.role == Role.TRUSTEE:
            return None
        return create_vault(organisation=organisation, by=by, name=name)


def invite(*, name: str, role: str, by: Member) -> str:
    """Invites `name` into the organisation of the open vault; returns the token for their address.

    Not from a shared room: its other organisations have no part in who has an account.
    """
    if not this_room().is_own:
        raise NotAllowed(Permission.INVITE_MEMBERS)
    with vault_and_commons():
        if clock.is_believed():
            _forget_expired(by.organisation)
        invitation, token = accounts.make_invitation(organisation=by.organisation, role=role, by=by)
        InvitationNote.objects.create(invitation=invitation.id, name=name, token=token)
        write_line(VaultLine, "member.invited", by=by.id, about=invitation.id)
    return token


def withdraw_invitation(*, invitation: Invitation, by: Member) -> None:
    with vault_and_commons():
        accounts.withdraw_invitation(invitation=invitation, by=by)
        write_line(VaultLine, "invitation.withdrawn", by=by.id, about=invitation.id)
    # The note goes last: as long as it stands, an invitation that still works is listed here.
    InvitationNote.objects.filter(pk=invitation.pk).delete()


def let_in(*, vault: Vault, member: Member, by: Member) -> None:
    """Wraps the open vault's key for a member who accepted an invitation; raises KeysNotFromInvitation or IsTrustee.

    Who is in already stays in: a button pressed twice, or by two people, changes nothing more.
    """
    require(by, Permission.INVITE_MEMBERS)
    invitation = member.invitation
    note = InvitationNote.objects.filter(pk=invitation.pk).first()
    refuse_trustee(member)
    if member.id not in grant_holders(vault):
        # What is left of an invitation does not let back in, by one person, who has to be given back by two.
        if note is None or member.id in lifted_members(vault) or not _keys_fit(member, note.token):
            raise KeysNotFromInvitation
        give_grant(vault=vault, member=member, by=by, name=note.name, invitation=invitation.id)
    # The note goes last: whoever was cut off between line and wrap is let in by doing it once more.
    if note:
        note.delete()


def remove_member(*, member: Member, by: Member, lose_rooms: bool = False) -> None:
    """Ends the account, its sessions and its wraps, and has every room they could open locked anew.

    What the person read, they have read; and they may have kept the key. So each of these rooms gets another
    when it is unlocked next, before anything is shown (rotation.py). Here it is open, and stays so until then.

    Raises NobodyLeft where they alone hold the key of some room, unless that is to be lost (`lose_rooms`);
    WriteAheadLogInUse when all of that is done, but the deleted wraps may still stand in a log.
    """
    if not may_remove(by, member):
        raise NotAllowed(Permission.INVITE_MEMBERS)
    if not lose_rooms and vaults_held_alone(member.id):  # now, before anything they have open is locked
        raise NobodyLeft
    # The wraps go before the account's end is committed: a crash in between leaves a removal to do once more.
    with vault_and_commons():
        write_line(VaultLine, "member.removed", by=by.id, about=member.id)
        accounts.end_membership(member=member, by=by)
        take_wraps_of(member.id, even_the_last=lose_rooms)
        shares.forget(member.id)
        ShutOut.objects.filter(pk=member.id).delete()
        Colleague.objects.filter(pk=member.id).update(kem_public=None)
        notes_about(member).delete()
    # What somebody gave them in another room at this very moment.
    take_wraps_of(member.id, even_the_last=True)
    empty_write_ahead_log(connections["keys"])


def keep_attachment(
    *, upload: SealedUpload, about: UUID, by: Member, may: Permission = Permission.READ_RECORDS
) -> Attachment:
    """Moves a sealed upload into the open vault; the file itself is not touched, only its key is stored.

    Who has the permission `may` can download it.
    """
    vault = current_vault()
    attachments_folder(vault.id).mkdir(mode=0o700, parents=True, exist_ok=True)
    with vault_transaction():
        attachment = Attachment.objects.create(
            id=upload.id,
            about=about,
            name=(upload.name or "")[-255:],
            media_type=upload.content_type,
            size=upload.size,
            key=upload.key,
            permission=may.name,
            added_by=by.id,
        )
        write_line(VaultLine, "attachment.added", by=by.id, about=about)
        # Renamed within the transaction, and onto the disk: a row never points at a file that is not there.
        (incoming_folder() / str(upload.id)).replace(attachment_file(vault.id, upload.id))
        for folder in (attachments_folder(vault.id), vaults_folder()):
            keep(folder)
    return attachment


def read_attachment(*, attachment: Attachment, by: Member, session: bytes) -> Iterator[bytes]:
    """The content, piece by piece, after the line was written; readable after the vault is closed again, but
    not after the session was: a download that is under way when its member locks breaks off.

    Raises VaultUnreadable when the file is gone or not as it was sealed: it is read once to the end before
    the first piece is given out, because half a statement can say something else than the whole.
    """
    write_line(VaultLine, "attachment.read", by=by.id, about=attachment.about)
    pieces = partial(
        read, attachment_file(current_vault().id, attachment.id), bytes(attachment.key), attachment.id
    )
    deque(pieces(), maxlen=0)
    return takewhile(lambda _piece: sessions.is_open(session), pieces())


def delete_attachment(*, attachment: Attachment, by: Member) -> None:
    with vault_transaction():
        write_line(VaultLine, "attachment.deleted", by=by.id, about=attachment.about)
        end_attachments(Attachment.objects.filter(pk=attachment.pk))


def _forget_expired(organisation: Organisation) -> None:
    """Names and tokens of invitations that nobody followed in their days."""
    unused = Invitation.objects.filter(organisation=organisation, used_at=None)
    expired = unused.filter(expires_at__lte=timezone.now())
    notes_of(expired).delete()


def give_grant(
    *, vault: Vault, member: Member, by: Member, name: str, invitation: UUID | None = None
) -> None:
    """The open vault's key for a member whose public key was checked, under the name they go by in it.

    Raises IsTrustee or Travels.
    """
    refuse_trustee(member)
    refuse_traveller(member)
    with vault_transaction():
        Colleague.objects.update_or_create(pk=member.id, defaults={"name": name, "invitation": invitation})
        write_line(VaultLine, "member.let-in", by=by.id, about=member.id)
    # Asked for now: the row in hand may be from before the vault got another key. While it is open, it keeps it.
    epoch = Vault.objects.values_list("epoch", flat=True).get(pk=vault.pk)
    _store_wrap(vault, EpochKey(epoch, current_vault().key), member)


def _store_wrap(vault: Vault, held: EpochKey, member: Member) -> None:
    """In the open vault: the member's public keys are kept inside, because keys to come are wrapped for the one, and
    what they confirm is checked against the other."""
    public = bytes(member.kem_public)
    Colleague.objects.filter(pk=member.id).update(
        kem_public=public, signing_public=bytes(member.signing_public)
    )
    store_wrap(vault.id, held, member.id, public)


def _keys_fit(member: Member, token: str) -> bool:
    expected = accounts.invitation_proof(
        token, kem_public=bytes(member.kem_public), signing_public=bytes(member.signing_public)
    )
    return member.invitation_proof is not None and tokens.same(expected, bytes(member.invitation_proof))
