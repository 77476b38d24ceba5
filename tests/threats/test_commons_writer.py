"""Whoever writes the commons opens no room with it, and is noticed wherever it gives them anything else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
from django.db import IntegrityError, connection, models

from tessera.access import editions
from tessera.accounts import actions as accounts
from tessera.accounts.models import Member, Network, Role
from tessera.accounts.pepper import pepper
from tessera.accounts.standing import contradicted
from tessera.audit import heads
from tessera.audit.lines import ChainBroken, verify_chain
from tessera.audit.models import CommonsLine
from tessera.directory import posters
from tessera.directory.models import Entry
from tessera.sealing import tokens, wraps
from tessera.sealing.formats import SealBroken
from tessera.vault.actions import KeysNotFromInvitation, let_in, remove_member
from tessera.vault.files import VaultUnreadable, database_file
from tessera.vault.models import Wrap
from tessera.vault.opening import NoGrant, unwrap_key
from tessera.vault.outsiders import Travels
from tessera.vault.queries import members_around
from tessera.vault.rotation import wrap_context
from tessera.vault.sqlcipher.rekeying import opens
from tests.house import House, Somebody
from tests.threats.commons_writer import (
    AWAY,
    CHAIN,
    COMMONS,
    HEAD,
    POSTERS,
    PROOF,
    ROLE,
    RULES,
    WRITES,
    Bundle,
    Scene,
    columns,
)


@pytest.fixture
def scene(house: House) -> Scene:
    rosa, removed = house.colleague(Role.READER, "Rosa"), house.colleague(name="Removed")
    with house.open(removed) as room:
        old = room.key
    neighbour, _vault = house.stranger(name="Neighbour")
    outside, honest = house.joined(name="Outside"), house.joined(Role.READER, "Honest")
    with house.open(house.marta):
        remove_member(member=removed.member, by=house.marta.member)
    with house.open(house.marta):
        heads.keep_heads(house.vault.pk, now=True)
    return Scene(house, rosa, neighbour, outside, honest, removed, old, Bundle.new("A writer"))


def test_every_column_of_the_commons_is_tried() -> None:
    missing, gone = set(columns()) - set(WRITES), set(WRITES) - set(columns())
    assert not missing, f"Say in tests/threats/commons_writer.py what writing {sorted(missing)} gives."
    assert not gone, f"Take {sorted(gone)} out of tests/threats/commons_writer.py: there is no such column."


@pytest.mark.parametrize("column", WRITES)
def test_writing_it_opens_nothing_and_is_noticed(scene: Scene, column: str) -> None:
    house, tried = scene.house, WRITES[column]
    assert not noticed(house)
    with suppress(IntegrityError):
        tried.write(scene)
    nobody_gets_in(scene)
    found = noticed(house)
    found |= work_goes_on(scene)
    nobody_gets_in(scene)
    no_wrap_is_theirs(scene)
    assert not tried.noticed or tried.noticed in found, f"{column}: {found}"


def test_a_row_that_says_what_the_log_says_is_not_contradicted(scene: Scene) -> None:
    assert contradicted(Member.objects.select_related("invitation")) == []


def test_who_is_removed_while_it_is_looked_is_not_said(scene: Scene) -> None:
    before = list(members_around(scene.house.vault))
    with scene.house.open(scene.house.marta):
        remove_member(member=current(scene.rosa), by=scene.house.marta.member)
    assert contradicted(before) == []


def test_today_says_whose_role_nobody_gave(scene: Scene) -> None:
    house = scene.house
    said = "Rosa has an account or a role that nobody gave"
    assert said not in house.browser(house.marta).get("/").content.decode()
    Member.objects.filter(pk=scene.rosa.member.pk).update(role=Role.COORDINATOR)
    assert said in house.browser(house.marta).get("/").content.decode()
    Member.objects.filter(pk=scene.rosa.member.pk).update(role=Role.READER)
    assert said not in house.browser(house.marta).get("/").content.decode()


# What everybody tries afterwards


def nobody_gets_in(scene: Scene) -> None:
    """With the session they have, and with a new one where their words still open an account."""
    for somebody in scene.accomplices:
        for session in sessions_of(somebody):
            with pytest.raises((NoGrant, VaultUnreadable)), house_open(scene.house, session):
                pass


def sessions_of(somebody: Somebody) -> Iterator[Somebody]:
    with suppress(accounts.sessions.SessionEnded):
        yield Somebody(somebody.member, "", "", somebody.secret if somebody.session else "")
    with suppress(accounts.SignInRefused, SealBroken):
        member, secret = accounts.sign_in(login=somebody.login, passphrase=somebody.passphrase)
        yield Somebody(member, "", "", secret)


@contextmanager
def house_open(house: House, somebody: Somebody) -> Iterator[None]:
    with house.open(somebody):
        yield


def work_goes_on(scene: Scene) -> set[str]:
    """Marta lets somebody in and removes somebody, and the room gets a new key: what the writer waits for."""
    house, found = scene.house, set()
    try:
        with house.open(house.marta):
            let_in(vault=house.vault, member=current(scene.honest), by=house.marta.member)
    except KeysNotFromInvitation:
        found.add(PROOF)
    except Travels:
        found.add(AWAY)
    except (Member.invitation.RelatedObjectDoesNotExist, NoGrant, VaultUnreadable):
        pass
    with suppress(NoGrant, VaultUnreadable):
        with house.open(house.marta):
            remove_member(member=current(scene.rosa), by=house.marta.member)
        with house.open(house.marta):
            assert not opens(database_file(house.vault.pk), scene.removed_key)
    return found


def current(somebody: Somebody) -> Member:
    return Member.objects.get(pk=somebody.member.pk)


def no_wrap_is_theirs(scene: Scene) -> None:
    """Whatever key was wrapped since: none for a private key that a writer has."""
    privates = [scene.theirs.kem.private]
    for somebody in scene.accomplices:
        with suppress(accounts.sessions.SessionEnded):
            privates.append(somebody.session.bundle.kem.private)
    for wrap in Wrap.objects.filter(vault=scene.house.vault.pk):
        for private in privates:
            context = wrap_context(wrap.vault, wrap.epoch, wrap.member)
            with pytest.raises(SealBroken):
                wraps.unwrap(bytes(wrap.wrapped), private, context=context)


def noticed(house: House) -> set[str]:
    """What those who work here are told."""
    found = set()
    if contradicted(members_around(house.vault)):
        found.add(ROLE)
    try:
        verify_chain(CommonsLine)
    except ChainBroken:
        found.add(CHAIN)
    with house.open(house.marta):
        if set(heads.troubles(house.vault.pk)) - {heads.Trouble.COMMONS_WENT_BACK}:
            found.add(HEAD)
        if posters.behind(Entry.objects.all()) or posters.foreign().exists():
            found.add(POSTERS)
    if not editions.are_as_published():
        found.add(RULES)
    return found


def test_a_wrap_that_opens_would_be_noticed_here(scene: Scene) -> None:
    """The checks above are no empty ones: Marta's own key passes for nobody's."""
    house = scene.house
    assert unwrap_key(house.vault, house.marta.session.bundle, house.marta.member.pk)
    scene.theirs = house.marta.session.bundle
    with pytest.raises(pytest.fail.Exception):
        no_wrap_is_theirs(scene)


@pytest.mark.parametrize("model", COMMONS, ids=lambda model: model.__name__)
def test_deleting_a_table_opens_nothing(scene: Scene, model: type[models.Model]) -> None:
    """It shuts people out, which nobody can overlook, and backups are there for."""
    with connection.constraint_checks_disabled():
        delete_all_rows(model)
        nobody_gets_in(scene)
        no_wrap_is_theirs(scene)


def test_a_network_that_was_deleted_is_not_set_up_anew_without_the_code(scene: Scene) -> None:
    delete_all_rows(Network)
    page = scene.house.browser().get("/set-up/").content.decode()
    assert tokens.spell(pepper()) not in page
    assert 'name="organisation"' not in page


def delete_all_rows(model: type[models.Model]) -> None:
    with connection.cursor() as cursor:
        cascade = "TRUNCATE {} CASCADE" if connection.vendor == "postgresql" else "DELETE FROM {}"
        cursor.execute(cascade.format(connection.ops.quote_name(model._meta.db_table)))
