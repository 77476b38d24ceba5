"""A request outlives the record that it was about, without a name, as long as somebody may complain of the answer."""

from __future__ import annotations

from uuid import UUID

from django.utils import timezone

from tessera.vault.endings import Rows, register_belongings, register_tidying

from .models import Outcome, RightsRequest


def end_requests(about: Rows, by: UUID | None) -> None:
    """What is gone can be shown or put right no more: what was still open is answered with that."""
    theirs = RightsRequest.objects.filter(about__in=about)
    now = {"outcome": Outcome.DONE, "answered_at": timezone.now(), "answered_by": by}
    theirs.filter(answered_at=None).update(**now)
    theirs.update(about=None, asker="", known_by="", wish="", answer="")


def forget_old_requests() -> None:
    RightsRequest.objects.filter(answered_at__lt=timezone.now() - RightsRequest.KEPT, about=None).delete()


def register_rights_endings() -> None:
    register_belongings(end_requests)
    register_tidying(forget_old_requests)
