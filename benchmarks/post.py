"""What waits for a room, and a large file from one server to another.

    bin/bench post [--envelopes N] [--megabytes N] [--cuts N]

First so many envelopes are put into the letterbox of a locked room; then its inbox is opened again and again while the rest is
being opened, beside the same page with nothing waiting. Then a file of so many megabytes is sealed, carried to another server
over a line that is cut at that many places, and opened there, beside copying the file and bringing it in clear, in one piece.
Each part is a process of its own, whose peak memory is printed.
"""

from __future__ import annotations

import argparse
import os
import socket
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]


def main() -> int:
    arguments = argparse.ArgumentParser(prog="bin/bench post", description=__doc__)
    arguments.add_argument("--envelopes", type=int, default=10_000)
    arguments.add_argument("--megabytes", type=int, default=1_024)
    arguments.add_argument("--cuts", type=int, default=100)
    given = arguments.parse_args()
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="tessera-bench-") as folder:
        part(folder, port, "one", "waiting", str(given.envelopes))
        for name, other in (("one", "two"), ("two", "one")):
            part(folder, port, name, "prepare", other)
        for name, other in (("one", "two"), ("two", "one")):
            part(folder, port, name, "compare", other)
        part(folder, port, "one", "carry", str(given.megabytes), str(given.cuts))
        part(folder, port, "two", "open")
    return 0


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def part(folder: str, port: int, name: str, *words: str) -> None:
    """In a process of its own, with the data of one server, which is reached over a line at `port`."""
    place = Path(folder) / name
    place.mkdir(exist_ok=True)
    said = {
        "DJANGO_SETTINGS_MODULE": "tessera.config.settings",
        "TESSERA_DATA": str(place / "data"),
        "TESSERA_PEPPER_FILE": str(place / "pepper"),
        "PYTHONPATH": str(ROOT),
        "TESSERA_NODES_IN_HOUSE": "yes",
        "TESSERA_ADDRESS": f"http://127.0.0.1:{port}",
        "TESSERA_CARRIER_APART": "yes",
    }
    # The arguments are our own words.
    subprocess.run(
        [sys.executable, "-m", "benchmarks.post_data", folder, *words],
        check=True,
        cwd=ROOT,
        env=os.environ | said,
    )


if __name__ == "__main__":
    sys.exit(main())
