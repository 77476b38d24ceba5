"""A list of thirty asks the database no more often than a list of one."""

from __future__ import annotations

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from tessera.tracing.models import IdentifierKind
from tessera.tracing.tests.described import described, page_of, written
from tessera.tracing.tests.test_candidates import found, remains, sought


def asked(house, address, **post):
    """How many questions the room's database was asked for the page, and the page."""
    with house.open(house.marta) as room:
        # The room stays open around the request, so that this is the connection the page asks through.
        with CaptureQueriesContext(connections[room.alias]) as captured:
            browser = house.browser(house.marta)
            answer = browser.post(address, post, follow=True) if post else browser.get(address)
        assert answer.status_code == 200
    assert len(captured) > 2
    return len(captured), answer.content.decode()


def full(n, kind="sought"):
    draft = described(
        kind, name=f"Amina Example {n}", phones=["+1", "+2"], marks=["scar"], belongings=["ring"]
    )
    draft.name("Mina", "nickname")
    return draft


@pytest.mark.parametrize("kind", ["sought", "found", "remains"])
def test_lists(house, kind):
    address = page_of(house, "people", kind=kind)
    written(house, full(0, kind))
    few, _page = asked(house, address)
    written(house, *[full(n, kind) for n in range(1, 30)])
    many, page = asked(house, address)
    assert page.count("Amina Example") == 25
    assert many == few


def test_searches(house):
    written(house, full(0))
    few, _page = asked(house, page_of(house, "search"), words="amina")
    written(house, *[full(n) for n in range(1, 30)])
    many, page = asked(house, page_of(house, "search"), words="amina")
    assert page.count("<bdi>Amina Example") == 25
    # The search before is deleted with its day, never one by one.
    assert many == few


def test_candidates(house):
    number = {"phones": ["+252 61 555 0101"]}
    request, *_ = written(house, sought(**number), found(**number))
    few, _page = asked(house, page_of(house, "candidates", request))
    written(house, *[remains(**number) for _ in range(9)])
    many, page = asked(house, page_of(house, "candidates", request) + "?all=1")
    assert page.count("<article") == 10
    assert many == few


def test_records(house):
    few_parts, many_parts = written(house, described(), full(1))
    with house.open(house.marta):
        for n in range(20):
            many_parts.identifiers.create(kind=IdentifierKind.PHONE, value=f"+{n}")
            many_parts.traits.create(kind="mark", text=f"mark {n}")
            many_parts.names.create(kind="nickname", text=f"name {n}")
    for name in ("person", "change-person"):
        few, _page = asked(house, page_of(house, name, few_parts))
        many, _page = asked(house, page_of(house, name, many_parts))
        assert many == few


@pytest.fixture(autouse=True)
def _heads_are_kept_another_time(monkeypatch):
    """Now and then a page also writes how far the logs have come, whatever it shows."""
    monkeypatch.setattr("tessera.audit.heads.keep_heads", lambda *_args, **_named: None)
