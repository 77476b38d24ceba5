"""A house to test in: a network, organisations, members of every role, vaults and signed-in browsers.

Characters come back in every test: Marta founded the network and administrates it; Casa is her organisation.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import count
from pathlib import Path

from django.conf import settings
from django.test import Client

from tessera.accounts import actions as accounts, sessions
from tessera.accounts.models import Member, Organisation, Role
from tessera.sealing import passphrases
from tessera.vault.actions import create_vault, invite, let_in
from tessera.vault.current import OpenVault
from tessera.vault.models import Vault
from tessera.vault.opening import open_vault


@dataclass(slots=True)
class Somebody:
    """A member with what they have on paper, and the secret of their latest session."""

    member: Member
    login: str
    passphrase: str
    secret: str = ""

    @property
    def session(self) -> sessions.SessionKey:
        return sessions.resume(self.secret)


class House:
    """Casa with Marta in it; everything else is added by the test that needs it."""

    def __init__(self) -> None:
        self._numbers = count(1)
        account = self._account("Marta", "marta")
        member, bundle = accounts.found_network(
            name="Red Prueba", look="night", organisation="Casa", country="MX", account=account
        )
        self.casa: Organisation = member.organisation
        self.vault: Vault = create_vault(organisation=self.casa, by=member, name="Marta")
        self.marta = Somebody(member, "marta", account.passphrase, sessions.begin(member.id, bundle))

    def joined(self, role: str = Role.CASE_WORKER, name: str = "") -> Somebody:
        """Somebody who accepted an invitation to Casa and was not let in yet."""
        name = name or f"Person {next(self._numbers)}"
        with self.open(self.marta):
            token = invite(name=name, role=role, by=self.marta.member)
        account = self._account(name, name.lower().replace(" ", "."))
        member, bundle = accounts.accept_invitation(token=token, account=account)
        return Somebody(member, account.login, account.passphrase, sessions.begin(member.id, bundle))

    def colleague(self, role: str = Role.CASE_WORKER, name: str = "") -> Somebody:
        """A member of Casa who holds its key."""
        somebody = self.joined(role, name)
        with self.open(self.marta):
            let_in(vault=self.vault, member=somebody.member, by=self.marta.member)
        return somebody

    def stranger(self, role: str = Role.COORDINATOR, name: str = "") -> tuple[Somebody, Vault]:
        """The first member of another organisation, and its vault."""
        name = name or f"Stranger {next(self._numbers)}"
        organisation = accounts.add_organisation(name=f"{name}'s", country="SN", by=self.marta.member)
        _invitation, token = accounts.make_invitation(
            organisation=organisation, role=role, by=self.marta.member
        )
        account = self._account(name, name.lower().replace(" ", "."))
        member, bundle = accounts.accept_invitation(token=token, account=account)
        vault = create_vault(organisation=organisation, by=member, name=name)
        return Somebody(member, account.login, account.passphrase, sessions.begin(member.id, bundle)), vault

    @contextmanager
    def open(self, somebody: Somebody, vault: Vault | None = None) -> Iterator[OpenVault]:
        with open_vault(vault or self.vault, somebody.session) as room:
            yield room

    def browser(self, somebody: Somebody | None = None, language: str = "en") -> Client:
        """A browser without scripts, signed in as somebody."""
        client = Client(headers={"accept-language": language})
        if somebody:
            client.cookies[settings.SESSION_COOKIE] = somebody.secret
        return client

    def tear_down(self) -> None:
        for folder in ("vaults", "incoming", "outgoing", "arriving"):
            shutil.rmtree(Path(settings.DATA) / folder, ignore_errors=True)
        for session in list(sessions._sessions):
            sessions.end(session)

    @staticmethod
    def _account(name: str, login: str) -> accounts.NewAccount:
        return accounts.NewAccount(name, login, passphrases.new_passphrase("en"))
