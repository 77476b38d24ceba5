"""What tests of several rooms do again and again."""

from __future__ import annotations

from django.urls import reverse

from tessera.accounts import actions as accounts, sessions
from tessera.accounts.models import Role
from tessera.sealing import passphrases
from tessera.vault.opening import NoGrant
from tessera.vault.queries import this_room
from tessera.vault.rooms import actions as rooms, cards
from tests.house import Somebody


def known_by(somebody) -> str:
    """The print of somebody's true keys, as they would read it from their own card."""
    keys = somebody.session.bundle
    return cards.print_of(keys.kem.public, keys.signing.public)


def another_room(house, by, called="Legal", kind="own"):
    return rooms.open_room(called=called, kind=kind, by=by.member, name=by.session.bundle.name)


def bring(house, vault, somebody, by, name=""):
    with house.open(by, vault):
        rooms.bring_in(
            vault=vault,
            member=somebody.member,
            name=name or somebody.login,
            checked=known_by(somebody),
            by=by.member,
        )


def opens(house, somebody, vault) -> bool:
    try:
        with house.open(somebody, vault):
            this_room()
    except NoGrant:
        return False
    return True


def page(house, somebody, name, vault=None, **names) -> str:
    kwargs = names | ({"vault": vault.pk} if vault else {})
    return house.browser(somebody).get(reverse(name, kwargs=kwargs)).content.decode()


def colleague_of(house, somebody, role=Role.CASE_WORKER, name="Awa"):
    """Somebody with an account in the organisation of `somebody`, whom nobody has let in anywhere."""
    _invitation, token = accounts.make_invitation(
        organisation=somebody.member.organisation, role=role, by=house.marta.member
    )
    account = accounts.NewAccount(name, name.lower(), passphrases.new_passphrase("en"))
    member, bundle = accounts.accept_invitation(token=token, account=account)
    return Somebody(member, account.login, account.passphrase, sessions.begin(member.id, bundle))
