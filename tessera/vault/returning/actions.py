"""Lifting somebody's grants, and giving them back when two have confirmed. Cut off anywhere, doing it again finishes it."""

from __future__ import annotations

from uuid import UUID, uuid4

from django.db import connections, transaction

from tessera.accounts.models import Member, Renewal
from tessera.accounts.renewing import actions as renewing
from tessera.accounts.rules import NotAllowed, Permission, may_remove
from tessera.accounts.sessions import SessionKey
from tessera.audit.lines import write_line
from tessera.audit.models import CommonsLine, VaultLine
from tessera.sealing.comparing import are_words_of
from tessera.vault.current import current_vault, vault_and_commons, vault_transaction
from tessera.vault.models import Colleague, Confirmation, LiftedGrant, Vault
from tessera.vault.sqlcipher.base import empty_write_ahead_log
from tessera.vault.trust.shares import trustees_of

from . import lifting
from .queries import Returning, confirmed_by, counts, is_confirmed, returning_member


class WordsDiffer(Exception):
    """What was heard are not the words of the keys that are here: somebody may have put in their own."""


def begin_renewal(*, member: Member, by: Member) -> str:
    """The token for a colleague who lost their words, in the open vault."""
    with vault_and_commons():
        write_line(VaultLine, "renewal.begun", by=by.id, about=member.id)
        return renewing.begin_renewal(member=member, by=by)


def withdraw_renewal(*, member: Member, by: Member) -> None:
    with vault_and_commons():
        write_line(VaultLine, "renewal.withdrawn", by=by.id, about=member.id)
        renewing.withdraw_renewal(member=member, by=by)


def travel(*, by: Member) -> None:
    """One's own grants, before a journey: every room closes to oneself. Raises TooFewStay or WriteAheadLogInUse."""
    _close_rooms_to(by, by=by)
    empty_write_ahead_log(connections["keys"])


def lift_grants(*, member: Member, by: Member) -> None:
    """A colleague's, in the open vault: they are on their way already. Raises TooFewStay or WriteAheadLogInUse."""
    if not may_remove(by, member):
        raise NotAllowed(Permission.INVITE_MEMBERS)
    with vault_and_commons():
        write_line(VaultLine, "member.lifted", by=by.id, about=member.id)
        _close_rooms_to(member, by=by)
    empty_write_ahead_log(connections["keys"])


def confirm_keys(*, vault: Vault, member: UUID, heard: str, session: SessionKey, by: Member) -> bool:
    """Signs that the keys are the member's, whose words `by` heard; True when that was the second to do so.

    Raises NobodyWaits, NotAllowed or WordsDiffer, and what `give_back` raises.
    """
    one = returning_member(vault, member)
    signature = one.keys.sign(session.bundle.signing.private)
    if not counts(vault, one, by=by.id, signature=signature):
        raise NotAllowed(Permission.READ_RECORDS)
    if not are_words_of(heard, one.keys.kem_public, one.keys.signing_public):
        raise WordsDiffer
    with vault_transaction():
        write_line(VaultLine, "keys.confirmed", by=by.id, about=member)
        _keep(one, signature, by=by)
    return give_back(vault=vault, member=member, by=by)


def give_back(*, vault: Vault, member: UUID, by: Member) -> bool:
    """The open vault's key for a member whom two confirmed; False while they are not two.

    Raises NobodyWaits; RenewalSpent, LoginTaken or NobodyLeft, with nothing changed; WriteAheadLogInUse once it is done.

    First all old wraps are exchanged for lifted grants; then the keys are kept inside, and the new account takes the
    place of the old; then the lifted grant is exchanged for a wrap. Cut off in between, the member still waits here, as
    confirmed, and this goes on where it stopped.
    """
    one = returning_member(vault, member)
    if not is_confirmed(vault, one):
        return False
    with vault_and_commons():
        for trustee in set(confirmed_by(vault, one)) & trustees_of(current_vault()).keys():
            write_line(
                VaultLine, "keys.confirmed", by=trustee, about=member
            )  # they could not write it themselves
        write_line(VaultLine, "member.returned", by=by.id, about=member)
        Colleague.objects.filter(pk=member).update(
            kem_public=one.keys.kem_public, signing_public=one.keys.signing_public
        )
        _put_in_force(one, by=by)
    lifting.give_back(vault.pk, member, one.keys.kem_public, occasion=one.occasion)
    Confirmation.objects.filter(vault=vault.pk, member=member).delete()
    empty_write_ahead_log(connections["keys"])
    return True


@transaction.atomic
def confirm_from_outside(*, one: Returning, heard: str, session: SessionKey, by: Member) -> None:
    """A trustee heard the member's words; whoever of the room confirms too gives the key back. Raises WordsDiffer."""
    if not are_words_of(heard, one.keys.kem_public, one.keys.signing_public):
        raise WordsDiffer
    write_line(CommonsLine, "keys.confirmed", by=by.id, about=one.keys.vault)
    _keep(one, one.keys.sign(session.bundle.signing.private), by=by)


def end_journey_without_rooms(*, by: Member) -> None:
    """For whom no room is left to be given back, such as when theirs were closed for good meanwhile."""
    if by.away_since and not LiftedGrant.objects.filter(member=by.id).exists():
        renewing.end_absence(member=by, by=by)


def ask_back(*, by: Member) -> None:
    """A member is back from a journey and waits for two colleagues."""
    renewing.note_return(by=by)
    lifting.ask_back(by.id)


def _keep(one: Returning, signature: bytes, *, by: Member) -> None:
    Confirmation.objects.update_or_create(
        vault=one.keys.vault,
        occasion=one.occasion,
        member=one.member.pk,
        by=by.id,
        defaults={"signature": signature},
    )


def _close_rooms_to(member: Member, *, by: Member) -> None:
    # The wraps go before the rest is committed: a crash in between leaves a lifting to do once more.
    with transaction.atomic():
        renewing.begin_absence(member=member, by=by)
        lifting.lift_for_a_journey(member.id, occasion=uuid4())


def _put_in_force(one: Returning, *, by: Member) -> None:
    with transaction.atomic():
        renewing.end_absence(member=one.member, by=by)
        # Another room may have been first: then the keys are in force, and the grant here is lifted already.
        if one.renewal and not Renewal.objects.filter(pk=one.renewal.pk).exclude(completed_at=None).exists():
            renewing.complete_renewal(renewal=one.renewal, by=by)
            lifting.lift_with_old_keys(one.member.pk, occasion=one.occasion)
