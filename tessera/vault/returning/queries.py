"""Who waits for the open vault's key, and who confirmed that their keys are their own."""

from __future__ import annotations

from dataclasses import dataclass, replace
from uuid import UUID

from tessera.accounts.models import Member, Renewal
from tessera.sealing.confirmations import Confirmed
from tessera.sealing.formats import SealBroken
from tessera.vault.current import current_vault
from tessera.vault.models import Colleague, Confirmation, LiftedGrant, Vault
from tessera.vault.queries import grant_holders, lifted_members
from tessera.vault.rotation import holders
from tessera.vault.trust.shares import trustees_of

from .lifting import NEEDED


class NobodyWaits(Exception):
    """This member waits for no confirmation here: nobody asked, it was taken back, or it is done."""


@dataclass(frozen=True, slots=True)
class Returning:
    """A member who waits for the open vault's key, with the keys to confirm; `renewal` while those are not in force."""

    member: Member
    name: str
    keys: Confirmed
    has_asked: bool
    renewal: Renewal | None

    @property
    def occasion(self) -> UUID:
        return self.keys.occasion


def returning(vault: Vault) -> list[Returning]:
    """Everybody of the open vault who waits, by name: those who travel, and those who made new keys."""
    waiting = {one.member.pk: one for one in returning_unnamed(vault)}
    names = Colleague.objects.filter(pk__in=list(waiting)).order_by("name").values_list("pk", "name")
    return [replace(waiting[pk], name=name) for pk, name in names]


def returning_unnamed(vault: Vault) -> list[Returning]:
    """The same for somebody outside, such as a trustee, who is told no names."""
    lifted = {one.member: one for one in LiftedGrant.objects.filter(vault=vault.pk)}
    offered = {one.member_id: one for one in Renewal.objects.offered().order_by("begun_at")}
    waiting = lifted.keys() | (offered.keys() & grant_holders(vault))
    members = Member.objects.select_related("organisation").filter(pk__in=list(waiting), removed_at=None)
    return [_returning(vault, one, lifted.get(one.pk), offered.get(one.pk)) for one in members]


def returning_member(vault: Vault, member: UUID) -> Returning:
    """The one of this member; raises NobodyWaits."""
    for one in returning(vault):
        if one.member.pk == member:
            return one
    raise NobodyWaits


def renewals(vault: Vault) -> list[tuple[Renewal, str]]:
    """The open vault's members for whom new words were asked for, made or not, with the name they go by."""
    asked = (
        Renewal.objects.open()
        .select_related("member")
        .filter(member__in=list(grant_holders(vault) | lifted_members(vault)))
    )
    names = dict(Colleague.objects.values_list("pk", "name"))
    return [(one, names[one.member_id]) for one in asked.order_by("begun_at") if one.member_id in names]


def may_confirm(vault: Vault, *, by: UUID, about: UUID) -> bool:
    """Whether this person's confirmation counts: it takes somebody else who holds the open vault's key, or a trustee."""
    return by != about and by in _signing_keys(vault)


def counts(vault: Vault, one: Returning, *, by: UUID, signature: bytes) -> bool:
    """Whether this is a confirmation: by who may, and signed with the key of theirs that is kept here."""
    return may_confirm(vault, by=by, about=one.member.pk) and _fits(
        one.keys, signature, _signing_keys(vault)[by]
    )


def confirmed_by(vault: Vault, one: Returning) -> list[UUID]:
    """Whose confirmations count, the earliest first. Who was removed since, or travels, does not count any more."""
    made = Confirmation.objects.filter(vault=vault.pk, occasion=one.occasion, member=one.member.pk).order_by(
        "at"
    )
    return [each.by for each in made if counts(vault, one, by=each.by, signature=bytes(each.signature))]


def is_confirmed(vault: Vault, one: Returning) -> bool:
    """By two members, or by a member and a trustee: trustees alone let nobody in."""
    by = confirmed_by(vault, one)
    return len(by) >= NEEDED and not _inside(vault).isdisjoint(by)


def enough_to_confirm(vault: Vault, member: UUID) -> bool:
    """Whether there are enough others here to confirm this member at all."""
    others = _signing_keys(vault).keys() - {member}
    return len(others) >= NEEDED and not _inside(vault).isdisjoint(others)


def lifted_from(member: Member) -> list[tuple[LiftedGrant, Vault]]:
    """The member's grants that wait to be given back, with their vaults."""
    lifted = {one.vault: one for one in LiftedGrant.objects.filter(member=member.pk)}
    vaults = Vault.objects.select_related("organisation").filter(pk__in=list(lifted)).order_by("created_at")
    return [(lifted[vault.pk], vault) for vault in vaults]


def _returning(
    vault: Vault, member: Member, lifted: LiftedGrant | None, offered: Renewal | None
) -> Returning:
    """New keys come before the ones that somebody travelled with: those may be lost as well."""
    occasion = offered.pk if offered else lifted and lifted.occasion
    keys_of = offered or member
    keys = Confirmed(
        vault.pk,
        occasion or vault.pk,
        member.pk,
        bytes(keys_of.kem_public or b""),
        bytes(keys_of.signing_public or b""),
    )
    has_asked = offered is not None or (lifted is not None and lifted.asked_at is not None)
    return Returning(member, "", keys, has_asked, offered)


def _signing_keys(vault: Vault) -> dict[UUID, bytes]:
    """Of everybody whose confirmation counts, as they are kept inside: the commons could name another's."""
    known = holders(vault.pk).exclude(signing_public=None)
    return trustees_of(current_vault()) | {one.pk: bytes(one.signing_public or b"") for one in known}


def _inside(vault: Vault) -> set[UUID]:
    return set(holders(vault.pk).values_list("pk", flat=True))


def _fits(keys: Confirmed, signature: bytes, public: bytes) -> bool:
    try:
        keys.check(signature, public)
    except SealBroken:
        return False
    return True
