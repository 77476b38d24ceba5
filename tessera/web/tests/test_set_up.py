"""The first start: nothing exists before the words are read back from paper, and it happens once."""

from __future__ import annotations

import re

import pytest
from django.test import Client

from tessera.accounts import sessions, set_up_code
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


@pytest.fixture
def address():
    """As the terminal shows it."""
    set_up_code.make()
    yield f"/set-up/?code={set_up_code.code_file().read_text()}"
    set_up_code.forget()


@pytest.fixture
def first_page(address):
    return lambda browser, **changes: browser.post(address, FIRST_PAGE | changes)


@pytest.fixture
def confirm(address):
    return lambda browser, typed, **options: browser.post(address, typed, **options)


def read_back(page, **changes):
    """The second form, filled in from what the page shows."""
    words = page.context["words"].split()
    form = page.context["form"]
    typed = {name: words[int(name[-1]) - 1] for name in form.fields if name.startswith("word_")}
    return typed | {"held": form["held"].value(), "pepper_end": tokens.spell(pepper()).split()[-1]} | changes


def test_before_set_up_every_address_leads_there(browser, address):
    for path in ("/", "/sign-in/", "/network/", "/nowhere/"):
        assert browser.get(path)["Location"] == "/set-up/"


@pytest.mark.parametrize("code", ["", "?code=", "?code=AAAA-AAAA", "?code=ñ", "?code=%00"])
@pytest.mark.parametrize("data", [FIRST_PAGE, {"held": "AAAA"}])
def test_without_the_code_nobody_sees_the_form_or_the_pepper(browser, address, code, data):
    for answer in (browser.get(f"/set-up/{code}"), browser.post(f"/set-up/{code}", data)):
        page = answer.content.decode()
        assert "The code that the terminal shows" in page
        assert "The first organisation" not in page
        assert tokens.spell(pepper()) not in page
    assert not Network.objects.exists()


def test_where_the_file_with_the_code_is_gone_no_code_fits(browser, address):
    set_up_code.forget()
    assert "This is not the code" in browser.get(address).content.decode()


def test_the_code_may_be_typed_without_hyphen_and_in_small_letters(browser, address):
    typed = address.partition("=")[2].replace("-", " ").lower()
    assert "The first organisation" in browser.get("/set-up/", {"code": typed}).content.decode()


def test_the_code_is_its_owners_and_stays_the_same_until_the_network_is_founded(
    browser, address, first_page, confirm
):
    code = set_up_code.code_file().read_text()
    assert len(code.replace("-", "")) == 8
    assert set_up_code.code_file().stat().st_mode & 0o777 == 0o600
    set_up_code.make()
    assert set_up_code.code_file().read_text() == code
    confirm(browser, read_back(first_page(browser)))
    assert not set_up_code.code_file().exists()


def test_a_code_cut_off_while_it_was_written_is_made_anew(address):
    set_up_code.code_file().write_text("")
    assert not set_up_code.fits("")
    set_up_code.make()
    assert len(set_up_code.code_file().read_text()) == 9


def test_paper_has_the_login_and_the_words_in_their_order(browser, first_page):
    page = first_page(browser, login="Tom Baker!").content.decode()
    assert "Tom Baker!" in page
    assert re.search(r'<ol class="words" id="words">(<li>\w+</li> ){6}</ol>', page)


def test_the_words_are_shown_and_nothing_is_made_yet(browser, first_page):
    page = first_page(browser)
    assert len(page.context["words"].split()) == 6
    assert tokens.spell(pepper()) in page.content.decode()
    assert not Network.objects.exists()
    assert not Member.objects.exists()


def test_read_back_from_paper_the_door_opens(browser, first_page, confirm):
    page = first_page(browser)
    answer = confirm(browser, read_back(page), follow=True)
    assert answer.context["me"] == "Marta"
    assert Network.objects.get().look == "leaf"
    assert Member.objects.get().role == Role.ADMINISTRATOR
    assert Vault.objects.get().organisation == Organisation.objects.get()


def test_the_words_on_paper_are_the_ones_that_sign_in(browser, first_page, confirm):
    page = first_page(browser)
    confirm(browser, read_back(page))
    other = Client()
    answer = other.post("/sign-in/", {"login": "Marta", "passphrase": page.context["words"].upper()})
    assert answer["Location"] == "/"


@pytest.mark.parametrize("wrong", [{"pepper_end": "XXXX"}, {"word": "zzzz"}])
def test_read_back_wrongly_it_asks_again_and_shows_the_same_words(browser, wrong, first_page, confirm):
    page = first_page(browser)
    typed = read_back(page)
    if "word" in wrong:
        wrong = {next(name for name in typed if name.startswith("word_")): "zzzz"}
    again = confirm(browser, typed | wrong)
    assert again.context["words"] == page.context["words"]
    assert "not what was shown above" in again.content.decode()
    assert not Network.objects.exists()


def test_a_second_set_up_changes_nothing(browser, first_page, confirm):
    first, second = first_page(browser), first_page(browser, network="Red Ajena", login="ladrona")
    confirm(browser, read_back(first))
    confirm(Client(), read_back(second))
    assert Network.objects.get().name == "Red Prueba"
    assert Member.objects.count() == 1


def test_two_confirmations_at_once_make_one_network(browser, monkeypatch, first_page, confirm):
    """As if the other had won between this one's look and its writing."""
    page = first_page(browser)
    other = first_page(Client(), network="Red Ajena", login="otra")
    confirm(browser, read_back(page))
    monkeypatch.setattr("tessera.web.middleware.network", lambda: None)
    monkeypatch.setattr("tessera.accounts.set_up_code.fits", lambda _code: True)
    answer = confirm(Client(), read_back(other))
    assert answer["Location"] == "/sign-in/"
    assert Network.objects.get().name == "Red Prueba"


@pytest.mark.parametrize("held", ["", "AAAA", "not base64 at all"])
def test_a_tampered_form_starts_over(browser, held, address, first_page, confirm):
    page = first_page(browser)
    answer = confirm(browser, read_back(page, held=held))
    assert answer["Location"] == address
    assert not Network.objects.exists()


def test_a_form_older_than_an_hour_starts_over(browser, monkeypatch, address, first_page, confirm):
    page = first_page(browser)
    later = sessions.clock() + 3601
    monkeypatch.setattr(pending, "clock", lambda: later)
    assert confirm(browser, read_back(page))["Location"] == address


def test_what_the_form_carries_says_nothing(browser, first_page):
    page = first_page(browser, name="Canaria Oculta")
    held = page.context["form"]["held"].value()
    words = page.context["words"].split()
    assert not any(word in held for word in [*words, "Canaria"])
    assert len(re.findall("Canaria", page.content.decode())) == 0


def test_missing_fields_are_said_and_what_was_typed_stays(browser, first_page):
    page = first_page(browser, country="")
    assert "Not saved yet." in page.content.decode()
    assert page.context["form"]["network"].value() == "Red Prueba"


def test_a_form_held_for_one_purpose_is_refused_for_another():
    with pytest.raises(pending.PendingLost):
        pending.release("join someone", pending.hold("set-up", {"words": "six"}))
