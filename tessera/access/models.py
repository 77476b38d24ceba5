"""Editions of the rules, which everybody may read, and proposals to change them, which lie in the network's room."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils import timezone

from tessera.common.places import Holds, InCommons, InVault


class Edition(InCommons, models.Model):
    """All tables of the rules as they were published together. The highest number counts; the others are its history."""

    number = models.PositiveIntegerField(primary_key=True)
    tables = models.JSONField()  # table -> rows, as `tables.read_tables` takes them
    shipped = models.CharField(max_length=64, blank=True)  # the mark of the worked rules that are part of it
    published_at = models.DateTimeField(default=timezone.now)
    changed = models.JSONField(default=dict)  # table -> codes that differ from the edition before

    classified = {
        "number": Holds.HOUSEKEEPING,
        "tables": Holds.POSTER,
        "shipped": Holds.KEYED_HASH,
        "published_at": Holds.HOUSEKEEPING,
        "changed": Holds.POSTER,
    }

    def __str__(self) -> str:
        return f"edition {self.number}"


class WorkedRules(InCommons, models.Model):
    """The worked rules as a version of the software brought them: what differs from them, a network changed itself."""

    mark = models.CharField(max_length=64, primary_key=True)  # SHA-256 of the tables
    tables = models.JSONField()

    classified = {
        "mark": Holds.KEYED_HASH,
        "tables": Holds.POSTER,
    }

    def __str__(self) -> str:
        return self.mark


class ProposalQuerySet(models.QuerySet["Proposal"]):
    def still_open(self) -> ProposalQuerySet:
        return self.filter(published_as=None, withdrawn_at=None)


class Proposal(InVault, models.Model):
    """Rows that somebody would change, and nobody changes here. It is published once two others have read it (`reading`)."""

    uid = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    title = models.CharField(max_length=200)
    changes = models.JSONField()  # table -> code -> rows; no rows: taken out
    edition = models.PositiveIntegerField(default=0)  # that counted when they were written
    why = models.TextField(blank=True)
    by = models.UUIDField()
    organisation = models.UUIDField()  # the author's then, so that nobody makes it another one later
    at = models.DateTimeField(default=timezone.now)
    published_as = models.PositiveIntegerField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    objects = ProposalQuerySet.as_manager()

    classified = {
        "uid": Holds.IDENTIFIER,
        "title": Holds.CONTENT,
        "changes": Holds.CONTENT,
        "edition": Holds.HOUSEKEEPING,
        "why": Holds.CONTENT,
        "by": Holds.IDENTIFIER,
        "organisation": Holds.IDENTIFIER,
        "at": Holds.HOUSEKEEPING,
        "published_as": Holds.HOUSEKEEPING,
        "withdrawn_at": Holds.HOUSEKEEPING,
    }

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.title

    @property
    def is_open(self) -> bool:
        return self.published_as is None and self.withdrawn_at is None


class Review(InVault, models.Model):
    """Somebody other than its author read a proposal, and stands for it."""

    proposal = models.ForeignKey(Proposal, on_delete=models.CASCADE, related_name="reviews")
    by = models.UUIDField()
    organisation = models.UUIDField()  # theirs then
    at = models.DateTimeField(default=timezone.now)

    classified = {
        "id": Holds.HOUSEKEEPING,
        "proposal": Holds.HOUSEKEEPING,
        "by": Holds.IDENTIFIER,
        "organisation": Holds.IDENTIFIER,
        "at": Holds.HOUSEKEEPING,
    }

    class Meta:
        constraints = [models.UniqueConstraint(fields=["proposal", "by"], name="one_review_a_member")]

    def __str__(self) -> str:
        return f"{self.by} of {self.proposal_id}"
