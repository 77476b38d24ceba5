"""Tables going out, as CSV that every spreadsheet program opens and none of them runs."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

from tessera.common.formulas import as_text

_BOM = "\ufeff"  # without it Excel reads UTF-8 as the computer's old encoding


def write_csv(rows: Iterable[Sequence[str]]) -> bytes:
    """`rows` (headings first) as CSV: UTF-8 with a byte order mark, commas, all cells quoted, CRLF, in memory.

    What would run as a formula gets an apostrophe before it. NUL characters are taken out: no program
    shows them and some stop reading there.
    """
    text = io.StringIO(newline="")
    text.write(_BOM)
    writer = csv.writer(text, lineterminator="\r\n", quoting=csv.QUOTE_ALL)
    writer.writerows([as_text(cell.replace("\0", "")) for cell in row] for row in rows)
    return text.getvalue().encode("utf-8", errors="replace")
