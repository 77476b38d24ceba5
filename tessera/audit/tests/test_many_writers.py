"""Many people at once write one chain. On PostgreSQL as on SQLite no number is given twice, and no link missed."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import transaction

from tessera.audit.lines import AuditLineNotWritten, verify_chain, write_line
from tessera.audit.models import CommonsLine, VaultLine
from tests.at_once import at_once

WRITERS, LINES = 8, 12


def raise_if_any_failed(outcomes):
    for outcome in outcomes:
        if isinstance(outcome, Exception):
            raise outcome


def test_writers_of_the_commons_keep_one_chain(house):
    before = verify_chain(CommonsLine)
    people = [uuid4() for _ in range(WRITERS)]

    def write(by):
        for number in range(LINES):
            write_line(CommonsLine, "did", by=by, n=number)

    raise_if_any_failed(at_once(*[lambda by=by: write(by) for by in people]))
    assert verify_chain(CommonsLine) == before + WRITERS * LINES
    for person in people:
        told = [line.details for line in CommonsLine.objects.filter(by=person)]
        assert told == [f'{{"n": {number}}}' for number in range(LINES)]


def test_writers_of_one_vault_keep_one_chain(house):
    session = house.marta.session
    with house.open(house.marta):
        before = verify_chain(VaultLine)

    def write():
        from tessera.vault.opening import open_vault

        for number in range(LINES):
            with open_vault(house.vault, session):
                write_line(VaultLine, "did", by=session.member, n=number)

    raise_if_any_failed(at_once(*[write] * WRITERS))
    with house.open(house.marta):
        assert verify_chain(VaultLine) == before + WRITERS * LINES


def test_a_line_that_was_taken_back_with_its_action_leaves_no_gap(house):
    """Half of the writers change their mind after the line; the others must not build on it."""
    before = verify_chain(CommonsLine)

    def write(*, stays: bool):
        for _ in range(LINES):
            with transaction.atomic():
                write_line(CommonsLine, "stays" if stays else "goes", by=None)
                transaction.set_rollback(not stays)

    raise_if_any_failed(at_once(*[lambda n=n: write(stays=n % 2 == 0) for n in range(WRITERS)]))
    assert verify_chain(CommonsLine) == before + WRITERS // 2 * LINES
    assert not CommonsLine.objects.filter(verb="goes").exists()


def test_a_database_that_stays_locked_is_told_and_not_waited_for_forever(house, monkeypatch):
    from django.db import OperationalError

    def locked(_alias, _turn):
        raise OperationalError("database is locked")

    monkeypatch.setattr("tessera.audit.lines.wait_for_turn", locked)
    before = verify_chain(CommonsLine)
    with pytest.raises(AuditLineNotWritten, match="did"):
        write_line(CommonsLine, "did", by=None)
    assert verify_chain(CommonsLine) == before
