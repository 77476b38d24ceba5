"""An organisation takes its room to another server: words on paper, a file, letters back, and the old room closed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.browser import LOOKS
from tests.journeys.conftest import Server, serving
from tests.journeys.steps import (
    as_file,
    fill,
    follow_nav,
    go_on,
    main_button,
    read_paper,
    room_of,
    set_up,
    words_of,
    write_back,
)

NAMES = {"look": "night", "country": "MX", "name": "Marta", "login": "marta"}


@pytest.fixture
def another_server(tmp_path: Path) -> Iterator[Server]:
    """With a data folder, a pepper and a database of its own."""
    (tmp_path / "another").mkdir()
    with serving(tmp_path / "another") as running:
        yield running


@pytest.mark.parametrize("look", [LOOKS[0], LOOKS[1], LOOKS[2]], ids=str)
def test_a_room_moves_to_another_server(visit, new_server, another_server, look):
    _ = words_of(look.language)
    there, here = visit(new_server.url), visit(another_server.url)
    set_up(there, new_server, network="Red Vieja", organisation="Casa Vieja", **NAMES)
    room = write_down_somebody(there)
    words, copy = take(there, room, _)
    set_up(here, another_server, network="Red Nueva", organisation="Casa Nueva", **NAMES)
    receipt = bring(here, words, copy, _)
    here.go(f"{room}/people/sought/")
    assert here.page.get_by_text("Ángela Ñanduti").first.is_visible()
    here.go(f"{room}/proof/log/")
    assert here.page.get_by_text(_("(from before)")).count()
    here.check_page()
    here.screenshot("log-from-before")
    say_it_arrived(there, room, receipt, _)
    close(there, room, _)


def write_down_somebody(visitor):
    room = room_of(visitor)
    visitor.go(f"{room}/people/sought/new/")
    fill(visitor.page, full_name="Ángela Ñanduti")
    go_on(main_button(visitor.page))
    return room


def take(visitor, room, _):
    """The words on paper, and the file."""
    page = visitor.page
    follow_nav(visitor, "/members/")
    go_on(page.locator("main a[href$='/leaving/']"))
    visitor.check_page()
    visitor.screenshot("leaving-nobody-yet")
    go_on(page.get_by_role("link", name=_("Make a copy to take away")))
    visitor.check_page()
    visitor.screenshot("take-copy")
    go_on(main_button(page))
    words, _pepper = read_paper(page)
    visitor.check_page()
    visitor.screenshot("copy-words")
    write_back(page, words)
    while page.locator("[data-look-again]").count():
        visitor.go(f"{room}/leaving/")
    visitor.check_page()
    visitor.screenshot("leaving-copy-here")
    with page.expect_download() as downloaded:
        page.get_by_role("link", name=_("Download")).click()
    assert downloaded.value.suggested_filename == "copy.bin"
    visitor.go("/")
    visitor.check_page()
    visitor.screenshot("leaving-on-today")
    return words, Path(downloaded.value.path()).read_bytes()


def bring(visitor, words, copy, _):
    """The letters that show that it arrived."""
    page = visitor.page
    visitor.go("/rooms/bring/")
    visitor.check_page()
    visitor.screenshot("bring-room")
    page.set_input_files("#id_file", as_file("copy.bin", copy, "application/octet-stream"))
    go_on(main_button(page))
    visitor.check_page()
    visitor.screenshot("open-copy")
    fill(page, words="these are other words than those")
    go_on(main_button(page))
    assert page.locator("[aria-invalid=true]").count()
    visitor.check_page()
    visitor.screenshot("open-copy-wrong-words")
    fill(page, words=words)
    go_on(main_button(page))
    visitor.check_page()
    visitor.screenshot("brought")
    receipt = page.locator("#receipt").inner_text()
    visitor.go("/rooms/bring/")
    page.set_input_files("#id_file", as_file("copy.bin", copy[:-7], "application/octet-stream"))
    go_on(main_button(page))
    fill(page, words=words)
    go_on(main_button(page))
    visitor.check_page()
    visitor.screenshot("bring-refused")
    return receipt


def say_it_arrived(visitor, room, receipt, _):
    page = visitor.page
    visitor.go(f"{room}/leaving/")
    fill(page, letters="AAAA BBBB")
    go_on(page.get_by_role("button", name=_("It has arrived")))
    assert page.locator("[aria-invalid=true]").count()
    visitor.check_page()
    visitor.screenshot("arrived-wrong-letters")
    fill(page, letters=receipt.lower())
    go_on(page.get_by_role("button", name=_("It has arrived")))
    visitor.check_page()
    visitor.screenshot("leaving-arrived")


def close(visitor, room, _):
    page = visitor.page
    go_on(page.get_by_role("link", name=_("Close it for good")))
    visitor.check_page()
    visitor.screenshot("close-room")
    fill(page, name="casa vieja")
    go_on(main_button(page))
    visitor.check_page()
    visitor.screenshot("closed")
    visitor.go(f"{room}/leaving/")
    assert visitor.document.status == 404
