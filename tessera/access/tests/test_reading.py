"""Whose reading counts: of the two, not both people of the author's organisation, and nobody who may no longer publish."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from tessera.access import actions
from tessera.access.models import Edition, Review
from tessera.access.tests.proposing import proposed, read_by, title
from tessera.access.today import proposals_to_read
from tessera.accounts.models import Member, Role
from tessera.vault.models import Wrap
from tessera.vault.tests.rooms import bring


@pytest.fixture
def ours(house, shared):
    """Two coordinators of the author's own organisation, let into the network's room."""
    found = [house.colleague(Role.COORDINATOR, name) for name in ("Paz", "Pilar")]
    for one in found:
        bring(house, shared, one, house.marta)
    return found


def page(house, shared, proposal, somebody):
    address = reverse("proposal", kwargs={"vault": shared.pk, "uid": proposal.uid})
    return house.browser(somebody).get(address).content.decode()


def press(house, shared, proposal, somebody):
    address = reverse("review-proposal", kwargs={"vault": shared.pk, "uid": proposal.uid})
    return house.browser(somebody).post(address, follow=True).content.decode()


MISSING = "One of another organisation than its author's has to read it."


def test_people_of_one_organisation_do_not_publish_alone(house, shared, readers, ours):
    proposal = proposed(house, shared)
    assert MISSING in page(house, shared, proposal, house.marta)
    assert "One more has to read it." in press(house, shared, proposal, ours[0])
    said = press(house, shared, proposal, ours[1])
    assert "Somebody of another organisation than its author&#x27;s has to read it too." in said
    assert MISSING in said
    assert "more has to." not in said
    assert (title(), Edition.objects.count()) == ("Emergency care", 1)
    assert "Published: everybody sees it now." in press(house, shared, proposal, readers[0])
    assert title() == "Care, at once"


def test_one_of_each_is_enough(house, shared, readers, ours):
    proposal = proposed(house, shared)
    assert read_by(house, shared, proposal, readers[0]) is None
    assert MISSING not in page(house, shared, proposal, house.marta)
    assert read_by(house, shared, proposal, ours[0]).number == 2


def test_where_one_organisation_holds_the_room_alone_two_others_of_it_are_enough(house, shared, ours):
    proposal = proposed(house, shared)
    assert MISSING not in page(house, shared, proposal, house.marta)
    assert read_by(house, shared, proposal, ours[0]) is None
    assert read_by(house, shared, proposal, ours[1]).number == 2


def test_another_organisation_is_asked_for_also_while_nobody_of_it_may_publish(house, shared, ours):
    reader, _vault = house.stranger(Role.READER, name="Coumba")
    bring(house, shared, reader, house.marta)
    proposal = proposed(house, shared)
    assert [read_by(house, shared, proposal, one) for one in ours] == [None, None]
    assert title() == "Emergency care"


def test_once_nobody_of_another_is_left_pressing_again_publishes_it(house, shared, readers, ours):
    proposal = proposed(house, shared)
    assert [read_by(house, shared, proposal, one) for one in ours] == [None, None]
    Member.objects.filter(pk__in=[one.member.pk for one in readers]).update(removed_at=timezone.now())
    assert read_by(house, shared, proposal, ours[1]).number == 2


def let_go(somebody, shared):
    Member.objects.filter(pk=somebody.member.pk).update(removed_at=timezone.now())


def made_a_case_worker(somebody, shared):
    Member.objects.filter(pk=somebody.member.pk).update(role=Role.CASE_WORKER)


def on_a_journey(somebody, shared):
    Member.objects.filter(pk=somebody.member.pk).update(away_since=timezone.now())


def without_the_room(somebody, shared):
    Wrap.objects.filter(vault=shared.pk, member=somebody.member.pk).delete()


@pytest.mark.parametrize("ended", [let_go, made_a_case_worker, on_a_journey, without_the_room])
def test_who_may_no_longer_publish_does_not_count_any_more(house, shared, readers, ours, ended):
    proposal = proposed(house, shared)
    read_by(house, shared, proposal, readers[0])
    assert "Awa" in page(house, shared, proposal, house.marta)
    ended(readers[0], shared)
    said = page(house, shared, proposal, house.marta)
    assert "Awa" not in said
    assert "2 more have to." in said
    assert read_by(house, shared, proposal, readers[1]) is None
    assert title() == "Emergency care"
    assert read_by(house, shared, proposal, ours[0]).number == 2


def test_the_organisation_is_the_one_they_were_of_when_they_wrote_and_read(house, shared, readers, ours):
    """Who can write the commons makes nobody another organisation's afterwards."""
    proposal = proposed(house, shared)
    read_by(house, shared, proposal, ours[0])
    theirs = readers[0].member.organisation_id
    for one in (house.marta, ours[0]):
        Member.objects.filter(pk=one.member.pk).update(organisation=theirs)
    assert read_by(house, shared, proposal, ours[1]) is None
    with house.open(house.marta, shared):
        assert set(Review.objects.values_list("organisation", flat=True)) == {house.casa.pk}


def test_today_asks_only_whose_reading_brings_it_further(house, shared, readers, ours):
    third = house.colleague(Role.COORDINATOR, "Pia")
    bring(house, shared, third, house.marta)
    proposal = proposed(house, shared, title="Care")

    def is_asked(somebody):
        with house.open(somebody, shared):
            return [matter.title for matter in proposals_to_read(shared, somebody.member)] != []

    assert [is_asked(one) for one in (house.marta, *ours, third, *readers)] == [False, *[True] * 5]
    for one in ours:
        read_by(house, shared, proposal, one)
    assert [is_asked(one) for one in (house.marta, *ours, third, *readers)] == [*[False] * 4, True, True]


def test_today_says_who_is_needed(house, shared, ours):
    proposed(house, shared)

    def said():
        with house.open(ours[0], shared):
            return [matter.said for matter in proposals_to_read(shared, ours[0].member)]

    assert said() == ["It counts once two others than its author have read it."]
    stranger, _vault = house.stranger(name="Coumba")
    bring(house, shared, stranger, house.marta)
    assert said() == [
        "It counts once two others than its author have read it, not both of their organisation."
    ]


def test_at_most_three_are_on_today(house, shared, readers):
    for number in range(5):
        changed = {"title": f"Care {number}"}
        proposed(house, shared, **changed)
    with house.open(readers[0], shared):
        assert len(list(proposals_to_read(shared, readers[0].member))) == 3


def test_its_author_never_counts_whatever_the_rows_say(house, shared, readers):
    proposal = proposed(house, shared)
    with pytest.raises(actions.OwnProposal):
        read_by(house, shared, proposal, house.marta)
