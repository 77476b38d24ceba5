"""What everybody can ask for: in every language, as light as a photograph, and without a trace of who asked."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path
from urllib.parse import urlencode

import pytest
from django.apps import apps
from django.conf import settings
from django.contrib.staticfiles import finders
from django.db import router
from django.test import Client

from tessera.access.actions import publish_worked
from tessera.access.tests.asking import CARE_IN_GERMANY, LANGUAGES, VISIT_TO_GHANA, asks
from tessera.access.tests.invented import cards_of
from tessera.common.places import InVault
from tessera.ui.qr import qr_code
from tests.rules.answers import complaints_about

LIGHT = 60_000  # bytes, uncompressed
TOLD = {"nationality": "TG", "lives-near": "yes"}


@pytest.fixture
def worked(house):
    publish_worked()


def outside_the_rooms():
    """All that can be read of the rows outside every vault."""
    models = [model for model in apps.get_models() if not issubclass(model, InVault)]
    return {
        model: list(model.objects.using(router.db_for_read(model)).order_by("pk").values())
        for model in models
        if hasattr(model, "objects")
    }


def files():
    found = [path for path in (Path(settings.DATA) / "vaults").rglob("*") if path.is_file()]
    return {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in found}


# In every language


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_questions_and_the_answers_are_whole_pages_in_their_language(house, worked, language):
    for asked in (
        {},
        CARE_IN_GERMANY,
        VISIT_TO_GHANA,
        VISIT_TO_GHANA | {"need": "detained", "place": "CO"},
        {"need": "stay"},
    ):
        answer = asks(house, language, **asked)
        said = answer.content.decode()
        assert answer.status_code == 200
        assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in said
        assert complaints_about(answer) == []
        for other in LANGUAGES:
            address = f"/{other}/help/" + ("?" + urlencode(asked) if asked else "")
            assert f'href="{address.replace("&", "&amp;")}"' in said


def test_the_languages_do_not_say_the_same_words(house, worked):
    said = [
        list(cards_of(asks(house, language, **CARE_IN_GERMANY).content.decode())) for language in LANGUAGES
    ]
    assert len(set(map(tuple, said))) == len(LANGUAGES)


@pytest.mark.parametrize(
    ("preferred", "leads_to"),
    [
        ("fr", "fr"),
        ("es-MX", "es"),
        ("ar", "ar"),
        ("ht", "ht"),
        ("ht-HT, fr;q=0.8", "ht"),
        ("de, ht;q=0.5, fr;q=0.8", "fr"),
        ("xx", "en"),
        ("*", "en"),
        ("", "en"),
    ],
)
def test_the_short_address_leads_to_the_readers_language(house, preferred, leads_to):
    answer = house.browser(language=preferred).get("/help/")
    assert answer.headers["Location"] == f"/{leads_to}/help/"
    assert not answer.cookies


def test_the_short_address_leads_to_the_language_that_was_chosen_here(house):
    browser = house.browser(language="ht")
    browser.cookies["language"] = "es"
    assert browser.get("/help/").headers["Location"] == "/es/help/"


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("preferred", ["en", "fr"])
def test_the_header_names_the_language_of_the_page_and_not_of_the_browser(house, preferred, language):
    answer = house.browser(language=preferred).get(f"/{language}/help/")
    assert answer.headers["Content-Language"] == language


@pytest.mark.parametrize("language", ["de", "xx", "en-gb", "EN", "%00", "es/es"])
def test_in_another_language_there_is_no_such_page(house, language):
    assert house.browser().get(f"/{language}/help/").status_code == 404


def test_before_any_rule_is_published_the_page_says_that_none_is_known(house):
    assert "We know of no rule for this" in asks(house, **CARE_IN_GERMANY).content.decode()


# Without a trace


@pytest.mark.parametrize("method", ["get", "head", "post"])
def test_nothing_is_kept_of_who_asked_and_what(house, shared, method, caplog):
    before = outside_the_rooms(), files()
    for asked in ({}, CARE_IN_GERMANY, VISIT_TO_GHANA | TOLD, {"need": "gold"}):
        for language in LANGUAGES:
            sent = TOLD if method == "post" else None
            answer = getattr(house.browser(), method)(f"/{language}/help/?{urlencode(asked)}", sent)
            assert answer.status_code == 200
            assert not answer.cookies
            assert "no-store" in answer.headers["Cache-Control"]
    assert (outside_the_rooms(), files()) == before
    assert not caplog.records


def test_a_member_sees_what_everybody_sees_and_no_line_says_that_they_looked(house, shared):
    house.browser(house.marta).get(
        "/en/help/"
    )  # rooms that she opens for the first time that day are looked after
    before = outside_the_rooms(), files()
    theirs = house.browser(house.marta).get("/en/help/", CARE_IN_GERMANY)
    assert theirs.content == asks(house, **CARE_IN_GERMANY).content
    assert "Marta" not in theirs.content.decode()
    assert (outside_the_rooms(), files()) == before


def test_no_script_and_no_form_token_is_needed(house, published):
    for asked, method in (({}, "get"), (VISIT_TO_GHANA, "post")):
        said = asks(house, **asked).content.decode()
        assert "<script" not in said
        assert "csrf" not in said
        assert said.count("<form") == said.count(f'method="{method}"') == 1


def test_what_is_told_further_is_sent_where_no_address_holds_it_and_without_a_cookie(house, published):
    """Also by a browser that checks tokens: there is none, and nothing that it would protect."""
    browser = Client(enforce_csrf_checks=True)
    address = f"/en/help/?{urlencode(VISIT_TO_GHANA)}"
    form = browser.get(address).content.decode().partition("<form")[2].partition("</form>")[0]
    assert f'method="post" action="{address.replace("&", "&amp;")}"' in f"<form{form}"
    answer = browser.post(address, TOLD)
    assert cards_of(answer.content.decode()) == {"A visit next door": ("ok", "You can ask for this")}
    assert not answer.cookies
    assert not browser.cookies


# Light, and to be taken along


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_and_its_stylesheet_are_light(house, worked, language):
    style = Path(str(finders.find("ui/tessera.css"))).stat().st_size
    heaviest = [{}, CARE_IN_GERMANY, {"place": "CO-cucuta", "need": "stay", "stage": "stay", "age": "adult"}]
    for asked in heaviest:
        for told in (None, {"nationality": "VE"}):
            assert len(asks(house, language, **asked, told=told).content) + style < LIGHT


def test_the_square_and_the_address_on_the_page_lead_back_to_it(house, published):
    for language in LANGUAGES:
        answer = asks(house, language, **VISIT_TO_GHANA)
        address = f"http://testserver/{language}/help/?{urlencode(VISIT_TO_GHANA)}"
        assert str(qr_code(address)) in answer.content.decode()
        assert address.replace("&", "&amp;") in answer.content.decode()
        assert house.browser().get(address).content == answer.content


WITHOUT = "neither the square nor the address holds it"


def test_neither_the_square_nor_any_address_on_the_page_holds_what_was_told_further(house, published):
    """Paper is found, and a telephone looked through: a nationality, or whom somebody fears, stands on neither."""
    plain, told = (asks(house, **VISIT_TO_GHANA, told=one).content.decode() for one in (None, TOLD))
    assert cards_of(told) != cards_of(plain), "the page that is printed answers what was told"
    assert square_of(told) == square_of(plain)
    assert addresses_on(told) == addresses_on(plain)
    assert not [one for one in addresses_on(told) if "nationality" in one or "lives-near" in one]
    assert WITHOUT in told
    assert WITHOUT not in plain


def square_of(page):
    return page.split('class="qr"')[1].split("</svg>")[0]


def addresses_on(page):
    return re.findall(r'(?:href|action)="([^"]*)"|(http://testserver[^<]*)', page)


def test_an_address_that_somebody_made_longer_is_answered_as_the_plain_one(house, published):
    answer = asks(house, **CARE_IN_GERMANY, x="a" * 3_000)
    assert answer.status_code == 200
    assert complaints_about(answer) == []
    assert answer.content == asks(house, **CARE_IN_GERMANY).content


def test_the_square_of_another_question_is_another(house, published):
    squares = {
        square_of(asks(house, **asked).content.decode()) for asked in (CARE_IN_GERMANY, VISIT_TO_GHANA)
    }
    assert len(squares) == 2
    assert 'class="qr"' not in asks(house).content.decode()
