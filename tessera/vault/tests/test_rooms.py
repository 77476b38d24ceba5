"""Several rooms of one organisation: what they are called, who is let in from one into another, and taken out of one."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from django.urls import reverse

from tessera.accounts.bundles import Bundle
from tessera.accounts.models import Member, Role
from tessera.accounts.rules import NotAllowed
from tessera.audit.models import VaultLine
from tessera.vault import gate
from tessera.vault.actions import invite
from tessera.vault.files import database_file
from tessera.vault.models import Colleague, NewKeyDue, Room, Vault, Wrap
from tessera.vault.opening import NoGrant
from tessera.vault.queries import colleagues, this_room, waiting_outside
from tessera.vault.rooms import actions as rooms
from tessera.vault.rooms.naming import rooms_held
from tessera.vault.rooms.queries import known_elsewhere
from tessera.vault.rotation import NobodyLeft
from tessera.vault.tests.rooms import another_room, bring, known_by, opens, page
from tests.at_once import at_once
from tests.scanner import traces_in_folder

CANARY = "Xochipilli"


@pytest.fixture
def rosa(house):
    return house.colleague(Role.COORDINATOR, name="Rosa")


@pytest.fixture
def legal(house):
    return another_room(house, house.marta, called=f"{CANARY} legal")


# What a room is called


def test_the_name_of_a_room_is_in_no_file_and_no_row_outside_it(house, legal):
    connections["keys"].close()
    assert not traces_in_folder(Path(settings.DATA), [CANARY])
    assert CANARY not in str(list(Vault.objects.values()))
    with house.open(house.marta, legal):
        assert this_room().name == f"{CANARY} legal"


def test_every_page_names_the_rooms_somebody_holds_and_no_other(house, rosa, legal):
    for name, vault in {"today": None, "my-account": None, "rooms": None, "members": house.vault}.items():
        assert CANARY in page(house, house.marta, name, vault), name
        assert CANARY not in page(house, rosa, name, vault), name


def test_outside_the_rooms_none_is_chosen_for_who_holds_several(house, rosa, legal):
    """What is searched or written down there should not land in the room that happens to be the oldest."""
    for name in ("today", "my-account", "rooms", "network"):
        shown = page(house, house.marta, name)
        assert "Choose a room" in shown
        assert reverse("search", args=[house.vault.pk]) not in shown
        assert reverse("search", args=[legal.pk]) not in shown
    assert reverse("search", args=[house.vault.pk]) in page(house, rosa, "today")


def test_a_room_without_a_name_is_called_as_its_organisation(house):
    assert [room.name for room in rooms_held(house.marta.member, house.marta.session)] == ["Casa"]


def test_a_room_from_before_names_is_its_organisations_own(house):
    with house.open(house.marta):
        Room.objects.all().delete()
        assert this_room().is_own
        rooms.name_room(called="Albergue", by=house.marta.member)
        assert (this_room().name, this_room().kind) == ("Albergue", "own")


def test_who_may_not_invite_names_no_room_and_opens_none(house):
    worker = house.colleague(Role.CASE_WORKER)
    with pytest.raises(NotAllowed):
        another_room(house, worker)
    with house.open(worker), pytest.raises(NotAllowed):
        rooms.name_room(called="Mine", by=worker.member)


def test_a_room_that_does_not_open_keeps_nobody_from_the_others(house, legal):
    content = database_file(legal.pk)
    content.write_bytes(b"\1" * content.stat().st_size)
    held = rooms_held(house.marta.member, house.marta.session)
    assert [(room.name, room.kind) for room in held] == [("Casa", "own"), ("Casa", "")]
    assert "does not open right now" in page(house, house.marta, "rooms")
    assert house.browser(house.marta).get(reverse("members", args=[house.vault.pk])).status_code == 200


def test_naming_waits_for_no_room_that_gets_its_new_key(house, legal, monkeypatch):
    monkeypatch.setattr(gate, "PATIENCE_SECONDS", 0)
    NewKeyDue.objects.create(vault=legal.pk, after=1)
    members = page(house, house.marta, "members", house.vault)
    assert CANARY not in members
    assert NewKeyDue.objects.exists(), "a page of another room is no moment to make a new key"
    assert CANARY in page(house, house.marta, "members", legal)
    assert not NewKeyDue.objects.exists()


# Letting in from one room into another


def test_name_and_key_come_from_the_room_where_both_are(house, rosa, legal):
    shown = page(house, house.marta, "bring-in", legal)
    assert "Rosa" in shown
    address = reverse("bring-in-one", args=[legal.pk, rosa.member.pk])
    answer = house.browser(house.marta).get(address).content.decode()
    assert "where their keys were checked" in answer
    form = {"name": "Rosa the lawyer", "keys": known_by(rosa)}
    done = house.browser(house.marta).post(address, form, follow=True).content.decode()
    assert "Rosa the lawyer can open this room now." in done
    assert opens(house, rosa, legal)
    with house.open(rosa):
        assert Colleague.objects.get(pk=rosa.member.pk).name == "Rosa", "each room has its own names"


def test_keys_that_the_commons_have_and_no_room_are_never_offered_as_known(house, rosa, legal):
    theirs = Bundle.new("Somebody else")
    Member.objects.filter(pk=rosa.member.pk).update(
        kem_public=theirs.kem.public, signing_public=theirs.signing.public
    )
    with house.open(house.marta, legal):
        assert known_elsewhere(legal, this_room(), house.marta.member, house.marta.session) == []
    shown = page(house, house.marta, "bring-in-one", legal, uid=rosa.member.pk)
    assert "Call them and compare these words" in shown
    own = page(house, rosa, "my-card")
    said = own.split('<ol class="words">')[1].split("</ol>")[0]
    assert said not in shown, "the words that Rosa reads are of her true keys"


def test_keys_put_in_after_the_words_were_shown_are_not_let_in(house, rosa, legal):
    shown_print = known_by(rosa)
    theirs = Bundle.new("Somebody else")
    Member.objects.filter(pk=rosa.member.pk).update(
        kem_public=theirs.kem.public, signing_public=theirs.signing.public
    )
    form = {"name": "Rosa", "keys": shown_print, "compared": "on"}
    address = reverse("bring-in-one", args=[legal.pk, rosa.member.pk])
    answer = house.browser(house.marta).post(address, form, follow=True).content.decode()
    assert "meanwhile their keys have changed" in answer
    assert not Wrap.objects.filter(vault=legal.pk, member=rosa.member.pk).exists()


def test_who_shares_no_room_is_let_in_only_after_the_words_were_compared(house, legal):
    outside = house.joined(name="Ana")
    address = reverse("bring-in-one", args=[legal.pk, outside.member.pk])
    form = {"name": "Ana", "keys": known_by(outside)}
    assert "aria-invalid" in house.browser(house.marta).post(address, form).content.decode()
    assert not opens(house, outside, legal)
    house.browser(house.marta).post(address, form | {"compared": "on"})
    assert opens(house, outside, legal)


def test_nobody_is_let_in_twice_and_none_who_was_removed(house, rosa, legal):
    bring(house, legal, rosa, house.marta, "Rosa")
    again = house.browser(house.marta).get(
        reverse("bring-in-one", args=[legal.pk, rosa.member.pk]), follow=True
    )
    assert "Rosa is in this room already." in again.content.decode()
    Member.objects.filter(pk=rosa.member.pk).update(removed_at=rosa.member.joined_at)
    gone = Member.objects.get(pk=rosa.member.pk)
    with house.open(house.marta, legal), pytest.raises(NotAllowed):
        rooms.bring_in(vault=legal, member=gone, name="Rosa", checked=known_by(rosa), by=house.marta.member)


def test_whoever_was_invited_waits_in_the_room_they_were_invited_to(house, rosa, legal):
    """Nobody in the other rooms is asked to let in somebody they know nothing of."""
    bring(house, legal, rosa, house.marta)
    waiting = house.joined(name="Ana")
    with house.open(house.marta):
        assert waiting_outside(house.vault) == [waiting.member]
    house.colleague(name="Inside")
    with house.open(house.marta, legal):
        assert waiting_outside(legal) == [waiting.member]
        shown = page(house, house.marta, "members", legal)
    assert "Ana" not in shown
    assert f"{waiting.member.pk}/let-in/" not in shown


# Out of one room only


def test_a_room_is_closed_to_somebody_who_keeps_account_and_other_rooms(house, rosa, legal):
    bring(house, legal, rosa, house.marta)
    shown = page(house, house.marta, "remove-member", legal, uid=rosa.member.pk)
    assert reverse("take-out", args=[legal.pk, rosa.member.pk]) in shown
    done = house.browser(house.marta).post(reverse("take-out", args=[legal.pk, rosa.member.pk]), follow=True)
    assert "cannot open this room any more" in done.content.decode()
    assert not opens(house, rosa, legal)
    assert opens(house, rosa, house.vault)
    assert opens(house, house.marta, legal)
    assert Vault.objects.get(pk=legal.pk).epoch == 2, "they may have kept the key"
    assert Vault.objects.get(pk=house.vault.pk).epoch == 1
    with house.open(house.marta, legal):
        assert [member for _one, member in colleagues(legal)] == [house.marta.member]
        assert VaultLine.objects.filter(verb="member.taken-out", about=rosa.member.pk).count() == 1


def test_who_was_taken_out_comes_back_by_their_card(house, rosa, legal):
    bring(house, legal, rosa, house.marta)
    with house.open(house.marta, legal):
        rooms.take_out(vault=legal, member=rosa.member, by=house.marta.member)
    bring(house, legal, rosa, house.marta, "Rosa again")
    assert opens(house, rosa, legal)


def test_of_two_who_take_each_other_out_one_stays(house, rosa, legal):
    bring(house, legal, rosa, house.marta)
    Member.objects.filter(pk=rosa.member.pk).update(role=Role.ADMINISTRATOR)
    people = [house.marta, rosa]
    members = [Member.objects.get(pk=one.member.pk) for one in people]

    def takes_out(by, other):
        with house.open(people[by], legal):
            rooms.take_out(vault=legal, member=members[other], by=members[by])

    outcomes = at_once(lambda: takes_out(0, 1), lambda: takes_out(1, 0))
    assert sorted(outcome is None for outcome in outcomes) == [False, True]
    failed = next(outcome for outcome in outcomes if outcome is not None)
    assert isinstance(failed, NoGrant | NobodyLeft | gate.NewKeyUnderWay)
    assert sum(opens(house, one, legal) for one in people) == 1


def test_who_was_taken_out_a_moment_ago_takes_nobody_out(house, rosa, legal):
    ana = house.colleague(name="Ana")
    for one in (rosa, ana):
        bring(house, legal, one, house.marta)
    with house.open(rosa, legal):  # still open when Marta takes her out
        Colleague.objects.filter(pk=rosa.member.pk).update(kem_public=None)
        with pytest.raises(NoGrant):
            rooms.take_out(vault=legal, member=ana.member, by=rosa.member)
    assert opens(house, ana, legal)


def test_nobody_is_taken_out_by_a_lower_role_or_by_themselves(house, rosa, legal):
    worker = house.colleague(Role.CASE_WORKER)
    for one in (rosa, worker):
        bring(house, legal, one, house.marta)
    for by, member in ((rosa, house.marta), (worker, rosa), (rosa, rosa)):
        with house.open(by, legal), pytest.raises(NotAllowed):
            rooms.take_out(vault=legal, member=member.member, by=by.member)
        address = reverse("take-out", args=[legal.pk, member.member.pk])
        assert house.browser(by).post(address).status_code == 403
    assert all(opens(house, one, legal) for one in (rosa, worker, house.marta))


def test_whoever_alone_holds_a_room_is_removed_only_by_who_says_that_it_is_lost(house, rosa):
    theirs = another_room(house, rosa, called="Safety")
    address = reverse("remove-member", args=[house.vault.pk, rosa.member.pk])
    browser = house.browser(house.marta)
    warned = browser.get(address).content.decode()
    assert "They alone hold the key to a room." in warned
    assert "Safety" not in warned
    browser.post(address)
    assert opens(house, rosa, theirs)
    browser.post(address, {"lose": "on"})
    assert Member.objects.get(pk=rosa.member.pk).is_removed
    assert not Wrap.objects.filter(vault=theirs.pk).exists()


def test_a_room_cut_off_while_it_was_made_keeps_nobody_here(house, rosa):
    """Its wrap is there, the room is not: nothing is lost with it."""
    another_room(house, rosa).delete()
    house.browser(house.marta).post(reverse("remove-member", args=[house.vault.pk, rosa.member.pk]))
    assert Member.objects.get(pk=rosa.member.pk).is_removed


@pytest.mark.parametrize("at", ["take_wraps_of", "empty_write_ahead_log"])
def test_cut_off_while_somebody_is_taken_out_it_heals_at_the_next_unlock(house, rosa, legal, monkeypatch, at):
    """Their wrap goes first: whatever is lost after it, they are out and everybody else is in."""
    bring(house, legal, rosa, house.marta)
    step = getattr(rooms, at)

    def cut_off(*args, **kwargs):
        step(*args, **kwargs)
        raise OSError

    with house.open(house.marta, legal), monkeypatch.context() as patch:
        patch.setattr(rooms, at, cut_off)
        with pytest.raises(OSError):  # noqa: PT011 - ours
            rooms.take_out(vault=legal, member=rosa.member, by=house.marta.member)
    assert opens(house, house.marta, legal)
    assert not opens(house, rosa, legal)
    assert Vault.objects.get(pk=legal.pk).epoch == 2
    with house.open(house.marta, legal):
        assert Colleague.objects.get(pk=rosa.member.pk).kem_public is None
        assert [member for _one, member in colleagues(legal)] == [house.marta.member]


def test_today_asks_to_let_somebody_else_into_a_room_that_one_person_holds(house, rosa, legal):
    shared = another_room(house, house.marta, "Group", "shared")
    shown = page(house, house.marta, "today")
    for vault in (legal, shared):
        assert f'href="{reverse("bring-in", args=[vault.pk])}"' in shown
    assert reverse("invite", args=[shared.pk]) not in shown


def test_invitations_are_made_from_a_room_of_ones_own(house, legal):
    with house.open(house.marta, legal):
        assert invite(name="Ana", role=Role.READER, by=house.marta.member)
    shared = another_room(house, house.marta, "Working group", "shared")
    with house.open(house.marta, shared), pytest.raises(NotAllowed):
        invite(name="Ana", role=Role.READER, by=house.marta.member)
    assert reverse("invite", args=[shared.pk]) not in page(house, house.marta, "members", shared)
    assert house.browser(house.marta).get(reverse("invite", args=[shared.pk])).status_code == 404
