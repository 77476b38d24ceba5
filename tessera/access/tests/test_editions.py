"""Editions: what differs between two, the worked rules as they come with each version, and what a network made of them."""

from __future__ import annotations

import csv
import json
from datetime import timedelta

import pytest
from django.urls import reverse
from hypothesis import given, strategies as st

from tessera.access import actions, editions
from tessera.access.models import Edition, WorkedRules
from tessera.access.tables import COLUMNS, TablesWrong
from tessera.access.tests.invented import CARE, MAN, NEIGHBOUR, VISIT, example_to, tables
from tessera.access.tests.proposing import counts_now
from tessera.audit.lines import AuditLineNotWritten, write_line
from tessera.audit.models import CommonsLine
from tests.at_once import at_once

SCHOOL = CARE | {"code": "school", "needs": "school", "title:en": "School"}
PUPIL = example_to("school", need="school")
KEYS = dict.fromkeys(COLUMNS, "code") | {"examples": "rule"}

_cells = st.fixed_dictionaries({}, optional={"says": st.sampled_from("ab"), "where": st.sampled_from("ab")})
_rows = {
    name: st.lists(
        st.builds(
            lambda code, rest, key=key: rest | {key: code}, st.sampled_from(["a", "b", "c", ""]), _cells
        )
    )
    for name, key in KEYS.items()
}
any_tables = st.fixed_dictionaries({}, optional=_rows)


def changes_between(before, after):
    return {
        name: {code: editions.rows_of(after, name, code) for code in codes}
        for name, codes in editions.differing(before, after).items()
    }


def in_some_order(found):
    return {name: sorted(sorted(row.items()) for row in found.get(name, [])) for name in COLUMNS}


# What differs


@given(any_tables, any_tables)
def test_what_differs_put_into_the_one_makes_the_other(before, after):
    made = editions.with_changes(before, changes_between(before, after))
    assert in_some_order(made) == in_some_order(after)
    assert not editions.differing(made, after)


@given(any_tables, any_tables)
def test_what_differs_is_named_and_nothing_else(before, after):
    assert editions.differing(before, before) == {}
    found = editions.differing(before, after)
    assert {name: set(codes) for name, codes in found.items()} == {
        name: set(codes) for name, codes in editions.differing(after, before).items()
    }
    for name in COLUMNS:
        for code in "abc":
            same = editions.rows_of(before, name, code) == editions.rows_of(after, name, code)
            assert (code in found.get(name, [])) != same


def test_a_column_that_a_row_lacks_is_blank():
    before, after = tables(), tables(rules={"risk:fr": ""})
    assert editions.differing(before, after) == editions.differing(after, before) == {}


@given(any_tables)
def test_tables_stay_as_they_are_while_others_are_made_of_them(before):
    kept = {name: [dict(row) for row in rows] for name, rows in before.items()}
    made = editions.with_changes(before, {"rules": {"a": [{"code": "a", "says": "new"}]}})
    for rows in made.values():
        for row in rows:
            row["changed"] = "afterwards"
    assert before == kept


def test_a_changed_row_stays_where_it_was_a_new_one_comes_last_and_none_takes_it_out():
    before = tables()
    changes = {"rules": {"care": [CARE | {"says": "?"}], "school": [SCHOOL]}, "examples": {"care": []}}
    after = editions.with_changes(before, changes)
    assert [row["code"] for row in after["rules"]] == ["care", "visit", "school"]
    assert after["rules"][0]["says"] == "?"
    assert after["examples"] == [NEIGHBOUR]


# The worked rules


@pytest.fixture
def ship(tmp_path, monkeypatch):
    """Puts other worked rules beside the software, as its next version would."""

    def shipped(**changed):
        folder = tmp_path / str(len(list(tmp_path.iterdir())))
        folder.mkdir()
        for name, rows in tables(**changed).items():
            with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
                writer = csv.DictWriter(file, list(dict.fromkeys(key for row in rows for key in row)))
                writer.writeheader()
                writer.writerows(rows)
        monkeypatch.setattr(editions, "WORKED", folder)
        editions.worked_mark.cache_clear()

    shipped()
    return shipped


def network_publishes(changes):
    """As two readers would; what a proposal takes is tried in test_proposals."""
    with editions.next_edition() as last:
        made = actions._keep(last, editions.with_changes(last.tables, changes), shipped=last.shipped)
        write_line(
            CommonsLine, "rules.published", by=None, edition=made.number, tables=editions.digest(made.tables)
        )
        return made


def everything():
    lines = list(CommonsLine.objects.values_list("number", "verb"))
    return list(Edition.objects.values()), list(WorkedRules.objects.order_by("mark").values()), lines


def title(code):
    return editions.current()[1].rules[code].texts["title"]["en"]


def test_before_anything_is_published_no_rule_counts(house):
    number, rules = editions.current()
    assert (number, dict(rules.rules)) == (0, {})
    assert editions.current_tables() == {name: [] for name in COLUMNS}


def test_the_worked_rules_are_the_first_edition(house, ship):
    made = actions.publish_worked()
    assert (made.number, made.tables, made.shipped) == (1, tables(), editions.worked_mark())
    assert made.changed["rules"] == ["care", "visit"]
    assert editions.current()[1].rules.keys() == {"care", "visit"}
    assert WorkedRules.objects.get().tables == tables()
    line = CommonsLine.objects.last()
    assert (line.verb, line.by) == ("rules.shipped", None)
    assert json.loads(line.details) == {"edition": 1, "tables": editions.digest(made.tables)}


def test_the_rules_that_are_shipped_can_be_published(house):
    assert actions.publish_worked().tables == editions.worked_tables()
    assert editions.current()[1].rules
    assert actions.publish_worked() is None


def test_a_second_time_nothing_is_new(house, ship):
    actions.publish_worked()
    before = everything()
    assert actions.publish_worked() is None
    assert everything() == before


def test_a_newer_worked_table_is_taken_in(house, ship):
    actions.publish_worked()
    ship(rules=[CARE | {"title:en": "Care, at once"}, SCHOOL], examples=[MAN, PUPIL])
    made = actions.publish_worked()
    assert made.number == 2
    assert made.changed == {"rules": ["care", "visit", "school"], "examples": ["visit", "school"]}
    assert editions.current()[1].rules.keys() == {"care", "school"}
    assert title("care") == "Care, at once"
    assert WorkedRules.objects.count() == 2
    assert actions.publish_worked() is None


def test_what_a_network_changed_stays_and_the_rest_follows_the_worked_rules(house, ship):
    actions.publish_worked()
    network_publishes({"rules": {"care": [CARE | {"title:en": "As we say it"}]}})
    ship(rules=[CARE | {"title:en": "As they say it"}, VISIT | {"title:en": "A visit, newer"}])
    actions.publish_worked()
    assert (title("care"), title("visit")) == ("As we say it", "A visit, newer")
    ship(rules=[CARE | {"title:en": "As they say it now"}, VISIT | {"title:en": "A visit, newest"}])
    actions.publish_worked()
    assert (title("care"), title("visit")) == ("As we say it", "A visit, newest")


def test_what_a_network_took_out_or_added_stays_so(house, ship):
    actions.publish_worked()
    network_publishes(
        {"rules": {"visit": [], "school": [SCHOOL]}, "examples": {"visit": [], "school": [PUPIL]}}
    )
    ship(rules=[CARE, VISIT | {"title:en": "A visit, newer"}])
    actions.publish_worked()
    assert editions.current()[1].rules.keys() == {"care", "school"}


def test_what_a_network_wrote_before_the_first_worked_rules_stays(house, ship):
    counts_now(tables(rules={"title:en": "As we say it"}))
    ship(rules=[CARE, VISIT, SCHOOL], examples=[MAN, NEIGHBOUR, PUPIL])
    assert actions.publish_worked().number == 2
    assert title("care") == "As we say it"
    assert "school" in editions.current()[1].rules


@pytest.mark.parametrize(
    "newer",
    [
        # It says the opposite of a rule of the network's, to the same people
        {
            "rules": [CARE, VISIT, SCHOOL | {"code": "no-school", "says": "may-not"}],
            "examples": [MAN, NEIGHBOUR, PUPIL | {"rule": "no-school", "place": "DE", "expected": "may-not"}],
        },
        # It takes out a group that the network's rule is about
        {"rules": [CARE], "examples": [MAN], "groups": []},
    ],
)
def test_a_worked_table_that_does_not_fit_the_networks_own_is_refused_whole(house, ship, newer):
    actions.publish_worked()
    coast = SCHOOL | {"where": "everywhere except group:coast"}
    network_publishes({"rules": {"school": [coast]}, "examples": {"school": [PUPIL]}})
    before, number = everything(), editions.current()[0]
    ship(**newer)
    for _again in range(2):
        with pytest.raises(TablesWrong):
            actions.publish_worked()
        assert everything() == before
        assert editions.current()[0] == number == 2


def test_of_two_servers_that_start_at_once_one_takes_the_worked_rules_in(house, ship):
    outcomes = at_once(actions.publish_worked, actions.publish_worked)
    assert sorted(outcome is None for outcome in outcomes) == [False, True]
    assert not any(isinstance(outcome, Exception) for outcome in outcomes)
    assert Edition.objects.count() == 1


def test_without_its_line_no_edition_is_kept(house, ship, monkeypatch):
    def fails(*_args, **_named):
        raise AuditLineNotWritten

    before = everything()
    with monkeypatch.context() as patch:
        patch.setattr(actions, "write_line", fails)
        with pytest.raises(AuditLineNotWritten):
            actions.publish_worked()
    assert everything() == before
    assert actions.publish_worked().number == 1


def test_the_highest_number_counts_whenever_it_was_published(house, ship):
    actions.publish_worked()
    made = network_publishes({"rules": {"care": [CARE | {"title:en": "The newest"}]}})
    Edition.objects.filter(pk=made.pk).update(published_at=made.published_at - timedelta(days=9))
    assert (editions.current()[0], title("care")) == (2, "The newest")


def test_rules_that_somebody_wrote_on_the_disk_are_noticed(house, shared, published):
    browser, warned = house.browser(house.marta), "not those that were published last"
    address = reverse("rules", kwargs={"vault": shared.pk})
    assert editions.are_as_published()
    assert warned not in browser.get(address).content.decode()
    tables = published.tables | {
        "rules": [row | {"title:en": "Pay first"} for row in published.tables["rules"]]
    }
    Edition.objects.filter(pk=published.pk).update(tables=tables)
    assert not editions.are_as_published()
    for page in (browser.get(address), browser.get("/")):
        assert warned in page.content.decode()
        assert "Pay first" not in page.content.decode()


def test_so_is_an_edition_that_nobody_published_or_that_is_gone(house, published):
    forged = Edition.objects.create(number=published.number + 1, tables=published.tables)
    assert not editions.are_as_published()
    forged.delete()
    assert editions.are_as_published()
    published.delete()
    assert not editions.are_as_published()
