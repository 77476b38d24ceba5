"""Everything that changes accounts. Each action is one transaction with its line in the commons' chain."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID, uuid4

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from tessera.audit.lines import write_line
from tessera.audit.models import CommonsLine
from tessera.sealing import boxes, codes, passphrases, stretching, tokens

from . import second_factor, sessions, set_up_code, throttle
from .bundles import Bundle
from .models import Draft, Invitation, Member, Network, Organisation, Role
from .pepper import login_hash, pepper
from .queries import InvitationSpent, find_invitation, member_by_id
from .rules import NotAllowed, Permission, may_end, may_remove, require, roles_given_by


class SignInRefused(Exception):
    """Login and passphrase do not belong together, or the member was removed. Which one is not said."""


class CodeNeeded(Exception):
    """The words were right, and the member has a second factor. `waiting` is the secret for the cookie of who waits."""

    def __init__(self, waiting: str) -> None:
        super().__init__("A code is needed too.")
        self.waiting = waiting


class CodeRefused(Exception):
    """The code is not the app's, or was used before. Nothing was changed."""


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
    """The member and the secret for the session cookie; CodeNeeded is raised where there is a second factor.

    Raises SignInRefused, TooManyTries or TooManyAtOnce too.
    """
    login_key = login_hash(login)
    throttle.take_a_try(login_key)
    member = Member.objects.filter(login_hash=login_key).first()
    # An unknown login costs the same stretching as a known one, so that waiting time tells nothing.
    salt = bytes(member.salt) if member else _salt_of_nobody(login_key)
    stretched = _stretch(passphrase, salt, login_key)
    if member is None or member.is_removed or not stretched.opens(bytes(member.verifier_hash)):
        raise SignInRefused
    bundle = Bundle.unseal(stretched.wrap_key, bytes(member.sealed_bundle), member=member.id, place="at rest")
    if bundle.second_factor:
        # The try is given back, and none before it forgotten: right words must not make room for more guesses at codes.
        throttle.give_back(login_key)
        waiting = sessions.begin_waiting(member.id, bundle)
        _refuse_if_changed(member)
        raise CodeNeeded(waiting)
    return member, _let_through(member, bundle)


def finish_sign_in(*, waiting: str, code: str) -> tuple[Member, str]:
    """The second step: raises SessionEnded where nobody waits with this cookie, SignInRefused or TooManyTries."""
    key = sessions.waiting(waiting)
    member, secret = member_by_id(key.member), key.bundle.second_factor
    if member is None or secret is None:
        raise sessions.SessionEnded
    throttle.take_a_try(bytes(member.login_hash))
    if not second_factor.spend(member.id, secret, code):
        raise SignInRefused
    if not sessions.end_waiting(key.id):
        raise sessions.SessionEnded
    return member, _let_through(member, key.bundle)


def confirm(*, words: str, code: str = "", session: sessions.SessionKey, by: Member) -> None:
    """Shows that who sits at this session is its member; raises SignInRefused, TooManyTries or TooManyAtOnce."""
    _prove(by, words, code, session.bundle.second_factor)
    write_line(CommonsLine, "member.confirmed", by=by.id)
    sessions.prove(session.id)


def switch_on_second_factor(
    *, words: str, secret: bytes, code: str, session: sessions.SessionKey, by: Member
) -> tuple[str, list[str]]:
    """A new session's secret and ten codes for paper. Raises SignInRefused for the words, CodeRefused for the code.

    Every session of the member ends, because each holds the bundle as it was.
    """
    stretched = _prove(by, words, "", None)
    step = codes.matching_step(secret, code, at=time.time())
    if step is None:
        raise CodeRefused
    bundle = replace(session.bundle, second_factor=secret)
    with _instead_of(session, by):
        on_paper = second_factor.begin(by.id, secret, step)
        _store(by, bundle, stretched.wrap_key)
        write_line(CommonsLine, "second-factor.switched-on", by=by.id)
    return sessions.begin(by.id, bundle), on_paper


def switch_off_second_factor(*, words: str, code: str, session: sessions.SessionKey, by: Member) -> str:
    """A new session's secret; raises SignInRefused, TooManyTries or TooManyAtOnce. All other sessions end."""
    stretched = _prove(by, words, code, session.bundle.second_factor)
    bundle = replace(session.bundle, second_factor=None)
    with _instead_of(session, by):
        _store(by, bundle, stretched.wrap_key)
        write_line(CommonsLine, "second-factor.switched-off", by=by.id)
    second_factor.forget(by.id)
    return sessions.begin(by.id, bundle)


@transaction.atomic
def renew_recovery_codes(*, session: sessions.SessionKey, by: Member) -> list[str]:
    """Ten new codes for paper; the earlier ones work no more. Raises CodeRefused without a second factor."""
    if session.bundle.second_factor is None:
        raise CodeRefused
    write_line(CommonsLine, "recovery-codes.renewed", by=by.id)
    return second_factor.new_codes(by.id, session.bundle.second_factor)


def change_words(*, words: str, session: sessions.SessionKey, by: Member) -> str:
    """The same keys under new words; a new session's secret. All other sessions end, and the old words open nothing."""
    salt = stretching.new_salt()
    stretched = stretching.stretch(passphrases.normalise(words), salt=salt, pepper=pepper())
    with _instead_of(session, by):
        _store(by, session.bundle, stretched.wrap_key, salt=salt, verifier_hash=stretched.verifier_hash)
        write_line(CommonsLine, "words.changed", by=by.id)
    return sessions.begin(by.id, session.bundle)


def end_session(*, name: UUID, by: Member) -> bool:
    """Ends one of one's own sessions, whatever else fails; whether there was such a one."""
    ended = sessions.end_named(by.id, name)
    if ended:
        write_line(CommonsLine, "session.ended", by=by.id)
    return ended


def end_other_sessions(*, session: bytes, by: Member) -> int:
    """Ends all of one's own sessions but this, whatever else fails; returns how many."""
    ended = sessions.end_all_of(by.id, but=session)
    write_line(CommonsLine, "sessions.ended", by=by.id, sessions=ended)
    return ended


def lock(*, session: bytes, by: Member) -> None:
    """Forgets the keys of this session at once, whatever else fails."""
    sessions.end(session)
    write_line(CommonsLine, "locked", by=by.id)


@transaction.atomic
def end_membership(*, member: Member, by: Member) -> None:
    """The member cannot sign in any more, and what they have open is locked."""
    if not may_remove(by, member):
        raise NotAllowed(Permission.INVITE_MEMBERS)
    _end_account(member)
    write_line(CommonsLine, "member.removed", by=by.id, about=member.id)


@transaction.atomic
def end_organisation(*, organisation: Organisation, by: Member) -> None:
    """Every account of an organisation that left, `by`'s own too; raises NotAllowed where nobody would look after
    the network then."""
    if not may_end(organisation):
        raise NotAllowed(Permission.MANAGE_NODE)
    for member in organisation.members.filter(removed_at=None):
        _end_account(member)
        write_line(CommonsLine, "member.removed", by=by.id, about=member.id)
    Invitation.objects.open().filter(organisation=organisation).update(withdrawn_at=timezone.now())
    write_line(CommonsLine, "organisation.left", by=by.id, about=organisation.id)


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


def _end_account(member: Member) -> None:
    Member.objects.filter(pk=member.pk).update(removed_at=timezone.now())
    Draft.objects.filter(member=member.id).delete()
    second_factor.forget(member.id)
    sessions.end_all_of(member.id)


def _stretch(words: str, salt: bytes, login_key: bytes) -> stretching.StretchedPassphrase:
    try:
        return stretching.stretch(passphrases.normalise(words), salt=salt, pepper=pepper())
    except stretching.TooManyAtOnce:
        throttle.give_back(login_key)
        raise


def _prove(member: Member, words: str, code: str, secret: bytes | None) -> stretching.StretchedPassphrase:
    """That these are the member's words, and their code where there is a `secret`; each look is a try of their login."""
    login_key = bytes(member.login_hash)
    throttle.take_a_try(login_key)
    stretched = _stretch(words, bytes(member.salt), login_key)
    if not stretched.opens(bytes(member.verifier_hash)):
        raise SignInRefused
    if secret and not second_factor.spend(member.id, secret, code):
        raise SignInRefused
    throttle.forget(login_key)
    return stretched


def _let_through(member: Member, bundle: Bundle) -> str:
    # Refused tries leave no line each (anybody could fill the chain); how many there were stands in this one.
    write_line(
        CommonsLine, "signed-in", by=member.id, refused_before=throttle.forget(bytes(member.login_hash))
    )
    secret = sessions.begin(member.id, bundle)
    _refuse_if_changed(member)
    return secret


def _refuse_if_changed(member: Member) -> None:
    """Who signed in with what was stored a moment ago, while it was changed or the member removed, comes too late."""
    if not Member.objects.filter(
        pk=member.pk, sealed_bundle=bytes(member.sealed_bundle), removed_at=None
    ).exists():
        sessions.end_all_of(member.id)
        raise SignInRefused


@contextmanager
def _instead_of(session: sessions.SessionKey, member: Member) -> Iterator[None]:
    """One change of a bundle at a time, by a session that holds it as it is stored; then every session ends."""
    with transaction.atomic():
        Member.objects.select_for_update().get(pk=member.pk)
        if not sessions.is_open(session.id):
            raise sessions.SessionEnded
        yield
        sessions.end_all_of(member.id)
    # Once more, for who signed in with the old bundle while the new one was not committed.
    sessions.end_all_of(member.id)


def _store(member: Member, bundle: Bundle, wrap_key: bytes, **beside: bytes) -> None:
    sealed = bundle.seal(wrap_key, member=member.id, place="at rest")
    Member.objects.filter(pk=member.pk).update(sealed_bundle=sealed, **beside)


def _salt_of_nobody(login: bytes) -> bytes:
    return tokens.keyed_hash(pepper(), login.hex(), purpose="salt of nobody")[: stretching.SALT_BYTES]
