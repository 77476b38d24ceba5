"""Every kind of page, as it is and at its worst: long, foreign, empty, refused, mirrored, printed."""

import io
import os
import re
from urllib.parse import urlsplit

import pytest
from openpyxl import Workbook

from tests.journeys.browser import EVERY_LOOK, LOOKS, Look, Visitor
from tests.journeys.steps import (
    UUID,
    as_file,
    csv_of,
    demo_account,
    fill,
    form_path,
    go_on,
    main_button,
    room_of,
    sign_in,
    upload_list,
)

pytestmark = pytest.mark.looks

# Pictures for people are taken in every look; the checks need each pair of properties only once.
PICTURED = [look for look in EVERY_LOOK if not look.scripts] if os.environ.get("TESSERA_SCREENSHOTS") else []

LONG = "María de los Ángeles Concepción " * 4 + "Wolfeschlegelsteinhausenbergerdorff" * 3
KINDS = {
    "/",
    "/account/",
    "/account/card/",
    "/account/second-factor/",
    "/account/travel/",
    "/account/words/",
    "/network/",
    "/network/organisations/add/",
    "/network/proof/",
    "/room/*/leaving/",
    "/room/*/leaving/take/",
    "/protected/",
    "/room/*/lists/",
    "/room/*/lists/*/",
    "/room/*/lockdown/",
    "/room/*/members/",
    "/room/*/members/*/close-rooms/",
    "/room/*/members/*/new-words/",
    "/room/*/members/*/remove/",
    "/room/*/members/*/take-out/",
    "/room/*/members/bring-in/",
    "/room/*/members/invite/",
    "/room/*/name/",
    "/room/*/people/found/",
    "/room/*/people/found/new/",
    "/room/*/people/remains/",
    "/room/*/people/remains/new/",
    "/room/*/people/sought/",
    "/room/*/people/sought/new/",
    "/room/*/person/*/",
    "/room/*/person/*/candidates/",
    "/room/*/person/*/change/",
    "/room/*/people-ending/",
    "/room/*/person/*/delete/",
    "/room/*/person/*/keep/",
    "/room/*/consent/about/tracing.person/*/",
    "/room/*/consent/about/tracing.person/*/new/",
    "/room/*/consent/words/",
    "/room/*/rights/about/tracing.person/*/",
    "/room/*/rights/about/tracing.person/*/copy/",
    "/room/*/rights/about/tracing.person/*/new/",
    "/room/*/post/",
    "/room/*/post/bring/",
    "/room/*/post/people/",
    "/room/*/post/send/tracing.person/*/",
    "/room/*/post/sent/",
    "/room/*/proof/",
    "/room/*/proof/log/",
    "/room/*/time-limits/",
    "/rooms/",
    "/rooms/open/",
    "/room/*/trusted-people/",
    "/room/*/trusted-people/appoint/",
    "/trusted/",
    "/rooms/bring/",
}
NO_PAGES = re.compile(r"/files/|/problems\.csv$|/rules/table/|/lists/export/")


@pytest.fixture(scope="module")
def prepared(server, browser):
    """Addresses of what the demonstration alone does not hold, by name."""
    visitor = Visitor(browser, server.url, Look(scripts=True, width=1280))
    sign_in(visitor, demo_account(server, "administrator"))
    made = {"room": room_of(visitor)}
    made |= records(visitor, made["room"])
    made |= lists(visitor)
    visitor.close()
    return made


def records(visitor, room):
    page, made = visitor.page, {}
    people = {
        "long": ("sought", {"full_name": LONG[:290], "marks": "x" * 290, "origin_place": "Llanfair" * 30}),
        "arabic": (
            "found",
            {
                "full_name": "محمد عبد الرحمن بن يوسف",
                "origin_place": "طنجة، المغرب",
                "contact_wish": "message_only",
                "circumstances": "قال إن والدته تنتظره.",
            },
        ),
        "does not want": ("found", {"full_name": "Nadie", "contact_wish": "no"}),
        "many": (
            "remains",
            {"people": "14", "event": "2023", "event_place": "Nouadhibou", "cause_of_death": "?"},
        ),
    }
    for name, (kind, values) in people.items():
        visitor.go(f"{room}/people/{kind}/new/")
        fill(page, **values)
        go_on(main_button(page))
        made[name] = form_path(page)
    visitor.go(made["long"])
    page.set_input_files("#id_file", as_file("Fotografía_" * 18 + ".jpg", b"no picture", "image/jpeg"))
    go_on(page.locator("main form[enctype] button"))
    visitor.go(f"{room}/people/sought/")
    for name, words in {"results": "Maria Hernandez", "nothing": "zzzzqqqq xkjw"}.items():
        page.fill(".find [type=search]", words)
        go_on(page.locator(".find button"))
        made[name] = urlsplit(page.url).path
    return made


def lists(visitor):
    page, made = visitor.page, {}
    good = csv_of(["Name", "Date of birth"], ["Ángel Ñ.", "1990-02-30"], ["Bea", "1991"])
    workbook = Workbook()
    workbook.active.append(["Name", "Age"])
    workbook.active.append(["Una", 20])
    workbook.create_sheet("Segunda hoja").append(["Nombre"])
    sheets = io.BytesIO()
    workbook.save(sheets)

    def upload(name, content, file_name="list.csv"):
        upload_list(visitor, content, kind="found", source=f"List: {name}", name=file_name)
        made[name] = form_path(page)

    upload("columns", csv_of(["Name", "Immigration status", "Note"], [LONG[:200], "none", "x" * 200]))
    upload("sheets", sheets.getvalue(), "two.xlsx")
    upload("letters", csv_of(["Nombre"], ["José"]) + "Begoña\n".encode("latin-1"))
    upload("problems", good)
    go_on(main_button(page))
    upload("imported", csv_of(["Name"], ["Imported One"], ["Imported Two"]))
    go_on(main_button(page))
    go_on(main_button(page))
    made["take back"] = made["imported"] + "take-back/"
    return made


def look_at(visitor, name, *, public=False):
    """All checks; then mirrored, as for languages written from the right; then on paper."""
    page = visitor.page
    visitor.check_page(public=public)
    visitor.screenshot(name)
    root = page.locator("html")
    root.evaluate("element => element.dir = 'rtl'")
    wide = root.evaluate("element => element.scrollWidth")
    root.evaluate("element => element.dir = 'ltr'")
    assert wide <= visitor.look.width, f"{page.url} is {wide} pixels wide when mirrored"
    page.emulate_media(media="print")
    printed = page.evaluate(NOT_FOR_PAPER)
    page.emulate_media(media="screen")
    assert not printed, f"{page.url} prints {printed}"


# What only works on a screen, and letters too pale for white paper.
NOT_FOR_PAPER = """() => [...document.body.querySelectorAll('*')].filter(element => {
    const shown = element.checkVisibility() && element.getClientRects().length
    const has = [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim())
    const light = Math.min(...getComputedStyle(element).color.match(/[\\d.]+/g).slice(0, 3).map(Number)) > 150
    return shown && (element.matches('.bar, .jobs, .skip, .foot, main .btn') || (has && light))
}).map(element => element.cloneNode(false).outerHTML)"""


def kind_of(path):
    return re.sub(UUID, "*", path)


@pytest.mark.parametrize("look", PICTURED or LOOKS[:4], ids=str)
def test_every_page_that_links_lead_to(visitor, server, prepared):
    sign_in(visitor, demo_account(server, "administrator"))
    seen, waiting = {}, ["/"]
    while waiting:
        path = waiting.pop(0)
        if kind_of(path) in seen or NO_PAGES.search(path):
            continue
        seen[kind_of(path)] = path
        visitor.go(path)
        look_at(visitor, kind_of(path).strip("/").replace("/", "-").replace("*", "x") or "today")
        hrefs = visitor.page.eval_on_selector_all(
            "a[href]", "links => links.map(link => link.getAttribute('href'))"
        )
        waiting += [urlsplit(href).path for href in hrefs if href.startswith("/")]
    assert KINDS - set(seen) == set(), "a page that no link leads to any more"


PREPARED = (
    "long",
    "arabic",
    "does not want",
    "many",
    "results",
    "nothing",
    "columns",
    "sheets",
    "letters",
    "problems",
    "imported",
    "take back",
)


@pytest.mark.parametrize("look", PICTURED or LOOKS[:3], ids=str)
def test_what_records_and_lists_can_come_to(visitor, server, prepared):
    sign_in(visitor, demo_account(server, "administrator"))
    for name in PREPARED:
        visitor.go(prepared[name])
        look_at(visitor, name.replace(" ", "-"))
    visitor.go(prepared["long"] + "candidates/")
    look_at(visitor, "long-candidates")
    visitor.go(prepared["room"] + "/people/sought/?page=2")
    look_at(visitor, "second-page")


@pytest.mark.parametrize("look", PICTURED or LOOKS[:3], ids=str)
def test_forms_that_are_refused(visitor, server, prepared):
    sign_in(visitor, demo_account(server, "administrator"))
    page, room = visitor.page, prepared["room"]
    directory = page.locator("nav a[href$='/directory/']").first.get_attribute("href")
    forms = {
        f"{room}/people/sought/new/": {"full_name": " ", "birth": "soon", "age": "many", "height": "tall"},
        f"{room}/people/remains/new/": {"event": "yesterday", "age": "9999"},
        f"{room}/members/invite/": {"name": " "},
        f"{room}/members/bring-in/": {"code": "AAAA AAAA AAAA"},
        "/rooms/open/": {"name": " "},
        f"{prepared['many']}delete/": {"reference": "otherwise"},
        f"{prepared['take back']}": {"number": "999"},
        f"{prepared['long']}change/": {"birth": "soon"},
        "/network/": {"network": " "},
        f"{directory}new/organisation/": {"name": " "},
    }
    for path, values in forms.items():
        visitor.go(path)
        fill(page, **values)
        go_on(main_button(page))
        assert page.locator("[aria-invalid=true]").count(), path
        look_at(visitor, "refused-" + kind_of(path).strip("/").replace("/", "-").replace("*", "x"))
    visitor.go(f"{room}/lists/")
    page.set_input_files("#id_file", as_file("list.pdf", b"%PDF-1.7", "application/pdf"))
    fill(page, kind="found", source="?")
    go_on(main_button(page))
    assert page.locator("[aria-invalid=true]").count()
    look_at(visitor, "refused-list")


@pytest.mark.parametrize("look", PICTURED or LOOKS[:3], ids=str)
def test_pages_that_say_no(visitor, server, prepared):
    page = visitor.page
    visitor.go("/sign-in/")
    look_at(visitor, "sign-in")
    fill(page, login="nobody", passphrase="one two three four five six")
    go_on(main_button(page))
    look_at(visitor, "sign-in-refused")
    visitor.go("/join/nothing/")
    look_at(visitor, "invitation-spent")
    visitor.go("/new-words/nothing/")
    look_at(visitor, "renewal-spent")
    visitor.go("/sign-in/lost-words/")
    look_at(visitor, "lost-words")
    visitor.go("/nowhere/")
    look_at(visitor, "not-found-outside")
    sign_in(visitor, demo_account(server, "coordinator"))
    visitor.go("/network/")
    assert visitor.document.status == 403
    look_at(visitor, "not-allowed")
    visitor.go(prepared["room"] + "/person/00000000-0000-0000-0000-000000000000/")
    assert visitor.document.status == 404
    look_at(visitor, "not-found")
    visitor.go(prepared["room"] + "/people/sought/new/")
    visitor.context.clear_cookies(name="__Host-csrf")
    fill(page, full_name="Too late")
    go_on(main_button(page))
    assert visitor.document.status == 403
    look_at(visitor, "form-too-old")
