"""What has ended is gone: not one page of the room says it any more, to somebody who holds the key."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tessera.tracing.actions import keep_search, open_record
from tessera.tracing.drafts import PersonDraft
from tessera.tracing.models import Kind, Person, Search
from tessera.vault import upkeep
from tessera.vault.backups.taking import take_backup
from tessera.vault.files import attachments_folder, database_file, read
from tessera.vault.models import Attachment
from tests.house import House
from tests.pages_of_keys import opened_pages
from tests.scanner import traces, traces_in_folder


def room_in_clear(house: House, folder: Path | None = None) -> bytes:
    file = database_file(house.vault.id)
    with house.open(house.marta) as room:
        key = room.key
    return opened_pages((folder or file.parent) / file.name, key)


def full_record(house: House, word: str, kind: str = Kind.SOUGHT) -> Person:
    """The word in every field, in a file and in its name."""
    said = {
        name: f"{word} {name}"
        for name in (
            "origin_place event_place circumstances enquirer_name enquirer_relation enquirer_contact custodian"
            " body_condition cause_of_death source reference"
        ).split()
    }
    draft = PersonDraft(
        kind=kind,
        names=[(f"{word} name", "full"), (f"{word} nickname", "nickname")],
        marks=[f"{word} mark"],
        belongings=[f"{word} belonging"],
        phones=[f"{word} phone"],
        documents=[f"{word} document"],
        **said,
    )
    with house.open(house.marta):
        person = open_record(draft=draft, by=house.marta.member)
    upload = SimpleUploadedFile(f"{word}.txt", f"{word} wrote this".encode() * 1000)
    house.browser(house.marta).post(reverse("attach", args=[house.vault.id, person.uid]), {"file": upload})
    return person


def make_due(house: House, *people: Person) -> None:
    with house.open(house.marta):
        yesterday = timezone.localdate() - timedelta(days=1)
        Person.objects.filter(pk__in=[one.pk for one in people]).update(keep_until=yesterday)


def test_no_page_says_it_any_more_not_even_to_who_has_the_key(house: House, tmp_path: Path) -> None:
    goes, stays = "pxqzwjbrkvho", "gnutlokemabi"
    person = full_record(house, goes)
    full_record(house, stays)
    with house.open(house.marta):
        search = keep_search(search=Search(uid=person.uid, words=goes), by=house.marta.member)
        Search.objects.filter(pk=search.pk).update(at=timezone.now() - timedelta(days=2))
        sealed = Attachment.objects.get(about=person.uid)
        file, key = attachments_folder(house.vault.id) / str(sealed.id), bytes(sealed.key)
    assert traces(room_in_clear(house), [goes])  # we look where it is
    assert goes.encode() in b"".join(read(file, key, sealed.id))
    make_due(house, person)
    upkeep.look_again(house.vault.id)
    clear = room_in_clear(house)
    assert traces(clear, [goes]) == set()
    assert key not in clear
    assert traces(clear, [stays])
    assert not file.exists()
    take_backup(tmp_path / "after")
    assert traces(room_in_clear(house, tmp_path / "after" / "vaults"), [goes]) == set()
    assert traces_in_folder(Path(settings.DATA), [goes]) == {}
    assert traces_in_folder(Path(settings.DELETIONS), [goes]) == {}


def test_nor_after_somebody_deleted_it_or_took_its_list_back(house: House) -> None:
    goes = "pxqzwjbrkvho"
    person = full_record(house, goes)
    browser = house.browser(house.marta)
    browser.post(reverse("delete-person", args=[house.vault.id, person.uid]), {"reference": person.reference})
    assert traces(room_in_clear(house), [goes]) == set()
