"""A phone on a slow line that breaks: little to load, nothing typed lost, nothing kept twice."""

import pytest
from playwright.sync_api import Error, expect

from tests.journeys.browser import MOST_BYTES, Look
from tests.journeys.steps import demo_account, fill, go_on, main_button, room_of, sign_in

PAGES = {
    "today": "/",
    "people sought": "{room}/people/sought/",
    "people found": "{room}/people/found/",
    "remains": "{room}/people/remains/",
    "the form": "{room}/people/sought/new/",
    "a record": "{person}",
    "candidates": "{person}candidates/",
    "lists": "{room}/lists/",
    "members": "{room}/members/",
}


@pytest.fixture
def signed_in(visitor, server):
    sign_in(visitor, demo_account(server, "coordinator"))
    return visitor


def first_request(visitor):
    visitor.go(room_of(visitor) + "/people/sought/")
    return visitor.page.locator("main .people a.name").first.get_attribute("href")


@pytest.mark.parametrize("look", [Look(), Look(scripts=True, width=1280)], ids=str)
def test_each_page_is_light_for_a_browser_that_has_seen_none(signed_in, browser, record_property):
    room, person = room_of(signed_in), first_request(signed_in)
    weights = {name: weight(signed_in, path.format(room=room, person=person)) for name, path in PAGES.items()}
    for name, size in weights.items():
        record_property(name, size)
    assert {name: size for name, size in weights.items() if size >= MOST_BYTES} == {}


def weight(visitor, path):
    """Everything that came over the line, headers too, with a cache that holds nothing."""
    context = visitor.browser.new_context(
        storage_state=visitor.context.storage_state(), java_script_enabled=visitor.look.scripts
    )
    page, answered = context.new_page(), []

    def note(request):  # Playwright keeps something on its listeners, which a list's own method cannot hold
        answered.append(request)

    page.on("requestfinished", note)
    page.goto(visitor.origin + path, wait_until="networkidle")
    assert "/sign-in/" not in page.url
    sizes = [request.sizes() for request in answered]
    context.close()
    return sum(size["responseBodySize"] + size["responseHeadersSize"] for size in sizes)


def count_of(visitor, room, name):
    visitor.go(f"{room}/people/sought/")
    return visitor.page.get_by_role("link", name=name, exact=True).count()


@pytest.mark.parametrize("look", [Look(), Look(scripts=True, width=1280)], ids=str)
def test_when_the_line_breaks_the_form_is_sent_once_it_is_back(signed_in, look):
    page, room, name = signed_in.page, room_of(signed_in), f"Lost line {look}"
    signed_in.go(f"{room}/people/sought/new/")
    fill(page, full_name=name, circumstances="Told once,\nand not again.")
    signed_in.context.set_offline(True)
    with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
        go_on(main_button(page))
    signed_in.context.set_offline(False)
    page.reload()  # what the browser's own page about the broken line offers
    assert page.locator("h1").inner_text() == name
    assert "and not again." in page.locator(".story").inner_text()
    assert count_of(signed_in, room, name) == 1


@pytest.mark.parametrize("look", [Look(), Look(scripts=True, width=1280)], ids=str)
def test_a_page_that_does_not_come_leaves_the_form_as_it_was(signed_in):
    signed_in.page.on("dialog", lambda dialog: dialog.accept())  # "Leave this page?", where scripts ask
    # A browser notes down what is typed every other moment: one that was busy just then may have to type again.
    assert any(is_still_typed_after_a_break(signed_in) for _ in range(3))


def is_still_typed_after_a_break(visitor):
    page, room, typed = (
        visitor.page,
        room_of(visitor),
        {"full_name": "Still here", "circumstances": "Every word."},
    )
    visitor.go(f"{room}/people/sought/new/")
    fill(page, **typed)
    visitor.context.set_offline(True)
    with pytest.raises(Error, match="ERR_INTERNET_DISCONNECTED"):
        visitor.go(f"{room}/people/found/")
    page.wait_for_url("chrome-error://**")  # the browser says so itself, a moment after it knows
    visitor.context.set_offline(False)
    page.go_back()
    try:  # it gives fields back their words a moment after the page
        for name, words in typed.items():
            expect(page.locator(f"#id_{name}")).to_have_value(words)
    except AssertionError:
        return False
    return True


@pytest.mark.parametrize("look", [Look(), Look(scripts=True, width=1280)], ids=str)
def test_an_impatient_second_press_saves_once(signed_in, look):
    page, room, name = signed_in.page, room_of(signed_in), f"Pressed twice {look}"
    signed_in.go(f"{room}/people/sought/new/")
    fill(page, full_name=name)
    button = main_button(page)
    button.scroll_into_view_if_needed()
    box = button.bounding_box()
    where = box["x"] + box["width"] / 2, box["y"] + box["height"] / 2

    # The answer takes its time, so the page stands there as if nothing had happened.
    line = signed_in.context.new_cdp_session(page)
    line.send("Network.enable")
    slow = {"offline": False, "latency": 4000, "downloadThroughput": -1, "uploadThroughput": -1}
    line.send("Network.emulateNetworkConditions", slow)
    page.mouse.click(*where)
    other_tab = signed_in.context.new_page()
    while not other_tab.get_by_role("link", name=name, exact=True).count():
        other_tab.goto(f"{signed_in.origin}{room}/people/sought/")  # until it is kept
    page.mouse.click(*where)
    # The second press gives up the page that the first waits for, which is no failure.
    expect(page.locator("h1")).to_have_text(name, timeout=30_000)
    assert "/person/" in page.url
    line.send("Network.emulateNetworkConditions", slow | {"latency": 0})
    assert count_of(signed_in, room, name) == 1
