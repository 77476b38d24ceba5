"""What each column of a table is likely to hold, from its heading and, where that says nothing, its cells.

A guess is only ever shown for a person to confirm. What nobody recognises is left out, so that a list
brings in no more about people than somebody chose.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from tessera.common.plain_text import heading_words
from tessera.common.typed_sex import read_sex
from tessera.common.unreadable import UnreadableValue
from tessera.exchange.tables.firewall import holds_status_values, is_firewalled
from tessera.exchange.tables.guess_words import BARE_NAMES, MIDDLE_NAMES, PHRASES, SURNAME_TARGETS, Target

_UNITED_CELL = re.compile(
    r".+\((?:[^()]*\b(?:man|men|woman|women|boys?|girls?|child|children|baby|babies)\b[^()]*|±?\d+)\)?"
)
_FEW = 3  # filled cells, before cells alone say anything
_MOST_SHARE = 0.8
_UNITED_SHARE = 0.3


@dataclass(frozen=True, slots=True)
class ColumnGuess:
    """One column and its likely target.

    `firewalled` columns have the target `leave_out`, and no one can choose another for them.
    """

    column: str
    target: Target
    firewalled: bool = False


def guess_columns(columns: Sequence[str], rows: Sequence[Sequence[str]] = ()) -> list[ColumnGuess]:
    """One guess for each column; `rows` are some rows of cells. Columns can share a target: join them."""
    guesses = [
        guess_column(column, [row[position] for row in rows if position < len(row)])
        for position, column in enumerate(columns)
    ]
    return [_beside(guess, guesses) for guess in guesses]


def _beside(guess: ColumnGuess, guesses: Sequence[ColumnGuess]) -> ColumnGuess:
    """A bare "Name" holds the given names where another column has the surnames, and the other way round."""
    if guess.target != Target.NAME or heading_words(guess.column) not in BARE_NAMES:
        return guess
    has_surname = any(other.target in SURNAME_TARGETS for other in guesses)
    has_given = any(
        other.target == Target.GIVEN_NAME and heading_words(other.column) not in MIDDLE_NAMES
        for other in guesses
    )
    if has_surname == has_given:
        return guess
    return replace(guess, target=Target.GIVEN_NAME if has_surname else Target.SURNAMES)


def guess_column(column: str, cells: Sequence[str] = ()) -> ColumnGuess:
    """The guess for one column with some of its cells."""
    if is_firewalled(column) or holds_status_values(cells):
        return ColumnGuess(column, Target.LEAVE_OUT, firewalled=True)
    target = _by_heading(column)
    if target in {Target.NAME, Target.LEAVE_OUT} and _share(cells, _is_united_cell) >= _UNITED_SHARE:
        target = Target.UNITED_PERSON
    if target == Target.LEAVE_OUT and _share(cells, _is_sex) >= _MOST_SHARE:
        target = Target.SEX
    return ColumnGuess(column, target)


def _by_heading(column: str) -> Target:
    heading = heading_words(column)
    if heading in _WHOLE:
        return _WHOLE[heading]
    found = _PHRASE.findall(heading)
    return (
        _CONTAINED[max(found, key=lambda phrase: (phrase.count(" "), len(phrase)))]
        if found
        else Target.LEAVE_OUT
    )


def _share(cells: Sequence[str], holds: Callable[[str], bool]) -> float:
    filled = [cell for cell in cells if cell.strip()]
    return sum(map(holds, filled)) / len(filled) if len(filled) >= _FEW else 0.0


def _is_united_cell(cell: str) -> bool:
    return _UNITED_CELL.fullmatch(cell.strip()[:300]) is not None


def _is_sex(cell: str) -> bool:
    try:
        return bool(read_sex(cell))
    except UnreadableValue:
        return False


_WHOLE: dict[str, Target] = {}
_CONTAINED: dict[str, Target] = {}
for _target, _phrases in PHRASES.items():
    for _phrase in (" ".join(written.split()) for written in _phrases.split(",")):
        _WHOLE.setdefault(_phrase.removeprefix("="), _target)
        if not _phrase.startswith("="):
            _CONTAINED.setdefault(_phrase, _target)
_PHRASE = re.compile(r"(?<!\w)(?=((?:" + "|".join(sorted(_CONTAINED, key=len, reverse=True)) + r"))(?!\w))")
"""Looks ahead instead of consuming, so that overlapping phrases are all found: longest at each place."""
