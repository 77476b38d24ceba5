"""What somebody asks of an organisation that keeps a record about them: to see it, to have it put right, deleted, or moved."""

from __future__ import annotations

from datetime import date, timedelta
from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tessera.common.places import Holds, InVault


class Right(models.TextChoices):
    """By the articles of the General Data Protection Regulation; most laws of other countries have the same."""

    ACCESS = "access", _("To see everything, and have a copy")  # Article 15
    CORRECTION = "correction", _("To have something put right")  # Article 16
    ERASURE = "erasure", _("To have it deleted")  # Article 17
    MOVE = "move", _("To take it to another organisation")  # Article 20


class Outcome(models.TextChoices):
    DONE = "done", _("Done")
    PARTLY = "partly", _("Done in part")
    REFUSED = "refused", _("Refused")


class RightsRequest(InVault, models.Model):
    """One request, and until when it is answered: within a month, or three where there is a reason for it."""

    KEPT = timedelta(days=3 * 365)  # after the answer: so long somebody may complain of it

    uid = models.UUIDField(unique=True, default=uuid4, editable=False)
    subject = models.CharField(max_length=40)
    about = models.UUIDField(null=True, db_index=True)  # None once the record is gone
    right = models.CharField(max_length=10, choices=Right.choices)
    asker = models.CharField(max_length=120, blank=True)  # where it is not the person themself
    known_by = models.CharField(max_length=200, blank=True)  # how it was made sure that it is them
    wish = models.TextField(blank=True)
    asked_on = models.DateField()
    due_on = models.DateField(db_index=True)
    longer_because = models.CharField(max_length=300, blank=True)
    taken_by = models.UUIDField()
    outcome = models.CharField(max_length=8, choices=Outcome.choices, blank=True)
    answer = models.TextField(blank=True)
    answered_at = models.DateTimeField(null=True)
    answered_by = models.UUIDField(null=True)

    classified = {
        "id": Holds.HOUSEKEEPING,
        "uid": Holds.IDENTIFIER,
        "subject": Holds.CONTENT,
        "about": Holds.IDENTIFIER,
        "right": Holds.PERSONAL,
        "asker": Holds.PERSONAL,
        "known_by": Holds.PERSONAL,
        "wish": Holds.PERSONAL,
        "asked_on": Holds.HOUSEKEEPING,
        "due_on": Holds.HOUSEKEEPING,
        "longer_because": Holds.CONTENT,
        "taken_by": Holds.IDENTIFIER,
        "outcome": Holds.CONTENT,
        "answer": Holds.PERSONAL,
        "answered_at": Holds.HOUSEKEEPING,
        "answered_by": Holds.IDENTIFIER,
    }

    class Meta:
        ordering = ["-asked_on", "-id"]

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def is_late(self) -> bool:
        return self.answered_at is None and self.due_on < timezone.localdate()

    @property
    def is_for_erasure(self) -> bool:
        return self.right in {Right.ERASURE, Right.MOVE}

    @property
    def may_be_longer(self) -> bool:
        return self.answered_at is None and not self.longer_because


def months_later(day: date, months: int) -> date:
    """The same day of a later month, or its last day where it has none: so the law counts (Regulation 1182/71, Article 3)."""
    years, month = divmod(day.month - 1 + months, 12)
    first = date(day.year + years, month + 1, 1)
    following = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), following - timedelta(days=1))
