"""Five trusted people are chosen, the room is locked down, and three of them bring it back by voice."""

import pytest

from tests.journeys.browser import Look
from tests.journeys.steps import (
    fill,
    follow_nav,
    go_on,
    invite,
    join,
    main_button,
    room_of,
    set_up,
    sign_in,
    type_words,
    words_of,
)

BOTH = [Look(scripts=False), Look(scripts=True, width=1280, language="es", scheme="dark")]
OTHER_WORDS = "able about above absent absorb abstract"
COUNTRIES = ("MX", "HN", "SN", "ES", "GT")


def show(visitor, name):
    visitor.check_page()
    visitor.screenshot(f"lockdown-{name}")


def heard(visitor):
    """What somebody reads out from the page they see."""
    return visitor.page.locator("#words").inner_text()


@pytest.mark.parametrize("look", BOTH, ids=str)
def test_locked_down_and_brought_back_by_three_voices(visit, new_server, look):
    _ = words_of(look.language)
    founder, rosa = visit(new_server.url), visit(new_server.url)
    account, record = found_a_room(founder, new_server, _)
    rosas = join(rosa, invite(founder, "Rosa", "reader"), "Rosa", "rosa")
    follow_nav(founder, "/members/")
    go_on(founder.page.get_by_role("button", name=_("Let them in")))
    trusted = choose_five(founder, [visit(new_server.url) for _country in COUNTRIES], _)
    lock_down(rosa, record, _)

    page = founder.page
    founder.go(record)
    assert "/sign-in/" in page.url, "whoever held a key is signed out"
    type_words(founder, account)
    assert "Amina" not in page.content()
    words = ask(founder, _)
    for person in trusted[:3]:
        give(person, words, _)
    founder.go("/")
    go_on(page.locator("main .people a.name").first)
    show(founder, "three-gave")
    go_on(page.get_by_role("button", name=_("Open the room")))
    assert page.get_by_text(
        _("The room is open again, under a new key. Only you hold it so far.")
    ).is_visible()
    show(founder, "today-open-again")
    founder.go(record)
    assert page.locator("h1").inner_text() == "Amina Diallo"

    sign_in(rosa, rosas)
    rosa.go(record)
    assert "Amina" not in rosa.page.content(), "one of them may have been forced"
    follow_nav(founder, "/members/")
    show(founder, "members-after")
    go_on(page.get_by_role("button", name=_("Let in again")))
    rosa.go(record)
    assert rosa.page.locator("h1").inner_text() == "Amina Diallo"
    trusted[3].go(record)
    assert "Amina" not in trusted[3].page.content()


def found_a_room(founder, server, _):
    """The founder's account, and the path of a record."""
    page, values = founder.page, {"organisation": "Casa", "country": "MX", "name": "Marta", "login": "marta"}
    account = set_up(founder, server, network="Red", look="night", **values)
    founder.go("/")
    assert page.get_by_text(_("Choose five trusted people")).is_visible()
    follow_nav(founder, "/lockdown/")
    assert page.get_by_role("heading", name=_("This room cannot be locked down")).is_visible()
    show(founder, "not-offered")
    founder.go(room_of(founder) + "/people/sought/new/")
    fill(page, full_name="Amina Diallo")
    go_on(main_button(page))
    return account, page.url.removeprefix(founder.origin)


def choose_five(founder, people, _):
    page = founder.page
    for number, (person, country) in enumerate(zip(people, COUNTRIES, strict=True)):
        name = f"Trusted {number}"
        join(person, invite(founder, name, "trustee"), name, f"trusted{number}")
        assert person.page.get_by_role("heading", name=_("You are here as a trusted person")).is_visible()
        show(person, "trustee-today")
        go_on(person.page.locator("main a.btn").first)
        follow_nav(founder, "/trusted-people/")
        go_on(page.get_by_role("link", name=_("Choose a trusted person")))
        if number == 0:
            fill(page, words=OTHER_WORDS, name="Awa", country=country)
            go_on(main_button(page))
            assert page.locator("[aria-invalid=true]").count()
            show(founder, "other-words")
        fill(page, words=heard(person), name=name, country=country)
        go_on(main_button(page))
    assert page.get_by_text(_("Keeps a part")).count() == 5
    show(founder, "five-chosen")
    go_on(page.get_by_role("link", name="Trusted 0"))
    show(founder, "dismiss")
    people[0].go("/trusted/")
    assert people[0].page.locator("main .chip.ok").count() == 1
    show(people[0], "trusted")
    return people


def lock_down(rosa, record, _):
    rosa.go(record)
    assert rosa.page.locator("h1").inner_text() == "Amina Diallo"
    follow_nav(rosa, "/lockdown/")
    show(rosa, "page")
    go_on(main_button(rosa.page))
    assert "/sign-in/" in rosa.page.url
    assert rosa.page.get_by_text(_("Locked down. Nobody holds a key to it any more.")).is_visible()
    show(rosa, "done")


def ask(founder, _):
    """The words that the page wants to be read out."""
    founder.go("/")
    show(founder, "today-closed")
    go_on(founder.page.locator("main .people a.name").first)
    assert founder.page.get_by_role("heading", name=_("This room is locked down")).is_visible()
    show(founder, "closed-room")
    go_on(main_button(founder.page))
    show(founder, "asked")
    return heard(founder)


def give(person, words, _):
    page = person.page
    person.go("/")
    go_on(page.locator("main .people a.name").first)
    show(person, "asked-of-a-trustee")
    fill(page, words=OTHER_WORDS)
    go_on(main_button(page))
    assert page.locator("[aria-invalid=true]").count()
    fill(page, words=words.upper())
    go_on(main_button(page))
    assert page.get_by_text(_("Given. Only the person you spoke with can use it.")).is_visible()
    assert "Amina" not in page.content()
