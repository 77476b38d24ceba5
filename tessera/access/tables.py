"""Reading the five tables of a rule set: rules, examples, places, groups, questions. Whatever is wrong is said with its cell.

A table is a list of rows, column -> text, as a spreadsheet gives them. Texts stand in one column for each language:
`ask:es`. What the columns mean stands in `docs/rules.md`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from itertools import product
from string import ascii_uppercase
from typing import Any

from .cells import is_address, turns_writing, wrong_in_question
from .facts import AGES, NEEDS, STAGES, Condition, Facts, Group, Nationality, Question, Where, country_of
from .rule_set import CONFIDENCES, EXPECTED, MAY, MAY_NOT, TEXTS, Example, Place, Rule, RuleSet, SelfAsked

Row = Mapping[str, str]
Tables = Mapping[str, Sequence[Row]]

LANGUAGES = ("en", "es", "fr", "ar", "ht")
_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_TWO_LETTERS = frozenset(map("".join, product(ascii_uppercase, repeat=2)))
_PLACE = re.compile(r"[A-Z]{2}-[a-z0-9]+(-[a-z0-9]+)*")
_NATIONALITY = re.compile(r"nationality\s+(not\s+in|in)\s+(.+)")
_QUESTION = re.compile(r"([a-z0-9-]+)\s*=\s*(yes|no)")
_NATIONALITY_TOLD = re.compile(r"nationality\s*=\s*([A-Z]{2})")
_ANY = "any"
_ABROAD = "abroad"
_LONGEST = 2_000
# Fields of the form in which questions stand: one called so would take the place of another.
TAKEN = ("place", "need", "stage", "age", "nationality", "csrfmiddlewaretoken")

COLUMNS: dict[str, tuple[str, ...]] = {
    "rules": (
        "code", "says", "needs", "where", "stage", "age", "when", "prevails_over", "from", "until", "as_of",
        "confidence", "source", "source_url", "help",
    ),
    "examples": ("rule", "place", "stage", "age", "need", "on", "facts", "expected"),
    "places": ("code", "country", "kind"),
    "groups": ("code", "members", "from", "until", "source", "as_of"),
    "questions": ("code",),
}  # fmt: skip
TEXT_COLUMNS = {
    "rules": TEXTS,
    "examples": ("person",),
    "places": ("name",),
    "groups": ("name",),
    "questions": ("text", "why"),
}


@dataclass(frozen=True, slots=True)
class CellError:
    """What is wrong in which cell; `row` as in a spreadsheet, the heading being row 1. `code` is put into words elsewhere."""

    table: str
    row: int
    column: str
    code: str
    values: Mapping[str, str] = field(default_factory=dict, hash=False)


class TablesWrong(Exception):
    """The tables cannot be used; `errors` names every cell. Nothing was changed."""

    def __init__(self, errors: Sequence[CellError]) -> None:
        self.errors = list(errors)
        first = self.errors[0]
        super().__init__(f"{first.table}, row {first.row}, {first.column}: {first.code}")


def read_tables(
    tables: Tables, countries: Container[str] = _TWO_LETTERS, themes: Sequence[str] | None = None
) -> RuleSet:
    """The rule set that these tables describe; raises TablesWrong with every cell that is wrong.

    Also refused: examples that are answered otherwise than expected, and rules that contradict each other. `countries`
    are the codes that may stand for one, `themes` those of services, where they are known.
    """
    reading = _Reading(tables, countries, themes)
    found = reading.rule_set()
    if not reading.errors:
        reading.errors += _broken_promises(found, tables)
    if reading.errors:
        raise TablesWrong(reading.errors)
    return found


def _broken_promises(found: RuleSet, tables: Tables) -> Iterator[CellError]:
    row_of = {row.get("code", ""): number for number, row in _numbered(tables.get("rules", ()))}
    for failed in found.failing():
        values = {
            "expected": failed.example.expected,
            "answered": failed.answered,
            "rule": failed.example.rule,
        }
        yield CellError("examples", failed.example.row, "expected", "answered_otherwise", values)
    for pair in found.contradictions():
        values = {"one": pair.one, "other": pair.other, "need": pair.need}
        yield CellError("rules", row_of[pair.other], "says", "contradicts", values)
    shown = {example.rule for example in found.examples}
    for code in found.rules.keys() - shown:
        yield CellError("rules", row_of[code], "code", "without_example", {"rule": code})


class _Reading:
    """Reads tables in the order in which they name each other, and gathers what is wrong."""

    def __init__(self, tables: Tables, countries: Container[str], themes: Sequence[str] | None) -> None:
        self.tables, self.countries, self.themes = tables, countries, themes
        self.errors: list[CellError] = []
        self._table, self._row = "", 0

    def rule_set(self) -> RuleSet:
        for name in COLUMNS:
            self._check_columns(name)
        if self.errors:
            return RuleSet({})
        for name in COLUMNS:
            self._check_writing(name)
        self.places = {place.code: place for place in self._each("places", self._place)}
        self.groups = self._groups()
        self.questions = {asked.code: asked for asked in self._each("questions", self._question)}
        rules = {rule.code: rule for rule in self._each("rules", self._rule)}
        self._check_prevailing(rules)
        self.rules = rules
        examples = list(self._each("examples", self._example))
        return RuleSet(rules, examples, self.places, self.questions, self.groups)

    def _check_columns(self, name: str) -> None:
        rows = self.tables.get(name, ())
        if not rows:
            return
        wanted = {*COLUMNS[name], *(f"{text}:en" for text in TEXT_COLUMNS[name])}
        known = wanted | {f"{text}:{language}" for text in TEXT_COLUMNS[name] for language in LANGUAGES}
        # A proposal's rows need not have the columns of the others.
        found = {column for row in rows for column in row}
        for column in sorted(wanted - found):
            self.errors.append(CellError(name, 1, column, "column_missing"))
        for column in sorted(found - known):
            self.errors.append(CellError(name, 1, column, "column_unknown"))

    def _check_writing(self, name: str) -> None:
        for number, row in _numbered(self.tables.get(name, ())):
            for column in (column for column, said in row.items() if turns_writing(said)):
                self.errors.append(CellError(name, number, column, "turns_writing"))

    def _each(self, name: str, read: Callable[[Row], Any]) -> Iterator[Any]:
        seen: set[str] = set()
        for number, row in _numbered(self.tables.get(name, ())):
            self._table, self._row = name, number
            code = row.get("code", "")
            if code and code in seen:
                self._wrong("code", "twice", text=code)
            seen.add(code)
            yield read(row)

    def _groups(self) -> dict[str, Group]:
        periods: dict[str, list[tuple[date | None, date | None, frozenset[str]]]] = {}
        for number, row in _numbered(self.tables.get("groups", ())):
            self._table, self._row = "groups", number
            code = self._code(row)
            members = frozenset(self._countries(row, "members"))
            self._required(row, "source")
            self._day(row, "as_of", required=True)
            periods.setdefault(code, []).append((self._day(row, "from"), self._day(row, "until"), members))
        return {code: Group(code, tuple(found)) for code, found in periods.items()}

    def _place(self, row: Row) -> Place:
        code = row.get("code", "")
        if not _PLACE.fullmatch(code):
            self._wrong("code", "no_place_code", text=code)
        country = row.get("country", "").strip()
        if country != country_of(code):
            self._wrong("country", "other_country", text=country)
        elif country not in self.countries:
            self._wrong("country", "no_country", text=country)
        return Place(code, country, row.get("kind", ""), self._texts(row, "name"))

    def _question(self, row: Row) -> SelfAsked:
        asked = SelfAsked(self._code(row), self._texts(row, "text"), self._texts(row, "why", required=False))
        words = {f"text:{language}": said for language, said in asked.texts.items()}
        words |= {f"why:{language}": said for language, said in asked.whys.items()}
        words["text:en"] = f"{asked.code.replace('-', ' ')} {asked.texts.get('en', '')}"
        if asked.code in TAKEN:
            self._wrong("code", "code_taken", text=asked.code)
        for column, said in words.items():
            for code, word in wrong_in_question(said, arabic=column.endswith(":ar")):
                self._wrong(column, code, text=word)
        return asked

    def _rule(self, row: Row) -> Rule:
        begins, ends = self._day(row, "from"), self._day(row, "until")
        if begins and ends and ends < begins:
            self._wrong("until", "ends_first", text=row["until"])
        texts = {text: self._texts(row, text, required=text in ("title", "ask", "known")) for text in TEXTS}
        self._required(row, "source")
        address = row.get("source_url", "").strip()
        if address and not is_address(address):
            self._wrong("source_url", "no_address", text=address)
        return Rule(
            code=self._code(row),
            says=self._one_of(row, "says", (MAY, MAY_NOT)),
            needs=frozenset(self._several(row, "needs", NEEDS)),
            where=self._where(row),
            stages=frozenset(self._several(row, "stage", STAGES, any_of=True)),
            ages=frozenset(self._several(row, "age", AGES, any_of=True)),
            conditions=tuple(self._conditions(row)),
            prevails_over=frozenset(row.get("prevails_over", "").split()),
            valid_from=begins,
            valid_until=ends,
            as_of=self._day(row, "as_of", required=True) or date.min,
            confidence=self._one_of(row, "confidence", CONFIDENCES),
            source=row.get("source", "").strip(),
            source_url=address,
            help=tuple(self._themes(row)),
            texts=texts,
        )

    def _example(self, row: Row) -> Example:
        rule = row.get("rule", "")
        if rule not in self.rules:
            self._wrong("rule", "no_such_rule", text=rule)
        place = row.get("place", "").strip()
        if place not in self.places and place not in self.countries:
            self._wrong("place", "no_such_place", text=place)
        nationality, answers = self._told(row)
        facts = Facts(
            place=place,
            stage=self._one_of(row, "stage", STAGES),
            age=self._one_of(row, "age", AGES),
            need=self._one_of(row, "need", NEEDS),
            on=self._day(row, "on", required=True) or date.min,
            nationality=nationality,
            answers=answers,
        )
        return Example(
            rule, self._texts(row, "person"), facts, self._one_of(row, "expected", EXPECTED), self._row
        )

    def _where(self, row: Row) -> Where:
        named, _but, excepted = row.get("where", "").partition("except")
        everywhere = named.strip() == "everywhere"
        words = (excepted if everywhere else named).split()
        if not everywhere and (excepted or not words):
            self._wrong("where", "where_unreadable", text=row.get("where", ""))
        return Where(self._joined("where", words), everywhere=everywhere)

    def _joined(self, column: str, words: Iterable[str]) -> Group:
        """Countries, places and groups as one group, with the periods of those that have them."""
        periods: list[tuple[date | None, date | None, frozenset[str]]] = []
        plain = set()
        for word in words:
            if word.startswith("group:"):
                group = self.groups.get(word.removeprefix("group:"))
                if group is None:
                    self._wrong(column, "no_such_group", text=word)
                else:
                    periods += group.periods
            elif word in self.countries or word in self.places:
                plain.add(word)
            else:
                self._wrong(column, "no_such_place", text=word)
        return Group(" ".join(words), (*periods, (None, None, frozenset(plain))))

    def _conditions(self, row: Row) -> Iterator[Condition]:
        for said in filter(None, (part.strip() for part in row.get("when", "").split(";"))):
            if match := _NATIONALITY.fullmatch(said):
                words = match[2].split()
                named = [word for word in words if word != _ABROAD]
                if not named:
                    self._wrong("when", "condition_unreadable", text=said)
                for place in self.places.keys() & named:  # nobody is a national of a city
                    self._wrong("when", "no_country", text=place)
                yield Nationality(
                    self._joined("when", named), is_not=match[1] != "in", abroad=_ABROAD in words
                )
            elif match := _QUESTION.fullmatch(said):
                if match[1] not in self.questions:
                    self._wrong("when", "no_such_question", text=match[1])
                yield Question(match[1], match[2] == "yes")
            else:
                self._wrong("when", "condition_unreadable", text=said)

    def _told(self, row: Row) -> tuple[str, dict[str, bool]]:
        nationality, answers = "", {}
        for said in filter(None, (part.strip() for part in row.get("facts", "").split(";"))):
            if match := _NATIONALITY_TOLD.fullmatch(said):
                nationality = match[1]
                if nationality not in self.countries:
                    self._wrong("facts", "no_country", text=nationality)
            elif (match := _QUESTION.fullmatch(said)) and match[1] in self.questions:
                answers[match[1]] = match[2] == "yes"
            else:
                self._wrong("facts", "condition_unreadable", text=said)
        return nationality, answers

    def _check_prevailing(self, rules: Mapping[str, Rule]) -> None:
        for number, row in _numbered(self.tables.get("rules", ())):
            self._table, self._row = "rules", number
            for other in row.get("prevails_over", "").split():
                if other not in rules:
                    self._wrong("prevails_over", "no_such_rule", text=other)
                elif row.get("code", "") in _set_aside_by(other, rules):
                    self._wrong("prevails_over", "prevail_over_each_other", text=other)

    def _code(self, row: Row) -> str:
        """As it stands there: elsewhere rows are found by it."""
        code = row.get("code", "")
        if not _CODE.fullmatch(code):
            self._wrong("code", "no_code", text=code)
        return code

    def _one_of(self, row: Row, column: str, known: Sequence[str]) -> str:
        said = row.get(column, "").strip()
        if said not in known:
            self._wrong(column, "not_one_of", text=said, known=", ".join(known))
        return said

    def _several(self, row: Row, column: str, known: Sequence[str], *, any_of: bool = False) -> list[str]:
        said = row.get(column, "").split()
        if any_of and said == [_ANY]:
            return list(known)
        if not said:
            self._wrong(column, "blank")
        for word in said:
            if word not in known:
                self._wrong(column, "not_one_of", text=word, known=", ".join(known))
        return said

    def _countries(self, row: Row, column: str) -> list[str]:
        said = row.get(column, "").split()
        for word in said:
            if word not in self.countries:
                self._wrong(column, "no_country", text=word)
        return said

    def _themes(self, row: Row) -> list[str]:
        said = row.get("help", "").split()
        for word in said:
            if self.themes is not None and word not in self.themes:
                self._wrong("help", "not_one_of", text=word, known=", ".join(self.themes))
        return said

    def _day(self, row: Row, column: str, *, required: bool = False) -> date | None:
        said = row.get(column, "").strip()
        if not said:
            if required:
                self._wrong(column, "blank")
            return None
        try:
            return date.fromisoformat(said)
        except ValueError:
            self._wrong(column, "no_day", text=said)
            return None

    def _required(self, row: Row, column: str) -> None:
        if not row.get(column, "").strip():
            self._wrong(column, "blank")

    def _texts(self, row: Row, text: str, *, required: bool = True) -> dict[str, str]:
        """The text by language. English is the one that counts; another is missing or says what the English one says."""
        found = {
            language: said for language in LANGUAGES if (said := row.get(f"{text}:{language}", "").strip())
        }
        if required and "en" not in found:
            self._wrong(f"{text}:en", "blank")
        for language, said in found.items():
            if len(said) > _LONGEST:
                self._wrong(f"{text}:{language}", "too_long", most=str(_LONGEST))
            if "en" not in found:
                self._wrong(f"{text}:{language}", "english_missing")
        return found

    def _wrong(self, column: str, code: str, **values: str) -> None:
        self.errors.append(CellError(self._table, self._row, column, code, values))


def _set_aside_by(code: str, rules: Mapping[str, Rule]) -> set[str]:
    """Whatever it prevails over, and what that prevails over, and so on."""
    found: set[str] = set()
    left = {code}
    while left:
        further = rules[left.pop()].prevails_over & rules.keys()
        left |= further - found
        found |= further
    return found


def _numbered(rows: Sequence[Row]) -> Iterator[tuple[int, Row]]:
    return ((number, row) for number, row in enumerate(rows, start=2))
