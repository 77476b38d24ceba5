"""The room was locked meanwhile: in another tab, or because the server started anew."""

import pytest

from tests.journeys.browser import Look
from tests.journeys.conftest import serving
from tests.journeys.steps import (
    demo_account,
    fill,
    go_on,
    main_button,
    room_of,
    set_up,
    sign_in,
    type_words,
    words_of,
)
from tests.postgres import own_database

BOTH = [Look(), Look(scripts=True, width=1280, language="es", scheme="dark")]
TYPED = {"full_name": "Blanca Estela Ñamandú", "circumstances": "Long to tell,\nand told once.", "sex": "F"}

LOCKED = (
    "You were signed out: by you or a colleague, after 30 minutes without use, or because the server started anew."
    " What you had saved is there."
)


def typed_into(page):
    return {name: page.input_value(f"[name='{name}']").replace("\r", "") for name in TYPED}


def lock_in_another_tab(visitor):
    tab = visitor.context.new_page()
    tab.goto(visitor.origin)
    go_on(tab.locator(".lock"))  # a tab closed before the answer came might leave the room open
    tab.close()


@pytest.mark.parametrize("look", BOTH, ids=str)
def test_a_form_sent_into_a_locked_room_comes_back_with_what_was_typed(visitor, server, look):
    page, account, _ = visitor.page, demo_account(server, "case worker"), words_of(look.language)
    sign_in(visitor, account)
    form = room_of(visitor) + "/people/sought/new/"
    visitor.go(form)
    fill(page, **TYPED)
    lock_in_another_tab(visitor)
    go_on(main_button(page))
    assert "/sign-in/" in page.url
    assert page.get_by_text(_(LOCKED)).is_visible()
    assert TYPED["full_name"] not in page.content(), "nothing of it stands on the page that anybody may see"
    visitor.check_page()

    type_words(visitor, account)
    assert page.get_by_text(_("This is what you were writing when the room was locked.")).is_visible()
    assert typed_into(page) == TYPED
    visitor.check_page()
    go_on(main_button(page))
    assert page.locator("h1").inner_text() == TYPED["full_name"], "and it can be sent as it is"
    visitor.go(form)
    assert typed_into(page) == dict.fromkeys(TYPED, "")


def test_a_page_asked_for_leads_back_to_itself(visitor, server):
    account = demo_account(server, "case worker")
    sign_in(visitor, account)
    wanted = room_of(visitor) + "/people/remains/?page=2"
    lock_in_another_tab(visitor)
    visitor.go(wanted)
    assert "/sign-in/" in visitor.page.url
    type_words(visitor, account)
    assert visitor.page.url == visitor.origin + wanted


@pytest.fixture
def database():
    with own_database() as named:
        yield named


@pytest.mark.parametrize("look", BOTH, ids=str)
def test_after_a_new_start_of_the_server_the_lock_is_explained(visit, tmp_path, database, look):
    _ = words_of(look.language)
    with serving(tmp_path, database=database) as server:
        visitor = visit(server.url)
        account = set_up(
            visitor,
            server,
            network="Red",
            organisation="Casa",
            country="GT",
            name="Marta",
            login="marta",
            look="leaf",
        )
        form = room_of(visitor) + "/people/found/new/"
        visitor.go(form)
        fill(visitor.page, **TYPED)
    with serving(tmp_path, port=int(visitor.origin.rpartition(":")[2]), database=database):
        go_on(main_button(visitor.page))
        assert visitor.page.get_by_text(_(LOCKED)).is_visible()
        visitor.check_page()
        type_words(visitor, account)
        # Nobody knows any more whose form it was, so nothing could be sealed; but the browser still has it.
        visitor.page.go_back()
        visitor.page.go_back()
        assert typed_into(visitor.page) == TYPED
        go_on(main_button(visitor.page))
        assert visitor.page.locator("h1").inner_text() == TYPED["full_name"]
