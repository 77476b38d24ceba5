"""Tombstones: what was deleted stays known, by a keyed hash only, so that it does not come back unseen.

They stand in the vault, and beside the pepper (`deletions.py`). An older copy of the vault has fewer than the file
beside the pepper: what they name is deleted again before anything is shown. The vault commits first, with the
tombstone noted as not told yet; the file is told after, and where that was cut off, at the next unlock.
"""

from __future__ import annotations

import logging
from collections.abc import Collection, Iterable, Mapping
from uuid import UUID

from django.db import DatabaseError, transaction

from tessera.audit.lines import write_line
from tessera.audit.models import VaultLine
from tessera.sealing import boxes, tokens

from . import deletions
from .current import current_vault, vault_transaction
from .endings import Ending, endings
from .models import Tombstone, Upkeep

log = logging.getLogger("tessera.vault.tombstones")

_ONLY = 1
_AT_ONCE = 500


def upkeep() -> Upkeep:
    """The open vault's one row, made the first time that it is asked for."""
    return Upkeep.objects.get_or_create(pk=_ONLY, defaults={"tombstone_key": boxes.new_key()})[0]


def bury(identifiers: Iterable[UUID], references: Mapping[UUID, str] | None = None) -> None:
    """Called in the transaction that deletes them; the file beside the pepper learns of it when that is committed.

    With `references` they are noticed where a list brings them again (`bear_a_stone`).
    """
    key, named = bytes(upkeep().tombstone_key), references or {}
    stones = [
        Tombstone(mark=_mark(key, one), reference_mark=_reference_mark(key, named.get(one, "")))
        for one in identifiers
    ]
    Tombstone.objects.bulk_create(stones, batch_size=_AT_ONCE, ignore_conflicts=True)
    Upkeep.objects.update(leftovers=True)
    transaction.on_commit(_tell_if_possible, using=current_vault().alias)


def bear_a_stone(references: Collection[str]) -> list[str]:
    """Which of the references a deleted record bore, in the order given; at most some hundreds at once."""
    key = bytes(upkeep().tombstone_key)
    marks = {one: _reference_mark(key, one) for one in references if one}
    there = Tombstone.objects.filter(reference_mark__in=list(marks.values()))
    known = {bytes(mark or b"") for mark in there.values_list("reference_mark", flat=True)}
    return [one for one, mark in marks.items() if mark in known]


def tell() -> None:
    """Adds what the file beside the pepper does not know yet; raises OSError, and it is not told then."""
    if not Tombstone.objects.filter(told=False).exists():
        return
    with vault_transaction():  # others who bury wait, so that nothing is called told that was not
        untold = Tombstone.objects.filter(told=False)
        deletions.add(current_vault().id, [bytes(mark) for mark in untold.values_list("mark", flat=True)])
        untold.update(told=True)


def are_told() -> bool:
    return not Tombstone.objects.filter(told=False).exists()


def end_again() -> int:
    """Deletes what was deleted before and came back with an older copy of the vault; returns how many things."""
    vault = current_vault().id
    if deletions.how_many(vault) == Tombstone.objects.filter(told=True).count():
        return 0
    outside = deletions.marks_of(vault)
    inside = {bytes(mark) for mark in Tombstone.objects.filter(told=True).values_list("mark", flat=True)}
    ended = _end_all(outside - inside)
    if lost := inside - outside:  # the file was lost or put back: it is told again
        deletions.add(vault, sorted(lost))
    return ended


def _end_all(unknown: set[bytes]) -> int:
    if not unknown:
        return 0
    with vault_transaction():
        ended = sum(_end_those_of(ending, unknown) for ending in endings())
        stones = [Tombstone(mark=mark, told=True) for mark in unknown]
        Tombstone.objects.bulk_create(
            stones,
            batch_size=_AT_ONCE,
            update_conflicts=True,
            unique_fields=["mark"],
            update_fields=["told"],
        )
        if ended:
            write_line(VaultLine, "deletions.repeated", by=None, records=ended)
    return ended


def _end_those_of(ending: Ending, marks: set[bytes]) -> int:
    key = bytes(upkeep().tombstone_key)
    here = ending.everything().values_list(ending.field, flat=True)
    come_back = [one for one in here.iterator() if _mark(key, one) in marks]
    groups = [come_back[at : at + _AT_ONCE] for at in range(0, len(come_back), _AT_ONCE)]
    return sum(ending.end(ending.everything().filter(**{f"{ending.field}__in": group})) for group in groups)


def _tell_if_possible() -> None:
    """What is deleted is deleted, whether or not the file beside the pepper can be written; Today says so then."""
    try:
        tell()
    except (OSError, DatabaseError) as failed:
        log.warning("deletions not told: %s", type(failed).__name__)


def _mark(key: bytes, identifier: UUID) -> bytes:
    return tokens.keyed_hash(key, str(identifier), purpose="tombstone 1")


def _reference_mark(key: bytes, reference: str) -> bytes | None:
    """Whoever writes a list anew may space and capitalise differently."""
    spelled = "".join(reference.split()).casefold()
    return tokens.keyed_hash(key, spelled, purpose="tombstone of a reference 1") if spelled else None
