"""Lost words and journeys: two who know the voice give a room's key back, and nobody else can."""

from __future__ import annotations

import pytest

from tessera.accounts import actions as accounts, sessions
from tessera.accounts.actions import NewAccount, SignInRefused
from tessera.accounts.bundles import Bundle
from tessera.accounts.models import Member, Renewal
from tessera.accounts.renewing.actions import offer_keys
from tessera.audit.lines import verify_chain
from tessera.audit.models import CommonsLine, VaultLine
from tessera.sealing import passphrases
from tessera.sealing.comparing import comparison_words
from tessera.vault.files import database_file
from tessera.vault.models import Colleague, Confirmation, LiftedGrant, Vault
from tessera.vault.opening import unwrap_key
from tessera.vault.returning import actions
from tessera.vault.returning.actions import confirm_keys
from tessera.vault.sqlcipher import rekeying
from tests.house import House, Somebody

from .test_grants import opens


def lose_words(
    house: House, member: Member, *, by: Somebody | None = None, vault: Vault | None = None
) -> str:
    by = by or house.marta
    with house.open(by, vault):
        return actions.begin_renewal(member=member, by=by.member)


def renewed(token: str, login: str, name: str = "Renewed") -> tuple[NewAccount, Bundle]:
    account = NewAccount(name, login, passphrases.new_passphrase("en"))
    return account, offer_keys(token=token, account=account)


def said(bundle: Bundle, language: str = "en") -> str:
    """What a member reads aloud."""
    return comparison_words(bundle.kem.public, bundle.signing.public, language=language)


def confirm(house: House, one: Somebody, by: Somebody, words: str, vault: Vault | None = None) -> bool:
    with house.open(by, vault):
        return confirm_keys(
            vault=vault or house.vault, member=one.member.pk, heard=words, session=by.session, by=by.member
        )


def signs_in(login: str, words: str) -> Somebody:
    member, secret = accounts.sign_in(login=login, passphrase=words)
    return Somebody(member, login, words, secret)


def is_back(house: House, somebody: Somebody) -> bool:
    return opens(house, signs_in(somebody.login, somebody.passphrase))


def travels(house: House, somebody: Somebody) -> None:
    actions.travel(by=somebody.member)


@pytest.fixture
def four(house) -> tuple[Somebody, ...]:
    """Rosa, and three who can give her the key back: Marta, Ana and Luis."""
    return tuple(house.colleague(name=name) for name in ("Rosa", "Ana", "Luis"))


# Lost words


def test_two_who_know_the_voice_give_an_account_back_under_new_words(house, four):
    rosa, ana, luis = four
    token = lose_words(house, rosa.member)
    account, bundle = renewed(token, "rosa.again")
    assert is_back(house, rosa), "until two have confirmed, nothing changes for the old words"
    old_key = unwrap_key(house.vault, rosa.session.bundle, rosa.member.id)
    assert not confirm(house, rosa, ana, said(bundle))
    assert is_back(house, rosa)
    with pytest.raises(SignInRefused):
        signs_in(account.login, account.passphrase)
    session = rosa.session
    assert confirm(house, rosa, luis, said(bundle))
    assert not sessions.is_open(session.id)
    with pytest.raises(SignInRefused):
        signs_in(rosa.login, rosa.passphrase)
    again = signs_in(account.login, account.passphrase)
    assert again.member.pk == rosa.member.pk
    assert opens(house, again)
    assert not rekeying.opens(database_file(house.vault.id), old_key), "the room has another key by now"
    assert Vault.objects.get(pk=house.vault.pk).epoch == 2
    assert Renewal.objects.get().completed_at
    assert not LiftedGrant.objects.exists()
    with house.open(luis):
        assert not Confirmation.objects.exists()
        assert bytes(Colleague.objects.get(pk=rosa.member.pk).kem_public) == bundle.kem.public
        verbs = list(VaultLine.objects.filter(about=rosa.member.pk).values_list("verb", flat=True))
        verify_chain(VaultLine)
    assert verbs[-4:] == ["renewal.begun", "keys.confirmed", "keys.confirmed", "member.returned"]
    assert CommonsLine.objects.filter(verb="member.renewed", about=rosa.member.pk, by=luis.member.pk).exists()
    verify_chain(CommonsLine)
