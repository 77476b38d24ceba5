"""Trustees inside a vault; their shares, lockdowns and requests to reopen beside the wraps."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils import timezone

from tessera.common.places import Holds, InKeys, InVault


class Trustee(InVault, models.Model):
    """Somebody with an account and no grant here, who keeps a share. Their keys were compared by voice."""

    member = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=120)
    country = models.CharField(max_length=2, help_text="Where they live, ISO 3166-1 alpha-2")
    kem_public = models.BinaryField()
    signing_public = models.BinaryField()
    since = models.DateTimeField(default=timezone.now)

    classified = {
        "member": Holds.IDENTIFIER,
        "name": Holds.PERSONAL,
        "country": Holds.PERSONAL,
        "kem_public": Holds.PUBLIC_KEY,
        "signing_public": Holds.PUBLIC_KEY,
        "since": Holds.HOUSEKEEPING,
    }

    def __str__(self) -> str:
        return self.name


class ShutOut(InVault, models.Model):
    """Who held a key when the room was locked down, as the vault knew them: the one who reopened it may let them in."""

    member = models.UUIDField(primary_key=True)
    kem_public = models.BinaryField()
    opened_by = models.UUIDField()

    classified = {
        "member": Holds.IDENTIFIER,
        "kem_public": Holds.PUBLIC_KEY,
        "opened_by": Holds.IDENTIFIER,
    }

    def __str__(self) -> str:
        return str(self.member)


class Share(InKeys, models.Model):
    """A trustee's share of the vault's key of one epoch, sealed to them. Two of them say nothing, three the key."""

    vault = models.UUIDField()
    epoch = models.PositiveIntegerField()
    trustee = models.UUIDField(db_index=True)
    sealed = models.BinaryField()
    made_at = models.DateTimeField(default=timezone.now)

    classified = {
        "id": Holds.HOUSEKEEPING,
        "vault": Holds.IDENTIFIER,
        "epoch": Holds.HOUSEKEEPING,
        "trustee": Holds.IDENTIFIER,
        "sealed": Holds.SEALED,
        "made_at": Holds.HOUSEKEEPING,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vault", "trustee"], name="one_share_a_trustee")]

    def __str__(self) -> str:
        return f"vault {self.vault} epoch {self.epoch} trustee {self.trustee}"


class Lockdown(InKeys, models.Model):
    """The vault has no wraps any more, on purpose. While this row stands, none can be stored for it."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    vault = models.UUIDField(unique=True)
    by = models.UUIDField()
    since = models.DateTimeField(default=timezone.now)

    classified = {
        "id": Holds.IDENTIFIER,
        "vault": Holds.IDENTIFIER,
        "by": Holds.IDENTIFIER,
        "since": Holds.HOUSEKEEPING,
    }

    def __str__(self) -> str:
        return f"vault {self.vault} since {self.since}"


class LockedOut(InKeys, models.Model):
    """Who held a wrap when it was deleted: as much as the wrap itself said to whoever has the disk."""

    lockdown = models.ForeignKey(Lockdown, on_delete=models.CASCADE, related_name="locked_out")
    member = models.UUIDField(db_index=True)

    classified = {
        "id": Holds.HOUSEKEEPING,
        "lockdown": Holds.IDENTIFIER,
        "member": Holds.IDENTIFIER,
    }

    def __str__(self) -> str:
        return str(self.member)


class Reopening(InKeys, models.Model):
    """Somebody asks the trustees for their shares. The words compared by voice are of these keys and this vault."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    vault = models.UUIDField(db_index=True)
    asker = models.UUIDField()
    kem_public = models.BinaryField()
    signing_public = models.BinaryField()
    asked_at = models.DateTimeField(default=timezone.now)

    classified = {
        "id": Holds.IDENTIFIER,
        "vault": Holds.IDENTIFIER,
        "asker": Holds.IDENTIFIER,
        "kem_public": Holds.PUBLIC_KEY,
        "signing_public": Holds.PUBLIC_KEY,
        "asked_at": Holds.HOUSEKEEPING,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vault", "asker"], name="one_request_an_asker")]

    def __str__(self) -> str:
        return f"vault {self.vault} asker {self.asker}"


class Answer(InKeys, models.Model):
    """A trustee's share, sealed anew to the one who asks and signed; or their no, where there is no share."""

    reopening = models.ForeignKey(Reopening, on_delete=models.CASCADE, related_name="answers")
    trustee = models.UUIDField(db_index=True)
    epoch = models.PositiveIntegerField(null=True)
    sealed = models.BinaryField(null=True)
    signature = models.BinaryField(null=True)

    classified = {
        "id": Holds.HOUSEKEEPING,
        "reopening": Holds.IDENTIFIER,
        "trustee": Holds.IDENTIFIER,
        "epoch": Holds.HOUSEKEEPING,
        "sealed": Holds.SEALED,
        "signature": Holds.KEYED_HASH,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reopening", "trustee"], name="one_answer_a_trustee")]

    def __str__(self) -> str:
        return f"{self.trustee}: {'given' if self.sealed else 'refused'}"
