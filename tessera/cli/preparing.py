"""What has to be there before the server starts; quick when it is there already."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path

import typer
from django.conf import settings
from django.core.management import call_command
from django.db import OperationalError, connections

from tessera.accounts import set_up_code
from tessera.accounts.pepper import make_pepper
from tessera.accounts.queries import network
from tessera.vault.sqlcipher.base import WriteAheadLogInUse, empty_write_ahead_log
from tessera.vault.uploads import forget_incoming

from .languages import compile_catalogues


def prepare() -> None:
    """Make folder and pepper on the first start, bring the tables up to date, compile what pages need."""
    data = Path(settings.DATA)
    data.mkdir(mode=0o700, parents=True, exist_ok=True)
    data.chmod(0o700)
    _ask_commons()
    for place in ("default", "keys"):
        call_command("migrate", database=place, verbosity=0, interactive=False)
    # What a removed member's key left in the log, where somebody was reading when they were removed.
    with suppress(WriteAheadLogInUse):  # then at the next start
        empty_write_ahead_log(connections["keys"])
    if network():
        set_up_code.forget()
    else:
        set_up_code.make()
        # Never where there is a network: a backup came back without its pepper, and no other opens it.
        if make_pepper(Path(settings.PEPPER_FILE)):
            typer.echo(f"A new pepper was written to {settings.PEPPER_FILE}. Set-up shows it for your paper.")
    forget_incoming()
    compile_catalogues()
    call_command("collectstatic", verbosity=0, interactive=False)


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
