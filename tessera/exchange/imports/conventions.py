"""How a list writes what can be read in two ways, told from all its cells together or said by a member."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass

from tessera.common.typed_dates import guess_day_first
from tessera.common.typed_sex import guess_m
from tessera.exchange.models import ImportRun
from tessera.exchange.tables import Row, Target

_DATES = (Target.BIRTH_DATE, Target.EVENT_DATE)
_SEXES = (Target.SEX,)


@dataclass(frozen=True, slots=True)
class Conventions:
    """`day_first` None and `m_means` "" where the list does not tell: such cells are asked about, not guessed."""

    day_first: bool | None = None
    m_means: str = ""


def conventions_of(run: ImportRun, batches: Iterable[list[Row]]) -> Generator[None, None, Conventions]:
    """What a member said, else what the cells tell; read through, batch by batch, only where something is open."""
    said = Conventions(run.day_first, run.m_means)
    dates, sexes = _at(run, _DATES), _at(run, _SEXES)
    if (said.day_first is not None or not dates) and (said.m_means or not sexes):
        return said
    # Cells repeat each other: each way of writing one is looked at once.
    written: set[str] = set()
    letters: set[str] = set()
    for batch in batches:
        for row in batch:
            written |= {row.cells[position][:100] for position in dates}
            letters |= {row.cells[position][:100] for position in sexes}
        yield
    return Conventions(
        day_first=guess_day_first(written) if said.day_first is None else said.day_first,
        m_means=said.m_means or guess_m(letters),
    )


def _at(run: ImportRun, targets: tuple[Target, ...]) -> list[int]:
    return [position for position, target in enumerate(run.targets) if target in targets]
