"""A record in an envelope with a photograph, from one room to another, and taken back."""

from __future__ import annotations

from uuid import UUID, uuid4

from tessera.envelopes.models import HeldBack, Incoming, Outgoing
from tessera.envelopes.tests.post import Desk
from tessera.records.consent import actions as consents
from tessera.records.consent.models import Consent
from tessera.tracing.models import Person
from tessera.vault import upkeep
from tessera.vault.files import attachment_file, attachments_folder, read, waiting_folder
from tessera.vault.models import Attachment

from .killing import Say
from .scenario import PHOTOGRAPH, Scenario, delete_all


class Posting(Scenario):
    """Sealed, taken in, and taken back; whoever was cut off unlocks once more."""

    def begin(self) -> None:
        stranger, vault = self.house.stranger()
        self.one = Desk(self.house, self.house.marta, self.house.vault)
        self.other = Desk(self.house, stranger, vault)
        for desk in (self.one, self.other):
            desk.open_letterbox()
        self.one.compare(self.other)
        self.other.compare(self.one)

    def prepare(self) -> None:
        record = self.new_record(uuid4())
        self.attach(record)
        with self.one.open():
            self.person = Person.objects.get(uid=record)
            self.photograph = Attachment.objects.get(about=UUID(record))
        self.consent = self.one.consent(self.person, self.other, groups=["identity", "files"])

    def does(self, say: Say) -> None:
        what = {"groups": ["identity"], "files": [self.photograph]}
        self.one.disclose(self.person, self.other, self.consent, **what)
        say("sent")
        self.one.unlock()
        self.other.unlock()
        with self.one.open():
            consents.withdraw(consent=self.consent, by=self.one.who.member)
        say("withdrawn")
        self.other.unlock()
        self.one.unlock()

    def holds(self, said: list[str]) -> None:
        upkeep.look_again(self.other.vault.id)  # the process is another one: so is the day's first unlock
        for desk in (self.one, self.other, self.one):
            desk.unlock()
        with self.one.open():
            sent = list(Outgoing.objects.filter(kind="disclosure"))
            is_withdrawn = Consent.objects.get().withdrawn_at is not None
            assert not HeldBack.objects.exists()
        with self.other.open():
            came = list(Incoming.objects.filter(kind="disclosure"))
            assert not HeldBack.objects.exists()
            photographs = list(Attachment.objects.all())
            assert {path.name for path in attachments_folder(self.other.vault.id).glob("*")} == {
                str(one.pk) for one in photographs
            }
            for one in photographs:
                file = attachment_file(self.other.vault.id, one.pk)
                assert b"".join(read(file, bytes(one.key), one.pk)) == PHOTOGRAPH
        assert ("sent" not in said) or sent
        assert ("withdrawn" not in said) or is_withdrawn
        assert [one.pk for one in sent] == [one.pk for one in came], "each arrives, once"
        for one, there in zip(sent, came, strict=True):
            assert (there.letter == "") == is_withdrawn
            assert (one.gone_at is not None) == is_withdrawn
            assert len(photographs) == (0 if is_withdrawn else 1)
        for desk in (self.one, self.other):
            assert list(waiting_folder(desk.vault.id).glob("*")) == []
        self._forget()

    def _forget(self) -> None:
        delete_all(self.house)
        for desk in (self.one, self.other):
            with desk.open():
                Consent.objects.all().delete()
                Outgoing.objects.all().delete()
                Incoming.objects.all().delete()
                for one in Attachment.objects.all():
                    attachment_file(desk.vault.id, one.pk).unlink()
                    one.delete()
