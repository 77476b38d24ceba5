"""Which role may do what. The table is written out once more, so that no change of it goes unseen."""

from __future__ import annotations

from itertools import product

import pytest
from django.utils import timezone

from tessera.accounts.models import Member, Role
from tessera.accounts.rules import NotAllowed, Permission, may, may_remove, require, roles_given_by

ALLOWED = {
    Role.TRUSTEE: set(),
    Role.READER: {"READ_RECORDS"},
    Role.CASE_WORKER: {"READ_RECORDS", "WRITE_RECORDS"},
    Role.COORDINATOR: {
        "READ_RECORDS",
        "WRITE_RECORDS",
        "IMPORT_LISTS",
        "INVITE_MEMBERS",
        "MOVE_ROOMS",
        "PUBLISH",
        "SET_RETENTION",
    },
    Role.ADMINISTRATOR: {
        "READ_RECORDS",
        "WRITE_RECORDS",
        "IMPORT_LISTS",
        "INVITE_MEMBERS",
        "MOVE_ROOMS",
        "PUBLISH",
        "SET_RETENTION",
        "MANAGE_NODE",
    },
}


def test_the_table_names_every_role_and_permission():
    assert set(ALLOWED) == set(Role)
    assert ALLOWED[Role.ADMINISTRATOR] == {permission.name for permission in Permission}


@pytest.mark.parametrize(("role", "permission"), list(product(Role, Permission)))
def test_a_role_includes_what_the_table_says_and_no_more(role, permission):
    member = Member(role=role)
    allowed = permission.name in ALLOWED[role]
    assert may(member, permission) == allowed
    if allowed:
        require(member, permission)
    else:
        with pytest.raises(NotAllowed):
            require(member, permission)


@pytest.mark.parametrize(("role", "permission"), list(product(Role, Permission)))
def test_who_was_removed_may_do_nothing(role, permission):
    removed = Member(role=role, removed_at=timezone.now())
    assert not may(removed, permission)
    with pytest.raises(NotAllowed):
        require(removed, permission)


def test_a_role_nobody_knows_is_an_error_and_not_a_permission():
    with pytest.raises(KeyError):
        may(Member(role="superuser"), Permission.READ_RECORDS)


def test_nobody_gives_what_they_do_not_have():
    for role in Role:
        given = roles_given_by(Member(role=role))
        assert role in given
        assert all(ALLOWED[other] <= ALLOWED[role] for other in given)
    assert Role.ADMINISTRATOR not in roles_given_by(Member(role=Role.COORDINATOR))


REMOVABLE = {
    Role.TRUSTEE: set(),
    Role.READER: set(),
    Role.CASE_WORKER: set(),
    Role.COORDINATOR: {Role.TRUSTEE, Role.READER, Role.CASE_WORKER, Role.COORDINATOR},
    Role.ADMINISTRATOR: set(Role),
}


@pytest.mark.parametrize(("role", "other"), list(product(Role, Role)))
def test_nobody_removes_who_has_more_than_themselves(role, other):
    assert may_remove(Member(role=role), Member(role=other)) == (other in REMOVABLE[role])
    assert not may_remove(Member(role=role, removed_at=timezone.now()), Member(role=other))


def test_nobody_removes_themselves():
    member = Member(role=Role.ADMINISTRATOR)
    assert not may_remove(member, member)
