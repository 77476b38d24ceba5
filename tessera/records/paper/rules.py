"""Whether a paper may leave the house."""

from __future__ import annotations

from tessera.records.consent.models import Consent

from .models import PaperDisclosure


def may_be_handed_over(paper: PaperDisclosure) -> bool:
    """Nobody took it back, who has to approve it did, and it was not handed over before."""
    agreed = Consent.objects.filter(uid=paper.consent, withdrawn_at=None).exists()
    return agreed and not paper.waits_for_lawyer and paper.handed_over_on is None
