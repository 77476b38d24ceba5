"""What every test stands on: a data folder of its own, a pepper, quick passphrases, and no network."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.utils import translation
from hypothesis import HealthCheck, settings as hypothesis_settings


def pytest_configure() -> None:
    from tessera.accounts.pepper import make_pepper
    from tessera.cli.languages import compile_catalogues

    make_pepper(Path(os.environ["TESSERA_PEPPER_FILE"]))
    compile_catalogues()
    # A slow machine is no failure: how long a thing takes is for `bin/bench`. And one house serves all examples.
    hypothesis_settings.register_profile(
        "untimed",
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture],
        print_blob=True,
    )
    hypothesis_settings.load_profile("untimed")


_LOOPBACK = {"127.0.0.1", "::1", "localhost", None}


@pytest.fixture(autouse=True)
def _only_loopback(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing in a test reaches beyond this machine, nor asks anybody for an address."""
    connect, sendto, look_up = socket.socket.connect, socket.socket.sendto, socket.getaddrinfo

    def refuse(host: Any) -> None:
        if host not in _LOOPBACK:
            raise AssertionError(f"A test tried to reach {host}.")

    def connect_here(self: socket.socket, address: Any) -> None:
        if self.family != socket.AF_UNIX:
            refuse(address[0])
        connect(self, address)

    def send_here(self: socket.socket, data: bytes, *rest: Any) -> int:
        if self.family != socket.AF_UNIX:
            refuse(rest[-1][0])
        return sendto(self, data, *rest)

    def look_up_here(host: Any, *rest: Any, **named: Any) -> Any:
        refuse(host)
        return look_up(host, *rest, **named)

    monkeypatch.setattr(socket.socket, "connect", connect_here)
    monkeypatch.setattr(socket.socket, "sendto", send_here)
    monkeypatch.setattr(socket, "getaddrinfo", look_up_here)


@pytest.fixture(autouse=True)
def _english() -> None:
    """A page in Spanish leaves its thread speaking Spanish; the next test starts in English."""
    translation.activate("en")


@pytest.fixture(autouse=True)
def _quick_stretching(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """Argon2id at its real cost is tested in `sealing`; elsewhere it would only cost minutes."""
    if "sealing" not in request.path.parts:
        monkeypatch.setattr("tessera.sealing.stretching._MEMORY_KIB", 64)
        monkeypatch.setattr("tessera.sealing.stretching._PASSES", 1)


@pytest.fixture(autouse=True)
def _plain_static_files(settings: Any) -> None:
    """Pages name their stylesheet without a manifest, which only `prepare` makes."""
    settings.STORAGES = settings.STORAGES | {
        "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    }


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    for item in items:
        # Whatever works in a house works in real transactions on both databases outside the vaults.
        if "house" in getattr(item, "fixturenames", ()):
            item.add_marker(pytest.mark.django_db(transaction=True, databases=["default", "keys"]))
    if "TESSERA_DATABASE_URL" in os.environ:
        journeys = _Journeys()
        again = {item: _keeps_something(item) and journeys.is_new(item) for item in items}
        config.hook.pytest_deselected(items=[item for item, made in again.items() if not made])
        items[:] = [item for item, made in again.items() if made]
    # The longest first: who gets one last works on alone while the others are done.
    items.sort(key=lambda item: "journeys" not in item.path.parts)
    for item in items:
        is_by_look = item.get_closest_marker("looks") and hasattr(item, "callspec")
        apart = f"@{item.callspec.params.get('look', '')}" if is_by_look else ""
        item.add_marker(pytest.mark.xdist_group(f"{item.path}{apart}"))


def _keeps_something(item: pytest.Item) -> bool:
    """Whether a test can come out otherwise on another database: a part's tests only where they may use one."""
    is_of_a_part = item.path.is_relative_to(Path(__file__).parent / "tessera")
    uses = item.get_closest_marker("django_db") or hasattr(getattr(item, "module", None), "own_database")
    return not is_of_a_part or bool(uses)


class _Journeys:
    """On the second database each journey is made once, in its first look; what only looks at pages, not again."""

    def __init__(self) -> None:
        self._made: set[str] = set()

    def is_new(self, item: pytest.Item) -> bool:
        if "journeys" not in item.path.parts:
            return True
        journey = f"{item.path}::{getattr(item, 'originalname', item.name)}"
        is_new = journey not in self._made and item.get_closest_marker("looks") is None
        self._made.add(journey)
        return is_new


@pytest.fixture
def house(transactional_db: None) -> Iterator[Any]:
    """A founded network to work in; see tests/house.py. Transactions are real, because vaults and threads are."""
    from tests.house import House

    built = House()
    yield built
    built.tear_down()


@pytest.fixture(scope="session")
def real_data() -> Path:
    """The folder with published data; tests that need it are skipped where there is none."""
    folder = os.environ.get("TESSERA_TEST_DATA")
    if not folder:
        pytest.skip("TESSERA_TEST_DATA names no folder with published data")
    return Path(folder)
