"""What errors of SQLite and of files mean: a file that was changed, or a disk that is full or fails."""

from __future__ import annotations

import errno
import sqlite3

_PRIMARY = 0xFF  # the lower byte of an extended code
# A file cut short ends in the middle of a page.
_CUT_SHORT = (sqlite3.SQLITE_IOERR_SHORT_READ,)
_DAMAGE = (sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB)
_DISK = (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN, sqlite3.SQLITE_READONLY)

_DISK_OF_THE_SYSTEM = (errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EFBIG)


def is_damage(error: BaseException | None) -> bool:
    """Whether a page was read that is not as it was written, or the key is another's."""
    code = _code_of(error)
    if code is None:
        return False
    # FTS5 says so of a page of the search index, without a code of its own.
    return code & _PRIMARY in _DAMAGE or code in _CUT_SHORT or "vtable constructor failed" in str(error)


def is_failing_disk(error: BaseException | None) -> bool:
    """Whether the disk is full, failed, or takes nothing more. What was under way was undone."""
    if isinstance(error, OSError):
        return error.errno in _DISK_OF_THE_SYSTEM
    code = _code_of(error)
    return code is not None and code & _PRIMARY in _DISK and not is_damage(error)


def _code_of(error: BaseException | None) -> int | None:
    """Of SQLite's own error, or of the one that Django made of it."""
    for one in (error, getattr(error, "__cause__", None)):
        code = getattr(one, "sqlite_errorcode", None)
        if code is not None:
            return int(code)
    return None
