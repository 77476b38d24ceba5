"""Who may do what, by role. A permission opens no vault: that takes a grant, which is a key."""

from __future__ import annotations

from enum import StrEnum

from .models import Member, Organisation, Role


class Permission(StrEnum):
    READ_RECORDS = "read records"
    WRITE_RECORDS = "open, change and delete records"
    IMPORT_LISTS = "import lists and undo imports"
    SET_RETENTION = "say how long records are kept"
    INVITE_MEMBERS = "invite members and let them in"
    PUBLISH = "show entries and rules to everybody"
    MOVE_ROOMS = "take a room to another server, bring one from there, close one"
    MANAGE_NODE = "change the network's name and add organisations"


_ROLES: dict[str, frozenset[Permission]] = {
    Role.TRUSTEE: frozenset(),
    Role.READER: frozenset({Permission.READ_RECORDS}),
    Role.CASE_WORKER: frozenset({Permission.READ_RECORDS, Permission.WRITE_RECORDS}),
    Role.COORDINATOR: frozenset(
        {
            Permission.READ_RECORDS,
            Permission.WRITE_RECORDS,
            Permission.IMPORT_LISTS,
            Permission.SET_RETENTION,
            Permission.INVITE_MEMBERS,
            Permission.PUBLISH,
            Permission.MOVE_ROOMS,
        }
    ),
    Role.ADMINISTRATOR: frozenset(Permission),
}


def roles_given_by(member: Member) -> list[str]:
    """The roles this member may invite others to: nobody hands out more than they have."""
    return [role for role in Role.values if _ROLES[role] <= _ROLES[member.role]]


class NotAllowed(Exception):
    """The member's role does not include this. Nothing was shown and nothing changed."""


def may(member: Member, permission: Permission) -> bool:
    """Who travels may nothing, whatever their role: whoever makes them sign in gets no further than they do."""
    return not member.is_removed and member.away_since is None and permission in _ROLES[member.role]


def require(member: Member, permission: Permission) -> None:
    if not may(member, permission):
        raise NotAllowed(permission)


def may_remove(by: Member, member: Member) -> bool:
    """Whether `by` may end this membership: a colleague's, and of no higher role than their own."""
    is_colleague = by != member and by.organisation_id == member.organisation_id
    return is_colleague and may(by, Permission.INVITE_MEMBERS) and member.role in roles_given_by(by)


def may_end(organisation: Organisation) -> bool:
    """Whether all its accounts may be ended: somebody of another organisation administrates the network."""
    others = Member.objects.filter(role=Role.ADMINISTRATOR, removed_at=None)
    return others.exclude(organisation=organisation).exists()
