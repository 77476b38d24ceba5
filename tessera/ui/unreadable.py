"""What is said of a value that could not be read, in the reader's language."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

from tessera.common.unreadable import UnreadableValue

SENTENCES = {
    "date_unreadable": _(
        "“%(text)s” is not a date we can read. Write it as 21 March 1996, March 1996, 1996 or 1996-03-21."
    ),
    "date_impossible": _(
        "“%(text)s” is not a day in the calendar. Write it as 21 March 1996, March 1996, 1996 or 1996-03-21."
    ),
    "date_day_or_month": _("“%(text)s” can be two different days. Write the year first: 1996-03-21."),
    "date_without_year": _(
        "“%(text)s” has no year. Write it as 21 March 1996, March 1996, 1996 or 1996-03-21."
    ),
    "age_unreadable": _("“%(text)s” is not an age we can read. Write years as 25, about 25 or 20-30."),
    "age_impossible": _("“%(text)s” is not an age a person can have. Write years as 25 or 20-30."),
    "sex_unreadable": _("“%(text)s” is not a sex we can read. Write F, M, X, or leave it empty."),
    "sex_m_unreadable": _("“%(text)s” can be male or “mujer”. Say what M means in this list."),
    "height_unreadable": _("“%(text)s” is not a height we can read. Write centimetres as 167 or 163-167."),
    "hours_unreadable": _("“%(text)s” are not hours we can read. Write 9-17, or 9:30-13, 14-18."),
    "hours_end_first": _(
        "“%(text)s” ends before it begins. Write 9-17, or 21-23:59 for what ends at midnight."
    ),
    "people_unreadable": _("“%(text)s” is not a number of people. Write a whole number from 1."),
    "yes_no_unreadable": _("“%(text)s” is neither yes nor no."),
    "wish_unreadable": _(
        "“%(text)s” is not a wish we can read, and nobody's wish is guessed. Write yes, no or message only; leave it empty only if the person was not asked."
    ),
    "height_impossible": _(
        "“%(text)s” is not a height a person can have. Write centimetres as 167 or 163-167."
    ),
}


def say(unreadable: UnreadableValue) -> str:
    return say_code(unreadable.code, unreadable.values)


def say_code(code: str, values: dict[str, str | int]) -> str:
    return str(SENTENCES[code]) % values
