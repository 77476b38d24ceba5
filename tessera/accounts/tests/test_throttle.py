"""Guessing at one login gets slow, for logins that exist as for those that do not."""

from __future__ import annotations

from contextlib import suppress
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from hypothesis import given, settings, strategies as st
from hypothesis.extra.django import TransactionTestCase

from tessera.accounts import actions
from tessera.accounts.actions import SignInRefused
from tessera.accounts.models import SignInThrottle
from tessera.accounts.pepper import login_hash
from tessera.accounts.throttle import FREE_TRIES, TooManyTries, forget, take_a_try
from tests.at_once import at_once

NOON = datetime(2026, 3, 1, 12, tzinfo=UTC)
LOGIN = b"l" * 32

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keys"])


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as traveller:
        yield traveller


def wait_after_next_try(login: bytes = LOGIN) -> int:
    take_a_try(login)
    try:
        take_a_try(login)
    except TooManyTries as wait:
        return wait.seconds
    raise AssertionError("no wait")


def test_five_tries_are_free_then_the_wait_doubles_up_to_a_quarter_of_an_hour(clock):
    for _ in range(FREE_TRIES):
        take_a_try(LOGIN)
    waits = []
    for _ in range(12):
        waits.append(wait_after_next_try())
        clock.shift(waits[-1])
    assert waits == [2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900, 900]


def test_a_wait_is_over_when_it_said_and_not_before(clock):
    for _ in range(FREE_TRIES):
        take_a_try(LOGIN)
    assert wait_after_next_try() == 2
    clock.shift(1.5)
    with pytest.raises(TooManyTries) as wait:
        take_a_try(LOGIN)
    assert wait.value.seconds == 1
    clock.shift(0.5)
    take_a_try(LOGIN)


def test_trying_while_one_has_to_wait_makes_the_wait_no_longer(clock):
    """Otherwise whoever knows a login could lock it for good."""
    for _ in range(FREE_TRIES + 1):
        take_a_try(LOGIN)
    for _ in range(100):
        with pytest.raises(TooManyTries):
            take_a_try(LOGIN)
    clock.shift(2)
    take_a_try(LOGIN)


def test_logins_are_throttled_each_on_its_own(clock):
    for _ in range(FREE_TRIES):
        take_a_try(LOGIN)
    wait_after_next_try()
    take_a_try(b"another" + bytes(25))


def test_right_words_forget_the_wrong_ones_before(clock):
    for _ in range(4):
        take_a_try(LOGIN)
    assert forget(LOGIN) == 3  # the fourth was the right one
    assert not SignInThrottle.objects.exists()
    assert forget(LOGIN) == 0
    for _ in range(FREE_TRIES):
        take_a_try(LOGIN)


def test_after_a_quiet_day_the_tries_are_free_again_and_nothing_is_kept(clock):
    for _ in range(FREE_TRIES + 1):
        take_a_try(LOGIN)
    clock.shift(timedelta(hours=23))
    assert wait_after_next_try() == 4
    clock.shift(timedelta(days=1, minutes=20))
    take_a_try(b"another" + bytes(25))
    assert not SignInThrottle.objects.filter(pk=LOGIN).exists()


def test_a_clock_set_forward_and_back_shuts_nobody_out(clock):
    with time_machine.travel(NOON + timedelta(days=3650), tick=False):
        for _ in range(FREE_TRIES + 1):
            take_a_try(LOGIN)
    with pytest.raises(TooManyTries) as wait:
        take_a_try(LOGIN)
    assert wait.value.seconds == 15 * 60
    clock.shift(timedelta(minutes=5))
    with pytest.raises(TooManyTries) as wait:
        take_a_try(LOGIN)
    assert wait.value.seconds == 10 * 60  # what was said before still holds
    clock.shift(timedelta(minutes=10))
    take_a_try(LOGIN)


def test_a_clock_set_back_gives_no_free_tries(clock):
    for _ in range(FREE_TRIES + 3):
        try:
            take_a_try(LOGIN)
        except TooManyTries as wait:
            clock.shift(wait.seconds)
            take_a_try(LOGIN)
    clock.shift(timedelta(days=-1))
    with pytest.raises(TooManyTries):
        take_a_try(LOGIN)


def test_tries_at_the_same_moment_all_count():
    outcomes = at_once(*[lambda: take_a_try(LOGIN)] * 12)
    assert outcomes.count(None) == FREE_TRIES + 1  # the sixth is let through and starts the waiting
    assert sum(isinstance(outcome, TooManyTries) for outcome in outcomes) == 12 - FREE_TRIES - 1


def test_sign_ins_at_the_same_moment_are_all_counted_before_any_is_answered(house):
    """Twelve browsers guess at once: no more of them are looked at than if they had come one by one."""
    outcomes = at_once(*[lambda: actions.sign_in(login="marta", passphrase="one two three")] * 12)
    assert sum(isinstance(outcome, SignInRefused) for outcome in outcomes) == FREE_TRIES + 1
    assert sum(isinstance(outcome, TooManyTries) for outcome in outcomes) == 12 - FREE_TRIES - 1


def test_right_words_open_nothing_while_the_login_waits(house, clock):
    for _ in range(FREE_TRIES + 1):
        with pytest.raises(SignInRefused):
            actions.sign_in(login="marta", passphrase="one two three")
    with pytest.raises(TooManyTries):
        actions.sign_in(login="marta", passphrase=house.marta.passphrase)
    clock.shift(2)
    member, _secret = actions.sign_in(login="marta", passphrase=house.marta.passphrase)
    assert member == house.marta.member
    assert not SignInThrottle.objects.exists()


def test_unknown_logins_wait_exactly_like_known_ones(house, clock):
    def told(login: str) -> list[str]:
        answers = []
        for _ in range(9):
            try:
                actions.sign_in(login=login, passphrase="one two three")
            except (SignInRefused, TooManyTries) as error:
                answers.append(f"{type(error).__name__} {error}")
        return answers

    assert told("marta") == told("nobody")


def test_what_is_kept_of_a_try_names_nobody(house):
    with pytest.raises(SignInRefused):
        actions.sign_in(login="nobody", passphrase="one two three")
    kept = SignInThrottle.objects.get()
    assert bytes(kept.pk) == login_hash("nobody")
    assert str(kept).startswith("1 failures, wait until")
    assert {field.name for field in SignInThrottle._meta.fields} == {"login_hash", "failures", "wait_until"}


class AnyPace(TransactionTestCase):
    """However a guesser paces the tries, no more than this many are looked at in a day."""

    databases = {"default", "keys"}

    @settings(max_examples=30)
    @given(pauses=st.lists(st.sampled_from([0, 1, 3, 60, 900, 3600, 50_000, 86_401]), max_size=60))
    def test_any_pace(self, pauses):
        SignInThrottle.objects.all().delete()
        looked_at: list[datetime] = []
        with time_machine.travel(NOON, tick=False) as clock:
            for pause in pauses:
                clock.shift(pause)
                with suppress(TooManyTries):
                    take_a_try(LOGIN)
                    looked_at.append(datetime.now(UTC))
        for start in looked_at:
            within_a_minute = [at for at in looked_at if start <= at < start + timedelta(minutes=1)]
            assert len(within_a_minute) <= FREE_TRIES + 6


def test_who_deletes_the_rows_gives_tries_back(clock):
    """What the threat model says of somebody who writes the file of keys."""
    for _ in range(FREE_TRIES):
        take_a_try(LOGIN)
    assert wait_after_next_try()
    SignInThrottle.objects.all().delete()
    take_a_try(LOGIN)
