"""Further rooms: a legal team's, one shared with another organisation, and whom each is closed to again."""

import re

import pytest

from tests.journeys.browser import Look, words_stay_whole
from tests.journeys.steps import demo_accounts, fill, go_on, main_button, sign_in, texts, words_of

BOTH = [Look(scripts=False), Look(scripts=True, width=1280, language="es", scheme="dark")]
LONG = "Acompañamiento jurídico y psicosocial transfronterizo ampliado"[:60]


@pytest.fixture
def two_organisations(visit, server, request):
    """A coordinator of each of two that no other journey visits, one for each look."""
    coordinators = [one for one in demo_accounts(server) if one.role == "coordinator"]
    look = request.getfixturevalue("look")
    first = 2 + 2 * BOTH.index(look) if look in BOTH else 6
    visitors = [visit(server.url), visit(server.url)]
    for visitor, account in zip(visitors, coordinators[first:], strict=False):
        sign_in(visitor, account)
    return visitors


def open_a_room(visitor, name, kind):
    page, _ = visitor.page, words_of(visitor.look.language)
    visitor.go("/rooms/")
    visitor.check_page()
    go_on(page.get_by_role("link", name=_("Open another room")))
    visitor.check_page()
    fill(page, name=name, kind=kind)
    go_on(main_button(page))
    assert page.get_by_text(
        _("The room is open. Only you hold its key: let somebody else in, too.")
    ).is_visible()
    visitor.check_page()
    return re.search(r"/room/[\w-]+", page.url)[0]


def room_shown(page):
    """How the room is called in the top bar; what is said before it is for who hears the page."""
    return page.locator(".bar .room").inner_text().rpartition("\n")[2]


def switch_to(visitor, name):
    """By the list in the top bar, which opens without scripts."""
    page = visitor.page
    page.locator("details.rooms > summary").click()
    go_on(page.locator("details.rooms").get_by_role("link", name=name))
    assert page.locator("details.rooms > summary").inner_text().endswith(name)


@pytest.mark.parametrize("look", BOTH, ids=str)
def test_two_organisations_share_a_room_and_part(two_organisations, look):
    ours, theirs = two_organisations
    page, _ = ours.page, words_of(look.language)
    home = room_shown(page)
    room = open_a_room(ours, "Grupo de búsqueda", "shared")

    ours.go("/")
    ours.check_page()
    assert page.locator(".find").count() == 0, "nobody searches in a room they did not choose"
    switch_to(ours, home)
    ours.check_page()
    switch_to(ours, "Grupo de búsqueda")

    theirs.go("/account/card/")
    theirs.check_page()
    code = theirs.page.locator("#code").inner_text()
    assert len(texts(theirs.page.locator("ol.words").first.locator("li").all())) == 6
    ours.go(room + "/members/bring-in/")
    ours.check_page()
    fill(page, code=code.lower())
    go_on(main_button(page))
    ours.check_page()
    # The two share the network's room, where their keys were checked: no words have to be read aloud again.
    assert page.locator("ol.words").count() == 0
    fill(page, name="Awa de la otra orilla")
    go_on(main_button(page))
    assert page.get_by_text(
        _("%(name)s can open this room now.") % {"name": "Awa de la otra orilla"}
    ).is_visible()
    ours.check_page()

    their_home = room_shown(theirs.page)
    theirs.go("/")
    theirs.check_page()
    switch_to(theirs, "Grupo de búsqueda")
    fill_in_a_request(theirs, room)
    ours.go(room + "/people/sought/")
    assert page.get_by_text("Amina Ejemplo").is_visible(), "what they write, we read"

    theirs.go(room + "/members/")
    theirs.check_page()
    go_on(theirs.page.get_by_role("link", name=_("Leave this room")))
    theirs.check_page()
    go_on(theirs.page.locator("main form button.grave"))
    theirs.check_page()
    assert room_shown(theirs.page) == their_home
    theirs.go(room + "/people/sought/")
    assert theirs.document.status == 404
    ours.go(room + "/people/sought/")
    assert page.get_by_text("Amina Ejemplo").is_visible(), "what was entered stays"


def fill_in_a_request(visitor, room):
    visitor.go(f"{room}/people/sought/new/")
    fill(visitor.page, full_name="Amina Ejemplo")
    go_on(main_button(visitor.page))


@pytest.mark.parametrize("look", [Look(language="es"), Look(language="es", width=1280)], ids=str)
def test_seven_rooms_with_long_names_fit_into_the_switcher(visit, server, look):
    """The names alone are put in: that each of them is a room of its own is tried elsewhere."""
    visitor = visit(server.url)
    coordinators = [one for one in demo_accounts(server) if one.role == "coordinator"]
    sign_in(visitor, coordinators[6 + (look.width == 1280)])
    open_a_room(visitor, LONG, "own")
    page = visitor.page
    page.locator("details.rooms ul").evaluate(
        "list => { for (let n = 0; n < 4; n++) list.append(list.lastElementChild.cloneNode(true)) }"
    )
    page.locator("details.rooms > summary").click()
    assert page.locator("details.rooms li").count() == 7
    visitor.screenshot("seven-rooms")
    assert not list(words_stay_whole(visitor))
    assert page.locator("html").evaluate("element => element.scrollWidth") <= look.width
    for link in page.locator("details.rooms a").all():
        box = link.bounding_box()
        assert box
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= look.width
        assert box["height"] >= 40
