"""Whether the rows of members say what the network's log says: whoever writes the database can give themselves a role.

The log tells how everybody came: they founded the network, or accepted an invitation that somebody made for a role.
A row that says otherwise was written past the software. It opens no room, because that takes a key; but a role counts
in the rooms whose key somebody has anyway, so it is said on Today (web/waiting.py).

Not noticed: a writer who also adds the lines that a real invitation leaves. These then stand in the log for everybody
to read, and lines put in between are noticed by the chain.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from uuid import UUID

from tessera.audit.models import CommonsLine

from .models import Member, Role

_VERBS = ("network.founded", "member.invited", "member.joined", "member.removed")


def contradicted(members: Iterable[Member]) -> list[Member]:
    """Those whose row the log contradicts: another role than they were given, no way that they came, or an end undone.

    Costs one query where all is well; `invitation` should come with the members.
    """
    members = list(members)
    lines = CommonsLine.objects.filter(verb__in=_VERBS, about__in=_named_in(members)).order_by("number")
    founders, joined, removed = set(), set(), set()
    given: dict[UUID | None, str] = {}
    for line in lines:
        if line.verb == "network.founded":
            founders.add(line.by)
        elif line.verb == "member.invited":
            given.setdefault(
                line.about, json.loads(line.details).get("role", "")
            )  # a later line gives nothing more
        elif line.verb == "member.joined":
            joined.add((line.by, line.about))
        else:
            removed.add(line.about)

    def as_logged(member: Member) -> bool:
        if member.pk in removed and not member.is_removed:
            return False
        if member.pk in founders:
            return member.role == Role.ADMINISTRATOR
        invitation = _invitation_of(member)
        return (member.pk, invitation) in joined and member.role == given.get(invitation)

    seem = [member.pk for member in members if not as_logged(member)]
    # Read once more, after the lines: who was removed between the two was still a member in what was handed in.
    read_again = Member.objects.select_related("invitation").filter(pk__in=seem) if seem else ()
    return [member for member in read_again if not as_logged(member)]


def _named_in(members: list[Member]) -> set[UUID]:
    """What lines about them are about: themselves, their invitations, and the organisation somebody founded with."""
    invitations = {invitation for member in members if (invitation := _invitation_of(member))}
    return {member.pk for member in members} | {member.organisation_id for member in members} | invitations


def _invitation_of(member: Member) -> UUID | None:
    return member.invitation.pk if hasattr(member, "invitation") else None
