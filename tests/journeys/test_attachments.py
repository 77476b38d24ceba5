"""A photograph goes in, and comes out as it went in."""

import secrets
import struct
import zlib
from pathlib import Path

import pytest

from tests.journeys.browser import Look
from tests.journeys.steps import as_file, demo_account, go_on, room_of, sign_in, words_of


def picture(side: int = 24) -> bytes:
    """A PNG that nobody has seen before."""
    rows = b"".join(b"\0" + secrets.token_bytes(3 * side) for _ in range(side))

    def chunk(kind: bytes, content: bytes) -> bytes:
        return (
            struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))
        )

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize(
    "look", [Look(), Look(scripts=True, width=1280, language="es", scheme="dark")], ids=str
)
def test_a_photograph_comes_back_as_it_was(visitor, server, look):
    page, _ = visitor.page, words_of(look.language)
    sign_in(visitor, demo_account(server, "case worker"))
    visitor.go(room_of(visitor) + "/people/sought/")
    go_on(page.locator("main .people a.name").last)
    record, content, name = page.url, picture(), f"Foto de Íñigo {look}.png"

    page.set_input_files("#id_file", as_file(name, content, "image/png"))
    go_on(page.get_by_role("button", name=_("Keep this file")))
    assert page.get_by_text(_("The file is kept, sealed.")).is_visible()
    visitor.check_page()

    with page.expect_download() as downloading:
        page.get_by_role("link", name=name, exact=True).click()
    download = downloading.value
    assert download.suggested_filename == name
    assert Path(download.path()).read_bytes() == content
    assert page.url == record, "a file is never shown inside a page"

    go_on(page.get_by_role("link", name=f"{_('Delete this file')}: {name}"))
    visitor.check_page()
    go_on(page.get_by_role("button", name=_("Delete this file")))
    assert page.url == record
    assert not page.get_by_text(name).count()


def test_no_file_is_said_and_changes_nothing(visitor, server):
    sign_in(visitor, demo_account(server, "case worker"))
    visitor.go(room_of(visitor) + "/people/found/")
    go_on(visitor.page.locator("main .people a.name").first)
    visitor.page.set_input_files("#id_file", as_file("empty.png", b"", "image/png"))
    go_on(visitor.page.get_by_role("button", name="Keep this file"))
    assert visitor.page.get_by_text(
        "No file arrived. Choose one first; empty files are not kept."
    ).is_visible()
    visitor.check_page()
