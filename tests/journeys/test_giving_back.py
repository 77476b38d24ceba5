"""Words lost, and a border crossed: two colleagues hear a voice, and give a room back. Scripts off and on."""

import re

import pytest

from tests.journeys.browser import Look
from tests.journeys.steps import (
    Account,
    fill,
    follow_nav,
    go_on,
    invite,
    join,
    main_button,
    read_paper,
    room_of,
    set_up,
    sign_in,
    type_words,
    words_of,
    write_back,
)

BOTH = [Look(scripts=False), Look(scripts=True, width=1280, language="es", scheme="dark")]


class Casa:
    """A network of its own, with people in it who come and go; each has a browser."""

    def __init__(self, visit, server, look):
        self.visit, self.server, self.say = visit, server, words_of(look.language)
        self.marta = visit(server.url)
        values = {"network": "Red", "look": "night", "organisation": "Casa", "country": "MX"}
        self.marta_account = set_up(self.marta, server, **values, name="Marta", login="marta")
        self.room = room_of(self.marta)

    def colleague(self, name, role="case_worker"):
        """Who was invited by Marta, joined, and was let in."""
        newcomer = self.visit(self.server.url)
        account = join(newcomer, invite(self.marta, name, role), name, name.lower())
        follow_nav(self.marta, "/members/")
        go_on(self.marta.page.get_by_role("button", name=self.say("Let them in")))
        return newcomer, account

    def asks_for_new_words(self, visitor, name):
        """The path that the colleague passes on."""
        page, _ = visitor.page, self.say
        visitor.go(self.room + "/members/")
        visitor.check_page()
        go_on(page.get_by_role("link", name=re.compile(_("New words") + ".*" + name)))
        visitor.check_page()
        visitor.screenshot("begin-renewal")
        go_on(main_button(page))
        visitor.check_page()
        visitor.screenshot("renewal-begun")
        path = page.locator("#address").inner_text().removeprefix(self.server.url)
        follow_nav(visitor, "/members/")
        visitor.check_page()
        visitor.screenshot("members-asked")
        return path

    def confirms(self, visitor, name, heard, *, is_last):
        """From Today: who waits, the page that says how, six words as they were heard."""
        page, _ = visitor.page, self.say
        visitor.go("/")
        visitor.check_page()
        go_on(page.get_by_role("link", name=_("%(name)s waits for two of you") % {"name": name}))
        visitor.check_page()
        visitor.screenshot("give-back")
        fill(page, words="not the words at all")
        go_on(main_button(page))
        assert page.locator("[aria-invalid=true]").count()
        visitor.check_page()
        fill(page, words=heard)
        go_on(main_button(page))
        done = _("%(name)s can open this room again.") % {"name": name}
        said = (
            done
            if is_last
            else _(
                "Confirmed. One more has to: a colleague, or one of the trusted people. If it is a trusted person, come"
                " back here afterwards and finish it."
            )
        )
        assert page.get_by_text(said).is_visible()
        visitor.check_page()
        visitor.screenshot("members")

    def opens(self, visitor):
        visitor.go(self.room + "/members/")
        return visitor.page.locator("h1").inner_text() == self.say("Members")


@pytest.fixture
def casa(visit, new_server, look):
    return Casa(visit, new_server, look)


def aloud(page):
    return page.locator("#aloud").inner_text()


@pytest.mark.parametrize("look", BOTH, ids=str)
def test_lost_words(visit, casa, look):
    _, marta = casa.say, casa.marta
    rosa, old = casa.colleague("Rosa")
    ana, _paper = casa.colleague("Ana")
    door = visit(casa.server.url)
    door.go("/sign-in/")
    go_on(door.page.get_by_role("link", name=_("This is what you can do")))
    door.check_page()
    door.screenshot("lost-words")

    path = casa.asks_for_new_words(ana, "Rosa")
    page = door.page
    door.go(path)
    door.check_page()
    door.screenshot("renew")
    fill(page, name="Rosa", login="rosa.otra")
    go_on(main_button(page))
    words, _no_pepper = read_paper(page)
    door.check_page()
    write_back(page, words)
    door.check_page()
    door.screenshot("two-calls")
    read = aloud(page)

    # Whoever has the address too is shown nothing to read aloud.
    door.go(path)
    door.check_page()
    door.screenshot("renewal-waits")
    assert page.locator("#aloud").count() == 0
    fill(page, words="one two three four five six")
    go_on(main_button(page))
    assert page.locator("[aria-invalid=true]").count()
    door.check_page()
    fill(page, words=words)
    go_on(main_button(page))
    assert aloud(page) == read

    rosa.go("/")
    assert rosa.page.get_by_text(
        _(
            "Somebody asked for new words for your account. If it was not you, tell your colleagues today:"
            " under Members they take it back."
        )
    ).is_visible()
    rosa.check_page()
    rosa.screenshot("renewal-asked")

    casa.confirms(ana, "Rosa", read, is_last=False)
    assert casa.opens(rosa), "nothing changes before the second"
    casa.confirms(marta, "Rosa", read, is_last=True)
    rosa.go("/")
    assert "/sign-in/" in rosa.page.url
    type_words(rosa, old)
    assert rosa.page.get_by_text(_("Login and words do not belong together. Please check both.")).is_visible()
    door.go(path)
    assert page.get_by_role("heading", name=_("Your new words count")).is_visible()
    door.check_page()
    sign_in(door, Account("rosa.otra", words))
    assert casa.opens(door)


@pytest.mark.parametrize("look", BOTH, ids=str)
def test_a_journey(casa, look):
    _, marta = casa.say, casa.marta
    rosa, paper = casa.colleague("Rosa")
    page = rosa.page
    rosa.go("/account/travel/")
    fill_checked(page)
    go_on(main_button(page))
    too_few = _(
        "Nothing was closed. In one of the rooms fewer than two others hold the key, and two have to give it back."
        " First let another colleague into that room."
    )
    assert page.get_by_text(too_few).is_visible()
    rosa.check_page()
    ana, _paper = casa.colleague("Ana")

    follow_nav(rosa, "/account/")
    rosa.check_page()
    rosa.screenshot("my-account")
    go_on(page.get_by_role("link", name=_("Close my rooms")))
    rosa.check_page()
    rosa.screenshot("travel")
    fill_checked(page)
    go_on(main_button(page))
    assert "/sign-in/" in page.url
    rosa.check_page()

    type_words(rosa, paper)
    heading = _("You are travelling: your rooms are closed to you")
    assert page.get_by_role("heading", name=heading).is_visible()
    rosa.check_page()
    rosa.screenshot("travelling")
    assert not casa.opens(rosa)
    assert casa.opens(ana)
    ana.check_page()
    ana.screenshot("members-travelling")

    rosa.go("/")
    go_on(page.get_by_role("link", name=_("Getting them back")))
    rosa.check_page()
    rosa.screenshot("my-return")
    go_on(main_button(page))
    rosa.check_page()
    rosa.screenshot("my-return-aloud")
    read = aloud(page)
    casa.confirms(ana, "Rosa", read, is_last=False)
    assert not casa.opens(rosa)
    casa.confirms(marta, "Rosa", read, is_last=True)
    assert casa.opens(rosa)
    rosa.check_page()

    # On the way already: a colleague closes the rooms for her.
    follow_nav(marta, "/members/")
    go_on(marta.page.get_by_role("link", name=re.compile(_("Close their rooms") + ".*Rosa")))
    marta.check_page()
    marta.screenshot("lift-grants")
    go_on(main_button(marta.page))
    assert marta.page.get_by_text(_("Every room is closed to %(name)s now.") % {"name": "Rosa"}).is_visible()
    rosa.go("/")
    assert "/sign-in/" in page.url


def fill_checked(page):
    page.check("main [name='two_known']")
