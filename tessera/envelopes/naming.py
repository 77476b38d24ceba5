"""Who can be named as a recipient: whoever this room writes to."""

from __future__ import annotations

from collections.abc import Iterator

from tessera.records.consent.recipients import Recipient

from .models import Correspondent


def everybody_written_to() -> Iterator[Recipient]:
    for one in Correspondent.objects.filter(ended_at=None):
        yield Recipient(one.organisation, one.name)
