"""Lists that want to do harm, through the page: refused with a reason, or in with every page whole and nobody's entry touched."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pytest

from tessera.directory.models import Entry, Poster
from tessera.directory.vocabulary import EntryKind
from tessera.exchange.models import DirectoryList, State
from tessera.exchange.tests.list_desk import PLACE, SERVICE, ListDesk, listed, part
from tessera.exchange.tests.test_directories_hostile import zip_of
from tessera.exchange.tests.test_directory_own_fields import lists, pages

HEADINGS = b"id,name,description,website\n"
SCRIPT = "javascript:alert(document.cookie)"
LINK = re.compile(r"""(?:href|src|action)\s*=\s*["']?\s*([a-z]+):""", re.IGNORECASE)
RUN_BY_SPREADSHEETS = re.compile(r"[=@]|[+-](?![\d ()e.+-]+$)")
MARKUP = '"><script>alert(1)</script><img src=x onerror=alert(1)>'


def as_json(document: Any, encoding: str = "utf-8") -> dict[str, bytes]:
    return {"list.json": json.dumps(document, ensure_ascii=False).encode(encoding)}


def nested(levels: int) -> dict[str, Any]:
    document: dict[str, Any] = {}
    for _level in range(levels):
        document = {"organization": document}
    return document


def round_and_round() -> dict[str, Any]:
    """A service in its organisation in the service, at a place that is at itself, of a programme of nobody."""
    document = listed(organization_id=str(SERVICE), program_id=str(SERVICE))
    document["organization"] |= {
        "parent_organization_id": document["organization"]["id"],
        "services": [listed() | {"organization": {"id": document["organization"]["id"], "name": "Aid"}}],
        "locations": [{"id": str(PLACE), "location_type": "physical"}],
    }
    document["service_at_locations"].append(
        {"id": part(3), "location_id": str(SERVICE), "service_id": part(9)}
    )
    return document


def cells(desk: ListDesk, *, public: bool) -> list[str]:
    """Every cell of the tables that are handed out."""
    files = desk.exported("tables", public=public)
    texts = [content.decode("utf-8-sig") for name, content in files.items() if name.endswith(".csv")]
    rows = [row for text in texts for row in csv.reader(io.StringIO(text, newline=""))]
    return [cell for row in rows for cell in row]


REFUSED: dict[str, dict[str, bytes]] = {
    "200 levels": as_json(nested(200)),
    "a way out of the folder": {"list.zip": zip_of({"../../keys.sqlite": HEADINGS})},
    "a link in the archive": {"list.zip": zip_of({"/proc/self/environ": HEADINGS})},
    "two of one name": {"list.zip": zip_of({"a/organizations.csv": HEADINGS, "b/organizations.csv": HEADINGS})},
    "an archive that unpacks to a thousand times itself": {"list.zip": zip_of({"a.csv": b"0" * 50_000_000})},
    "NUL bytes in a table": {"organizations.csv": HEADINGS + b"1,A\0id,x,\n"},
    "another encoding": {"organizations.csv": HEADINGS + "1,Añil,x,\n".encode("cp1252")},
    "a cell of two megabytes": {"organizations.csv": HEADINGS + b"1," + b"x" * 2_000_000 + b",d,\n"},
    "a key twice": {"list.json": b'{"id": "1", "name": "A", "description": "d", "name": "B"}'},
}  # fmt: skip
TAKEN: dict[str, dict[str, bytes]] = {
    "a text of two megabytes": as_json(listed(description="x " * 1_000_000)),
    "a name of two megabytes": as_json(listed(name="x" * 2_000_000)),
    "a mark of the byte order": as_json(listed(), "utf-8-sig"),
    "two bytes a letter": as_json(listed(), "utf-16"),
    "NUL and halves of letters": {"list.json": json.dumps(listed(name="Cli\0nic \ud800")).encode()},
    "scripts for links": as_json(listed(url=SCRIPT, website=SCRIPT, email=SCRIPT, phones=[{"number": SCRIPT}])),
    "data for links": as_json(listed(url="data:text/html,<script>alert(1)</script>")),
    "markup": as_json(listed(name=MARKUP, alert=MARKUP, phones=[{"number": "5" + MARKUP, "extension": MARKUP}])),
    "formulas": as_json(listed(name="=cmd|' /C calc'!A0", description="+1", alert="@SUM(1)")),
    "round and round": as_json(round_and_round()),
    "wrong hours": as_json(listed(schedules=[
        {"freq": "WEEKLY", "byday": "MO,XX,,", "opens_at": "25:99", "closes_at": "now"},
        {"freq": "WEEKLY", "byday": "MO", "opens_at": "18:00", "closes_at": "02:00", "interval": -1},
        {"freq": "WEEKLY", "byday": "MO", "opens_at": "09:00Z", "closes_at": "10:00+14:00", "until": "9999-99-99"},
    ])),
    "nowhere on the globe": as_json({"locations": [
        {"id": str(PLACE), "name": "x", "location_type": "physical", "latitude": 1e308, "longitude": -1e308},
        {"id": part(8), "location_type": "nowhere", "latitude": "NaN", "longitude": [1]},
    ], "services": [listed(service_at_locations=[{"id": part(3), "location_id": str(PLACE)}])]}),
    "what our own files say, wrongly": as_json(listed(attributes=[
        {"id": part(40 + number), "value": value,
         "taxonomy_term": {"id": part(30 + number), "code": code, "name": code, "taxonomy": "tessera-source"}}
        for number, (code, value) in enumerate(
            [("address", "[]"), ("program", '{"id": 5}'), ("assumed", "name"), ("program_id", "x"), ("placeholder", "")]
        )])),
}  # fmt: skip


@pytest.mark.parametrize("name", REFUSED)
def test_it_is_refused_with_a_reason_and_nothing_is_kept(desk: ListDesk, name: str) -> None:
    answer = desk.upload(REFUSED[name])
    assert answer.status_code == 200
    assert "Nothing was kept." in answer.content.decode()
    with desk.open():
        assert not DirectoryList.objects.exists()


@pytest.mark.parametrize("name", TAKEN)
def test_it_comes_in_and_no_page_breaks_or_runs_what_it_says(desk: ListDesk, name: str) -> None:
    theirs = desk.enter("Ours", alert="Closed", shown=True)
    run, page = desk.take_in(TAKEN[name])
    assert run.state == State.DONE, page
    with desk.open():
        entries = list(Entry.objects.exclude(pk=theirs.pk))
    for entry in entries:
        if entry.kind != EntryKind.LOCATION:
            desk.show(entry.uid)
    browser = desk.house.browser(desk.house.marta)
    for address in [*lists(desk), *(one for entry in entries for one in pages(desk, entry))]:
        answer = browser.get(address)
        said = answer.content.decode()
        assert answer.status_code == 200, address
        assert set(LINK.findall(said)) <= {"http", "https", "mailto", "tel"}
        assert "<script>alert" not in said
        assert "<img src=x" not in said
    for public in (True, False):
        assert not [cell for cell in cells(desk, public=public) if RUN_BY_SPREADSHEETS.match(cell)]
        desk.exported("json", public=public)
    assert desk.entry(theirs.uid).document == theirs.document
    assert desk.posters_say_what_entries_say()
    desk.take_back(run)
    assert Poster.objects.filter(uid=theirs.uid).exists()
