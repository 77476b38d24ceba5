"""`bin/tessera backup`, `check-backup` and `restore`. What they do is in `vault/backups`."""

from __future__ import annotations

import os
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from django.conf import settings
from django.db import DatabaseError
from django.utils import timezone

from tessera.accounts.pepper import PepperMissing
from tessera.audit.lines import AuditLineNotWritten
from tessera.sealing import tokens
from tessera.vault.backups.manifest import Manifest
from tessera.vault.backups.restoring import check_backup, restore_backup
from tessera.vault.backups.taking import take_backup
from tessera.vault.backups.troubles import BackupTrouble, ToolFailed
from tessera.vault.restored import Restore

_PepperFrom = Annotated[
    int | None,
    typer.Option("--pepper-fd", help="Read the pepper from this file descriptor, not from a prompt."),
]


def backup(folder: Annotated[Path, typer.Argument(help="A new folder, best on another disk.")]) -> None:
    """Copy everything but the pepper into a new folder, while the server is in use."""
    if not (Path(settings.DATA) / "keys.sqlite").exists():
        _stop(f"There is nothing in {settings.DATA} to back up. Name the data folder with TESSERA_DATA.")
    with _troubles_told(f"What is in {folder} is no backup: delete it."):
        manifest = take_backup(folder)
    _say(manifest, f"The backup is whole: {folder}")
    typer.echo("The pepper is not in it, on purpose: you have it on paper, and no backup opens without it.")
    if manifest.missing:
        _stop(f"These vaults have no file any more, and are missing: {', '.join(manifest.missing)}")


def check(
    folder: Path,
    pepper: Annotated[bool, typer.Option("--pepper", help="Ask for the pepper, and try it too.")] = False,  # noqa: FBT002 - a flag
    pepper_fd: _PepperFrom = None,
) -> None:
    """Look whether every file of a backup is as it was taken."""
    secret = _read_pepper(pepper_fd) if pepper or pepper_fd is not None else None
    with _troubles_told("The backup was not touched."):
        manifest = check_backup(folder, pepper=secret)
    _say(manifest, "Every file is as it was taken.")
    if secret is None:
        typer.echo("Whether your paper has the right pepper was not tried: --pepper asks for it.")
    else:
        typer.echo("The pepper is the right one, and nobody changed the list of files.")


def restore(
    folder: Path,
    data: Annotated[Path, typer.Option("--data", help="The data folder to make. It must not hold anything.")],
    pepper_fd: _PepperFrom = None,
    without_pepper: Annotated[  # noqa: FBT002 - a flag
        bool, typer.Option("--without-pepper", help="Restore now, and bring the pepper later.")
    ] = False,
    deletions: Annotated[
        Path | None,
        typer.Option("--deletions", help="The old server's folder with what was deleted, beside its pepper."),
    ] = None,
) -> None:
    """Make a new data folder of a backup. Asks for the pepper, spelled as it was printed at set-up."""
    data = data.absolute()
    pepper_file = Path(
        os.environ.get("TESSERA_PEPPER_FILE", data.with_name(f"{data.name}.pepper"))
    ).absolute()
    if pepper_file.is_relative_to(data):
        _stop(
            f"TESSERA_PEPPER_FILE ({pepper_file}) must not lie inside the data folder. Nothing was written."
        )
    secret = None if without_pepper else _read_pepper(pepper_fd)
    deletions_folder = Path(os.environ.get("TESSERA_DELETIONS", pepper_file.with_suffix(".deletions")))
    with _troubles_told(f"{data} was not made."):
        manifest, made = restore_backup(
            folder,
            data=data,
            pepper_file=pepper_file,
            pepper=secret,
            deletions_folder=deletions_folder.absolute(),
            deletions_from=deletions,
        )
    _say(manifest, f"Restored to {data}. Start it with: bin/run --data {data}")
    typer.echo(
        "It is as it was at that moment: who was removed since is a member again, and opens what they could open"
        " then. Remove them again before you let anybody in."
    )
    _say_what_was_deleted(made, deletions_folder)
    if without_pepper and not pepper_file.exists():
        typer.echo(
            f"It does not start yet: write the pepper from your paper into {pepper_file}."
            " Without it nothing in this backup can be opened, by anybody, ever."
        )
    if manifest.missing:
        typer.echo(f"These vaults were gone when the backup was taken: {', '.join(manifest.missing)}")


def _say_what_was_deleted(made: Restore, folder: Path) -> None:
    today = timezone.localtime(made.at).strftime("%-d %B %Y")
    typer.echo(
        f"By this machine's clock it is {today}: records whose last day is before that are deleted when their room"
        " is opened. If the date is wrong, set the clock before you start the server."
    )
    if made.deletions_known:
        typer.echo(f"What was deleted and stands in {folder} is deleted again when its room is opened.")
    else:
        typer.echo(
            f"What somebody deleted after {made.taken_at:%Y-%m-%d %H:%M} UTC is here again: there is no list of deletions"
            f" in {folder}. If you have that folder of the old server, delete what was restored and restore once more"
            " with --deletions."
        )


def _read_pepper(descriptor: int | None) -> bytes:
    """Never from an argument, which every user of the machine can see."""
    if descriptor is None:
        typed = typer.prompt(
            "The pepper, as on your paper (--without-pepper goes on without)", hide_input=True
        )
    else:
        try:
            with os.fdopen(descriptor) as file:
                typed = file.read()
        except (OSError, UnicodeDecodeError):
            _stop(f"Nothing can be read from file descriptor {descriptor}. Nothing was written.")
    try:
        return tokens.read_spelled(typed)
    except tokens.Misspelled as wrong:
        _stop(f"This is not a pepper. {wrong} Nothing was written: compare it with your paper.")


@contextmanager
def _troubles_told(kept: str) -> Iterator[None]:
    try:
        yield
    except (BackupTrouble, PepperMissing) as trouble:
        _stop(str(trouble))
    except ToolFailed as failed:
        _stop(f"{failed}. {kept}")
    except OSError as failed:
        _stop(f"{failed.filename or 'A file'}: {failed.strerror}. {kept}")
    except (sqlite3.Error, DatabaseError, AuditLineNotWritten) as failed:
        _stop(f"The database says: {failed}. {kept}")


def _say(manifest: Manifest, headline: str) -> None:
    typer.echo(headline)
    size = f"{manifest.size / 1_000_000:,.1f} MB"
    typer.echo(
        f"Taken at {manifest.taken_at}: {manifest.vaults} vaults, {len(manifest.files)} files, {size}."
    )


def _stop(words: str) -> NoReturn:
    typer.echo(words, err=True)
    sys.exit(1)
