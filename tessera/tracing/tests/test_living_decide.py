"""Somebody alive who does not want to be found: for whoever searches it is as if there were no record."""

from __future__ import annotations

import re

import pytest

from tessera.tracing.models import ContactWish, Person
from tessera.tracing.rules import proposable
from tessera.tracing.tests.described import described, page_of, written
from tessera.tracing.tests.test_candidates import found, others, remains, sought

_TOKEN = re.compile(rb'name="csrfmiddlewaretoken" value="[^"]+"')


def seen(house, person, query=""):
    """The candidates page to the last byte; only the token against forged forms is new on every page."""
    answer = house.browser(house.marta).get(page_of(house, "candidates", person) + query)
    assert answer.status_code == 200
    page, tokens = _TOKEN.subn(b"", answer.content)
    assert tokens
    # Expires is the time of day, to the second.
    return page, sorted(item for item in answer.headers.items() if item[0] != "Expires")


@pytest.mark.parametrize("query", ["", "?all=1"])
@pytest.mark.parametrize("candidates", [0, 1, 7], ids=["alone", "beside another", "beside many"])
def test_the_seekers_page_is_the_same_as_without_the_record(house, candidates, query):
    """Also its counts, and what the others weigh: one more with this name would make the name say less."""
    request, *_ = written(house, sought(), *[remains() for _ in range(candidates)], *others())
    before = seen(house, request, query)
    written(
        house,
        found(contact_wish=ContactWish.NO),
        found(contact_wish=ContactWish.NO, phones=["+252 61 555 0101"], circumstances="She fled from him."),
    )
    assert seen(house, request, query) == before
    written(house, found(contact_wish=ContactWish.NOT_ASKED))
    assert seen(house, request, query) != before, (
        "a record that may be proposed changes the page, so this one would"
    )


@pytest.mark.parametrize("wish", ContactWish.values)
def test_candidates_are_looked_for_from_their_side_only_if_they_want(house, wish):
    _request, person, *_ = written(house, sought(), found(contact_wish=wish), *others(6))
    browser = house.browser(house.marta)
    answer = browser.get(page_of(house, "candidates", person))
    assert answer.status_code == (404 if wish == ContactWish.NO else 200)
    assert ("Warsame" in answer.content.decode()) == (wish != ContactWish.NO)
    offered = (
        page_of(house, "candidates", person) in browser.get(page_of(house, "person", person)).content.decode()
    )
    assert offered == (wish != ContactWish.NO)


def test_their_own_page_says_so(house):
    person, *_ = written(house, found(contact_wish=ContactWish.NO))
    said = house.browser(house.marta).get(page_of(house, "person", person)).content.decode()
    assert "Does not want to be found." in said
    assert "This record is proposed to nobody" in said


def test_a_wish_changed_holds_at_once(house):
    request, person, *_ = written(house, sought(), found(), *others())
    without = written(house, sought(name="Unlike Anybody Else"))[0]
    assert b"Show" not in seen(house, without)[0]
    assert page_of(house, "person", person).encode() in seen(house, request)[0]
    with house.open(house.marta):
        Person.objects.filter(pk=person.pk).update(contact_wish=ContactWish.NO)
    assert page_of(house, "person", person).encode() not in seen(house, request)[0]


def test_only_the_living_who_say_no_are_held_back(house):
    """The wish is a question to the living: whatever stands in that column of a request or of remains says nothing."""
    drafts = [
        described(kind, name=f"{kind} {wish}", contact_wish=wish)
        for kind in ("sought", "found", "remains")
        for wish in ContactWish.values
    ]
    people = written(house, *drafts)
    with house.open(house.marta):
        proposed = {person.pk for person in proposable(Person.objects.all())}
    held_back = {person.pk for person in people} - proposed
    assert held_back == {
        person.pk for person in people if person.kind == "found" and person.contact_wish == ContactWish.NO
    }
