"""One row of a list becomes the description of a person, or says what cannot be read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from tessera.common.plain_text import says_unknown, plain
from tessera.common.typed_ages import read_age
from tessera.common.typed_dates import read_date
from tessera.common.typed_lists import read_height, read_phrases
from tessera.common.typed_sex import read_sex
from tessera.common.unreadable import UnreadableValue
from tessera.exchange.tables import Row, RowProblem, read_united_person
from tessera.exchange.tables.guess_words import Target
from tessera.tracing.drafts import PersonDraft
from tessera.tracing.models import ContactWish, Identified, Kind, NameKind
from tessera.ui.countries import country_codes_in

_WISHES = {
    ContactWish.YES: "yes,si,oui,wants contact,quiere contacto",
    ContactWish.NO: "no,non,does not want to be found,no quiere",
    ContactWish.MESSAGE_ONLY: "message,message only,mensaje,solo mensaje",
}
_WISH_BY_WORD = {word: wish for wish, words in _WISHES.items() for word in words.split(",")}
_IDENTIFIED = {"yes": Identified.YES, "si": Identified.YES, "oui": Identified.YES, "identified": Identified.YES,
               "no": Identified.NO, "non": Identified.NO, "unidentified": Identified.NO}  # fmt: skip

MOST_PEOPLE = 100_000


@dataclass(slots=True)
class Reading:
    """A row, read: the draft with what could be, and the problems with what could not."""

    row: int
    draft: PersonDraft
    problems: list[RowProblem] = field(default_factory=list)


class RowReader:
    """Reads rows of one list. `targets` say what each column holds, in the order of the columns."""

    def __init__(
        self,
        columns: Sequence[str],
        targets: Sequence[str],
        *,
        kind: str,
        source: str,
        day_first: bool | None,
    ) -> None:
        self._columns, self._targets = columns, targets
        self._kind, self._source, self._day_first = kind, source, day_first

    def read(self, row: Row) -> Reading:
        reading = Reading(row.number, PersonDraft(kind=self._kind, source=self._source), list(row.problems))
        cells = self._by_target(row)
        _Filling(reading, cells, self._day_first, counts_people=Target.PEOPLE in self._targets).fill()
        return reading

    def _by_target(self, row: Row) -> dict[str, list[tuple[str, str]]]:
        """Target -> (column, text) of each cell that says something."""
        cells: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for column, target, text in zip(self._columns, self._targets, row.cells, strict=True):
            if target != Target.LEAVE_OUT and text and not says_unknown(plain(text)):
                cells[target].append((column, text))
        return cells


class _Filling:
    """Fills one draft from its cells, target by target."""

    def __init__(
        self, reading: Reading, cells: dict[str, list[tuple[str, str]]], day_first: bool | None, *, counts_people: bool
    ) -> None:
        self.counts_people = counts_people
        self.reading, self.draft, self.cells, self.day_first = reading, reading.draft, cells, day_first

    def fill(self) -> None:
        self._names()
        self._dates_and_numbers()
        self._places()
        self._texts()
        self._wishes()

    def _names(self) -> None:
        self.draft.name(self._joined(Target.NAME, " "))
        parts = (Target.GIVEN_NAME, Target.FIRST_SURNAME, Target.SECOND_SURNAME)
        self.draft.name(" ".join(filter(None, (self._joined(part, " ") for part in parts))))
        for _column, text in self.cells[Target.NICKNAME]:
            for phrase in read_phrases(text):
                self.draft.name(phrase, NameKind.NICKNAME)
        self.draft.name(self._joined(Target.FATHER_NAME, " "), NameKind.FATHER)
        for _column, text in self.cells[Target.UNITED_PERSON]:
            person = read_united_person(text)
            self.draft.name(person.name)
            self.draft.sex, self.draft.ages = person.sex, person.ages
            self._add_to_story(text)

    def _dates_and_numbers(self) -> None:
        draft = self.draft
        draft.sex = self._read(Target.SEX, read_sex) or draft.sex
        draft.birth = self._read(Target.BIRTH_DATE, self._date)
        draft.event = self._read(Target.EVENT_DATE, self._date)
        draft.heights = self._read(Target.HEIGHT, read_height)
        if self.counts_people:  # a blank in such a column is a number nobody knows, not one
            draft.people = self._read(Target.PEOPLE, _people)
        youngest, oldest = self._read(Target.AGE_MIN, read_age), self._read(Target.AGE_MAX, read_age)
        # An age beside a number of people is the age of some of them: it would mislead as everybody's.
        draft.ages = draft.ages if draft.people == 1 else None
        draft.ages = self._read(Target.AGE, read_age) or _between(youngest, oldest) or draft.ages

    def _places(self) -> None:
        self.draft.origin_place = self._joined(Target.ORIGIN_PLACE, ", ")[:300]
        where = (Target.EVENT_PLACE, Target.EVENT_REGION, Target.EVENT_COUNTRY)
        self.draft.event_place = ", ".join(filter(None, (self._joined(part, ", ") for part in where)))[:300]
        self.draft.nationality = country_codes_in(self._joined(Target.NATIONALITY, "; "))[:60]

    def _texts(self) -> None:
        draft = self.draft
        draft.reference = self._joined(Target.REFERENCE, " ")[:60]
        for target, most in _SHORT_TEXTS.items():
            setattr(draft, target, self._joined(target, "; ")[:most])
        draft.marks = self._phrases(Target.MARKS)
        draft.belongings = self._phrases(Target.BELONGINGS)
        draft.phones = self._phrases(Target.PHONE)
        draft.documents = self._phrases(Target.DOCUMENT)
        for _column, text in self.cells[Target.CIRCUMSTANCES]:
            self._add_to_story(text)
        for target in (Target.SOURCE_NOTE, Target.NOTE):
            for column, text in self.cells[target]:
                self._add_to_story(f"{column}: {text}")

    def _wishes(self) -> None:
        self.draft.identified = self._read(Target.IDENTIFIED, _identified) or ""
        if self.draft.kind == Kind.FOUND:
            self.draft.contact_wish = self._read(Target.CONTACT_WISH, _wish) or ContactWish.NOT_ASKED

    def _read(self, target: str, read: Callable[[str], Any]) -> Any:
        """The first cell of this target, read; None and a problem where it cannot be, None where it is blank."""
        for column, text in self.cells[target]:
            try:
                return read(text)
            except UnreadableValue as unreadable:
                # What the list said is kept in words, so that a blank loses nothing.
                self._add_to_story(f"{column}: {text}")
                self.reading.problems.append(
                    RowProblem(self.reading.row, column, unreadable.code, unreadable.values)
                )
        return None

    def _date(self, text: str) -> Any:
        return read_date(text, day_first=self.day_first, today=date.today())  # noqa: DTZ011 - a list has no zone

    def _joined(self, target: str, between: str) -> str:
        return between.join(text for _column, text in self.cells[target])

    def _phrases(self, target: str) -> list[str]:
        return [phrase for _column, text in self.cells[target] for phrase in read_phrases(text)]

    def _add_to_story(self, text: str) -> None:
        self.draft.circumstances = "\n".join(filter(None, (self.draft.circumstances, text)))


_SHORT_TEXTS = {
    Target.CAUSE_OF_DEATH: 500,
    Target.BODY_CONDITION: 200,
    Target.POST_MORTEM_INTERVAL: 60,
    Target.CUSTODIAN: 200,
    Target.ENQUIRER_NAME: 120,
    Target.ENQUIRER_RELATION: 60,
    Target.ENQUIRER_CONTACT: 200,
}


def _between(youngest: tuple[int, int] | None, oldest: tuple[int, int] | None) -> tuple[int, int] | None:
    """One range from two columns; where only one is filled, that one."""
    if youngest and oldest and youngest[0] <= oldest[1]:
        return youngest[0], oldest[1]
    return youngest or oldest


def _people(text: str) -> int:
    digits = text.replace(",", "").replace(".", "").strip()
    if not digits.isdecimal() or not 1 <= int(digits) <= MOST_PEOPLE:
        raise UnreadableValue("people_unreadable", text)
    return int(digits)


def _identified(text: str) -> str:
    try:
        return _IDENTIFIED[plain(text)]
    except KeyError as unknown:
        raise UnreadableValue("yes_no_unreadable", text) from unknown


def _wish(text: str) -> str:
    """An unclear wish is never read as a yes: it is a problem that a person settles."""
    try:
        return _WISH_BY_WORD[plain(text)]
    except KeyError as unknown:
        raise UnreadableValue("wish_unreadable", text) from unknown
