"""Reads the memory of running processes, as somebody does who has an image of it. It takes root."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path

_WRITABLE = re.compile(r"([0-9a-f]+)-([0-9a-f]+) rw")


def family_of(pid: int) -> list[int]:
    """The process and all that it started."""
    children: dict[int, list[int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            parent = int(stat.read_text().rpartition(")")[2].split()[1])
        except OSError:
            continue  # ended meanwhile
        children.setdefault(parent, []).append(int(stat.parent.name))
    found = [pid]
    for one in found:
        found += children.get(one, [])
    return found


def copies(processes: Iterable[int], words: dict[str, str | bytes]) -> Counter[str]:
    """How often each of the words, or keys, stands in the processes' memory, as Python spells it, or a form does."""
    found: Counter[str] = Counter()
    for content in _contents(processes):
        for name, word in words.items():
            for form in _forms(word):
                found[name] += content.count(form)
    return +found


def _forms(word: str | bytes) -> set[bytes]:
    if isinstance(word, bytes):
        return {word, word.hex().encode(), word.hex().upper().encode()}
    return {
        word.encode(),
        word.replace(" ", "+").encode(),
        word.encode("utf-16-le"),
        word.encode("utf-32-le"),
    }


def _contents(processes: Iterable[int]) -> Iterator[bytes]:
    for pid in processes:
        with Path(f"/proc/{pid}/mem").open("rb", buffering=0) as memory:
            for line in Path(f"/proc/{pid}/maps").read_text().splitlines():
                if mapped := _WRITABLE.match(line):
                    start, end = int(mapped[1], 16), int(mapped[2], 16)
                    try:
                        memory.seek(start)
                        yield memory.read(end - start)
                    except OSError:
                        continue  # given back meanwhile
