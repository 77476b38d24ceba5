"""Append-only lines, a chain in the commons and one in each vault, and the heads that each keeps of the other.

No foreign keys: history outlives rows.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils import timezone

from tessera.common.places import Holds, InCommons, InVault


class LineRefused(Exception):
    """Lines are only ever added, and only by `write_line`."""


class AppendOnly(models.QuerySet["Line"]):
    """Rows that queries cannot change or take out either."""

    def bulk_create(self, *_args: object, **_kwargs: object) -> list[Line]:
        raise LineRefused("Write lines with audit.lines.write_line.")

    def update(self, **_kwargs: object) -> int:
        raise LineRefused("A line is never changed.")

    def delete(self) -> tuple[int, dict[str, int]]:
        raise LineRefused("A line is never taken out.")


class Line(models.Model):
    """One thing that was done. `details` holds counts and states in JSON, never words somebody typed."""

    number = models.PositiveBigIntegerField(primary_key=True)
    at = models.CharField(max_length=32)  # ISO 8601 as it was hashed: databases round times differently
    by = models.UUIDField(null=True)
    verb = models.CharField(max_length=64)
    about = models.UUIDField(null=True, db_index=True)
    details = models.TextField(default="{}")
    link = models.BinaryField(max_length=32)

    classified: ClassVar[Mapping[str, Holds]] = {
        "number": Holds.HOUSEKEEPING,
        "at": Holds.HOUSEKEEPING,
        "by": Holds.IDENTIFIER,
        "verb": Holds.HOUSEKEEPING,
        "about": Holds.IDENTIFIER,
        "details": Holds.HOUSEKEEPING,
        "link": Holds.KEYED_HASH,
    }

    objects = AppendOnly.as_manager()

    class Meta:
        abstract = True
        ordering = ["number"]

    def __str__(self) -> str:
        return f"{self.number} {self.at} {self.verb}"

    def save(self, *_args: object, **_kwargs: object) -> None:
        raise LineRefused("Write lines with audit.lines.write_line.")

    def delete(self, *_args: object, **_kwargs: object) -> tuple[int, dict[str, int]]:
        raise LineRefused("A line is never taken out.")

    @property
    def moment(self) -> datetime:
        return datetime.fromisoformat(self.at)

    def payload(self) -> dict[str, str | int | None]:
        """The fields that the link is computed over."""
        return {
            "number": self.number,
            "at": self.at,
            "by": str(self.by) if self.by else None,
            "verb": self.verb,
            "about": str(self.about) if self.about else None,
            "details": self.details,
        }


class CommonsLine(InCommons, Line):
    """Sign-ins, members, vaults: what concerns the node and no vault's content."""


class VaultLine(InVault, Line):
    """Pages, searches, exports, attachments and changes of one vault."""


class VaultHead(InCommons, models.Model):
    """How far a vault's chain had come when it was last looked at, signed with the vault's own key."""

    vault = models.UUIDField(primary_key=True)
    public = models.BinaryField(max_length=32)
    number = models.PositiveBigIntegerField()
    link = models.BinaryField(max_length=32)
    signature = models.BinaryField(max_length=64)
    kept_at = models.DateTimeField(default=timezone.now)

    classified = {
        "vault": Holds.IDENTIFIER,
        "public": Holds.PUBLIC_KEY,
        "number": Holds.HOUSEKEEPING,
        "link": Holds.KEYED_HASH,
        "signature": Holds.KEYED_HASH,
        "kept_at": Holds.HOUSEKEEPING,
    }

    def __str__(self) -> str:
        return f"{self.vault} {self.number}"


class Seal(InVault, models.Model):
    """The vault's signing key, and what the vault remembers of the commons. One row in each vault.

    `kept` is the number of the head that surely stands in the commons; the others are the commons' own head.
    """

    private = models.BinaryField(max_length=32)
    public = models.BinaryField(max_length=32)
    kept = models.PositiveBigIntegerField(default=0)
    commons_number = models.PositiveBigIntegerField(default=0)
    commons_link = models.BinaryField(max_length=32, default=bytes)

    classified = {
        "id": Holds.HOUSEKEEPING,
        "private": Holds.KEY,
        "public": Holds.PUBLIC_KEY,
        "kept": Holds.HOUSEKEEPING,
        "commons_number": Holds.HOUSEKEEPING,
        "commons_link": Holds.KEYED_HASH,
    }

    def __str__(self) -> str:
        return f"{self.kept} {self.commons_number}"
