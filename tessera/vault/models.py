"""Vaults and their wraps outside; colleagues, invitations, attachments and tombstones inside."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils import timezone

from tessera.accounts.models import Organisation
from tessera.accounts.rules import Permission
from tessera.common.places import Holds, InCommons, InKeys, InVault


class Vault(InCommons, models.Model):
    """A room with its own key. The row says that it exists and whose it is; its content is another file."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="vaults")
    epoch = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(default=timezone.now)

    classified = {
        "id": Holds.IDENTIFIER,
        "organisation": Holds.IDENTIFIER,
        "epoch": Holds.HOUSEKEEPING,
        "created_at": Holds.HOUSEKEEPING,
    }

    def __str__(self) -> str:
        return self.organisation.name


class Wrap(InKeys, models.Model):
    """The vault's key of one epoch, wrapped for one member. Whoever has no wrap has ciphertext."""

    vault = models.UUIDField()
    epoch = models.PositiveIntegerField()
    member = models.UUIDField()
    wrapped = models.BinaryField()
    created_at = models.DateTimeField(default=timezone.now)

    classified = {
        "id": Holds.HOUSEKEEPING,
        "vault": Holds.IDENTIFIER,
        "epoch": Holds.HOUSEKEEPING,
        "member": Holds.IDENTIFIER,
        "wrapped": Holds.SEALED,
        "created_at": Holds.HOUSEKEEPING,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vault", "epoch", "member"], name="one_wrap_a_member")]
        indexes = [models.Index(fields=["member"])]

    def __str__(self) -> str:
        return f"vault {self.vault} epoch {self.epoch} member {self.member}"


class NewKeyDue(InKeys, models.Model):
    """Somebody left who may have kept the vault's key: its file must get one of a later epoch than `after`."""

    vault = models.UUIDField(primary_key=True)
    after = models.PositiveIntegerField()

    classified = {
        "vault": Holds.IDENTIFIER,
        "after": Holds.HOUSEKEEPING,
    }

    def __str__(self) -> str:
        return f"vault {self.vault} after epoch {self.after}"


class Colleague(InVault, models.Model):
    """How a member of this vault is called by the others."""

    member = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=120)
    # What the token proved, or None for the one who opened the vault.
    invitation = models.UUIDField(null=True)
    since = models.DateTimeField(default=timezone.now)
    # Checked when they were let in, and what later epochs' keys are wrapped for: the commons could name another's.
    # None for who holds no key any more.
    kem_public = models.BinaryField(null=True)

    classified = {
        "member": Holds.IDENTIFIER,
        "name": Holds.PERSONAL,
        "invitation": Holds.IDENTIFIER,
        "since": Holds.HOUSEKEEPING,
        "kem_public": Holds.IDENTIFIER,
    }

    def __str__(self) -> str:
        return self.name


class InvitationNote(InVault, models.Model):
    """Who an invitation is for, and its token, so that the new member's keys can be checked against it."""

    invitation = models.UUIDField(primary_key=True)
    name = models.CharField(max_length=120)
    token = models.CharField(max_length=64)

    classified = {
        "invitation": Holds.IDENTIFIER,
        "name": Holds.PERSONAL,
        "token": Holds.KEY,
    }

    def __str__(self) -> str:
        return self.name


class Attachment(InVault, models.Model):
    """A sealed file beside the database. Its key is only here: without this row the file is noise."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    about = models.UUIDField(db_index=True)
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=100)
    size = models.PositiveBigIntegerField()
    key = models.BinaryField(max_length=32)
    permission = models.CharField(max_length=20, default=Permission.READ_RECORDS.name)  # to download it
    added_at = models.DateTimeField(default=timezone.now)
    added_by = models.UUIDField()

    classified = {
        "id": Holds.IDENTIFIER,
        "about": Holds.IDENTIFIER,
        "name": Holds.PERSONAL,
        "media_type": Holds.CONTENT,
        "size": Holds.HOUSEKEEPING,
        "key": Holds.KEY,
        "permission": Holds.HOUSEKEEPING,
        "added_at": Holds.HOUSEKEEPING,
        "added_by": Holds.IDENTIFIER,
    }

    class Meta:
        ordering = ["added_at"]

    def __str__(self) -> str:
        return str(self.id)


class Upkeep(InVault, models.Model):
    """What a vault remembers of looking after itself (see `upkeep`). One row in each vault."""

    tombstone_key = models.BinaryField(max_length=32)
    # When the clock was last believed: a later one says something only beside it.
    clock_seen_at = models.DateTimeField(null=True)
    # Rows were deleted, and their files or a log may still be there.
    leftovers = models.BooleanField(default=False)
    # The restore after which somebody looked for what had been deleted.
    restore_looked_through = models.DateTimeField(null=True)

    classified = {
        "id": Holds.HOUSEKEEPING,
        "tombstone_key": Holds.KEY,
        "clock_seen_at": Holds.HOUSEKEEPING,
        "leftovers": Holds.HOUSEKEEPING,
        "restore_looked_through": Holds.HOUSEKEEPING,
    }

    def __str__(self) -> str:
        return f"clock seen at {self.clock_seen_at}"


class Tombstone(InVault, models.Model):
    """Something that was deleted, by nothing but a keyed hash of its identifier (see `tombstones`)."""

    mark = models.BinaryField(max_length=32, primary_key=True)
    # Whether it also stands beside the pepper, where no backup puts it back.
    told = models.BooleanField(default=False)
    # Of a record: a keyed hash of the reference it bore, by which a list that brings it again is noticed.
    reference_mark = models.BinaryField(max_length=32, null=True, db_index=True)

    classified = {
        "mark": Holds.KEYED_HASH,
        "told": Holds.HOUSEKEEPING,
        "reference_mark": Holds.KEYED_HASH,
    }

    class Meta:
        indexes = [models.Index(fields=["told"], condition=models.Q(told=False), name="not_told_yet")]

    def __str__(self) -> str:
        return bytes(self.mark).hex()
