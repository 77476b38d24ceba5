"""Everything that lets a room leave, arrive and close. Each action writes its lines, in the room and in the commons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import BinaryIO

from django.db import transaction
from django.utils import timezone

from tessera.accounts.actions import end_organisation
from tessera.accounts.bundles import Bundle
from tessera.accounts.models import Member
from tessera.accounts.rules import NotAllowed, Permission, require
from tessera.audit import heads
from tessera.audit.lines import write_line
from tessera.audit.models import CommonsLine, VaultLine
from tessera.sealing import boxes, tokens, transfers
from tessera.sealing.checkpoints import Checkpoint
from tessera.vault import jobs
from tessera.vault.current import current_vault, vault_and_commons, vault_transaction
from tessera.vault.files import copy_to_take, leaving_folder
from tessera.vault.models import Colleague, Departure, Vault
from tessera.vault.opening import opened
from tessera.vault.outsiders import require_let_in
from tessera.vault.queries import grant_holders
from tessera.vault.rotation import EpochKey, store_wrap, take_wraps_of
from tessera.vault.trust import shares

from .bringing import arriving, check_room, failures_told, forget_people_of_before
from .closing import finish_closing, note_closing
from .queries import may_leave, members_with_accounts, to_be_closed
from .taking import Letter, check_space, forget_old_copies, make_copy
from .troubles import NotArrived, NotToBeClosed

_RECEIPT_BYTES = 10


@dataclass(frozen=True, slots=True)
class Brought:
    """A room that arrived: `receipt` is for those it left, `damaged` files were not readable there already."""

    vault: Vault
    receipt: str
    damaged: int


def take_copy(*, words: str, by: Member, session: bytes) -> Departure:
    """Begins the copy of the open room, sealed under `words`; raises NoSpace or TooManyAtOnce."""
    room = _own_room(by)
    forget_old_copies(leaving_folder(room.id))
    check_space()
    letter = Letter(*transfers.seal_new_key(words), boxes.new_key()[:_RECEIPT_BYTES])
    with vault_and_commons():
        departure = Departure.objects.create(
            asked_by=by.id, receipt_hash=tokens.token_hash(letter.receipt.hex())
        )
        write_line(VaultLine, "vault.copied", by=by.id, about=departure.id)
        heads.signed_head(room.id)  # the signing key goes along, so it has to be there by now
        write_line(CommonsLine, "vault.copied", by=by.id, about=room.id)
    jobs.start(
        departure.id,
        lambda: make_copy(departure.id, letter, lambda: jobs.goes_on(room.id, session)),
        room=current_vault(),
        session=session,
    )
    return departure


def delete_copy(*, departure: Departure, by: Member) -> None:
    """From the server; what was fetched before is with whoever fetched it."""
    room = _own_room(by)
    write_line(VaultLine, "vault.copy-deleted", by=by.id, about=departure.id)
    copy_to_take(room.id, departure.id).unlink(missing_ok=True)


def confirm_arrival(*, letters: str, by: Member) -> None:
    """With the letters that the other server shows, which tell which copy; raises NotArrived. It goes from here then."""
    room = _own_room(by)
    try:
        receipt = tokens.token_hash(tokens.read_spelled(letters).hex())
    except tokens.Misspelled as wrong:
        raise NotArrived from wrong
    known = Departure.objects.filter(finished_at__isnull=False)
    departure = next((one for one in known if tokens.same(receipt, bytes(one.receipt_hash))), None)
    if departure is None:
        raise NotArrived
    with vault_and_commons():
        Departure.objects.filter(pk=departure.pk).update(arrived_at=timezone.now())
        write_line(VaultLine, "vault.copy-arrived", by=by.id, about=departure.id)
        write_line(CommonsLine, "vault.copy-arrived", by=by.id, about=room.id)
    copy_to_take(room.id, departure.id).unlink(missing_ok=True)


def bring_room(
    *, source: BinaryIO, words: str, checkpoint: Checkpoint | None = None, by: Member, bundle: Bundle
) -> Brought:
    """The room of the copy `source`, with `by` as its only holder; raises NotLetIn or CopyRefused, and nothing is left then.

    It keeps its name, its log and its signing key, and gets a key of a later epoch: no wrap of before opens it.
    """
    require(by, Permission.MOVE_ROOMS)
    require_let_in(by)
    with arriving(source, words) as copy:
        key = EpochKey(copy.manifest.epoch + 1, boxes.new_key())
        with failures_told():
            with opened(copy.place, copy.key):
                check_room(copy, checkpoint)
                begun = min(
                    timezone.now(), *(line.moment for line in VaultLine.objects.order_by("number")[:1])
                )
                with vault_transaction():
                    forget_people_of_before()
                    known = {
                        "name": bundle.name,
                        "kem_public": bundle.kem.public,
                        "signing_public": bundle.signing.public,
                        "invitation": None,
                    }
                    Colleague.objects.update_or_create(pk=by.id, defaults=known)
                    write_line(VaultLine, "vault.brought", by=by.id)
            copy.settle(key.key)
        store_wrap(copy.vault, key, by.id, bundle.kem.public)
        # The row comes last: until then it is no room, and the next start deletes what is there of it.
        vault = Vault(id=copy.vault, organisation=by.organisation, epoch=key.epoch, created_at=begun)
        with transaction.atomic():
            vault.save(force_insert=True)
            write_line(CommonsLine, "vault.brought", by=by.id, about=vault.id)
    with opened(vault.id, key.key):
        heads.keep_heads(vault.id, now=True)
    return Brought(vault, tokens.spell(bytes.fromhex(copy.manifest.receipt)), len(copy.manifest.damaged))


def ask_to_close(*, departure: Departure, end_accounts: bool = False, by: Member) -> None:
    """The first of two; raises NotToBeClosed before a copy has arrived elsewhere.

    With `end_accounts` the organisation has left altogether: nobody of it signs in here any more.
    """
    room = _own_room(by)
    with vault_and_commons():
        asked = Departure.objects.filter(pk=departure.pk, arrived_at__isnull=False)
        if not asked.update(close_asked_by=by.id, end_accounts=end_accounts and may_leave(room)):
            raise NotToBeClosed
        write_line(VaultLine, "vault.close-asked", by=by.id)
        write_line(CommonsLine, "vault.close-asked", by=by.id, about=room.id)


def keep_open(*, by: Member) -> None:
    """Whoever holds a key can say that the room is not to be closed."""
    room = current_vault()
    with vault_and_commons():
        Departure.objects.update(close_asked_by=None)
        write_line(VaultLine, "vault.close-withdrawn", by=by.id)
        write_line(CommonsLine, "vault.close-withdrawn", by=by.id, about=room.id)


def close_room(*, by: Member) -> None:
    """The second of two, or the only one: the open room, its files and every key to it are gone for good.

    Raises NotToBeClosed, or WriteAheadLogInUse when it is done but deleted wraps may still stand in a log.
    """
    room = current_vault()
    with transaction.atomic():
        vault = Vault.objects.select_for_update().select_related("organisation").get(pk=room.id)
        asked = to_be_closed()
        if asked is None or not (asked.close_asked_by != by.id or grant_holders(vault) == {by.id}):
            raise NotToBeClosed
        note = note_closing(room.id)
        write_line(VaultLine, "vault.closed", by=by.id)
        write_line(CommonsLine, "vault.closed", by=by.id, about=room.id)
        leaves = asked.end_accounts and may_leave(vault)
        vault.delete()
        if leaves:
            # Of rooms that they shared with others; those of this one go with its files, once it is gone for certain.
            ending = members_with_accounts(vault.organisation)
            take_wraps_of(*ending, but=room.id)
            for member in ending:
                shares.forget(member)
            end_organisation(organisation=vault.organisation, by=by)
    finish_closing(note)


def _own_room(by: Member) -> Vault:
    """The open room, if it belongs to the organisation of `by`, who may move it; raises NotAllowed."""
    require(by, Permission.MOVE_ROOMS)
    vault = Vault.objects.get(pk=current_vault().id)
    if vault.organisation_id != by.organisation_id:
        raise NotAllowed(Permission.MOVE_ROOMS)
    return vault
