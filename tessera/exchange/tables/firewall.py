"""The firewall in lists: columns about anybody's immigration, residence or asylum status are never mapped.

Errs towards refusing: a column that is wrongly held back can be copied by a person who has looked at it, one
that was let in has already put its people at risk. The words stand in `common.status_words`, as the rules need them too.
"""

from __future__ import annotations

from collections.abc import Sequence

from tessera.common.status_words import heads_status, says_status

_SHARE_OF_VALUES = 0.3
_LONGEST_VALUE = 40


def is_firewalled(header: str) -> bool:
    """Whether a column with this heading is about immigration, residence or asylum status.

    Case, accents, punctuation, underscores and camelCase make no difference.
    """
    return heads_status(header)


def holds_status_values(cells: Sequence[str]) -> bool:
    """Whether three in ten of a column's short cells say people's status, whatever its heading.

    Long cells are narratives, in which such words are no column of statuses.
    """
    short = [cell for cell in cells if cell.strip() and len(cell) <= _LONGEST_VALUE]
    return bool(short) and says_status(short) / len(short) >= _SHARE_OF_VALUES
