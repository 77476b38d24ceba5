"""Imports of lists, and what is remembered of their columns. All of it lies in the vault that imports."""

from __future__ import annotations

from uuid import uuid4

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from tessera.common.places import Holds, InVault
from tessera.tracing.models import Kind


class State(models.TextChoices):
    UPLOADED = "uploaded", _("Say what the columns hold")
    CHECKING = "checking", _("Being read")
    CHECKED = "checked", _("Ready to look through")
    WRITING = "writing", _("Being imported")
    DONE = "done", _("Imported")
    REFUSED = "refused", _("Cannot be read")
    CANCELLED = "cancelled", _("Cancelled")
    TAKEN_BACK = "taken_back", _("Taken back")


# Imports that wait for somebody, or are being worked on: they can still be cancelled.
OPEN = (State.UPLOADED, State.CHECKING, State.CHECKED, State.WRITING)


class ImportRun(InVault, models.Model):
    """One list on its way in. `rows_done` is committed with each batch, so that a stopped run goes on there."""

    uid = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    kind = models.CharField(max_length=8, choices=Kind.choices)
    source = models.CharField(max_length=200)
    file_name = models.CharField(max_length=255)
    attachment = models.UUIDField()  # the uploaded file, there while the import is open
    content_hash = models.CharField(max_length=64, blank=True)  # SHA-256: the same file is told from another
    encoding = models.CharField(max_length=20, blank=True)
    sheet = models.CharField(max_length=100, blank=True)
    columns = models.JSONField(default=list)  # headings in the file's order
    targets = models.JSONField(default=list)  # what each holds, in the same order
    day_first = models.BooleanField(null=True)  # None: told from the cells
    m_means = models.CharField(max_length=1, blank=True)  # "M" male, "F" mujer; empty: told from the cells
    conventions = models.JSONField(default=dict)  # what was said of the two above, or told from all cells
    blanks_for_unreadable = models.BooleanField(default=False)
    state = models.CharField(max_length=12, choices=State.choices, default=State.UPLOADED)
    cancel_asked = models.BooleanField(default=False)
    rows_total = models.PositiveIntegerField(default=0)
    rows_done = models.PositiveIntegerField(default=0)
    people_total = models.PositiveBigIntegerField(default=0)
    problems_total = models.PositiveIntegerField(default=0)  # of which the first are kept
    filled = models.JSONField(default=dict)  # how many rows say something, by field
    cells_filled = models.JSONField(default=dict)  # how many cells say something, by column
    cells_wrong = models.JSONField(default=dict)  # by column and code, how many of them cannot be read
    refusal = models.JSONField(
        default=dict
    )  # code and values, where the file itself cannot be read to its end
    deleted_before = models.JSONField(default=list)  # references of rows whose record was deleted here once
    kept_on_undo = models.PositiveIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    created_by = models.UUIDField()

    classified = {
        "uid": Holds.IDENTIFIER,
        "kind": Holds.CONTENT,
        "source": Holds.CONTENT,
        "file_name": Holds.PERSONAL,
        "attachment": Holds.IDENTIFIER,
        "content_hash": Holds.CONTENT,
        "encoding": Holds.HOUSEKEEPING,
        "sheet": Holds.CONTENT,
        "columns": Holds.CONTENT,
        "targets": Holds.HOUSEKEEPING,
        "day_first": Holds.HOUSEKEEPING,
        "m_means": Holds.HOUSEKEEPING,
        "conventions": Holds.HOUSEKEEPING,
        "blanks_for_unreadable": Holds.HOUSEKEEPING,
        "state": Holds.HOUSEKEEPING,
        "cancel_asked": Holds.HOUSEKEEPING,
        "rows_total": Holds.HOUSEKEEPING,
        "rows_done": Holds.HOUSEKEEPING,
        "people_total": Holds.CONTENT,
        "problems_total": Holds.HOUSEKEEPING,
        "filled": Holds.CONTENT,
        "cells_filled": Holds.CONTENT,
        "cells_wrong": Holds.CONTENT,
        "refusal": Holds.CONTENT,
        "deleted_before": Holds.PERSONAL,
        "kept_on_undo": Holds.HOUSEKEEPING,
        "created_at": Holds.HOUSEKEEPING,
        "created_by": Holds.IDENTIFIER,
    }

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return str(self.uid)


class ImportProblem(InVault, models.Model):
    """One cell or row that could not be read as its column says."""

    run = models.ForeignKey(ImportRun, on_delete=models.CASCADE, related_name="problems")
    row = models.PositiveIntegerField()
    column = models.CharField(max_length=200, blank=True)
    code = models.CharField(max_length=40)
    values = models.JSONField(default=dict)
    # A value can be left blank on purpose; a row that does not fit its headings cannot be guessed.
    can_be_blank = models.BooleanField()

    classified = {
        "id": Holds.HOUSEKEEPING,
        "run": Holds.HOUSEKEEPING,
        "row": Holds.HOUSEKEEPING,
        "column": Holds.CONTENT,
        "code": Holds.HOUSEKEEPING,
        "values": Holds.PERSONAL,
        "can_be_blank": Holds.HOUSEKEEPING,
    }

    class Meta:
        ordering = ["row", "id"]

    def __str__(self) -> str:
        return f"row {self.row}: {self.code}"


class RememberedColumns(InVault, models.Model):
    """What the columns of a list held last time, found again by the same headings on a list of the same kind."""

    headings = models.CharField(max_length=64, primary_key=True)  # SHA-256 of the kind and the headings
    targets = models.JSONField()
    day_first = models.BooleanField(null=True)
    m_means = models.CharField(max_length=1, blank=True)

    classified = {
        "headings": Holds.KEYED_HASH,
        "targets": Holds.HOUSEKEEPING,
        "day_first": Holds.HOUSEKEEPING,
        "m_means": Holds.HOUSEKEEPING,
    }

    def __str__(self) -> str:
        return self.headings


class DirectoryList(InVault, models.Model):
    """A published directory on its way into the network's room: read whole first, then all of it or nothing."""

    uid = models.UUIDField(primary_key=True, default=uuid4, editable=False)
    source = models.CharField(max_length=200)
    country = models.CharField(max_length=2, blank=True)  # of places that name none
    layout = models.CharField(max_length=20)
    attachments = models.JSONField(default=list)  # the uploaded files, there while the import is open
    counts = models.JSONField(default=dict)  # table -> documents
    problems = models.JSONField(default=list)  # code, number, and where the first of them are
    state = models.CharField(max_length=12, choices=State.choices, default=State.CHECKED)
    cancel_asked = models.BooleanField(default=False)
    entries_total = models.PositiveIntegerField(default=0)
    entries_done = models.PositiveIntegerField(default=0)
    kept_changed = models.PositiveIntegerField(
        default=0
    )  # entries that somebody had changed here, and that stayed
    created_at = models.DateTimeField(default=timezone.now, db_index=True)
    created_by = models.UUIDField()

    classified = {
        "uid": Holds.IDENTIFIER,
        "source": Holds.CONTENT,
        "country": Holds.CONTENT,
        "layout": Holds.HOUSEKEEPING,
        "attachments": Holds.IDENTIFIER,
        "counts": Holds.CONTENT,
        "problems": Holds.PERSONAL,
        "state": Holds.HOUSEKEEPING,
        "cancel_asked": Holds.HOUSEKEEPING,
        "entries_total": Holds.CONTENT,
        "entries_done": Holds.HOUSEKEEPING,
        "kept_changed": Holds.HOUSEKEEPING,
        "created_at": Holds.HOUSEKEEPING,
        "created_by": Holds.IDENTIFIER,
    }

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return str(self.uid)
