"""Everything that changes the rules: proposals in the network's room, editions in the commons."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.utils import timezone

from tessera.accounts.models import Member
from tessera.accounts.rules import Permission, require
from tessera.audit.lines import write_line
from tessera.audit.models import CommonsLine, VaultLine
from tessera.vault.current import vault_and_commons, vault_transaction

from . import editions, reading
from .editions import digest
from .models import Edition, Proposal, Review, WorkedRules
from .tables import Row


class SaysTheSame(Exception):
    """Nothing would be other than it is. Nothing was kept."""


class NotOpen(Exception):
    """The proposal was published or withdrawn meanwhile. Nothing was changed."""


class ChangedMeanwhile(Exception):
    """Rows of the proposal were published anew since it was written, and it would undo that. Nothing was changed."""


class NotAsPublished(Exception):
    """The rules that count are not those that the log says were published last, and would be so with the next edition.
    Nothing was changed.
    """


class OwnProposal(Exception):
    """Who wrote a proposal does not review it. Nothing was changed."""


def propose(
    *, title: str, changes: Mapping[str, Mapping[str, Sequence[Row]]], why: str, by: Member
) -> Proposal:
    """Keeps rows that somebody would change. Keeps nothing, and raises TablesWrong where they cannot be used, SaysTheSame
    where they change nothing.
    """
    require(by, Permission.WRITE_RECORDS)
    edition = _fitting(changes)
    with vault_transaction():
        proposal = Proposal.objects.create(
            title=title,
            changes=changes,
            edition=edition,
            why=why,
            by=by.id,
            organisation=by.organisation_id,
        )
        write_line(VaultLine, "rules.proposed", by=by.id, about=proposal.uid)
    return proposal


def withdraw(*, proposal: Proposal, by: Member) -> None:
    require(by, Permission.WRITE_RECORDS)
    with vault_transaction():
        _must_be_open(proposal)
        if proposal.by != by.id:
            require(by, Permission.PUBLISH)
        proposal.withdrawn_at = timezone.now()
        proposal.save(update_fields=["withdrawn_at"])
        write_line(VaultLine, "proposal.withdrawn", by=by.id, about=proposal.uid)


def review(*, proposal: Proposal, by: Member) -> Edition | None:
    """The member read it and stands for it; when enough do (`reading`), it is published. Raises ChangedMeanwhile where it
    would undo what was published meanwhile, TablesWrong where it no longer fits it, NotOpen, OwnProposal, and
    NotAsPublished.
    """
    require(by, Permission.PUBLISH)
    if proposal.by == by.id:
        raise OwnProposal
    with vault_and_commons(), editions.next_edition() as last:
        _must_be_as_published()
        _must_be_open(proposal)
        if editions.undoes(proposal.changes, last.tables if last else {}, since=proposal.edition):
            raise ChangedMeanwhile
        Review.objects.update_or_create(
            proposal=proposal,
            by=by.id,
            defaults={"organisation": by.organisation_id, "at": timezone.now()},
        )
        write_line(VaultLine, "proposal.reviewed", by=by.id, about=proposal.uid)
        if not reading.standing(proposal, reading.inside()).is_read:
            return None
        return _publish(proposal, last, by)


def publish_worked() -> Edition | None:
    """The worked rules that come with the software, where there are none, or new ones; None where nothing is new. Raises
    TablesWrong where they do not fit what the network made of them, and NotAsPublished.
    """
    with editions.next_edition() as last:
        _must_be_as_published()
        tables = editions.with_worked(last)
        if tables is None:
            return None
        mark = editions.worked_mark()
        WorkedRules.objects.get_or_create(mark=mark, defaults={"tables": editions.worked_tables()})
        edition = _keep(last, tables, shipped=mark)
        write_line(CommonsLine, "rules.shipped", by=None, edition=edition.number, tables=digest(tables))
    return edition


def _publish(proposal: Proposal, last: Edition | None, by: Member) -> Edition:
    tables = editions.with_changes(last.tables if last else {}, proposal.changes)
    editions.checked(tables)
    edition = _keep(last, tables, shipped=last.shipped if last else "")
    proposal.published_as = edition.number
    proposal.save(update_fields=["published_as"])
    write_line(VaultLine, "rules.published", by=by.id, about=proposal.uid, edition=edition.number)
    write_line(CommonsLine, "rules.published", by=by.id, edition=edition.number, tables=digest(tables))
    return edition


def _keep(last: Edition | None, tables: editions.Tables, *, shipped: str) -> Edition:
    changed = editions.differing(last.tables if last else {}, tables)
    number = last.number + 1 if last else 1
    return Edition.objects.create(number=number, tables=tables, shipped=shipped, changed=changed)


def _fitting(changes: editions.Changes) -> int:
    """The number of the edition that counts, which they can change; raises TablesWrong or SaysTheSame."""
    last = editions.last_edition()
    before = last.tables if last else {}
    after = editions.with_changes(before, changes)
    if not editions.differing(before, after):
        raise SaysTheSame
    editions.checked(after)
    return last.number if last else 0


def _must_be_open(proposal: Proposal) -> None:
    now = Proposal.objects.filter(pk=proposal.pk).first()
    if now is None or not now.is_open:
        raise NotOpen


def _must_be_as_published() -> None:
    """What somebody wrote past the log would stand in the next edition, and the log would say that it was published."""
    if not editions.are_as_published():
        raise NotAsPublished
