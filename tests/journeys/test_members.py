"""A colleague: invited, joined, let in, and one day removed."""

import re

import pytest

from tests.journeys.browser import Look
from tests.journeys.steps import (
    demo_account,
    follow_nav,
    go_on,
    invite,
    join,
    main_button,
    room_of,
    sign_in,
    type_words,
    words_of,
)

BOTH = [Look(scripts=False), Look(scripts=True, width=1280, language="es", scheme="dark")]


@pytest.fixture
def coordinator(visit, server):
    visitor = visit(server.url)
    sign_in(visitor, demo_account(server, "coordinator"))
    return visitor


@pytest.mark.parametrize("look", BOTH, ids=str)
def test_a_reader_comes_and_goes(visit, server, coordinator, look):
    _ = words_of(look.language)
    newcomer = visit(server.url)
    theirs, ours = newcomer.page, coordinator.page
    room = room_of(coordinator)
    coordinator.go(room + "/people/sought/")
    record = ours.locator("main .people a.name").first
    name, path = record.inner_text(), record.get_attribute("href")

    address = invite(coordinator, "Íngrid", "reader")
    account = join(newcomer, address, "Íngrid", f"ingrid.{look}")
    assert theirs.get_by_role("heading", name=_("A colleague has to let you in")).is_visible()
    newcomer.check_page()
    newcomer.go(path)
    assert name not in theirs.content(), "an account alone opens no room"

    stranger = visit(server.url)
    stranger.go(address)
    assert stranger.page.get_by_role("heading", name=_("This invitation does not work any more")).is_visible()
    stranger.check_page()

    follow_nav(coordinator, "/members/")
    coordinator.check_page()
    go_on(ours.get_by_role("button", name=_("Let them in")))
    assert ours.get_by_text(_("%(name)s can open this room now.") % {"name": "Íngrid"}).is_visible()
    coordinator.check_page()

    newcomer.go("/")
    newcomer.check_page()
    newcomer.go(path)
    assert theirs.locator("h1").inner_text() == name
    newcomer.check_page()
    only_reads(newcomer, room, path)

    follow_nav(coordinator, "/members/")
    go_on(ours.get_by_role("link", name=re.compile(_("Remove") + ".*Íngrid")))
    coordinator.check_page()
    go_on(main_button(ours))
    assert ours.get_by_text(
        _("Their account is closed, what they had open is locked, and this room is locked anew.")
    ).is_visible()
    coordinator.check_page()

    go_on(theirs.locator("a.brand"))
    assert "/sign-in/" in theirs.url, "the next click finds the door locked"
    type_words(newcomer, account)
    assert theirs.get_by_text(_("Login and words do not belong together. Please check both.")).is_visible()
    newcomer.check_page()


def only_reads(reader, room, record):
    """No button writes, and no address of one works either."""
    page, _ = reader.page, words_of(reader.look.language)
    reader.go(record)
    assert (
        page.locator(
            f"main a[href^='{record}change'], main a[href^='{record}delete'], main [type=file]"
        ).count()
        == 0
    )
    forms = page.locator("form[method=post]")
    actions = {form.get_attribute("action") for form in forms.all()}
    assert actions == {f"{room}/search/", "/language/", "/lock/"}
    reader.go(room + "/people/sought/")
    assert page.get_by_role("link", name=_("Open a request")).count() == 0
    assert page.locator("nav.jobs a[href$='/lists/'], nav.jobs a[href='/network/']").count() == 0
    reader.go("/")
    assert page.locator("main a[href*='/new/'], main a[href$='/lists/']").count() == 0
    for path in (
        record + "change/",
        record + "delete/",
        room + "/lists/",
        room + "/members/invite/",
        "/network/",
    ):
        reader.go(path)
        assert page.get_by_role("heading", name=_("Your role does not include this")).is_visible(), path
    reader.check_page()


def test_an_invitation_is_taken_back(visit, server, coordinator):
    page, _ = coordinator.page, words_of("en")
    address = invite(coordinator, "Nobody yet", "case_worker")
    follow_nav(coordinator, "/members/")
    invited = page.get_by_role("listitem").filter(has_text="Nobody yet")
    go_on(invited.get_by_role("button", name=_("Take back")))
    assert page.get_by_text(_("The invitation does not work any more.")).is_visible()
    coordinator.check_page()
    stranger = visit(server.url)
    stranger.go(address)
    assert stranger.page.get_by_role("heading", name=_("This invitation does not work any more")).is_visible()
