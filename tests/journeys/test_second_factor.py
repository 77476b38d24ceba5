"""The second factor and new words, in a browser with scripts and without: from the QR code to a lost phone."""

import base64
import time

import pytest

from tessera.sealing import codes
from tests.journeys.browser import Look
from tests.journeys.steps import (
    Account,
    demo_accounts,
    fill,
    follow_nav,
    go_on,
    main_button,
    read_paper,
    sign_in,
    texts,
    type_words,
    words_of,
    write_back,
)

LOOKS = [Look(scripts=False), Look(scripts=True, width=1280, language="es", scheme="dark")]


def own_account(server, look, role):
    """One of the last of this role: other journeys sign in as the first, with the words they had."""
    return [one for one in demo_accounts(server) if one.role == role][-1 - LOOKS.index(look)]


def sees(visitor, text):
    assert visitor.page.get_by_text(text).is_visible(), visitor.page.url
    visitor.check_page()


def code_of(secret, away=0):
    return codes.code(secret, int(time.time()) // codes.STEP_SECONDS + away)


def type_code(page, secret, away=0, **more):
    """Once more where its half minute was over before it was read, as somebody with a phone does."""
    for _try in range(3):
        fill(page, code=code_of(secret, away), **more)
        go_on(main_button(page))
        if not page.locator("main [name=code][aria-invalid=true]").count():
            return


def open_account(visitor, heading):
    follow_nav(visitor, "/account/")
    go_on(visitor.page.get_by_role("link", name=heading))


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_switched_on_used_and_switched_off(visit, server, look):
    _ = words_of(look.language)
    account = own_account(server, look, "case worker")
    visitor = visit(server.url)
    page = visitor.page
    sign_in(visitor, account)
    follow_nav(visitor, "/account/")
    visitor.check_page()

    open_account(visitor, _("Switch it on"))
    visitor.check_page()
    assert page.locator("svg.qr").is_visible()
    secret = base64.b32decode(page.locator("#secret").inner_text().replace(" ", ""))
    fill(page, words=account.words, code="000 000")
    go_on(main_button(page))
    sees(visitor, _("This code does not fit. Check that the phone's clock is right, and type the next one."))
    # One step behind, so that the next one is there without waiting for it.
    type_code(page, secret, -1, words=account.words)
    paper = texts(page.locator("#codes li").all())
    assert len(paper) == 10
    visitor.check_page()

    other = visit(server.url)
    theirs = other.page
    other.go("/network/")
    type_words(other, account)
    assert "/sign-in/code/" in theirs.url
    other.check_page()
    fill(theirs, code="000000")
    go_on(main_button(theirs))
    sees(other, _("This code does not fit, or was used before. Wait for the next one and try again."))
    type_code(theirs, secret)
    assert theirs.get_by_role("heading", name=_("Your role does not include this")).is_visible()

    follow_nav(visitor, "/account/")
    visitor.check_page()
    go_on(page.get_by_role("button", name=_("End all others")))
    visitor.check_page()
    go_on(theirs.locator("a.brand"))
    assert "/sign-in/" in theirs.url
    type_words(other, account)
    fill(theirs, code=paper[0])
    go_on(main_button(theirs))
    assert theirs.locator("nav.jobs").count() == 1, "the phone was lost, the paper was not"

    open_account(other, _("Codes, or switch it off"))
    other.check_page()
    go_on(theirs.get_by_role("link", name=_("Switch it off")))
    other.check_page()
    fill(theirs, words=account.words, code=paper[1])
    go_on(main_button(theirs))
    sees(other, _("The second factor is switched off. Your six words alone open your account."))
    go_on(page.locator("a.brand"))
    assert "/sign-in/" in page.url, "every other session ended"


@pytest.mark.parametrize("look", LOOKS, ids=str)
def test_new_words_replace_the_old_ones(visit, server, look):
    _ = words_of(look.language)
    account = own_account(server, look, "reader")
    visitor = visit(server.url)
    page = visitor.page
    sign_in(visitor, account)
    open_account(visitor, _("Take new words"))
    visitor.check_page()
    go_on(main_button(page))
    visitor.check_page()
    words, _no_pepper = read_paper(page)
    write_back(page, words)
    sees(visitor, _("From now on only the new words open your account. Please destroy the old paper."))
    other = visit(server.url)
    other.go("/")
    type_words(other, account)
    assert "/sign-in/" in other.page.url, "the old words open nothing"
    sign_in(other, Account(account.login, words))
