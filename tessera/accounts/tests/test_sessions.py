"""Open sessions: how they end, and that neither store nor cookie alone opens anything."""

from __future__ import annotations

import pickle

import pytest

from tessera.accounts import actions, sessions
from tessera.accounts.bundles import Bundle
from tessera.accounts.sessions import SessionEnded
from tessera.audit.lines import AuditLineNotWritten
from tessera.sealing import boxes, tokens
from tessera.sealing.formats import SealBroken

MINUTE, HOUR = 60, 3600


class Clock:
    """Seconds, as `sessions.clock` gives them."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch):
    clock = Clock()
    monkeypatch.setattr(sessions, "clock", clock)
    return clock


@pytest.fixture
def secret(clock, member_id):
    return sessions.begin(member_id, Bundle.new("Marta"))


@pytest.fixture
def member_id():
    from uuid import uuid4

    member = uuid4()
    yield member
    sessions.end_all_of(member)


def is_over(secret: str) -> bool:
    try:
        sessions.resume(secret)
    except SessionEnded:
        return True
    return False


def test_the_cookies_secret_opens_the_bundle(secret, member_id):
    session = sessions.resume(secret)
    assert (session.member, session.bundle.name) == (member_id, "Marta")
    assert session.id == tokens.token_hash(secret)


@pytest.mark.parametrize("wrong", ["", "x", "A" * 43])
def test_any_other_secret_opens_nothing(secret, wrong):
    assert is_over(wrong)
    assert not is_over(secret)


def test_half_an_hour_without_use_ends_it(secret, clock):
    clock.now += 30 * MINUTE
    assert not is_over(secret)
    clock.now += 30 * MINUTE + 1
    assert is_over(secret)


def test_use_keeps_it_alive_up_to_eight_hours(secret, clock):
    for _ in range(16):
        clock.now += 30 * MINUTE
        assert not is_over(secret)
    clock.now += 1
    assert is_over(secret)


def test_asking_whether_it_is_open_is_no_use(secret, clock):
    session = sessions.resume(secret).id
    for _ in range(3):
        clock.now += 10 * MINUTE
        assert sessions.is_open(session)
    clock.now += 1
    assert not sessions.is_open(session)
    assert is_over(secret)


def test_what_is_over_is_not_kept(secret, clock, member_id):
    before = len(sessions._sessions)
    clock.now += 9 * HOUR
    sessions.begin(member_id, Bundle.new("Marta"))
    assert tokens.token_hash(secret) not in sessions._sessions
    assert len(sessions._sessions) <= before


def test_ending_one_leaves_the_members_others_open(secret, member_id):
    other = sessions.begin(member_id, Bundle.new("Marta"))
    sessions.end(sessions.resume(secret).id)
    assert is_over(secret)
    assert not is_over(other)
    sessions.end(b"one that never was")


def test_all_of_a_member_end_together_and_nobody_elses(secret, member_id):
    from uuid import uuid4

    somebody = uuid4()
    more = [sessions.begin(member_id, Bundle.new("Marta")) for _ in range(2)]
    others = sessions.begin(somebody, Bundle.new("Rosa"))
    assert sessions.end_all_of(member_id) == 3
    assert all(is_over(one) for one in (secret, *more))
    assert not is_over(others)
    assert sessions.end_all_of(somebody) == 1


def test_a_page_that_looks_again_by_itself_keeps_nothing_alive(house, monkeypatch):
    begun = sessions.clock()
    browser = house.browser(house.marta)
    for minutes in (10, 20, 29):
        monkeypatch.setattr(sessions, "clock", lambda m=minutes: begun + m * 60)
        assert browser.get("/", headers={"X-Look-Again": "1"}).status_code == 200
    monkeypatch.setattr(sessions, "clock", lambda: begun + 31 * 60)
    assert browser.get("/").status_code == 302


def test_one_that_somebody_uses_lives_on(house, monkeypatch):
    begun = sessions.clock()
    browser = house.browser(house.marta)
    for minutes in (29, 58):
        monkeypatch.setattr(sessions, "clock", lambda m=minutes: begun + m * 60)
        assert browser.get("/").status_code == 200


def test_of_ended_sessions_a_thousand_are_known_by_their_member(secret, member_id):
    """So that a form sent too late is kept for its writer; the bundle is gone at once."""
    sessions.end(tokens.token_hash(secret))
    writer = sessions.whose(secret)
    assert writer
    assert writer.member == member_id
    assert sessions.whose("another") is None
    for _ in range(sessions._ENDED_KNOWN):
        sessions.end(tokens.token_hash(sessions.begin(member_id, Bundle.new("Marta"))))
    assert sessions.whose(secret) is None
    assert len(sessions._ended) == sessions._ENDED_KNOWN


def test_the_store_holds_nothing_readable(secret):
    """Whoever reads the store sees who is signed in, and neither the secret nor the private keys."""
    bundle = sessions.resume(secret).bundle
    stored = sessions._sessions[tokens.token_hash(secret)]
    image = pickle.dumps([stored.member.bytes, stored.sealed_bundle, stored.begun, stored.used])
    for clear in (secret.encode(), b"Marta", bundle.kem.private, bundle.signing.private, sessions.BOOT_KEY):
        assert clear not in image
    with pytest.raises(SealBroken):
        boxes.unseal(
            sessions.BOOT_KEY, stored.sealed_bundle, context=f"member {stored.member} bundle session"
        )


def test_a_cookie_opens_nothing_in_another_process(secret, monkeypatch):
    """A restart makes a new boot key: old store and old cookie together are worth nothing."""
    monkeypatch.setattr(sessions, "BOOT_KEY", boxes.new_key())
    with pytest.raises(SealBroken):
        sessions.resume(secret)


def test_a_bundle_at_rest_is_none_of_a_session(member_id):
    bundle, key = Bundle.new("Marta"), boxes.new_key()
    at_rest = bundle.seal(key, member=member_id, place="at rest")
    assert Bundle.unseal(key, at_rest, member=member_id, place="at rest") == bundle
    with pytest.raises(SealBroken):
        Bundle.unseal(key, at_rest, member=member_id, place="session")


def test_secrets_do_not_show_in_messages(secret):
    session = sessions.resume(secret)
    stored = sessions._sessions[session.id]
    for shown in (repr(session), repr(session.bundle), repr(stored), str(session)):
        assert "Marta" not in shown
        assert "private" not in shown
        assert "sealed_bundle" not in shown


def test_the_wall_clock_is_not_asked(secret, monkeypatch):
    import time_machine

    with time_machine.travel("2050-01-01"):
        assert not is_over(secret)


def test_time_goes_on_while_a_laptop_sleeps():
    import time

    if not hasattr(time, "CLOCK_BOOTTIME"):
        pytest.skip("this system has no such clock")
    assert sessions._CLOCK == time.CLOCK_BOOTTIME
    assert sessions.clock() <= time.clock_gettime(time.CLOCK_BOOTTIME)


def test_locking_forgets_the_keys_and_says_so(house):
    from tessera.audit.models import CommonsLine

    session = house.marta.session
    actions.lock(session=session.id, by=house.marta.member)
    assert is_over(house.marta.secret)
    assert CommonsLine.objects.last().verb == "locked"


def test_locking_forgets_the_keys_even_when_no_line_can_be_written(house, monkeypatch):
    from django.db import DatabaseError

    def full(*_args, **_kwargs):
        raise DatabaseError("database or disk is full")

    session = house.marta.session
    monkeypatch.setattr("tessera.audit.models.CommonsLine.save_base", full)
    with pytest.raises(AuditLineNotWritten):
        actions.lock(session=session.id, by=house.marta.member)
    assert is_over(house.marta.secret)


def test_removing_a_member_ends_all_they_have_open(house):
    rosa = house.colleague(name="Rosa")
    _member, second = actions.sign_in(login=rosa.login, passphrase=rosa.passphrase)
    actions.end_membership(member=rosa.member, by=house.marta.member)
    assert is_over(rosa.secret)
    assert is_over(second)
    assert not is_over(house.marta.secret)
