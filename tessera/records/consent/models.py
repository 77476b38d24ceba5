"""What somebody agreed to, and what was sent without, because a life was in danger."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tessera.common.places import Holds, InVault


class Capacity(models.TextChoices):
    """In what right somebody says yes."""

    SELF = "self", _("The person themself")
    GUARDIAN = "guardian", _("A guardian, for a child")
    RELATIVE = "relative", _("A close relative, for somebody missing or dead")


class Purpose(models.TextChoices):
    SEARCH = "search", _("Finding a missing person")
    HELP = "help", _("Help from others")
    IDENTIFY = "identify", _("Giving somebody who died their name back")
    JUSTICE = "justice", _("An investigation, or a claim")
    CHILD = "child", _("Protecting a child")


class AuthorityKind(models.TextChoices):
    """Public bodies that may be named as a recipient, one disclosure at a time. There is no other kind."""

    FORENSIC = "forensic", _("Forensic service")
    CONSULAR = "consular", _("Consulate")
    CHILD_PROTECTION = "child-protection", _("Child protection")
    JUSTICE = "justice", _("Prosecution or court")


class Way(models.TextChoices):
    """How the words reached who said yes."""

    READ = "read", _("They read it themselves")
    READ_ALOUD = "read-aloud", _("It was read aloud to them")
    RECORDED = "recorded", _("They heard it as a recording")


class Consent(InVault, models.Model):
    """One yes: about one record, for one purpose, to named recipients, for named groups of fields, until a day."""

    uid = models.UUIDField(unique=True, default=uuid4, editable=False)
    subject = models.CharField(max_length=40)  # the kind of record (see records.subjects)
    about = models.UUIDField(db_index=True)

    capacity = models.CharField(max_length=8, choices=Capacity.choices)
    giver = models.CharField(max_length=120, blank=True)  # who said yes, where it is not the person themself
    assent = models.BooleanField(default=False)  # the child was asked too, and said yes
    purpose = models.CharField(max_length=8, choices=Purpose.choices)
    groups = models.JSONField(default=list)  # codes of groups of fields
    public_photo = models.BooleanField(default=False)
    authority = models.CharField(max_length=200, blank=True)
    authority_kind = models.CharField(max_length=16, choices=AuthorityKind.choices, blank=True)
    legal_basis = models.CharField(max_length=300, blank=True)  # for the disclosure to the authority
    two_roles = models.BooleanField(
        default=False
    )  # it also controls migration: a lawyer approves the disclosure

    language = models.CharField(max_length=2)
    edition = models.PositiveSmallIntegerField()
    text = models.TextField()  # the very words
    way = models.CharField(max_length=10, choices=Way.choices)
    witness = models.CharField(max_length=120, blank=True)

    given_on = models.DateField()
    until = models.DateField()
    retake_on = models.DateField(null=True)  # the day on which the child is eighteen
    taken_by = models.UUIDField()
    used_at = models.DateTimeField(null=True)  # for an authority: its one disclosure was made
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_by = models.UUIDField(null=True)  # the member who wrote it down

    classified = {
        "id": Holds.HOUSEKEEPING,
        "uid": Holds.IDENTIFIER,
        "subject": Holds.CONTENT,
        "about": Holds.IDENTIFIER,
        "capacity": Holds.PERSONAL,
        "giver": Holds.PERSONAL,
        "assent": Holds.PERSONAL,
        "purpose": Holds.PERSONAL,
        "groups": Holds.CONTENT,
        "public_photo": Holds.PERSONAL,
        "authority": Holds.CONTENT,
        "authority_kind": Holds.CONTENT,
        "legal_basis": Holds.CONTENT,
        "two_roles": Holds.CONTENT,
        "language": Holds.PERSONAL,
        "edition": Holds.HOUSEKEEPING,
        "text": Holds.PERSONAL,
        "way": Holds.PERSONAL,
        "witness": Holds.PERSONAL,
        "given_on": Holds.PERSONAL,
        "until": Holds.HOUSEKEEPING,
        "retake_on": Holds.PERSONAL,
        "taken_by": Holds.IDENTIFIER,
        "used_at": Holds.HOUSEKEEPING,
        "withdrawn_at": Holds.HOUSEKEEPING,
        "withdrawn_by": Holds.IDENTIFIER,
    }

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def ends(self) -> date:
        """The first day on which it does not hold any more, unless it is withdrawn before."""
        after = self.until + timedelta(days=1)
        return min(after, self.retake_on) if self.retake_on else after

    @property
    def holds(self) -> bool:
        return self.withdrawn_at is None and timezone.localdate() < self.ends


class NamedRecipient(InVault, models.Model):
    """An organisation that a consent names."""

    consent = models.ForeignKey(Consent, on_delete=models.CASCADE, related_name="recipients")
    organisation = models.UUIDField()
    name = models.CharField(max_length=200)  # as it was read out

    classified = {
        "id": Holds.HOUSEKEEPING,
        "consent": Holds.HOUSEKEEPING,
        "organisation": Holds.IDENTIFIER,
        "name": Holds.CONTENT,
    }

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["consent", "organisation"], name="named_once")]

    def __str__(self) -> str:
        return self.name


class UrgentDisclosure(InVault, models.Model):
    """Sent without consent by one member, because somebody's life was in danger: reviewed by a second, and told."""

    REVIEW_WITHIN = timedelta(hours=72)

    uid = models.UUIDField(unique=True, default=uuid4, editable=False)
    subject = models.CharField(max_length=40)
    about = models.UUIDField(db_index=True)
    organisation = models.UUIDField()
    groups = models.JSONField(default=list)
    reason = models.CharField(max_length=500)
    by = models.UUIDField()
    at = models.DateTimeField(default=timezone.now)
    reviewed_by = models.UUIDField(null=True)
    reviewed_at = models.DateTimeField(null=True)
    upheld = models.BooleanField(null=True)
    review = models.CharField(max_length=500, blank=True)
    told_on = models.DateField(null=True)  # the person
    told = models.CharField(max_length=300, blank=True)  # how, or why it cannot be

    classified = {
        "id": Holds.HOUSEKEEPING,
        "uid": Holds.IDENTIFIER,
        "subject": Holds.CONTENT,
        "about": Holds.IDENTIFIER,
        "organisation": Holds.IDENTIFIER,
        "groups": Holds.CONTENT,
        "reason": Holds.PERSONAL,
        "by": Holds.IDENTIFIER,
        "at": Holds.HOUSEKEEPING,
        "reviewed_by": Holds.IDENTIFIER,
        "reviewed_at": Holds.HOUSEKEEPING,
        "upheld": Holds.CONTENT,
        "review": Holds.PERSONAL,
        "told_on": Holds.PERSONAL,
        "told": Holds.PERSONAL,
    }

    class Meta:
        ordering = ["-id"]

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def review_by(self) -> datetime:
        return self.at + self.REVIEW_WITHIN
