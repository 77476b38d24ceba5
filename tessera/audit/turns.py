"""One after the other, in a database where transactions of two processes run at once."""

from __future__ import annotations

from enum import IntEnum

from django.db import connections


class Turn(IntEnum):
    """What is done by one at a time. The numbers are PostgreSQL's for its advisory locks, and stay."""

    LINES = 0x7E55E2A
    EDITIONS = 0x7E55E2B


def wait_for_turn(alias: str, turn: Turn) -> None:
    """In a transaction: waits until no other has this turn, and keeps it to the end.

    SQLite's write transactions exclude each other; PostgreSQL needs to be told.
    """
    connection = connections[alias]
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(%s)", [turn.value])
