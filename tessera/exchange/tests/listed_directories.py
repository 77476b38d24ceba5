"""The published directories that tests read, found through TESSERA_TEST_DATA, and what is asked of any of them."""

from __future__ import annotations

import os
from collections import Counter
from functools import cache
from pathlib import Path

import pytest

from tessera.exchange.directories import Directory, Document, files_of, read_directory, values
from tessera.exchange.directories.absences import every_part

FOLDER = os.environ.get("TESSERA_TEST_DATA")
needs_lists = pytest.mark.skipif(
    FOLDER is None, reason="TESSERA_TEST_DATA is not set: it names the folder of published lists"
)

LISTS = {
    "hsds3 json": ("hsds3_examples", "*.json"),
    "hsds3 tables": ("hsds3_examples/csv", "*"),
    "jordan": (".", "jordan_services_advisor_*"),
    "illinois": ("illinois_legal_aid_2019", "export_*"),
    "hsds 1.1": ("illinois_legal_aid_2019", "hsds11_*"),
    "ohana": ("ohana_sample_csv", "*.csv"),
}


def published(name: str) -> dict[str, bytes]:
    folder, pattern = LISTS[name]
    paths = sorted((Path(FOLDER or "") / "directory" / folder).glob(pattern))
    return files_of({path.name: path.read_bytes() for path in paths if path.is_file()})


@cache
def directory_of(name: str) -> Directory:
    """Read once for all tests, which therefore must not change it."""
    return read_directory(published(name), source=name)


def problems_of(directory: Directory, *, table: str = "") -> Counter[str]:
    """How often each problem came up, in one file or in all."""
    return Counter(one.code for one in directory.problems if table in ("", one.table))


def all_values(directory: Directory, code: str, taxonomy: str = "tessera-source") -> Counter[str]:
    """Value -> how many services have it under this code."""
    return Counter(
        value
        for service in directory.services.values()
        for value in values(directory, service, taxonomy, code)
    )


def is_placeholder(directory: Directory, document: Document) -> bool:
    return bool(values(directory, document, "tessera-source", "placeholder"))


def count_of(directory: Directory, table: str) -> int:
    """How many rows a table would have, parts in parts included."""
    return sum(1 for name, _ in every_part(directory) if name == table)


def files_from(**documents: str) -> dict[str, bytes]:
    """Files by name; `a__csv` is a.csv."""
    return {name.replace("__", "."): text.encode() for name, text in documents.items()}
