"""A hand that cannot use a mouse: everything from sign-in to a comparison with Tab, Enter and the arrows."""

import pytest

from tests.journeys.browser import Look
from tests.journeys.steps import demo_account


@pytest.fixture
def keys(visitor):
    return Keys(visitor.page)


class Keys:
    def __init__(self, page):
        self.page = page

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)

    def tab_to(self, selector):
        """Tab, as often as it takes; a person would have given up after a hundred."""
        target = self.page.locator(selector).first
        for _ in range(100):
            self.press("Tab")
            if target.evaluate("element => element === document.activeElement"):
                return
        pytest.fail(f"Tab does not lead to {selector}")

    def type_into(self, selector, words):
        self.tab_to(selector)
        self.page.keyboard.type(words)

    def follow(self, selector):
        """Enter, and wait for the page it leads to."""
        self.tab_to(selector)
        with self.page.expect_navigation():
            self.press("Enter")

    def has_focus(self, selector):
        return self.page.locator(selector).evaluate("element => element === document.activeElement")


@pytest.mark.parametrize("look", [Look(), Look(scripts=True, width=1280)], ids=str)
def test_from_sign_in_to_a_comparison(visitor, server, keys):
    page, account = visitor.page, demo_account(server, "case worker")
    visitor.go("/")
    keys.type_into("#id_login", account.login)
    keys.type_into("#id_passphrase", account.words)
    with page.expect_navigation():
        keys.press("Enter")

    keys.follow("main a[href$='/people/sought/new/']")
    keys.type_into("#id_full_name", "Selvin Hernández Velásquez")
    keys.tab_to("#id_sex")
    keys.press("ArrowDown", "ArrowDown")
    keys.type_into("#id_birth", "1998/2001")
    keys.type_into("#id_nationality", "HN")
    keys.follow("main form button.btn")
    assert page.locator("h1").inner_text() == "Selvin Hernández Velásquez"
    assert page.locator("main .glance li").first.inner_text() == "Male"

    keys.follow("main a[href$='/candidates/']")
    keys.follow("main article h2 a")
    assert "/person/" in page.url
    keys.follow(".lock")
    assert "/sign-in/" in page.url


def test_arrows_choose_what_a_person_wishes(visitor, server, keys):
    page, account = visitor.page, demo_account(server, "case worker")
    visitor.go("/")
    keys.type_into("#id_login", account.login)
    keys.type_into("#id_passphrase", account.words)
    with page.expect_navigation():
        keys.press("Enter")
    keys.follow("nav.jobs a[href$='/people/found/']")
    keys.follow("main a[href$='/people/found/new/']")
    keys.type_into("#id_full_name", "Somebody by keyboard")
    keys.tab_to("[name='contact_wish']:checked")
    keys.press("ArrowUp")
    assert page.locator("[name='contact_wish']:checked").get_attribute("value") != "not_asked"


@pytest.mark.parametrize("look", [Look(), Look(scripts=True, width=1280)], ids=str)
def test_the_first_tab_skips_to_the_page(visitor, server, keys):
    visitor.go("/")
    keys.press("Tab")
    assert keys.has_focus("a.skip")
    keys.press("Enter", "Tab")
    assert keys.has_focus("#id_login"), "past the bar and into the page"
