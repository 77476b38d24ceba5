"""Codes of a member's second factor: each is spent by being right, whoever else comes with it at the same moment."""

from __future__ import annotations

import time
from uuid import UUID

from django.db import transaction

from tessera.sealing import codes

from .models import RecoveryCode, UsedStep
from .pepper import pepper


def spend(member: UUID, secret: bytes, typed: str) -> bool:
    """Whether this code is right, of the app or from paper. If it is, it works for nobody after.

    A step that was used bars every earlier one. Where the server's clock once stood far ahead, codes of the app are
    refused until it gets there again; those on paper still work, and switching off and on begins anew.
    """
    step = codes.matching_step(secret, typed, at=time.time())
    return _spend_step(member, step) if step is not None else _spend_recovery_code(member, secret, typed)


def begin(member: UUID, secret: bytes, step: int) -> list[str]:
    """Ten codes for paper, which replace all earlier ones; `step` is the one that showed that the app has the secret."""
    with transaction.atomic(using="keys"):
        UsedStep.objects.update_or_create(pk=member, defaults={"step": step})
        return new_codes(member, secret)


def new_codes(member: UUID, secret: bytes) -> list[str]:
    fresh = codes.new_recovery_codes()
    with transaction.atomic(using="keys"):
        RecoveryCode.objects.filter(member=member).delete()
        RecoveryCode.objects.bulk_create(
            RecoveryCode(member=member, code_hash=codes.recovery_hash(secret, code, pepper=pepper()))
            for code in fresh
        )
    return fresh


def left(member: UUID) -> int:
    """How many codes on paper were not used yet."""
    return RecoveryCode.objects.filter(member=member).count()


def forget(member: UUID) -> None:
    with transaction.atomic(using="keys"):
        UsedStep.objects.filter(pk=member).delete()
        RecoveryCode.objects.filter(member=member).delete()


def _spend_step(member: UUID, step: int) -> bool:
    with transaction.atomic(using="keys"):
        UsedStep.objects.get_or_create(pk=member)
        return UsedStep.objects.filter(pk=member, step__lt=step).update(step=step) == 1


def _spend_recovery_code(member: UUID, secret: bytes, typed: str) -> bool:
    code_hash = codes.recovery_hash(secret, typed, pepper=pepper())
    deleted, _each = RecoveryCode.objects.filter(member=member, code_hash=code_hash).delete()
    return deleted == 1
