"""Five people whom Casa trusts, and what they do, for the tests of trustees, lockdown and reopening."""

from __future__ import annotations

from collections.abc import Iterable

from tessera.accounts import actions as accounts
from tessera.accounts.models import Member, Role
from tessera.sealing.comparing import comparison_words
from tessera.vault.models import Vault
from tessera.vault.trust import actions, shares
from tessera.vault.trust.models import Reopening, Share, ShutOut, Trustee
from tests.house import House, Somebody

COUNTRIES = ("MX", "HN", "SN", "ES", "MX")


def words_of(somebody: Somebody, language: str = "en") -> str:
    keys = somebody.session.bundle
    return comparison_words(keys.kem.public, keys.signing.public, language=language)


def appoint(house: House, somebody: Somebody, country: str = "MX", by: Somebody | None = None) -> Trustee:
    by = by or house.marta
    with house.open(by):
        return actions.appoint_trustee(
            vault=house.vault,
            words=words_of(somebody),
            name=f"Trusted {somebody.login}",
            country=country,
            by=by.member,
        )


def five(house: House, countries: Iterable[str] = COUNTRIES) -> list[Somebody]:
    """Who came for nothing else, and already have their shares."""
    trustees = []
    for country in countries:
        trustees.append(house.joined(Role.TRUSTEE))
        appoint(house, trustees[-1], country)
    unlock(house, house.marta)
    return trustees


def unlock(house: House, somebody: Somebody) -> bytes:
    with house.open(somebody) as room:
        return room.key


def dismiss(house: House, somebody: Somebody, by: Somebody | None = None) -> None:
    by = by or house.marta
    with house.open(by):
        trustee = Trustee.objects.get(pk=somebody.member.id)
        actions.dismiss_trustee(vault=house.vault, trustee=trustee, by=by.member)


def lock_down(house: House, by: Somebody | None = None) -> None:
    by = by or house.marta
    with house.open(by):
        actions.lock_down(vault=house.vault, by=by.member)
    sign_in_again(house.marta, by)


def sign_in_again(*people: Somebody) -> None:
    """A lockdown signs out whoever held a key."""
    for somebody in people:
        _member, somebody.secret = accounts.sign_in(login=somebody.login, passphrase=somebody.passphrase)


def ask(house: House, by: Somebody) -> Reopening:
    return actions.ask_for_reopening(vault=house.vault, session=by.session, by=by.member)


def give(reopening: Reopening, *trustees: Somebody) -> None:
    for trustee in trustees:
        words = shares.words_of_request(reopening, "en")
        actions.give_share(reopening=reopening, words=words, session=trustee.session, by=trustee.member)


def reopen(house: House, reopening: Reopening, by: Somebody) -> None:
    actions.reopen(vault=house.vault, reopening=reopening, session=by.session, by=by.member)


def let_in_again(house: House, somebody: Somebody, by: Somebody) -> None:
    member = Member.objects.get(pk=somebody.member.id)
    with house.open(by):
        waiting = ShutOut.objects.get(pk=member.id)
        actions.let_in_again(vault=house.vault, waiting=waiting, member=member, by=by.member)


def shares_that_open(vault: Vault, trustees: Iterable[Somebody]) -> list[bytes]:
    """Each trustee's own share, opened with their own keys."""
    held = {share.trustee: share for share in Share.objects.filter(vault=vault.id)}
    return [
        shares.open_share(held[one.member.id], one.session.bundle)
        for one in trustees
        if one.member.id in held
    ]
