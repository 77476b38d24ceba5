"""The frame of every page: whatever a network is called, the page itself begins high on a phone."""

from __future__ import annotations

import pytest

from tests.journeys.browser import Look, words_stay_whole
from tests.journeys.steps import demo_account, sign_in

LONG_NAME = "Red de familias migrantes de Centroamérica y Norteamérica en búsqueda de sus desaparecidos"


@pytest.mark.parametrize("look", [Look(language="es"), Look(language="es", width=1280)], ids=str)
def test_a_long_name_costs_two_lines_and_breaks_no_word(visit, server, look):
    visitor = visit(server.url)
    sign_in(visitor, demo_account(server, "coordinator"))
    page = visitor.page
    for shown in (".brand span", ".room"):
        page.locator(shown).evaluate("(element, name) => { element.textContent = name }", LONG_NAME)
    assert not list(words_stay_whole(visitor))
    lines = "element => element.clientHeight / parseFloat(getComputedStyle(element).lineHeight)"
    assert page.locator(".brand span").evaluate(lines) < 2.1
    assert page.locator("h1").evaluate("element => element.getBoundingClientRect().top") < 240
