"""One row of a list becomes the description of a person, or says what cannot be read."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache, partial
from typing import Any

from tessera.common.plain_text import plain, says_unknown
from tessera.common.typed_ages import OLDEST, read_age
from tessera.common.typed_dates import read_date
from tessera.common.typed_lists import read_height, read_phrases
from tessera.common.typed_sex import read_sex
from tessera.common.unreadable import UnreadableValue
from tessera.exchange.tables import Row, RowProblem, Target, read_united_person
from tessera.tracing.drafts import PersonDraft
from tessera.tracing.models import ContactWish, Identified, Kind, NameKind
from tessera.ui.countries import country_codes_in

from .conventions import Conventions

# The most protective first: it counts where several columns say different things.
_WISHES = {
    ContactWish.NO: """no,non,لا,does not want contact,does not want to be found,no quiere,no quiere contacto,
        ne veut pas,ne veut pas de contact,ne souhaite pas être retrouvé,ne souhaite pas être retrouvée,لا يريد,لا تريد""",
    ContactWish.MESSAGE_ONLY: "message,message only,mensaje,solo mensaje,message seulement,un message seulement,رسالة,رسالة فقط",
    ContactWish.YES: "yes,si,oui,نعم,wants contact,quiere contacto,veut un contact,souhaite un contact,يريد,تريد",
}
_WISH_BY_WORD = {plain(word): wish for wish, words in _WISHES.items() for word in words.split(",")}
_IDENTIFIED = {"yes": Identified.YES, "si": Identified.YES, "oui": Identified.YES, "identified": Identified.YES,
               "نعم": Identified.YES, "identifie": Identified.YES, "identifiee": Identified.YES, "لا": Identified.NO,
               "no": Identified.NO, "non": Identified.NO, "unidentified": Identified.NO}  # fmt: skip

MOST_PEOPLE = 100_000
_PEOPLE = re.compile(r"\d{1,3}(?:[.,\s]\d{3})+|\d{1,6}")

LONGEST_TEXT = 300
MOST_PHRASES = 30  # as many as the page of a record asks for


@dataclass(slots=True)
class Reading:
    """A row, read: the draft with what could be, and the problems with what could not."""

    row: int
    draft: PersonDraft
    filled: list[str]  # the columns whose cells say something
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
        conventions: Conventions,
    ) -> None:
        self._columns, self._targets = columns, targets
        self._kind, self._source = kind, source
        # The cells of a list repeat each other: sexes, ages, places. This memory goes when the list is read.
        self._says_unknown = lru_cache(10_000)(lambda text: says_unknown(plain(text)))
        self._read_date = lru_cache(10_000)(
            lambda text: read_date(text, day_first=conventions.day_first, today=date.today())  # noqa: DTZ011 - a list has no zone
        )
        self._read_sex = partial(read_sex, m_means=conventions.m_means)
        # Nothing is wrong with a cell that nobody reads.
        self._left_out = {
            column for column, target in zip(columns, targets, strict=True) if target == Target.LEAVE_OUT
        }

    def read(self, row: Row) -> Reading:
        problems = [problem for problem in row.problems if problem.column not in self._left_out]
        cells = self._by_target(row)
        filled = [column for said in cells.values() for column, _text in said]
        reading = Reading(row.number, PersonDraft(kind=self._kind, source=self._source), filled, problems)
        counts_people = Target.PEOPLE in self._targets
        _Filling(
            reading,
            cells,
            read_date=self._read_date,
            read_sex=self._read_sex,
            counts_people=counts_people,
        ).fill()
        return reading

    def _by_target(self, row: Row) -> dict[str, list[tuple[str, str]]]:
        """Target -> (column, text) of each cell that says something."""
        cells: dict[str, list[tuple[str, str]]] = defaultdict(list)
        for column, target, text in zip(self._columns, self._targets, row.cells, strict=True):
            if target != Target.LEAVE_OUT and text and not self._says_unknown(text):
                cells[target].append((column, text))
        return cells


class _Filling:
    """Fills one draft from its cells, target by target. What a field has no room for goes into the story."""

    def __init__(
        self,
        reading: Reading,
        cells: dict[str, list[tuple[str, str]]],
        *,
        read_date: Callable[[str], Any],
        read_sex: Callable[[str], str],
        counts_people: bool,
    ) -> None:
        self.read_date, self.read_sex, self.counts_people = read_date, read_sex, counts_people
        self.reading, self.draft, self.cells = reading, reading.draft, cells

    def fill(self) -> None:
        self._names()
        self._dates_and_numbers()
        self._places()
        self._texts()
        self._wishes()

    def _names(self) -> None:
        self.draft.name(self._joined((Target.NAME,), " "))
        parts = (Target.GIVEN_NAME, Target.SURNAMES, Target.FIRST_SURNAME, Target.SECOND_SURNAME)
        self.draft.name(self._joined(parts, " "))
        for phrase in self._phrases(Target.NICKNAME):
            self.draft.name(phrase, NameKind.NICKNAME)
        self.draft.name(self._joined((Target.FATHER_NAME,), " "), NameKind.FATHER)
        for _column, text in self.cells[Target.UNITED_PERSON]:
            person = read_united_person(text)
            self.draft.name(person.name[:LONGEST_TEXT])
            self.draft.sex, self.draft.ages = person.sex, person.ages
            self._add_to_story(text)

    def _dates_and_numbers(self) -> None:
        draft = self.draft
        draft.sex = self._read(Target.SEX, self.read_sex) or draft.sex
        draft.birth = self._read(Target.BIRTH_DATE, self.read_date)
        draft.event = self._read(Target.EVENT_DATE, self.read_date)
        draft.heights = self._read(Target.HEIGHT, read_height)
        if self.counts_people:  # a blank in such a column is a number nobody knows, not one
            draft.people = self._read(Target.PEOPLE, _people)
        youngest, oldest = self._read(Target.AGE_MIN, read_age), self._read(Target.AGE_MAX, read_age)
        # An age beside a number of people is the age of some of them: it would mislead as everybody's.
        draft.ages = draft.ages if draft.people == 1 else None
        draft.ages = self._read(Target.AGE, read_age) or _between(youngest, oldest) or draft.ages

    def _places(self) -> None:
        self.draft.origin_place = self._joined((Target.ORIGIN_PLACE,), ", ")
        where = (Target.EVENT_PLACE, Target.EVENT_REGION, Target.EVENT_COUNTRY)
        self.draft.event_place = self._joined(where, ", ")
        self.draft.nationality = self._joined((Target.NATIONALITY,), "; ", 60, country_codes_in)

    def _texts(self) -> None:
        draft = self.draft
        draft.reference = self._joined((Target.REFERENCE,), " ", 60)
        for target, most in _SHORT_TEXTS.items():
            setattr(draft, target, self._joined((target,), "; ", most))
        draft.marks = self._phrases(Target.MARKS)
        draft.belongings = self._phrases(Target.BELONGINGS)
        draft.phones = self._phrases(Target.PHONE)
        draft.documents = self._phrases(Target.DOCUMENT)
        for _column, text in self.cells[Target.CIRCUMSTANCES]:
            self._add_to_story(text)
        for target in (Target.SOURCE_NOTE, Target.NOTE):
            self._to_story(self.cells[target])

    def _wishes(self) -> None:
        self.draft.identified = self._read(Target.IDENTIFIED, _identified) or ""
        if self.draft.kind == Kind.FOUND:
            self._wish_of_the_found(self.cells[Target.CONTACT_WISH])
        else:
            self._to_story(self.cells[Target.CONTACT_WISH])

    def _wish_of_the_found(self, cells: Sequence[tuple[str, str]]) -> None:
        """The most protective of all the cells; one that cannot be read has to be mended, and is a no until then."""
        wishes = set()
        for column, text in cells:
            wish = _WISH_BY_WORD.get(plain(text))
            wishes.add(wish or ContactWish.NO)
            if wish is None:
                self._say_unreadable(column, UnreadableValue("wish_unreadable", text))
        if wishes:
            self.draft.contact_wish = next(wish for wish in _WISHES if wish in wishes)
        if len(cells) > 1:
            self._to_story(cells)

    def _read(self, target: str, read: Callable[[str], Any]) -> Any:
        """The first cell of this target that can be read; None where none can, each with its problem.

        Whatever else the cells say is kept in words, so that neither a blank nor a second column loses anything.
        """
        cells = self.cells[target]
        for at, (column, text) in enumerate(cells, start=1):
            try:
                value = read(text)
            except UnreadableValue as unreadable:
                self._to_story([(column, text)])
                self._say_unreadable(column, unreadable)
            else:
                self._to_story(cells[at:])
                return value
        return None

    def _say_unreadable(self, column: str, unreadable: UnreadableValue) -> None:
        self.reading.problems.append(RowProblem(self.reading.row, column, unreadable.code, unreadable.values))

    def _joined(
        self,
        targets: Sequence[str],
        between: str,
        most: int = LONGEST_TEXT,
        written: Callable[[str], str] = str,
    ) -> str:
        """The cells of these targets on one line of at most so many letters, `written` as the field has it."""
        cells = [cell for target in targets for cell in self.cells[target]]
        joined = written(between.join(" ".join(text.split()) for _column, text in cells))
        if len(joined) > most:
            self._to_story(cells)
        return joined[:most].strip()

    def _phrases(self, target: str) -> list[str]:
        phrases = [phrase for _column, text in self.cells[target] for phrase in read_phrases(text)]
        if len(phrases) > MOST_PHRASES or any(len(phrase) > LONGEST_TEXT for phrase in phrases):
            self._to_story(self.cells[target])
        return [phrase[:LONGEST_TEXT].strip() for phrase in phrases[:MOST_PHRASES]]

    def _to_story(self, cells: Sequence[tuple[str, str]]) -> None:
        for column, text in cells:
            self._add_to_story(f"{column}: {text}")

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
    """One range from two columns, exchanged or not; where only one is filled, the other end is open."""
    if youngest and oldest:
        return min(youngest[0], oldest[0]), max(youngest[1], oldest[1])
    if youngest:
        return youngest[0], OLDEST
    return oldest and (0, oldest[1])


def _people(text: str) -> int:
    number = int(re.sub(r"\D", "", text)) if _PEOPLE.fullmatch(text.strip()) else 0
    if not 1 <= number <= MOST_PEOPLE:
        raise UnreadableValue("people_unreadable", text)
    return number


def _identified(text: str) -> str:
    try:
        return _IDENTIFIED[plain(text)]
    except KeyError as unknown:
        raise UnreadableValue("yes_no_unreadable", text) from unknown
