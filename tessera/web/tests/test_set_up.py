"""The first start: nothing exists before the words are read back from paper, and it happens once."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tessera.accounts import sessions
from tessera.accounts.models import Member, Network, Organisation, Role
from tessera.accounts.pepper import pepper
from tessera.sealing import tokens
from tessera.vault.models import Vault
from tessera.web import pending

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keys"])

FIRST_PAGE = {
    "network": "Red Prueba",
    "look": "leaf",
    "organisation": "Casa",
    "country": "MX",
    "name": "Marta",
    "login": "marta",
}


@pytest.fixture
def browser():
    return Client(headers={"accept-language": "en"})


def first_page(browser, **changes):
    return browser.post("/set-up/", FIRST_PAGE | changes)


def read_back(page, **changes):
    """The second form, filled in from what the page shows."""
    words = page.context["words"].split()
    form = page.context["form"]
    typed = {name: words[int(name[-1]) - 1] for name in form.fields if name.startswith("word_")}
    return typed | {"held": form["held"].value(), "pepper_end": tokens.spell(pepper()).split()[-1]} | changes


def test_before_set_up_every_address_leads_there(browser):
    for address in ("/", "/sign-in/", "/network/", "/nowhere/"):
        assert browser.get(address)["Location"] == "/set-up/"


def test_the_words_are_shown_and_nothing_is_made_yet(browser):
    page = first_page(browser)
    assert len(page.context["words"].split()) == 6
    assert tokens.spell(pepper()) in page.content.decode()
    assert not Network.objects.exists()
    assert not Member.objects.exists()


def test_read_back_from_paper_the_door_opens(browser):
    page = first_page(browser)
    answer = browser.post("/set-up/", read_back(page), follow=True)
    assert answer.context["me"] == "Marta"
    assert Network.objects.get().look == "leaf"
    assert Member.objects.get().role == Role.ADMINISTRATOR
    assert Vault.objects.get().organisation == Organisation.objects.get()


def test_the_words_on_paper_are_the_ones_that_sign_in(browser):
    page = first_page(browser)
    browser.post("/set-up/", read_back(page))
    other = Client()
    answer = other.post("/sign-in/", {"login": "Marta", "passphrase": page.context["words"].upper()})
    assert answer["Location"] == "/"


@pytest.mark.parametrize("wrong", [{"pepper_end": "XXXX"}, {"word": "zzzz"}])
def test_read_back_wrongly_it_asks_again_and_shows_the_same_words(browser, wrong):
    page = first_page(browser)
    typed = read_back(page)
    if "word" in wrong:
        wrong = {next(name for name in typed if name.startswith("word_")): "zzzz"}
    again = browser.post("/set-up/", typed | wrong)
    assert again.context["words"] == page.context["words"]
    assert "not what was shown above" in again.content.decode()
    assert not Network.objects.exists()


def test_a_second_set_up_changes_nothing(browser):
    first, second = first_page(browser), first_page(browser, network="Red Ajena", login="ladrona")
    browser.post("/set-up/", read_back(first))
    Client().post("/set-up/", read_back(second))
    assert Network.objects.get().name == "Red Prueba"
    assert Member.objects.count() == 1


def test_two_confirmations_at_once_make_one_network(browser, monkeypatch):
    """As if the other had won between this one's look and its writing."""
    page = first_page(browser)
    other = first_page(Client(), network="Red Ajena", login="otra")
    browser.post("/set-up/", read_back(page))
    monkeypatch.setattr("tessera.web.middleware.network", lambda: None)
    answer = Client().post("/set-up/", read_back(other))
    assert answer["Location"] == "/sign-in/"
    assert Network.objects.get().name == "Red Prueba"


@pytest.mark.parametrize("held", ["", "AAAA", "not base64 at all"])
def test_a_tampered_form_starts_over(browser, held):
    page = first_page(browser)
    answer = browser.post("/set-up/", read_back(page, held=held))
    assert answer["Location"] == "/set-up/"
    assert not Network.objects.exists()


def test_a_form_older_than_an_hour_starts_over(browser, monkeypatch):
    page = first_page(browser)
    later = sessions.clock() + 3601
    monkeypatch.setattr(pending, "clock", lambda: later)
    assert browser.post("/set-up/", read_back(page))["Location"] == "/set-up/"


def test_what_the_form_carries_says_nothing(browser):
    page = first_page(browser, name="Canaria Oculta")
    held = page.context["form"]["held"].value()
    words = page.context["words"].split()
    assert not any(word in held for word in [*words, "Canaria"])
    assert len(re.findall("Canaria", page.content.decode())) == 0


def test_missing_fields_are_said_and_what_was_typed_stays(browser):
    page = first_page(browser, country="")
    assert "Not saved yet." in page.content.decode()
    assert page.context["form"]["network"].value() == "Red Prueba"


def test_a_form_held_for_one_purpose_is_refused_for_another():
    with pytest.raises(pending.PendingLost):
        pending.release("join someone", pending.hold("set-up", {"words": "six"}))
