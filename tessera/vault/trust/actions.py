"""Everything that changes who is trusted with a room's key: trustees, lockdown, reopening. Each leaves its line."""

from __future__ import annotations

from contextlib import suppress

from django.db import DatabaseError, connections, transaction
from django.utils import timezone

from tessera.accounts import sessions
from tessera.accounts.models import Member
from tessera.accounts.renewing.actions import end_absence
from tessera.accounts.rules import NotAllowed, Permission, may, require
from tessera.audit.lines import AuditLineNotWritten, write_line
from tessera.audit.models import CommonsLine, VaultLine
from tessera.sealing.comparing import are_words_of
from tessera.sealing.formats import SealBroken
from tessera.vault import gate, rotation
from tessera.vault.current import current_vault, vault_and_commons, vault_transaction
from tessera.vault.files import database_file
from tessera.vault.models import Colleague, LiftedGrant, Vault
from tessera.vault.opening import opened
from tessera.vault.outsiders import refuse_traveller
from tessera.vault.queries import grant_holders, lifted_members, notes_about
from tessera.vault.rotation import EpochKey
from tessera.vault.sqlcipher.base import WriteAheadLogInUse, empty_write_ahead_log
from tessera.vault.sqlcipher.rekeying import opens

from . import shares
from .models import Answer, Lockdown, LockedOut, Reopening, Share, ShutOut, Trustee
from .queries import may_ask


class WordsDoNotFit(Exception):
    """Nobody here has keys with these words: misheard, or somebody put other keys in between. Nothing was changed."""


class CannotBeTrustee(Exception):
    """They hold a key to this room, or are its trustee already. Nothing was changed."""


class EnoughTrustees(Exception):
    """There are five. Nothing was changed: one has to go before another comes."""


class OneCountryOnly(Exception):
    """All five would live in one country. Nothing was changed."""


class CannotAsk(Exception):
    """Who asks keeps a share or holds a key themselves, belongs elsewhere, or the room has no shares to give."""


class TooEarly(Exception):
    """The members of the room may still object. Nothing was given."""


class ShareUnreadable(Exception):
    """The share is not sealed to the keys that the trustee has now, or was changed. Nothing was given."""


class NotOpened(Exception):
    """What was given does not make the key of this room's file. Nothing was changed, and nobody got a key."""


class KeysChanged(Exception):
    """The member has other keys than the room knew. They got no access."""


# Trustees


def appoint_trustee(*, vault: Vault, words: str, name: str, country: str, by: Member) -> Trustee:
    """Pins whoever has these words as a trustee of the open vault; with the fifth, the next unlock makes shares.

    Raises WordsDoNotFit, CannotBeTrustee, EnoughTrustees or OneCountryOnly.
    """
    require(by, Permission.INVITE_MEMBERS)
    member = _member_with_words(words)
    with vault_and_commons():
        _refuse_unfit(vault, member, country)
        trustee = Trustee.objects.create(
            member=member.id,
            name=name,
            country=country,
            kem_public=bytes(member.kem_public),
            signing_public=bytes(member.signing_public),
        )
        notes_about(member).delete()
        write_line(VaultLine, "trustee.appointed", by=by.id, about=member.id)
        write_line(CommonsLine, "trustee.appointed", by=by.id, about=vault.id)
        if shares.are_whole(shares.standing(vault.id)):
            # Before the vault commits: cut off in between it gets a new key for nothing, never no shares.
            rotation.ask_for_new_key(vault.id)
    return trustee


def dismiss_trustee(*, vault: Vault, trustee: Trustee, by: Member) -> None:
    """Their share is deleted; where there was one, the next unlock gives the vault another key."""
    require(by, Permission.INVITE_MEMBERS)
    with vault_and_commons():
        member = trustee.pk
        trustee.delete()
        write_line(VaultLine, "trustee.dismissed", by=by.id, about=member)
        write_line(CommonsLine, "trustee.dismissed", by=by.id, about=vault.id)
        shares.take_share(vault.id, member)


def _member_with_words(words: str) -> Member:
    for member in Member.objects.filter(removed_at=None):
        if are_words_of(words, bytes(member.kem_public), bytes(member.signing_public)):
            return member
    raise WordsDoNotFit


def _refuse_unfit(vault: Vault, member: Member, country: str) -> None:
    there = list(Trustee.objects.all())
    # Who travels, or held a key before a lockdown, is on their way back to one.
    come_back = lifted_members(vault) | set(ShutOut.objects.values_list("pk", flat=True))
    if member.id in grant_holders(vault) | come_back or any(one.pk == member.id for one in there):
        raise CannotBeTrustee
    if len(there) >= shares.TRUSTEES:
        raise EnoughTrustees
    if len(there) == shares.TRUSTEES - 1 and {one.country for one in there} == {country}:
        raise OneCountryOnly


# Lockdown


def lock_down(*, vault: Vault, by: Member) -> None:
    """Nobody holds a key to the open vault any more, and whoever did is signed out. Its trustees can open it again.

    Raises TrusteesMissing, and then nothing was changed; or WriteAheadLogInUse when all is done, but the deleted
    wraps may still stand in a log.
    """
    held = EpochKey(rotation.newest_epoch(vault.id), current_vault().key)
    for holder in shares.lock_down(vault.id, held, by=by.id):
        sessions.end_all_of(holder)
    # An emergency does not wait for a full disk: the row says who and when, and the line is written at the reopening.
    with suppress(AuditLineNotWritten, DatabaseError), vault_and_commons():
        _say_lockdown(vault)
    empty_write_ahead_log(connections["keys"])


def _say_lockdown(vault: Vault) -> None:
    """In the open vault, once for each lockdown: now, or when the room is opened again."""
    lockdown = Lockdown.objects.filter(vault=vault.id).first()
    if lockdown and not VaultLine.objects.filter(verb="room.locked-down", about=lockdown.id).exists():
        write_line(VaultLine, "room.locked-down", by=lockdown.by, about=lockdown.id)
        write_line(CommonsLine, "room.locked-down", by=lockdown.by, about=vault.id)


# Reopening


@transaction.atomic
def ask_for_reopening(*, vault: Vault, session: sessions.SessionKey, by: Member) -> Reopening:
    """Asks the trustees for their shares, for the keys of this very session; raises CannotAsk."""
    if not may_ask(vault, by):
        raise CannotAsk
    write_line(CommonsLine, "reopening.asked", by=by.id, about=vault.id)
    keys = {"kem_public": session.bundle.kem.public, "signing_public": session.bundle.signing.public}
    with transaction.atomic(using="keys"):
        Reopening.objects.filter(vault=vault.id, asker=by.id).delete()
        return Reopening.objects.create(vault=vault.id, asker=by.id, **keys)


@transaction.atomic
def withdraw_request(*, reopening: Reopening, by: Member) -> None:
    if reopening.asker != by.id:
        raise NotAllowed(Permission.READ_RECORDS)
    write_line(CommonsLine, "reopening.withdrawn", by=by.id, about=reopening.vault)
    reopening.delete()


def refuse_request(*, reopening: Reopening, by: Member) -> None:
    """A member inside says no for the room, and what trustees gave is deleted. In the open vault."""
    require(by, Permission.READ_RECORDS)
    with vault_and_commons():
        write_line(VaultLine, "reopening.refused", by=by.id, about=reopening.asker)
        write_line(CommonsLine, "reopening.refused", by=by.id, about=reopening.vault)
        reopening.delete()
    with suppress(
        WriteAheadLogInUse
    ):  # what was given is sealed to one person, and the next new key empties the log
        empty_write_ahead_log(connections["keys"])


@transaction.atomic
def give_share(*, reopening: Reopening, words: str, session: sessions.SessionKey, by: Member) -> None:
    """The trustee's share for the one whose words they heard; raises TooEarly, WordsDoNotFit or ShareUnreadable."""
    share = Share.objects.get(vault=reopening.vault, trustee=by.id)
    if timezone.now() < shares.may_be_given_from(reopening):
        raise TooEarly
    if not shares.are_words_of_request(words, reopening):
        raise WordsDoNotFit
    try:
        sealed, signature = shares.sealed_for_asker(share, reopening, session.bundle)
    except SealBroken as broken:
        raise ShareUnreadable from broken
    write_line(CommonsLine, "share.given", by=by.id, about=reopening.vault)
    Answer.objects.update_or_create(
        reopening=reopening,
        trustee=by.id,
        defaults={"epoch": share.epoch, "sealed": sealed, "signature": signature},
    )


@transaction.atomic
def decline_request(*, reopening: Reopening, by: Member) -> None:
    """The trustee gives nothing, or takes back what they gave and nobody has used yet."""
    write_line(CommonsLine, "share.refused", by=by.id, about=reopening.vault)
    nothing = {"epoch": None, "sealed": None, "signature": None}
    Answer.objects.update_or_create(reopening=reopening, trustee=by.id, defaults=nothing)


def reopen(*, vault: Vault, reopening: Reopening, session: sessions.SessionKey, by: Member) -> None:
    """Three shares make the key again: `by` gets a wrap, and their next page the room, under another key.

    A journey of theirs ends with it, because three have heard them, and else nobody might be left to give a room back.

    Raises TooFewShares, NotOpened, VaultUnreadable or NewKeyUnderWay; then nobody got a key.
    """
    if reopening.asker != by.id:
        raise NotAllowed(Permission.READ_RECORDS)
    held = shares.combined(reopening, session.bundle)
    with gate.inside(vault.id):
        if not opens(database_file(vault.id), held.key):
            raise NotOpened
        with opened(vault.id, held.key):
            _write_down_who_opened_it(vault, reopening, session, by)
        # Cut off before this, they press the button again. Cut off after it, the next unlock finds a key due.
        with transaction.atomic(using="keys"):
            Lockdown.objects.filter(vault=vault.id).delete()
            Reopening.objects.filter(vault=vault.id).delete()
            LiftedGrant.objects.filter(vault=vault.id, member=by.id).delete()
            rotation.store_wrap(vault.id, held, by.id, session.bundle.kem.public)
            rotation.ask_for_new_key(vault.id)


def _write_down_who_opened_it(
    vault: Vault, reopening: Reopening, session: sessions.SessionKey, by: Member
) -> None:
    """In the open vault: the one who opened it is known in it, and those who held a key wait for them."""
    with vault_and_commons():
        _say_lockdown(vault)
        for trustee in shares.who_gave(reopening):
            write_line(VaultLine, "share.given", by=trustee, about=by.id)
        write_line(VaultLine, "room.reopened", by=by.id)
        write_line(CommonsLine, "room.reopened", by=by.id, about=vault.id)
        if by.away_since:
            end_absence(member=by, by=by)
        locked_out = LockedOut.objects.filter(lockdown__vault=vault.id).values_list("member", flat=True)
        known = Colleague.objects.filter(pk__in=list(locked_out)).exclude(kem_public=None)
        for colleague in known.exclude(pk=by.id):
            kept = {"kem_public": bytes(colleague.kem_public or b""), "opened_by": by.id}
            ShutOut.objects.update_or_create(pk=colleague.pk, defaults=kept)
        ShutOut.objects.filter(pk=by.id).delete()
        keys = {"kem_public": session.bundle.kem.public, "signing_public": session.bundle.signing.public}
        Colleague.objects.update_or_create(
            pk=by.id, defaults=keys, create_defaults={**keys, "name": session.bundle.name}
        )


def let_in_again(*, vault: Vault, waiting: ShutOut, member: Member, by: Member) -> None:
    """The open vault's key for `member`, who held one before the lockdown and is `waiting`; raises KeysChanged or Travels."""
    if waiting.opened_by != by.id and not may(by, Permission.INVITE_MEMBERS):
        raise NotAllowed(Permission.INVITE_MEMBERS)
    refuse_traveller(member)
    public = bytes(waiting.kem_public)
    if bytes(member.kem_public) != public:
        raise KeysChanged
    with vault_transaction():
        Colleague.objects.filter(pk=member.id).update(kem_public=public)
        write_line(VaultLine, "member.let-in", by=by.id, about=member.id)
    held = EpochKey(rotation.newest_epoch(vault.id), current_vault().key)
    rotation.store_wrap(vault.id, held, member.id, public)
    waiting.delete()
