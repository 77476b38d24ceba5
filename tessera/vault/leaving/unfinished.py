"""At start, before anybody is served: what a killed process left of a room that was leaving or arriving."""

from __future__ import annotations

import fcntl

from tessera.vault.files import vaults_folder

from . import bringing, closing
from .taking import forget_old_copies, forget_unfinished


def clear_up() -> None:
    """Nothing of it was ever shown as done. Raises WriteAheadLogInUse when all is done but a log was in use."""
    folder = vaults_folder()
    for leaving in folder.glob("*.leaving"):
        forget_unfinished(leaving)
        forget_old_copies(leaving)
    _clear_up_arriving()
    for note in folder.glob(f"*{closing.NOTE}"):
        closing.finish_closing(note)


def _clear_up_arriving() -> None:
    """A room that another process, at a terminal, is bringing in right now is left alone."""
    notes = list(vaults_folder().glob(f"*{bringing.NOTE}"))
    half_written = list(vaults_folder().glob("*.new-note"))
    if not notes and not half_written:
        return
    with (vaults_folder() / "arriving.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return
        for note in notes:
            bringing.forget_arriving(note)
        for note in half_written:
            note.unlink()
