"""A rule that somebody was writing when the room was locked is there again, in every language it was written in."""

from __future__ import annotations

import pytest
from django.conf import settings

from tessera.access.models import Proposal
from tessera.access.tests.test_proposal_pages import at, typed
from tessera.accounts import sessions
from tessera.accounts.models import Draft
from tessera.accounts.tests.test_drafts import sign_in

WRITTEN = {
    "title:en": "Care, at once",
    "title:ht": "Swen touswit",
    "why": "A judge said so.",
    "examples-0-person": "A woman with a fever",
}


@pytest.mark.parametrize("name", ["change-rule", "new-rule"])
def test_what_was_written_comes_back_unsaved_and_is_proposed_once(house, shared, name):
    address = at(shared, name, **({"code": "care"} if name == "change-rule" else {}))
    new = {
        "code": "at-once",
        "says": "may",
        "confidence": "high",
        "needs": ["food"],
        "stage": ["way"],
        "age": ["adult"],
        "where": "DE",
        "as_of": "2024-01-01",
    }
    new |= {"source": "A law", "ask:en": "Ask.", "known:en": "As of 2024.", "examples-0-place": "DE"}
    new |= {
        "examples-0-need": "food",
        "examples-0-stage": "way",
        "examples-0-on": "2024-05-01",
        "examples-0-expected": "may",
    }
    sent = typed(house, shared, name, **WRITTEN, **(new if name == "new-rule" else {}))
    browser = house.browser(house.marta)
    sessions.end(house.marta.session.id)
    back = sign_in(browser, house.marta, browser.post(address, sent)["Location"])
    said = back.content.decode()
    assert "This is what you were writing when the room was locked." in said
    assert "It is not proposed yet" in said
    assert all(words in said for words in WRITTEN.values())
    house.marta.secret = browser.cookies[settings.SESSION_COOKIE].value
    with house.open(house.marta, shared):
        assert not Proposal.objects.exists()
    answer = browser.post(f"{back.request['PATH_INFO']}?{back.request['QUERY_STRING']}", sent)
    assert answer.status_code == 302, answer.context["form"].errors
    with house.open(house.marta, shared):
        made = Proposal.objects.get()
    [[row]] = made.changes["rules"].values()
    assert (row["title:en"], row["title:ht"], made.why) == (
        "Care, at once",
        "Swen touswit",
        "A judge said so.",
    )
    assert not Draft.objects.exists()
