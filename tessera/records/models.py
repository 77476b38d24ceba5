"""What every record of a job has in common."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils import timezone

from tessera.common.places import Holds, InVault

from .consent import models as consent
from .paper import models as paper
from .rights import models as rights

__all__ = ["Period", "Record", "consent", "paper", "rights"]


class Record(InVault, models.Model):
    """A record in a vault: who entered it, when, and from where.

    `uid` is what addresses and other places know it by; the row number stays inside, where the search index
    needs a whole number that no clean-up of the file renumbers.
    """

    uid = models.UUIDField(unique=True, default=uuid4, editable=False)
    reference = models.CharField(max_length=60, db_index=True)
    source = models.CharField(max_length=200, blank=True)
    import_run = models.UUIDField(null=True, db_index=True)
    # True while an import is still being written: such rows are nobody's record yet.
    arriving = models.BooleanField(default=False)
    created_at = models.DateTimeField(default=timezone.now)
    created_by = models.UUIDField()
    changed_at = models.DateTimeField(default=timezone.now)
    changed_by = models.UUIDField()
    # The last day on which it is here; None: for as long as the person is sought, which somebody said on purpose.
    keep_until = models.DateField(null=True, db_index=True)
    keep_reason = models.CharField(max_length=300, null=True)

    classified = {
        "id": Holds.HOUSEKEEPING,
        "uid": Holds.IDENTIFIER,
        "reference": Holds.PERSONAL,
        "source": Holds.CONTENT,
        "import_run": Holds.IDENTIFIER,
        "arriving": Holds.HOUSEKEEPING,
        "created_at": Holds.HOUSEKEEPING,
        "created_by": Holds.IDENTIFIER,
        "changed_at": Holds.HOUSEKEEPING,
        "changed_by": Holds.IDENTIFIER,
        "keep_until": Holds.HOUSEKEEPING,
        "keep_reason": Holds.CONTENT,
    }

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return str(self.uid)


class Period(InVault, models.Model):
    """How long the open vault keeps records of one kind, where it is not as long as `retention` proposes."""

    kind = models.CharField(max_length=20, primary_key=True)
    months = models.PositiveSmallIntegerField()

    classified = {
        "kind": Holds.HOUSEKEEPING,
        "months": Holds.HOUSEKEEPING,
    }

    def __str__(self) -> str:
        return f"{self.kind}: {self.months} months"
