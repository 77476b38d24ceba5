"""Letterboxes and what goes in and out: open on the disk what carrying needs, everything else inside the vaults.

Of an envelope the node that keeps or carries it reads its cover only: an identifier, the receiving vault, its size and
until when. Who wrote it and what it is stand in the two vaults. What waits for a vault has no rows: it is the files in
its folder (`places.waiting_file`), each by its identifier.
"""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

from django.db import models
from django.db.models import Q
from django.utils import timezone

from tessera.common.places import Holds, InCommons, InKeys, InVault

# Outside: what carrying needs


class NodeKey(InKeys, models.Model):
    """This installation's own signing key: on its card, and under what it sends to other nodes. One row."""

    node = models.UUIDField(default=uuid4)
    private = models.BinaryField(max_length=32)
    public = models.BinaryField(max_length=32)

    classified = {
        "id": Holds.HOUSEKEEPING,
        "node": Holds.IDENTIFIER,
        "private": Holds.SEALED,  # keys.sqlite is encrypted with a key from the pepper
        "public": Holds.PUBLIC_KEY,
    }

    def __str__(self) -> str:
        return str(self.node)


class Letterbox(InCommons, models.Model):
    """A vault of this node that can be written to: its public keys, as they stand on the node's card."""

    vault = models.UUIDField(primary_key=True)
    organisation = models.UUIDField()
    epoch = models.PositiveIntegerField()
    kem_public = models.BinaryField()
    signing_public = models.BinaryField(max_length=32)
    # The signing keys of earlier epochs, each signed by the one before: whoever pinned one of them can follow.
    succession = models.JSONField(default=list)
    signature = models.BinaryField(max_length=64)  # of all of it, by `signing_public`

    classified = {
        "vault": Holds.IDENTIFIER,
        "organisation": Holds.IDENTIFIER,
        "epoch": Holds.HOUSEKEEPING,
        "kem_public": Holds.PUBLIC_KEY,
        "signing_public": Holds.PUBLIC_KEY,
        "succession": Holds.PUBLIC_KEY,
        "signature": Holds.KEYED_HASH,
    }

    def __str__(self) -> str:
        return str(self.vault)


class OtherNode(InCommons, models.Model):
    """Another installation whose card is here; `is_known` once a room compared keys of one of its letterboxes."""

    node = models.UUIDField(primary_key=True)
    public = models.BinaryField(max_length=32)
    card = models.TextField()
    is_known = models.BooleanField(default=False)
    headers = models.JSONField(default=dict)  # with which this node asks for a newer card, signed
    asked_at = models.DateTimeField(null=True)

    classified = {
        "node": Holds.IDENTIFIER,
        "public": Holds.PUBLIC_KEY,
        "card": Holds.POSTER,
        "is_known": Holds.HOUSEKEEPING,
        "headers": Holds.KEYED_HASH,
        "asked_at": Holds.HOUSEKEEPING,
    }

    def __str__(self) -> str:
        return str(self.node)


class Parcel(InCommons, models.Model):
    """A sealed envelope on its way to another server. Which vault wrote it, only that vault knows.

    Everything that the carrier needs, which has no key: the request is signed already. Where the other server has no
    address, or cannot be reached, somebody carries the file.
    """

    id = models.UUIDField(primary_key=True)  # of the envelope
    vault = models.UUIDField()  # that receives it
    node = models.UUIDField(db_index=True)
    size = models.PositiveBigIntegerField()
    headers = models.JSONField()  # of the requests, signed by this node (see `carriage`)
    expires_on = models.DateField()
    made_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(default=timezone.now)
    hindrance = models.CharField(max_length=20, blank=True)  # a code of `refusals.Hindrance`
    arrived_at = models.DateTimeField(null=True)

    classified = {
        "id": Holds.IDENTIFIER,
        "vault": Holds.IDENTIFIER,
        "node": Holds.IDENTIFIER,
        "size": Holds.HOUSEKEEPING,
        "headers": Holds.KEYED_HASH,
        "expires_on": Holds.HOUSEKEEPING,
        "made_at": Holds.HOUSEKEEPING,
        "tries": Holds.HOUSEKEEPING,
        "next_at": Holds.HOUSEKEEPING,
        "hindrance": Holds.HOUSEKEEPING,
        "arrived_at": Holds.HOUSEKEEPING,
    }

    class Meta:
        indexes = [models.Index(fields=["next_at"], condition=Q(arrived_at=None), name="to_be_carried")]

    def __str__(self) -> str:
        return str(self.id)


# Inside a vault


class VaultKeys(InVault, models.Model):
    """The vault's own key pairs of one epoch. Those before are kept for what was sealed to them and still waits."""

    KEPT = timedelta(days=60)

    epoch = models.PositiveIntegerField(primary_key=True)  # of these pairs, counted by themselves
    made_for = models.PositiveIntegerField()  # the epoch of the vault's key: another one gets other pairs
    node = models.UUIDField()  # on which the vault was then: another one gets other pairs too
    kem_private = models.BinaryField(max_length=96)
    kem_public = models.BinaryField()
    signing_private = models.BinaryField(max_length=32)
    signing_public = models.BinaryField(max_length=32)
    step = models.BinaryField(max_length=64)  # signed with the key before; empty for the first
    since = models.DateTimeField(default=timezone.now)

    classified = {
        "epoch": Holds.HOUSEKEEPING,
        "made_for": Holds.HOUSEKEEPING,
        "node": Holds.IDENTIFIER,
        "kem_private": Holds.KEY,
        "kem_public": Holds.IDENTIFIER,
        "signing_private": Holds.KEY,
        "signing_public": Holds.IDENTIFIER,
        "step": Holds.IDENTIFIER,
        "since": Holds.HOUSEKEEPING,
    }

    def __str__(self) -> str:
        return f"epoch {self.epoch}"


class Correspondent(InVault, models.Model):
    """Another vault whose keys somebody here compared with its people. Nobody else is written to, or believed."""

    vault = models.UUIDField(primary_key=True)
    organisation = models.UUIDField()
    name = models.CharField(max_length=200)
    country = models.CharField(max_length=2, blank=True)
    node = models.UUIDField(null=True)  # None on this server
    epoch = models.PositiveIntegerField()
    kem_public = models.BinaryField()
    signing_public = models.BinaryField(max_length=32)
    signing_before = models.BinaryField(max_length=32, default=b"")  # until `followed_at`
    compared_at = models.DateTimeField(default=timezone.now)
    compared_by = models.UUIDField()
    followed_at = models.DateTimeField(null=True)  # when newer keys came, signed by those compared
    ended_at = models.DateTimeField(null=True)  # nobody writes to them or believes them any more

    classified = {
        "vault": Holds.IDENTIFIER,
        "organisation": Holds.IDENTIFIER,
        "name": Holds.CONTENT,
        "country": Holds.CONTENT,
        "node": Holds.IDENTIFIER,
        "epoch": Holds.HOUSEKEEPING,
        "kem_public": Holds.IDENTIFIER,
        "signing_public": Holds.IDENTIFIER,
        "signing_before": Holds.IDENTIFIER,
        "compared_at": Holds.HOUSEKEEPING,
        "compared_by": Holds.IDENTIFIER,
        "followed_at": Holds.HOUSEKEEPING,
        "ended_at": Holds.HOUSEKEEPING,
    }

    class Meta:
        ordering = ["name", "vault"]

    def __str__(self) -> str:
        return self.name


class Outgoing(InVault, models.Model):
    """An envelope that this vault wrote: what was sent, to whom, under which consent, and what became of it.

    The letter stays here word for word, so that anybody can be told what was sent. A row that was not handed over yet
    is sealed and handed over at the next unlock.
    """

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    to = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=40)
    purpose = models.CharField(max_length=40, blank=True)
    subject = models.CharField(max_length=40, blank=True)
    about = models.UUIDField(null=True, db_index=True)
    consent = models.UUIDField(null=True, db_index=True)
    urgent = models.UUIDField(null=True)
    reply_to = models.UUIDField(null=True)
    letter = models.TextField()
    files = models.JSONField(default=list)  # identifiers of attachments, in the letter's order
    by = models.UUIDField()
    written_at = models.DateTimeField(default=timezone.now)
    answer_by = models.DateField(null=True)
    expires_on = models.DateField()

    handed_over_at = models.DateTimeField(null=True)
    delivered_at = models.DateTimeField(null=True)
    refused = models.CharField(max_length=20, blank=True)
    opened_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    asked_back_at = models.DateTimeField(null=True)
    gone_at = models.DateTimeField(null=True)  # the receiver deleted what it had
    kept_by_law = models.CharField(max_length=500, blank=True)  # or says which law obliges it to keep it

    classified = {
        "id": Holds.IDENTIFIER,
        "to": Holds.IDENTIFIER,
        "kind": Holds.CONTENT,
        "purpose": Holds.CONTENT,
        "subject": Holds.CONTENT,
        "about": Holds.IDENTIFIER,
        "consent": Holds.IDENTIFIER,
        "urgent": Holds.IDENTIFIER,
        "reply_to": Holds.IDENTIFIER,
        "letter": Holds.PERSONAL,
        "files": Holds.IDENTIFIER,
        "by": Holds.IDENTIFIER,
        "written_at": Holds.HOUSEKEEPING,
        "answer_by": Holds.HOUSEKEEPING,
        "expires_on": Holds.HOUSEKEEPING,
        "handed_over_at": Holds.HOUSEKEEPING,
        "delivered_at": Holds.HOUSEKEEPING,
        "refused": Holds.HOUSEKEEPING,
        "opened_at": Holds.HOUSEKEEPING,
        "answered_at": Holds.HOUSEKEEPING,
        "asked_back_at": Holds.HOUSEKEEPING,
        "gone_at": Holds.HOUSEKEEPING,
        "kept_by_law": Holds.CONTENT,
    }

    class Meta:
        ordering = ["-written_at", "id"]
        indexes = [
            models.Index(fields=["written_at"], condition=Q(handed_over_at=None), name="to_hand_over"),
            models.Index(fields=["-written_at", "id"], name="outbox_in_order"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Incoming(InVault, models.Model):
    """An envelope that this vault opened. Once its content is gone the row stays, so that it cannot come a second time."""

    id = models.UUIDField(primary_key=True, editable=False)
    sender = models.UUIDField(db_index=True)
    kind = models.CharField(max_length=40)
    purpose = models.CharField(max_length=40, blank=True)
    letter = models.TextField()  # empty once it is gone
    reply_to = models.UUIDField(null=True, db_index=True)
    settled = models.BooleanField(default=False)  # its kind was done with when it came: nobody has to read it
    arrived_at = models.DateTimeField()
    answer_by = models.DateField(null=True)
    expires_on = models.DateField(db_index=True)
    read_at = models.DateTimeField(null=True)
    read_by = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)
    asked_back_at = models.DateTimeField(null=True)
    gone_at = models.DateTimeField(null=True)
    kept_by_law = models.CharField(max_length=500, blank=True)

    classified = {
        "id": Holds.IDENTIFIER,
        "sender": Holds.IDENTIFIER,
        "kind": Holds.CONTENT,
        "purpose": Holds.CONTENT,
        "letter": Holds.PERSONAL,
        "reply_to": Holds.IDENTIFIER,
        "settled": Holds.HOUSEKEEPING,
        "arrived_at": Holds.HOUSEKEEPING,
        "answer_by": Holds.HOUSEKEEPING,
        "expires_on": Holds.HOUSEKEEPING,
        "read_at": Holds.HOUSEKEEPING,
        "read_by": Holds.IDENTIFIER,
        "answered_at": Holds.HOUSEKEEPING,
        "asked_back_at": Holds.HOUSEKEEPING,
        "gone_at": Holds.HOUSEKEEPING,
        "kept_by_law": Holds.CONTENT,
    }

    class Meta:
        ordering = ["-arrived_at", "id"]
        indexes = [
            models.Index(fields=["-arrived_at", "id"], condition=Q(settled=False), name="inbox_in_order"),
            models.Index(fields=["read_at"], condition=Q(settled=False, read_at=None), name="not_read_yet"),
        ]

    def __str__(self) -> str:
        return str(self.id)


class HeldBack(InVault, models.Model):
    """An envelope that waits and was not taken in: why, in a code of `refusals`. It is tried again when that may change."""

    id = models.UUIDField(primary_key=True, editable=False)
    why = models.CharField(max_length=20)
    sender = models.UUIDField(null=True)  # as its letter says, where it could be read
    since = models.DateTimeField(default=timezone.now)

    classified = {
        "id": Holds.IDENTIFIER,
        "why": Holds.HOUSEKEEPING,
        "sender": Holds.IDENTIFIER,
        "since": Holds.HOUSEKEEPING,
    }

    def __str__(self) -> str:
        return f"{self.id}: {self.why}"
