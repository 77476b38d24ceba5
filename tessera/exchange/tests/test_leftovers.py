"""What imports leave behind does not stay for ever."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import resolve, reverse
from django.utils import timezone

from tessera.audit.models import VaultLine
from tessera.exchange.models import ImportRun, State
from tessera.tracing.drafts import PersonDraft
from tessera.tracing.models import Person
from tessera.tracing.writing import write_arriving
from tessera.vault import upkeep
from tessera.vault.files import attachments_folder
from tests.house import House


def uploaded(house: House, name: str = "Amina") -> UUID:
    answer = house.browser(house.marta).post(
        reverse("lists", args=[house.vault.id]),
        {
            "file": SimpleUploadedFile(f"{name}.csv", f"Name,Age\n{name},25\n".encode()),
            "kind": "sought",
            "source": "shelter",
        },
    )
    uid: UUID = resolve(answer.headers["Location"]).kwargs["uid"]
    return uid


def written(house: House, run: UUID, *, arriving: bool) -> None:
    with house.open(house.marta):
        write_arriving(
            [PersonDraft(names=[("Amina", "full")])], run=run, by=house.marta.member.id, at=timezone.now()
        )
        Person.with_arriving.update(arriving=arriving)


def later(house: House) -> None:
    upkeep.look_again(house.vault.id)
    with house.open(house.marta):
        pass


def test_a_list_nobody_went_on_with_goes_after_two_months(house):
    old, new = uploaded(house, "Amina"), uploaded(house, "Bintou")
    written(house, old, arriving=True)
    with house.open(house.marta):
        long_ago = timezone.now() - timedelta(days=61)
        ImportRun.objects.filter(pk=old).update(created_at=long_ago, state=State.WRITING)
    later(house)
    with house.open(house.marta):
        assert ImportRun.objects.get(pk=old).state == State.CANCELLED
        assert ImportRun.objects.get(pk=new).state == State.UPLOADED
        assert not Person.with_arriving.exists()
        assert VaultLine.objects.get(verb="import.abandoned").about == old
        assert len(list(attachments_folder(house.vault.id).iterdir())) == 1
    assert house.browser(house.marta).get(reverse("list", args=[house.vault.id, old])).status_code == 200


def test_the_name_of_a_file_goes_with_the_last_of_its_records(house):
    run = uploaded(house)
    written(house, run, arriving=False)
    with house.open(house.marta):
        ImportRun.objects.update(state=State.DONE)
    later(house)
    with house.open(house.marta):
        assert ImportRun.objects.get().file_name == "Amina.csv"
        Person.objects.update(keep_until=timezone.localdate() - timedelta(days=1))
    later(house)
    with house.open(house.marta):
        assert ImportRun.objects.get().file_name == ""
