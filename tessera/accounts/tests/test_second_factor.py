"""The second factor: each code once, no word about who has one, and no way around it."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
import time_machine
from django.conf import settings as configured
from django.db import DatabaseError
from hypothesis import given, settings, strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from tessera.accounts import actions, second_factor, sessions, throttle
from tessera.accounts.actions import CodeNeeded, CodeRefused, SignInRefused
from tessera.accounts.models import RecoveryCode, SignInThrottle, UsedStep
from tessera.accounts.sessions import SessionEnded
from tessera.accounts.throttle import TooManyTries
from tessera.audit.lines import AuditLineNotWritten
from tessera.audit.models import CommonsLine
from tessera.sealing import boxes, codes, passphrases
from tessera.sealing.formats import SealBroken
from tests.at_once import at_once

NOON = 1_800_000_000  # seconds; a multiple of the step


@pytest.fixture
def clock():
    with time_machine.travel(NOON, tick=False) as clock:
        yield clock


@pytest.fixture
def rosa(house, clock):
    """With a second factor, its secret, her codes on paper, and half a minute later."""
    rosa = house.colleague(name="Rosa")
    secret = codes.new_secret()
    rosa.secret, paper = actions.switch_on_second_factor(
        words=rosa.passphrase, secret=secret, code=now(secret), session=rosa.session, by=rosa.member
    )
    rosa.member.refresh_from_db()
    clock.shift(codes.STEP_SECONDS)
    return rosa, secret, paper


def now(secret: bytes, away: int = 0) -> str:
    return codes.code(secret, int(time.time()) // codes.STEP_SECONDS + away)


def first_step(somebody, words: str | None = None) -> str:
    with pytest.raises(CodeNeeded) as needed:
        actions.sign_in(login=somebody.login, passphrase=words or somebody.passphrase)
    return needed.value.waiting


def test_words_and_code_open_the_members_own_bundle(rosa):
    rosa, secret, _paper = rosa
    member, cookie = actions.finish_sign_in(waiting=first_step(rosa), code=now(secret))
    assert member == rosa.member
    assert sessions.resume(cookie).bundle == rosa.session.bundle
    assert CommonsLine.objects.last().verb == "signed-in"


def test_words_alone_open_nothing(rosa):
    rosa, _secret, _paper = rosa
    before = len(sessions._sessions)
    waiting = first_step(rosa)
    assert len(sessions._sessions) == before
    with pytest.raises(SessionEnded):
        sessions.resume(waiting)
    assert CommonsLine.objects.last().verb != "signed-in"


def test_the_secret_of_a_session_is_none_of_somebody_who_waits(rosa):
    with pytest.raises(SessionEnded):
        sessions.waiting(rosa[0].secret)


@pytest.mark.parametrize("words", ["", "one two three four five six"])
def test_wrong_words_say_the_same_with_and_without_a_second_factor(house, rosa, words):
    answers = [
        house.browser().post("/sign-in/", {"login": login, "passphrase": words or "x"})
        for login in (rosa[0].login, "marta", "nobody")
    ]
    pages = {
        answer.content.decode().split('<form class="card"')[0].split("csrfmiddlewaretoken")[0]
        for answer in answers
    }
    assert {answer.status_code for answer in answers} == {200}
    assert len(pages) == 1
    assert not any(configured.SECOND_STEP_COOKIE in answer.cookies for answer in answers)


@pytest.mark.parametrize("away", [-1, 0, 1])
def test_a_code_works_once(rosa, clock, away):
    rosa, secret, _paper = rosa
    clock.shift(60)
    code = now(secret, away)
    actions.finish_sign_in(waiting=first_step(rosa), code=code)
    with pytest.raises(SignInRefused):
        actions.finish_sign_in(waiting=first_step(rosa), code=code)


def test_an_older_code_does_not_work_after_a_newer_one(rosa, clock):
    rosa, secret, _paper = rosa
    clock.shift(60)
    older, newer = now(secret, -1), now(secret)
    actions.finish_sign_in(waiting=first_step(rosa), code=newer)
    with pytest.raises(SignInRefused):
        actions.finish_sign_in(waiting=first_step(rosa), code=older)


def test_the_code_that_switched_it_on_is_used(rosa, clock):
    rosa, secret, _paper = rosa
    with pytest.raises(SignInRefused):
        actions.finish_sign_in(waiting=first_step(rosa), code=now(secret, -1))


def test_of_two_sessions_at_once_one_gets_in_with_a_code(rosa):
    rosa, secret, paper = rosa
    for code in (now(secret), paper[0]):
        waiting = [first_step(rosa) for _ in range(4)]
        outcomes = at_once(*[lambda w=w, c=code: actions.finish_sign_in(waiting=w, code=c) for w in waiting])
        assert sum(isinstance(one, tuple) for one in outcomes) == 1, outcomes
        assert all(isinstance(one, (tuple, SignInRefused, TooManyTries)) for one in outcomes)
        throttle.forget(bytes(rosa.member.login_hash))


def test_every_code_on_paper_works_once_however_it_is_typed(rosa):
    rosa, _secret, paper = rosa
    assert len(paper) == 10
    for left, code in zip(range(9, -1, -1), paper, strict=True):
        actions.finish_sign_in(waiting=first_step(rosa), code=code.lower().replace("-", " "))
        assert second_factor.left(rosa.member.id) == left
    with pytest.raises(SignInRefused):
        actions.finish_sign_in(waiting=first_step(rosa), code=paper[0])


def test_another_members_codes_do_not_work(house, rosa, clock):
    rosa, _secret, _paper = rosa
    ana = house.colleague(name="Ana")
    _cookie, hers = actions.switch_on_second_factor(
        words=ana.passphrase,
        secret=(s := codes.new_secret()),
        code=now(s),
        session=ana.session,
        by=ana.member,
    )
    with pytest.raises(SignInRefused):
        actions.finish_sign_in(waiting=first_step(rosa), code=hers[0])
    assert second_factor.left(ana.member.id) == 10


def test_a_row_put_into_the_database_makes_no_code(rosa):
    """Who writes the database, even with the pepper, lacks the secret inside the bundle."""
    from tessera.accounts.pepper import pepper

    rosa, _secret, _paper = rosa
    forged = codes.recovery_hash(codes.new_secret(), "AAAA-BBBB-CCCC", pepper=pepper())
    RecoveryCode.objects.create(member=rosa.member.id, code_hash=forged)
    with pytest.raises(SignInRefused):
        actions.finish_sign_in(waiting=first_step(rosa), code="AAAA-BBBB-CCCC")


def test_deleting_every_row_switches_nothing_off(rosa):
    rosa, _secret, _paper = rosa
    second_factor.forget(rosa.member.id)
    assert first_step(rosa)


def test_who_waits_has_minutes(rosa, monkeypatch):
    rosa, secret, _paper = rosa
    begun = sessions.clock()
    monkeypatch.setattr(sessions, "clock", lambda: begun)
    waiting = first_step(rosa)
    monkeypatch.setattr(sessions, "clock", lambda: begun + 5 * 60 + 1)
    with pytest.raises(SessionEnded):
        actions.finish_sign_in(waiting=waiting, code=now(secret))
    assert not waiting_of(rosa)


def waiting_of(somebody):
    """Who else is half signed in, from other tests of this process, is nobody's business here."""
    return [one for one in sessions._waiting.values() if one.member == somebody.member.id]


def test_what_waits_opens_with_its_cookie_only(rosa):
    rosa, secret, _paper = rosa
    waiting = first_step(rosa)
    (held,) = waiting_of(rosa)
    assert secret not in held.sealed_bundle
    with pytest.raises(SealBroken):
        boxes.unseal(
            sessions.BOOT_KEY, held.sealed_bundle, context=f"member {held.member} bundle second step"
        )
    with pytest.raises(SealBroken):
        boxes.unseal(
            sessions._session_wrap_key(waiting),
            held.sealed_bundle,
            context=f"member {held.member} bundle session",
        )


def test_who_is_removed_while_they_wait_gets_no_further(house, rosa):
    rosa, secret, _paper = rosa
    waiting = first_step(rosa)
    actions.end_membership(member=rosa.member, by=house.marta.member)
    with pytest.raises(SessionEnded):
        actions.finish_sign_in(waiting=waiting, code=now(secret))
    assert not RecoveryCode.objects.exists()
    assert not UsedStep.objects.exists()


# Guessing


def _take_both_steps(somebody, code: str) -> None:
    try:
        actions.sign_in(login=somebody.login, passphrase=somebody.passphrase)
    except CodeNeeded as needed:
        actions.finish_sign_in(waiting=needed.waiting, code=code)


def test_codes_are_throttled_with_the_login_and_right_words_make_no_room(rosa):
    rosa, _secret, _paper = rosa
    tries = 0
    for _ in range(50):
        try:
            _take_both_steps(rosa, "000 000")
        except SignInRefused:
            tries += 1
        except TooManyTries:
            break
    assert tries <= throttle.FREE_TRIES + 1
    assert SignInThrottle.objects.get(pk=bytes(rosa.member.login_hash)).failures == tries


def test_a_right_code_forgets_the_wrong_ones_and_says_how_many(rosa):
    rosa, secret, _paper = rosa
    waiting = first_step(rosa)
    for _ in range(2):
        with pytest.raises(SignInRefused):
            actions.finish_sign_in(waiting=waiting, code="000 000")
    actions.finish_sign_in(waiting=waiting, code=now(secret))
    assert CommonsLine.objects.last().details == '{"refused_before": 2}'
    assert not SignInThrottle.objects.exists()


@settings(max_examples=40)
@given(typed=st.text(max_size=40))
def test_whatever_is_typed_as_a_code_opens_nothing(rosa, typed):
    rosa, secret, paper = rosa
    if not second_factor.spend(rosa.member.id, secret, typed):
        assert second_factor.left(rosa.member.id) == len(paper)
    else:
        raise AssertionError(f"{typed!r} was taken for a code")


# Switching on and off, new words


def test_switching_on_needs_the_words_and_a_code_of_the_app(house, clock):
    marta, secret = house.marta, codes.new_secret()
    asked = {"secret": secret, "session": marta.session, "by": marta.member}
    with pytest.raises(SignInRefused):
        actions.switch_on_second_factor(words="one two three", code=now(secret), **asked)
    with pytest.raises(CodeRefused):
        actions.switch_on_second_factor(words=marta.passphrase, code=now(secret, 5), **asked)
    assert not RecoveryCode.objects.exists()
    assert marta.session.bundle.second_factor is None


def test_every_session_from_before_ends(house, clock):
    marta, secret = house.marta, codes.new_secret()
    _member, other = actions.sign_in(login="marta", passphrase=marta.passphrase)
    cookie, _paper = actions.switch_on_second_factor(
        words=marta.passphrase, secret=secret, code=now(secret), session=marta.session, by=marta.member
    )
    for over in (marta.secret, other):
        with pytest.raises(SessionEnded):
            sessions.resume(over)
    assert sessions.resume(cookie).bundle.second_factor == secret


def test_switching_off_needs_words_and_code(rosa):
    rosa, secret, _paper = rosa
    asked = {"session": rosa.session, "by": rosa.member}
    for words, code in (("x", now(secret)), (rosa.passphrase, ""), (rosa.passphrase, "000000")):
        with pytest.raises(SignInRefused):
            actions.switch_off_second_factor(words=words, code=code, **asked)
    assert first_step(rosa)
    actions.switch_off_second_factor(words=rosa.passphrase, code=now(secret), **asked)
    assert actions.sign_in(login=rosa.login, passphrase=rosa.passphrase)
    assert not RecoveryCode.objects.exists()
    assert not UsedStep.objects.exists()


def test_new_codes_replace_the_old_ones(rosa):
    rosa, _secret, paper = rosa
    fresh = actions.renew_recovery_codes(session=rosa.session, by=rosa.member)
    assert second_factor.left(rosa.member.id) == 10
    with pytest.raises(SignInRefused):
        actions.finish_sign_in(waiting=first_step(rosa), code=paper[0])
    assert actions.finish_sign_in(waiting=first_step(rosa), code=fresh[0])


def test_new_words_open_the_same_keys_with_the_same_second_factor(rosa):
    rosa, secret, _paper = rosa
    before, words = rosa.session.bundle, passphrases.new_passphrase("es")
    cookie = actions.change_words(words=words, session=rosa.session, by=rosa.member)
    assert sessions.resume(cookie).bundle == before
    with pytest.raises(SignInRefused):
        actions.sign_in(login=rosa.login, passphrase=rosa.passphrase)
    _member, again = actions.finish_sign_in(waiting=first_step(rosa, words), code=now(secret))
    assert sessions.resume(again).bundle == before


def test_new_words_end_all_that_was_open_or_waited(rosa):
    rosa, secret, _paper = rosa
    waiting, old = first_step(rosa), rosa.secret
    actions.change_words(words="abandon ability", session=rosa.session, by=rosa.member)
    with pytest.raises(SessionEnded):
        sessions.resume(old)
    with pytest.raises(SessionEnded):
        actions.finish_sign_in(waiting=waiting, code=now(secret))


def test_a_session_that_ended_meanwhile_changes_nothing(house, clock):
    """Its bundle may be older than what is stored: sealing that would undo the other's change."""
    marta, secret = house.marta, codes.new_secret()
    stale = marta.session
    words = passphrases.new_passphrase("en")
    actions.change_words(words=words, session=stale, by=marta.member)
    stored = type(marta.member).objects.get(pk=marta.member.pk)
    with pytest.raises(SessionEnded):
        actions.change_words(words="one two three", session=stale, by=marta.member)
    with pytest.raises(SessionEnded):
        actions.switch_on_second_factor(
            words=marta.passphrase, secret=secret, code=now(secret), session=stale, by=marta.member
        )
    assert type(marta.member).objects.get(pk=marta.member.pk).sealed_bundle == stored.sealed_bundle
    assert actions.sign_in(login="marta", passphrase=words)


def test_of_two_changes_at_once_one_counts_and_opens(house):
    marta = house.marta
    session, words = marta.session, [passphrases.new_passphrase("en") for _ in range(3)]
    outcomes = at_once(
        *[lambda w=w: actions.change_words(words=w, session=session, by=marta.member) for w in words]
    )
    counted = [w for w, one in zip(words, outcomes, strict=True) if isinstance(one, str)]
    assert len(counted) == 1, outcomes
    assert actions.sign_in(login="marta", passphrase=counted[0])


def test_who_signs_in_with_what_was_just_replaced_comes_too_late(house, monkeypatch):
    marta, real = house.marta, sessions.begin

    def meanwhile(member, bundle):
        monkeypatch.setattr(sessions, "begin", real)
        actions.change_words(words="new words", session=marta.session, by=marta.member)
        return real(member, bundle)

    monkeypatch.setattr(sessions, "begin", meanwhile)
    with pytest.raises(SignInRefused):
        actions.sign_in(login="marta", passphrase=marta.passphrase)


def full(*_args, **_kwargs):
    raise DatabaseError("database or disk is full")


def test_sessions_end_even_when_no_line_can_be_written(house, monkeypatch):
    others = [actions.sign_in(login="marta", passphrase=house.marta.passphrase)[1] for _ in range(2)]
    name = next(one.name for one in sessions.list_of(sessions.resume(others[0])) if one.is_this)
    monkeypatch.setattr("tessera.audit.models.CommonsLine.save_base", full)
    with pytest.raises(AuditLineNotWritten):
        actions.end_session(name=name, by=house.marta.member)
    with pytest.raises(AuditLineNotWritten):
        actions.end_other_sessions(session=house.marta.session.id, by=house.marta.member)
    for over in others:
        with pytest.raises(SessionEnded):
            sessions.resume(over)
    assert house.marta.session


def test_without_its_line_a_session_is_not_fresh(house, monkeypatch):
    begun = sessions.clock()
    monkeypatch.setattr(sessions, "clock", lambda: begun + 660)
    monkeypatch.setattr("tessera.audit.models.CommonsLine.save_base", full)
    with pytest.raises(AuditLineNotWritten):
        actions.confirm(words=house.marta.passphrase, session=house.marta.session, by=house.marta.member)
    assert not house.marta.session.is_fresh


@pytest.mark.parametrize("change", ["words", "on", "off", "codes"])
def test_without_its_line_nothing_changes(house, rosa, monkeypatch, change):
    rosa, secret, paper = rosa
    asked = {"session": rosa.session, "by": rosa.member}
    marta, fresh = house.marta, codes.new_secret()
    calls = {
        "words": lambda: actions.change_words(words="a b c", **asked),
        "on": lambda: actions.switch_on_second_factor(
            words=marta.passphrase, secret=fresh, code=now(fresh), session=marta.session, by=marta.member
        ),
        "off": lambda: actions.switch_off_second_factor(words=rosa.passphrase, code=now(secret), **asked),
        "codes": lambda: actions.renew_recovery_codes(**asked),
    }
    with monkeypatch.context() as patched:
        patched.setattr("tessera.audit.models.CommonsLine.save_base", full)
        with pytest.raises(AuditLineNotWritten):
            calls[change]()
    assert actions.sign_in(login="marta", passphrase=marta.passphrase)
    assert actions.finish_sign_in(waiting=first_step(rosa), code=paper[0])


def test_a_server_clock_that_stood_ahead_leaves_the_codes_on_paper(rosa, clock):
    rosa, secret, paper = rosa
    clock.shift(timedelta(days=3650))
    actions.finish_sign_in(waiting=first_step(rosa), code=now(secret))
    clock.shift(-timedelta(days=3650))
    with pytest.raises(SignInRefused):
        actions.finish_sign_in(waiting=first_step(rosa), code=now(secret))
    assert actions.finish_sign_in(waiting=first_step(rosa), code=paper[0])


def test_secret_and_codes_are_nowhere_on_the_disk(rosa):
    from tessera.accounts.tests.test_signing_in import everything_stored

    rosa, secret, paper = rosa
    stored = everything_stored()
    for clear in (codes.letters(secret), codes.letters(secret).replace(" ", ""), secret.decode("latin-1")):
        assert clear not in stored
    for code in paper:
        assert code not in stored
        assert code.replace("-", "") not in stored


# Against a small model


def test_any_order_of_codes_and_time(rosa, clock):
    rosa, secret, _paper = rosa

    class Codes(RuleBasedStateMachine):
        @initialize()
        def begin(self):
            second_factor.begin(rosa.member.id, secret, -1)
            self.paper = set(second_factor.new_codes(rosa.member.id, secret))
            self.spent, self.last = set(), -1

        @rule(seconds=st.integers(0, 100))
        def wait(self, seconds):
            clock.shift(seconds)

        @rule(away=st.integers(-3, 3))
        def app(self, away):
            step = int(time.time()) // codes.STEP_SECONDS + away
            fits = abs(away) <= 1 and step > self.last
            assert second_factor.spend(rosa.member.id, secret, codes.code(secret, step)) == fits
            if fits:
                self.last = step

        @rule(data=st.data())
        def from_paper(self, data):
            code = data.draw(st.sampled_from(sorted(self.paper | self.spent)))
            assert second_factor.spend(rosa.member.id, secret, code) == (code in self.paper)
            self.paper.discard(code)
            self.spent.add(code)

        @rule()
        def anew(self):
            self.spent |= self.paper
            self.paper = set(second_factor.new_codes(rosa.member.id, secret))

        @invariant()
        def as_many_as_said(self):
            if hasattr(self, "paper"):
                assert second_factor.left(rosa.member.id) == len(self.paper)

    run_state_machine_as_test(Codes, settings=settings(max_examples=20, stateful_step_count=25))
