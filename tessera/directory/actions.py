"""Everything that changes the directory. Each action is one transaction with its line, in the network's room.

What everybody may read follows at once: the posters of whatever changed are put up anew in the same step, the room first
(see `vault_and_commons`). A poster that a crash kept from changing is found by `posters.behind`.
"""

from __future__ import annotations

from datetime import datetime
from uuid import UUID, uuid4

from django.utils import timezone

from tessera.accounts.models import Member
from tessera.accounts.rules import Permission, require
from tessera.audit.lines import write_line
from tessera.audit.models import CommonsLine, VaultLine
from tessera.vault.current import vault_and_commons, vault_transaction

from .describing import CheckDraft, EntryDraft, describe, forget_places, places_of, without_places
from .models import Entry, FirewallCheck, Suggestion
from .posters import behind, foreign, hang_posters, remove_posters
from .rules import IsConfidential, NotTheirs, keeper_of, may_change, may_check
from .vocabulary import EntryKind
from .writing import touched_by

_TOLD_OF_HIDING = ("hidden_on", "hidden_by", "hidden_why")


class ChangedMeanwhile(Exception):
    """Somebody saved or deleted the entry after the form was shown: nothing of this one is stored yet."""


class AlreadyAnswered(Exception):
    """The suggestion was answered, or what it was about changed meanwhile. Nothing was changed."""


def open_entry(*, draft: EntryDraft, keeper: UUID | None, by: Member) -> Entry:
    """A new entry. Who keeps it is the member's organisation, or nobody: then everybody may mend it."""
    require(by, Permission.WRITE_RECORDS)
    if keeper not in (None, by.organisation_id):
        raise NotTheirs
    with vault_transaction():
        entry = Entry(uid=uuid4(), keeper=keeper, created_by=by.id)
        describe(entry, draft, by)
        write_line(VaultLine, "entry.opened", by=by.id, about=entry.uid)
    return entry


def change_entry(*, entry: Entry, draft: EntryDraft, seen: datetime | None, by: Member) -> Entry:
    """Saves what the form says; it counts as confirmed today. Raises NotTheirs and ChangedMeanwhile."""
    with vault_and_commons():
        _read_anew(entry, by)
        if entry.changed_at != seen:
            raise ChangedMeanwhile
        filed = _put_in(entry, draft, by)
        write_line(VaultLine, "entry.changed", by=by.id, about=entry.uid)
        _show_again(filed, by, about=entry)
    return entry


def confirm_entry(*, entry: Entry, by: Member) -> None:
    """Everything in it is right, today."""
    with vault_and_commons():
        _read_anew(entry, by)
        entry.verified_on = timezone.localdate()
        _has_been_seen(entry)
        entry.save(update_fields=["verified_on", *_TOLD_OF_HIDING])
        write_line(VaultLine, "entry.confirmed", by=by.id, about=entry.uid)
        _show_again([entry], by, about=entry)


def show_to_everybody(*, entry: Entry, agreed_by: str, with_mark: bool, by: Member) -> None:
    """Puts up a poster, by the word of `agreed_by`; raises IsConfidential."""
    require(by, Permission.PUBLISH)
    with vault_and_commons():
        _read_anew(entry, by)
        if entry.confidential or entry.kind == EntryKind.LOCATION:
            raise IsConfidential
        entry.agreed_on, entry.agreed_by, entry.mark_agreed = timezone.localdate(), agreed_by, with_mark
        _has_been_seen(entry)
        entry.save(update_fields=["agreed_on", "agreed_by", "mark_agreed", *_TOLD_OF_HIDING])
        write_line(VaultLine, "entry.shown-to-everybody", by=by.id, about=entry.uid)
        write_line(CommonsLine, "poster.put-up", by=by.id, about=entry.uid)
        hang_posters([entry])
        _show_again(touched_by(entry), by, about=entry)


def show_to_members_only(*, entry: Entry, by: Member) -> None:
    """Takes the poster down. What was read stays read."""
    with vault_and_commons():
        _read_anew(entry, by)
        _take_down(entry, by)
        _show_again(touched_by(entry), by, about=entry)


def hide_for_its_keeper(*, entry: Entry, why: str, by: Member) -> None:
    """An administrator of the network takes down the poster of what another organisation keeps, which is told why.

    Nothing else changes: whoever keeps it can show it again. Raises ChangedMeanwhile where no poster hangs any more.
    """
    require(by, Permission.MANAGE_NODE)
    with vault_and_commons():
        _read_anew(entry)
        if not entry.is_public:
            raise ChangedMeanwhile
        entry.hidden_on, entry.hidden_by, entry.hidden_why = timezone.localdate(), by.organisation.name, why
        entry.save(update_fields=[*_TOLD_OF_HIDING])
        write_line(VaultLine, "entry.hidden-for-its-keeper", by=by.id, about=entry.uid)
        _take_down(entry, by)
        _show_again(touched_by(entry), by, about=entry)


def delete_entry(*, entry: Entry, by: Member) -> None:
    """Deletes an entry with its services, checks and suggestions; the places that only they were at go with them.

    Raises NotTheirs also where another organisation keeps one of the services.
    """
    with vault_and_commons():
        _read_anew(entry, by)
        services = list(Entry.objects.filter(organisation=entry.uid, kind=EntryKind.SERVICE))
        if any(not may_change(by, service) for service in services):
            raise NotTheirs
        going = [*services, entry]
        for one in going:
            _delete(one, by)
        remove_posters(one.uid for one in going)


def check_firewall(*, entry: Entry, draft: CheckDraft, by: Member) -> FirewallCheck:
    """Writes down what the member's organisation found the service to ask; a service does not check itself."""
    with vault_and_commons():
        _read_anew(entry)
        if not may_check(by, entry):
            raise NotTheirs
        check = FirewallCheck.objects.create(
            entry=entry,
            organisation=by.organisation_id,
            organisation_name=by.organisation.name,
            checked_on=draft.checked_on,
            shared_with=draft.shared_with,
            note=draft.note,
            by=by.id,
            **draft.answers,
        )
        write_line(VaultLine, "firewall.checked", by=by.id, about=entry.uid)
        _show_again([entry], by, about=entry)
    return check


def suggest(*, entry: Entry, draft: EntryDraft, why: str, by: Member) -> Suggestion:
    """What somebody would write instead; nothing changes until its keeper takes it over.

    Of an entry that is confidential, or should be, nobody suggests where it is.
    """
    require(by, Permission.WRITE_RECORDS)
    seen = entry.changed_at
    with vault_transaction():
        _read_anew(entry)
        placeless = entry.confidential or draft.confidential
        suggestion = Suggestion.objects.create(
            entry=entry,
            document=without_places(draft.document) if placeless else draft.document,
            location=None if placeless else draft.place,
            confidential=draft.confidential,
            seen=seen,
            why=why,
            organisation_name=by.organisation.name,
            by=by.id,
        )
        write_line(VaultLine, "suggestion.made", by=by.id, about=entry.uid)
    return suggestion


def take_over(*, suggestion: Suggestion, by: Member) -> None:
    """Puts into the entry what was suggested; raises AlreadyAnswered where either changed meanwhile.

    Where that makes it confidential, its place is forgotten and its poster comes down.
    """
    entry = suggestion.entry
    with vault_and_commons():
        _read_anew(entry, by)
        _must_be_open(suggestion)
        if entry.changed_at != suggestion.seen:
            raise AlreadyAnswered
        said, place = suggestion.document, suggestion.location
        draft = EntryDraft(entry.kind, said, place, entry.organisation, suggestion.confidential)
        filed = _put_in(entry, draft, by)
        suggestion.taken_over = True
        suggestion.save(update_fields=["taken_over"])
        write_line(VaultLine, "suggestion.taken-over", by=by.id, about=entry.uid)
        _show_again(filed, by, about=entry)


def decline(*, suggestion: Suggestion, answer: str, by: Member) -> None:
    """Says why it stays as it is."""
    with vault_transaction():
        _read_anew(suggestion.entry, by)
        _must_be_open(suggestion)
        suggestion.taken_over, suggestion.answer = False, answer
        suggestion.save(update_fields=["taken_over", "answer"])
        write_line(VaultLine, "suggestion.declined", by=by.id, about=suggestion.entry.uid)


def keep_entry(*, entry: Entry, by: Member) -> None:
    """The member's organisation answers for an entry that nobody kept, from now on.

    Also for one whose keeper has left the room. What they found that it asks counts no more in its mark.
    """
    require(by, Permission.PUBLISH)
    with vault_and_commons():
        _read_anew(entry, by)
        if keeper_of(entry) is not None:
            raise NotTheirs
        entry.keeper = by.organisation_id
        entry.save(update_fields=["keeper"])
        write_line(VaultLine, "entry.taken-up", by=by.id, about=entry.uid)
        _show_again([entry], by, about=entry)


def put_posters_right(*, by: Member) -> int:
    """Hangs every poster anew that is not as its entry says, and takes down those of no entry; how many they were."""
    require(by, Permission.PUBLISH)
    with vault_and_commons():
        entries, strangers = behind(Entry.objects.all()), list(foreign())
        hang_posters(Entry.objects.filter(pk__in=[entry.pk for entry in entries]))
        remove_posters(poster.uid for poster in strangers)
        if number := len(entries) + len(strangers):
            write_line(CommonsLine, "poster.put-right", by=by.id, posters=number)
    return number


def _read_anew(entry: Entry, by: Member | None = None) -> None:
    """In a transaction: the entry as it is now, for somebody may have changed it since the page was shown.

    Raises ChangedMeanwhile where it is gone, and NotTheirs where it is not for this member to change.
    """
    try:
        entry.refresh_from_db()
    except Entry.DoesNotExist:
        raise ChangedMeanwhile from None
    if by:
        require(by, Permission.WRITE_RECORDS)
        if not may_change(by, entry):
            raise NotTheirs


def _must_be_open(suggestion: Suggestion) -> None:
    if not Suggestion.objects.filter(pk=suggestion.pk, taken_over=None).exists():
        raise AlreadyAnswered


def _put_in(entry: Entry, draft: EntryDraft, by: Member) -> list[Entry]:
    """What the draft says, and no poster any more of what is confidential from now on. Returns all that were filed."""
    if draft.confidential and entry.is_public:
        _take_down(entry, by)
    _has_been_seen(entry)
    return describe(entry, draft, by)


def _has_been_seen(entry: Entry) -> None:
    """Whoever keeps it has it in hand: nothing has to tell them any more that somebody took it down."""
    entry.hidden_on, entry.hidden_by, entry.hidden_why = None, "", ""


def _take_down(entry: Entry, by: Member) -> None:
    entry.agreed_on, entry.agreed_by, entry.mark_agreed = None, "", False
    entry.save(update_fields=["agreed_on", "agreed_by", "mark_agreed"])
    write_line(VaultLine, "entry.shown-to-members", by=by.id, about=entry.uid)
    write_line(CommonsLine, "poster.taken-down", by=by.id, about=entry.uid)
    hang_posters([entry])


def _delete(entry: Entry, by: Member) -> None:
    if entry.is_public:
        write_line(CommonsLine, "poster.taken-down", by=by.id, about=entry.uid)
    write_line(VaultLine, "entry.deleted", by=by.id, about=entry.uid)
    places = places_of(entry)
    entry.delete()
    forget_places(places)


def _show_again(entries: list[Entry], by: Member, *, about: Entry) -> None:
    """The posters of these entries, which changed with what `about` says."""
    if shown := [entry for entry in entries if entry.is_shown]:
        write_line(CommonsLine, "poster.changed", by=by.id, about=about.uid, posters=len(shown))
        hang_posters(shown)
