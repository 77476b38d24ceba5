"""A vault's own key pairs, to be written to and to sign with, and this node's.

Whoever once held the vault's key may have kept the pairs inside: another epoch of the vault gets other pairs. Those before
stay for a while, for what was sealed to them and still waits. Other vaults follow from the key they compared to the
newest by signatures, and only where the node that carries the card signs it too.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from tessera.sealing import signing, wraps
from tessera.sealing.formats import SealBroken
from tessera.vault.current import OpenVault, current_vault, vault_transaction
from tessera.vault.models import Vault

from . import cards
from .models import Correspondent, Letterbox, NodeKey, Outgoing, VaultKeys

_ONLY = 1


class NoLetterbox(Exception):
    """This room has no keys to write with: somebody who may opens its letterbox first."""


def node_key() -> NodeKey:
    """This installation's, made the first time that it is asked for."""
    if there := NodeKey.objects.first():
        return there
    pair = signing.new_signing_pair()
    return NodeKey.objects.get_or_create(pk=_ONLY, defaults={"private": pair.private, "public": pair.public})[
        0
    ]


def newest() -> VaultKeys:
    """Of the open vault. Raises NoLetterbox."""
    there = VaultKeys.objects.order_by("-epoch").first()
    if there is None:
        raise NoLetterbox
    return there


def private_key_of(epoch: int) -> bytes | None:
    """The private key that this epoch's envelopes are sealed for; None where it is not here (any more)."""
    keys = VaultKeys.objects.filter(pk=epoch).first()
    return bytes(keys.kem_private) or None if keys else None


def make_next() -> VaultKeys:
    """In a transaction: the pairs of the next epoch, signed with those before."""
    vault = Vault.objects.get(pk=current_vault().id)
    before = VaultKeys.objects.order_by("-epoch").first()
    epoch, kem, sign = (before.epoch if before else 0) + 1, wraps.new_kem_pair(), signing.new_signing_pair()
    step = b""
    if before:
        step = signing.sign(cards.step_bytes(vault.pk, epoch, sign.public), bytes(before.signing_private))
    return VaultKeys.objects.create(
        epoch=epoch,
        made_for=vault.epoch,
        node=node_key().node,
        kem_private=kem.private,
        kem_public=kem.public,
        signing_private=sign.private,
        signing_public=sign.public,
        step=step,
    )


def publish() -> None:
    """The open vault's newest public keys into the commons, signed for this node."""
    keys, vault = newest(), Vault.objects.get(pk=current_vault().id)
    box = as_letterbox(vault, keys)
    Letterbox.objects.update_or_create(
        pk=vault.pk,
        defaults={
            "organisation": box.organisation,
            "epoch": box.epoch,
            "kem_public": box.kem_public,
            "signing_public": box.signing_public,
            "succession": cards.steps_said(box.succession),
            "signature": signing.sign(box.signed_bytes(node_key().node), bytes(keys.signing_private)),
        },
    )


def as_letterbox(vault: Vault, keys: VaultKeys) -> cards.Letterbox:
    """Without its signature."""
    steps = VaultKeys.objects.filter(epoch__gt=1, epoch__lte=keys.epoch).order_by("epoch")
    return cards.Letterbox(
        vault=vault.pk,
        organisation=vault.organisation_id,
        name=vault.organisation.name,
        country=vault.organisation.country,
        epoch=keys.epoch,
        kem_public=bytes(keys.kem_public),
        signing_public=bytes(keys.signing_public),
        succession=tuple(cards.Step(one.epoch, bytes(one.signing_public), bytes(one.step)) for one in steps),
        signature=b"",
    )


def keep_up(room: OpenVault) -> None:
    """At an unlock: other pairs where the vault got another key or came to another node, its card where there is none, old
    private keys gone.

    Rows of old epochs stay without their private keys, because cards show the chain of signatures.
    """
    there = VaultKeys.objects.order_by("-epoch").first()
    if there is None:
        return
    if (there.made_for, there.node) != (_epoch_of(room.id), node_key().node):
        with vault_transaction():
            _turn_round(there.node, node_key().node)
            there = make_next()
            # What did not leave yet is sealed anew: the new key signs it.
            Outgoing.objects.filter(delivered_at=None).update(handed_over_at=None)
    if not _is_published(there):
        with transaction.atomic():
            publish()
    _forget_replaced(there.epoch)


def _turn_round(before: UUID, now: UUID) -> None:
    """Where the room came to another node, those who were beside it are elsewhere, and those there are beside it."""
    if before != now:
        Correspondent.objects.filter(node=None).update(node=before)
        Correspondent.objects.filter(node=now).update(node=None)


def _is_published(newest_keys: VaultKeys) -> bool:
    """Whether the commons say of this vault what it says itself: where they do not, somebody wrote them, or they are new."""
    row = Letterbox.objects.filter(pk=current_vault().id).first()
    if row is None:
        return False
    vault = Vault.objects.select_related("organisation").get(pk=row.pk)
    box = as_letterbox(vault, newest_keys)
    said = (box.organisation, box.epoch, box.kem_public, box.signing_public, cards.steps_said(box.succession))
    there = (row.organisation, row.epoch, bytes(row.kem_public), bytes(row.signing_public), row.succession)
    if said != there:
        return False
    try:
        replace(box, signature=bytes(row.signature)).check(node_key().node)
    except SealBroken:
        return False
    return True


def _forget_replaced(newest_epoch: int) -> None:
    long_ago = timezone.now() - VaultKeys.KEPT
    replaced = [epoch - 1 for epoch in _epochs_begun_before(long_ago) if epoch <= newest_epoch]
    held = VaultKeys.objects.filter(pk__in=replaced).exclude(kem_private=b"")
    if held.exists():
        held.update(kem_private=b"", signing_private=b"")


def _epochs_begun_before(moment: datetime) -> list[int]:
    """Those that began before it."""
    return list(VaultKeys.objects.filter(since__lt=moment).values_list("epoch", flat=True))


def _epoch_of(vault: UUID) -> int:
    return Vault.objects.values_list("epoch", flat=True).get(pk=vault)


def forget_letterbox(vault: UUID) -> None:
    """Of a room that is closed here: nobody can write to it at this node any more."""
    Letterbox.objects.filter(pk=vault).delete()
