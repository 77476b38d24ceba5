"""A real server, started as people start it, and real browsers that visit it.

Tests here never touch Django in their own process: Playwright keeps an event loop running in it, in which
Django refuses to use its databases. What a journey needs it does in the browser or with `server.tessera`.
"""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.journeys.browser import CHROMIUM, CHROMIUM_OPTIONS, Look, Visitor
from tests.postgres import own_database

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 180  # seconds for a server to start or stop, on the slowest machine


@dataclass(frozen=True)
class Server:
    url: str
    data: Path
    log: Path
    environment: dict[str, str]

    @property
    def first_address(self) -> str:
        """What the terminal shows: until there is a network it leads to set-up, with its code."""
        said = re.search(r"Tessera is ready: (\S+)", self.log.read_text())
        assert said
        return said[1]

    def tessera(self, *words: str, typed: str = "") -> str:
        """Runs `bin/tessera`, and returns what it printed."""
        done = subprocess.run(
            ["bash", ROOT / "bin/tessera", *words],
            input=typed,
            env={**self.environment, "TESSERA_DATA": str(self.data)},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@contextlib.contextmanager
def serving(
    folder: Path,
    *options: str,
    port: int = 0,
    database: dict[str, str] | None = None,
    settings: dict[str, str] | None = None,
) -> Iterator[Server]:
    """Keeps everything in `folder`; with the same `database` too, a server started anew finds what it left."""
    port = port or free_port()
    log = folder / "log"
    with own_database() if database is None else contextlib.nullcontext(database) as named:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("TESSERA_")}
        environment |= named | (settings or {})
        with log.open("w") as output:
            process = subprocess.Popen(
                ["bash", ROOT / "bin/run", "--port", str(port), "--data", folder / "data", *options],
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                env=environment,
            )
        try:
            wait_until_ready(process, log)
            yield Server(f"http://127.0.0.1:{port}", folder / "data", log, environment)
        finally:
            process.terminate()
            process.wait(PATIENCE)


def wait_until_ready(process: subprocess.Popen[bytes], log: Path) -> None:
    deadline = time.monotonic() + PATIENCE
    while "Tessera is ready" not in log.read_text():
        if process.poll() is not None or time.monotonic() > deadline:
            pytest.fail(f"bin/run did not start:\n{log.read_text()}")
        time.sleep(0.1)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demonstration network. All tests of a run share it: none may count on being the first or alone."""
    with serving(tmp_path_factory.mktemp("server"), "--demo") as running:
        yield running


@pytest.fixture
def new_server(tmp_path: Path) -> Iterator[Server]:
    """A server that nobody has set up yet."""
    with serving(tmp_path) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    # Not for the whole session: tests of other modules want their databases back (see above).
    path = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if path is None:
        pytest.skip(f"no browser here: none of {', '.join(CHROMIUM)} is installed")
    with (
        sync_playwright() as playwright,
        contextlib.closing(
            playwright.chromium.launch(executable_path=path, args=CHROMIUM_OPTIONS)
        ) as chromium,
    ):
        yield chromium


@pytest.fixture
def look() -> Look:
    """A phone without scripts. For others: `@pytest.mark.parametrize("look", LOOKS, ids=str)`."""
    return Look()


@pytest.fixture
def visit(browser: Browser, look: Look) -> Iterator[Callable[[str], Visitor]]:
    """Opens browsers that share nothing: `visit(server.url)` for each person in the story."""
    with contextlib.ExitStack() as stack:
        yield lambda origin: stack.enter_context(contextlib.closing(Visitor(browser, origin, look)))


@pytest.fixture
def visitor(visit: Callable[[str], Visitor], server: Server) -> Visitor:
    return visit(server.url)
