"""Who comes into the network: whom two of its organisations vouch for, with one voice each, and no one else.

A word is given for whoever the entry says it is that day, and counts while the entry says so and people of the organisation
that gave it are in the network's room. The rule holds as soon as people of two organisations hold that room, because before
there is nobody to ask; and from then on for good, or whoever can part with the others could do without them.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from uuid import UUID

from tessera.accounts.models import Member
from tessera.accounts.queries import name_of_organisation
from tessera.accounts.rules import Permission, may
from tessera.accounts.sessions import SessionKey
from tessera.audit.models import VaultLine
from tessera.directory.documents import all_parts, own, texts_of
from tessera.directory.models import Entry, Vouch
from tessera.directory.rules import organisations_here
from tessera.directory.vocabulary import FUNDERS_AND_AGENCIES, EntryKind, OrganisationKind
from tessera.vault.models import Vault
from tessera.vault.opening import open_without_waiting
from tessera.vault.rooms.naming import STAYS_CLOSED
from tessera.vault.rooms.queries import organisations_in

NEEDED = 2


class CannotBeMember(Exception):
    """It is a member, a funder, an agency of the UN, no organisation, or of no stated kind. Nothing was changed."""


class NotVouchedFor(Exception):
    """Fewer than two organisations vouch for it as it is now. Nothing was changed."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A word that was given, and whether it still counts."""

    vouch: Vouch
    is_of_this: bool  # the entry still says what it said then
    is_here: bool  # people of the organisation are in the room

    @property
    def counts(self) -> bool:
        return self.is_of_this and self.is_here


def vouching_is_needed(session: SessionKey) -> bool:
    """Whether two organisations can be asked, or ever could; so for whoever cannot look into the room, too."""
    room = Vault.objects.filter(is_network=True).first()
    if room is None:
        return False
    if len(organisations_in(room)) >= NEEDED:
        return True
    try:
        with open_without_waiting(room, session):
            return len(_ever_here()) >= NEEDED
    except STAYS_CLOSED:
        return True


def never_a_member(entry: Entry) -> bool:
    """Who gives money, and an agency of the UN, is listed and has no vote."""
    return own(entry.document).get("kind") in FUNDERS_AND_AGENCIES


def says_its_kind(entry: Entry) -> bool:
    """Nobody is vouched for who could be a funder, for all that the entry says."""
    return own(entry.document).get("kind") in OrganisationKind.values


def is_member(entry: Entry) -> bool:
    """Whether it came in with two others vouching, or is what a member organisation says of itself."""
    if entry.member is not None:
        return True
    return bool(entry.keeper) and name_of_organisation(entry.keeper).casefold() == entry.title.casefold()


def may_become_member(entry: Entry) -> bool:
    is_candidate = entry.kind == EntryKind.ORGANISATION and says_its_kind(entry)
    return is_candidate and not is_member(entry) and not never_a_member(entry)


def vouched_for(entry: Entry) -> bytes:
    """The digest of whom a word is given for: names, kind, places, and where the invitation is sent to.

    What they do can be described anew.
    """
    document = entry.document
    said = [
        sorted(set(map(str, texts_of(document, "name").values()))),
        own(document).get("kind"),
        sorted(set(entry.spots.values_list("country", "name_key"))),
        sorted(str(phone.get("number", "")) for phone in all_parts(document, "phones")),
        [document.get(name) for name in ("email", "website", "url")],
    ]
    return hashlib.sha256(json.dumps(said, default=str).encode()).digest()


def voices(entry: Entry) -> list[Voice]:
    """Every word that was given for it, the oldest first."""
    this, here = vouched_for(entry), organisations_here()
    return [Voice(one, bytes(one.of) == this, one.organisation in here) for one in entry.vouches.all()]


def counted(entry: Entry) -> set[UUID]:
    """The organisations whose word counts."""
    return {voice.vouch.organisation for voice in voices(entry) if voice.counts}


def may_vouch(member: Member, entry: Entry) -> bool:
    """One organisation, one voice; again, where what it said counts no more."""
    may_speak = may(member, Permission.PUBLISH) and may_become_member(entry)
    return may_speak and member.organisation_id not in counted(entry)


def may_admit(member: Member, entry: Entry) -> bool:
    may_take_in = may(member, Permission.MANAGE_NODE) and may_become_member(entry)
    return may_take_in and len(counted(entry)) >= NEEDED


def _ever_here() -> set[UUID]:
    """Whose people ever held the open room, by its log."""
    opened = VaultLine.objects.filter(verb="vault.created").values_list("by", flat=True)
    let_in = VaultLine.objects.filter(verb="member.let-in").values_list("about", flat=True)
    people = Member.objects.filter(pk__in={*opened, *let_in})
    return set(people.values_list("organisation", flat=True))
