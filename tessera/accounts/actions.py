"""Everything that changes accounts. Each action is one transaction with its line in the commons' chain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from uuid import uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from tessera.audit.lines import write_line
from tessera.audit.models import CommonsLine
from tessera.sealing import boxes, passphrases, stretching, tokens

from . import sessions, set_up_code, throttle
from .bundles import Bundle
from .models import Draft, Invitation, Member, Network, Organisation, Role
from .pepper import login_hash, pepper
from .queries import InvitationSpent, find_invitation
from .rules import NotAllowed, Permission, may_remove, require, roles_given_by


class SignInRefused(Exception):
    """Login and passphrase do not belong together, or the member was removed. Which one is not said."""


class LoginTaken(Exception):
    """Somebody signs in with this name already. No account was made."""


class AlreadyFounded(Exception):
    """Set-up ran before: this node serves a network already, and nothing was changed."""


@dataclass(frozen=True, slots=True, repr=False)
class NewAccount:
    """What a person brings to an account: how they are called, how they sign in, six generated words."""

    name: str
    login: str
    passphrase: str


@transaction.atomic
def found_network(  # noqa: PLR0913 - everything the first page asks
    *, name: str, look: str, organisation: str, country: str, account: NewAccount, demonstration: bool = False
) -> tuple[Member, Bundle]:
    """The first start: network, organisation and member (an administrator). Raises AlreadyFounded."""
    # One primary key for the one network: two set-ups at the same moment cannot both succeed.
    try:
        with transaction.atomic():
            Network.objects.create(id=1, name=name, look=look, is_demonstration=demonstration)
    except IntegrityError as founded:
        raise AlreadyFounded from founded
    first = Organisation.objects.create(name=organisation, country=country)
    member, bundle = _make_member(first, Role.ADMINISTRATOR, account)
    write_line(CommonsLine, "network.founded", by=member.id, about=first.id)
    transaction.on_commit(set_up_code.forget)
    return member, bundle


@transaction.atomic
def change_network(*, name: str, look: str, by: Member) -> None:
    require(by, Permission.MANAGE_NODE)
    Network.objects.update(name=name, look=look)
    write_line(CommonsLine, "network.changed", by=by.id)


@transaction.atomic
def add_organisation(*, name: str, country: str, by: Member) -> Organisation:
    require(by, Permission.MANAGE_NODE)
    organisation = Organisation.objects.create(name=name, country=country)
    write_line(CommonsLine, "organisation.added", by=by.id, about=organisation.id)
    return organisation


@transaction.atomic
def make_invitation(*, organisation: Organisation, role: str, by: Member) -> tuple[Invitation, str]:
    """The invitation and its token. The token is stored as a hash only: pass it on now or invite again."""
    require(by, Permission.INVITE_MEMBERS)
    if organisation != by.organisation or role not in roles_given_by(by):
        require(by, Permission.MANAGE_NODE)
    token = tokens.new_token()
    invitation = Invitation.objects.create(
        organisation=organisation,
        role=role,
        token_hash=tokens.token_hash(token),
        invited_by=by.id,
        expires_at=timezone.now() + timedelta(days=settings.INVITATION_DAYS),
    )
    write_line(CommonsLine, "member.invited", by=by.id, about=invitation.id, role=role)
    return invitation, token


@transaction.atomic
def invite_first_member(*, organisation: Organisation, by: Member) -> str:
    """The token for an organisation's first member, its coordinator; earlier ones do not work any more."""
    require(by, Permission.MANAGE_NODE)
    for earlier in Invitation.objects.open().filter(organisation=organisation):
        withdraw_invitation(invitation=earlier, by=by)
    _invitation, token = make_invitation(organisation=organisation, role=Role.COORDINATOR, by=by)
    return token


@transaction.atomic
def withdraw_invitation(*, invitation: Invitation, by: Member) -> None:
    """From now on nobody can join with it; raises InvitationSpent when somebody just did."""
    require(by, Permission.INVITE_MEMBERS)
    if not Invitation.objects.open().filter(pk=invitation.pk).update(withdrawn_at=timezone.now()):
        raise InvitationSpent
    write_line(CommonsLine, "invitation.withdrawn", by=by.id, about=invitation.id)


@transaction.atomic
def accept_invitation(*, token: str, account: NewAccount) -> tuple[Member, Bundle]:
    """Makes the account. It opens no vault yet: a grant-holder has to let the member in."""
    invitation = find_invitation(token)
    # Filtering on `used_at` in the same statement lets only one of two simultaneous acceptances through.
    if not Invitation.objects.open().filter(pk=invitation.pk).update(used_at=timezone.now()):
        raise InvitationSpent
    member, bundle = _make_member(invitation.organisation, invitation.role, account, token=token)
    Invitation.objects.filter(pk=invitation.pk).update(member=member)
    write_line(CommonsLine, "member.joined", by=member.id, about=invitation.id)
    return member, bundle


def sign_in(*, login: str, passphrase: str) -> tuple[Member, str]:
    """The member and the secret for the session cookie; raises SignInRefused, TooManyTries or TooManyAtOnce."""
    login_key = login_hash(login)
    throttle.take_a_try(login_key)
    member = Member.objects.filter(login_hash=login_key).first()
    # An unknown login costs the same stretching as a known one, so that waiting time tells nothing.
    salt = bytes(member.salt) if member else _salt_of_nobody(login_key)
    try:
        stretched = stretching.stretch(passphrases.normalise(passphrase), salt=salt, pepper=pepper())
    except stretching.TooManyAtOnce:
        throttle.give_back(login_key)
        raise
    if member is None or member.is_removed or not stretched.opens(bytes(member.verifier_hash)):
        raise SignInRefused
    bundle = Bundle.unseal(stretched.wrap_key, bytes(member.sealed_bundle), member=member.id, place="at rest")
    # Refused tries leave no line each (anybody could fill the chain); how many there were stands in this one.
    write_line(CommonsLine, "signed-in", by=member.id, refused_before=throttle.forget(login_key))
    return member, sessions.begin(member.id, bundle)


def lock(*, session: bytes, by: Member) -> None:
    """Forgets the keys of this session at once, whatever else fails."""
    sessions.end(session)
    write_line(CommonsLine, "locked", by=by.id)


@transaction.atomic
def end_membership(*, member: Member, by: Member) -> None:
    """The member cannot sign in any more, and what they have open is locked."""
    if not may_remove(by, member):
        raise NotAllowed(Permission.INVITE_MEMBERS)
    Member.objects.filter(pk=member.pk).update(removed_at=timezone.now())
    Draft.objects.filter(member=member.id).delete()
    sessions.end_all_of(member.id)
    write_line(CommonsLine, "member.removed", by=by.id, about=member.id)


def invitation_proof(token: str, *, kem_public: bytes, signing_public: bytes) -> bytes:
    """Ties a new member's public keys to the token that only they and the inviting vault know."""
    keys = boxes.KEY_BYTES.to_bytes() + kem_public + signing_public
    return tokens.keyed_hash(token.encode(), keys.hex(), purpose="invitation")


def _make_member(
    organisation: Organisation, role: str, account: NewAccount, *, token: str | None = None
) -> tuple[Member, Bundle]:
    member_id, bundle, salt = uuid4(), Bundle.new(account.name), stretching.new_salt()
    words = passphrases.normalise(account.passphrase)
    stretched = stretching.stretch(words, salt=salt, pepper=pepper())
    proof = token and invitation_proof(
        token, kem_public=bundle.kem.public, signing_public=bundle.signing.public
    )
    try:
        with transaction.atomic():
            member = Member.objects.create(
                id=member_id,
                organisation=organisation,
                role=role,
                login_hash=login_hash(account.login),
                salt=salt,
                verifier_hash=stretched.verifier_hash,
                sealed_bundle=bundle.seal(stretched.wrap_key, member=member_id, place="at rest"),
                kem_public=bundle.kem.public,
                signing_public=bundle.signing.public,
                invitation_proof=proof or None,
            )
    except IntegrityError as taken:
        raise LoginTaken from taken
    return member, bundle


def _salt_of_nobody(login: bytes) -> bytes:
    return tokens.keyed_hash(pepper(), login.hex(), purpose="salt of nobody")[: stretching.SALT_BYTES]
