"""Two servers: cards by hand, words by voice; a record goes over the line, is answered, and is taken back on both."""

from __future__ import annotations

import contextlib
import re
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.journeys.browser import Look, Visitor
from tests.journeys.conftest import PATIENCE, ROOT, Server, free_port, serving
from tests.journeys.steps import as_file, fill, go_on, main_button, room_of, set_up, words_of
from tests.scanner import traces_in_folder

# Long, because the disk holds noise, in which anything short stands by chance.
CANARIES = ["Huehueteotzintli", "Tlaltecayohuatl", "Necocyaotlanico", "Macuilxochitzin"]
NAME, PLACE, ANSWER = f"Ángela {CANARIES[0]}", f"Tapachula {CANARIES[1]}", f"Preguntamos en {CANARIES[2]}"
GIVER = f"Su hermana {CANARIES[3]}"
LOOKS = [Look(scripts=False, language="es"), Look(scripts=False, language="en", width=1280)]


@contextlib.contextmanager
def node(folder: Path, **settings: str) -> Iterator[Server]:
    """A server with an address for others."""
    folder.mkdir()
    port = free_port()
    said = {"TESSERA_ADDRESS": f"http://127.0.0.1:{port}", "TESSERA_NODES_IN_HOUSE": "yes"}
    with serving(folder, port=port, settings=said | settings) as running:
        yield running


@contextlib.contextmanager
def node_and_carrier(folder: Path) -> Iterator[Server]:
    """As `bin/host` installs it: what reaches other servers finds neither keys nor rooms beside itself."""
    with node(folder, TESSERA_CARRIER_APART="yes") as running:
        (running.data / "outgoing").mkdir(exist_ok=True)
        apart = folder / "apart"
        apart.mkdir()
        for name in ("commons.sqlite", "outgoing"):
            (apart / name).symlink_to(running.data / name)
        process = subprocess.Popen(
            ["bash", ROOT / "bin/tessera", "carry"],
            env=running.environment | {"TESSERA_DATA": str(apart)},
        )
        try:
            yield running
        finally:
            process.terminate()
            process.wait(PATIENCE)
        assert {file.name for file in apart.iterdir()} == {"commons.sqlite", "outgoing"}


def at_work(browser, stack, server, look, organisation):
    visitor = stack.enter_context(contextlib.closing(Visitor(browser, server.url, look)))
    named = {"network": f"Red {organisation}", "organisation": organisation, "look": "leaf", "country": "MX"}
    set_up(visitor, server, name="Marta", login="marta", **named)
    return visitor, room_of(visitor)


def open_letterbox(visitor, room):
    """Its card, as a file, and the six words that are read out."""
    visitor.go(f"{room}/post/people/")
    go_on(visitor.page.locator("main form[action$='/letterbox/open/'] button"))
    visitor.check_page()
    words = " ".join(visitor.page.locator("main ol.words").first.locator("li").all_inner_texts())
    card = visitor.page.context.request.get(f"{visitor.origin}{room}/post/letterbox/card/").body()
    return card, words


def compare(visitor, room, card, words):
    visitor.go(f"{room}/post/people/card/")
    visitor.check_page()
    visitor.page.set_input_files("#id_card", as_file("card.json", card, "application/json"))
    go_on(main_button(visitor.page))
    visitor.check_page()
    go_on(visitor.page.locator("main a[href$='/compare/']"))
    visitor.check_page()
    fill(visitor.page, words=words)
    go_on(main_button(visitor.page))
    visitor.check_page()


def somebody_with_consent(visitor, room, organisation):
    page = visitor.page
    visitor.go(f"{room}/people/sought/new/")
    fill(page, full_name=NAME, event_place=PLACE)
    go_on(main_button(page))
    person = re.search(r"/person/([\w-]+)/", page.url)[1]
    visitor.go(f"{room}/consent/about/tracing.person/{person}/new/")
    fill(page, capacity="relative", giver=GIVER, purpose="search", language="es")
    for group in ("identity", "event"):
        page.check(f"main [name='groups'][value='{group}']")
    page.locator("main [name='recipients']").and_(page.get_by_label(organisation)).check()
    go_on(main_button(page))
    visitor.check_page()
    fill(page, way="read")
    page.check("main [name=said_yes]")
    go_on(page.locator("main button[value=heard]"))
    return person, page.url


def send(visitor, room, person):
    page = visitor.page
    visitor.go(f"{room}/post/send/tracing.person/{person}/")
    page.locator("main [name='to']").first.check()
    page.locator("main [name='consent']").first.check()
    for group in ("identity", "event"):
        page.check(f"main [name='groups'][value='{group}']")
    go_on(main_button(page))
    visitor.check_page()
    assert NAME in page.locator("main dl.facts").inner_text()
    go_on(page.locator("main button[value=send]"))
    visitor.check_page()
    visitor.screenshot("on-its-way")
    return page.url


def load_until(visitor, address, found):
    """What comes by itself comes within seconds; the page is loaded again as its reader would."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        visitor.page.goto(address)
        if found():
            return
        time.sleep(0.5)
    pytest.fail(f"it never came: {visitor.page.locator('main').inner_text()}")


def chip(visitor):
    return visitor.page.locator("main .chip").first.inner_text()


def test_between_two_servers(browser, tmp_path):
    es, en = (words_of(look.language) for look in LOOKS)
    with contextlib.ExitStack() as stack:
        first = stack.enter_context(node_and_carrier(tmp_path / "first"))
        second = stack.enter_context(node(tmp_path / "second"))
        ours, room = at_work(browser, stack, first, LOOKS[0], "Casa Uno")
        theirs, their_room = at_work(browser, stack, second, LOOKS[1], "Casa Dos")
        card, words = open_letterbox(ours, room)
        their_card, their_words = open_letterbox(theirs, their_room)
        compare(ours, room, their_card, their_words)
        compare(theirs, their_room, card, words)
        person, consent = somebody_with_consent(ours, room, "Casa Dos")
        sent = send(ours, room, person)

        inbox = f"{theirs.origin}{their_room}/post/"
        load_until(theirs, inbox, theirs.page.locator("main .people a.name").count)
        go_on(theirs.page.locator("main .people a.name").first)
        theirs.check_page()
        came = theirs.page.url
        theirs.screenshot("came-from-elsewhere")
        assert NAME in theirs.page.locator("main").inner_text()
        fill(theirs.page, text=ANSWER)
        go_on(theirs.page.locator("main button[value=answer]"))

        load_until(ours, f"{ours.origin}{room}/post/", ours.page.locator("main .people a.name").count)
        go_on(ours.page.locator("main .people a.name").first)
        assert ANSWER in ours.page.locator("main .story").inner_text()
        load_until(ours, sent, lambda: chip(ours) == es("answered"))

        ours.page.goto(consent)
        go_on(ours.page.locator("main a.grave"))
        go_on(ours.page.locator("main button.grave"))
        load_until(theirs, came, lambda: NAME not in theirs.page.locator("main").inner_text())
        theirs.check_page()
        theirs.screenshot("taken-back")
        assert en("The sender took it back. They were told that it is gone.") in theirs.page.content()
        load_until(ours, sent, lambda: chip(ours) == es("deleted there"))
        ours.check_page()
        ours.screenshot("deleted-there")
        ours.page.goto(f"{ours.origin}{room}/post/sent/")
        ours.check_page()
        ours.screenshot("sent")
    assert not traces_in_folder(tmp_path, CANARIES)
