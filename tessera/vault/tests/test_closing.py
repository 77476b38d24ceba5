"""A room closes here once its copy has arrived elsewhere: by two, whole or not at all, with or without the accounts."""

from __future__ import annotations

import io

import pytest
from django.db import connections

from tessera.accounts.models import Member, Role
from tessera.audit import heads
from tessera.audit.models import CommonsLine
from tessera.sealing import passphrases
from tessera.tracing.models import Person
from tessera.vault.files import (
    VaultUnreadable,
    copy_to_take,
    leaving_folder,
    vaults_folder,
)
from tessera.vault.leaving import actions, unfinished
from tessera.vault.leaving.container import CopyReader
from tessera.vault.models import Departure, NewKeyDue, Vault
from tessera.vault.opening import NoGrant, open_vault, opened, unwrap_key
from tessera.vault.tests.trusted import COUNTRIES, words_of
from tessera.vault.trust import actions as trust
from tessera.vault.trust.models import Share
from tests.at_once import at_once

from .leaving import (
    WORDS,
    active,
    arrived,
    ask,
    bring,
    close,
    is_gone,
    take,
    taken,
    write_down,
)

# The receipt, and closing


def test_the_letters_of_the_other_server_show_that_it_arrived_and_the_copy_goes(house):
    departure = arrived(house)
    assert departure.arrived_at
    assert list(leaving_folder(house.vault.id).iterdir()) == []


@pytest.mark.parametrize("letters", ["", "AAAA", "MFRG GZDF MZTW Q2LK AAAA"])
def test_other_letters_show_nothing(house, letters):
    from tessera.sealing import tokens

    departure = take(house)
    for wrong in (letters, tokens.spell(b"0123456789")):
        with pytest.raises(actions.NotArrived), house.open(house.marta):
            actions.confirm_arrival(letters=wrong, by=house.marta.member)
    assert copy_to_take(house.vault.id, departure.id).exists()


def test_a_room_is_closed_by_two_once_its_copy_arrived(house):
    rosa = house.colleague(name="Rosa")
    write_down(house)
    departure = take(house)
    with pytest.raises(actions.NotToBeClosed), house.open(house.marta):
        actions.ask_to_close(departure=departure, by=house.marta.member)
    with pytest.raises(actions.NotToBeClosed):
        close(house, rosa)
    departure = arrived(house)
    with pytest.raises(actions.NotToBeClosed):
        close(house, rosa)  # nobody asked yet
    with house.open(house.marta):
        actions.ask_to_close(departure=departure, by=house.marta.member)
    with pytest.raises(actions.NotToBeClosed):
        close(house, house.marta)  # one person alone is not two
    close(house, rosa)
    is_gone(house.vault.id)
    assert CommonsLine.objects.get(verb="vault.closed").by == rosa.member.id


def test_where_there_is_only_one_they_close_it_alone(house):
    departure = arrived(house)
    with house.open(house.marta):
        actions.ask_to_close(departure=departure, by=house.marta.member)
    close(house, house.marta)
    is_gone(house.vault.id)


def test_anybody_inside_can_say_that_it_stays_open(house):
    rosa = house.colleague(name="Rosa")
    departure = arrived(house)
    with house.open(house.marta):
        actions.ask_to_close(departure=departure, by=house.marta.member)
    with house.open(rosa):
        actions.keep_open(by=rosa.member)
    with pytest.raises(actions.NotToBeClosed):
        close(house, rosa)


@pytest.mark.parametrize("when", ["before the row is gone", "after it"])
def test_killed_while_closing_it_is_there_or_it_is_gone(house, monkeypatch, when):
    departure = arrived(house)
    with house.open(house.marta):
        actions.ask_to_close(departure=departure, by=house.marta.member)

    def killed(*_args, **_kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(
            *((Vault, "delete") if when.startswith("before") else (actions, "finish_closing")), killed
        )
        with pytest.raises(KeyboardInterrupt):
            close(house, house.marta)
    unfinished.clear_up()
    if when.startswith("before"):
        with house.open(house.marta):
            assert Departure.objects.exists()
        assert list(vaults_folder().glob("*.closing")) == []
    else:
        is_gone(house.vault.id)


def test_a_closed_room_can_come_back_and_its_log_is_still_known(house, fatou):
    """The commons remember how far it had come, so an older copy is noticed."""
    departure = take(house)
    content = copy_to_take(house.vault.id, departure.id).read_bytes()
    from tessera.sealing import tokens

    letters = tokens.spell(bytes.fromhex(CopyReader(io.BytesIO(content), WORDS).manifest.receipt))
    with house.open(house.marta):
        actions.confirm_arrival(letters=letters, by=house.marta.member)
        actions.ask_to_close(departure=departure, by=house.marta.member)
        heads.keep_heads(house.vault.id, now=True)
        actions.close_room(by=house.marta.member)
    brought = bring(content, fatou)
    with open_vault(brought.vault, fatou.session):
        assert heads.troubles(house.vault.id) == [heads.Trouble.VAULT_WENT_BACK]


def test_nothing_else_is_open_in_the_end(house, fatou, copy):
    bring(copy, fatou)
    assert [alias for alias in connections if str(alias).startswith("vault-")] == []
    with opened(
        house.vault.id,
        unwrap_key(Vault.objects.get(pk=house.vault.pk), fatou.session.bundle, fatou.member.id),
    ):
        assert Person.objects.exists()


def test_words_of_every_language_are_taken(house):
    for language in ("en", "es", "fr"):
        words = passphrases.new_passphrase(language)
        assert CopyReader(io.BytesIO(taken(house, words=words)), f" {words.upper()} ").manifest


def test_two_who_agree_at_once_close_it_once(house):
    rosa, ana = house.colleague(name="Rosa"), house.colleague(name="Ana")
    departure = arrived(house)
    with house.open(house.marta):
        actions.ask_to_close(departure=departure, by=house.marta.member)

    def agree(somebody):
        try:
            close(house, somebody)
        except (Vault.DoesNotExist, NoGrant, VaultUnreadable, actions.NotToBeClosed) as late:
            return type(late)
        return None

    outcomes = at_once(lambda: agree(rosa), lambda: agree(ana))
    assert None in outcomes
    is_gone(house.vault.id)
    assert CommonsLine.objects.filter(verb="vault.closed").count() == 1


# Leaving altogether


def test_an_organisation_that_left_takes_its_accounts_along(house):
    from tessera.accounts import sessions

    stranger, _vault = house.stranger(name="Fatou")
    Member.objects.filter(pk=stranger.member.pk).update(role=Role.ADMINISTRATOR)
    house.joined(name="Never let in")
    secret = house.marta.secret
    ask(house, arrived(house), end_accounts=True)
    is_gone(house.vault.id)
    assert active(house.casa) == 0
    assert active(stranger.member.organisation) == 1
    with pytest.raises(sessions.SessionEnded):
        sessions.resume(secret)
    assert CommonsLine.objects.get(verb="organisation.left").about == house.casa.id


def test_killed_while_the_accounts_end_the_room_opens_as_before(house, monkeypatch):
    """What was written since the copy left is nowhere else: its wraps go with its files, never before them."""
    stranger, _vault = house.stranger(name="Fatou")
    Member.objects.filter(pk=stranger.member.pk).update(role=Role.ADMINISTRATOR)
    departure = arrived(house)

    def killed(**_kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(actions, "end_organisation", killed)
        with pytest.raises(KeyboardInterrupt):
            ask(house, departure, end_accounts=True)
    unfinished.clear_up()
    with house.open(house.marta):
        assert Departure.objects.exists()
    assert active(house.casa) == 1
    close(house, house.marta)
    is_gone(house.vault.id)
    assert active(house.casa) == 0


def test_whoever_leaves_with_their_organisation_keeps_no_part_of_another_rooms_key(house):
    fatou, theirs = house.stranger(name="Fatou")
    Member.objects.filter(pk=fatou.member.pk).update(role=Role.ADMINISTRATOR)
    fatou.member.refresh_from_db()
    for country in COUNTRIES:
        with house.open(fatou, theirs):
            trust.appoint_trustee(
                vault=theirs,
                words=words_of(house.joined(Role.TRUSTEE)),
                name="Somebody of Casa",
                country=country,
                by=fatou.member,
            )
    with house.open(fatou, theirs):
        assert Share.objects.filter(vault=theirs.pk).count() == len(COUNTRIES)
    ask(house, arrived(house), end_accounts=True)
    assert not Share.objects.exists()
    assert NewKeyDue.objects.filter(vault=theirs.pk).exists()


def test_the_accounts_stay_where_nobody_else_would_look_after_the_network(house, fatou):
    ask(house, arrived(house), end_accounts=True)
    is_gone(house.vault.id)
    assert active(house.casa) == 1
