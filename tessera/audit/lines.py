"""Writing and verifying audit lines.

The rule is "no line, no page": whatever the line cannot be written for is not shown and not done.
"""

from __future__ import annotations

import json
from datetime import UTC, datetime
from uuid import UUID

from django.db import DatabaseError, router, transaction

from tessera.sealing import chains

from .models import Line
from .turns import Turn, wait_for_turn


class AuditLineNotWritten(Exception):
    """The line could not be written, so nothing is shown and nothing was changed."""


class ChainBroken(Exception):
    """A line was changed, moved or taken out. `number` is the first line that does not follow."""

    def __init__(self, number: int) -> None:
        super().__init__(f"Line {number} does not follow from the lines before it.")
        self.number = number


def write_line(
    chain: type[Line], verb: str, *, by: UUID | None, about: UUID | None = None, **details: str | int
) -> Line:
    """Appends one line to `chain` (CommonsLine, or VaultLine of the open vault) and returns it.

    `details` are counts and states, never what somebody typed or looked for. Raises AuditLineNotWritten.
    """
    line = chain(by=by, verb=verb, about=about, details=json.dumps(details, sort_keys=True))
    alias = router.db_for_write(chain)
    try:
        with transaction.atomic(using=alias):
            wait_for_turn(alias, Turn.LINES)
            _append(line, chain.objects.order_by("-number").first())
            line.save_base(force_insert=True, using=alias)
    except DatabaseError as failed:
        raise AuditLineNotWritten(f"The line '{verb}' could not be written.") from failed
    return line


def verify_chain(chain: type[Line]) -> int:
    """How many lines there are; raises ChainBroken at the first that does not follow from those before.

    What this alone cannot notice: lines cut off at the end, and a whole older copy put in place. Both are
    noticed by the heads kept elsewhere (`heads`).
    """
    previous, expected = chains.FIRST_LINK, 0
    for line in chain.objects.order_by("number").iterator():
        expected += 1
        previous = chains.link(previous, chains.canonical(line.payload()))
        if line.number != expected or bytes(line.link) != previous:
            raise ChainBroken(expected)
    return expected


def _append(line: Line, last: Line | None) -> None:
    line.number = last.number + 1 if last else 1
    line.at = datetime.now(UTC).isoformat(timespec="microseconds")
    previous = bytes(last.link) if last else chains.FIRST_LINK
    line.link = chains.link(previous, chains.canonical(line.payload()))
