"""Opening further rooms, letting people of other rooms and organisations in, and ending it for one room only."""

from __future__ import annotations

from collections.abc import Iterable

from django.db import connections, transaction

from tessera.accounts.models import Member, Network, Organisation
from tessera.accounts.rules import NotAllowed, Permission, may, require
from tessera.audit.lines import write_line
from tessera.audit.models import CommonsLine, VaultLine
from tessera.vault.actions import create_vault, give_grant
from tessera.vault.current import vault_and_commons, vault_transaction
from tessera.vault.models import Colleague, Room, RoomKind, Vault
from tessera.vault.opening import NoGrant
from tessera.vault.outsiders import require_let_in
from tessera.vault.queries import grant_holders, lifted_members, notes_about, this_room
from tessera.vault.rotation import NobodyLeft, stays, take_wraps_of
from tessera.vault.sqlcipher.base import empty_write_ahead_log

from .cards import print_of
from .rules import may_bring_in, may_part_with, may_take_out


class OtherKeys(Exception):
    """The account has other keys than were compared or checked. No access was given."""


class NetworkHasARoom(Exception):
    """There is one already, and nothing was changed."""


def open_room(*, called: str, kind: str, by: Member, name: str) -> Vault:
    """Another room of the member's organisation, with them in it as `name`; `kind` is OWN or SHARED. Raises NotLetIn."""
    require(by, Permission.INVITE_MEMBERS)
    if kind == RoomKind.NETWORK:
        raise NotAllowed(Permission.MANAGE_NODE)
    require_let_in(by)
    return create_vault(organisation=by.organisation, by=by, name=name, called=called, kind=kind)


def open_network_room(*, by: Member, name: str) -> Vault:
    """The one room for people of all organisations, called as the network; raises NetworkHasARoom or NotLetIn."""
    require(by, Permission.MANAGE_NODE)
    require_let_in(by)
    with transaction.atomic():
        # Of two who come at once the second waits here, and then sees the room of the first.
        Network.objects.select_for_update().get()
        if Vault.objects.filter(is_network=True).exists():
            raise NetworkHasARoom
        return create_vault(organisation=by.organisation, by=by, name=name, kind=RoomKind.NETWORK)


def name_room(*, called: str, by: Member) -> None:
    """How the open room is called from now on; empty: as its organisation, or the network."""
    require(by, Permission.INVITE_MEMBERS)
    with vault_transaction():
        room = this_room()
        Room.objects.update_or_create(pk=1, defaults={"name": called, "kind": room.kind})
        write_line(VaultLine, "room.named", by=by.id)


def bring_in(*, vault: Vault, member: Member, name: str, checked: str, by: Member) -> None:
    """Lets somebody into the open room who has an account already. Who is in already stays in.

    `checked` is the print of the keys (`cards.print_of`) that were compared by voice, or known in a room where both are;
    raises OtherKeys where the account has others, and NotAllowed.
    """
    if not may_bring_in(by, member, vault, this_room()):
        raise NotAllowed(Permission.INVITE_MEMBERS)
    if print_of(bytes(member.kem_public), bytes(member.signing_public)) != checked:
        raise OtherKeys
    if member.id not in grant_holders(vault):
        give_grant(vault=vault, member=member, by=by, name=name)
    notes_about(member).delete()


def take_out(*, vault: Vault, member: Member, by: Member) -> None:
    """Ends that somebody holds the open room's key, and nothing else: their account and other rooms stay theirs.

    They may have kept the key, so the room gets another when it is unlocked next. Raises NotAllowed or NobodyLeft;
    WriteAheadLogInUse when all of that is done, but the deleted wrap may still stand in a log.
    """
    if not may_take_out(by, member, vault):
        raise NotAllowed(Permission.INVITE_MEMBERS)
    with vault_transaction():
        _must_still_hold(vault, by)
        write_line(VaultLine, "member.taken-out", by=by.id, about=member.id)
        Colleague.objects.filter(pk=member.id).update(kem_public=None)
        take_wraps_of(member.id, only=vault.id)
    empty_write_ahead_log(connections["keys"])


def part_with(*, vault: Vault, organisation: Organisation, by: Member) -> None:
    """An organisation leaves the open shared room, all its people at once. What they entered stays.

    Where it had opened the room, that passes to the organisation whose people are there longest and may invite.
    Raises NotAllowed, or NobodyLeft where nobody else could let anybody in; WriteAheadLogInUse as `take_out`.
    """
    if not may_part_with(by, organisation, vault, this_room()):
        raise NotAllowed(Permission.INVITE_MEMBERS)
    with vault_and_commons():
        _must_still_hold(vault, by)
        holders, lifted = grant_holders(vault), lifted_members(vault)
        people = Member.objects.select_related("organisation").filter(removed_at=None)
        # Also who is on a journey, or waits with new words: nobody gives them this room back.
        leaving = people.filter(pk__in=holders | lifted, organisation=organisation)
        going = list(leaving.values_list("pk", flat=True))
        heir = _who_stays_and_may_invite(people.filter(pk__in=holders).exclude(organisation=organisation))
        if organisation.pk == vault.organisation_id:
            Vault.objects.filter(pk=vault.pk).update(organisation=heir.organisation)
        write_line(VaultLine, "organisation.parted", by=by.id, about=organisation.pk, members=len(going))
        write_line(CommonsLine, "organisation.parted", by=by.id, about=organisation.pk, members=len(going))
        Colleague.objects.filter(pk__in=going).update(kem_public=None)
        take_wraps_of(*going, only=vault.id)
    empty_write_ahead_log(connections["keys"])


def _must_still_hold(vault: Vault, member: Member) -> None:
    """Asked within the transaction: who was taken out a moment ago takes nobody out any more."""
    if not stays(vault.id, member.id):
        raise NoGrant


def _who_stays_and_may_invite(staying: Iterable[Member]) -> Member:
    since = dict(Colleague.objects.values_list("pk", "since"))
    able = [one for one in staying if may(one, Permission.INVITE_MEMBERS) and one.pk in since]
    if not able:
        raise NobodyLeft
    return min(able, key=lambda one: since[one.pk])
