"""How hard a true pair is to see: what both records keep, and how the second one was written."""

from __future__ import annotations

from tessera.cli.demo.dice import Dice
from tessera.cli.demo.shapes import Difficulty
from tessera.cli.demo.telling import CAREFUL, FAMILY, HURRIED, USUAL, Clue, Telling

DIFFICULTIES: dict[Difficulty, int] = {"easy": 20, "medium": 25, "hard": 15}

_Clues = tuple[Clue, ...]

# Easy: the name, where somebody is from, and a thing or mark. Medium: the name, and one thing or mark.
_EASY: tuple[_Clues, ...] = (("origin", "mark"), ("origin", "keepsake"), ("origin", "mark", "keepsake"))
_MEDIUM: tuple[_Clues, ...] = (("mark",), ("keepsake",), ("number",))
# Hard: no name that could be searched for, and two small things a careful reader can still put together.
_HARD: tuple[_Clues, ...] = (
    ("mark", "keepsake"),
    ("mark", "keepsake"),
    ("keepsake", "number"),
    ("mark", "number"),
)


def tell_twice(dice: Dice, difficulty: Difficulty) -> tuple[Telling, Telling]:
    """How the family tells it, and how those who found the person do."""
    if difficulty == "easy":
        clues = frozenset[Clue](("name", *dice.pick(_EASY)))
        return Telling(CAREFUL, keep=clues), Telling(CAREFUL, keep=clues)
    if difficulty == "medium":
        clues = frozenset[Clue](("name", *dice.pick(_MEDIUM)))
        return Telling(FAMILY, keep=clues), Telling(USUAL, keep=clues)
    clues = frozenset[Clue](dice.pick(_HARD))
    if dice.chance(0.3):
        clues |= {"nickname"}
    return Telling(FAMILY, keep=clues), Telling(HURRIED, keep=clues, drop=frozenset[Clue](("name", "origin")))
