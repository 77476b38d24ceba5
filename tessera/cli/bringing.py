"""`bin/tessera bring-room`: for copies that are too large for a form, or came on a stick."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated, NoReturn

import typer

from tessera.accounts import sessions
from tessera.accounts.actions import CodeNeeded, SignInRefused, finish_sign_in, lock, sign_in
from tessera.accounts.models import Member
from tessera.accounts.rules import NotAllowed
from tessera.accounts.throttle import TooManyTries
from tessera.sealing.checkpoints import Checkpoint, read_checkpoint
from tessera.sealing.stretching import TooManyAtOnce
from tessera.sealing.tokens import Misspelled
from tessera.vault.leaving.actions import Brought, bring_room
from tessera.vault.leaving.troubles import CheckpointDiffers, CopyRefused


def bring(
    file: Annotated[
        Path, typer.Argument(help="The copy that another server made.", exists=True, dir_okay=False)
    ],
    *,
    checkpoint: Annotated[bool, typer.Option(help="Also asks for a checkpoint from there.")] = False,
) -> None:
    """Open a room here that was taken from another server. A coordinator types; the server may be in use."""
    earlier = _ask_for_checkpoint() if checkpoint else None
    member, secret = _sign_in()
    session = sessions.resume(secret)
    try:
        words = typer.prompt("The six words of the copy", hide_input=True)
        with file.open("rb") as source:
            brought = bring_room(
                source=source, words=words, checkpoint=earlier, by=member, bundle=session.bundle
            )
    except CheckpointDiffers as differs:
        _stop(f"The copy is whole, but not the one of the checkpoint: {differs}. Nothing was kept.")
    except CopyRefused as refused:
        _stop(f"{refused} Nothing was kept.")
    except NotAllowed:
        _stop("Only a coordinator or administrator can bring a room in. Nothing was read.")
    except OSError as failed:
        _stop(f"{failed.filename or file}: {failed.strerror}. Nothing was kept.")
    finally:
        lock(session=session.id, by=member)
    _say(brought)


def _sign_in() -> tuple[Member, str]:
    typer.echo("Whose room it will be: a coordinator or administrator signs in.")
    try:
        try:
            return sign_in(login=typer.prompt("Login"), passphrase=typer.prompt("Words", hide_input=True))
        except CodeNeeded as needed:
            return finish_sign_in(waiting=needed.waiting, code=typer.prompt("Code"))
    except (SignInRefused, TooManyTries, TooManyAtOnce):
        _stop("These do not belong together, or there were too many tries. Nothing was read.")


def _ask_for_checkpoint() -> Checkpoint:
    try:
        return read_checkpoint(typer.prompt("Checkpoint"))
    except Misspelled as wrong:
        _stop(f"{wrong} Nothing was read.")


def _say(brought: Brought) -> None:
    typer.echo("The room is here, whole, under a new key that only you hold. Invite a colleague soon.")
    if brought.damaged:
        typer.echo(
            f"{brought.damaged} attached files could not be read on the other server, and did not come."
        )
    typer.echo(f"Letters that show the other server that it arrived: {brought.receipt}")


def _stop(words: str) -> NoReturn:
    typer.echo(words, err=True)
    sys.exit(1)
