"""Seeded chance that gives the same result on every version of Python.

Of the methods of `random.Random`, the documentation promises only that `random()` keeps its sequence for a
seed. Everything here is built on it alone, and never iterates over a set.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

Item = TypeVar("Item")


class Dice:
    def __init__(self, seed: int) -> None:
        self._random = Random(seed)  # noqa: S311 - invents people for a demonstration, keeps no secret

    def chance(self, probability: float) -> bool:
        return self._random.random() < probability

    def between(self, lowest: int, highest: int) -> int:
        """A whole number from `lowest` to `highest`, both included."""
        return lowest + int(self._random.random() * (highest - lowest + 1))

    def around_zero(self, widest: int) -> int:
        """A whole number from -widest to widest, the small ones likelier: the sum of two dice."""
        return self.between(0, widest) - self.between(0, widest)

    def pick(self, items: Sequence[Item]) -> Item:
        return items[self.between(0, len(items) - 1)]

    def pick_common(self, items: Sequence[Item]) -> Item:
        """One of `items`, the first ones likelier, as with names: a few are very common, most are rare."""
        share = self._random.random()
        return items[int(share * share * len(items))]

    def weighted(self, weights: Mapping[Item, int]) -> Item:
        """One key of `weights`, in proportion to its whole number."""
        left = self.between(1, sum(weights.values()))
        for item, weight in weights.items():
            left -= weight
            if left <= 0:
                return item
        raise ValueError("Weights are whole numbers, at least one of them above 0.")

    def some(self, items: Sequence[Item], count: int) -> list[Item]:
        """`count` different ones of `items` in random order, or all of them if there are fewer."""
        return self.shuffled(items)[:count]

    def shuffled(self, items: Sequence[Item]) -> list[Item]:
        deck = list(items)
        for last in range(len(deck) - 1, 0, -1):
            other = self.between(0, last)
            deck[last], deck[other] = deck[other], deck[last]
        return deck
