"""Published lists, imported through the pages as a member would; the figures are the publishers' own."""

from __future__ import annotations

import csv

import pytest

from tessera.exchange.models import ImportRun, State
from tessera.exchange.tests.walking import Walk
from tessera.tracing import queries
from tessera.tracing.models import Person
from tessera.vault import jobs


def imported(house, path, kind, **columns) -> Walk:
    walk = Walk(house.browser(house.marta), house.vault)
    walk.upload(path, kind, source=path.name)
    jobs.wait(walk.uid, 0)
    walk.read(**columns)
    jobs.wait(walk.uid, 120)
    with house.open(house.marta):
        must = ImportRun.objects.get().problems.filter(can_be_blank=False).count()
        some = ImportRun.objects.get().problems.exists()
    assert must == 0
    walk.bring_in(blanks=some)
    jobs.wait(walk.uid, 120)
    return walk


def test_arizona(house, real_data):
    """3,948 remains; "Pima" and "PIMA" are one county with 2,961; 1,610 blank ages stay unknown."""
    imported(house, real_data / "missing" / "arizona_migrant_deaths_no_names.csv", "remains")
    with house.open(house.marta):
        run = ImportRun.objects.get()
        assert (run.state, run.rows_total) == (State.DONE, 3948)
        assert Person.objects.filter(kind="remains").count() == 3948
        assert {place.key: place.records for place in queries.places("remains")}["pima"] == 2961
        assert Person.objects.filter(age_youngest=None).count() == 1610
        assert Person.objects.filter(age_youngest=0).count() == _rows_with_age(real_data, "0")
        assert Person.objects.filter(identified="yes").count() == 2461


def _rows_with_age(real_data, age: str) -> int:
    with (real_data / "missing" / "arizona_migrant_deaths_no_names.csv").open(newline="") as file:
        return sum(row["Age"] == age for row in csv.DictReader(file))


def test_united(house, real_data):
    """3,932 entries for 34,361 people; two-digit years and months without a day are read."""
    imported(house, real_data / "missing" / "united_list_of_deaths_2018-05-05.csv", "remains")
    with house.open(house.marta):
        assert queries.counts("remains") == (3932, 34361)
        by_year = {
            year: sum(
                Person.objects.filter(event_earliest__year=year, event_latest__year=year).values_list(
                    "people", flat=True
                )
            )
            for year in (2014, 2015, 2016, 2017)
        }
        assert by_year == {2014: 2934, 2015: 3776, 2016: 3992, 2017: 3921}
        assert Person.objects.filter(event_earliest__year__lt=1993).count() == 0


@pytest.mark.parametrize(
    ("name", "kind"), [("febrl_dataset4a.csv.gz", "sought"), ("febrl_dataset4b.csv.gz", "found")]
)
def test_febrl(house, real_data, name, kind):
    """5,000 invented people a file, packed with gzip, blanks after the commas."""
    imported(house, real_data / "names" / name, kind)
    with house.open(house.marta):
        assert Person.objects.filter(kind=kind).count() == 5000
        assert Person.objects.exclude(birth_earliest=None).count() > 4500


def test_the_list_in_two_encodings_asks_which_letters_read_right(house, real_data):
    walk = Walk(house.browser(house.marta), house.vault)
    page = walk.upload(real_data / "missing" / "mexico_clandestine_graves_press.csv", "remains")
    assert "Which of these reads right?" in page.content.decode()
    page = walk.choose_letters("utf-8+mac_roman")
    assert "Ascención" in page.content.decode()
