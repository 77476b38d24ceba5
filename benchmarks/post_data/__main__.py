"""One part of the measurement, in a process with the data of one server (see `benchmarks/post.py`)."""

from __future__ import annotations

import sys
from pathlib import Path

import django

django.setup()

from benchmarks.post_data import carried, waiting  # noqa: E402 - Django comes first

if __name__ == "__main__":
    place, what, *words = sys.argv[1:]
    {
        "waiting": lambda: waiting.measure(int(words[0])),
        "prepare": lambda: carried.prepare(Path(place), words[0]),
        "compare": lambda: carried.compare(Path(place), words[0]),
        "carry": lambda: carried.carry(Path(place), int(words[0]), int(words[1])),
        "open": carried.open_all,
    }[what]()
