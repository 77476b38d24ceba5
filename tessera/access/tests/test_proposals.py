"""Proposals to change the rules: two others than the author read them, as they stand, before anybody is told so."""

from __future__ import annotations

import json

import pytest

from tessera.access import actions, editions
from tessera.access.models import Edition, Proposal, Review
from tessera.access.tests.invented import VISIT
from tessera.access.tests.proposing import NEWEST, lines, proposed, read_by, title
from tessera.access.today import proposals_to_read
from tessera.accounts.models import Role
from tessera.accounts.rules import NotAllowed
from tessera.audit.models import CommonsLine
from tessera.vault.tests.rooms import bring


def test_it_counts_once_two_others_have_read_it(house, shared, readers):
    proposal = proposed(house, shared)
    assert read_by(house, shared, proposal, readers[0]) is None
    assert (title(), Edition.objects.count()) == ("Emergency care", 1)
    edition = read_by(house, shared, proposal, readers[1])
    assert (edition.number, edition.changed) == (2, {"rules": ["care"]})
    assert title() == "Care, at once"
    with house.open(house.marta, shared):
        assert Proposal.objects.get().published_as == 2
    marta, awa, binta = (one.member.id for one in (house.marta, *readers))
    assert lines(house, shared, proposal) == [
        ("rules.proposed", marta),
        ("proposal.reviewed", awa),
        ("proposal.reviewed", binta),
        ("rules.published", binta),
    ]
    said = CommonsLine.objects.get(verb="rules.published")
    assert (said.by, json.loads(said.details)["edition"]) == (binta, 2)


def test_its_author_is_none_of_the_two(house, shared, readers):
    proposal = proposed(house, shared, by=readers[0])
    read_by(house, shared, proposal, readers[1])
    before = lines(house, shared)
    with pytest.raises(actions.OwnProposal):
        read_by(house, shared, proposal, readers[0])
    assert (title(), lines(house, shared)) == ("Emergency care", before)
    assert read_by(house, shared, proposal, house.marta).number == 2


def test_who_reads_it_twice_counts_once(house, shared, readers):
    proposal = proposed(house, shared)
    assert [read_by(house, shared, proposal, readers[0]) for _twice in range(2)] == [None, None]
    assert title() == "Emergency care"
    with house.open(house.marta, shared):
        assert Review.objects.count() == 1


@pytest.mark.parametrize("ended", ["published", "withdrawn"])
def test_what_is_published_or_withdrawn_is_neither_read_nor_withdrawn_again(house, shared, readers, ended):
    proposal = proposed(house, shared)
    if ended == "published":
        for one in readers:
            read_by(house, shared, proposal, one)
    else:
        with house.open(house.marta, shared):
            actions.withdraw(proposal=proposal, by=house.marta.member)
    before = lines(house, shared), Edition.objects.count()
    with pytest.raises(actions.NotOpen):
        read_by(house, shared, proposal, readers[0])
    with house.open(house.marta, shared):
        now = Proposal.objects.get()
        with pytest.raises(actions.NotOpen):
            actions.withdraw(proposal=now, by=house.marta.member)
    assert (lines(house, shared), Edition.objects.count()) == before


def test_who_may_do_what(house, shared, readers):
    """Whoever writes proposes, and takes back their own; only who may publish reads, and takes back another's."""
    worker, reader = (house.colleague(role) for role in (Role.CASE_WORKER, Role.READER))
    for one in (worker, reader):
        bring(house, shared, one, house.marta)
    proposal = proposed(house, shared, by=worker)
    others = proposed(house, shared, changes=NEWEST)
    with pytest.raises(NotAllowed):
        proposed(house, shared, by=reader)
    for one in (worker, reader):
        with pytest.raises(NotAllowed):
            read_by(house, shared, others, one)
        with house.open(one, shared), pytest.raises(NotAllowed):
            actions.withdraw(proposal=others, by=one.member)
    with house.open(worker, shared):
        actions.withdraw(proposal=proposal, by=worker.member)
    with house.open(readers[0], shared):
        actions.withdraw(proposal=others, by=readers[0].member)
        assert not any(one.is_open for one in Proposal.objects.all())
    assert [verb for verb, _by in lines(house, shared, others)] == ["rules.proposed", "proposal.withdrawn"]


def test_a_rule_is_taken_out_with_its_persons(house, shared, readers):
    proposal = proposed(house, shared, changes={"rules": {"visit": []}, "examples": {"visit": []}})
    for one in readers:
        read_by(house, shared, proposal, one)
    assert editions.current()[1].rules.keys() == {"care"}


def test_two_proposals_of_different_rules_do_not_undo_each_other(house, shared, readers):
    both = [
        proposed(house, shared),
        proposed(house, shared, {"rules": {"visit": [VISIT | {"title:en": "Over there"}]}}),
    ]
    for proposal in both:
        for one in readers:
            read_by(house, shared, proposal, one)
    assert [row["title:en"] for row in editions.current_tables()["rules"]] == ["Care, at once", "Over there"]


def test_today_asks_everybody_who_may_but_its_author_until_they_read_it(house, shared, readers):
    worker = house.colleague(Role.CASE_WORKER)
    bring(house, shared, worker, house.marta)
    proposal = proposed(house, shared, by=readers[0], title="Care at the door")

    def asked(somebody):
        with house.open(somebody, shared):
            return [matter.title for matter in proposals_to_read(shared, somebody.member)]

    said = ["Read a proposed rule: Care at the door"]
    assert [asked(one) for one in (house.marta, readers[1], readers[0], worker)] == [said, said, [], []]
    read_by(house, shared, proposal, readers[1])
    assert [asked(one) for one in (house.marta, readers[1])] == [said, []]
    read_by(house, shared, proposal, house.marta)
    assert asked(house.marta) == []
