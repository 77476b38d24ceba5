"""What concerns keys and members asks again for the words, ten minutes after they were typed."""

from __future__ import annotations

import html
import re
import time

import pytest
from django.urls import reverse

from tessera.accounts import actions, sessions
from tessera.accounts.models import Invitation, Network, Role
from tessera.accounts.throttle import FREE_TRIES
from tessera.audit.models import CommonsLine, VaultLine
from tessera.sealing import codes
from tessera.vault.models import Wrap
from tests.rules.addresses import every_address

ASKED = "Is it still you?"
MINUTE = 60


@pytest.fixture
def later(monkeypatch):
    """Lets minutes go by for every session."""
    begun, gone = sessions.clock(), [0.0]
    monkeypatch.setattr(sessions, "clock", lambda: begun + gone[0])

    def go_by(minutes: float) -> None:
        gone[0] += minutes * MINUTE

    return go_by


def hidden(page: str) -> dict[str, str]:
    """What the page's form carries along."""
    form = page[page.index('<form class="card"') :]
    found = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)">', form)
    return {name: html.unescape(value) for name, value in found}


def confirm(browser, path, page, words, **more):
    return browser.post(path, hidden(page) | {"confirm-words": words} | more)


def address(house, name, **names):
    return reverse(name, kwargs={"vault": house.vault.pk, **names})


def test_these_ask_and_no_others():
    fresh = {one.name for one in every_address() if one.view.rule.fresh}
    assert fresh == {
        "invite",
        "let-in",
        "remove-member",
        "bring-in",
        "bring-in-one",
        "take-out",
        "part-with",
        "open-room",
        "open-network-room",
        "network",
        "add-organisation",
        "admit",
        "invite-first",
        "new-words",
        "recovery-codes",
        "begin-renewal",
        "lift-grants",
        "give-back",
        "travel",
        "take-copy",
        "copy-arrived",
        "close-room",
        "open-copy",
        "confirm-clock",
        "after-restore",
        *("appoint-trustee", "dismiss-trustee", "let-in-again"),
        *("open-letterbox", "compare-keys", "end-correspondence"),
        *("ask-reopening", "asked", "hear", "reopen", "nobody-left"),
    }


def test_within_ten_minutes_nobody_is_asked(house, later):
    browser = house.browser(house.marta)
    later(9.9)
    assert ASKED not in browser.get("/network/").content.decode()


def test_who_only_looks_is_led_back_to_looking(house, later):
    browser = house.browser(house.marta)
    later(11)
    page = browser.get("/network/?x=1").content.decode()
    assert ASKED in page
    assert "Organisations" not in page
    answer = confirm(browser, "/network/?x=1", page, house.marta.passphrase)
    assert (answer.status_code, answer["Location"]) == (302, "/network/?x=1")
    assert ASKED not in browser.get("/network/").content.decode()
    assert CommonsLine.objects.last().verb == "member.confirmed"


def test_use_alone_keeps_nothing_fresh(house, later):
    browser = house.browser(house.marta)
    for _ in range(4):
        later(3)
        browser.get("/")
    assert ASKED in browser.get("/network/").content.decode()


def test_what_was_being_sent_goes_on_as_it_was(house, later):
    browser, path = house.browser(house.marta), "/network/"
    later(11)
    name = 'Red "Nueva" <b>&amp; más'
    page = browser.post(path, {"network": name, "look": "leaf"}).content.decode()
    assert ASKED in page
    assert Network.objects.get().name == "Red Prueba"
    wrong = confirm(browser, path, page, "one two three").content.decode()
    assert "This is not right" in wrong
    assert "one two three" not in wrong
    assert Network.objects.get().name == "Red Prueba"
    assert confirm(browser, path, wrong, house.marta.passphrase).status_code == 302
    assert (Network.objects.get().name, Network.objects.get().look) == (name, "leaf")


def test_an_invitation_is_made_once_and_only_with_the_words(house, later):
    browser, path = house.browser(house.marta), address(house, "invite")
    later(11)
    page = browser.post(path, {"name": "Ana", "role": Role.READER}).content.decode()
    assert not Invitation.objects.exists()
    assert "/join/" in confirm(browser, path, page, house.marta.passphrase).content.decode()
    assert Invitation.objects.count() == 1


@pytest.mark.parametrize("name", ["let-in", "remove-member"])
def test_nobody_comes_or_goes_without_the_words(house, later, name):
    outside = house.joined(name="Ana") if name == "let-in" else house.colleague(name="Ana")
    browser, path = house.browser(house.marta), address(house, name, uid=outside.member.id)
    wraps = Wrap.objects.count()
    later(11)
    page = browser.post(path).content.decode()
    assert ASKED in page
    assert Wrap.objects.count() == wraps
    assert confirm(browser, path, page, house.marta.passphrase).status_code == 302
    assert Wrap.objects.count() == wraps + (1 if name == "let-in" else -1)


def test_the_page_that_asks_shows_nothing_of_the_room_and_writes_no_line(house, later):
    browser = house.browser(house.marta)
    with house.open(house.marta):
        before = VaultLine.objects.count()
    later(11)
    assert ASKED in browser.get(address(house, "invite")).content.decode()
    with house.open(house.marta):
        assert VaultLine.objects.count() == before


def test_whose_role_does_not_include_it_is_not_asked_but_told(house, later):
    rosa = house.colleague(Role.READER, name="Rosa")
    later(11)
    assert house.browser(rosa).get("/network/").status_code == 403
    assert house.browser(rosa).get(address(house, "invite")).status_code == 403


def test_with_a_second_factor_the_words_alone_do_not_do(house, later):
    marta, secret = house.marta, codes.new_secret()
    step = int(time.time()) // codes.STEP_SECONDS
    marta.secret, paper = actions.switch_on_second_factor(
        words=marta.passphrase,
        secret=secret,
        code=codes.code(secret, step),
        session=marta.session,
        by=marta.member,
    )
    marta.member.refresh_from_db()
    browser = house.browser(marta)
    later(11)
    page = browser.get("/network/").content.decode()
    assert 'name="confirm-code"' in page
    page = confirm(browser, "/network/", page, marta.passphrase).content.decode()
    assert ASKED in page
    used = codes.code(secret, step)
    assert (
        ASKED
        in confirm(browser, "/network/", page, marta.passphrase, **{"confirm-code": used}).content.decode()
    )
    answer = confirm(browser, "/network/", page, marta.passphrase, **{"confirm-code": paper[0]})
    assert answer.status_code == 302


def test_guesses_at_the_words_are_throttled_with_the_login(house, later):
    browser = house.browser(house.marta)
    later(11)
    page = browser.get("/network/").content.decode()
    for _ in range(FREE_TRIES + 1):
        said = confirm(browser, "/network/", page, "one two three").content.decode()
    said = confirm(browser, "/network/", page, house.marta.passphrase).content.decode()
    assert "Too many tries" in said


def test_showing_it_in_one_session_freshens_no_other(house, later):
    _member, other = actions.sign_in(login="marta", passphrase=house.marta.passphrase)
    later(11)
    actions.confirm(words=house.marta.passphrase, session=house.marta.session, by=house.marta.member)
    assert house.marta.session.is_fresh
    assert not sessions.resume(other).is_fresh


def test_fields_that_say_one_was_asked_open_nothing(house, later):
    browser = house.browser(house.marta)
    later(11)
    for sent in ({"confirm-send": "1"}, {"confirm-look": "1"}, {"confirm-send": "1", "confirm-words": ""}):
        assert ASKED in browser.post("/network/", sent | {"network": "x", "look": "leaf"}).content.decode()
    assert Network.objects.get().name == "Red Prueba"
