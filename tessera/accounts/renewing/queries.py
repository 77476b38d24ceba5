"""Reading what was begun for members who lost their words."""

from __future__ import annotations

from uuid import UUID

from tessera.accounts import throttle
from tessera.accounts.bundles import Bundle
from tessera.accounts.models import Renewal
from tessera.accounts.pepper import pepper
from tessera.sealing import passphrases, stretching, tokens


class RenewalSpent(Exception):
    """The address is unknown, expired or taken back. No words were made, and nothing was changed."""


class NotTheseWords(Exception):
    """These are not the words that were made with the address."""


def find_renewal(token: str) -> Renewal:
    """What was begun with this token, open or completed; raises RenewalSpent."""
    known = Renewal.objects.select_related("member__organisation").filter(token_hash=tokens.token_hash(token))
    renewal = known.filter(member__removed_at=None).first()
    if renewal is None or not (renewal.completed_at or Renewal.objects.open().filter(pk=renewal.pk).exists()):
        raise RenewalSpent
    return renewal


def renewal_of(member: UUID) -> Renewal | None:
    """The one that is open for this member."""
    return Renewal.objects.open().filter(member=member).order_by("-begun_at").first()


def open_offer(*, renewal: Renewal, words: str) -> Bundle:
    """The bundle that was made with the address, for whoever knows its words; raises NotTheseWords or TooManyTries.

    Who only has the address must not be shown anything to read aloud: the keys could be somebody else's.
    """
    throttle.take_a_try(bytes(renewal.token_hash))
    normal = passphrases.normalise(words)
    try:
        stretched = stretching.stretch(normal, salt=bytes(renewal.salt or b""), pepper=pepper())
    except stretching.TooManyAtOnce:
        throttle.give_back(bytes(renewal.token_hash))
        raise
    if not stretched.opens(bytes(renewal.verifier_hash or b"")):
        raise NotTheseWords
    throttle.forget(bytes(renewal.token_hash))
    return Bundle.unseal(
        stretched.wrap_key, bytes(renewal.sealed_bundle or b""), member=renewal.member_id, place="at rest"
    )
