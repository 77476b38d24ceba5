# ruff: noqa: INP001 - a script beside the others, not a package
"""What bin/run starts: prepares the data folder and serves it, from one process only, until told to stop.

The keys of open sessions live in the memory of the one process that serves, so there must never be two.
Granian's own command line would allow it: it shares a port in use (SO_REUSEPORT), answers a hang-up with
a second worker beside the first, and leaves its worker serving when it is killed itself.
"""

from __future__ import annotations

import argparse
import errno
import fcntl
import http.client
import multiprocessing
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.log import LogLevels

HOST = "127.0.0.1"
PATIENCE = 120  # seconds until a server that does not answer is called stuck
THREADS = 64  # a slow line holds one while its form arrives; of them strangers get half (web.middleware)


def main() -> None:
    arguments = argparse.ArgumentParser()
    arguments.add_argument("--port", type=int, required=True)
    arguments.add_argument("--demo", action="store_true")
    given = arguments.parse_args()

    check_port(given.port)
    data = Path(os.environ["TESSERA_DATA"])
    with hold(data):
        tessera("prepare")
        if given.demo:
            tessera("demo")
        with carrier():
            serve(given.port, data)


def check_port(port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)  # connections just closed do not count
        try:
            probe.bind((HOST, port))
        except OSError as error:
            if error.errno == errno.EACCES:
                sys.exit(f"Port {port} is reserved for the system. Take one above 1023: bin/run --port 8000")
            if error.errno == errno.EADDRINUSE:
                sys.exit(
                    f"Port {port} is taken: Tessera may be running already, or another program uses it."
                    f" Take another: bin/run --port {port % 65_535 + 1}"
                )
            raise


def hold(data: Path) -> IO[str]:
    """Keeps other servers off this data folder while the returned file is open, however this one ends."""
    try:
        data.mkdir(mode=0o700, parents=True, exist_ok=True)
        lock = (data / "serving.lock").open("w")
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        sys.exit(f"Another Tessera is serving {data}. Stop it first, or name another folder with --data.")
    except OSError as error:
        sys.exit(f"The data folder {data} cannot be used: {error.strerror}.")
    return lock


def tessera(command: str) -> None:
    done = subprocess.run([sys.executable, "-m", "tessera.cli", command], check=False)  # noqa: S603 - our own words
    if done.returncode:
        sys.exit(done.returncode)


@contextmanager
def carrier() -> Iterator[None]:
    """Brings envelopes to other servers, beside this one: it needs the network and has no key, this one the reverse.

    Where a service of its own does that (TESSERA_CARRIER_APART), none is started here.
    """
    if os.environ.get("TESSERA_CARRIER_APART", "").lower() in {"1", "yes", "true", "on"}:
        yield
        return
    apart = {name: value for name, value in os.environ.items() if name != "TESSERA_PEPPER_FILE"}
    process = subprocess.Popen([sys.executable, "-m", "tessera.cli", "carry"], env=apart)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def serve(port: int, data: Path) -> None:
    # A fresh process, not a fork: it inherits no lock and no half-copied thread.
    multiprocessing.set_start_method("spawn")
    server = Granian(
        "tessera.config.wsgi:application",
        address=HOST,
        port=port,
        interface=Interfaces.WSGI,
        http=HTTPModes.http1,
        workers=1,
        blocking_threads=THREADS,
        websockets=False,
        log_level=LogLevels.error,  # it warns of many threads, and these are meant
        log_access=False,  # addresses of pages tell what somebody looked for
        workers_kill_timeout=30,  # seconds a request may still take once we are told to stop
    )

    @server.on_startup
    def _() -> None:
        signal.signal(signal.SIGHUP, server.signal_handler_interrupt)  # a closed terminal stops the server

    threading.Thread(target=announce, args=(port, data), daemon=True).start()
    server.serve(target_loader=load, wrap_loader=False)


def load() -> Callable[..., Any]:
    """Runs in the worker: gives the application, and sees to it that no worker outlives its parent."""
    threading.Thread(target=stop_with_parent, daemon=True).start()
    from tessera.config.wsgi import application  # noqa: PLC0415 - only the worker may hold it

    return application


def stop_with_parent() -> None:
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os.kill(os.getpid(), signal.SIGTERM)


def announce(port: int, data: Path) -> None:
    """Says the address once it answers, not before; the first time it leads to set-up, with its code."""
    code = data / "set-up-code"
    path = f"/set-up/?code={code.read_text()}" if code.exists() else ""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        connection = http.client.HTTPConnection(HOST, port, timeout=PATIENCE)
        try:
            connection.request("GET", "/")
            if connection.getresponse().status < http.HTTPStatus.INTERNAL_SERVER_ERROR:
                sys.stdout.write(f"Tessera is ready: http://{HOST}:{port}{path}\n(Ctrl-C stops it.)\n")
                sys.stdout.flush()
                return
        except OSError:
            pass  # not yet
        finally:
            connection.close()
        time.sleep(0.1)
    sys.stderr.write(f"Tessera has not answered for {PATIENCE} seconds: see the messages above.\n")


if __name__ == "__main__":
    try:
        main()
    except KeyboardInterrupt:  # while preparing; once it serves, Granian ends it in order
        sys.exit(130)
