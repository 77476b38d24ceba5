"""Vaults move to a newer version of the software when they are unlocked, and lose nothing on the way."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from textwrap import dedent

import pytest
from django.db import connections

from tessera.records.text_index import TextIndex
from tessera.tracing import search_index
from tessera.tracing.actions import open_record
from tessera.tracing.drafts import PersonDraft
from tessera.tracing.models import Person
from tessera.vault import migrating
from tessera.vault.current import current_vault
from tessera.vault.files import database_file, vaults_folder
from tessera.vault.migrating import VaultFromNewerSoftware, expected_version
from tessera.vault.opening import open_vault
from tests.at_once import at_once

Release = Callable[..., None]

MIGRATION = """
from django.db import migrations, models

{functions}

class Migration(migrations.Migration):
    dependencies = [("tracing", "0002_search_index")]
    operations = [{operations}]
"""
NEW_TABLE = """migrations.RunSQL("CREATE TABLE drawers (held text)", hints={"place": "vault"})"""
FILLED = """migrations.RunSQL("INSERT INTO drawers VALUES ('something')", hints={"place": "vault"})"""
IN_THE_COMMONS = """migrations.RunSQL("CREATE TABLE drawers (held text)", hints={"place": "commons"})"""
WITHOUT_A_PLACE = """migrations.RunSQL("CREATE TABLE drawers (held text)")"""
BROKEN_SQL = """migrations.RunSQL("CREATE NONSENSE", hints={"place": "vault"})"""
BROKEN_PYTHON = """migrations.RunPython(fall_over, hints={"place": "vault"})"""
REBUILT = """migrations.RunPython(rebuild, hints={"place": "vault"})"""

FUNCTIONS = '''
def fall_over(apps, schema_editor):
    schema_editor.execute("DELETE FROM tracing_name")
    raise KeyError("a mistake of ours")

def rebuild(apps, schema_editor):
    """What AlterField does on SQLite: a new table, everything copied, the old one dropped with its triggers."""
    person = apps.get_model("tracing", "Person")
    narrow = person._meta.get_field("event_place")
    wide = models.CharField(max_length=400, blank=True)
    wide.set_attributes_from_name("event_place")
    wide.model = person
    schema_editor.alter_field(person, narrow, wide)
'''


@pytest.fixture
def release(tmp_path, settings, monkeypatch) -> Iterator[Release]:
    """Installs a newer version of the software, whose migrations are given by their operations."""
    made = 0

    def install(*operations: str) -> None:
        nonlocal made
        made += 1
        package = tmp_path / f"release_{made}_of_{tmp_path.name}".replace("-", "_")
        package.mkdir()
        (package / "__init__.py").touch()
        for number, operation in enumerate(operations, 1):
            before = f', ("web", "{number - 1:04}_step")' if number > 1 else ""
            text = MIGRATION.format(functions=dedent(FUNCTIONS), operations=operation)
            text = text.replace('"0002_search_index")', f'"0002_search_index"){before}')
            (package / f"{number:04}_step.py").write_text(text)
        settings.MIGRATION_MODULES = {"web": package.name} if operations else {}
        expected_version.cache_clear()

    monkeypatch.syspath_prepend(str(tmp_path))
    yield install
    expected_version.cache_clear()


@pytest.fixture
def record(house) -> Person:
    with house.open(house.marta):
        return open_record(draft=PersonDraft(names=[("Amadou Diallo", "full")]), by=house.marta.member)


def drawers(room) -> list[tuple[str]]:
    with connections[room.alias].cursor() as cursor:
        cursor.execute("SELECT held FROM drawers")
        return cursor.fetchall()


def files_beside(house) -> set[str]:
    return {path.suffix for path in vaults_folder().glob(f"{house.vault.id}*")} - {
        ".sqlite-wal",
        ".sqlite-shm",
    }


def test_an_older_vault_migrates_when_it_is_opened(house, record, release):
    release(NEW_TABLE, FILLED)
    with house.open(house.marta) as room:
        assert drawers(room) == [("something",)]
        assert Person.objects.get() == record


def test_it_migrates_once(house, record, release, monkeypatch):
    release(NEW_TABLE, FILLED)
    with house.open(house.marta):
        pass
    monkeypatch.setattr(migrating, "migrate", lambda _room: pytest.fail("migrated again"))
    with house.open(house.marta) as room:
        assert drawers(room) == [("something",)]


def test_no_copy_stays_behind(house, record, release):
    release(NEW_TABLE)
    with house.open(house.marta):
        pass
    assert files_beside(house) == {".sqlite", ".lock"}


def test_a_copy_that_a_killed_process_left_goes_with_the_next_opening(house, record):
    """It holds what was deleted since, under a key that may have been somebody's."""
    copy = database_file(house.vault.id).with_suffix(".before-migration")
    copy.write_bytes(b"an older state")
    with house.open(house.marta):
        pass
    assert not copy.exists()


def test_a_new_vault_has_everything_at_once(house, release):
    release(NEW_TABLE, FILLED)
    stranger, theirs = house.stranger()
    with open_vault(theirs, stranger.session) as room:
        assert drawers(room) == [("something",)]


def test_what_belongs_into_the_commons_is_not_done_in_vaults(house, record, release):
    release(IN_THE_COMMONS)
    with house.open(house.marta) as room:
        assert "drawers" not in connections[room.alias].introspection.table_names()


@pytest.mark.parametrize(
    "failing",
    [[BROKEN_SQL], [NEW_TABLE, BROKEN_SQL], [BROKEN_PYTHON], [NEW_TABLE, BROKEN_PYTHON], [WITHOUT_A_PLACE]],
)
def test_a_failing_migration_leaves_the_file_as_it_was(house, record, release, failing):
    before = database_file(house.vault.id).read_bytes()
    release(*failing)
    for _ in range(2):
        with (
            pytest.raises(Exception, match=r"(?i)nonsense|a mistake of ours|where it runs"),
            house.open(house.marta),
        ):
            pytest.fail("opened")
    assert database_file(house.vault.id).read_bytes() == before
    assert files_beside(house) == {".sqlite", ".lock"}
    release()  # back to the software before
    with house.open(house.marta) as room:
        assert Person.objects.get() == record
        assert "drawers" not in connections[room.alias].introspection.table_names()


def test_once_the_migration_is_mended_the_vault_opens(house, record, release):
    release(NEW_TABLE, BROKEN_SQL)
    with pytest.raises(Exception, match=r"(?i)nonsense"), house.open(house.marta):
        pytest.fail("opened")
    release(NEW_TABLE, FILLED)
    with house.open(house.marta) as room:
        assert drawers(room) == [("something",)]
        assert Person.objects.get() == record


def test_a_kill_between_two_migrations_is_healed_by_the_next_opening(house, record, release, monkeypatch):
    """The file stands after the first of two, with the copy still there: nothing is put back, the rest is done."""

    class Killed(BaseException):
        pass

    def killed(**_arguments: object) -> None:
        raise Killed

    release(NEW_TABLE, FILLED)
    with monkeypatch.context() as patch:
        patch.setattr(migrating, "emit_post_migrate_signal", killed)
        patch.setattr(migrating, "_put_back", lambda *_: None)  # a killed process does not clear up
        with pytest.raises(Killed), house.open(house.marta):
            pytest.fail("opened")
    with house.open(house.marta) as room:
        assert drawers(room) == [("something",)]
        assert Person.objects.get() == record
        assert found("diallo") == ["Amadou Diallo"]
    assert files_beside(house) == {".sqlite", ".lock"}


def test_a_copy_that_a_kill_left_takes_no_room_from_the_next(house, record, release, monkeypatch):
    release(NEW_TABLE)
    file = database_file(house.vault.id)
    left = file.with_suffix(".before-migration")
    left.write_bytes(file.read_bytes())

    def ask_for_room(_size):
        assert not left.exists()

    monkeypatch.setattr(migrating, "ask_for_room", ask_for_room)
    with house.open(house.marta) as room:
        assert drawers(room) == []


def test_a_vault_from_newer_software_is_refused_and_not_touched(house, record, release):
    release(NEW_TABLE, FILLED)
    with house.open(house.marta):
        pass
    file = database_file(house.vault.id)
    newer, where = file.read_bytes(), file.stat().st_ino
    release()
    with pytest.raises(VaultFromNewerSoftware, match="web"), house.open(house.marta):
        pytest.fail("opened")
    assert file.read_bytes() == newer
    assert file.stat().st_ino == where, "not even by a copy of it"
    release(NEW_TABLE, FILLED)
    with house.open(house.marta) as room:
        assert drawers(room) == [("something",)]


def test_its_page_says_that_the_software_has_to_be_updated(house, record, release):
    release(NEW_TABLE)
    with house.open(house.marta):
        pass
    release()
    answer = house.browser(house.marta).get(f"/room/{house.vault.id}/people/sought/")
    assert answer.status_code == 503
    assert "This room was opened by a newer version" in answer.content.decode()


def test_many_who_open_it_at_once_migrate_it_once(house, record, release, monkeypatch):
    times = []

    def counted(room):
        times.append(room)
        migrate(room)

    migrate = migrating.migrate
    monkeypatch.setattr(migrating, "migrate", counted)
    release(NEW_TABLE, FILLED)
    session = house.marta.session

    def look():
        with open_vault(house.vault, session) as room:
            return drawers(room)

    assert at_once(*[look] * 6) == [[("something",)]] * 6
    assert len(times) == 1


def test_who_waited_while_a_migration_failed_writes_into_the_file_that_was_put_back(
    house, record, release, monkeypatch
):
    """The first of several fails (a disk full for a moment), the others try again and must not lose what they write.

    They would, on a connection opened before: the file under its name is another one since.
    """
    tried = []

    def first_fails(room):
        tried.append(room)
        migrate(room)
        if len(tried) == 1:
            raise OSError("No space left on device")

    migrate = migrating.migrate
    monkeypatch.setattr(migrating, "migrate", first_fails)
    release(NEW_TABLE)
    session = house.marta.session

    def write(number: int):
        with open_vault(house.vault, session) as room, connections[room.alias].cursor() as cursor:
            cursor.execute("INSERT INTO drawers VALUES (%s)", [str(number)])

    outcomes = at_once(*[lambda n=n: write(n) for n in range(5)])
    written = [str(number) for number, outcome in enumerate(outcomes) if outcome is None]
    assert len(written) == 4
    with house.open(house.marta) as room:
        assert sorted(held for (held,) in drawers(room)) == written
        assert Person.objects.get() == record


# Search triggers


def found(letters: str) -> list[str]:
    """Whom the index finds by these letters."""
    index = search_index.INDEX.name
    with connections[current_vault().alias].cursor() as cursor:
        cursor.execute(f"SELECT rowid FROM {index} WHERE {index} MATCH %s", [letters])  # noqa: S608 - our own
        rows = [row for (row,) in cursor.fetchall()]
    return [person.first_name.text for person in Person.objects.filter(pk__in=rows)]


def test_search_finds_what_was_there_before_and_after_a_table_was_rebuilt(house, record, release):
    release(REBUILT)
    with house.open(house.marta) as room:
        with connections[room.alias].cursor() as cursor:
            cursor.execute("SELECT sql FROM sqlite_master WHERE name = 'tracing_person'")
            assert "varchar(400)" in cursor.fetchone()[0]  # it was rebuilt indeed
        assert found("diallo") == ["Amadou Diallo"]
        open_record(draft=PersonDraft(names=[("Fatou Ndiaye", "full")]), by=house.marta.member)
        assert found("ndiaye") == ["Fatou Ndiaye"]
        Person.objects.filter(pk=record.pk).update(search_text="somebody else")
        assert found("diallo") == []
        Person.objects.all().delete()
        assert found("ndiaye") == []
        with connections[room.alias].cursor() as cursor:
            index = search_index.INDEX.name
            cursor.execute(f"INSERT INTO {index}({index}) VALUES ('integrity-check')")  # noqa: S608 - our own


def test_without_its_triggers_search_would_have_gone_blind(house, record, release, monkeypatch):
    """The test above says something only because of this one."""
    release(REBUILT)
    monkeypatch.setattr(TextIndex, "triggers", {})
    with house.open(house.marta):
        open_record(draft=PersonDraft(names=[("Fatou Ndiaye", "full")]), by=house.marta.member)
        assert found("diallo") == ["Amadou Diallo"]
        assert found("ndiaye") == []


def test_the_commons_get_no_triggers(house):
    search_index.keep_triggers(using="default")
    search_index.keep_triggers(using="keys")
    with connections["default"].cursor() as cursor:
        assert search_index.INDEX.name not in connections["default"].introspection.table_names(cursor)
