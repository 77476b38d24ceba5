"""Reading the time since a death from the words that people estimate it in."""

from __future__ import annotations

import re

_LONGEST = 100 * 366
_UNITS = {
    ("day", "día", "dia", "jour"): 1,
    ("week", "semana", "semaine"): 7,
    ("month", "mes", "mois"): 31,
    ("year", "año", "ano", "an"): 366,
}
_INTERVAL = re.compile(
    r"(?P<under><|under|less than|menos de|moins de)?\s*"
    r"(?P<fewest>\d{1,4})\s*(?:(?:-|–|to|a|à)\s*(?P<most>\d{1,4}))?\s*"
    r"(?P<unit>(?:day|día|dia|jour|week|semana|semaine|month|mes|mois|year|año|ano|an)\w*)"
)


def read_interval(text: str) -> tuple[int, int] | None:
    """The fewest and the most days of an estimate such as "6-8 months"; None where it is not read.

    One number alone is about that, up to twice as long. "More than a year" has no end, a condition of the body is
    no time, and nothing over a hundred years is read.
    """
    read = _INTERVAL.fullmatch(text.strip().lower())
    if not read:
        return None
    unit = next(days for words, days in _UNITS.items() if read["unit"].startswith(words))
    fewest, most = int(read["fewest"] if read["most"] else 0), int(read["most"] or read["fewest"])
    if not read["most"] and not read["under"]:
        most *= 2
    if most * unit > _LONGEST or fewest > most:
        return None
    return fewest * unit, most * unit
