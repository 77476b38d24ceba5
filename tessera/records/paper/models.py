"""One disclosure on paper to one named public authority, under a consent that names it."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils import timezone

from tessera.common.places import Holds, InVault


class PaperDisclosure(InVault, models.Model):
    """What stands on the paper, word for word, on which law it rests, and who handed it over when.

    A body that also controls migration gets one about remains or a victim only, once a lawyer has approved it.
    """

    uid = models.UUIDField(unique=True, default=uuid4, editable=False)
    consent = models.UUIDField(unique=True)  # a consent for an authority holds for one disclosure
    subject = models.CharField(max_length=40)
    about = models.UUIDField(db_index=True)
    authority = models.CharField(max_length=200)
    legal_basis = models.CharField(max_length=300)
    fields = models.JSONField(default=list)  # [code, [values]]
    prepared_by = models.UUIDField()
    prepared_at = models.DateTimeField(default=timezone.now)
    needs_lawyer = models.BooleanField(default=False)
    lawyer = models.CharField(max_length=120, blank=True)
    lawyer_said = models.CharField(max_length=500, blank=True)
    approved_by = models.UUIDField(
        null=True
    )  # the member who wrote the approval down, not whoever prepared it
    approved_at = models.DateTimeField(null=True)
    handed_over_on = models.DateField(null=True)
    handed_to = models.CharField(max_length=120, blank=True)

    classified = {
        "id": Holds.HOUSEKEEPING,
        "uid": Holds.IDENTIFIER,
        "consent": Holds.IDENTIFIER,
        "subject": Holds.CONTENT,
        "about": Holds.IDENTIFIER,
        "authority": Holds.CONTENT,
        "legal_basis": Holds.CONTENT,
        "fields": Holds.PERSONAL,
        "prepared_by": Holds.IDENTIFIER,
        "prepared_at": Holds.HOUSEKEEPING,
        "needs_lawyer": Holds.CONTENT,
        "lawyer": Holds.PERSONAL,
        "lawyer_said": Holds.CONTENT,
        "approved_by": Holds.IDENTIFIER,
        "approved_at": Holds.HOUSEKEEPING,
        "handed_over_on": Holds.HOUSEKEEPING,
        "handed_to": Holds.PERSONAL,
    }

    class Meta:
        ordering = ["-prepared_at"]

    def __str__(self) -> str:
        return str(self.uid)

    @property
    def waits_for_lawyer(self) -> bool:
        return self.needs_lawyer and self.approved_at is None
