"""Whether SQLite's write-ahead logs are whole, asked before anybody opens the databases; no key is needed for it.

After a crash a log holds the newest changes. SQLite takes it up to the first frame whose checksum does not fit, and
says nothing of what comes behind: one changed byte, and changes that somebody was told were saved are gone.
Format: https://www.sqlite.org/fileformat2.html#walformat
"""

from __future__ import annotations

import struct
from pathlib import Path

_HEADER, _FRAME_HEADER = 32, 24
_MAGIC = (0x377F0682, 0x377F0683)  # the second counts words from their largest byte
_MASK = 0xFFFFFFFF


def is_whole(database: Path) -> bool:
    """Whether every frame of its log is as it was written. Where there is no log, nothing is missing.

    What a power cut leaves in the middle of a change, that nobody was told was saved, cannot be told from damage.
    """
    try:
        content = database.with_name(f"{database.name}-wal").read_bytes()
    except FileNotFoundError:
        return True
    if not content:
        return True
    return len(content) >= _HEADER and _frames_are_whole(content)


def _frames_are_whole(content: bytes) -> bool:
    magic, _version, page = struct.unpack(">III", content[:12])
    order = ">" if magic & 1 else "<"
    sums = _summed(content[:24], (0, 0), order)
    if magic not in _MAGIC or sums != struct.unpack(">II", content[24:32]) or not page:
        return False
    salts = content[16:24]
    for start in range(_HEADER, len(content), _FRAME_HEADER + page):
        frame = content[start : start + _FRAME_HEADER + page]
        if len(frame) >= _FRAME_HEADER and not _is_of_this_log(frame[8:16], salts):
            return True  # left from before the log began anew
        sums = _summed(frame[:8], sums, order)
        sums = _summed(frame[_FRAME_HEADER:], sums, order)
        if (
            frame[8:16] != salts
            or len(frame) < _FRAME_HEADER + page
            or sums != struct.unpack(">II", frame[16:24])
        ):
            return False
    return True


def _is_of_this_log(salts: bytes, expected: bytes) -> bool:
    """Each log begins with new salts, half of them random: those of another have few bytes in common with these."""
    return sum(one == other for one, other in zip(salts, expected, strict=False)) >= len(expected) - 1


def _summed(content: bytes, sums: tuple[int, int], order: str) -> tuple[int, int]:
    first, second = sums
    words = struct.unpack(f"{order}{len(content) // 8 * 2}I", content[: len(content) // 8 * 8])
    for one, other in zip(words[::2], words[1::2], strict=True):
        first = (first + one + second) & _MASK
        second = (second + other + first) & _MASK
    return first, second
