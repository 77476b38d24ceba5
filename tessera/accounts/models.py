"""Organisations, members and invitations. Nobody's name is here: names are sealed, in bundles and vaults."""

from __future__ import annotations

from datetime import datetime
from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tessera.common.places import Holds, InCommons, InKeys


class Role(models.TextChoices):
    ADMINISTRATOR = "administrator", _("Administrator")
    COORDINATOR = "coordinator", _("Coordinator")
    CASE_WORKER = "case_worker", _("Case worker")
    READER = "reader", _("Reader")
    TRUSTEE = "trustee", _("Trusted person")


class Network(InCommons, models.Model):
    """The one network this node serves: the name people see, and its look."""

    name = models.CharField(max_length=80)
    look = models.CharField(max_length=12, choices=settings.LOOKS, default="night")
    is_demonstration = models.BooleanField(default=False)
    founded_at = models.DateTimeField(default=timezone.now)

    classified = {
        "id": Holds.HOUSEKEEPING,
        "name": Holds.POSTER,
        "look": Holds.POSTER,
        "is_demonstration": Holds.HOUSEKEEPING,
        "founded_at": Holds.HOUSEKEEPING,
    }

    def __str__(self) -> str:
        return self.name


class Organisation(InCommons, models.Model):
    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    name = models.CharField(max_length=120)
    country = models.CharField(max_length=2, help_text="ISO 3166-1 alpha-2")
    joined_at = models.DateTimeField(default=timezone.now)

    classified = {
        "id": Holds.IDENTIFIER,
        "name": Holds.POSTER,
        "country": Holds.POSTER,
        "joined_at": Holds.HOUSEKEEPING,
    }

    def __str__(self) -> str:
        return self.name


class Member(InCommons, models.Model):
    """Somebody with an account. What is stored says neither who they are nor how they sign in."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="members")
    role = models.CharField(max_length=16, choices=Role.choices)
    login_hash = models.BinaryField(max_length=32, unique=True)
    salt = models.BinaryField(max_length=16)
    verifier_hash = models.BinaryField(max_length=32)
    sealed_bundle = models.BinaryField()
    kem_public = models.BinaryField()
    signing_public = models.BinaryField()
    # Made with the invitation's token: shows a grant-holder that these keys are the invited person's own.
    invitation_proof = models.BinaryField(max_length=32, null=True)
    joined_at = models.DateTimeField(default=timezone.now)
    removed_at = models.DateTimeField(null=True)
    # Travelling: their grants are lifted, and their role allows nothing, until two others give a room back.
    away_since = models.DateTimeField(null=True)

    classified = {
        "id": Holds.IDENTIFIER,
        "organisation": Holds.IDENTIFIER,
        "role": Holds.HOUSEKEEPING,
        "login_hash": Holds.KEYED_HASH,
        "salt": Holds.HOUSEKEEPING,
        "verifier_hash": Holds.KEYED_HASH,
        "sealed_bundle": Holds.SEALED,
        "kem_public": Holds.PUBLIC_KEY,
        "signing_public": Holds.PUBLIC_KEY,
        "invitation_proof": Holds.KEYED_HASH,
        "joined_at": Holds.HOUSEKEEPING,
        "removed_at": Holds.HOUSEKEEPING,
        "away_since": Holds.HOUSEKEEPING,
    }

    def __str__(self) -> str:
        return str(self.id)

    @property
    def is_removed(self) -> bool:
        return self.removed_at is not None


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def open(self, now: datetime | None = None) -> InvitationQuerySet:
        return self.filter(used_at=None, withdrawn_at=None, expires_at__gt=now or timezone.now())


class Invitation(InCommons, models.Model):
    """Makes one account, once, before it expires. Who it is for stands in the inviting vault."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="invitations")
    role = models.CharField(max_length=16, choices=Role.choices)
    token_hash = models.BinaryField(max_length=32, unique=True)
    invited_by = models.UUIDField()
    member = models.OneToOneField(Member, on_delete=models.PROTECT, null=True, related_name="invitation")
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = InvitationQuerySet.as_manager()

    classified = {
        "id": Holds.IDENTIFIER,
        "organisation": Holds.IDENTIFIER,
        "role": Holds.HOUSEKEEPING,
        "token_hash": Holds.KEYED_HASH,
        "invited_by": Holds.IDENTIFIER,
        "member": Holds.IDENTIFIER,
        "created_at": Holds.HOUSEKEEPING,
        "expires_at": Holds.HOUSEKEEPING,
        "used_at": Holds.HOUSEKEEPING,
        "withdrawn_at": Holds.HOUSEKEEPING,
    }

    def __str__(self) -> str:
        return str(self.id)


class RenewalQuerySet(models.QuerySet["Renewal"]):
    def open(self, now: datetime | None = None) -> RenewalQuerySet:
        return self.filter(completed_at=None, withdrawn_at=None, expires_at__gt=now or timezone.now())

    def offered(self) -> RenewalQuerySet:
        """Somebody made keys with the address; they count once they are confirmed."""
        return self.open().exclude(kem_public=None)


class Renewal(InCommons, models.Model):
    """New words and keys for a member who lost theirs. Until two colleagues confirmed the keys, the old ones count."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="renewals")
    token_hash = models.BinaryField(max_length=32, unique=True)
    begun_by = models.UUIDField()
    begun_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    completed_at = models.DateTimeField(null=True)
    # What was made with the address, to stand in the member's row one day.
    login_hash = models.BinaryField(max_length=32, null=True)
    salt = models.BinaryField(max_length=16, null=True)
    verifier_hash = models.BinaryField(max_length=32, null=True)
    sealed_bundle = models.BinaryField(null=True)
    kem_public = models.BinaryField(null=True)
    signing_public = models.BinaryField(null=True)

    objects = RenewalQuerySet.as_manager()

    classified = {
        "id": Holds.IDENTIFIER,
        "member": Holds.IDENTIFIER,
        "token_hash": Holds.KEYED_HASH,
        "begun_by": Holds.IDENTIFIER,
        "begun_at": Holds.HOUSEKEEPING,
        "expires_at": Holds.HOUSEKEEPING,
        "withdrawn_at": Holds.HOUSEKEEPING,
        "completed_at": Holds.HOUSEKEEPING,
        "login_hash": Holds.KEYED_HASH,
        "salt": Holds.HOUSEKEEPING,
        "verifier_hash": Holds.KEYED_HASH,
        "sealed_bundle": Holds.SEALED,
        "kem_public": Holds.PUBLIC_KEY,
        "signing_public": Holds.PUBLIC_KEY,
    }

    def __str__(self) -> str:
        return str(self.id)


class SignInThrottle(InKeys, models.Model):
    """Failed sign-ins of one login, known or not, or logins tried with one invitation; addresses are never kept."""

    login_hash = models.BinaryField(max_length=32, primary_key=True)
    failures = models.PositiveIntegerField(default=0)
    wait_until = models.DateTimeField()

    classified = {
        "login_hash": Holds.KEYED_HASH,
        "failures": Holds.HOUSEKEEPING,
        "wait_until": Holds.HOUSEKEEPING,
    }

    def __str__(self) -> str:
        return f"{self.failures} failures, wait until {self.wait_until}"


class Draft(InKeys, models.Model):
    """What somebody was writing when their session ended, sealed so that only they can open it again."""

    id = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    member = models.UUIDField(db_index=True)
    address = models.CharField(max_length=300)  # holds random identifiers, no words
    sealed = models.BinaryField()
    kept_at = models.DateTimeField(default=timezone.now, db_index=True)

    classified = {
        "id": Holds.IDENTIFIER,
        "member": Holds.IDENTIFIER,
        "address": Holds.IDENTIFIER,
        "sealed": Holds.SEALED,
        "kept_at": Holds.HOUSEKEEPING,
    }

    def __str__(self) -> str:
        return str(self.id)


class UsedStep(InKeys, models.Model):
    """The last half minute whose code a member used: no code works twice, nor an older one after it."""

    member = models.UUIDField(primary_key=True)
    step = models.BigIntegerField(default=-1)

    classified = {"member": Holds.IDENTIFIER, "step": Holds.HOUSEKEEPING}

    def __str__(self) -> str:
        return f"{self.member}: {self.step}"


class RecoveryCode(InKeys, models.Model):
    """One of ten codes on a member's paper, hashed under their second factor's secret and the pepper; gone once used."""

    code_hash = models.BinaryField(max_length=32, primary_key=True)
    member = models.UUIDField(db_index=True)

    classified = {"code_hash": Holds.KEYED_HASH, "member": Holds.IDENTIFIER}

    def __str__(self) -> str:
        return f"a recovery code of {self.member}"
