"""What goes wrong under the address of a public page is said in its language, and leaves no cookie in the telephone."""

from __future__ import annotations

from uuid import UUID

import pytest
from django.conf import settings
from django.utils.translation import gettext as _, override

from tests.rules.answers import complaints_about

LANGUAGES = [code for code, _name in settings.PUBLIC_LANGUAGES]
NOWHERE = [
    "/{}/help/nothing",
    "/{}/nothing/",
    "/{}/directory/" + str(UUID(int=7)) + "/",
    "/{}/directory/?kind=nothing",
]


def said_in(language):
    with override(language):
        return _("There is no such page for you"), _("What can I ask for here?")


@pytest.mark.parametrize("address", NOWHERE)
@pytest.mark.parametrize("language", LANGUAGES)
def test_no_such_page_is_said_in_the_language_of_the_address_without_a_cookie(house, language, address):
    answer = house.browser(language="en" if language != "en" else "fr").get(address.format(language))
    page = answer.content.decode()
    assert answer.status_code == 404
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}"' in page
    assert all(one in page for one in said_in(language))
    assert f'href="/{language}/help/"' in page
    assert answer.headers["Content-Language"] == language
    assert not answer.cookies
    assert "csrf" not in page
    assert "<script" not in page
    assert complaints_about(answer) == []


@pytest.mark.parametrize("method", ["post", "put"])
def test_so_it_is_whatever_is_sent_there(house, method):
    answer = getattr(house.browser(), method)("/es/help/nothing/")
    assert (answer.status_code, dict(answer.cookies)) == (404, {})
    assert '<html lang="es"' in answer.content.decode()


def test_a_member_is_told_what_everybody_is(house):
    answer = house.browser(house.marta).get("/es/help/nothing/")
    assert "Marta" not in answer.content.decode()
    assert not answer.cookies


def test_a_fault_on_a_public_page_is_said_in_its_language(house, monkeypatch):
    def fails(*_args):
        raise RuntimeError

    monkeypatch.setattr("tessera.access.public.editions.current", fails)
    browser = house.browser(language="fr")
    browser.raise_request_exception = False
    answer = browser.get("/es/help/")
    assert (answer.status_code, dict(answer.cookies)) == (500, {})
    assert '<html lang="es"' in answer.content.decode()


@pytest.mark.parametrize("address", ["/nothing/", "/english/help/", "/de/help/"])
def test_elsewhere_it_is_said_in_the_language_of_the_browser(house, address):
    answer = house.browser(language="fr").get(address)
    assert answer.status_code == 404
    assert '<html lang="fr"' in answer.content.decode()
    assert answer.headers["Content-Language"] == "fr"
