"""An invitation makes one account, once, while it lasts."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from tessera.accounts import actions
from tessera.accounts.actions import AlreadyFounded, LoginTaken, NewAccount
from tessera.accounts.models import Invitation, Member, Network, Organisation, Role
from tessera.accounts.queries import InvitationSpent, find_invitation, login_is_taken
from tessera.accounts.rules import NotAllowed
from tessera.audit.models import CommonsLine
from tessera.sealing import passphrases
from tests.at_once import at_once


def account(login: str) -> NewAccount:
    return NewAccount(login.title(), login, passphrases.new_passphrase("es"))


@pytest.fixture
def invitation(house):
    return actions.make_invitation(organisation=house.casa, role=Role.READER, by=house.marta.member)


def test_it_makes_an_account_with_its_role_in_its_organisation(house, invitation):
    kept, token = invitation
    member, bundle = actions.accept_invitation(token=token, account=account("rosa"))
    assert (member.role, member.organisation) == (Role.READER, house.casa)
    assert bundle.name == "Rosa"
    assert member.invitation == Invitation.objects.get(pk=kept.pk)
    assert login_is_taken("Rosa ")


def test_it_makes_one_account_only(invitation):
    _kept, token = invitation
    actions.accept_invitation(token=token, account=account("rosa"))
    with pytest.raises(InvitationSpent):
        actions.accept_invitation(token=token, account=account("ana"))
    with pytest.raises(InvitationSpent):
        find_invitation(token)
    assert not login_is_taken("ana")


def test_of_two_who_accept_at_the_same_moment_one_gets_the_account(house, invitation):
    _kept, token = invitation
    before = Member.objects.count()
    outcomes = at_once(
        *[
            lambda login=login: actions.accept_invitation(token=token, account=account(login))
            for login in ("rosa", "ana", "lucia", "ines")
        ]
    )
    assert sum(isinstance(outcome, tuple) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, InvitationSpent) for outcome in outcomes) == 3
    assert Member.objects.count() == before + 1
    assert Invitation.objects.get().member_id == next(o for o in outcomes if isinstance(o, tuple))[0].id


def test_it_lasts_seven_days(invitation):
    kept, token = invitation
    with time_machine.travel(kept.expires_at - timedelta(seconds=1), tick=False):
        assert find_invitation(token) == kept
    with time_machine.travel(kept.expires_at, tick=False):
        with pytest.raises(InvitationSpent):
            find_invitation(token)
        with pytest.raises(InvitationSpent):
            actions.accept_invitation(token=token, account=account("rosa"))
    assert timedelta(days=7) - (kept.expires_at - kept.created_at) < timedelta(seconds=5)


def test_withdrawn_it_makes_none(house, invitation):
    kept, token = invitation
    actions.withdraw_invitation(invitation=kept, by=house.marta.member)
    with pytest.raises(InvitationSpent):
        actions.accept_invitation(token=token, account=account("rosa"))


def test_one_that_was_used_cannot_be_withdrawn_any_more(house, invitation):
    """Otherwise the note with which the new member is let in would go, and they would look like an impostor."""
    kept, token = invitation
    actions.accept_invitation(token=token, account=account("rosa"))
    lines = CommonsLine.objects.count()
    with pytest.raises(InvitationSpent):
        actions.withdraw_invitation(invitation=kept, by=house.marta.member)
    assert Invitation.objects.get(pk=kept.pk).withdrawn_at is None
    assert CommonsLine.objects.count() == lines


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "ñ\0"])
def test_a_token_that_was_never_made_is_as_one_that_was_spent(house, token):
    with pytest.raises(InvitationSpent):
        find_invitation(token)


def test_the_token_is_not_stored(invitation):
    kept, token = invitation
    assert token.encode() not in bytes(Invitation.objects.get(pk=kept.pk).token_hash)
    values = Invitation.objects.filter(pk=kept.pk).values().get()
    assert token not in str(values)


def test_a_login_that_is_taken_leaves_the_invitation_open(house, invitation):
    kept, token = invitation
    lines = CommonsLine.objects.count()
    with pytest.raises(LoginTaken):
        actions.accept_invitation(token=token, account=account("MARTA"))
    assert find_invitation(token) == kept
    assert CommonsLine.objects.count() == lines
    actions.accept_invitation(token=token, account=account("rosa"))


def test_two_who_choose_the_same_login_at_the_same_moment_do_not_both_get_it(house):
    made = [
        actions.make_invitation(organisation=house.casa, role=Role.READER, by=house.marta.member)[1]
        for _ in range(3)
    ]
    outcomes = at_once(
        *[lambda one=one: actions.accept_invitation(token=one, account=account("rosa")) for one in made]
    )
    assert sum(isinstance(outcome, tuple) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, LoginTaken) for outcome in outcomes) == 2
    assert Invitation.objects.open().count() == 2


def test_every_step_leaves_its_line(house, invitation):
    kept, token = invitation
    member, _bundle = actions.accept_invitation(token=token, account=account("rosa"))
    invited, joined = CommonsLine.objects.order_by("-number")[:2][::-1]
    assert (invited.verb, invited.by, invited.about) == ("member.invited", house.marta.member.id, kept.id)
    assert (joined.verb, joined.by, joined.about) == ("member.joined", member.id, kept.id)


# Who may invite whom


def test_nobody_hands_out_more_than_they_have(house):
    coordinator = house.colleague(Role.COORDINATOR).member
    for role in (Role.READER, Role.CASE_WORKER, Role.COORDINATOR):
        actions.make_invitation(organisation=house.casa, role=role, by=coordinator)
    with pytest.raises(NotAllowed):
        actions.make_invitation(organisation=house.casa, role=Role.ADMINISTRATOR, by=coordinator)
    actions.make_invitation(organisation=house.casa, role=Role.ADMINISTRATOR, by=house.marta.member)


def test_only_who_looks_after_the_node_invites_into_other_organisations(house):
    other = actions.add_organisation(name="Otra", country="GT", by=house.marta.member)
    coordinator = house.colleague(Role.COORDINATOR).member
    with pytest.raises(NotAllowed):
        actions.make_invitation(organisation=other, role=Role.READER, by=coordinator)
    actions.make_invitation(organisation=other, role=Role.COORDINATOR, by=house.marta.member)


@pytest.mark.parametrize("role", [Role.READER, Role.CASE_WORKER])
def test_others_invite_withdraw_and_remove_nobody(house, invitation, role):
    somebody = house.colleague(role).member
    before = (Invitation.objects.count(), CommonsLine.objects.count())
    for refused in (
        lambda: actions.make_invitation(organisation=house.casa, role=Role.READER, by=somebody),
        lambda: actions.withdraw_invitation(invitation=invitation[0], by=somebody),
        lambda: actions.end_membership(member=house.marta.member, by=somebody),
        lambda: actions.add_organisation(name="Otra", country="GT", by=somebody),
        lambda: actions.change_network(name="Mine", look="plum", by=somebody),
    ):
        with pytest.raises(NotAllowed):
            refused()
    assert (Invitation.objects.count(), CommonsLine.objects.count()) == before
    assert Network.objects.get().name == "Red Prueba"
    assert Invitation.objects.get(pk=invitation[0].pk).withdrawn_at is None


# The first of all


def test_a_network_is_founded_once(house):
    with pytest.raises(AlreadyFounded):
        actions.found_network(
            name="Another", look="leaf", organisation="Otra", country="GT", account=account("rosa")
        )
    assert Network.objects.get().name == "Red Prueba"
    assert Organisation.objects.get() == house.casa


@pytest.mark.django_db(transaction=True, databases=["default", "keys"])
def test_of_two_set_ups_at_the_same_moment_one_founds_the_network():
    def found(name: str):
        return actions.found_network(
            name=name, look="leaf", organisation=name, country="GT", account=account(name)
        )

    outcomes = at_once(*[lambda name=name: found(name) for name in ("one", "two", "three")])
    assert sum(isinstance(outcome, tuple) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, AlreadyFounded) for outcome in outcomes) == 2
    assert Network.objects.count() == Organisation.objects.count() == Member.objects.count() == 1


def test_two_set_ups_that_both_looked_before_either_wrote_found_one_network(house, monkeypatch):
    """On PostgreSQL they can: the second finds out when it writes."""
    monkeypatch.setattr(Network.objects.__class__, "select_for_update", lambda self: self.none())
    with pytest.raises(AlreadyFounded):
        actions.found_network(
            name="Another", look="leaf", organisation="Otra", country="GT", account=account("rosa")
        )
    assert Network.objects.get().name == "Red Prueba"


def test_the_networks_name_and_look_change_with_a_line(house):
    actions.change_network(name="Red Nueva", look="plum", by=house.marta.member)
    network = Network.objects.get()
    assert (str(network), network.look) == ("Red Nueva", "plum")
    assert CommonsLine.objects.last().verb == "network.changed"
    assert network.founded_at < timezone.now()
