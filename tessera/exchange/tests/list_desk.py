"""The desk of the directory, at which lists are taken in and back and the whole is handed out; and a list to do it with."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any
from uuid import UUID

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tessera.directory.models import Entry, Poster
from tessera.directory.posters import behind, poster_of
from tessera.directory.tests.entered import Desk
from tessera.exchange.models import DirectoryList
from tessera.vault import jobs
from tests.house import Somebody

SERVICE, ORGANISATION, PLACE = (UUID(f"{digit * 8}-0000-4000-8000-000000000000") for digit in "123")
LAYOUTS = ("json", "tables")


def listed(phone: str = "+1 555 0001", street: str = "Old street 1", **more: Any) -> dict[str, Any]:
    """A list of one service, at one place, of one organisation; `more` goes into the service."""
    address = {
        "id": part(1),
        "address_1": street,
        "city": "Tapachula",
        "state_province": "CHP",
        "postal_code": "30700",
        "country": "MX",
        "address_type": "physical",
    }
    place = {"id": str(PLACE), "name": "House", "location_type": "physical", "addresses": [address]}
    return {
        "id": str(SERVICE),
        "name": "Clinic",
        "status": "active",
        "organization": {"id": str(ORGANISATION), "name": "Aid", "description": "Helps"},
        "phones": [{"id": part(2), "number": phone}],
        "service_at_locations": [{"id": part(3), "location": place}],
    } | more


def part(number: int) -> str:
    return f"00000000-0000-4000-8000-{number:012}"


def own_word(field: str, value: str, number: int = 50) -> dict[str, Any]:
    """An attribute by which a list says a field of ours."""
    taxonomy = {"id": part(number + 2), "name": "tessera-entry", "description": "x"}
    term = {
        "id": part(number + 1),
        "code": field,
        "name": field,
        "description": "x",
        "taxonomy": "tessera-entry",
        "taxonomy_detail": taxonomy,
    }
    return {"id": part(number), "value": value, "taxonomy_term_id": term["id"], "taxonomy_term": term}


class ListDesk(Desk):
    def upload(self, files: Any, by: Somebody | None = None, source: str = "A list") -> Any:
        """The answer to the upload: `files` by name, or one document that is sent as JSON."""
        if not (isinstance(files, dict) and all(isinstance(one, bytes) for one in files.values())):
            files = {"list.json": json.dumps(files).encode()}
        sent = [SimpleUploadedFile(name, content) for name, content in files.items()]
        form = {"list_files": sent, "source": source, "country": ""}
        return self.house.browser(by or self.house.marta).post(self.address("directory-lists"), form)

    def take_in(
        self, files: Any, by: Somebody | None = None, source: str = "A list"
    ) -> tuple[DirectoryList, str]:
        """The list as it stands after somebody took it in, and the page that says so."""
        answer = self.upload(files, by, source)
        assert answer.status_code == 302, answer.content.decode()
        return self.go_on(self.last_run(), by)

    def go_on(self, run: DirectoryList, by: Somebody | None = None) -> tuple[DirectoryList, str]:
        browser = self.house.browser(by or self.house.marta)
        browser.post(reverse("take-in-directory", args=[self.vault.pk, run.pk]))
        jobs.wait(run.pk, 120)
        page = browser.get(reverse("directory-list", args=[self.vault.pk, run.pk])).content.decode()
        return self.last_run(), page

    def take_back(self, run: DirectoryList, by: Somebody | None = None) -> None:
        browser = self.house.browser(by or self.house.marta)
        browser.post(reverse("take-back-directory", args=[self.vault.pk, run.pk]))

    def last_run(self) -> DirectoryList:
        with self.open():
            return DirectoryList.objects.latest("created_at")

    def exported(self, layout: str, *, public: bool = False) -> dict[str, bytes]:
        """The files that the page hands out, by name."""
        address = reverse("export-directory", args=[self.vault.pk, layout]) + ("?public=1" if public else "")
        answer = self.house.browser(self.house.marta).get(address)
        assert answer.status_code == 200, answer
        if layout == "json":
            return {"directory.json": answer.content}
        with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
            return {name: archive.read(name) for name in archive.namelist()}

    def all_exported(self, *, public: bool = False) -> list[str]:
        """In every layout, all files as one text."""
        return [
            "\n".join(content.decode() for content in self.exported(layout, public=public).values())
            for layout in LAYOUTS
        ]

    def entry(self, uid: UUID) -> Entry:
        with self.open():
            return Entry.objects.get(uid=uid)

    def is_here(self, uid: UUID) -> bool:
        with self.open():
            return Entry.objects.filter(uid=uid).exists()

    def show(self, uid: UUID) -> None:
        with self.open():
            self.agree(Entry.objects.get(uid=uid))

    def posters_say_what_entries_say(self) -> bool:
        """Whether every poster is as it would be hung now, and as it was hung."""
        with self.open():
            shown = [entry for entry in Entry.objects.all() if entry.is_shown]
            said = {entry.uid: poster_of(entry)[0] for entry in shown}
            hung = {poster.uid: poster.document for poster in Poster.objects.all()}
            return said == hung and not behind(Entry.objects.all())
