"""The first people of a list, as they would be once imported, and how much the list says."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.utils.translation import gettext_lazy as _

from tessera.exchange.models import ImportRun
from tessera.exchange.tables import Target

from .reading import Reading
from .work import reader_of, table_of

SHOWN = 8
_A_FEW = 2

# Field -> what it is called, and which columns can fill it.
COVERAGE: dict[str, tuple[Any, set[Target]]] = {
    "reference": (_("Reference"), {Target.REFERENCE}),
    "name": (
        _("Name"),
        {
            Target.NAME,
            Target.GIVEN_NAME,
            Target.SURNAMES,
            Target.FIRST_SURNAME,
            Target.SECOND_SURNAME,
            Target.NICKNAME,
            Target.FATHER_NAME,
            Target.UNITED_PERSON,
        },
    ),
    "sex": (_("Sex"), {Target.SEX, Target.UNITED_PERSON}),
    "birth": (_("Date of birth"), {Target.BIRTH_DATE}),
    "age": (_("Age"), {Target.AGE, Target.AGE_MIN, Target.AGE_MAX, Target.UNITED_PERSON}),
    "origin": (_("From"), {Target.ORIGIN_PLACE, Target.NATIONALITY}),
    "event": (_("Date of what happened"), {Target.EVENT_DATE}),
    "event_place": (
        _("Place of what happened"),
        {Target.EVENT_PLACE, Target.EVENT_REGION, Target.EVENT_COUNTRY},
    ),
    "height": (_("Height"), {Target.HEIGHT}),
    "marks": (_("Marks"), {Target.MARKS}),
    "belongings": (_("Belongings"), {Target.BELONGINGS}),
    "numbers": (_("Telephone or document numbers"), {Target.PHONE, Target.DOCUMENT}),
    "people": (_("Number of people in the row"), {Target.PEOPLE}),
    "identified": (_("Identified, yes or no"), {Target.IDENTIFIED}),
    "cause": (_("Cause of death"), {Target.CAUSE_OF_DEATH}),
    "condition": (_("Condition"), {Target.BODY_CONDITION}),
    "interval": (_("Time since death"), {Target.POST_MORTEM_INTERVAL}),
    "custodian": (_("Where they are, who looks after them"), {Target.CUSTODIAN}),
    "wish": (_("Wish about contact"), {Target.CONTACT_WISH}),
    "enquirer": (
        _("Who is asking"),
        {Target.ENQUIRER_NAME, Target.ENQUIRER_RELATION, Target.ENQUIRER_CONTACT},
    ),
    "story": (
        _("What happened, in words"),
        {Target.CIRCUMSTANCES, Target.SOURCE_NOTE, Target.NOTE, Target.UNITED_PERSON},
    ),
}


def first_readings(run: ImportRun) -> list[Reading]:
    reader = reader_of(run)
    return [reader.read(row) for row in islice(table_of(run).checked_rows(), SHOWN)]


def coverage(run: ImportRun) -> list[dict[str, Any]]:
    """How many rows say something about each field that a column fills: blank is not measured, never zero."""
    return [
        {"title": title, "known": known, "blank": run.rows_total - known}
        for name, (title, targets) in COVERAGE.items()
        if targets.intersection(run.targets)
        for known in [run.filled.get(name, 0)]
    ]


@dataclass(frozen=True, slots=True)
class WrongColumn:
    """A column with cells that cannot be read: how many of how many, and what is wrong with most of those."""

    title: str
    wrong: int
    filled: int
    code: str

    @property
    def is_mostly_wrong(self) -> bool:
        """Then it is more likely the column that was described wrongly than each of its cells."""
        return self.wrong > _A_FEW and 2 * self.wrong > self.filled


def wrong_columns(run: ImportRun) -> list[WrongColumn]:
    """The worst first; rows that do not fit their headings stand under a title of no letters."""
    found = []
    for title, codes in run.cells_wrong.items():
        wrong = sum(codes.values())
        filled = run.cells_filled.get(title, 0) if title else run.rows_total
        found.append(WrongColumn(title, wrong, max(wrong, filled), max(codes, key=codes.__getitem__)))
    return sorted(found, key=lambda column: -column.wrong)
