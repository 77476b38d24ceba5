"""What somebody was writing when the room was locked: sealed to them, and back in its form after signing in.

Sealing takes only their public key, so it works although their keys were forgotten a moment ago.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import timedelta
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.db import transaction
from django.http import QueryDict
from django.utils import timezone
from django.utils.translation import gettext as _

from tessera.sealing import wraps
from tessera.sealing.formats import SealBroken

from . import sessions
from .models import Draft
from .queries import member_by_id
from .requests import MemberRequest, TesseraRequest

_KEPT = timedelta(days=7)
_MOST_OF_A_MEMBER = 20
_IDENTIFIER = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_NOT_THEIRS = ("csrfmiddlewaretoken", "confirm-words", "confirm-code", "confirm-send")


def keep(request: TesseraRequest) -> str:
    """Keeps the posted form and returns the address to take it up at; the plain one when nobody knows whose it is."""
    address = request.path
    writer = sessions.whose(request.COOKIES.get(settings.SESSION_COOKIE, ""))
    if writer is None or member_by_id(writer.member) is None or not request.POST:
        return address
    written = request.POST.copy()
    for name in _NOT_THEIRS:
        written.pop(name, None)
    draft = Draft(member=writer.member, address=address[:300])
    draft.sealed = wraps.wrap(
        written.urlencode().encode(), writer.kem_public, context=_context(writer.member, draft.id)
    )
    with transaction.atomic(using="keys"):
        _forget_surplus(writer.member)
        draft.save(force_insert=True)
    return f"{address}?draft={draft.id}"


def reopen(request: MemberRequest) -> QueryDict | None:
    """What was written into the form at this address before the room was locked; None when nothing was."""
    draft = _named_in(request)
    if draft is None or request.method != "GET":
        return None
    try:
        written = wraps.unwrap(
            bytes(draft.sealed),
            request.session_key.bundle.kem.private,
            context=_context(request.member.id, draft.id),
        )
    except SealBroken:
        messages.warning(
            request, _("What you had written here was damaged and cannot be read. Please write it once more.")
        )
        return None
    return QueryDict(written.decode())


def discard(request: MemberRequest) -> None:
    """Called when the form was saved."""
    draft = _named_in(request)
    if draft:
        draft.delete()


def forget_about(records: Iterable[UUID]) -> None:
    """What was written in forms of records that are deleted: their address names the record."""
    addresses = Draft.objects.values_list("pk", "address")
    about = {pk: {UUID(one) for one in _IDENTIFIER.findall(address)} for pk, address in addresses}
    if about:
        gone = set(records)
        Draft.objects.filter(pk__in=[pk for pk, named in about.items() if named & gone]).delete()


def forget_old() -> None:
    Draft.objects.filter(kept_at__lt=timezone.now() - _KEPT).delete()


def _named_in(request: MemberRequest) -> Draft | None:
    try:
        named = UUID(request.GET.get("draft", ""))
    except ValueError:
        return None
    return Draft.objects.filter(pk=named, member=request.member.id, address=request.path).first()


def _forget_surplus(member: UUID) -> None:
    newest = Draft.objects.filter(member=member).order_by("-kept_at").values_list("pk", flat=True)
    Draft.objects.filter(member=member).exclude(pk__in=list(newest[: _MOST_OF_A_MEMBER - 1])).delete()


def _context(member: UUID, draft: UUID) -> str:
    return f"member {member} draft {draft}"
