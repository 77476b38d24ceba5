"""What every scenario is made of, and what has to be so after any kill, whatever was under way."""

from __future__ import annotations

import random
from typing import Any
from uuid import UUID

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections
from django.urls import reverse

from tessera.audit import heads
from tessera.audit.lines import verify_chain
from tessera.audit.models import CommonsLine, VaultLine
from tessera.exchange.models import ImportRun
from tessera.tracing.models import Person
from tessera.tracing.search_index import INDEX
from tessera.vault import upkeep
from tessera.vault.checking import damage_of, damage_of_vault
from tessera.vault.files import attachment_file, attachments_folder, incoming_folder, read, vaults_folder
from tessera.vault.leaving.unfinished import clear_up
from tessera.vault.models import Attachment, Vault
from tessera.vault.uploads import forget_incoming
from tests.house import House, Somebody

from .killing import Say

PHOTOGRAPH = random.Random(1).randbytes(150_000)  # noqa: S311 - three pieces of a sealed stream


class Scenario:
    """What one person does, and what has to be so afterwards. `does` runs in the process that is killed."""

    def __init__(self, house: House, fixtures: pytest.FixtureRequest) -> None:
        self.house, self.fixtures = house, fixtures
        self.begin()

    def begin(self) -> None:
        """What is there from the beginning, for every time."""

    def prepare(self) -> None:
        """What is there before each time; not killed."""

    def does(self, say: Say) -> None:
        """Says what was acknowledged, when it is."""
        raise NotImplementedError

    def let_somebody_in(self, said: list[str]) -> None:
        """Where nobody holds a key now: what the people do so that somebody does."""

    def holds(self, said: list[str]) -> None:
        """Looks, as whoever comes next, and leaves the house ready for the next time."""
        raise NotImplementedError

    def address(self, name: str, **where: Any) -> str:
        return reverse(name, kwargs={"vault": self.house.vault.id, **where})

    def new_record(self, entry: UUID) -> str:
        """By the form, as people do it; the record's identifier."""
        answer = self.house.browser(self.house.marta).post(
            self.address("new-person", kind="sought"),
            {
                "full_name": f"Amadou {entry}",
                "other_names": "Ama",
                "phones": "+221 77 123 45 67",
                "marks": "a scar",
                "entry": str(entry),
            },
        )
        assert answer.status_code == 302, answer.content.decode()
        return answer["Location"].rstrip("/").rpartition("/")[2]

    def attach(self, record: str, *, by: Somebody | None = None, vault: Vault | None = None) -> None:
        photograph = SimpleUploadedFile("photo.jpg", PHOTOGRAPH, content_type="image/jpeg")
        where = {"vault": (vault or self.house.vault).id, "uid": record}
        answer = self.house.browser(by or self.house.marta).post(
            reverse("attach", kwargs=where), {"file": photograph}
        )
        assert answer.status_code == 302


def starts_again(house: House) -> None:
    """What the next start does by itself, and then whoever comes first: with no hand in it, everything fits."""
    forget_incoming()
    clear_up()
    upkeep.look_again(house.vault.id)
    with house.open(house.marta) as room:
        verify_chain(VaultLine)
        assert heads.troubles(house.vault.id) == []
        assert damage_of_vault(room) == []
        with connections[room.alias].cursor() as cursor:
            cursor.execute(f"INSERT INTO {INDEX.name}({INDEX.name}, rank) VALUES ('integrity-check', 1)")  # noqa: S608
        rows = {str(pk) for pk in Attachment.objects.values_list("pk", flat=True)}
        assert {path.name for path in attachments_folder(house.vault.id).glob("*")} == rows
        for attachment in Attachment.objects.all():
            assert content_of(house, attachment) == PHOTOGRAPH or attachment.media_type == "text/csv"
    verify_chain(CommonsLine)
    assert damage_of("default") == damage_of("keys") == []
    assert list(incoming_folder().glob("*")) == []
    beside = {path.suffix for path in vaults_folder().glob(f"{house.vault.id}*")}
    assert beside <= {".sqlite", ".sqlite-wal", ".sqlite-shm", ".lock", ".attachments", ".envelopes"}


def content_of(house: House, attachment: Attachment) -> bytes:
    file = attachment_file(house.vault.id, attachment.pk)
    return b"".join(read(file, bytes(attachment.key), attachment.pk))


def delete_all(house: House) -> None:
    """By hand and past all actions, so that the next time begins with nothing."""
    with house.open(house.marta):
        Person.with_arriving.all().delete()
        ImportRun.objects.all().delete()
        for attachment in Attachment.objects.all():
            (attachments_folder(house.vault.id) / str(attachment.pk)).unlink()
            attachment.delete()
