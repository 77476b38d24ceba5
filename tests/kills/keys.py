"""Members and keys: a removal with the new key that follows, and another organisation with its first two members."""

from __future__ import annotations

from uuid import uuid4

from tessera.accounts import actions as accounts, sessions
from tessera.accounts.models import Member, Role
from tessera.audit.lines import verify_chain
from tessera.audit.models import VaultLine
from tessera.tracing.models import Person
from tessera.vault.actions import invite, let_in, open_first_vault, remove_member
from tessera.vault.files import database_file
from tessera.vault.models import Vault
from tessera.vault.opening import open_vault, unwrap_key
from tessera.vault.queries import grant_holders
from tessera.vault.sqlcipher import rekeying
from tests.house import Somebody

from .killing import Say
from .scenario import Scenario


class Rekeying(Scenario):
    """A removal, and the new key at the next unlock."""

    def begin(self) -> None:
        self.ana = self.house.colleague(Role.COORDINATOR)

    def prepare(self) -> None:
        self.leaving = self.house.colleague()
        self.old = unwrap_key(self.house.vault, self.leaving.session.bundle, self.leaving.member.id)
        self.epoch = Vault.objects.get(pk=self.house.vault.pk).epoch

    def does(self, say: Say) -> None:
        self._remove(self.house.marta)
        say("removed")
        with self.house.open(self.house.marta):
            say("opened")

    def _remove(self, by: Somebody) -> None:
        with self.house.open(by):
            remove_member(member=self.leaving.member, by=by.member)

    def holds(self, said: list[str]) -> None:
        if not Member.objects.get(pk=self.leaving.member.pk).is_removed:
            assert "removed" not in said
            self._remove(self.ana)
        keys = []
        for somebody in (self.ana, self.house.marta):
            with self.house.open(somebody) as room:
                keys.append(room.key)
        vault = Vault.objects.get(pk=self.house.vault.pk)
        assert keys[0] == keys[1] != self.old
        assert not rekeying.opens(database_file(vault.id), self.old)
        assert vault.epoch > self.epoch
        assert grant_holders(vault) == {self.ana.member.id, self.house.marta.member.id}


class Joining(Scenario):
    """Another organisation: its first member accepts, opens its room, invites a colleague and lets them in."""

    def prepare(self) -> None:
        number = uuid4().hex
        self.first, self.second = (account(f"{who} {number}") for who in ("first", "second"))
        self.organisation = accounts.add_organisation(name=number, country="SN", by=self.house.marta.member)
        _invitation, self.token = accounts.make_invitation(
            organisation=self.organisation, role=Role.COORDINATOR, by=self.house.marta.member
        )

    def does(self, say: Say) -> None:
        accounts.accept_invitation(token=self.token, account=self.first)
        say("accepted")
        self._open()
        say("room")
        token = self._invite()
        say(f"invited {token}")
        accounts.accept_invitation(token=token, account=self.second)
        say("joined")
        self._let_in()
        say("let in")

    def holds(self, said: list[str]) -> None:
        if not self.organisation.members.exists():
            assert said == []
            accounts.accept_invitation(token=self.token, account=self.first)
        assert self.organisation.vaults.exists() or "room" not in said
        self._open()
        token = next((line.split()[1] for line in said if line.startswith("invited")), "")
        if Member.objects.filter(organisation=self.organisation).count() == 1:
            assert "joined" not in said
            accounts.accept_invitation(token=token or self._invite(), account=self.second)
        self._let_in()
        for who in (self.first, self.second):
            with open_vault(self._vault(), self._signed_in(who)):
                assert Person.objects.count() == 0
                verify_chain(VaultLine)
        assert grant_holders(self._vault()) == set(self.organisation.members.values_list("pk", flat=True))

    def _open(self) -> None:
        member = self.organisation.members.earliest("joined_at")
        open_first_vault(organisation=self.organisation, by=member, name="First")

    def _invite(self) -> str:
        with open_vault(self._vault(), self._signed_in(self.first)) as _room:
            by = self.organisation.members.earliest("joined_at")
            return invite(name="Second", role=Role.READER, by=by)

    def _let_in(self) -> None:
        first, second = self.organisation.members.order_by("joined_at")
        with open_vault(self._vault(), self._signed_in(self.first)):
            let_in(vault=self._vault(), member=second, by=first)

    def _vault(self) -> Vault:
        return Vault.objects.get(organisation=self.organisation)

    def _signed_in(self, who: accounts.NewAccount) -> sessions.SessionKey:
        _member, secret = accounts.sign_in(login=who.login, passphrase=who.passphrase)
        return sessions.resume(secret)


def account(name: str) -> accounts.NewAccount:
    return accounts.NewAccount(name, name.replace(" ", "."), f"words of {name}")
