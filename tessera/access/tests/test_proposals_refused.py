"""What stands in the way of a proposal: then nothing of it is kept, whoever does something else at the same moment."""

from __future__ import annotations

import pytest
from django.db import DatabaseError, connections

from tessera.access import actions, editions
from tessera.access.models import Edition, Proposal, Review
from tessera.access.tables import TablesWrong
from tessera.access.tests.invented import CARE, MAN, example_to
from tessera.access.tests.proposing import NEWER, NOT_EXCEPT, REFUSAL, lines, proposed, read_by, title
from tessera.audit.lines import AuditLineNotWritten
from tessera.audit.models import CommonsLine, VaultLine
from tessera.vault.tests.rooms import bring
from tests.at_once import at_once

CANARY = "Xochipilli"
CAREFUL = {"rules": {"care": [CARE | {"risk:en": "Careful."}]}}


@pytest.mark.parametrize(
    ("wrong", "code"),
    [
        ({"rules": {"care": [CARE | {"where": "Mexico"}]}}, "no_such_place"),
        ({"examples": {"care": [MAN | {"expected": "may-not"}]}}, "answered_otherwise"),
        ({"examples": {"care": []}}, "without_example"),
        ({"rules": {"care": []}}, "no_such_rule"),
        ({"groups": {"coast": []}}, "no_such_group"),
        ({"questions": {"papers": [{"code": "papers", "text:en": "Have you papers?"}]}}, "asks_status"),
        (REFUSAL, "contradicts"),
    ],
)
def test_tables_that_cannot_be_used_are_not_kept(house, shared, wrong, code):
    proposed(house, shared)
    before = lines(house, shared)
    with pytest.raises(TablesWrong) as refused:
        proposed(house, shared, changes=wrong)
    assert code in {one.code for one in refused.value.errors}
    with house.open(house.marta, shared):
        assert [(one.title, one.changes) for one in Proposal.objects.all()] == [("Care", NEWER)]
    assert lines(house, shared) == before


def test_what_no_longer_fits_what_was_published_meanwhile_is_not_published(house, shared, readers):
    refusal = proposed(house, shared, changes=NOT_EXCEPT, title="Not in DE")
    for one in readers:
        read_by(house, shared, refusal, one)
    no_care, care_again = (proposed(house, shared, changes=one) for one in (REFUSAL, NEWER))
    for one in readers:
        read_by(house, shared, no_care, one)
    read_by(house, shared, care_again, readers[0])
    before = lines(house, shared), Edition.objects.count(), CommonsLine.objects.count()
    with pytest.raises(TablesWrong):
        read_by(house, shared, care_again, readers[1])
    assert (lines(house, shared), Edition.objects.count(), CommonsLine.objects.count()) == before
    with house.open(house.marta, shared):
        assert Proposal.objects.get(pk=care_again.pk).is_open
        assert Review.objects.filter(proposal=care_again).count() == 1


@pytest.mark.parametrize("was_read", [False, True])
def test_what_was_published_meanwhile_is_not_undone_by_an_older_proposal(house, shared, readers, was_read):
    newer, older = (proposed(house, shared, changes=one) for one in (NEWER, CAREFUL))
    if was_read:
        read_by(house, shared, older, readers[0])
    for one in readers:
        read_by(house, shared, newer, one)
    before = lines(house, shared), Edition.objects.count()
    with pytest.raises(actions.ChangedMeanwhile):
        read_by(house, shared, older, readers[1])
    assert (title(), lines(house, shared), Edition.objects.count()) == ("Care, at once", *before)
    with house.open(house.marta, shared):
        assert Proposal.objects.get(pk=older.pk).is_open
        assert Review.objects.filter(proposal=older).count() == was_read


def test_proposed_again_on_what_counts_now_it_is_published(house, shared, readers):
    newer, older = (proposed(house, shared, changes=one) for one in (NEWER, CAREFUL))
    for one in readers:
        read_by(house, shared, newer, one)
    again = {"rules": {"care": [NEWER["rules"]["care"][0] | {"risk:en": "Careful."}]}}
    with house.open(house.marta, shared):
        actions.withdraw(proposal=Proposal.objects.get(pk=older.pk), by=house.marta.member)
    anew = proposed(house, shared, changes=again)
    assert [bool(read_by(house, shared, anew, one)) for one in readers] == [False, True]
    assert editions.current_tables()["rules"][0] == again["rules"]["care"][0]


def test_two_new_rules_of_one_name_do_not_take_each_others_place(house, shared, readers):
    school = [CARE | {"code": "school", "needs": need, "title:en": need} for need in ("school", "food")]
    first, second = (
        proposed(
            house,
            shared,
            {"rules": {"school": [one]}, "examples": {"school": [example_to("school", need=one["needs"])]}},
        )
        for one in school
    )
    for one in readers:
        read_by(house, shared, first, one)
    with pytest.raises(actions.ChangedMeanwhile):
        read_by(house, shared, second, readers[0])
    assert editions.current()[1].rules["school"].needs == {"school"}


@pytest.mark.parametrize(
    "same", [{}, {"rules": {"care": [CARE]}}, {"rules": {"care": [CARE | {"risk:fr": ""}]}}]
)
def test_what_changes_nothing_is_not_kept(house, shared, same):
    proposed(house, shared)
    before = lines(house, shared)
    with house.open(house.marta, shared):
        with pytest.raises(actions.SaysTheSame):
            actions.propose(title="Care", changes=same, why="", by=house.marta.member)
        assert Proposal.objects.get().changes == NEWER
    assert lines(house, shared) == before


def test_of_two_who_read_it_at_the_same_moment_one_publishes_it(house, shared, readers):
    proposal = proposed(house, shared)
    outcomes = at_once(*[lambda one=one: read_by(house, shared, proposal, one) for one in readers])
    assert sorted(type(one).__name__ for one in outcomes) == ["Edition", "NoneType"]
    assert (title(), Edition.objects.count()) == ("Care, at once", 2)


def test_what_two_last_readers_do_at_once_is_published_once(house, shared, readers):
    third, _vault = house.stranger(name="Coumba")
    bring(house, shared, third, house.marta)
    proposal = proposed(house, shared)
    read_by(house, shared, proposal, third)
    outcomes = at_once(*[lambda one=one: read_by(house, shared, proposal, one) for one in readers])
    assert sorted(type(one).__name__ for one in outcomes) == ["Edition", "NotOpen"]
    assert Edition.objects.count() == 2
    assert CommonsLine.objects.filter(verb="rules.published").count() == 1


@pytest.mark.parametrize("chain", [VaultLine, CommonsLine])
def test_without_its_line_nothing_is_published_in_either_place(house, shared, readers, monkeypatch, chain):
    proposal = proposed(house, shared)
    read_by(house, shared, proposal, readers[0])
    before = lines(house, shared)
    write = actions.write_line

    def fails(of, verb, **named):
        if (of, verb) == (chain, "rules.published"):
            raise AuditLineNotWritten
        return write(of, verb, **named)

    with monkeypatch.context() as patch:
        patch.setattr(actions, "write_line", fails)
        with pytest.raises(AuditLineNotWritten):
            read_by(house, shared, proposal, readers[1])
    assert (title(), lines(house, shared), Edition.objects.count()) == ("Emergency care", before, 1)
    assert read_by(house, shared, proposal, readers[1]).number == 2


def test_where_the_room_cannot_keep_it_everybody_is_told_what_counted(house, shared, readers, monkeypatch):
    proposal = proposed(house, shared)
    read_by(house, shared, proposal, readers[0])
    before = CommonsLine.objects.count()

    def fails():
        raise DatabaseError

    with house.open(readers[1], shared) as room, monkeypatch.context() as patch:
        patch.setattr(connections[room.alias], "commit", fails)
        with pytest.raises(DatabaseError):
            actions.review(proposal=Proposal.objects.get(), by=readers[1].member)
    assert (title(), Edition.objects.count(), CommonsLine.objects.count()) == ("Emergency care", 1, before)
    assert read_by(house, shared, proposal, readers[1]).number == 2


def test_no_line_and_no_row_outside_the_room_holds_a_word_of_a_proposal_that_waits(house, shared):
    with house.open(house.marta, shared):
        said = CARE | {"ask:en": f"{CANARY} asks"}
        changes = {"rules": {"care": [said]}}
        actions.propose(title=f"{CANARY} rule", changes=changes, why=CANARY, by=house.marta.member)
        told = " ".join(f"{line.verb} {line.details}" for line in VaultLine.objects.all())
    outside = str(list(CommonsLine.objects.values())) + str(list(Edition.objects.values()))
    assert CANARY not in told + outside
