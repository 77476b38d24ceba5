"""What the readers of typed values raise: a code and plain values, because pages say it in their reader's language."""

from __future__ import annotations

VALUE_CODES = frozenset(
    """
    age_impossible age_unreadable
    date_day_or_month date_impossible date_unreadable date_without_year
    height_impossible height_unreadable hours_end_first hours_unreadable
    people_unreadable sex_m_unreadable sex_unreadable wish_unreadable yes_no_unreadable
    """.split()
)
"""Every code, so that a page can check that it has a sentence for each. All come with the `text` that was typed."""

_LONGEST_QUOTE = 60


class UnreadableValue(ValueError):
    """A cell that holds something, but not what its column should hold.

    `code` is one of `VALUE_CODES`; `values` fills its sentence. The text quoted is cut at 60 characters.
    """

    def __init__(self, code: str, text: str) -> None:
        self.code = code
        shown = text if len(text) <= _LONGEST_QUOTE else text[:_LONGEST_QUOTE] + "…"
        self.values: dict[str, str | int] = {"text": shown}
        super().__init__(code, text)
