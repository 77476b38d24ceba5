"""How much of a file is read before it is refused. Each limit has its own error, which names it."""

from __future__ import annotations

from dataclasses import dataclass

MIB = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """The most that is accepted; memory then stays well under 1 GB whatever the file holds.

    `file_bytes` as uploaded, `unpacked_bytes` after unpacking; `ratio` is the most that packing may have
    saved, once more than `ratio_from_bytes` come out. `record_chars` bounds one CSV row, `text_bytes` the
    memory that the texts of a workbook may take.
    """

    file_bytes: int = 50 * MIB
    unpacked_bytes: int = 200 * MIB
    ratio: int = 250
    ratio_from_bytes: int = 10 * MIB
    columns: int = 500
    cell_chars: int = 32_767  # as in Excel
    rows: int = 1_000_000
    record_chars: int = 4_000_000
    text_bytes: int = 256 * MIB


DEFAULT_LIMITS = Limits()
