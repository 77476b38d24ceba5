"""What a seized disk shows of the directory: the posters that hang, and nothing of what members know besides."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connections

from tessera.access.actions import propose, publish_worked
from tessera.access.editions import current_tables, rows_of
from tessera.accounts.models import Member
from tessera.directory import forgetting
from tessera.directory.actions import (
    change_entry,
    check_firewall,
    delete_entry,
    hide_for_its_keeper,
    open_entry,
    show_to_everybody,
    show_to_members_only,
    suggest,
    take_over,
)
from tessera.directory.describing import CheckDraft, EntryDraft
from tessera.directory.documents import OWN
from tessera.directory.models import Entry, Poster
from tessera.directory.vocabulary import Answer, EntryKind
from tessera.vault.models import Vault
from tessera.vault.rooms.actions import bring_in, open_network_room
from tessera.vault.rooms.cards import print_of
from tessera.vault.sqlcipher.base import WriteAheadLogInUse
from tests.house import House, Somebody
from tests.scanner import traces, traces_in_folder

SQLITE = "django.db.backends.sqlite3"
POSTER = "Huitzilopan"
SECRETS = {
    "shelter": "Quetzalmitl",
    "street of it before": "Tlacopilco",
    "contact": "Yohualticitl",
    "mark": "Mictlampa",
    "suggestion": "Cihuatlampa",
    "word of a list": "Xiuhcoatepec",
    "proposed rule": "Tlillancalqui",
}
# What hung on a poster, each word in another part of it, and then had to go from the disk.
HUNG = {
    "name": "Atlatonan",
    "description": "Chantico",
    "street": "Xilonenco",
    "town": "Tzapotlatenan",
    "telephone": "+52 55 7391 6284",
    "paper": "Malinalxoch",
}


@pytest.fixture
def shared(house: House) -> Vault:
    return open_network_room(by=house.marta.member, name="Marta")


@pytest.fixture
def neighbour(house: House, shared: Vault) -> Somebody:
    somebody, _vault = house.stranger()
    with house.open(house.marta, shared):
        checked = print_of(bytes(somebody.member.kem_public), bytes(somebody.member.signing_public))
        bring_in(vault=shared, member=somebody.member, name="Fatou", checked=checked, by=house.marta.member)
    return somebody


def _draft(name: str, **more: object) -> EntryDraft:
    document = {"name": name, "description": f"{name} helps", **more}
    return EntryDraft(EntryKind.SERVICE, document)


def _fill(house: House, shared: Vault, neighbour: Somebody) -> None:
    marta = house.marta.member
    with house.open(house.marta, shared):
        shelter = open_entry(
            draft=EntryDraft(
                EntryKind.SERVICE,
                {"name": SECRETS["shelter"]},
                {
                    "addresses": [
                        {"address_1": SECRETS["street of it before"], "city": "Altar", "country": "MX"}
                    ]
                },
            ),
            keeper=marta.organisation_id,
            by=marta,
        )
        hidden = EntryDraft(EntryKind.SERVICE, {"name": SECRETS["shelter"]}, confidential=True)
        change_entry(entry=shelter, draft=hidden, seen=shelter.changed_at, by=marta)
        clinic = open_entry(
            draft=_draft(
                POSTER,
                contacts=[{"name": SECRETS["contact"]}],
                attributes=[{"value": SECRETS["word of a list"], "taxonomy_term_id": "x"}],
                **{OWN: {"themes": ["health"]}},
            ),
            keeper=marta.organisation_id,
            by=marta,
        )
        show_to_everybody(entry=clinic, agreed_by=SECRETS["contact"], with_mark=True, by=marta)
    with house.open(neighbour, shared):
        about = Entry.objects.get(uid=clinic.uid)
        found = CheckDraft(date(2026, 1, 5), {"status_asked": Answer.YES}, SECRETS["mark"], SECRETS["mark"])
        check_firewall(entry=about, draft=found, by=neighbour.member)
        draft = _draft(SECRETS["suggestion"])
        suggest(entry=about, draft=draft, why=SECRETS["suggestion"], by=neighbour.member)
        row = dict(rows_of(current_tables(), "rules", "school-world")[0])
        row["known:en"] = SECRETS["proposed rule"]
        propose(title="A rule", changes={"rules": {"school-world": [row]}}, why="", by=neighbour.member)


def test_of_the_directory_a_seized_disk_shows_the_posters_alone(
    house: House, shared: Vault, neighbour: Somebody
) -> None:
    publish_worked()
    _fill(house, shared, neighbour)
    words = list(SECRETS.values())
    assert not traces_in_folder(Path(settings.DATA), words)
    assert not traces(_commons(), words)
    assert traces(_commons(), [POSTER]), "The poster is not found either: this test would see nothing."


def _of_a_shelter() -> EntryDraft:
    document = {
        "name": HUNG["name"],
        "description": f"Behind the house of {HUNG['description']}",
        "phones": [{"id": "1", "number": HUNG["telephone"]}],
        "required_documents": [{"id": "2", "document": HUNG["paper"]}],
    }
    address = {"address_1": HUNG["street"], "city": HUNG["town"], "country": "MX"}
    return EntryDraft(EntryKind.SERVICE, document, {"addresses": [address]})


def _confidential(entry: Entry, by: Member) -> None:
    draft = EntryDraft(EntryKind.SERVICE, {"name": HUNG["name"]}, confidential=True)
    change_entry(entry=entry, draft=draft, seen=entry.changed_at, by=by)


def _suggested(entry: Entry, by: Member) -> None:
    draft = EntryDraft(EntryKind.SERVICE, {"name": HUNG["name"]}, confidential=True)
    take_over(suggestion=suggest(entry=entry, draft=draft, why="", by=by), by=by)


def _described_anew(entry: Entry, by: Member) -> None:
    """Its poster still hangs, and says something else."""
    address = {"address_1": "Elsewhere 1", "city": "Altar", "country": "MX"}
    draft = EntryDraft(EntryKind.SERVICE, {"name": "Another"}, {"addresses": [address]})
    change_entry(entry=entry, draft=draft, seen=entry.changed_at, by=by)


WAYS_DOWN: dict[str, Callable[[Entry, Member], Any]] = {
    "shown to members only": lambda entry, by: show_to_members_only(entry=entry, by=by),
    "taken down by an administrator": lambda entry, by: hide_for_its_keeper(entry=entry, why="", by=by),
    "marked confidential": _confidential,
    "confidential by a suggestion": _suggested,
    "deleted": lambda entry, by: delete_entry(entry=entry, by=by),
    "described anew": _described_anew,
}


@pytest.mark.parametrize("way", WAYS_DOWN)
def test_what_hung_on_a_poster_is_gone_from_every_file_once_it_hangs_no_more(
    house: House, shared: Vault, way: str
) -> None:
    """From rows, the full-text index and the write-ahead log; other posters keep the tables from being empty."""
    marta, words = house.marta.member, list(HUNG.values())
    with house.open(house.marta, shared):
        for name in ("Before it", "After it"):
            entry = open_entry(draft=_draft(name), keeper=None, by=marta)
            show_to_everybody(entry=entry, agreed_by="Rosa", with_mark=False, by=marta)
            if name == "Before it":
                shelter = open_entry(draft=_of_a_shelter(), keeper=None, by=marta)
                show_to_everybody(entry=shelter, agreed_by="Rosa", with_mark=False, by=marta)
    assert _found(words) == set(words), "They are not found where they hang: this test would see nothing."
    with house.open(house.marta, shared):
        WAYS_DOWN[way](Entry.objects.get(pk=shelter.pk), marta)
    assert not _found(words)
    assert not traces_in_folder(Path(settings.DATA), words)
    answer = house.browser().post("/en/directory/", {"words": "Before it", "kind": "service"})
    assert "Before it" in answer.content.decode(), "the others are still found by their words"


@pytest.mark.skipif(settings.DATABASES["default"]["ENGINE"] != SQLITE, reason="the commons are PostgreSQL")
def test_the_commons_overwrite_what_is_deleted_whatever_sqlite_was_built_with(house: House) -> None:
    with connections["default"].cursor() as cursor:
        assert cursor.execute("PRAGMA secure_delete").fetchone()[0] == 1
    assert "secure_delete=ON" in str(settings.DATABASES["default"]["OPTIONS"]["init_command"])


def test_somebody_who_reads_meanwhile_keeps_nobody_from_taking_a_poster_down(
    house: House, shared: Vault, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The log is not emptied then: that is written down, and SQLite does it when the last reader has gone."""

    def in_use(_connection: object) -> None:
        raise WriteAheadLogInUse

    monkeypatch.setattr(forgetting, "empty_write_ahead_log", in_use)
    marta = house.marta.member
    with house.open(house.marta, shared):
        shelter = open_entry(draft=_of_a_shelter(), keeper=None, by=marta)
        show_to_everybody(entry=shelter, agreed_by="Rosa", with_mark=False, by=marta)
        show_to_members_only(entry=shelter, by=marta)
    assert not Poster.objects.exists()
    is_sqlite = settings.DATABASES["default"]["ENGINE"] == SQLITE
    assert ("may still stand in the log" in caplog.text) is is_sqlite


def _found(words: list[str]) -> set[str]:
    """Which of the words stand in a file of the data folder, or in a row of the commons wherever these are."""
    told = {trace for traced in traces_in_folder(Path(settings.DATA), words).values() for trace in traced}
    return {trace.rpartition(":")[0] for trace in told | traces(_commons(), words)}


def _commons() -> bytes:
    """Every row of the commons, wherever they are kept."""
    connection = connections["default"]
    said = []
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - our own names
            said += [repr(row) for row in cursor.fetchall()]
    return "\n".join(said).encode()
