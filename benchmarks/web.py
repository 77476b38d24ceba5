"""How long pages take, from the request to the last byte of the answer, in one process on two cores.

    bin/bench web [--services N] [--organisations N] [--looks N]

A directory of invented services, in the network's room and, all of them, as posters in the commons (SQLite). Each page is asked
for --looks times with changing words, places and filters; printed are the median and the 95th percentile in milliseconds, the
largest answer, and the process's peak memory. Pages are asked in the process, without a network between.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from importlib import import_module
from pathlib import Path

import django


def main() -> int:
    arguments = argparse.ArgumentParser(prog="bin/bench web", description=__doc__)
    arguments.add_argument("--services", type=int, default=20_000)
    arguments.add_argument("--organisations", type=int, default=5_000)
    arguments.add_argument("--looks", type=int, default=60)
    given = arguments.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, set(sorted(os.sched_getaffinity(0))[:2]))
    with tempfile.TemporaryDirectory(prefix="tessera-bench-") as folder:
        data = {"TESSERA_DATA": f"{folder}/data", "TESSERA_PEPPER_FILE": f"{folder}/pepper"}
        os.environ |= {"DJANGO_SETTINGS_MODULE": "tessera.config.settings", **data}
        Path(folder).mkdir(exist_ok=True)
        django.setup()
        pages = import_module("benchmarks.web_data.pages")  # once Django is set up
        pages.measure(given.services, given.organisations, given.looks)
    return 0


if __name__ == "__main__":
    sys.exit(main())
