"""Logs that say what failed and where, and nothing of what anybody wrote."""

from __future__ import annotations

import logging
import traceback


class ContentFreeFormatter(logging.Formatter):
    """Time, level, logger and, for an exception, its type and the lines of code it passed through.

    Messages and addresses are left out: exceptions quote values, and addresses name records.
    """

    def format(self, record: logging.LogRecord) -> str:
        said = f"{self.formatTime(record)} {record.levelname} {record.name}"
        if record.name.startswith("tessera"):
            said += f": {record.getMessage()}"  # our own messages are written content-free
        if record.exc_info and record.exc_info[0]:
            frames = traceback.extract_tb(record.exc_info[2])
            steps = " < ".join(f"{frame.filename}:{frame.lineno} {frame.name}" for frame in reversed(frames))
            said += f" {record.exc_info[0].__name__} at {steps}"
        return said
