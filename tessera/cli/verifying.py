"""Whether logs and files are still the ones that were written, asked at a terminal."""

from __future__ import annotations

from typing import Annotated
from uuid import UUID

import typer

from tessera.accounts import sessions
from tessera.accounts.actions import SignInRefused, lock, sign_in
from tessera.accounts.models import Member
from tessera.accounts.pepper import PepperMissing
from tessera.accounts.standing import contradicted
from tessera.accounts.throttle import TooManyTries
from tessera.audit import heads
from tessera.audit.lines import ChainBroken, verify_chain, write_line
from tessera.audit.models import CommonsLine, Line, VaultLine
from tessera.audit.saying import COMPARISONS, TROUBLES
from tessera.sealing.checkpoints import Checkpoint, read_checkpoint
from tessera.sealing.stretching import TooManyAtOnce
from tessera.sealing.tokens import Misspelled
from tessera.vault.checking import damage_of, damage_of_keys, damage_of_vault, damaged_attachments
from tessera.vault.current import OpenVault
from tessera.vault.files import VaultUnreadable, attachments_folder
from tessera.vault.migrating import VaultFromNewerSoftware
from tessera.vault.opening import open_vault
from tessera.vault.queries import vaults_of
from tessera.vault.sqlcipher.keys.base import KeysUnreadable

_CANNOT = (
    "What this cannot notice: that everything was put back to the same moment. Only a checkpoint kept elsewhere"
    " shows that (--checkpoint)."
)


def verify(
    *,
    rooms: Annotated[
        bool, typer.Option(help="Also the rooms you hold a key to: asks for your words.")
    ] = False,
    checkpoint: Annotated[bool, typer.Option(help="Also asks for a checkpoint kept elsewhere.")] = False,
) -> None:
    """Check that logs and files are still as they were written. Ends with 1 where something is not."""
    earlier = _ask_for_checkpoint() if checkpoint else None
    sound = _say_damage("The commons", damage_of("default"))
    sound &= _say_damage("keys.sqlite", _damage_of_keys())
    sound &= _check("The network's log", CommonsLine, heads.COMMONS, earlier)
    sound &= _check_members()
    if rooms:
        try:
            sound &= _check_rooms(earlier)
        except (KeysUnreadable, PepperMissing) as unreadable:
            typer.echo(f"The rooms do not open: {unreadable}")
            sound = False
    typer.echo(_CANNOT)
    if not sound:
        raise typer.Exit(1)


def _check_rooms(earlier: Checkpoint | None) -> bool:
    """Every room of somebody who signs in here; their session ends with it."""
    try:
        member, secret = sign_in(
            login=typer.prompt("Login"), passphrase=typer.prompt("Words", hide_input=True)
        )
    except (SignInRefused, TooManyTries, TooManyAtOnce) as refused:
        typer.echo(
            "These do not belong together, or there were too many tries. No room was opened.", err=True
        )
        raise typer.Exit(1) from refused
    session = sessions.resume(secret)
    sound = True
    try:
        for vault in vaults_of(member):
            try:
                with open_vault(vault, session) as room:
                    sound &= _say_damage(f"The file of {vault}", damage_of_vault(room))
                    sound &= _say_damage(f"The files kept in {vault}", _said_of_files(room))
                    write_line(VaultLine, "proof.shown", by=member.id)
                    sound &= _check(f"The log of {vault}", VaultLine, vault.pk, earlier)
                    sound &= _say_troubles(vault.pk)
            except (VaultUnreadable, VaultFromNewerSoftware) as unreadable:
                typer.echo(f"{vault}: {unreadable}")
                sound = False
    finally:
        lock(session=session.id, by=member)
    return sound


def _check(title: str, chain: type[Line], name: UUID, earlier: Checkpoint | None) -> bool:
    try:
        typer.echo(f"{title}: {verify_chain(chain)} lines, each follows from those before it.")
    except ChainBroken as broken:
        typer.echo(f"{title}: {broken}")
        return False
    if earlier is None or earlier.chain != name:
        return True
    said = heads.compare(earlier, chain, name)
    typer.echo(f"{title}: {str(COMPARISONS[said][1]) % {'number': earlier.number}}")
    return said == heads.Comparison.CONTINUES


def _said_of_files(room: OpenVault) -> list[str]:
    damaged = damaged_attachments(room)
    if not damaged:
        return []
    return [
        f"{len(damaged)} changed or gone, in {attachments_folder(room.id)}: {', '.join(map(str, damaged))}"
    ]


def _damage_of_keys() -> list[str]:
    try:
        return damage_of_keys()
    except PepperMissing as missing:
        return [str(missing)]


def _check_members() -> bool:
    """Whether anybody's row says more than the network's log; who it is stands on Today, with their name."""
    written_past = contradicted(Member.objects.select_related("invitation"))
    for member in written_past:
        typer.echo(
            f"The list of members: {member} has an account or a role that no line of the log tells of."
        )
    if not written_past:
        typer.echo("The list of members: as the network's log tells it.")
    return not written_past


def _say_damage(title: str, damage: list[str]) -> bool:
    typer.echo(f"{title}: {damage[0] if damage else 'as written.'}")
    return not damage


def _say_troubles(vault: UUID) -> bool:
    found = heads.troubles(vault)
    for trouble in found:
        typer.echo(f"{TROUBLES[trouble].title}. {TROUBLES[trouble].said}")
    return not found


def _ask_for_checkpoint() -> Checkpoint:
    try:
        return read_checkpoint(typer.prompt("Checkpoint"))
    except Misspelled as wrong:
        typer.echo(f"{wrong} Nothing was checked.", err=True)
        raise typer.Exit(1) from wrong
