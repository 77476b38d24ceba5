"""A room comes in from another server, and one closes here because it is elsewhere: each is there whole, or not at all."""

from __future__ import annotations

from uuid import uuid4

from tessera.tracing.actions import open_record
from tessera.tracing.drafts import PersonDraft
from tessera.tracing.models import Person
from tessera.vault.files import attachments_folder, vaults_folder
from tessera.vault.leaving import actions
from tessera.vault.models import Attachment, Vault, Wrap
from tessera.vault.tests.leaving import active, arrived, bring, forget_room, is_gone, taken

from .killing import Say
from .scenario import Scenario


class Arriving(Scenario):
    """A copy with a record and a file is brought in, and opened by whoever brought it."""

    def begin(self) -> None:
        fatou, self.vault = self.house.stranger(name="Fatou")
        with self.house.open(fatou, self.vault):
            person = open_record(draft=PersonDraft(names=[("Amadou", "full")]), by=fatou.member)
        self.attach(str(person.uid), by=fatou, vault=self.vault)
        self.content = taken(self.house, by=fatou, vault=self.vault)

    def prepare(self) -> None:
        forget_room(self.vault.id)

    def does(self, say: Say) -> None:
        bring(self.content, self.house.marta)
        say("here")

    def holds(self, said: list[str]) -> None:
        vault = Vault.objects.filter(pk=self.vault.pk).first()
        if vault is None:
            assert said == []
            assert list(vaults_folder().glob(f"{self.vault.pk}*")) == []
            return
        with self.house.open(self.house.marta, vault):
            assert Person.objects.count() == Attachment.objects.count() == 1
        assert len(list(attachments_folder(vault.pk).iterdir())) == 1
        assert list(Wrap.objects.filter(vault=vault.pk).values_list("member", flat=True)) == [
            self.house.marta.member.pk
        ]


class Closing(Scenario):
    """An organisation leaves: its room and its accounts go, or both are as before."""

    def prepare(self) -> None:
        self.fatou, self.vault = self.house.stranger(name=f"Fatou {uuid4().hex}")
        departure = arrived(self.house, by=self.fatou, vault=self.vault)
        with self.house.open(self.fatou, self.vault):
            actions.ask_to_close(departure=departure, end_accounts=True, by=self.fatou.member)

    def does(self, say: Say) -> None:
        self._close()
        say("closed")

    def _close(self) -> None:
        with self.house.open(self.fatou, self.vault):
            actions.close_room(by=self.fatou.member)

    def holds(self, said: list[str]) -> None:
        if Vault.objects.filter(pk=self.vault.pk).exists():
            assert said == []
            assert active(self.fatou.member.organisation) == 1
            self._close()
        is_gone(self.vault.id)
        assert active(self.fatou.member.organisation) == 0
