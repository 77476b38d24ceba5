"""Rooms of several organisations: joining by card and voice, whose people are whose, leaving, and the network's room."""

from __future__ import annotations

import re

import pytest
from django.db import DatabaseError
from django.urls import reverse

from tessera.accounts import rules
from tessera.accounts.models import Member, Network, Role
from tessera.accounts.rules import NotAllowed
from tessera.audit.lines import AuditLineNotWritten
from tessera.audit.models import CommonsLine, Line, VaultLine
from tessera.sealing.comparing import comparison_words
from tessera.tracing.models import Person
from tessera.vault.actions import remove_member
from tessera.vault.models import LiftedGrant, Vault, Wrap
from tessera.vault.outsiders import NotLetIn
from tessera.vault.returning import actions as returning
from tessera.vault.returning.queries import NobodyWaits, returning_member
from tessera.vault.rooms import actions as rooms, cards
from tessera.vault.rooms.actions import NetworkHasARoom
from tessera.vault.rooms.queries import organisations_in
from tessera.vault.rotation import NobodyLeft
from tessera.vault.tests.rooms import another_room, bring, colleague_of, known_by, opens, page
from tests.at_once import at_once


@pytest.fixture
def shared(house):
    return another_room(house, house.marta, "Working group", "shared")


@pytest.fixture
def both(house, shared, fatou):
    bring(house, shared, fatou, house.marta, "Fatou")
    return shared


# Joining


def test_from_a_card_to_an_open_door(house, fatou, shared):
    card = page(house, fatou, "my-card")
    code = re.search(r'id="code" dir="ltr">([^<]+)<', card)[1]
    browser = house.browser(house.marta)
    found = browser.post(reverse("bring-in", args=[shared.pk]), {"code": code.lower().replace(" ", "-")})
    asked = browser.get(found.headers["Location"]).content.decode()
    assert "Fatou&#x27;s" in asked, "their organisation"
    assert "Coordinator" in asked
    keys = fatou.session.bundle
    for language in ("en", "es"):
        for word in comparison_words(keys.kem.public, keys.signing.public, language=language).split():
            assert f"<li>{word}</li>" in card
            assert f"<li>{word}</li>" in asked
    shown_print = re.search(r'name="keys" value="([a-z ]+)"', asked)[1]
    form = {"name": "Fatou of Dakar", "keys": shown_print, "compared": "on"}
    done = browser.post(found.headers["Location"], form, follow=True).content.decode()
    assert "Fatou of Dakar can open this room now." in done
    assert opens(house, fatou, shared)
    theirs = page(house, fatou, "members", shared)
    assert "Fatou of Dakar" in theirs
    assert "Casa" in theirs
    assert not opens(house, fatou, house.vault), "a shared room opens no other"


@pytest.mark.parametrize("code", ["", "AAAA", "AAAA AAAA AAAA", "ÀÀÀÀ 1111 0000", "x" * 40, "\0" * 12])
def test_a_code_of_nobody_finds_nobody(house, shared, code):
    answer = house.browser(house.marta).post(reverse("bring-in", args=[shared.pk]), {"code": code})
    assert answer.status_code == 200
    assert "aria-invalid" in answer.content.decode()


def test_one_wrong_letter_in_a_code_is_noticed(house, fatou):
    code = cards.code_of(fatou.member.pk)
    assert cards.member_of(code) == fatou.member
    for at in range(len(code)):
        wrong = code[:at] + ("A" if code[at] != "A" else "B") + code[at + 1 :]
        with pytest.raises(cards.NobodyHasThisCode):
            cards.member_of(wrong)


def test_a_code_finds_nobody_who_was_removed(house):
    rosa = house.colleague(name="Rosa")
    with house.open(house.marta):
        remove_member(member=rosa.member, by=house.marta.member)
    with pytest.raises(cards.NobodyHasThisCode):
        cards.member_of(cards.code_of(rosa.member.pk))


def test_a_room_of_one_organisation_lets_nobody_else_in(house, fatou):
    legal = another_room(house, house.marta)
    browser = house.browser(house.marta)
    said = browser.post(reverse("bring-in", args=[legal.pk]), {"code": cards.code_of(fatou.member.pk)})
    assert "Only people of your own organisation" in said.content.decode()
    form = {"name": "Fatou", "keys": known_by(fatou), "compared": "on"}
    assert browser.post(reverse("bring-in-one", args=[legal.pk, fatou.member.pk]), form).status_code == 404
    with house.open(house.marta, legal), pytest.raises(NotAllowed):
        rooms.bring_in(
            vault=legal, member=fatou.member, name="F", checked=known_by(fatou), by=house.marta.member
        )
    assert not opens(house, fatou, legal)


def test_somebody_at_the_database_makes_no_room_a_shared_one(house, fatou):
    """Who may be let in stands inside: the commons have nothing to change."""
    Vault.objects.filter(pk=house.vault.pk).update(is_network=True)
    with house.open(house.marta), pytest.raises(NotAllowed):
        rooms.bring_in(
            vault=house.vault, member=fatou.member, name="F", checked=known_by(fatou), by=house.marta.member
        )


def test_nobody_is_let_in_whose_role_reads_nothing(house, shared, fatou, monkeypatch):
    """Holding a key would make them somebody who can open the room, whatever the pages show them."""
    monkeypatch.setitem(rules._ROLES, Role.READER, frozenset())
    Member.objects.filter(pk=fatou.member.pk).update(role=Role.READER)
    member = Member.objects.get(pk=fatou.member.pk)
    with house.open(house.marta, shared), pytest.raises(NotAllowed):
        rooms.bring_in(vault=shared, member=member, name="F", checked=known_by(fatou), by=house.marta.member)


def test_who_is_known_from_a_shared_room_is_known_for_the_next(house, both, fatou):
    second = another_room(house, house.marta, "Second group", "shared")
    assert "Fatou" in page(house, house.marta, "bring-in", second)
    legal = another_room(house, house.marta, "Legal")
    assert "Fatou" not in page(house, house.marta, "bring-in", legal), "not into a room of our own"


def test_everybody_who_may_invite_lets_people_in_also_their_own_colleagues(house, both, fatou):
    awa = colleague_of(house, fatou)
    bring(house, both, awa, fatou, "Awa")
    assert opens(house, awa, both)
    with house.open(awa, both), pytest.raises(NotAllowed):  # a case worker
        rooms.bring_in(vault=both, member=awa.member, name="Awa", checked=known_by(awa), by=awa.member)


# Whose people are whose


def test_each_takes_out_their_own_people_and_who_opened_the_room_anybody(house, both, fatou):
    rosa, awa = house.colleague(Role.COORDINATOR, "Rosa"), colleague_of(house, fatou)
    bring(house, both, rosa, house.marta)
    bring(house, both, awa, fatou)
    for other in (rosa, house.marta):
        with house.open(fatou, both), pytest.raises(NotAllowed):
            rooms.take_out(vault=both, member=other.member, by=fatou.member)
    for by, member in ((fatou, awa), (rosa, fatou)):
        with house.open(by, both):
            rooms.take_out(vault=both, member=member.member, by=by.member)
        assert not opens(house, member, both)
    assert opens(house, rosa, both)


def test_nobody_ends_an_account_of_another_organisation(house, both, fatou):
    """Meeting in a room gives no power over each other's people, whoever opened it."""
    address = reverse("remove-member", args=[both.pk, fatou.member.pk])
    assert house.browser(house.marta).post(address).status_code == 404
    theirs = reverse("remove-member", args=[both.pk, house.marta.member.pk])
    assert house.browser(fatou).post(theirs).status_code == 404
    with house.open(house.marta, both), pytest.raises(NotAllowed):
        remove_member(member=fatou.member, by=house.marta.member)
    assert not Member.objects.exclude(removed_at=None).exists()


def test_who_loses_their_account_loses_the_shared_rooms_too(house, both, fatou):
    awa = colleague_of(house, fatou)
    own = Vault.objects.get(organisation=fatou.member.organisation)
    for vault in (both, own):
        bring(house, vault, awa, fatou)
    with house.open(fatou, own):
        remove_member(member=awa.member, by=fatou.member)
    assert not Wrap.objects.filter(member=awa.member.pk).exists()
    assert opens(house, house.marta, both)
    assert Vault.objects.get(pk=both.pk).epoch == 2
    assert opens(house, fatou, both)


# Leaving


def test_an_organisation_leaves_with_all_its_people_at_once(house, both, fatou):
    awa = colleague_of(house, fatou)
    bring(house, both, awa, fatou)
    browser = house.browser(fatou)
    address = reverse("part-with", args=[both.pk, fatou.member.organisation_id])
    assert "with your whole organisation" in browser.get(address).content.decode()
    done = browser.post(address, follow=True).content.decode()
    assert "has left the room." in done
    assert not opens(house, fatou, both)
    assert not opens(house, awa, both)
    assert opens(house, house.marta, both)
    assert Vault.objects.get(pk=both.pk).epoch == 2
    with house.open(house.marta, both):
        line = VaultLine.objects.get(verb="organisation.parted")
        assert (line.about, line.details) == (fatou.member.organisation_id, '{"members": 2}')
    assert CommonsLine.objects.filter(verb="organisation.parted").count() == 1


def test_who_travels_leaves_with_their_organisation(house, both, fatou):
    """Whoever is away holds a lifted grant and no key: two who stayed could have given them the room back."""
    awa, rosa = colleague_of(house, fatou), house.colleague(Role.COORDINATOR, name="Rosa")
    bring(house, both, awa, fatou, "Awa")
    bring(house, both, rosa, house.marta, "Rosa")
    returning.travel(by=awa.member)
    with house.open(house.marta, both):
        rooms.part_with(vault=both, organisation=fatou.member.organisation, by=house.marta.member)
        assert organisations_in(both) == [house.casa]
        with pytest.raises(NobodyWaits):
            returning_member(both, awa.member.id)
    assert not LiftedGrant.objects.filter(vault=both.pk).exists()


def test_who_travels_can_be_taken_out_and_so_can_the_last_of_an_organisation(house, both, fatou):
    awa, ndeye = colleague_of(house, fatou), colleague_of(house, fatou, name="Ndeye")
    rosa = house.colleague(Role.COORDINATOR, name="Rosa")
    bring(house, both, rosa, house.marta, "Rosa")
    for one in (awa, ndeye):
        bring(house, both, one, fatou, one.login)
        returning.travel(by=one.member)
    browser = house.browser(house.marta)
    for gone in (awa, fatou):
        assert browser.post(reverse("take-out", args=[both.pk, gone.member.pk])).status_code == 302
    assert list(LiftedGrant.objects.filter(vault=both.pk).values_list("member", flat=True)) == [
        ndeye.member.pk
    ]
    address = reverse("part-with", args=[both.pk, fatou.member.organisation_id])
    assert browser.post(address).status_code == 302
    assert not LiftedGrant.objects.filter(vault=both.pk).exists()


def test_whom_nobody_of_their_organisation_let_in_gets_no_key_anywhere_else(house, shared, fatou):
    """An administrator of the network may have invited them where everybody is at work."""
    mallory = colleague_of(house, fatou, Role.COORDINATOR, name="Mallory")
    browser = house.browser(house.marta)
    code = {"code": cards.code_of(mallory.member.pk)}
    said = browser.post(reverse("bring-in", args=[shared.pk]), code).content.decode()
    assert "Their own organisation has not let them in yet" in said
    with pytest.raises(NotAllowed):
        bring(house, shared, mallory, house.marta, "Mallory")
    theirs = house.browser(mallory)
    for name in ("open-room", "bring-room"):
        for answer in (
            theirs.get(reverse(name)),
            theirs.post(reverse(name), {"name": "Legal", "kind": "own"}),
        ):
            assert answer.status_code == 403
            assert "A colleague has to let you in first" in answer.content.decode()
    with pytest.raises(NotLetIn):
        rooms.open_room(called="Legal", kind="own", by=mallory.member, name="Mallory")
    assert not Wrap.objects.filter(member=mallory.member.pk).exists()
    bring(house, shared, fatou, house.marta, "Fatou")
    bring(house, shared, mallory, fatou, "Mallory")  # one of her own knows her
    assert opens(house, mallory, shared)


def test_who_opened_it_closes_it_to_another_organisation_and_nobody_else_does(house, both, fatou):
    third, _vault = house.stranger(name="Third")
    bring(house, both, third, house.marta)
    with house.open(fatou, both):
        for organisation in (third.member.organisation, house.casa):
            with pytest.raises(NotAllowed):
                rooms.part_with(vault=both, organisation=organisation, by=fatou.member)
    house.browser(house.marta).post(reverse("part-with", args=[both.pk, third.member.organisation_id]))
    assert not opens(house, third, both)
    assert opens(house, fatou, both)


def test_when_those_who_opened_it_leave_it_passes_to_who_is_there_longest(house, both, fatou):
    third, _vault = house.stranger(name="Third")
    bring(house, both, third, fatou)
    with house.open(house.marta, both):
        rooms.part_with(vault=both, organisation=house.casa, by=house.marta.member)
    assert Vault.objects.get(pk=both.pk).organisation == fatou.member.organisation
    assert not opens(house, house.marta, both)
    room = Vault.objects.select_related("organisation").get(pk=both.pk)
    with house.open(fatou, room):
        rooms.take_out(vault=room, member=third.member, by=fatou.member)
    assert not opens(house, third, both)


def test_nobody_leaves_a_room_to_people_who_cannot_let_anybody_in(house, both, fatou):
    Member.objects.filter(pk=fatou.member.pk).update(role=Role.READER)
    with house.open(house.marta, both), pytest.raises(NobodyLeft):
        rooms.part_with(vault=both, organisation=house.casa, by=house.marta.member)
    said = house.browser(house.marta).post(reverse("part-with", args=[both.pk, house.casa.pk]), follow=True)
    assert "nobody may let others in" in said.content.decode()
    assert opens(house, house.marta, both)
    assert opens(house, fatou, both)


def test_no_organisation_leaves_a_room_of_its_own(house):
    with house.open(house.marta), pytest.raises(NotAllowed):
        rooms.part_with(vault=house.vault, organisation=house.casa, by=house.marta.member)


@pytest.mark.parametrize("failing", [CommonsLine, VaultLine])
def test_without_its_lines_no_organisation_leaves(house, both, fatou, monkeypatch, failing):
    def full(self: Line, **kwargs: object) -> None:
        if isinstance(self, failing):
            raise DatabaseError("database or disk is full")
        written(self, **kwargs)

    written = Line.save_base
    with house.open(house.marta, both):
        monkeypatch.setattr(Line, "save_base", full)
        with pytest.raises(AuditLineNotWritten):
            rooms.part_with(vault=both, organisation=house.casa, by=house.marta.member)
        monkeypatch.undo()
        assert Vault.objects.get(pk=both.pk).organisation == house.casa
        assert not CommonsLine.objects.filter(verb="organisation.parted").exists()
        assert not VaultLine.objects.filter(verb="organisation.parted").exists()
    assert opens(house, house.marta, both)


# The network's room


def test_there_is_one_room_of_the_network_and_it_is_called_as_the_network(house, fatou):
    browser = house.browser(house.marta)
    browser.post(reverse("open-network-room"))
    again = browser.post(reverse("open-network-room"), follow=True).content.decode()
    assert "Somebody has opened it already." in again
    room = Vault.objects.get(is_network=True)
    with pytest.raises(NetworkHasARoom):
        rooms.open_network_room(by=house.marta.member, name="Marta")
    bring(house, room, fatou, house.marta, "Fatou")
    assert "Red Prueba" in page(house, fatou, "rooms")
    Network.objects.update(name="Red Nueva")
    shown = page(house, fatou, "members", room)
    assert '<summary class="room"><span class="visually-hidden">Room: </span>Red Nueva</summary>' in shown


def test_of_two_who_open_it_at_once_one_does(house):
    rosa = house.colleague(Role.ADMINISTRATOR, "Rosa")

    def opens_it(somebody):
        return rooms.open_network_room(by=somebody.member, name=somebody.login)

    outcomes = at_once(lambda: opens_it(house.marta), lambda: opens_it(rosa))
    assert sum(isinstance(one, Vault) for one in outcomes) == 1
    assert sum(isinstance(one, NetworkHasARoom) for one in outcomes) == 1


def test_only_who_administrates_the_network_opens_its_room(house, fatou):
    with pytest.raises(NotAllowed):
        rooms.open_network_room(by=fatou.member, name="Fatou")
    with pytest.raises(NotAllowed):
        rooms.open_room(called="Ours", kind="network", by=house.marta.member, name="Marta")
    with house.open(house.marta):
        assert not Person.objects.exists()
