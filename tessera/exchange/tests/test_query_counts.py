"""Pages that list imports ask the database no more often for thirty than for one."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tessera.exchange.models import ImportProblem, ImportRun, State
from tessera.exchange.tests.walking import Walk
from tessera.vault import jobs


def asked(house, address):
    with house.open(house.marta) as room, CaptureQueriesContext(connections[room.alias]) as captured:
        answer = house.browser(house.marta).get(address)
    assert answer.status_code == 200
    assert len(captured) > 1
    return len(captured), answer.content.decode()


@pytest.mark.parametrize("page", ["lists", "today"])
def test_lists_and_today(house, page):
    address = "/" if page == "today" else reverse("lists", kwargs={"vault": house.vault.pk})

    def runs(number):
        with house.open(house.marta):
            for _ in range(number):
                ImportRun.objects.create(
                    kind="sought", source="a shelter", attachment=uuid4(), created_by=house.marta.member.id
                )

    runs(1)
    few, _page = asked(house, address)
    runs(29)
    many, shown = asked(house, address)
    assert shown.count("a shelter") == 30
    assert many == few


def test_problems(house):
    walk = Walk(house.browser(house.marta), house.vault)
    walk.upload(b"Name,Age\nAmina Example,long ago\n", "sought")
    walk.read()
    jobs.wait(walk.uid, 30)
    few, _page = asked(house, walk.address("list"))
    with house.open(house.marta):
        run = ImportRun.objects.get(state=State.CHECKED)
        for row in range(30):
            ImportProblem.objects.create(
                run=run, row=row, column="Age", code="age_unreadable", values={"text": "?"}, can_be_blank=True
            )
    many, shown = asked(house, walk.address("list"))
    assert shown.count("is not an age we can read") == 5, "no more than somebody reads"
    assert many == few
    assert asked(house, walk.address("problems"))[1].count("is not an age") == 31


@pytest.fixture(autouse=True)
def _heads_are_kept_another_time(monkeypatch):
    """Now and then a page also writes how far the logs have come, whatever it shows."""
    monkeypatch.setattr("tessera.audit.heads.keep_heads", lambda *_args, **_named: None)
