"""The trustees' shares of the open vault's key: made anew with each of its keys, and given to one who asks.

A share is sealed to its trustee alone and lies beside the wraps. They are made by whoever has the vault open, for the
public keys that the vault itself knows, and all together: shares of two occasions do not fit each other.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from django.conf import settings
from django.db import transaction

from tessera.accounts.bundles import Bundle
from tessera.accounts.models import Member
from tessera.sealing import sharing, signing, wraps
from tessera.sealing.comparing import are_words_of, comparison_words
from tessera.sealing.formats import SealBroken
from tessera.vault.current import OpenVault
from tessera.vault.models import Wrap
from tessera.vault.rotation import EpochKey, ask_for_new_key

from .models import Answer, Lockdown, LockedOut, Reopening, Share, Trustee

TRUSTEES = sharing.SHARES
ENOUGH = sharing.ENOUGH
COUNTRIES = 2


class TrusteesMissing(Exception):
    """The room has not five trustees in two countries, so who locks it down could lock it for ever. Nothing was done."""


def trustees_of(room: OpenVault) -> dict[UUID, bytes]:
    """The open vault's trustees whose word counts now, with the signing keys that it knows of them."""
    return {one.pk: bytes(one.signing_public) for one in standing(room.id)}


def standing(vault: UUID) -> list[Trustee]:
    """Trustees of the open vault with an account and without a grant: who holds the key is no trustee any more."""
    pinned = list(Trustee.objects.values_list("pk", flat=True))
    accounts = Member.objects.filter(pk__in=pinned, removed_at=None).values_list("pk", flat=True)
    holders = Wrap.objects.filter(vault=vault).values_list("member", flat=True)
    return list(Trustee.objects.filter(pk__in=set(accounts) - set(holders)).order_by("since", "pk"))


def are_whole(trustees: Iterable[Trustee]) -> bool:
    """Five, and one country's police cannot reach them all."""
    trustees = list(trustees)
    return len(trustees) == TRUSTEES and len({one.country for one in trustees}) >= COUNTRIES


def are_out(vault: UUID) -> bool:
    """Whether five keep a share, as far as can be told without opening the vault."""
    return Share.objects.filter(vault=vault).count() == TRUSTEES


def issue(vault: UUID, held: EpochKey) -> None:
    """New shares of the open vault's key in place of whatever lies there, and of whatever was given of it.

    The first need all five trustees. Where some of those are gone, the others get shares as long as three are left:
    a room is not lost because one of five lost their phone.
    """
    trustees = standing(vault)
    with transaction.atomic(using="keys"):
        had_some = Share.objects.filter(vault=vault).exists()
        Share.objects.filter(vault=vault).delete()
        Answer.objects.filter(reopening__vault=vault).exclude(sealed=None).delete()
        if are_whole(trustees) or (had_some and len(trustees) >= ENOUGH):
            _split_among(trustees, vault, held)


def lock_down(vault: UUID, held: EpochKey, *, by: UUID) -> set[UUID]:
    """Fresh shares instead of all wraps of the open vault, in one step; returns who held them.

    The shares are of the key that has the file open at this moment, so they open it, whatever lay there before.
    Raises TrusteesMissing, and then nothing was deleted.
    """
    if not are_whole(standing(vault)):
        raise TrusteesMissing
    with transaction.atomic(using="keys"):
        if Lockdown.objects.filter(vault=vault).exists():
            return set()  # of two who press at once, the second finds it done
        issue(vault, held)
        holders = set(Wrap.objects.filter(vault=vault).values_list("member", flat=True))
        lockdown = Lockdown.objects.create(vault=vault, by=by)
        LockedOut.objects.bulk_create(LockedOut(lockdown=lockdown, member=holder) for holder in holders)
        Wrap.objects.filter(vault=vault).delete()
    return holders


def take_share(vault: UUID, trustee: UUID) -> None:
    """Deletes a trustee's share and what they gave of it; where there was one, that vault needs a new key."""
    with transaction.atomic(using="keys"):
        deleted, _rows = Share.objects.filter(vault=vault, trustee=trustee).delete()
        if deleted:
            ask_for_new_key(vault)
        Answer.objects.filter(reopening__vault=vault, trustee=trustee).delete()


def forget(member: UUID) -> None:
    """Of somebody who is removed: their shares of whatever room, and what they asked other trustees for."""
    for vault in list(Share.objects.filter(trustee=member).values_list("vault", flat=True)):
        take_share(vault, member)
    Reopening.objects.filter(asker=member).delete()


def open_share(share: Share, bundle: Bundle) -> bytes:
    """The trustee's own share; raises SealBroken when it was changed, or made for keys they have no longer."""
    place = _place(share.vault, share.epoch)
    opened = wraps.unwrap(
        bytes(share.sealed), bundle.kem.private, context=f"{place} share of {share.trustee}"
    )
    sharing.check(opened, context=place)
    return opened


def sealed_for_asker(share: Share, reopening: Reopening, bundle: Bundle) -> tuple[bytes, bytes]:
    """The trustee's share, sealed to the one who asks, and the trustee's signature over it; raises SealBroken."""
    context = _given(share.vault, share.epoch, share.trustee, reopening)
    sealed = wraps.wrap(open_share(share, bundle), bytes(reopening.kem_public), context=context)
    return sealed, signing.sign(context.encode() + sealed, bundle.signing.private)


def combined(reopening: Reopening, bundle: Bundle) -> EpochKey:
    """The vault's key from what was given to the one who asks; raises sharing.TooFewShares."""
    by_epoch: dict[int, list[bytes]] = {}
    for answer in reopening.answers.exclude(sealed=None):
        context = _given(reopening.vault, answer.epoch or 0, answer.trustee, reopening)
        try:
            given = wraps.unwrap(bytes(answer.sealed or b""), bundle.kem.private, context=context)
        except SealBroken:
            continue  # somebody at the database; three others are enough
        by_epoch.setdefault(answer.epoch or 0, []).append(given)
    for epoch in sorted(by_epoch, reverse=True):
        if len(by_epoch[epoch]) >= ENOUGH:
            return EpochKey(epoch, sharing.combine(by_epoch[epoch], context=_place(reopening.vault, epoch)))
    raise sharing.TooFewShares


def who_gave(reopening: Reopening) -> list[UUID]:
    """In the open vault: whose signature stands under a share that was given, by the keys that the vault knows."""
    pinned = {one.pk: bytes(one.signing_public) for one in Trustee.objects.all()}
    proved = []
    for answer in reopening.answers.exclude(sealed=None):
        context = _given(reopening.vault, answer.epoch or 0, answer.trustee, reopening)
        signed = context.encode() + bytes(answer.sealed or b"")
        try:
            signing.check_signature(signed, bytes(answer.signature or b""), pinned.get(answer.trustee, b""))
        except SealBroken:
            continue
        proved.append(answer.trustee)
    return proved


def words_of_request(reopening: Reopening, language: str) -> str:
    """What one who asks reads out: of their keys and this vault, so that no share of another goes to them."""
    return comparison_words(*_compared(reopening), language=language)


def are_words_of_request(typed: str, reopening: Reopening) -> bool:
    return are_words_of(typed, *_compared(reopening))


def may_be_given_from(reopening: Reopening) -> datetime:
    """At once after a lockdown, where nobody is left who could object; otherwise the holders have time to."""
    if Lockdown.objects.filter(vault=reopening.vault).exists():
        return reopening.asked_at
    return reopening.asked_at + timedelta(hours=settings.REOPENING_WAIT_HOURS)


def _compared(reopening: Reopening) -> tuple[bytes, ...]:
    keys = bytes(reopening.kem_public), bytes(reopening.signing_public)
    return (reopening.vault.bytes, reopening.id.bytes, *keys)


def _split_among(trustees: list[Trustee], vault: UUID, held: EpochKey) -> None:
    place = _place(vault, held.epoch)
    # Always five: where fewer trustees are left, the others' shares are thrown away unseen.
    for trustee, share in zip(trustees, sharing.split(held.key, context=place), strict=False):
        context = f"{place} share of {trustee.pk}"
        sealed = wraps.wrap(share, bytes(trustee.kem_public), context=context)
        Share.objects.create(vault=vault, epoch=held.epoch, trustee=trustee.pk, sealed=sealed)


def _place(vault: UUID, epoch: int) -> str:
    return f"vault {vault} epoch {epoch}"


def _given(vault: UUID, epoch: int, trustee: UUID, reopening: Reopening) -> str:
    return f"{_place(vault, epoch)} share of {trustee} for {reopening.asker} in {reopening.id}"
