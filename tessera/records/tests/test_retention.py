"""How long records are kept: what a room sets, what one record says otherwise, and that what is due goes."""

from __future__ import annotations

from datetime import date, timedelta
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import DatabaseError, connections
from django.db.migrations.executor import MigrationExecutor
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis.strategies import dates, integers

from tessera.accounts.models import Draft, Role
from tessera.accounts.rules import NotAllowed
from tessera.audit.lines import verify_chain
from tessera.audit.models import VaultLine
from tessera.records import actions, retention
from tessera.records.retention import last_day
from tessera.tracing import search_index
from tessera.tracing.actions import change_record, land_import, open_record
from tessera.tracing.drafts import PersonDraft
from tessera.tracing.models import Identifier, Kind, Name, Person, Search, Trait
from tessera.tracing.writing import draft_of, write_arriving
from tessera.vault import upkeep
from tessera.vault.files import attachments_folder
from tessera.vault.models import Attachment, Tombstone, Upkeep
from tests.at_once import at_once
from tests.house import House, Somebody

TODAY = timezone.localdate


def described(kind: str = Kind.SOUGHT, name: str = "Amina Example", **more: Any) -> PersonDraft:
    return PersonDraft(kind=kind, names=[(name, "full")], marks=["scar"], phones=["+504 9999 0000"], **more)


def written(house: House, *drafts: PersonDraft, until: date | None = None) -> list[Person]:
    with house.open(house.marta):
        people = [open_record(draft=draft, by=house.marta.member) for draft in drafts]
        if until:
            Person.objects.filter(pk__in=[one.pk for one in people]).update(keep_until=until)
    return people


def next_day(house: House, by: Somebody | None = None) -> None:
    """The first unlock of another day."""
    upkeep.look_again(house.vault.id)
    with house.open(by or house.marta):
        pass


# How long


@given(since=dates(date(2000, 1, 1), date(2400, 1, 1)), months=integers(1, 600))
def test_a_period_ends_in_the_right_month_and_never_later_in_it(since, months):
    ends = last_day(months, since)
    assert (ends.year - since.year) * 12 + ends.month - since.month == months
    assert ends.day <= since.day
    assert ends.day == since.day or (ends + timedelta(days=1)).day == 1


def test_every_record_says_until_when(house):
    people = written(house, *[described(kind) for kind in Kind.values])
    with house.open(house.marta):
        for person in people:
            assert person.keep_until == last_day(retention.periods()[person.kind], TODAY())


def test_a_room_sets_its_own_periods_for_what_is_entered_after(house):
    (before,) = written(house, described(Kind.FOUND))
    browser, address = house.browser(house.marta), reverse("retention", args=[house.vault.id])
    assert "2 years" in browser.get(address).content.decode()
    form = {Kind.SOUGHT.value: "600", Kind.FOUND.value: "6", Kind.REMAINS.value: "240"}
    assert browser.post(address, form).status_code == 302
    (after,) = written(house, described(Kind.FOUND))
    assert after.keep_until == last_day(6, TODAY())
    with house.open(house.marta):
        assert Person.objects.get(pk=before.pk).keep_until == before.keep_until
        assert retention.periods() == {"sought": 600, "found": 6, "remains": 240}


def test_who_works_on_records_does_not_set_periods(house):
    rosa = house.colleague(Role.CASE_WORKER)
    with house.open(rosa), pytest.raises(NotAllowed):
        actions.set_periods(months={"found": 1}, by=rosa.member)


def test_a_period_nobody_offers_is_refused(house):
    address = reverse("retention", args=[house.vault.id])
    for wrong in ("0", "-1", "7", "99999999", "x", ""):
        form = {"sought": "600", "found": wrong, "remains": "240"}
        assert house.browser(house.marta).post(address, form).status_code == 200
    with house.open(house.marta):
        assert retention.periods()["found"] == 24


def test_working_on_a_record_does_not_prolong_it(house):
    (person,) = written(house, described(), until=TODAY() + timedelta(days=3))
    with house.open(house.marta):
        person = Person.objects.get(pk=person.pk)
        change_record(person=person, draft=draft_of(person), seen=person.changed_at, by=house.marta.member)
        assert Person.objects.get(pk=person.pk).keep_until == TODAY() + timedelta(days=3)


def keep(house: House, person: Person, **form: str) -> Any:
    address = reverse("keep-person", args=[house.vault.id, person.uid])
    return house.browser(house.marta).post(address, form)


def test_prolonging_takes_a_day_and_a_reason(house):
    (person,) = written(house, described())
    later = TODAY() + timedelta(days=5000)
    assert keep(house, person, until=later.isoformat(), reason=" ").status_code == 200
    assert keep(house, person, until="", reason="They asked").status_code == 200
    for wrong in (TODAY(), TODAY() - timedelta(days=1), TODAY() + timedelta(days=20_000), "someday"):
        assert keep(house, person, until=str(wrong), reason="They asked").status_code == 200
    with house.open(house.marta):
        assert Person.objects.get().keep_until == person.keep_until
    assert keep(house, person, until=later.isoformat(), reason="The family asked us to").status_code == 302
    with house.open(house.marta):
        kept = Person.objects.get()
        assert (kept.keep_until, kept.keep_reason) == (later, "The family asked us to")
        line = VaultLine.objects.get(verb="sought.kept")
        assert (line.about, line.details) == (person.uid, "{}")


def test_a_request_may_stay_for_as_long_as_the_person_is_sought_and_the_living_may_not(house):
    sought, found = written(house, described(), described(Kind.FOUND))
    assert keep(house, sought, stay_open="on", until="", reason="Still sought").status_code == 302
    assert keep(house, found, stay_open="on", until="", reason="Still here").status_code == 200
    with house.open(house.marta):
        assert Person.objects.get(pk=sought.pk).keep_until is None
        assert Person.objects.get(pk=found.pk).keep_until == found.keep_until
    next_day(house)
    page = house.browser(house.marta).get(reverse("person", args=[house.vault.id, sought.uid]))
    assert "for as long as the person is sought" in page.content.decode()


# What is due


def test_what_is_due_goes_before_the_first_page_and_nothing_else(house):
    today = TODAY()
    gone = written(house, described(name="Pxqzw Wjbrk"), until=today - timedelta(days=1))
    last = written(house, described(name="Last Day"), until=today)
    written(house, described(name="Stays Long"))
    upkeep.look_again(house.vault.id)
    page = house.browser(house.marta).get(reverse("people", args=[house.vault.id, "sought"]))
    assert "Pxqzw" not in page.content.decode()
    assert "Last Day" in page.content.decode()
    with house.open(house.marta) as room:
        assert {person.pk for person in Person.objects.all()} >= {last[0].pk}
        assert Person.objects.count() == 2
        for parts in (Name, Trait, Identifier):
            assert not parts.objects.filter(person_id=gone[0].pk).exists()
        line = VaultLine.objects.get(verb="records.ended")
        assert (line.by, line.about, line.details) == (None, None, '{"records": 1}')
        verify_chain(VaultLine)
        assert not Upkeep.objects.get().leftovers
        with connections[room.alias].cursor() as cursor:
            cursor.execute("SELECT count(*) FROM tracing_person_index WHERE tracing_person_index MATCH 'pxq'")
            assert cursor.fetchone()[0] == 0


def test_files_searches_and_half_written_forms_go_too(house):
    (person,) = written(house, described(), until=TODAY() - timedelta(days=1))
    browser = house.browser(house.marta)
    upload = SimpleUploadedFile("a.txt", b"letter")
    browser.post(reverse("attach", args=[house.vault.id, person.uid]), {"file": upload})
    Draft.objects.create(
        member=house.marta.member.id,
        address=reverse("change-person", args=[house.vault.id, person.uid]),
        sealed=b"x",
    )
    kept = Draft.objects.create(
        member=house.marta.member.id,
        address=reverse("new-person", args=[house.vault.id, "sought"]),
        sealed=b"x",
    )
    with house.open(house.marta):
        old = Search.objects.create(uid=person.uid, words="Amina", by=house.marta.member.id)
        Search.objects.filter(pk=old.pk).update(at=timezone.now() - timedelta(days=2))
        assert Attachment.objects.count() == 1
        Person.objects.update(keep_until=TODAY() - timedelta(days=1))
    assert len(list(attachments_folder(house.vault.id).iterdir())) == 1
    next_day(house)
    with house.open(house.marta):
        assert not Attachment.objects.exists()
        assert not Search.objects.exists()
    assert list(attachments_folder(house.vault.id).iterdir()) == []
    assert [one.pk for one in Draft.objects.all()] == [kept.pk]


def test_a_file_whose_row_is_gone_goes_and_others_stay(house):
    (person,) = written(house, described())
    browser = house.browser(house.marta)
    upload = SimpleUploadedFile("a.txt", b"letter")
    browser.post(reverse("attach", args=[house.vault.id, person.uid]), {"file": upload})
    noise = attachments_folder(house.vault.id) / "00000000-0000-4000-8000-000000000000"
    noise.write_bytes(b"left by a kill")
    with house.open(house.marta):
        Upkeep.objects.update(leftovers=True)
    next_day(house)
    assert not noise.exists()
    assert len(list(attachments_folder(house.vault.id).iterdir())) == 1


def test_an_ordinary_request_costs_nothing_more(house, django_assert_num_queries):
    written(house, described())
    with house.open(house.marta) as room, django_assert_num_queries(0, using=room.alias):
        pass


def test_a_reader_who_comes_first_has_it_done_too(house):
    rosa = house.colleague(Role.READER)
    written(house, described(), until=TODAY() - timedelta(days=1))
    next_day(house, rosa)
    with house.open(rosa):
        assert not Person.objects.exists()


def test_of_many_who_come_at_once_nobody_sees_it_and_it_is_done_once(house):
    people = [house.marta, *[house.colleague() for _ in range(5)]]
    written(house, *[described(name=f"Goes {n}") for n in range(20)], until=TODAY() - timedelta(days=1))
    written(house, described(name="Stays"))
    upkeep.look_again(house.vault.id)

    def look(somebody: Somebody) -> int:
        with house.open(somebody):
            return Person.objects.count()

    assert at_once(*[partial(look, somebody) for somebody in people]) == [1] * len(people)
    with house.open(house.marta):
        assert VaultLine.objects.get(verb="records.ended").details == '{"records": 20}'


def test_where_it_cannot_be_done_the_room_opens_and_it_is_done_later(house, monkeypatch):
    written(house, described(), until=TODAY() - timedelta(days=1))

    def full(*_args: object, **_named: object) -> None:
        raise DatabaseError("database or disk is full")

    with monkeypatch.context() as patch:
        patch.setattr(VaultLine, "save_base", full)
        next_day(house)
        with house.open(house.marta):
            assert Person.objects.count() == 1  # all or nothing
            assert Name.objects.count() == 1
            assert not Tombstone.objects.exists()
    next_day(house)
    with house.open(house.marta):
        assert not Person.objects.exists()


def test_rows_of_an_import_say_until_when_and_end_with_the_others(house):
    run = uuid4()
    with house.open(house.marta):
        write_arriving([described(Kind.FOUND)], run=run, by=house.marta.member.id, at=timezone.now())
        land_import(run=run, by=house.marta.member)
        assert Person.objects.get().keep_until == last_day(24, TODAY())
        Person.objects.update(keep_until=TODAY() - timedelta(days=1))
    next_day(house)
    with house.open(house.marta):
        assert not Person.with_arriving.exists()


def test_records_of_an_older_version_get_a_day_and_at_least_three_months(house):
    people = written(house, *[described(kind) for kind in Kind.values], described(Kind.FOUND))
    with house.open(house.marta) as room:
        Person.objects.filter(pk=people[3].pk).update(created_at=timezone.now() - timedelta(days=4000))
        old = MigrationExecutor(connections[room.alias])
        old.migrate([("tracing", "0003_index_forgets")])
        MigrationExecutor(connections[room.alias]).migrate([("tracing", "0004_until_when_kept")])
        search_index.keep_triggers(room.alias)
        for person in people[:3]:
            until = Person.objects.get(pk=person.pk).keep_until
            assert 0 <= (last_day(retention.periods()[person.kind], TODAY()) - until).days <= 3
        assert Person.objects.get(pk=people[3].pk).keep_until == TODAY() + timedelta(days=90)
        assert Person.objects.filter(search_text__contains="amina").count() == 4


# Said beforehand


def today_of(house: House, somebody: Somebody) -> str:
    return house.browser(somebody).get("/").content.decode()


def test_today_says_what_ends_soon_to_who_can_keep_it(house):
    reader = house.colleague(Role.READER)
    written(house, described(name="Soon Over"), until=TODAY() + timedelta(days=20))
    written(house, described(name="Much Later"))
    said = today_of(house, house.marta)
    assert "The time of 1 record is nearly over" in said
    assert "in 20 days" in said
    assert "nearly over" not in today_of(house, reader)
    page = house.browser(reader).get(reverse("ending", args=[house.vault.id])).content.decode()
    assert "Soon Over" in page
    assert "Much Later" not in page
    assert "Keep longer" not in page


def test_nothing_is_said_where_nothing_ends_soon(house):
    written(house, described())
    assert "nearly over" not in today_of(house, house.marta)
    page = house.browser(house.marta).get(reverse("ending", args=[house.vault.id])).content.decode()
    assert "Nothing ends soon" in page
