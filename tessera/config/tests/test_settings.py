"""What the address of a PostgreSQL server says reaches Django."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from tessera.config.settings import postgresql


def test_options_behind_the_question_mark_are_kept():
    read = postgresql(
        "postgresql://ana:p%40ss@db.example.org:5433/commons?sslmode=verify-full&sslrootcert=%2Fca.pem"
    )
    assert read["OPTIONS"].items() >= {"sslmode": "verify-full", "sslrootcert": "/ca.pem"}.items()
    assert (read["NAME"], read["PASSWORD"], read["PORT"]) == ("commons", "p@ss", 5433)


def test_no_page_waits_long_for_a_server_that_is_gone_and_how_long_can_be_set():
    assert postgresql("postgresql://ana@db/commons")["OPTIONS"]["connect_timeout"] == "5"
    assert postgresql("postgresql://ana@db/commons?connect_timeout=60")["OPTIONS"]["connect_timeout"] == "60"


@pytest.mark.parametrize("url", ["mysql://ana@db/commons", "postgresql://ana@db", "commons"])
def test_anything_else_is_refused(url):
    with pytest.raises(ImproperlyConfigured):
        postgresql(url)
