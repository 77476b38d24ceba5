"""Room kept on the disk for what must not wait: lines of pages that are read, locking, removing, deleting.

A page is shown only when its line is written, so a full disk would close every room. Therefore a file that says nothing
lies in the data folder; it goes when the disk is nearly full, and comes back when there is room again. Meanwhile
whatever is large is refused before it begins.
"""

from __future__ import annotations

import errno
import os
import shutil
from pathlib import Path

from django.conf import settings

SIZE = 16 * 1024 * 1024
_NEARLY_FULL = 4 * 1024 * 1024
_PLENTY = 3 * SIZE


def reserve_file() -> Path:
    return Path(settings.DATA) / "reserve"


def look_after_reserve() -> None:
    """Gives the reserve up where the disk is nearly full, lays it down where there is plenty; quick, and never fails."""
    try:
        free, is_there = _free(), reserve_file().exists()
        if is_there and free < _NEARLY_FULL:
            reserve_file().unlink(missing_ok=True)
        elif not is_there and free >= _PLENTY:
            _lay_down()
    except OSError:  # the disk fails: what is asked for says so
        return


def ask_for_room(size: int = 0) -> None:
    """Before something large of so many bytes is begun; raises OSError ("no space left") where it has to wait."""
    free = _free()
    if free - size < _NEARLY_FULL or (not reserve_file().exists() and free < _PLENTY):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def _free() -> int:
    return shutil.disk_usage(settings.DATA).free


def _lay_down() -> None:
    fresh = reserve_file().with_suffix(".fresh")
    try:
        fresh.write_bytes(os.urandom(SIZE))  # what a disk that compresses cannot make smaller
        fresh.replace(reserve_file())
    except OSError:
        fresh.unlink(missing_ok=True)
