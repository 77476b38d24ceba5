"""Vaults and their wraps outside; colleagues, invitations, attachments and tombstones inside."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tessera.accounts.models import Organisation
from tessera.accounts.queries import network
from tessera.accounts.rules import Permission
from tessera.common.places import Holds, InCommons, InKeys, InVault

from .trust import models as trust

__all__ = ["Attachment", "Colleague", "InvitationNote", "NewKeyDue", "Vault", "Wrap", "trust"]


class Vault(InCommons, models.Model):
    """A room with its own key. The row says that it exists and whose it is; its content is another file."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="vaults")
    epoch = models.PositiveIntegerField(default=1)
    is_network = models.BooleanField(default=False)  # the one that all organisations of the node share
    created_at = models.DateTimeField(default=timezone.now)

    classified = {
        "id": Holds.IDENTIFIER,
        "organisation": Holds.IDENTIFIER,
        "epoch": Holds.HOUSEKEEPING,
        "is_network": Holds.POSTER,
        "created_at": Holds.HOUSEKEEPING,
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["is_network"], condition=models.Q(is_network=True), name="one_network_room"
            )
        ]

    def __str__(self) -> str:
        """What it is called where it has no name of its own, or does not open: nothing that a poster would not say."""
        founded = network() if self.is_network else None
        return founded.name if founded else self.organisation.name


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


class RoomKind(models.TextChoices):
    OWN = "own", _("For people of our organisation only")
    SHARED = "shared", _("Shared with other organisations")
    NETWORK = "network", _("The network's room, for all organisations")


class Room(InVault, models.Model):
    """What this vault is to the people in it, in one row. Outside nobody reads that there is a room for safety."""

    name = models.CharField(max_length=60, blank=True)  # empty: called as its organisation, or as the network
    kind = models.CharField(max_length=8, choices=RoomKind.choices, default=RoomKind.OWN)

    classified = {
        "id": Holds.HOUSEKEEPING,
        "name": Holds.CONTENT,
        "kind": Holds.CONTENT,
    }

    def __str__(self) -> str:
        return self.name

    @property
    def is_own(self) -> bool:
        """Whether only people of the organisation that opened it may be let in."""
        return self.kind == RoomKind.OWN


class LiftedGrant(InKeys, models.Model):
    """A grant taken from a member for a journey, or with their old keys, that two others can give back.

    It is exchanged for a wrap in one transaction, so it serves once.
    """

    vault = models.UUIDField()
    member = models.UUIDField()
    # The journey, or the renewal of their keys: what is confirmed is confirmed for this one only.
    occasion = models.UUIDField()
    lifted_at = models.DateTimeField(default=timezone.now)
    asked_at = models.DateTimeField(null=True)  # when the member said that they are back

    classified = {
        "id": Holds.HOUSEKEEPING,
        "vault": Holds.IDENTIFIER,
        "member": Holds.IDENTIFIER,
        "occasion": Holds.IDENTIFIER,
        "lifted_at": Holds.HOUSEKEEPING,
        "asked_at": Holds.HOUSEKEEPING,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["vault", "member"], name="one_lifted_grant_a_member")]
        indexes = [models.Index(fields=["member"])]

    def __str__(self) -> str:
        return f"vault {self.vault} member {self.member}"


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
    # Kept with it: against this key is checked what they confirm about others.
    signing_public = models.BinaryField(max_length=32, null=True)

    classified = {
        "member": Holds.IDENTIFIER,
        "name": Holds.PERSONAL,
        "invitation": Holds.IDENTIFIER,
        "since": Holds.HOUSEKEEPING,
        "kem_public": Holds.IDENTIFIER,
        "signing_public": Holds.IDENTIFIER,
    }

    def __str__(self) -> str:
        return self.name


class Confirmation(InKeys, models.Model):
    """Somebody compared a member's keys with them by voice, and signed that they are theirs.

    Outside the vault, because a trustee cannot enter it; the signature is checked against keys that are kept inside.
    """

    vault = models.UUIDField(db_index=True)
    occasion = models.UUIDField()
    member = models.UUIDField()
    by = models.UUIDField()
    signature = models.BinaryField(max_length=64)
    at = models.DateTimeField(default=timezone.now)

    classified = {
        "id": Holds.HOUSEKEEPING,
        "vault": Holds.IDENTIFIER,
        "occasion": Holds.IDENTIFIER,
        "member": Holds.IDENTIFIER,
        "by": Holds.IDENTIFIER,
        "signature": Holds.KEYED_HASH,
        "at": Holds.HOUSEKEEPING,
    }

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["vault", "occasion", "member", "by"], name="one_confirmation_a_person"
            )
        ]

    def __str__(self) -> str:
        return f"{self.by} confirmed {self.member}"


class Departure(InVault, models.Model):
    """A copy of the room that was made to be taken to another server, and how far its leaving has come.

    The copy opens with its own words only, which are kept nowhere. `receipt_hash` is of letters that lie inside the
    copy and that the other server shows once it opened all of it: who brings them back shows that it did.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    asked_by = models.UUIDField()
    asked_at = models.DateTimeField(default=timezone.now)
    bytes_total = models.PositiveBigIntegerField(default=0)
    bytes_done = models.PositiveBigIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    damaged = models.PositiveIntegerField(
        default=0
    )  # attached files that could not be read, and are not in it
    receipt_hash = models.BinaryField(max_length=32, default=bytes)
    arrived_at = models.DateTimeField(null=True)
    close_asked_by = models.UUIDField(null=True)
    end_accounts = models.BooleanField(default=False)  # of the organisation, when the room is closed

    classified = {
        "id": Holds.IDENTIFIER,
        "asked_by": Holds.IDENTIFIER,
        "asked_at": Holds.HOUSEKEEPING,
        "bytes_total": Holds.HOUSEKEEPING,
        "bytes_done": Holds.HOUSEKEEPING,
        "finished_at": Holds.HOUSEKEEPING,
        "damaged": Holds.HOUSEKEEPING,
        "receipt_hash": Holds.KEYED_HASH,
        "arrived_at": Holds.HOUSEKEEPING,
        "close_asked_by": Holds.IDENTIFIER,
        "end_accounts": Holds.HOUSEKEEPING,
    }

    class Meta:
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return str(self.id)


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
