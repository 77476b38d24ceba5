"""Runs a command with TESSERA_DATABASE_URL naming a PostgreSQL server that lives only as long as the command.

    python tests/postgres.py pytest tests

The server is made from the newest binaries installed here. The exit status is the command's own, or 69
("service unavailable" in sysexits.h) when there are no binaries. PostgreSQL refuses to run as root, so there
it runs as another user. Everything lies in one temporary folder, gone at the end.
"""

from __future__ import annotations

import contextlib
import os
import pwd
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

UNAVAILABLE = 69
OLDEST = 15
PATIENCE = 60  # seconds for it to start, on the slowest machine


def main(command: list[str]) -> int:
    binaries = newest_binaries()
    if binaries is None:
        print(f"no PostgreSQL {OLDEST} or newer is installed here, and TESSERA_TEST_POSTGRES_URL is not set")
        return UNAVAILABLE
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # in order, so that the server goes too
    with server(binaries) as running:
        child = subprocess.Popen(command, env={**os.environ, "TESSERA_DATABASE_URL": running.url})
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C reaches the command by itself; we outlive it
        try:
            return child.wait()
        finally:
            child.terminate()
            child.wait()


def newest_binaries() -> Path | None:
    folders = {*Path("/usr/lib/postgresql").glob("*/bin"), *Path("/usr").glob("pgsql-*/bin")}
    if pg_config := shutil.which("pg_config"):
        folders.add(Path(subprocess.check_output([pg_config, "--bindir"], text=True).strip()))
    if on_path := shutil.which("postgres"):
        folders.add(Path(on_path).resolve().parent)
    newest = max(((version(folder), folder) for folder in folders), default=(0, None))
    return newest[1] if newest[0] >= OLDEST else None


def version(binaries: Path) -> int:
    """The major version; 0 where the server is not, or not whole."""
    if not all((binaries / name).exists() for name in ("postgres", "initdb")):
        return 0
    said = subprocess.check_output([binaries / "postgres", "--version"], text=True)
    found = re.search(r"\d+", said)
    return int(found[0]) if found else 0


@contextlib.contextmanager
def server(binaries: Path, *, durable: bool = False) -> Iterator[Server]:
    """A server that runs; `durable` with PostgreSQL's own settings, which survive a kill and a power cut."""
    folder = Path(tempfile.mkdtemp(prefix="tessera-postgres-"))
    try:
        made = Server(binaries, folder, durable=durable)
        made.start()
        try:
            yield made
        finally:
            made.stop(signal.SIGQUIT)  # at once: there is nothing to keep
    finally:
        shutil.rmtree(folder)


class Server:
    """A PostgreSQL server with its own folder and port, which can be killed and started again."""

    def __init__(self, binaries: Path, folder: Path, *, durable: bool) -> None:
        self.binaries, self.folder, self.port = binaries, folder, free_port()
        self.process: subprocess.Popen[bytes] | None = None
        # Other users of this machine reach the port too: the password keeps them out.
        password = secrets.token_urlsafe(24)
        self.url = f"postgresql://tessera:{password}@127.0.0.1:{self.port}/postgres"
        # Where nothing outlives the run, nothing has to survive a power cut.
        hasty = {} if durable else dict.fromkeys(("fsync", "synchronous_commit", "full_page_writes"), "off")
        self._settings = {
            "listen_addresses": "127.0.0.1",
            "port": self.port,
            "unix_socket_directories": "",
            "max_connections": 200,
            **hasty,
        }
        (folder / "password").write_text(password)
        self._as_whom = owner_of(folder)
        subprocess.run(
            [
                *(binaries / "initdb", "--pgdata", folder / "data", "--username", "tessera"),
                *("--pwfile", folder / "password", "--auth", "scram-sha-256"),
                *("--encoding", "UTF8", "--locale", "C.UTF-8", "--no-sync"),
            ],
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=folder,
            **self._as_whom,
        )

    def start(self) -> None:
        """Starts it and waits until it answers. After a kill its orphans have to end first."""
        deadline = time.monotonic() + PATIENCE
        while not self._starts(deadline):
            if time.monotonic() > deadline:
                sys.exit(f"PostgreSQL did not start:\n{(self.folder / 'log').read_text()}")
            time.sleep(0.1)

    def stop(self, how: signal.Signals) -> None:
        """SIGQUIT ends all at once, and SIGKILL the one process that the others belong to, without a last word."""
        if self.process:
            self.process.send_signal(how)
            self.process.wait()
        self.process = None

    def _starts(self, deadline: float) -> bool:
        words = (word for name, value in self._settings.items() for word in ("-c", f"{name}={value}"))
        with (self.folder / "log").open("a") as log:
            self.process = subprocess.Popen(
                [self.binaries / "postgres", "-D", self.folder / "data", *words],
                stdout=log,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                start_new_session=True,  # or a Ctrl-C meant for the tests would take it down before them
                **self._as_whom,
            )
        while self.process.poll() is None and time.monotonic() < deadline:
            try:
                psycopg.connect(self.url, connect_timeout=5).close()
            except psycopg.OperationalError:
                time.sleep(0.1)
            else:
                return True
        return False


@contextlib.contextmanager
def own_database() -> Iterator[dict[str, str]]:
    """An empty database on the PostgreSQL server of this test run; nothing where it runs on SQLite."""
    url = os.environ.get("TESSERA_DATABASE_URL")
    if not url:
        yield {}
        return
    name = f"tessera_{secrets.token_hex(6)}"
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    try:
        yield {"TESSERA_DATABASE_URL": urlsplit(url)._replace(path=f"/{name}").geturl()}
    finally:
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


def owner_of(folder: Path) -> dict[str, Any]:
    """Gives the folder to whoever will run the server, and says who that is in the words of `subprocess`."""
    if os.geteuid() != 0:
        return {}
    names = [entry.pw_name for entry in pwd.getpwall()]
    user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    for path in (folder, *folder.iterdir()):
        os.chown(path, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
