"""Files that want to do harm, or are merely broken: an error that says why, or a directory with problems."""

from __future__ import annotations

import gzip
import io
import json
import zipfile
from typing import Any

import pytest
from hypothesis import example, given, strategies as st

from tessera.exchange.directories import (
    DIRECTORY_CODES,
    PROBLEM_CODES,
    DirectoryError,
    NoKnownLayout,
    errors as error_classes,
    files_of,
    read_directory,
    recognise,
    write_json,
)
from tessera.exchange.directories.uploads import MOST_FILES
from tessera.exchange.tables.limits import Limits
from tessera.exchange.tests.made_files import MIB, NOISE, locked_zip, workbook

PIECES = (
    "id", "name", "organization_id", "description", "Services-ID", "Geolocation", "weekday", ",", ",", "\n", "1", "2",
    '"', "=1", "Sunday: Closed", "0001", "@",
)  # fmt: skip
ORGANIZATIONS = b"id,name,description,website\n1,Aid,Helps,\n"
A = "d9d5e0f5-d3ce-4f73-9a2f-4dd0ecc6c610"
B = "ac148810-d857-441c-9679-408f346de14b"


def zip_of(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", method) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return packed.getvalue()


def damaged_zip() -> bytes:
    packed = bytearray(zip_of({"organizations.csv": ORGANIZATIONS}, zipfile.ZIP_STORED))
    packed[packed.find(b"Aid")] ^= 1
    return bytes(packed)


REFUSED: dict[str, tuple[str, dict[str, bytes]]] = {
    "nothing": ("nothing_uploaded", {}),
    "an empty archive": ("nothing_uploaded", {"a.zip": zip_of({})}),
    "folders only": ("nothing_uploaded", {"a.zip": zip_of({"folder/": b"", "__MACOSX/a": b"x", ".DS_Store": b"x"})}),
    "an empty file": ("no_known_layout", {"a.csv": b""}),
    "a picture": ("unreadable_table", {"a.csv": b"\x89PNG\r\n\x1a\n"}),
    "a web page": ("unreadable_table", {"a.csv": b"<!doctype html><html></html>"}),
    "another encoding": ("unreadable_table", {"a.csv": "id,name\n1,Añil\n".encode("cp1252")}),
    "NUL bytes": ("unreadable_table", {"a.csv": b"id,name\n1,A\0id\n"}),
    "an open quotation mark": ("unreadable_table", {"organizations.csv": ORGANIZATIONS + b'2,"open,\n'}),
    "another table": ("no_known_layout", {"a.csv": b"surname,age\nRuiz,30\n"}),
    "other JSON": ("no_known_layout", {"a.json": b'{"surname": "Ruiz", "age": 30}'}),
    "numbers": ("no_known_layout", {"a.json": b"[1, 2, 3]"}),
    "cut-off JSON": ("unreadable_json", {"a.json": b'{"id": "1", \n"name": '}),
    "JSON in another encoding": ("unreadable_json", {"a.json": '{"name": "Añil"}'.encode("cp1252")}),
    "no number": ("unreadable_json", {"a.json": b'{"id": "1", "name": "A", "latitude": NaN}'}),
    "a number of many digits": ("unreadable_json", {"a.json": b'{"latitude": ' + b"9" * 5000 + b"}"}),
    "a key twice": ("unreadable_json", {"a.json": b'{"id": "1", "name": "A", "name": "B"}'}),
    "a million brackets": ("json_too_deep", {"a.json": b"[" * 1_000_000}),
    "a million objects": ("json_too_deep", {"a.json": b'{"organization":' * 1_000_000}),
    "services in organizations in services": ("json_too_deep", {"a.json": b""}),  # made below
    "an archive in an archive": ("nested_archive", {"a.zip": zip_of({"b.zip": zip_of({"c.csv": b"x"})})}),
    "gzip in an archive": ("nested_archive", {"a.zip": zip_of({"b.csv.gz": gzip.compress(b"x")})}),
    "an archive in gzip": ("nested_archive", {"a.gz": gzip.compress(zip_of({"c.csv": b"x"}))}),
    "a ZIP bomb": ("broken_archive", {"a.zip": zip_of({"a.csv": b"0" * 64 * MIB})}),
    "a gzip bomb": ("broken_archive", {"a.csv.gz": gzip.compress(b"0" * 64 * MIB)}),
    "a damaged entry": ("broken_archive", {"a.zip": damaged_zip()}),
    "a cut-off archive": ("broken_archive", {"a.zip": zip_of({"a.csv": NOISE.randbytes(999)})[:500]}),
    "cut-off gzip": ("broken_archive", {"a.gz": gzip.compress(NOISE.randbytes(999))[:500]}),
    "a locked archive": ("broken_archive", {"a.zip": locked_zip()}),
    "LZMA": ("broken_archive", {"a.zip": zip_of({"a.csv": b"x"}, zipfile.ZIP_LZMA)}),
    "a way up": ("unsafe_names", {"a.zip": zip_of({"../../organizations.csv": ORGANIZATIONS})}),
    "a root": ("unsafe_names", {"a.zip": zip_of({"/etc/organizations.csv": ORGANIZATIONS})}),
    "a drive": ("unsafe_names", {"a.zip": zip_of({"C:\\organizations.csv": ORGANIZATIONS})}),
    "one name in two folders": ("same_name", {"a.zip": zip_of({"a/x.csv": b"1", "b/x.csv": b"2"})}),
    "too many files": ("too_many_files", {"a.zip": zip_of({f"{n}.csv": b"x" for n in range(MOST_FILES + 1)})}),
    "too many loose files": ("too_many_files", {f"{n}.csv": b"x" for n in range(MOST_FILES + 1)}),
}  # fmt: skip


def deep(levels: int) -> bytes:
    document: dict[str, Any] = {"id": "0", "name": "x", "status": "active"}
    for number in range(levels):
        key = "services" if number % 2 == 0 else "organization"
        inner: Any = [document] if key == "services" else document
        document = {"id": str(number), "name": "x", "description": "x", key: inner}
    return json.dumps(document).encode()


@pytest.mark.parametrize("name", REFUSED)
def test_files_that_cannot_be_read_say_why(name: str) -> None:
    expected, uploads = REFUSED[name]
    if name.startswith("services in"):
        uploads = {"a.json": deep(40)}
    with pytest.raises(DirectoryError) as refusal:
        read_directory(files_of(uploads), source="a")
    assert refusal.value.code == expected
    assert set(refusal.value.values) == set(refusal.value.names)


def test_every_error_is_tried() -> None:
    elsewhere = {"files_too_large", "too_many_rows"}  # below
    assert {code for code, _ in REFUSED.values()} | elsewhere == set(DIRECTORY_CODES)
    classes = [
        kind for kind in vars(error_classes).values() if isinstance(kind, type) and hasattr(kind, "code")
    ]
    assert len(classes) == len(DIRECTORY_CODES)


@pytest.mark.parametrize("together", [True, False])
def test_all_files_together_have_one_limit(together: bool) -> None:  # noqa: FBT001 - in one archive, or each alone
    limits = Limits(unpacked_bytes=5_000)
    files = {f"{n}.csv": NOISE.randbytes(2_000) for n in range(3)}
    uploads = {"a.zip": zip_of(files)} if together else files
    with pytest.raises(DirectoryError) as refusal:
        files_of(uploads, limits)
    assert refusal.value.code == "files_too_large"
    assert len(files_of(dict(list(files.items())[:2]), limits)) == 2


def test_a_file_that_is_too_large_packed() -> None:
    for name in ("a.zip", "a.csv"):
        content = zip_of({"x.csv": NOISE.randbytes(4_000)})
        with pytest.raises(DirectoryError) as refusal:
            files_of({name: content}, Limits(file_bytes=3_000))
        assert refusal.value.code == "files_too_large"


def test_more_rows_than_anybody_lists(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tessera.exchange.directories.draft.MOST_ROWS", 3)
    rows = b"".join(b"%d,Aid,Helps,\n" % n for n in range(2, 9))
    with pytest.raises(DirectoryError) as refusal:
        read_directory({"organizations.csv": ORGANIZATIONS + rows}, source="a")
    assert (refusal.value.code, refusal.value.values) == ("too_many_rows", {"limit": 3})


def test_what_was_seen_is_said() -> None:
    with pytest.raises(NoKnownLayout) as refusal:
        recognise({"people.csv": b"surname,age\nRuiz,30\n"})
    assert refusal.value.values == {"file": "people.csv", "seen": "surname, age"}
    with pytest.raises(NoKnownLayout) as refusal:
        recognise({"people.json": b'[{"surname": "Ruiz", "age": 30}]'})
    assert refusal.value.values == {"file": "people.json", "seen": "surname, age"}


def test_archives_folders_and_gzip_are_unpacked() -> None:
    packed = zip_of(
        {"list/organizations.csv": ORGANIZATIONS, "list/readme.md": b"# List", "__MACOSX/._x": b"x"}
    )
    files = files_of({"a.zip": packed, "path/to/phones.csv.gz": gzip.compress(b"id,number\n1,2\n")})
    assert files == {
        "organizations.csv": ORGANIZATIONS,
        "readme.md": b"# List",
        "phones.csv": b"id,number\n1,2\n",
    }
    assert files_of({"x.xlsx": workbook()}).keys() == {"x.xlsx"}


def test_what_is_no_part_of_the_list_is_told() -> None:
    files = {
        "organizations.csv": ORGANIZATIONS,
        "logo.png": b"\x89PNG\r\n",
        "notes.csv": b"who,what,when\na,b,c\n",
    }
    directory = read_directory(files, source="a")
    ignored = {one.table for one in directory.problems if one.code == "file_ignored"}
    assert ignored == {"logo.png", "notes.csv"}
    assert len(directory.organizations) == 1


def read_whatever(files: dict[str, bytes]) -> None:
    """Any exception but a `DirectoryError` fails the test, and what is read can be written."""
    try:
        directory = read_directory(files_of(files), source="a")
    except DirectoryError as error:
        assert set(error.values) == set(error.names)  # noqa: PT017 - its sentence can be filled in
        return
    assert all(set(one.values) == set(PROBLEM_CODES[one.code]) for one in directory.problems)
    assert read_directory({"a.json": write_json(directory)}, source="b") == directory


@given(st.binary(), st.sampled_from(["a.csv", "a.json", "a.zip", "a"]))
@example(b"PK\x03\x04", "a.zip")
@example(b"PK\x05\x06", "a.zip")
@example(b"\x1f\x8b", "a.gz")
@example(b"{}", "a.json")
@example(b"[]", "a.json")
@example(b"[[]]", "organization.json")
@example(b'{"contents": []}', "a.json")
@example(b'{"organizations": null}', "a.json")
def test_any_bytes(data: bytes, name: str) -> None:
    read_whatever({name: data})


@given(st.lists(st.sampled_from(PIECES), max_size=60))
def test_anything_like_a_table(pieces: list[str]) -> None:
    for name in ("services.csv", "export_services.csv", "regular_schedules.csv"):
        read_whatever({name: "".join(pieces).encode()})
