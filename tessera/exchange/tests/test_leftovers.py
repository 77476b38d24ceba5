"""What imports leave behind does not stay for ever."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import resolve, reverse
from django.utils import timezone

from tessera.audit.models import VaultLine
from tessera.exchange.actions import take_back
from tessera.exchange.models import ImportRun, State
from tessera.tracing.actions import delete_record
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


def brought(house: House, references: list[str]) -> str:
    """What is said of a list of these rows, before anything is imported."""
    rows = "".join(f"{one},Somebody\n" for one in references)
    browser, room = house.browser(house.marta), house.vault.id
    file = SimpleUploadedFile("list.csv", f"Reference,Name\n{rows}".encode())
    answer = browser.post(
        reverse("lists", args=[room]), {"file": file, "kind": "sought", "source": "shelter"}
    )
    uid = resolve(answer.headers["Location"]).kwargs["uid"]
    form = {"column_0": "reference", "column_1": "name"}
    page = browser.post(reverse("columns", args=[room, uid]), form, follow=True).content.decode()
    browser.post(reverse("start-import", args=[room, uid]))
    with house.open(house.marta):
        assert ImportRun.objects.get(pk=uid).state == State.DONE
        assert ImportRun.objects.get(pk=uid).deleted_before == []
    return page


def test_a_list_that_brings_back_what_was_deleted_is_asked_about(house):
    assert "deleted here" not in brought(house, ["A-1", "A-2", "A-3"])
    with house.open(house.marta):
        delete_record(person=Person.objects.get(reference="A-1"), by=house.marta.member)
        Person.objects.filter(reference="A-2").update(keep_until=timezone.localdate() - timedelta(days=1))
    later(house)
    page = brought(house, ["a-1 ", "A-2", "A-3", "A-4"])
    assert "2 rows bear the references of records that were deleted here" in page
    assert "<bdi>A-2</bdi>" in page
    assert "<bdi>A-4</bdi></li>" not in page


def test_a_list_that_was_taken_back_comes_again_without_a_question(house):
    brought(house, ["A-1", "A-2"])
    with house.open(house.marta):
        take_back(run=ImportRun.objects.get(), by=house.marta.member)
        assert not Person.objects.exists()
    assert "deleted here" not in brought(house, ["A-1", "A-2"])


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
