"""Vouching for an organisation of the directory, and taking it into the network."""

from __future__ import annotations

from django.utils import timezone

from tessera.accounts import actions as accounts
from tessera.accounts.models import Member, Organisation
from tessera.accounts.rules import Permission, require
from tessera.audit.lines import write_line
from tessera.audit.models import VaultLine
from tessera.directory.actions import ChangedMeanwhile
from tessera.directory.models import Entry, Vouch
from tessera.vault.current import vault_and_commons, vault_transaction

from .rules import CannotBeMember, NotVouchedFor, may_admit, may_become_member, vouched_for


def vouch(*, entry: Entry, why: str, by: Member) -> None:
    """The member's organisation stands for whom the entry in hand tells of; said again, it is as said last.

    Raises CannotBeMember, and ChangedMeanwhile where the entry tells of somebody else by now.
    """
    require(by, Permission.PUBLISH)
    read = vouched_for(entry)
    with vault_transaction():
        entry.refresh_from_db()
        if not may_become_member(entry):
            raise CannotBeMember
        if vouched_for(entry) != read:
            raise ChangedMeanwhile
        said = {"of": read, "organisation_name": by.organisation.name, "why": why}
        spoken = said | {"by": by.id, "at": timezone.now()}
        Vouch.objects.update_or_create(entry=entry, organisation=by.organisation_id, defaults=spoken)
        write_line(VaultLine, "newcomer.vouched-for", by=by.id, about=entry.uid)


def take_back(*, entry: Entry, by: Member) -> None:
    """The member's organisation does not stand for it any more. Nothing happens where it never did."""
    require(by, Permission.PUBLISH)
    with vault_transaction():
        gone, _tables = Vouch.objects.filter(entry=entry, organisation=by.organisation_id).delete()
        if gone:
            write_line(VaultLine, "newcomer.vouched-for-no-more", by=by.id, about=entry.uid)


def admit(*, entry: Entry, country: str, by: Member) -> Organisation:
    """Makes it an organisation of the network, which keeps its own entry from then on.

    Raises CannotBeMember, and NotVouchedFor while fewer than two stand for it as it is now.
    """
    require(by, Permission.MANAGE_NODE)
    with vault_and_commons():
        entry.refresh_from_db()
        if not may_become_member(entry):
            raise CannotBeMember
        if not may_admit(by, entry):
            raise NotVouchedFor
        name = entry.title[: Organisation._meta.get_field("name").max_length]  # noqa: SLF001 - Django documents it
        organisation = accounts.add_organisation(name=name, country=country, by=by)
        entry.member = entry.keeper = organisation.pk
        entry.save(update_fields=["member", "keeper"])
        write_line(VaultLine, "newcomer.admitted", by=by.id, about=entry.uid)
    return organisation
