"""Published directories come in through the browser, go out as HSDS 3, and come back unchanged."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tessera.directory.models import Entry, Poster
from tessera.directory.vocabulary import EntryKind
from tessera.exchange.models import DirectoryList, State
from tessera.exchange.tests.listed_directories import LISTS, needs_lists, published
from tessera.vault import jobs
from tessera.vault.models import Vault
from tests.house import House

# Services and organisations of each list, placeholders for those that a list only names included.
FIGURES = {
    "hsds3 json": (1, 1),
    "hsds3 tables": (1, 1),
    "jordan": (562, 44),
    "illinois": (430, 0),
    "hsds 1.1": (430, 0),
    "ohana": (23, 8),
}


def take_in(house: House, shared: Vault, files: dict[str, bytes], source: str) -> tuple[DirectoryList, str]:
    """Through the pages, as a coordinator would; the list as it was taken in, and the page that showed what is in it."""
    browser = house.browser(house.marta)
    sent = [SimpleUploadedFile(name, content) for name, content in files.items()]
    form = {"list_files": sent, "source": source, "country": ""}
    answer = browser.post(reverse("directory-lists", args=[shared.pk]), form)
    assert answer.status_code == 302, answer.content.decode()
    look = browser.get(answer["Location"]).content.decode()
    with house.open(house.marta, shared):
        run = DirectoryList.objects.latest("created_at")
    browser.post(reverse("take-in-directory", args=[shared.pk, run.pk]))
    jobs.wait(run.pk, 120)
    with house.open(house.marta, shared):
        run.refresh_from_db()
    assert run.state == State.DONE
    return run, look


def everything(house: House, shared: Vault) -> dict[Any, Any]:
    with house.open(house.marta, shared):
        return {one.uid: (one.kind, one.organisation, one.document) for one in Entry.objects.all()}


def exported(house: House, shared: Vault, layout: str) -> dict[str, bytes]:
    answer = house.browser(house.marta).get(reverse("export-directory", args=[shared.pk, layout]))
    assert answer.status_code == 200, answer
    if layout == "json":
        return {"directory.json": answer.content}
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@needs_lists
@pytest.mark.parametrize("layout", ["tables", "json"])
@pytest.mark.parametrize("name", LISTS)
def test_a_published_list_comes_in_goes_out_and_comes_back(
    house: House, shared: Vault, name: str, layout: str
) -> None:
    take_in(house, shared, published(name), name)
    before = everything(house, shared)
    services, organisations = FIGURES[name]
    kinds = [kind for kind, _organisation, _document in before.values()]
    assert kinds.count(EntryKind.SERVICE) == services
    assert kinds.count(EntryKind.ORGANISATION) >= organisations
    assert not Poster.objects.exists()  # nobody agreed to be shown
    out = exported(house, shared, layout)
    with house.open(house.marta, shared):
        Entry.objects.all().delete()
    take_in(house, shared, out, name)
    assert everything(house, shared) == before
