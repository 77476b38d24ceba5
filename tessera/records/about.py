"""The record that a page is about, of whichever kind, and the way back to it."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import Http404
from django.urls import reverse

from tessera.vault.requests import VaultRequest

from .subjects import Subject, subject


def record_about(kind: str, uid: UUID) -> tuple[Subject, Any]:
    """Raises Http404."""
    known = subject(kind)
    record = known.find(uid) if known else None
    if known is None or record is None:
        raise Http404
    return known, record


def crumb(request: VaultRequest, kind: Subject, record: Any, uid: UUID) -> dict[str, Any]:
    """For a template: how the record is headed, and its page."""
    page = reverse(kind.url_name, kwargs={"vault": request.vault.pk, "uid": uid})
    request.belongs_to = page
    return {"headed": kind.headed(record), "record_page": page, "subject": kind.kind, "about": uid}


def crumb_if_there(request: VaultRequest, kind: str, uid: UUID | None) -> dict[str, Any]:
    """Nothing where the record was deleted since."""
    known = subject(kind)
    record = known.find(uid) if known and uid else None
    return crumb(request, known, record, uid) if known and record and uid else {}
