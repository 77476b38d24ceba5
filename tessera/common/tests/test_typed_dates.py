"""Dates as lists hold them."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given, strategies as st

from tessera.common.spans import DateSpan
from tessera.common.typed_dates import guess_day_first, read_date, write_date
from tessera.common.unreadable import VALUE_CODES, UnreadableValue

TODAY = date(2018, 5, 5)

READ = {
    "1996": "1996", "1996-03": "1996-03", "1996-03-21": "1996-03-21", "19151111": "1915-11-11",
    "21.3.1996": "1996-03-21", "21-03-96": "1996-03-21", "05/05/18": "2018-05-05", "13/12/93": "1993-12-13",
    "31/12/19": "1919-12-31", "Mar 15": "2015-03", "Aug 2008": "2008-08", "3010/16": "2016-10-30",
    "12 de marzo de 1996": "1996-03-12", "1er août 1996": "1996-08-01", "March 12th, 1996": "1996-03-12",
    "12-Mar-96": "1996-03-12", "1996 marzo 12": "1996-03-12", "déc. 1999": "1999-12",
    "١٢ مارس ١٩٩٦": "1996-03-12", "كانون الثاني 2014": "2014-01", "3/1996": "1996-03", "1990s": "1990/1999",
    "1990-1995": "1990/1995", "1990-95": "1990/1995", "between 1990 and 1995": "1990/1995",
    "entre 1990 y 1995": "1990/1995", "entre mars 2014 et mai 2015": "2014-03/2015-05",
    "de 1990 a 1995": "1990/1995", "1990/1995": "1990/1995", "c. 1994": "1992/1996",
    "ca. 1994": "1992/1996", "about 1994": "1992/1996", "±1994": "1992/1996", "hacia 1994": "1992/1996",
    "vers 1994": "1992/1996", "1994?": "1992/1996", "1994 (approx.)": "1992/1996",
    "about 12 May 2014": "2014-04-27/2014-05-27", "00/00/1996": "1996", "1996-00-00": "1996",
    "2015-03-04 12:00:00": "2015-03-04", "2015-03-04T12:00:00.5Z": "2015-03-04",
    "4 Mar 2015 5:30 p.m.": "2015-03-04", "Thu, 01/01/2026 - 12:00": "2026-01-01",
    "Sun, 02/01/2026 - 12:00": "2026-02-01", "dom 01/02/2026": "2026-02-01", "05/05/2015": "2015-05-05",
    "21/03/1996": "1996-03-21", "03/21/1996": "1996-03-21",
    "14 de marzo de 1999": "1999-03-14", "1ro de enero de 2020": "2020-01-01", "en marzo de 2019": "2019-03",
    "en 2019": "2019", "como en 1994": "1992/1996", "1994 aproximadamente": "1992/1996",
}  # fmt: skip

REFUSED = {
    "31/02/2000": "date_impossible", "00/00/0000": "date_impossible", "19400086": "date_impossible",
    "2015-13-01": "date_impossible", "30/30/2015": "date_impossible", "1995-1990": "date_impossible",
    "29 February 2015": "date_impossible", "03/04/2015": "date_day_or_month",
    "15 March": "date_without_year", "March": "date_without_year", "soon": "date_unreadable",
    "21 1996": "date_unreadable", "12:30": "date_unreadable", "1996" * 40: "date_unreadable",
    "36526": "date_unreadable",
}  # fmt: skip

DAYS = st.dates(min_value=date(1000, 1, 1))


@pytest.mark.parametrize("text", READ)
def test_dates_are_read(text: str) -> None:
    span = read_date(text, today=TODAY)
    assert span is not None
    assert write_date(span) == READ[text]


@pytest.mark.parametrize("text", REFUSED)
def test_other_texts_are_refused_by_code(text: str) -> None:
    with pytest.raises(UnreadableValue) as refusal:
        read_date(text, today=TODAY)
    assert refusal.value.code == REFUSED[text]
    assert text[:60] in str(refusal.value.values["text"])


@pytest.mark.parametrize(
    "text", ["", "  ", "?", "N/A", "na", "unknown", "Desconocido", "s/f", "sin fecha", "inconnu"]
)
def test_blanks_and_unknowns_are_no_date(text: str) -> None:
    assert read_date(text) is None


def test_a_column_decides_what_one_date_cannot() -> None:
    assert read_date("03/04/2015", day_first=True) == DateSpan.of_day(2015, 4, 3)
    assert read_date("03/04/2015", day_first=False) == DateSpan.of_day(2015, 3, 4)
    assert read_date("00/04/2015", day_first=True) == DateSpan.of_month(2015, 4)
    with pytest.raises(UnreadableValue):
        read_date("13/04/2015", day_first=False)


@pytest.mark.parametrize(
    ("samples", "expected"),
    [
        (["01/02/2015", "13/02/2015", "x", ""], True),
        (["01/02/15", "02/28/15"], False),
        (["01/02/2015", "2015-01-01"], None),
        (["13/02/2015", "02/13/2015"], None),
        (["Fri, 01/02/2026 - 12:00"], False),
        ([], None),
    ],
)
def test_a_column_shows_its_order(samples: list[str], expected: object) -> None:
    assert guess_day_first(samples) is expected


def test_two_figures_are_the_latest_year_that_has_begun() -> None:
    years = {text: read_date(f"Jan {text}", today=TODAY) for text in ("93", "99", "00", "18", "19")}
    assert [span.earliest.year for span in years.values() if span] == [1993, 1999, 2000, 2018, 1919]


@given(DAYS, DAYS)
def test_every_span_survives_being_written(one: date, other: date) -> None:
    span = DateSpan(min(one, other), max(one, other))
    assert read_date(write_date(span)) == span


@given(st.integers(1, 9999), st.integers(0, 50), st.integers(1, 12), st.integers(1, 12))
def test_months_and_years_survive_being_written(year: int, more: int, month: int, last_month: int) -> None:
    last_year = min(9999, year + more)
    months = DateSpan(
        DateSpan.of_month(year, month).earliest,
        max(DateSpan.of_month(last_year, last_month).latest, DateSpan.of_month(year, month).latest),
    )
    for span in (
        DateSpan.of_year(year),
        DateSpan.of_month(year, month),
        DateSpan.of_years(year, last_year),
        months,
    ):
        assert read_date(write_date(span)) == span


@given(
    st.text() | st.text("0123456789/-. :,?cmarye±", max_size=20),
    st.fixed_dictionaries({"day_first": st.sampled_from([None, True, False])}),
)
def test_any_text_is_a_date_or_refused(text: str, choices: dict[str, Any]) -> None:
    code = ""
    try:
        read_date(text, **choices)
    except UnreadableValue as error:
        code = error.code
    assert code == "" or code in VALUE_CODES
    assert guess_day_first([text]) in {None, True, False}
