"""The pages of signing in and locking, as browsers and those who attack them meet them."""

from __future__ import annotations

import re

import pytest
from django.conf import settings as configured
from django.test import Client
from hypothesis import given, settings, strategies as st

from tessera.accounts import sessions
from tessera.accounts.models import Network
from tessera.accounts.throttle import TooManyTries
from tessera.audit.models import CommonsLine

COOKIE = configured.SESSION_COOKIE


def without_token(page: str) -> str:
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", page)


def credentials(somebody, **more: str) -> dict[str, str]:
    return {"login": somebody.login, "passphrase": somebody.passphrase, **more}


def test_login_and_words_lead_to_today(house):
    browser = house.browser()
    answer = browser.post("/sign-in/", credentials(house.marta))
    assert (answer.status_code, answer["Location"]) == (302, "/")
    assert "Marta" in browser.get("/").content.decode()


def test_the_session_cookie_is_for_this_host_this_site_and_no_script(house):
    cookie = house.browser().post("/sign-in/", credentials(house.marta)).cookies[COOKIE]
    assert cookie.key.startswith("__Host-")
    assert cookie["secure"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert (cookie["path"], cookie["domain"]) == ("/", "")
    assert (cookie["max-age"], cookie["expires"]) == ("", "")  # gone with the browser
    assert sessions.resume(cookie.value).member == house.marta.member.id


def test_every_sign_in_has_a_secret_of_its_own(house):
    secrets = {
        house.browser().post("/sign-in/", credentials(house.marta)).cookies[COOKIE].value for _ in range(3)
    }
    assert len(secrets) == 3


def test_a_secret_brought_along_is_not_taken_over(house):
    """Session fixation: whoever planted a cookie in a browser does not know the one it has afterwards."""
    browser = house.browser()
    browser.cookies[COOKIE] = "planted-by-somebody-else"
    browser.post("/sign-in/", credentials(house.marta))
    assert browser.cookies[COOKIE].value != "planted-by-somebody-else"


def test_wrong_words_say_one_thing_for_known_and_unknown_logins(house):
    known, unknown = (
        house.browser().post("/sign-in/", {"login": login, "passphrase": "one two three"}).content.decode()
        for login in ("marta", "nobody")
    )
    assert "Login and words do not belong together" in known
    assert without_token(known).replace("marta", "nobody") == without_token(unknown)


def test_the_words_are_not_sent_back_in_the_page(house):
    page = (
        house.browser().post("/sign-in/", {"login": "marta", "passphrase": "one two three"}).content.decode()
    )
    assert "one two three" not in page
    assert 'autocomplete="current-password"' in page


def test_too_many_tries_say_how_long_to_wait(house):
    browser = house.browser()
    for _ in range(6):
        browser.post("/sign-in/", {"login": "marta", "passphrase": "one two three"})
    page = browser.post("/sign-in/", credentials(house.marta)).content.decode()
    assert "Too many tries. Please wait" in page
    assert COOKIE not in browser.cookies


def test_after_locking_the_page_says_so(house):
    page = house.browser(house.marta).post("/lock/", follow=True).content.decode()
    assert "Locked. Nobody can read anything here without a member&#x27;s words." in page
    assert "another browser" not in page


def test_who_is_signed_in_elsewhere_is_told_that_it_stays_open(house):
    house.browser().post("/sign-in/", credentials(house.marta))
    page = house.browser(house.marta).post("/lock/", follow=True).content.decode()
    assert "You are signed in in another browser too" in page


def test_after_signing_in_forms_carry_another_token(house):
    browser = house.browser()
    browser.get("/sign-in/")
    before = browser.cookies[configured.CSRF_COOKIE_NAME].value
    browser.post("/sign-in/", credentials(house.marta))
    cookie = browser.cookies[configured.CSRF_COOKIE_NAME]
    assert cookie.value != before
    assert cookie["max-age"] == "", "it goes when the browser closes"


def test_a_demonstration_says_so_once(house):
    Network.objects.update(is_demonstration=True)
    for page in (house.browser().get("/sign-in/"), house.browser().post("/sign-in/", {"login": "x"})):
        assert page.content.decode().count("This is a demonstration") == 1
    assert house.browser(house.marta).get("/").content.decode().count("This is a demonstration") == 1


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(1, "wait 1 second,"), (89, "wait 89 seconds"), (90, "wait 2 minutes"), (900, "15 min")],
)
def test_long_waits_are_said_in_minutes(seconds, said):
    assert said in TooManyTries(seconds).said


@pytest.mark.parametrize(
    "data", [{"login": "marta"}, {"passphrase": "x"}, {"login": "a\0b", "passphrase": "x"}]
)
def test_half_a_form_is_explained(house, data):
    answer = house.browser().post("/sign-in/", data)
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode() or "aria-invalid" in answer.content.decode()


def test_who_is_signed_in_needs_no_sign_in_page(house):
    assert house.browser(house.marta).get("/sign-in/")["Location"] == "/"


# Where to go on


def test_after_signing_in_one_goes_on_where_one_was(house):
    browser = house.browser()
    asked = browser.get("/network/?x=1")
    assert asked["Location"] == "/sign-in/?next=%2Fnetwork%2F%3Fx%3D1"
    page = browser.get(asked["Location"]).content.decode()
    assert 'name="next" value="/network/?x=1"' in page
    answer = browser.post("/sign-in/", credentials(house.marta, next="/network/?x=1"))
    assert answer["Location"] == "/network/?x=1"


def test_what_a_form_held_does_not_go_into_an_address(house):
    answer = house.browser().post("/network/", {"network": "a secret"})
    assert answer["Location"] == "/sign-in/"


ELSEWHERE = [
    "https://evil.example/",
    "//",
    "/\\",
    "//?@evil.example",
    "//evil.example/",
    "///evil.example/",
    r"\\evil.example",
    r"/\evil.example",
    "/\\/evil.example",
    "http:evil.example",
    "http:///evil.example",
    "javascript:alert(1)",
    "data:text/html,x",
    " //evil.example",
    "\t//evil.example",
    "\x00//evil.example",
    "/\t/evil.example",
    "evil.example",
    "lock",  # the name of an address: it must not be looked up
    "nonsense",
    "tessera.web.views.today",
    "https://testserver/",
]


@pytest.mark.parametrize("wanted", ELSEWHERE)
def test_nobody_is_led_elsewhere(house, wanted):
    for answer in (
        house.browser().post("/sign-in/", credentials(house.marta, next=wanted)),
        house.browser().post("/language/", {"language": "es", "next": wanted}),
        house.browser().post("/language/?next=" + wanted.strip("\t\x00 "), {"language": "es"}),
    ):
        assert (answer.status_code, answer["Location"]) == (302, "/")
    assert house.browser().get("/sign-in/", {"next": wanted}).context["next"] == "/"


@settings(max_examples=60)
@given(wanted=st.text(alphabet=st.sampled_from(list("/\\:.@?#ab\t\r\n \0é%2Fhtp")), max_size=12))
def test_whatever_is_wanted_it_is_a_path_of_ours(house, wanted):
    answer = house.browser().post("/language/", {"language": "es", "next": wanted})
    assert answer.status_code == 302
    location = answer["Location"]
    assert location.startswith("/")
    assert not location.startswith(("//", "/\\"))
    assert not any(c in location for c in "\r\n\t\0")


# Locking


def test_lock_now_forgets_the_keys(house):
    """The cookie may stay: it opens nothing any more, and a form sent late is kept for its writer (see drafts)."""
    browser = house.browser(house.marta)
    assert browser.post("/lock/")["Location"] == "/sign-in/"
    assert browser.get("/")["Location"].startswith("/sign-in/")
    with pytest.raises(sessions.SessionEnded):
        sessions.resume(house.marta.secret)
    assert CommonsLine.objects.last().verb == "locked"


def test_locking_takes_a_click_and_no_link(house):
    assert house.browser(house.marta).get("/lock/").status_code == 405
    assert sessions.resume(house.marta.secret)


def test_without_a_session_there_is_nothing_to_lock(house):
    assert house.browser().post("/lock/")["Location"] == "/sign-in/"


def test_a_session_that_is_over_says_so(house):
    browser = house.browser(house.marta)
    sessions.end_all_of(house.marta.member.id)
    answer = browser.get("/network/")
    assert answer["Location"] == "/sign-in/?next=%2Fnetwork%2F&locked=1"
    assert "You were signed out" in browser.get(answer["Location"]).content.decode()


def test_who_was_removed_elsewhere_is_out_with_the_next_click(house):
    """Another process, or somebody at the database, ended the membership: this one's memory does not know."""
    from django.utils import timezone

    rosa = house.colleague(name="Rosa")
    browser = house.browser(rosa)
    assert browser.get("/").status_code == 200
    type(rosa.member).objects.filter(pk=rosa.member.pk).update(removed_at=timezone.now())
    assert browser.get("/")["Location"].startswith("/sign-in/")
    assert sessions.end_all_of(rosa.member.id) == 0


# Language


def test_the_language_is_remembered(house):
    browser = house.browser()
    cookie = browser.post("/language/", {"language": "es", "next": "/sign-in/"}).cookies["language"]
    assert cookie.value == "es"
    assert cookie["secure"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert '<html lang="es"' in browser.get("/sign-in/").content.decode()


@pytest.mark.parametrize("language", ["", "xx", "../../etc", "de", "es\r\nSet-Cookie: x=1"])
def test_only_languages_that_we_speak_are_remembered(house, language):
    assert "language" not in house.browser().post("/language/", {"language": language}).cookies


# Forms from elsewhere, and addresses from elsewhere


@pytest.fixture
def careful(house):
    """A browser in whose name somebody else's page sends forms."""
    client = Client(enforce_csrf_checks=True)
    client.cookies[COOKIE] = house.marta.secret
    return client


@pytest.mark.parametrize("path", ["/lock/", "/language/", "/network/", "/sign-in/"])
def test_a_form_from_another_page_does_nothing(careful, house, path):
    answer = careful.post(path, credentials(house.marta, language="es", network="Theirs", look="plum"))
    assert answer.status_code == 403
    assert "This form is too old or came from elsewhere" in answer.content.decode()
    assert sessions.resume(house.marta.secret)
    assert "language" not in answer.cookies
    assert COOKIE not in answer.cookies


def test_the_pages_own_form_works(careful):
    page = careful.get("/network/")
    token = page.context["csrf_token"]
    assert careful.post("/lock/", {"csrfmiddlewaretoken": str(token)}).status_code == 302


def test_the_csrf_cookie_is_as_strict_as_the_sessions(careful):
    cookie = careful.get("/network/").cookies[configured.CSRF_COOKIE_NAME]
    assert cookie.key.startswith("__Host-")
    assert cookie["secure"]
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"


def test_a_form_from_another_origin_does_nothing_even_with_the_token(careful):
    token = str(careful.get("/network/").context["csrf_token"])
    answer = careful.post(
        "/lock/", {"csrfmiddlewaretoken": token}, headers={"origin": "https://evil.example"}
    )
    assert answer.status_code == 403


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "a b", ""])
def test_a_foreign_host_name_gets_no_page(house, host):
    """It would stand in invitations' addresses, and lead whoever follows them to somebody else's server."""
    answer = house.browser(house.marta).get("/network/", headers={"host": host})
    assert answer.status_code == 400
    assert "evil.example" not in answer.content.decode()


def test_what_a_proxy_says_of_the_host_is_not_believed(house):
    answer = house.browser(house.marta).get("/network/", headers={"x-forwarded-host": "evil.example"})
    assert answer.status_code == 200
    assert "evil.example" not in answer.content.decode()


def test_pages_are_not_kept_by_browsers(house):
    for path in ("/sign-in/", "/network/", "/"):
        answer = house.browser(house.marta if path != "/sign-in/" else None).get(path)
        assert "no-store" in answer["Cache-Control"]
