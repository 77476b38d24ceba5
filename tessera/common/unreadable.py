"""What the readers of typed values raise: a code and plain values, because pages translate the sentence.

`VALUE_CODES` lists every code with its English sentence, so that a page can check that it has them all.
"""

from __future__ import annotations

VALUE_CODES: dict[str, str] = {
    "date_unreadable": "“{text}” is not a date we can read. Write it as 1996, 1996-03 or 1996-03-21.",
    "date_impossible": "“{text}” is not a day in the calendar. Write it as 1996, 1996-03 or 1996-03-21.",
    "date_day_or_month": "“{text}” can be two different days. Say whether the day or the month comes first.",
    "date_without_year": "“{text}” has no year. Write it as 1996, 1996-03 or 1996-03-21.",
    "age_unreadable": "“{text}” is not an age we can read. Write years as 25 or 20-30.",
    "age_impossible": "“{text}” is not an age a person can have. Write years as 25 or 20-30.",
    "sex_unreadable": "“{text}” is not a sex we can read. Write F, M, X, or leave the cell empty.",
    "sex_m_unreadable": "“{text}” can be male or “mujer”. Say what M means in this list.",
    "height_unreadable": "“{text}” is not a height we can read. Write centimetres as 167 or 163-167.",
    "people_unreadable": "“{text}” is not a number of people. Write a whole number from 1.",
    "yes_no_unreadable": "“{text}” is neither yes nor no.",
    "wish_unreadable": "“{text}” is not a wish we can read. Write yes, no, message only, or leave the cell empty.",
    "height_impossible": "“{text}” is not the height of a person. Write centimetres as 167 or 163-167.",
}

_LONGEST_QUOTE = 60


class UnreadableValue(ValueError):
    """A cell that holds something, but not what its column should hold.

    `code` is a key of `VALUE_CODES`; `values` fills its sentence. The text quoted is cut at 60 characters.
    """

    def __init__(self, code: str, text: str) -> None:
        self.code = code
        shown = text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE] + "…"
        self.values: dict[str, str | int] = {"text": shown}
        super().__init__(code, text)

    def __str__(self) -> str:
        return VALUE_CODES[self.code].format_map(self.values)


class UnreadableDate(UnreadableValue):
    pass


class UnreadableAge(UnreadableValue):
    pass


class UnreadableSex(UnreadableValue):
    pass


class UnreadableHeight(UnreadableValue):
    pass
