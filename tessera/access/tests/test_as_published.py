"""Rules that somebody wrote past the log never become published ones: not by the next start, and not by the next proposal."""

from __future__ import annotations

import json

import pytest
from django.db.models import QuerySet
from django.urls import reverse

from tessera.access import actions, editions
from tessera.access.models import Edition, Proposal, Review, WorkedRules
from tessera.access.tests.invented import VISIT
from tessera.access.tests.proposing import NEWER, counts_now, lines, proposed, read_by, written_on_the_disk
from tessera.audit.lines import write_line
from tessera.audit.models import CommonsLine
from tessera.cli.preparing import _take_in_worked_rules

FORGED = "Go to the border police first"
ELSEWHERE = {"rules": {"visit": [VISIT | {"title:en": "Over there"}]}}


def an_edition_of_their_own():
    Edition.objects.create(number=editions.last_edition().number + 1, tables=editions.current_tables())


def no_edition_any_more():
    Edition.objects.all().delete()


FORGERIES = [lambda: written_on_the_disk(**{"ask:en": FORGED}), an_edition_of_their_own, no_edition_any_more]


def kept():
    return list(Edition.objects.values()), list(WorkedRules.objects.values()), CommonsLine.objects.count()


@pytest.mark.parametrize("forge", FORGERIES)
def test_a_start_leaves_them_and_says_so_and_goes_on(house, published, capsys, forge):
    forge()
    before = kept()
    with pytest.raises(actions.NotAsPublished):
        actions.publish_worked()
    _take_in_worked_rules()
    said = capsys.readouterr().err
    assert "not those that were published last" in said
    assert "Bring back the commons from a backup" in said
    assert kept() == before
    assert not editions.are_as_published()


def test_also_a_start_with_nothing_new_says_so(house, capsys):
    actions.publish_worked()
    assert actions.publish_worked() is None
    written_on_the_disk(**{"ask:en": FORGED})
    _take_in_worked_rules()
    assert "not those that were published last" in capsys.readouterr().err


@pytest.mark.parametrize("forge", FORGERIES)
def test_a_proposal_is_neither_read_nor_published_on_top_of_them(house, shared, readers, forge):
    proposal = proposed(house, shared, ELSEWHERE)
    read_by(house, shared, proposal, readers[0])
    forge()
    before = kept(), lines(house, shared)
    with pytest.raises(actions.NotAsPublished):
        read_by(house, shared, proposal, readers[1])
    assert (kept(), lines(house, shared)) == before
    with house.open(house.marta, shared):
        assert Proposal.objects.get().is_open
        assert Review.objects.count() == 1


def test_the_page_says_why_it_waits(house, shared, readers):
    proposal = proposed(house, shared, ELSEWHERE)
    written_on_the_disk(**{"ask:en": FORGED})
    address = reverse("proposal", kwargs={"vault": shared.pk, "uid": proposal.uid})
    said = house.browser(readers[0]).get(address).content.decode()
    assert "The rules that count now are not those that were published last" in said
    assert "All example persons are answered as expected" not in said
    pressed = house.browser(readers[0]).post(f"{address}review/", follow=True).content.decode()
    assert pressed.count("this proposal waits.") == 2
    assert "Nobody yet." in pressed


def test_once_the_right_ones_are_back_it_goes_on_where_it_was(house, shared, readers):
    right = editions.current_tables()["rules"][0]["ask:en"]
    proposal = proposed(house, shared, ELSEWHERE)
    read_by(house, shared, proposal, readers[0])
    written_on_the_disk(**{"ask:en": FORGED})
    with pytest.raises(actions.NotAsPublished):
        read_by(house, shared, proposal, readers[1])
    written_on_the_disk(**{"ask:en": right})
    assert read_by(house, shared, proposal, readers[1]).number == 2
    assert editions.are_as_published()
    assert FORGED not in json.dumps(editions.current_tables())


def test_a_line_written_behind_the_last_is_believed(house, published):
    """What comparing with the log cannot notice: links take no key. It stands there for who reads the log."""
    written_on_the_disk(**{"ask:en": FORGED})
    tables = editions.current_tables()
    write_line(CommonsLine, "rules.shipped", by=None, edition=1, tables=editions.digest(tables))
    assert editions.are_as_published()
    assert [line.verb for line in CommonsLine.objects.all()].count("rules.shipped") == 2


def test_a_new_server_has_neither_rules_nor_a_line_and_takes_in_the_worked_ones(house, capsys):
    assert editions.are_as_published()
    _take_in_worked_rules()
    assert capsys.readouterr().err == ""
    assert editions.are_as_published()
    assert editions.current()[0] == 1


def test_commons_that_came_back_older_are_as_published(house):
    """Editions and lines lie in one file, so a backup brings back both."""
    actions.publish_worked()
    newer = counts_now(editions.current_tables())
    newer.delete()
    assert not editions.are_as_published()
    QuerySet(CommonsLine).filter(pk=CommonsLine.objects.count()).delete()
    assert editions.are_as_published()
    assert actions.publish_worked() is None


@pytest.mark.parametrize("details", ["", "[]", "7", "{}", '{"edition": 1}', "no JSON"])
def test_a_line_that_says_nothing_is_no_line_of_ours(house, published, monkeypatch, details):
    line = CommonsLine.objects.order_by("-number")[0]
    monkeypatch.setattr("tessera.access.editions.CommonsLine.objects", _Only(line, details))
    assert not editions.are_as_published()


class _Only:
    """The log as it is when its last line about rules was written over."""

    def __init__(self, line, details):
        self.line, line.details = line, details

    def filter(self, **_wanted):
        return self

    def order_by(self, _column):
        return self

    def first(self):
        return self.line


def test_what_is_proposed_meanwhile_is_kept_and_waits(house, shared, readers):
    written_on_the_disk(**{"ask:en": FORGED})
    proposal = proposed(house, shared, NEWER)
    with pytest.raises(actions.NotAsPublished):
        read_by(house, shared, proposal, readers[0])
