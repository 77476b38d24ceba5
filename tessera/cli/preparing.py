"""What has to be there before the server starts; quick when it is there already."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import typer
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connections

from tessera.access.actions import NotAsPublished, publish_worked
from tessera.access.tables import TablesWrong
from tessera.accounts import set_up_code
from tessera.accounts.pepper import PepperMissing, make_pepper
from tessera.accounts.queries import network
from tessera.vault.checking import damage_of_keys, keys_are_gone
from tessera.vault.files import vaults_folder
from tessera.vault.leaving.unfinished import clear_up
from tessera.vault.sqlcipher.base import WriteAheadLogInUse, empty_write_ahead_log
from tessera.vault.sqlcipher.keys.base import KeysUnreadable
from tessera.vault.sqlcipher.keys.plain import seal_plain_keys
from tessera.vault.uploads import forget_incoming
from tessera.vault.write_ahead_log import is_whole

from .languages import compile_catalogues

_LOG_NOT_WHOLE = (
    "the newest changes, in its write-ahead log, are not whole, and are left out from the first that does not fit. Where"
    " the power went this is the last one alone, which nobody was told was saved. Otherwise the file was changed:"
    " look with bin/tessera verify --rooms."
)
_PUT_BACK = "The records lie in files of their own. Keep this data folder as it is, and bring back the newest backup beside it."


def prepare() -> None:
    """Make folder and pepper on the first start, bring the tables up to date, compile what pages need."""
    data = Path(settings.DATA)
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    data.chmod(0o700)
    _ask_commons()
    for database in (data / "commons.sqlite", data / "keys.sqlite", *vaults_folder().glob("*.sqlite")):
        if not is_whole(database):  # asked first: who opens it takes what fits, and forgets the rest
            typer.echo(f"{database}: {_LOG_NOT_WHOLE}", err=True)
    call_command("migrate", database="default", verbosity=0, interactive=False)
    is_founded = bool(network())
    if is_founded:
        set_up_code.forget()
    else:
        set_up_code.make()
        # Never where there is a network: a backup came back without its pepper, and no other opens it.
        if make_pepper(Path(settings.PEPPER_FILE)):
            typer.echo(f"A new pepper was written to {settings.PEPPER_FILE}. Set-up shows it for your paper.")
    with _told_and_stopped():
        _prepare_keys(data / "keys.sqlite", is_founded=is_founded)
    _take_in_worked_rules()
    forget_incoming()
    compile_catalogues()
    call_command("collectstatic", verbosity=0, interactive=False)


def _take_in_worked_rules() -> None:
    try:
        publish_worked()
    except TablesWrong as wrong:
        typer.echo(
            f"The worked rules of this version do not fit what this network made of them ({wrong}). Its own stay as they"
            " are: look at both in the rules of the network's room.",
            err=True,
        )
    except NotAsPublished:
        typer.echo(
            "The rules of what can be asked for are not those that were published last: something ended in between, or"
            " somebody changed them in the commons. They were left as they are, everybody reads them so, and nothing new"
            " is published on top of them. Bring back the commons from a backup of before.",
            err=True,
        )


def _prepare_keys(file: Path, *, is_founded: bool) -> None:
    """Raises PepperMissing or KeysUnreadable: without its keys the server has nothing to show, so it does not start."""
    if seal_plain_keys(file):
        typer.echo(
            f"{file} lay open, as earlier versions wrote it, and is encrypted now. If this server was not updated"
            " just now, somebody else put it there: look at who holds keys to your rooms."
        )
    if is_founded and keys_are_gone():
        raise KeysUnreadable(f"{file} is gone or empty, and without it no room opens.")
    call_command("migrate", database="keys", verbosity=0, interactive=False)
    # What a removed member's key left in the log, where somebody was reading when they were removed.
    with suppress(WriteAheadLogInUse):  # then at the next start
        clear_up()  # rooms that were leaving or arriving
        empty_write_ahead_log(connections["keys"])
    for damage in damage_of_keys()[:1]:
        typer.echo(f"{file}: {damage} {_PUT_BACK}", err=True)


@contextmanager
def _told_and_stopped() -> Iterator[None]:
    try:
        yield
    except PepperMissing as missing:
        typer.echo(f"{missing} Tessera does not start without it.", err=True)
    except KeysUnreadable as unreadable:
        typer.echo(f"{unreadable} {_PUT_BACK}", err=True)
    else:
        return
    raise typer.Exit(1)


def _ask_commons() -> None:
    """Whether the database for the commons answers: said in words, because the first start is where it does not."""
    try:
        connections["default"].ensure_connection()
    except OperationalError as failed:
        typer.echo(
            f"The database for the commons does not answer: {str(failed).strip()}\nNothing was changed. Start it, or"
            " mend TESSERA_DATABASE_URL, and start this again.",
            err=True,
        )
        raise typer.Exit(1) from failed
