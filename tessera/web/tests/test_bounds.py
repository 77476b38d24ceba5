"""What strangers send is bounded, so that members are served whatever it is."""

from __future__ import annotations

import re
import threading

import pytest
from django.conf import settings
from django.urls import reverse

from tessera.accounts import sessions
from tessera.accounts.models import SignInThrottle
from tessera.sealing import stretching
from tessera.web import middleware

ENTERED = {"login": "marta", "passphrase": "not these words"}


class NeverComes:
    """The body of a form that was announced and never sent: whoever reads it waits for ever."""

    def read(self, *_args):
        pytest.fail("the body was read")

    readline = read


def announced(browser, path, size):
    return browser.generic("POST", path, **{"wsgi.input": NeverComes(), "CONTENT_LENGTH": str(size)})


@pytest.fixture
def room_for_one(monkeypatch):
    room = threading.BoundedSemaphore(1)
    monkeypatch.setattr(middleware, "_ROOM_FOR_STRANGERS", room)
    return room


@pytest.mark.parametrize("path", ["/sign-in/", "/join/some-token/", "/language/"])
def test_what_is_too_large_for_a_stranger_is_refused_before_it_is_read(house, path):
    answer = announced(house.browser(), path, middleware.LARGEST_FROM_STRANGERS + 1)
    assert answer.status_code == 413
    assert "Nothing of it was read or kept" in answer.content.decode()


def test_who_was_locked_out_with_a_large_file_is_asked_to_sign_in(house):
    browser = house.browser(house.marta)
    sessions.end(house.marta.session.id)
    answer = announced(browser, reverse("lists", args=[house.vault.id]), 5_000_000)
    assert answer["Location"] == "/sign-in/?locked=1"


@pytest.mark.parametrize("length", ["", "many", "-1"])
def test_a_length_that_is_no_number_breaks_nothing(house, length):
    answer = house.browser().generic("POST", "/sign-in/", CONTENT_LENGTH=length)
    assert answer.status_code == 200


def test_while_strangers_hold_all_their_threads_members_go_on(house, room_for_one):
    with room_for_one:
        answer = house.browser().post("/sign-in/", ENTERED)
        assert answer.status_code == 503
        assert "Please try again in a moment" in answer.content.decode()
        assert settings.CSRF_COOKIE_NAME in answer.cookies, "the page's own forms can be sent"
        assert house.browser().get("/sign-in/").status_code == 200
        browser = house.browser(house.marta)
        address = reverse("new-person", kwargs={"vault": house.vault.id, "kind": "sought"})
        assert browser.post(address, {"full_name": "Wilmer"}).status_code == 302
    assert house.browser().post("/sign-in/", ENTERED).status_code == 200


def test_a_stranger_gives_the_thread_back_also_when_the_page_fails(house, room_for_one, monkeypatch):
    def fails(**_entered):
        raise ValueError

    browser = house.browser()
    browser.raise_request_exception = False
    with monkeypatch.context() as patch:
        patch.setattr("tessera.accounts.actions.sign_in", fails)
        assert browser.post("/sign-in/", ENTERED).status_code == 500
    assert browser.post("/sign-in/", ENTERED).status_code == 200


def test_strangers_get_fewer_threads_than_there_are():
    script = (settings.BASE_DIR / "bin" / "_serve.py").read_text()
    threads = re.search(r"^THREADS = (\d+)", script, re.MULTILINE)
    assert threads
    assert middleware._ROOM_FOR_STRANGERS._initial_value <= int(threads[1]) // 2
    assert stretching._LINE._initial_value < middleware._ROOM_FOR_STRANGERS._initial_value


def test_in_a_flood_of_sign_ins_one_is_turned_away_without_losing_a_try(house, monkeypatch):
    line = threading.BoundedSemaphore(1)
    monkeypatch.setattr(stretching, "_LINE", line)
    browser = house.browser()
    with line:
        for _ in range(8):
            answer = browser.post("/sign-in/", ENTERED)
            assert answer.status_code == 503
            assert "The server is busy" in answer.content.decode()
        assert house.browser(house.marta).get("/").status_code == 200
    assert SignInThrottle.objects.get().failures == 0
    right = {"login": house.marta.login, "passphrase": house.marta.passphrase}
    assert browser.post("/sign-in/", right).status_code == 302
