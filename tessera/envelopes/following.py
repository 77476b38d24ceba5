"""From the keys that somebody compared to the newest ones of the same vault, by the signatures on cards.

Where a vault came to another server its newest card is from there, and its envelopes go there.
"""

from __future__ import annotations

from django.utils import timezone

from tessera.vault.current import OpenVault, vault_transaction

from . import cards, inbox, keys, queries
from .models import Correspondent, Outgoing
from .refusals import Refusal


def follow_all(_room: OpenVault) -> None:
    """Whoever was compared and has newer keys on a card that is here. What waited for that is tried again."""
    known = queries.every_card()
    followed = [
        one
        for one in Correspondent.objects.filter(ended_at=None)
        if any(_follow(one, card, box) for card, box in _newer(one, known))
    ]
    if followed:
        inbox.try_again()
        again = Outgoing.objects.filter(to__in=[one.vault for one in followed], delivered_at=None)
        again.filter(refused__in=[Refusal.NOBODY, Refusal.OTHER_KEY]).update(refused="")
        again.update(handed_over_at=None)  # what did not leave yet is sealed for the newer key


def _newer(one: Correspondent, known: list[cards.Card]) -> list[tuple[cards.Card, cards.Letterbox]]:
    """The newest first. Anybody can write its name on a card: what does not follow hides nothing that does."""
    found = [(card, box) for card in known if (box := card.letterbox(one.vault)) and box.epoch > one.epoch]
    return sorted(found, key=lambda pair: pair[1].epoch, reverse=True)


def _follow(one: Correspondent, card: cards.Card, box: cards.Letterbox) -> bool:
    try:
        cards.follow(box, epoch=one.epoch, public=bytes(one.signing_public))
    except cards.NotFollowed:
        return False
    with vault_transaction():
        one.signing_before, one.followed_at = one.signing_public, timezone.now()
        one.epoch, one.kem_public, one.signing_public = box.epoch, box.kem_public, box.signing_public
        one.node = None if card.node == keys.node_key().node else card.node
        one.save()
    return True
