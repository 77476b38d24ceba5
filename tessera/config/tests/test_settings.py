"""What the address of a PostgreSQL server says reaches Django."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from tessera.config.settings import postgresql


def test_options_behind_the_question_mark_are_kept():
    read = postgresql(
        "postgresql://ana:p%40ss@db.example.org:5433/commons?sslmode=verify-full&sslrootcert=%2Fca.pem"
    )
    assert read["OPTIONS"] == {"sslmode": "verify-full", "sslrootcert": "/ca.pem"}
    assert (read["NAME"], read["PASSWORD"], read["PORT"]) == ("commons", "p@ss", 5433)


def test_without_options_there_are_none():
    assert postgresql("postgresql://ana@db/commons")["OPTIONS"] == {}


@pytest.mark.parametrize("url", ["mysql://ana@db/commons", "postgresql://ana@db", "commons"])
def test_anything_else_is_refused(url):
    with pytest.raises(ImproperlyConfigured):
        postgresql(url)
