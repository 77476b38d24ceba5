"""A good page passes every check; a page with one thing wrong fails the one that is for it, and no other."""

import threading
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field, replace
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIServer, make_server

import pytest

from tests.journeys.browser import EVERY_LOOK, Look, Visitor

pytestmark = pytest.mark.looks

ORIGIN = "http://127.0.0.1:9"  # nobody serves here: the browser itself is told what to answer

HTML = """<!DOCTYPE html>
<html lang="{language}" dir="ltr">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width">
  <title>People</title>
  <link rel="stylesheet" href="/style.css">
  <script src="/script.js" defer></script>
</head>
<body>
  <a class="skip" href="#main">To the content</a>
  <main id="main" tabindex="-1">
    <h1>People</h1>
    <noscript><p>Nothing here needs a script.</p></noscript>
    <form method="post" action="/">
      <p><label for="name">Name</label> <input id="name" name="name" autofocus></p>
      <fieldset>
        <legend>Sure?</legend>
        <label><input type="radio" name="sure" value="1"> Yes</label>
        <label><input type="radio" name="sure" value="0"> No</label>
      </fieldset>
      <p><button disabled>Not yet</button> <button>Look</button></p>
    </form>
    <details><summary>More</summary><a href="/more">The rest</a></details>
  </main>
</body>
</html>"""

STYLE = """
    body { font: 16px/1.5 sans-serif; background: #fff; color: #222; }
    a { color: #00e; }
    .skip:not(:focus) { position: absolute; left: -999px; }
    p, label, summary { display: block; padding: 8px; }
    :focus-visible { outline: 3px solid #00e; }
"""


@dataclass(frozen=True)
class Site:
    html: str = HTML
    style: str = STYLE
    script: str = ""
    headers: dict[str, str] = field(
        default_factory=lambda: {
            "Content-Security-Policy": "default-src 'none'; style-src 'self'; script-src 'self';"
            " img-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'",
            "Referrer-Policy": "same-origin",
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "no-store",
            "Set-Cookie": "__Host-session=1; Path=/; HttpOnly; Secure; SameSite=Strict",
        }
    )

    status: str = "200 OK"

    def but(self, old: str, new: str) -> "Site":
        assert old in self.html, old
        return replace(self, html=self.html.replace(old, new))

    def with_style(self, more: str) -> "Site":
        return replace(self, style=self.style + more)

    def with_header(self, name: str, value: str) -> "Site":
        return replace(self, headers={**self.headers, name: value})

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        pages = {
            "/": (self.status, "text/html", self.html, self.headers),
            "/style.css": ("200 OK", "text/css", self.style, {}),
            "/script.js": ("200 OK", "text/javascript", self.script, {}),
            "/favicon.ico": ("200 OK", "image/png", "", {}),
        }
        nothing = ("404 Not Found", "text/plain", "", {})
        status, kind, body, headers = pages.get(environ["PATH_INFO"], nothing)
        start_response(status, [("Content-Type", kind), *headers.items()])
        return [body.encode()]


GOOD = Site()
POLICY = GOOD.headers["Content-Security-Policy"]

BAD = {
    "a field without a label": ("accessible", GOOD.but('<label for="name">Name</label>', "Name")),
    "words too pale": ("accessible", GOOD.with_style("h1 { color: #bbb; }")),
    "buttons too small": (
        "accessible",
        GOOD.but(
            "<button>Look</button>", '<button class="tiny">A</button><button class="tiny">B</button>'
        ).with_style(".tiny { width: 12px; height: 12px; padding: 0; border: 0; font-size: 8px; }"),
    ),
    "a stranger's picture": (
        "nobody_else_asked",
        GOOD.but("<form", '<img alt="" src="http://stranger.example/a.png"><form'),
    ),
    "too heavy": ("light", GOOD.with_style("/*" + "x" * 100_000 + "*/")),
    "an error in a script": ("quiet_console", replace(GOOD, script="missing()")),
    "a file that is not there": (
        "quiet_console",
        GOOD.but("</head>", '<link rel="stylesheet" href="/gone.css"></head>'),
    ),
    "wider than a phone": ("fits_the_width", GOOD.with_style("form { width: 500px; }")),
    "made for a desk only": (
        "fits_the_width",
        GOOD.but('<meta name="viewport" content="width=device-width">', ""),
    ),
    "a word broken apart": (
        "words_stay_whole",
        GOOD.with_style("h1 { width: 2em; overflow-wrap: anywhere; }"),
    ),
    "a button that Tab leaves out": (
        "usable_by_keyboard",
        GOOD.but("<button>Look", '<button tabindex="-1">Look'),
    ),
    "focus unseen": ("usable_by_keyboard", GOOD.with_style(":focus-visible { outline: none; }")),
    "focus shown with nothing": (
        "usable_by_keyboard",
        GOOD.with_style(":focus-visible { outline-color: transparent; }"),
    ),
    "focus outside the window": (
        "usable_by_keyboard",
        GOOD.with_style(".skip:focus { position: fixed; left: -999px; }"),
    ),
    "data inside a script": ("nothing_inline", GOOD.but("</main>", "<script>/* nothing */</script></main>")),
    "a style on an element": ("nothing_inline", GOOD.but("<form", '<form style=""')),
    "a style element": ("nothing_inline", GOOD.but("</head>", "<style></style></head>")),
    "a script on an element": ("nothing_inline", GOOD.but("<form", '<form onsubmit=""')),
    "a script for an address": ("nothing_inline", GOOD.but('href="/more"', 'href=" JavaScript:more()"')),
    "two first-level headings": ("one_heading", GOOD.but("</h1>", "</h1><h1>More people</h1>")),
    "no heading": ("one_heading", GOOD.but("<h1>People</h1>", "<h2>People</h2>")),
    "another language than asked": ("says_its_language", GOOD.but('lang="{language}"', 'lang="fr"')),
    "no direction": ("says_its_language", GOOD.but(' dir="ltr"', "")),
    "no policy": ("strict_policy", GOOD.with_header("Content-Security-Policy", "")),
    "a policy with a hole": (
        "strict_policy",
        GOOD.with_header("Content-Security-Policy", POLICY + "; style-src-attr 'unsafe-inline'"),
    ),
    "a policy that leaves something out": (
        "strict_policy",
        GOOD.with_header("Content-Security-Policy", POLICY.replace("form-action 'self';", "")),
    ),
    "addresses let out": ("careful_headers", GOOD.with_header("Referrer-Policy", "unsafe-url")),
    "types guessed": ("careful_headers", GOOD.with_header("X-Content-Type-Options", "")),
    "a cookie that scripts can read": (
        "careful_cookies",
        GOOD.with_header("Set-Cookie", "c=1; Secure; SameSite=Strict"),
    ),
    "a cookie that follows links": (
        "careful_cookies",
        GOOD.with_header("Set-Cookie", "c=1; Secure; HttpOnly; SameSite=Lax"),
    ),
    "kept in a cache": ("not_kept", GOOD.with_header("Cache-Control", "max-age=60")),
}


# Where a check fails, others may see the same thing in their own way.
ALSO = {
    "a stranger's picture": {"quiet_console"},
    "data inside a script": {"quiet_console"},
    "a style on an element": {"quiet_console"},
    "a style element": {"quiet_console"},
    "a script on an element": {"quiet_console"},
    "no heading": {"accessible"},
}


class Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True  # browsers keep connections open


@pytest.fixture
def see(visit: Callable[[str], Visitor], look: Look) -> Iterator[Callable[[Site], Visitor]]:
    """Serves a site, in the language of the one who looks, and opens it."""
    with make_server("127.0.0.1", 0, GOOD, server_class=Server) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()

        def see(site: Site) -> Visitor:
            server.set_app(site.but("{language}", look.language) if "{language}" in site.html else site)
            visitor = visit(f"http://127.0.0.1:{server.server_port}")
            visitor.go("/")
            return visitor

        yield see
        server.shutdown()
        thread.join()


@pytest.mark.parametrize("look", EVERY_LOOK, ids=str)
def test_a_good_page_passes(see):
    see(GOOD).check_page()


def test_a_good_page_may_say_no(see):
    see(replace(GOOD, status="403 Forbidden")).check_page()


# Whether scripts run matters to these two checks themselves.
EITHER_WAY = [
    (fault, Look(scripts=True)) for fault in BAD if BAD[fault][0] in {"accessible", "quiet_console"}
]


@pytest.mark.parametrize(
    ("fault", "look"),
    [*((fault, Look()) for fault in BAD if fault != "an error in a script"), *EITHER_WAY],
    ids=str,
)
def test_a_bad_page_fails_its_own_check(see, fault, look):
    check, site = BAD[fault]
    with pytest.raises(AssertionError) as caught:
        see(site).check_page()
    complaints = {line.strip().partition(":")[0] for line in str(caught.value).splitlines()[1:]}
    assert check in complaints
    assert complaints <= {check, *ALSO.get(fault, set())}, str(caught.value)
