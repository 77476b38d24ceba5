"""The weight of a distance between two measurements of what may be one person."""

from __future__ import annotations

from math import log
from typing import overload

import numpy as np

from tessera.linkage.likeness import Floats

LEAST_BITS = -5.0
"""No distance speaks more strongly against: about one record in thirty is simply wrong."""


@overload
def closeness_bits(distance: float, error: float, spread: float) -> float: ...
@overload
def closeness_bits(distance: Floats, error: Floats, spread: float) -> Floats: ...
def closeness_bits(distance: float | Floats, error: float | Floats, spread: float) -> float | Floats:
    """log2 of the density of a distance between two records of one person, over that between two persons.

    Both densities are normal with mean 0. `error` is the standard deviation of the distance for one person,
    `spread` that between persons before the same errors, all in one unit. This is the Fellegi-Sunter weight
    for a continuous comparison. A range of width w adds w²/12, the variance of a uniform variable.
    """
    within = np.square(error)
    between = within + spread**2
    bits = (np.log(between / within) / 2 - np.square(distance) / 2 * (1 / within - 1 / between)) / log(2)
    bounded = np.maximum(bits, LEAST_BITS)
    return float(bounded) if isinstance(distance, float) else bounded.astype(np.float32)
