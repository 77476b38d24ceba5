"""Words of names are kept in memory for as long as one piece of work lasts, because folding is slow.

Whoever has finished with a list forgets them, so that a locked vault's names do not linger in the process.
"""

from __future__ import annotations

from tessera.linkage.folding import consonants, skeleton
from tessera.linkage.likeness import bare, likeness


def forget_words() -> None:
    """Empties every cache of the engine; safe while another thread works, which only gets slower."""
    for remembered in (skeleton, consonants, bare, likeness):
        remembered.cache_clear()
