"""Logs that say what failed and where, and nothing of what anybody wrote."""

from __future__ import annotations

import logging
import traceback
from pathlib import Path
from types import TracebackType


class ContentFreeFormatter(logging.Formatter):
    """Time, level, logger and, for an exception, its type and the lines of code it passed through.

    Messages and addresses are left out: exceptions quote values, and addresses name records.
    """

    def format(self, record: logging.LogRecord) -> str:
        said = f"{self.formatTime(record)} {record.levelname} {record.name}"
        if record.name.startswith("tessera"):
            said += f": {record.getMessage()}"  # our own messages are written content-free
        if record.exc_info and record.exc_info[0]:
            said += f" {record.exc_info[0].__name__} at {_where(record.exc_info[2])}"
        return said


def _where(trace: TracebackType | None) -> str:
    """The innermost place, then our own lines that led there, the nearest first."""
    frames = traceback.extract_tb(trace)[::-1]
    ours = [frame for at, frame in enumerate(frames) if at == 0 or "tessera" in Path(frame.filename).parts]
    return " < ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in ours)
