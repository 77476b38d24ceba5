"""What the server logs names code and kinds of errors, and nothing anybody wrote or looked at."""

from __future__ import annotations

import logging

import pytest
from django.urls import reverse

from tessera.web.logs import ContentFreeFormatter


@pytest.fixture
def logged():
    """What would stand on standard error."""
    lines = []

    class Keeping(logging.Handler):
        def emit(self, record):
            lines.append(self.format(record))

    handler = Keeping()
    handler.setFormatter(ContentFreeFormatter())
    loggers = [logging.getLogger(), logging.getLogger("django")]
    for logger in loggers:
        logger.addHandler(handler)
    yield lines
    for logger in loggers:
        logger.removeHandler(handler)


def test_a_failing_page_is_logged_by_its_place_in_the_code(house, logged, monkeypatch):
    def fails(*_args, **_kwargs):
        raise ValueError("Canaria Oculta")

    monkeypatch.setattr("tessera.tracing.queries.list_of", fails)
    browser = house.browser(house.marta)
    browser.raise_request_exception = False
    address = reverse("people", kwargs={"vault": house.vault.id, "kind": "sought"})
    assert browser.get(address + "?page=canaria").status_code == 500
    assert any("ValueError" in line and "test_logs.py" in line for line in logged)
    assert not any("anaria" in line or str(house.vault.id) in line for line in logged)


def test_a_missing_page_does_not_log_its_address(house, logged):
    house.browser(house.marta).get("/canaria-oculta/")
    assert logged
    assert not any("canaria" in line for line in logged)


def test_our_own_messages_are_kept(logged):
    logging.getLogger("tessera.test").warning("said by %s", "ourselves")
    assert logged[-1].endswith("said by ourselves")
