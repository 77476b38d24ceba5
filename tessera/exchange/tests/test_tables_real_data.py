"""Published lists, read from the folder that TESSERA_TEST_DATA names; the figures are the publishers' own."""

import os
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from tessera.common.spans import DateSpan
from tessera.common.typed_ages import read_age
from tessera.common.typed_dates import guess_day_first, read_date
from tessera.common.typed_sex import read_sex
from tessera.common.unreadable import UnreadableValue
from tessera.exchange.tables import MixedEncoding, Table, guess_columns, open_table, read_united_person

FOLDER = os.environ.get("TESSERA_TEST_DATA")
pytestmark = pytest.mark.skipif(
    FOLDER is None, reason="TESSERA_TEST_DATA is not set: it names the folder of published lists"
)


def published(name: str, **choices: str) -> Table:
    return open_table((Path(FOLDER or "") / name).read_bytes(), **choices)


def column(table: Table, name: str) -> list[str]:
    place = table.columns.index(name)
    return [row.cells[place] for row in table.checked_rows()]


def whole_number(text: str) -> int:
    """0 for what is no number; one published count is -5, and the publisher's sum includes it."""
    return int(text) if text.lstrip("-").isdecimal() else 0


def test_arizona() -> None:
    table = published("missing/arizona_migrant_deaths_no_names.csv")
    assert table.count() == 3_948
    assert not any(row.problems for row in table.checked_rows())
    assert Counter(map(str.casefold, column(table, "County")))["pima"] == 2_961
    ages = [read_age(text) for text in column(table, "Age")]
    assert ages.count(None) == 1_610
    assert Counter(map(read_sex, column(table, "Sex"))) == {"M": 3_226, "F": 542, "": 180}
    dates = [read_date(text) for text in column(table, "Reporting Date")]
    assert sum(1 for span in dates if span and span.earliest.year == 2021) == 225


def test_united() -> None:
    table = published("missing/united_list_of_deaths_2018-05-05.csv")
    assert table.count() == 3_932
    assert not any(row.problems for row in table.checked_rows())
    numbers = list(map(whole_number, column(table, "number")))
    assert sum(numbers) == 34_361
    texts = column(table, "found dead")
    assert guess_day_first(texts) is True
    spans = [read_date(text, day_first=True, today=date(2018, 5, 5)) for text in texts]
    assert spans.count(None) == 1
    deaths: Counter[int] = Counter()
    for span, number in zip(spans, numbers, strict=True):
        if span is not None:
            assert span.earliest.year == span.latest.year
            deaths[span.earliest.year] += number
    assert [deaths[year] for year in (2014, 2015, 2016, 2017)] == [2_934, 3_776, 3_992, 3_921]
    assert set(deaths) == set(range(1993, 2019))


def test_united_people() -> None:
    table = published("missing/united_list_of_deaths_2018-05-05.csv")
    people = [read_united_person(text) for text in column(table, "name, gender, age")]
    assert 1_000 < sum(1 for person in people if person.name) < 1_100
    assert sum(1 for person in people if person.sex == "M") > 1_300
    assert sum(1 for person in people if person.ages) > 900


@pytest.mark.parametrize(("name", "impossible"), [("febrl_dataset4a", 0), ("febrl_dataset4b", 64)])
def test_febrl(name: str, impossible: int) -> None:
    table = published(f"names/{name}.csv.gz")
    assert table.count() == 5_000
    assert table.columns[0:3] == ("rec_id", "given_name", "surname")
    unreadable: Counter[str] = Counter()
    for text in column(table, "date_of_birth"):
        try:
            span = read_date(text)
            assert span is None or span == DateSpan.of_day(int(text[:4]), int(text[4:6]), int(text[6:]))
        except UnreadableValue as error:
            unreadable[error.code] += 1
    assert unreadable == ({"date_impossible": impossible} if impossible else {})


def test_iom_downloads() -> None:
    table = published("missing/iom_missing_migrants_download_2026-05-06.csv")
    dead = sum(map(whole_number, column(table, "Number Dead")))
    missing = sum(map(whole_number, column(table, "Minimum Estimated Number of Missing")))
    assert (table.count(), dead, missing) == (238, 642, 1_258)
    texts = column(table, "Incident Date")
    assert guess_day_first(texts) is False
    assert {span and span.earliest.year for span in (read_date(text, day_first=False) for text in texts)} == {
        2026
    }
    assert published("missing/iom_missing_migrants_2014_2023.csv.gz").count() == 15_837


def test_mexico_in_two_encodings() -> None:
    name = "missing/mexico_clandestine_graves_press.csv"
    with pytest.raises(MixedEncoding) as refusal:
        published(name)
    assert refusal.value.values["count"] == 127
    assert "Ciudad de México" in refusal.value.samples["utf-8+mac_roman"]
    table = published(name, encoding="utf-8+mac_roman")
    assert table.count() == 639
    assert "Ascención" in column(table, "municipio")
    assert sum(map(whole_number, column(table, "numero_de_fosas"))) == 1_491
    assert sum(map(whole_number, column(table, "numero_de_cuerpos"))) == 4_179
    assert len(set(column(table, "estado"))) == 31


def test_workbook_of_an_agency() -> None:
    table = published("funding/unhcr_iati_2021_activity.xlsx")
    assert (table.kind, table.count(), table.columns[0]) == ("xlsx", 133, "iati_identifier")


def test_nothing_published_here_is_about_status() -> None:
    for name in (
        "missing/arizona_migrant_deaths_no_names.csv",
        "missing/united_list_of_deaths_2018-05-05.csv",
    ):
        table = published(name)
        assert not any(guess.firewalled for guess in guess_columns(table.columns, table.sample(500)))
