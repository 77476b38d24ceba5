"""Whether a consent covers what somebody is about to send. `envelopes` asks before anything is sealed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from .models import Consent


class ConsentDoesNotCover(Exception):
    """Nothing was sealed and nothing was sent."""


class NobodyConsented(ConsentDoesNotCover):
    """There is no consent for this record, this purpose and this recipient."""


class ConsentWithdrawn(ConsentDoesNotCover):
    """They took it back."""


class ConsentOver(ConsentDoesNotCover):
    """Its last day is past, or it was not given yet on this day."""


class OfAge(ConsentDoesNotCover):
    """The child it was given for is eighteen now, and has to be asked themself."""


class RecipientNotNamed(ConsentDoesNotCover):
    """They were not told of this recipient."""


class OtherPurpose(ConsentDoesNotCover):
    """They said yes to something else."""


class FieldsNotNamed(ConsentDoesNotCover):
    """They were not told of these groups of fields."""

    def __init__(self, groups: Collection[str]) -> None:
        super().__init__(", ".join(sorted(groups)))
        self.groups = frozenset(groups)


class AlreadyDisclosed(ConsentDoesNotCover):
    """A consent for an authority holds for one disclosure, and that was made."""


@dataclass(frozen=True, slots=True)
class Sending:
    """What somebody is about to send. `organisation` is None where the authority is the recipient that was named."""

    about: UUID
    organisation: UUID | None
    purpose: str
    groups: Collection[str]


def require_cover(consent: Consent, sending: Sending, *, on: date) -> None:
    """Raises ConsentDoesNotCover of some kind."""
    if consent.about != sending.about:
        raise NobodyConsented
    if consent.withdrawn_at:
        raise ConsentWithdrawn
    if consent.retake_on and on >= consent.retake_on:
        raise OfAge
    if not consent.given_on <= on <= consent.until:
        raise ConsentOver
    if consent.purpose != sending.purpose:
        raise OtherPurpose
    _require_recipient(consent, sending.organisation)
    if unnamed := set(sending.groups) - set(consent.groups):
        raise FieldsNotNamed(unnamed)


def _require_recipient(consent: Consent, organisation: UUID | None) -> None:
    if organisation is None:
        if not consent.authority:
            raise RecipientNotNamed
        if consent.used_at:
            raise AlreadyDisclosed
    elif all(one.organisation != organisation for one in consent.recipients.all()):
        raise RecipientNotNamed
