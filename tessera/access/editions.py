"""The rules as they count now, and the worked ones that the software brings along."""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import cache, lru_cache
from pathlib import Path

from django.db import router, transaction

from tessera.audit.models import CommonsLine
from tessera.audit.turns import Turn, wait_for_turn
from tessera.directory.vocabulary import Theme
from tessera.ui.countries import country_choices

from .models import Edition, WorkedRules
from .rule_set import RuleSet
from .tables import COLUMNS, Row, read_tables

_PUBLISHED = ("rules.shipped", "rules.published")
WORKED = Path(__file__).with_name("worked")
_KEY = {"examples": "rule"}  # the other tables know their rows by `code`

Tables = dict[str, list[dict[str, str]]]
Changes = Mapping[str, Mapping[str, Sequence[Row]]]


def current() -> tuple[int, RuleSet]:
    """The number of the edition that counts, and its rules; 0 and none where nothing was published."""
    number = Edition.objects.order_by("-number").values_list("number", flat=True).first()
    return (number, _read(number)) if number else (0, RuleSet({}))


def last_edition() -> Edition | None:
    return Edition.objects.order_by("-number").first()


def current_tables() -> Tables:
    edition = last_edition()
    return edition.tables if edition else {name: [] for name in COLUMNS}


def with_changes(tables: Mapping[str, Sequence[Row]], changes: Changes) -> Tables:
    """The tables with these rows in place of those of the same code; new codes come last."""
    made: Tables = {}
    for name in COLUMNS:
        key = _KEY.get(name, "code")
        left = {code: [dict(row) for row in rows] for code, rows in changes.get(name, {}).items()}
        made[name] = []
        for row in tables.get(name, ()):
            if row.get(key, "") not in changes.get(name, {}):
                made[name].append(dict(row))
            else:
                made[name] += left.pop(row.get(key, ""), [])
        for rows in left.values():
            made[name] += rows
    return made


def checked(tables: Mapping[str, Sequence[Row]]) -> RuleSet:
    """The rules of tables that are not published; raises TablesWrong, also where two letters are no country's, or services
    have no such theme.
    """
    return read_tables(tables, {code for code, _name in country_choices()}, Theme.values)


def rows_of(tables: Mapping[str, Sequence[Row]], table: str, code: str) -> list[Row]:
    key = _KEY.get(table, "code")
    return [row for row in tables.get(table, ()) if row.get(key, "") == code]


def undoes(changes: Changes, tables: Mapping[str, Sequence[Row]], *, since: int) -> bool:
    """Whether rows that were written when edition `since` counted would undo what was published after it."""
    known = Edition.objects.filter(number=since).first()
    published = differing(known.tables if known else {}, tables)
    return any(code in changes.get(name, {}) for name, codes in published.items() for code in codes)


def differing(
    before: Mapping[str, Sequence[Row]], after: Mapping[str, Sequence[Row]]
) -> dict[str, list[str]]:
    """Table -> codes whose rows are not the same in both; a column that a row lacks is blank."""
    found = {}
    for name in COLUMNS:
        key = _KEY.get(name, "code")
        codes = dict.fromkeys(row.get(key, "") for tables in (before, after) for row in tables.get(name, ()))
        if other := [code for code in codes if _said(before, name, code) != _said(after, name, code)]:
            found[name] = other
    return found


def _said(tables: Mapping[str, Sequence[Row]], table: str, code: str) -> list[Row]:
    """Its rows, without the cells that are blank."""
    return [{column: cell for column, cell in row.items() if cell} for row in rows_of(tables, table, code)]


def worked_tables() -> Tables:
    """The worked rules, as they lie beside this file."""
    tables: Tables = {}
    for name in COLUMNS:
        with (WORKED / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            tables[name] = list(csv.DictReader(file))
    return tables


@cache
def worked_mark() -> str:
    """By which it is known whether they were taken in."""
    return digest(worked_tables())


def digest(tables: Mapping[str, Sequence[Row]]) -> str:
    """SHA-256, in hexadecimal digits."""
    return hashlib.sha256(json.dumps(tables, sort_keys=True).encode()).hexdigest()


def are_as_published() -> bool:
    """Whether the rules that count are those of which the network's log says that they were published last.

    They lie open, so whoever has the disk can write there; lines of the log they can neither change nor take out unnoticed
    (`audit.heads`). Where there are neither rules nor a line, nothing was published yet: a new server, or new commons.
    """
    last = last_edition()
    line = CommonsLine.objects.filter(verb__in=_PUBLISHED).order_by("-number").first()
    if last is None or line is None:
        return last is None and line is None
    try:
        said = json.loads(line.details)
        return (said["edition"], said["tables"]) == (last.number, digest(last.tables))
    except (ValueError, TypeError, KeyError):  # no line of ours
        return False


def with_worked(last: Edition | None) -> Tables | None:
    """The tables of the last edition with what is new in the worked rules; None where nothing is.

    What a network changed in them stays as it changed it: its rows differ from those that were shipped before. Raises
    TablesWrong where the new ones contradict what it made of the others.
    """
    shipped = worked_tables()
    if last is None:
        return shipped
    if last.shipped == worked_mark():
        return None
    known = WorkedRules.objects.filter(mark=last.shipped).first()
    before = known.tables if known else {}
    theirs = differing(before, last.tables)
    new = {
        name: {code: rows_of(shipped, name, code) for code in codes if code not in theirs.get(name, [])}
        for name, codes in differing(before, shipped).items()
    }
    tables = with_changes(last.tables, new)
    checked(tables)
    return tables


@contextmanager
def next_edition() -> Iterator[Edition | None]:
    """A transaction around the making of an edition, with the last one; of two at once the second waits."""
    with transaction.atomic():
        wait_for_turn(router.db_for_write(Edition), Turn.EDITIONS)
        yield last_edition()


@lru_cache(maxsize=2)
def _read(number: int) -> RuleSet:
    """As it was published: also with the code of a country that is none any more."""
    return read_tables(Edition.objects.get(number=number).tables)
