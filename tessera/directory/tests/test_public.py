"""The directory for everybody: nothing is kept of who looked, and nothing is told that nobody agreed to."""

from __future__ import annotations

import re
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone
from django.utils.translation import gettext, override

from tessera.audit.models import CommonsLine
from tessera.directory.models import Entry
from tessera.directory.tests.entered import place

LANGUAGES = [code for code, _name in settings.PUBLIC_LANGUAGES]
LIMIT = 60 * 1024
WORDS = "quetzalcoatl"


@pytest.fixture
def browser():
    """A browser that never signed in, and would be asked for a token wherever one is due."""
    return Client(enforce_csrf_checks=True, headers={"accept-language": "es"})


@pytest.fixture
def clinic(desk):
    return desk.enter(
        "Free clinic",
        at=place(latitude=14.9, longitude=-92.26),
        shown=True,
        description="A doctor without questions.",
        tessera={"texts": {"name": {"ar": "عيادة", "es": "Clínica libre"}}},
    )


def addresses_on(page: str) -> list[str]:
    return re.findall(r'(?:href|action|src|formaction)="([^"]*)"', page)


def visits(browser, clinic, language="en"):
    """Every way of looking there is."""
    start = f"/{language}/directory/"
    yield browser.get(start)
    yield browser.get(start, {"kind": "organisation"})
    yield browser.get(start, {"country": "MX", "place": "tapachula", "show": "map"})
    yield browser.post(start, {"words": WORDS, "kind": "service"})
    yield browser.post(start, {"words": "clinic", "show": "map"})
    yield browser.get(f"{start}{clinic.uid}/")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_page_is_in_its_language_light_and_leaves_nothing_behind(clinic, browser, language):
    lines = CommonsLine.objects.count()
    direction = "rtl" if language == "ar" else "ltr"
    with override(language):
        title = gettext("Who helps")
    assert (title == "Who helps") is (language == "en")
    for answer in visits(browser, clinic, language):
        page = answer.content.decode()
        assert answer.status_code == 200
        assert f'<html lang="{language}" dir="{direction}"' in page
        assert title in page
        assert len(answer.content) < LIMIT
        assert not answer.cookies
        assert not answer.has_header("Set-Cookie")
        assert "csrfmiddlewaretoken" not in page
        assert "no-store" in answer["Cache-Control"]
    assert not browser.cookies
    assert CommonsLine.objects.count() == lines


def test_a_visitor_who_sends_cookies_gets_the_same_page_and_none_back(desk, clinic, browser):
    signed_in = desk.house.browser(desk.house.marta, language="fr")
    signed_in.cookies["language"] = "ar"
    for theirs, plain in zip(visits(signed_in, clinic), visits(browser, clinic), strict=True):
        assert not theirs.cookies
        assert theirs.content == plain.content


def test_an_entry_is_called_in_the_language_of_the_page_where_it_has_a_name_in_it(clinic, browser):
    for language, name in (
        ("ar", "عيادة"),
        ("es", "Clínica libre"),
        ("fr", "Free clinic"),
        ("ht", "Free clinic"),
    ):
        spoken = language if language in {"ar", "es"} else "en"
        for address in (f"/{language}/directory/", f"/{language}/directory/{clinic.uid}/"):
            page = browser.get(address).content.decode()
            assert f"<bdi>{name}</bdi>" in page
            assert f'lang="{spoken}"' in page


@pytest.mark.parametrize("language", ["de", "EN", "en-us", "xx", "1"])
def test_other_languages_are_no_pages(clinic, browser, language):
    assert browser.get(f"/{language}/directory/").status_code == 404
    assert browser.get(f"/{language}/directory/{clinic.uid}/").status_code == 404


def test_words_stand_in_no_address(desk, clinic, browser):
    for number in range(25):
        desk.enter(f"{WORDS} {number:02}", at=place(latitude=number, longitude=number), shown=True)
    for sent in (
        {"words": WORDS},
        {"words": WORDS, "show": "map", "country": "MX"},
        {"words": WORDS, "page": "2"},
    ):
        answer = browser.post("/en/directory/", sent)
        page = answer.content.decode()
        assert f"{WORDS} 0" in page or f"{WORDS} 2" in page, "they were found"
        assert f'value="{WORDS}"' in page, "they stay in the form"
        assert not [address for address in addresses_on(page) if WORDS in address.lower()]
        assert '<form method="get"' not in page
        assert "Location" not in answer.headers


def test_a_full_page_with_a_map_of_the_world_is_light(desk, browser):
    for number in range(45):
        at = place(f"Town {number}", "MX", latitude=number * 3 - 60, longitude=(number * 37) % 200 - 100)
        name = f"House number {number} of those who help whoever arrives in the night"
        desk.enter(name, at=at, shown=True, alert="Closed", tessera={"themes": ["health", "food", "legal"]})
    for language in LANGUAGES:
        answer = browser.get(f"/{language}/directory/", {"show": "map"})
        assert "<svg" in answer.content.decode()
        assert len(answer.content) < LIMIT


def test_the_next_page_is_sent_for_with_what_was_asked_and_without_a_token(desk, browser):
    for number in range(21):
        desk.enter(f"House {number:02}", at=place(), shown=True)
    first = browser.post("/en/directory/", {"country": "MX"}).content.decode()
    assert ("House 00" in first, "House 20" in first) == (True, False)
    assert '<input type="hidden" name="country" value="MX">' in first
    second = browser.post("/en/directory/", {"country": "MX", "page": "2"}).content.decode()
    assert ("House 00" in second, "House 20" in second) == (False, True)


def test_what_nobody_agreed_to_show_is_no_page(desk, clinic, browser):
    unagreed = desk.enter("Xochitl unagreed", at=place())
    confidential = desk.enter("Xochitl confidential", confidential=True)
    with desk.open():
        places = list(Entry.objects.filter(kind="location").values_list("uid", flat=True))
    answers = [
        browser.get(f"/en/directory/{uid}/") for uid in (unagreed.uid, confidential.uid, *places, uuid4())
    ]
    assert {answer.status_code for answer in answers} == {404}
    random = re.compile(r'value="[\w-]{64}"|[0-9a-f]{8}-[0-9a-f-]{27}')
    assert len({random.sub("", answer.content.decode()) for answer in answers}) == 1, "all of them alike"
    for answer in visits(browser, clinic):
        assert "Xochitl" not in answer.content.decode()
    assert "Xochitl" not in browser.post("/en/directory/", {"words": "xochitl"}).content.decode().replace(
        'value="xochitl"', ""
    )


def test_a_firewall_is_told_without_names_and_after_its_last_day_only_when_it_was_checked(
    desk, neighbour, third, browser
):
    entry = desk.enter()
    desk.check(entry, neighbour, days_ago=3, note="I went there")
    desk.check(entry, third, days_ago=1, note="I asked")
    with desk.open():
        desk.agree(Entry.objects.get(pk=entry.pk), with_mark=True)
    address = f"/en/directory/{entry.uid}/"
    page = browser.get(address).content.decode()
    assert "Firewall found" in page
    assert "They hand nothing on." in page
    for name in ("Fatou", "Awa", "I went there", "I asked"):
        assert name not in page
    last = timezone.now() + timedelta(days=177)
    with time_machine.travel(last, tick=False):
        assert "Firewall found" in browser.get(address).content.decode()
    with time_machine.travel(last + timedelta(days=1), tick=False):
        page = browser.get(address).content.decode()
    assert "which is too long ago to be believed" in page
    for said in (
        "Firewall found",
        "They hand nothing on.",
        "They do not ask",
        "two organisations found this",
    ):
        assert said not in page


def test_without_a_mark_nobody_is_put_at_ease(clinic, browser):
    page = browser.get(f"/en/directory/{clinic.uid}/").content.decode()
    assert "Not known whether papers are asked about" in page
    assert "Ask before you give a name or show a paper." in page


def test_whatever_is_sent_to_a_public_page_is_answered(clinic, browser):
    for sent in (
        {"words": "\0"},
        {"words": "x" * 10_000},
        {"words": "' OR 1=1 --", "area": "nan,nan,nan,nan"},
        {"area": "0,0,1"},
        {"area": "1e400,0,1,1", "show": "map"},
        {"page": "99999999999999999999"},
        {"page": "٣"},
        {"kind": "location"},
        {"kind": "service\0"},
        {"country": "\0", "place": "\0", "theme": "\0", "language": "\0"},
        {"csrfmiddlewaretoken": "forged", "words": "clinic"},
    ):
        for method in (browser.get, browser.post):
            assert method("/en/directory/", sent).status_code in {200, 400, 404}, sent


@pytest.mark.parametrize("words", ["clinic " * 40, "clinic\0"])
def test_whatever_words_are_sent_there_is_an_answer(clinic, browser, words):
    answer = browser.post("/en/directory/", {"words": words})
    assert "<bdi>Free clinic</bdi>" in answer.content.decode()
