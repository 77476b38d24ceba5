"""Those who keep a part of a room's key: one is replaced, the room is locked down, and opened again."""

from __future__ import annotations

from tessera.accounts.models import Role
from tessera.vault.models import NewKeyDue, Vault, Wrap
from tessera.vault.queries import grant_holders
from tessera.vault.tests.test_lockdown import trustees_open_it
from tessera.vault.tests.trusted import (
    appoint,
    ask,
    dismiss,
    five,
    give,
    lock_down,
    reopen,
    sign_in_again,
    unlock,
)
from tessera.vault.trust import actions, shares
from tessera.vault.trust.models import Lockdown, Reopening, Share, ShutOut

from .killing import Say
from .scenario import Scenario


class LockingDown(Scenario):
    """All keys deleted at once: it is so or it is not, and either way the trustees' parts open the room."""

    def begin(self) -> None:
        self.trustees = five(self.house)

    def does(self, say: Say) -> None:
        with self.house.open(self.house.marta):
            actions.lock_down(vault=self.house.vault, by=self.house.marta.member)
        say("locked down")

    def let_somebody_in(self, said: list[str]) -> None:
        is_down = Lockdown.objects.filter(vault=self.house.vault.id).exists()
        assert is_down or "locked down" not in said
        assert is_down != Wrap.objects.filter(vault=self.house.vault.id).exists()
        assert trustees_open_it(self.house, self.trustees)
        if is_down:
            sign_in_again(self.house.marta)
            request = ask(self.house, self.house.marta)
            give(request, *self.trustees[:3])
            reopen(self.house, request, self.house.marta)

    def holds(self, said: list[str]) -> None:
        assert said in ([], ["locked down"])
        assert trustees_open_it(self.house, self.trustees)


class Reopened(Scenario):
    """Three parts make the key again, and the next page gives the room another."""

    def begin(self) -> None:
        self.trustees, self.rosa = five(self.house), self.house.colleague(name="Rosa")

    def prepare(self) -> None:
        self.epoch = Vault.objects.get(pk=self.house.vault.pk).epoch
        self.old = unlock(self.house, self.house.marta)
        lock_down(self.house)
        self.request = ask(self.house, self.house.marta)
        give(self.request, *self.trustees[-3:])

    def does(self, say: Say) -> None:
        reopen(self.house, self.request, self.house.marta)
        say("opened")
        unlock(self.house, self.house.marta)

    def let_somebody_in(self, said: list[str]) -> None:
        if Lockdown.objects.exists():
            assert said == []
            assert not Wrap.objects.filter(vault=self.house.vault.id).exists()
            reopen(self.house, Reopening.objects.get(), self.house.marta)

    def holds(self, said: list[str]) -> None:
        assert said in ([], ["opened"])
        assert unlock(self.house, self.house.marta) != self.old
        assert Vault.objects.get(pk=self.house.vault.pk).epoch > self.epoch
        assert grant_holders(self.house.vault) == {self.house.marta.member.id}
        assert not NewKeyDue.objects.exists()
        assert trustees_open_it(self.house, self.trustees)
        with self.house.open(self.house.marta):
            assert ShutOut.objects.filter(pk=self.rosa.member.id).exists()


class Replacing(Scenario):
    """A trustee goes and another comes: after the next unlock the parts of those who are there fit."""

    COUNTRIES = ("PT", "ES", "MX")

    def begin(self) -> None:
        self.trustees, self.times = five(self.house), 0

    def prepare(self) -> None:
        self.leaving, self.coming = self.trustees[0], self.house.joined(Role.TRUSTEE)
        self.country = self.COUNTRIES[self.times % 3]
        self.times += 1

    def does(self, say: Say) -> None:
        dismiss(self.house, self.leaving)
        say("dismissed")
        appoint(self.house, self.coming, self.country)
        say("appointed")
        unlock(self.house, self.house.marta)

    def holds(self, said: list[str]) -> None:
        there = self._there()
        assert self.leaving.member.id not in there or "dismissed" not in said
        assert self.coming.member.id in there or "appointed" not in said
        assert set(Share.objects.values_list("trustee", flat=True)) == there
        known = [one for one in [*self.trustees, self.coming] if one.member.id in there]
        assert trustees_open_it(self.house, known)
        if self.leaving.member.id in there:
            dismiss(self.house, self.leaving)
        if self.coming.member.id not in there:
            appoint(self.house, self.coming, self.country)
        self.trustees = [*self.trustees[1:], self.coming]
        unlock(self.house, self.house.marta)
        assert trustees_open_it(self.house, self.trustees)

    def _there(self) -> set[object]:
        with self.house.open(self.house.marta) as room:
            return set(shares.trustees_of(room))
