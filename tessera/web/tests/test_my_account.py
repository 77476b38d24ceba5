"""My account: sessions seen and ended, the second factor, new words, all without scripts."""

from __future__ import annotations

import re
import time
from uuid import uuid4

import pytest
import time_machine
from django.conf import settings as configured

from tessera.accounts import actions, sessions
from tessera.accounts.sessions import SessionEnded
from tessera.audit.models import CommonsLine
from tessera.sealing import codes

COOKIE, WAITING = configured.SESSION_COOKIE, configured.SECOND_STEP_COOKIE


def sign_in_again(somebody) -> str:
    return actions.sign_in(login=somebody.login, passphrase=somebody.passphrase)[1]


def held_in(page: str) -> str:
    return re.search(r'name="held" value="([^"]+)"', page)[1]


def letters_in(page: str, name: str) -> str:
    return re.search(rf'id="{name}"[^>]*>(.*?)</', page, re.DOTALL)[1].strip()


def switch_on(browser, somebody):
    """Through the pages; the secret and the codes on paper."""
    import base64

    page = browser.get("/account/second-factor/").content.decode()
    secret = base64.b32decode(letters_in(page, "secret").replace(" ", ""))
    code = codes.code(secret, int(time.time()) // codes.STEP_SECONDS)
    sent = {"held": held_in(page), "words": somebody.passphrase, "code": code}
    answer = browser.post("/account/second-factor/", sent)
    return secret, re.findall(r"<li>([A-Z2-9-]{14})</li>", answer.content.decode())


def test_every_session_of_ones_own_is_listed_and_nobody_elses(house):
    rosa = house.colleague(name="Rosa")
    sign_in_again(house.marta)
    page = house.browser(house.marta).get("/account/").content.decode()
    assert (page.count("This session"), page.count("Another session")) == (1, 1)
    assert house.browser(rosa).get("/account/").content.decode().count("Another session") == 0


def test_one_is_ended_and_this_one_stays(house):
    other = sign_in_again(house.marta)
    name = next(one.name for one in sessions.list_of(house.marta.session) if not one.is_this)
    browser = house.browser(house.marta)
    assert "Ended." in browser.post(f"/account/sessions/{name}/end/", follow=True).content.decode()
    with pytest.raises(SessionEnded):
        sessions.resume(other)
    assert CommonsLine.objects.last().verb == "session.ended"
    assert "over already" in browser.post(f"/account/sessions/{name}/end/", follow=True).content.decode()


def test_nobody_ends_somebody_elses(house):
    rosa = house.colleague(name="Rosa")
    name = sessions.list_of(rosa.session)[0].name
    for unknown in (name, uuid4()):
        house.browser(house.marta).post(f"/account/sessions/{unknown}/end/")
    assert rosa.session


def test_all_others_are_ended_at_once(house):
    others = [sign_in_again(house.marta) for _ in range(2)]
    page = house.browser(house.marta).post("/account/sessions/end-others/", follow=True).content.decode()
    assert "2 other sessions were ended." in page
    for one in others:
        with pytest.raises(SessionEnded):
            sessions.resume(one)
    assert house.marta.session


def test_the_second_factor_from_switching_on_to_switching_off(house):
    with time_machine.travel(1_800_000_000, tick=False) as clock:
        browser = house.browser(house.marta)
        secret, paper = switch_on(browser, house.marta)
        assert len(paper) == 10
        assert "10 codes on your paper" in browser.get("/account/second-factor/").content.decode()

        clock.shift(codes.STEP_SECONDS)
        newcomer = house.browser()
        credentials = {"login": "marta", "passphrase": house.marta.passphrase, "next": "/network/"}
        answer = newcomer.post("/sign-in/", credentials)
        assert answer["Location"] == "/sign-in/code/?next=%2Fnetwork%2F"
        assert COOKIE not in newcomer.cookies
        assert newcomer.get("/network/")["Location"].startswith("/sign-in/")
        page = newcomer.get(answer["Location"]).content.decode()
        assert "One more step" in page
        assert "does not fit" in newcomer.post("/sign-in/code/", {"code": "000000"}).content.decode()
        code = codes.code(secret, int(time.time()) // codes.STEP_SECONDS)
        answer = newcomer.post("/sign-in/code/", {"code": code, "next": "/network/"})
        assert answer["Location"] == "/network/"
        assert newcomer.get("/network/").status_code == 200
        assert newcomer.cookies[WAITING].value == ""

        off = {"words": house.marta.passphrase, "code": paper[0]}
        assert (
            "not right" in newcomer.post("/account/second-factor/off/", off | {"code": code}).content.decode()
        )
        page = newcomer.post("/account/second-factor/off/", off, follow=True).content.decode()
        assert "The second factor is switched off" in page
        assert house.browser().post("/sign-in/", credentials)["Location"] == "/network/"


def test_the_waiting_cookie_is_as_strict_as_the_sessions(house):
    switch_on(house.browser(house.marta), house.marta)
    answer = house.browser().post("/sign-in/", {"login": "marta", "passphrase": house.marta.passphrase})
    cookie = answer.cookies[WAITING]
    assert cookie.key.startswith("__Host-")
    assert cookie["secure"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert cookie["max-age"] == 300


@pytest.mark.parametrize("cookie", [None, "", "x", "A" * 43])
def test_nobody_types_a_code_in_a_browser_without_the_first_step(house, cookie):
    browser = house.browser()
    if cookie is not None:
        browser.cookies[WAITING] = cookie
    for answer in (browser.get("/sign-in/code/"), browser.post("/sign-in/code/", {"code": "000000"})):
        assert answer["Location"] == "/sign-in/"
        assert COOKIE not in answer.cookies


def test_the_session_cookie_is_none_for_the_second_step(house):
    browser = house.browser()
    browser.cookies[WAITING] = house.marta.secret
    assert browser.post("/sign-in/code/", {"code": "000000"})["Location"] == "/sign-in/"


def test_a_wrong_code_shows_the_same_secret_again(house):
    browser = house.browser(house.marta)
    page = browser.get("/account/second-factor/").content.decode()
    sent = {"held": held_in(page), "words": house.marta.passphrase, "code": "000000"}
    again = browser.post("/account/second-factor/", sent).content.decode()
    assert "This code does not fit" in again
    assert letters_in(again, "secret") == letters_in(page, "secret")
    assert house.marta.passphrase not in again
    assert held_in(again) == held_in(page)


def test_another_members_secret_is_not_taken(house):
    rosa = house.colleague(name="Rosa")
    page = house.browser(rosa).get("/account/second-factor/").content.decode()
    sent = {"held": held_in(page), "words": house.marta.passphrase, "code": "000000"}
    answer = house.browser(house.marta).post("/account/second-factor/", sent)
    assert answer["Location"] == "/account/second-factor/"


def test_the_picture_holds_the_address_without_anybodys_name(house):
    page = house.browser(house.marta).get("/account/second-factor/").content.decode()
    picture = re.search(r"<svg.*?</svg>", page, re.DOTALL)[0]
    assert "Marta" not in picture
    assert "style" not in picture


def test_new_words_are_read_back_before_they_count(house):
    browser, other = house.browser(house.marta), sign_in_again(house.marta)
    assert "six new words" in browser.get("/account/words/").content.decode()
    answer = browser.post("/account/words/")
    words = answer.context["words"]
    fields = [name for name in answer.context["form"].fields if name.startswith("word_")]
    held = held_in(answer.content.decode())
    wrong = browser.post("/account/words/", {"held": held} | dict.fromkeys(fields, "zzz"))
    assert "This is not what was shown above" in wrong.content.decode()
    assert sessions.resume(other)
    right = {name: words.split()[int(name.removeprefix("word_")) - 1] for name in fields}
    page = browser.post("/account/words/", {"held": held} | right, follow=True).content.decode()
    assert "only the new words open your account" in page
    with pytest.raises(SessionEnded):
        sessions.resume(other)
    with pytest.raises(actions.SignInRefused):
        sign_in_again(house.marta)
    assert actions.sign_in(login="marta", passphrase=words)
    assert browser.get("/").status_code == 200


def test_words_from_a_page_that_is_too_old_do_not_count(house):
    answer = house.browser(house.marta).post("/account/words/", {"held": "x"})
    assert answer["Location"] == "/account/words/"
    assert sign_in_again(house.marta)


def test_codes_are_renewed_only_where_there_is_a_second_factor(house):
    browser = house.browser(house.marta)
    assert browser.post("/account/second-factor/codes/")["Location"] == "/account/second-factor/"
    assert browser.get("/account/second-factor/off/")["Location"] == "/account/second-factor/"
    _secret, paper = switch_on(browser, house.marta)
    fresh = browser.post("/account/second-factor/codes/").context["codes"]
    assert not set(fresh) & set(paper)


def test_a_session_that_ended_under_way_is_asked_to_sign_in(house, monkeypatch):
    browser = house.browser(house.marta)
    answer = browser.post("/account/words/")
    words = answer.context["words"].split()
    fields = [name for name in answer.context["form"].fields if name.startswith("word_")]
    sent = {name: words[int(name.removeprefix("word_")) - 1] for name in fields}
    monkeypatch.setattr("tessera.accounts.actions.sessions.is_open", lambda _session: False)
    answer = browser.post("/account/words/", sent | {"held": held_in(answer.content.decode())})
    assert answer["Location"] == "/sign-in/?locked=1"
    assert sign_in_again(house.marta)
