"""What a process may do so that nobody else gets at its memory: no core dump, and no debugger beside it."""

from __future__ import annotations

import ctypes
import resource
import sys

_PR_SET_DUMPABLE = 4  # linux/prctl.h


def keep_memory_to_itself() -> None:
    """Neither a crash writes this process's memory to the disk, nor does another process of its user read it.

    Root still can. Not locked against swapping: that takes a limit only the host can give, so the host switches swap
    off for the whole service (docs/hosting.md).
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    # A crash handler that is a pipe ignores the limit above, and a debugger does not ask for it.
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
