"""From lost words to new keys: begun by a colleague, made by the member, in force once two confirmed them."""

from __future__ import annotations

from datetime import timedelta
from functools import partial
from uuid import UUID

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from tessera.accounts import second_factor, sessions
from tessera.accounts.actions import LoginTaken, NewAccount
from tessera.accounts.bundles import Bundle
from tessera.accounts.models import Draft, Member, Renewal
from tessera.accounts.pepper import login_hash, pepper
from tessera.accounts.queries import login_is_taken
from tessera.accounts.rules import NotAllowed, Permission, require
from tessera.audit.lines import write_line
from tessera.audit.models import CommonsLine
from tessera.sealing import passphrases, stretching, tokens

from .queries import RenewalSpent, find_renewal

# What words open is kept in one place only: taken newer words, the member counts on the older ones opening nothing.
_NOTHING = {"login_hash": None, "salt": None, "verifier_hash": None, "sealed_bundle": None}


@transaction.atomic
def begin_renewal(*, member: Member, by: Member) -> str:
    """The token of an address at which the member makes new words and keys; earlier ones work no more.

    Anybody of the organisation may begin: where its only coordinator lost their words, nobody else could.
    Nothing is given by it. What guards the rooms are the two who confirm.
    """
    require(by, Permission.READ_RECORDS)
    if member == by or member.is_removed or member.organisation_id != by.organisation_id:
        raise NotAllowed(Permission.READ_RECORDS)
    Renewal.objects.open().filter(member=member).update(withdrawn_at=timezone.now(), **_NOTHING)
    token = tokens.new_token()
    Renewal.objects.create(
        member=member,
        token_hash=tokens.token_hash(token),
        begun_by=by.id,
        expires_at=timezone.now() + timedelta(days=settings.INVITATION_DAYS),
    )
    write_line(CommonsLine, "renewal.begun", by=by.id, about=member.id)
    return token


@transaction.atomic
def withdraw_renewal(*, member: Member, by: Member) -> None:
    """From now on neither the address nor keys made with it count; raises RenewalSpent when there was none."""
    require(by, Permission.READ_RECORDS)
    if not Renewal.objects.open().filter(member=member).update(withdrawn_at=timezone.now(), **_NOTHING):
        raise RenewalSpent
    write_line(CommonsLine, "renewal.withdrawn", by=by.id, about=member.id)


@transaction.atomic
def offer_keys(*, token: str, account: NewAccount) -> Bundle:
    """Keeps new keys under new words beside the account; raises RenewalSpent or LoginTaken. The old words go on."""
    renewal = find_renewal(token)
    member = renewal.member
    if login_is_taken(account.login, but=member):
        raise LoginTaken
    bundle, salt = Bundle.new(account.name), stretching.new_salt()
    words = passphrases.normalise(account.passphrase)
    stretched = stretching.stretch(words, salt=salt, pepper=pepper())
    # One statement decides between two who come with the same address at the same moment.
    made = Renewal.objects.open().filter(pk=renewal.pk, kem_public=None)
    if not made.update(
        login_hash=login_hash(account.login),
        salt=salt,
        verifier_hash=stretched.verifier_hash,
        sealed_bundle=bundle.seal(stretched.wrap_key, member=member.id, place="at rest"),
        kem_public=bundle.kem.public,
        signing_public=bundle.signing.public,
    ):
        raise RenewalSpent
    write_line(CommonsLine, "renewal.offered", by=member.id, about=renewal.id)
    return bundle


@transaction.atomic
def complete_renewal(*, renewal: Renewal, by: Member) -> None:
    """The new words and keys take the place of the old, and every session ends; raises RenewalSpent or LoginTaken."""
    if not Renewal.objects.offered().filter(pk=renewal.pk).update(completed_at=timezone.now()):
        raise RenewalSpent
    # Read after that statement: nobody changes it any more.
    made = Renewal.objects.get(pk=renewal.pk)
    try:
        with transaction.atomic():
            Member.objects.filter(pk=made.member_id, removed_at=None).update(
                login_hash=made.login_hash,
                salt=made.salt,
                verifier_hash=made.verifier_hash,
                sealed_bundle=made.sealed_bundle,
                kem_public=made.kem_public,
                signing_public=made.signing_public,
                invitation_proof=None,  # the two who confirmed stand in its place
            )
    except IntegrityError as taken:
        raise LoginTaken from taken
    Renewal.objects.filter(pk=made.pk).update(**_NOTHING)
    write_line(CommonsLine, "member.renewed", by=by.id, about=made.member_id)
    transaction.on_commit(partial(_forget_old_account, made.member_id))


@transaction.atomic
def begin_absence(*, member: Member, by: Member) -> None:
    """Their role allows nothing, and every session ends, until the member is back."""
    Member.objects.filter(pk=member.pk).update(away_since=timezone.now())
    write_line(CommonsLine, "member.lifted", by=by.id, about=member.id)
    transaction.on_commit(partial(sessions.end_all_of, member.id))


def note_return(*, by: Member) -> None:
    """They said that they are back, and wait for two colleagues."""
    write_line(CommonsLine, "return.asked", by=by.id)


@transaction.atomic
def end_absence(*, member: Member, by: Member) -> None:
    """Two gave the member a room back, or three trustees a room's key: their role counts again."""
    Member.objects.filter(pk=member.pk).update(away_since=None)
    write_line(CommonsLine, "member.returned", by=by.id, about=member.id)


def _forget_old_account(member: UUID) -> None:
    """What only the old words and keys opened."""
    sessions.end_all_of(member)
    second_factor.forget(member)
    Draft.objects.filter(member=member).delete()
