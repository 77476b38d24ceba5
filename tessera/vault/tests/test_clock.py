"""A clock that is wrong: a day back, ten years ahead, at the start and while the server runs."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from unittest import mock

import pytest
import time_machine
from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis.strategies import integers

from tessera.accounts import actions as accounts, sessions, throttle
from tessera.accounts.models import Invitation, Role, UsedStep
from tessera.accounts.second_factor import spend
from tessera.sealing import codes
from tessera.tracing.actions import open_record
from tessera.tracing.drafts import PersonDraft
from tessera.tracing.models import Person
from tessera.vault import clock, upkeep
from tessera.vault.actions import invite
from tessera.vault.models import InvitationNote, Upkeep
from tessera.vault.restored import Restore, write_restore
from tests.house import House, Somebody

from .test_tombstones import Copy

TEN_YEARS = timedelta(days=3653)
DAY = timedelta(days=1)


@contextmanager
def clock_set(by: timedelta) -> Iterator[None]:
    """The clock is set while the server runs: the one that nobody can set runs on."""
    with time_machine.travel(datetime.now(UTC) + by):
        yield


@contextmanager
def after(passed: timedelta) -> Iterator[None]:
    """That much later, on both clocks: the server ran all the while."""
    steady = sessions.clock

    def later() -> float:
        return steady() + passed.total_seconds()

    with mock.patch.object(sessions, "clock", later), clock_set(passed):
        yield


@contextmanager
def started_after(passed: timedelta) -> Iterator[None]:
    """The server was off that long, or believes so: it begins with another time, and knows of no other."""
    with (
        clock_set(passed),
        mock.patch.object(clock, "_began", clock._Moment.now()),
        mock.patch.object(clock, "_agreed", {}),
    ):
        yield


def written(house: House, days: int) -> None:
    with house.open(house.marta):
        person = open_record(draft=PersonDraft(names=[("Amina", "full")]), by=house.marta.member)
        Person.objects.filter(pk=person.pk).update(keep_until=timezone.localdate() + timedelta(days=days))


def here(house: House, by: Somebody | None = None) -> int:
    upkeep.look_again(house.vault.id)
    with house.open(by or house.marta):
        return Person.objects.count()


def again(somebody: Somebody) -> str:
    return accounts.sign_in(login=somebody.login, passphrase=somebody.passphrase)[1]


def asks(house: House, by: Somebody | None = None) -> bool:
    return "Say which day it is" in house.browser(by or house.marta).get("/").content.decode()


def test_a_record_ends_when_its_time_has_passed_on_both_clocks(house):
    written(house, 30)
    with after(timedelta(days=30)):
        house.marta.secret = again(house.marta)
        assert here(house) == 1
    with after(timedelta(days=32)):
        house.marta.secret = again(house.marta)
        assert here(house) == 0
        assert not asks(house)


@pytest.mark.parametrize("jump", [TEN_YEARS, timedelta(days=8), -timedelta(days=8), -TEN_YEARS])
@pytest.mark.parametrize("how", [clock_set, started_after])
def test_a_jump_deletes_nothing_until_a_person_says_which_day_it_is(house, jump, how):
    written(house, 5)
    with how(jump):
        assert here(house) == 1
        assert asks(house)
        assert here(house) == 1  # looking twice is no second observation
    assert here(house) == 1
    assert not asks(house)  # set right again, nobody has to do anything


@pytest.mark.parametrize("how", [clock_set, started_after])
def test_a_day_back_deletes_nothing_early_and_asks_nobody(house, how):
    written(house, 0)
    with how(-DAY):
        assert here(house) == 1
        assert not asks(house)
    assert here(house) == 1


def test_a_server_that_was_off_for_weeks_asks_and_one_that_ran_does_not(house):
    written(house, 500)
    here(house)
    with started_after(timedelta(days=21)):
        assert asks(house)
    with after(timedelta(days=21)):
        house.marta.secret = again(house.marta)
        assert here(house) == 1
        assert not asks(house)


@given(days=integers(-4000, 4000))
def test_nothing_ends_more_than_a_week_before_its_day(house, days):
    """However the clock was set, at a start or later: true time has not moved at all."""
    if not here(house):
        written(house, 8)
    for how in (clock_set, started_after):
        with how(timedelta(days=days)):
            here(house)
        with house.open(house.marta):
            assert Person.objects.count() == 1
        with house.open(house.marta):
            Upkeep.objects.update(clock_seen_at=timezone.now())


def test_after_a_restore_what_is_due_goes_although_the_backup_is_weeks_old(house, tmp_path):
    """Whoever restored was told the date, so it counts as seen."""
    written(house, 5)
    copy = Copy(house, tmp_path)
    folder = Path(settings.DATA)
    with started_after(timedelta(days=40)):
        copy.put_back()
        assert here(house) == 1
        write_restore(
            folder, Restore(timezone.now(), timezone.now() - timedelta(days=40), deletions_known=True)
        )
        try:
            assert here(house) == 0
        finally:
            (folder / "restored.json").unlink()


# Who confirms


def confirm(house: House, by: Somebody, day: str) -> int:
    return house.browser(by).post(reverse("confirm-clock", args=[house.vault.id]), {"day": day}).status_code


def test_a_coordinator_says_which_day_it_is_and_what_is_due_goes(house):
    rosa = house.colleague(Role.COORDINATOR)
    written(house, 5)
    with started_after(timedelta(days=40)):
        assert here(house) == 1
        for wrong in (timezone.localdate() - timedelta(days=40), "", "today"):
            assert confirm(house, rosa, str(wrong)) == 200
            assert here(house) == 1
        assert confirm(house, rosa, timezone.localdate().isoformat()) == 302
        assert not asks(house)
        with house.open(house.marta):
            assert not Person.objects.exists()
    with started_after(timedelta(days=42)):  # and after the next start it is believed
        assert not asks(house)


def test_it_asks_for_the_words_again(house):
    with started_after(timedelta(days=40)):
        with mock.patch.object(sessions, "clock", lambda clock=sessions.clock: clock() + 11 * 60):
            asked = house.browser(house.marta).get(reverse("confirm-clock", args=[house.vault.id]))
        assert "six words" in asked.content.decode()


def test_who_works_on_records_is_neither_asked_nor_let_confirm(house):
    rosa = house.colleague(Role.CASE_WORKER)
    written(house, 5)
    with started_after(timedelta(days=40)):
        assert not asks(house, rosa)
        assert confirm(house, rosa, timezone.localdate().isoformat()) == 403
        assert here(house, rosa) == 1


def test_saying_so_in_one_room_says_nothing_in_another(house):
    stranger, other = house.stranger()
    with house.open(stranger, other):
        open_record(draft=PersonDraft(names=[("Fatou", "full")]), by=stranger.member)
        Person.objects.update(keep_until=timezone.localdate() + timedelta(days=5))
    written(house, 5)
    with started_after(timedelta(days=40)):
        assert confirm(house, house.marta, timezone.localdate().isoformat()) == 302
        upkeep.look_again(other.id)
        with house.open(stranger, other):
            assert Person.objects.count() == 1


# What else goes by the clock


def test_no_session_lives_again_and_none_ends_early(house):
    with clock_set(TEN_YEARS):
        assert house.marta.session
    with clock_set(-DAY):
        assert house.marta.session
    gone = house.marta.secret
    with after(timedelta(hours=9)), pytest.raises(sessions.SessionEnded):
        sessions.resume(gone)
    with clock_set(-DAY), pytest.raises(sessions.SessionEnded):
        sessions.resume(gone)


def test_an_invitation_survives_a_clock_that_was_wrong_for_a_while(house):
    with house.open(house.marta):
        invite(name="Rosa", role=Role.READER, by=house.marta.member)
    with clock_set(TEN_YEARS):
        assert not Invitation.objects.open().exists()
        with house.open(house.marta):
            invite(name="Ana", role=Role.READER, by=house.marta.member)
    with house.open(house.marta):
        assert InvitationNote.objects.filter(name="Rosa").exists()  # else nobody could let her in
    assert Invitation.objects.open().filter(expires_at__lt=timezone.now() + timedelta(days=8)).count() == 1


def test_a_login_waits_no_longer_because_the_clock_stood_ahead(house):
    login = b"x" * 32
    with clock_set(TEN_YEARS):
        for _ in range(8):
            try:
                throttle.take_a_try(login)
            except throttle.TooManyTries:
                break
    with pytest.raises(throttle.TooManyTries) as waits:
        throttle.take_a_try(login)
    assert waits.value.seconds <= throttle.LONGEST_WAIT.total_seconds()


def test_a_code_works_once_also_where_the_clock_goes_back(house):
    member, secret = house.marta.member.id, codes.new_secret()
    at = datetime(2026, 11, 22, 12, tzinfo=UTC)
    UsedStep.objects.create(pk=member)
    with time_machine.travel(at, tick=False):
        code = codes.code(secret, int(at.timestamp()) // codes.STEP_SECONDS)
        assert spend(member, secret, code)
        assert not spend(member, secret, code)
    with time_machine.travel(at - DAY, tick=False):
        assert not spend(member, secret, code)
    with time_machine.travel(at, tick=False):
        assert not spend(member, secret, code)
