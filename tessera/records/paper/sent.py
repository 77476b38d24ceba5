"""Papers among what left this room, for the person's own copy; and their end with the record."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, time
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _

from tessera.records.consent.forms import GROUP_TITLES
from tessera.records.rights.sent import Passage, register
from tessera.records.subjects import GROUPS
from tessera.vault.endings import Rows, register_belongings

from .models import PaperDisclosure


def papers_handed_over(vault: UUID, about: UUID) -> Iterator[Passage]:
    for one in PaperDisclosure.objects.filter(about=about).exclude(handed_over_on=None):
        groups = {code.partition(".")[0] for code, _values in one.fields}
        yield Passage(
            at=datetime.combine(one.handed_over_on or one.prepared_at.date(), time.min, UTC),
            to=one.authority,
            what=[str(GROUP_TITLES[group]) for group in GROUPS if group in groups],
            became=_("On paper. Legal basis: %(law)s") % {"law": one.legal_basis},
            address=reverse("paper", kwargs={"vault": vault, "uid": one.uid}),
        )


def end_papers(about: Rows, _by: UUID | None) -> None:
    PaperDisclosure.objects.filter(about__in=about).delete()


def register_papers() -> None:
    register(papers_handed_over)
    register_belongings(end_papers)
