"""Proposals to change the invented rules, and their way through the network's room."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from tessera.access import actions, editions
from tessera.access.models import Edition, Proposal
from tessera.access.tests.invented import CARE, MAN, example_to
from tessera.audit.lines import write_line
from tessera.audit.models import CommonsLine, VaultLine
from tessera.vault.models import Vault
from tests.house import Somebody

NEWER = {"rules": {"care": [CARE | {"title:en": "Care, at once"}]}}
NEWEST = {"rules": {"care": [CARE | {"title:en": "Care, at the door"}]}}
REFUSAL = {
    "rules": {"no-care": [CARE | {"code": "no-care", "says": "may-not", "where": "DE"}]},
    "examples": {"no-care": [example_to("no-care", place="DE", expected="may-not")]},
}
NOT_EXCEPT = {
    "rules": {"care": [CARE | {"where": "everywhere except US DE"}]},
    "examples": {"care": [MAN]},
}


def proposed(
    house: Any, shared: Vault, changes: Any = None, by: Somebody | None = None, title: str = "Care"
) -> Proposal:
    by = by or house.marta
    with house.open(by, shared):
        return actions.propose(title=title, changes=changes or NEWER, why="", by=by.member)


def read_by(house: Any, shared: Vault, proposal: Proposal, reader: Somebody) -> Edition | None:
    """The edition that it made, as somebody reads it who opens its page now."""
    with house.open(reader, shared):
        return actions.review(proposal=Proposal.objects.get(pk=proposal.pk), by=reader.member)


def title() -> str:
    """How the rule of care is called by what counts now."""
    return editions.current()[1].rules["care"].texts["title"]["en"]


def lines(house: Any, shared: Vault, about: Proposal | None = None) -> list[tuple[str, UUID]]:
    with house.open(house.marta, shared):
        found = VaultLine.objects.filter(about=about.uid) if about else VaultLine.objects.all()
        return [(line.verb, line.by) for line in found]


def counts_now(tables: editions.Tables) -> Edition:
    """An edition of these tables, of which the log says that it was published."""
    number = Edition.objects.count() + 1
    write_line(CommonsLine, "rules.shipped", by=None, edition=number, tables=editions.digest(tables))
    return Edition.objects.create(number=number, tables=tables)


def written_on_the_disk(**changed: str) -> None:
    """Other words in the first rule that counts, past the log, as somebody writes them who has the disk."""
    last = Edition.objects.order_by("-number")[0]
    rows = last.tables["rules"]
    last.tables["rules"] = [rows[0] | changed, *rows[1:]]
    last.save()
    editions._read.cache_clear()
