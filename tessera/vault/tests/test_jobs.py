"""Work that needs the key: in batches, stopped by a lock, resumable, and never twice at once."""

from __future__ import annotations

import threading
from collections.abc import Generator
from uuid import uuid4

import pytest
from django.db import connections, transaction

from tessera.accounts import actions as accounts, sessions
from tessera.tracing.actions import open_record
from tessera.tracing.drafts import PersonDraft
from tessera.tracing.models import Person
from tessera.vault import jobs
from tessera.vault.current import VaultLocked, current_vault
from tessera.web.logs import ContentFreeFormatter

PATIENCE = 60  # seconds, on the slowest machine


class Work:
    """Writes one record a batch, and does each next batch when the test says so."""

    def __init__(self, house, *, batches: int = 3, falls_over_after: int | None = None) -> None:
        self.by, self.batches, self.falls_over_after = house.marta.member, batches, falls_over_after
        self.done, self.closed = 0, False
        self.may_go_on, self.is_between = threading.Semaphore(0), threading.Semaphore(0)

    def __call__(self) -> Generator[None, None, None]:
        try:
            while self.done < self.batches:
                assert self.may_go_on.acquire(timeout=PATIENCE)
                with transaction.atomic(using=current_vault().alias):
                    open_record(draft=PersonDraft(), by=self.by)
                self.done += 1
                if self.done == self.falls_over_after:
                    raise ValueError("Amadou Diallo cannot be read")
                self.is_between.release()
                yield
        finally:
            self.closed = True

    def do_one(self) -> None:
        self.may_go_on.release()
        assert self.is_between.acquire(timeout=PATIENCE)


@pytest.fixture
def begin(house):
    """Starts work in the house's vault for Marta, as a view does: the job outlives the request."""
    started = []

    def begin(work, somebody=None, job=None):
        somebody, job = somebody or house.marta, job or uuid4()
        with house.open(somebody) as room:
            jobs.start(job, work, room=room, session=somebody.session.id)
        started.append((job, work))
        return job

    yield begin
    for job, work in started:
        if isinstance(work, Work):
            work.may_go_on.release(100)
        over(job)


def over(job) -> None:
    jobs.wait(job, PATIENCE)
    assert not jobs.is_running(job)


def records(house, somebody=None) -> int:
    with house.open(somebody or house.marta):
        return Person.objects.count()


def test_it_goes_on_after_the_request_until_it_is_done(house, begin):
    work = Work(house)
    job = begin(work)
    with pytest.raises(VaultLocked):
        current_vault()
    for done in range(1, 4):
        assert jobs.is_running(job)
        work.do_one()
        assert records(house) == done
    over(job)
    assert work.closed


def test_each_batch_is_kept_by_itself(house, begin):
    work = Work(house, batches=10)
    begin(work)
    work.do_one()
    work.do_one()
    assert records(house) == 2


@pytest.mark.parametrize("ending", ["lock", "removal", "idleness"])
def test_it_stops_at_the_next_batch_when_the_session_is_over(house, begin, ending, monkeypatch):
    rosa = house.colleague("coordinator", "Rosa")
    work = Work(house, batches=100)
    job = begin(work, rosa)
    work.do_one()
    if ending == "lock":
        accounts.lock(session=rosa.session.id, by=rosa.member)
    elif ending == "removal":
        accounts.end_membership(member=rosa.member, by=house.marta.member)
    else:
        sessions._sessions[rosa.session.id].used -= 31 * 60
    work.may_go_on.release()
    over(job)
    assert work.closed
    assert work.done <= 2
    assert records(house) == work.done


def test_a_running_job_does_not_keep_its_session_alive(house, begin, monkeypatch):
    now = sessions.clock()
    monkeypatch.setattr(sessions, "clock", lambda: now)
    work = Work(house, batches=100)
    session = house.marta.session.id
    begin(work)
    for _ in range(5):
        now += 7 * 60
        if sessions.is_open(session):
            work.do_one()
    assert not sessions.is_open(session)
    assert work.done == 4


def test_somebody_elses_lock_does_not_stop_it(house, begin):
    rosa = house.colleague(name="Rosa")
    work = Work(house)
    job = begin(work)
    work.do_one()
    accounts.lock(session=rosa.session.id, by=rosa.member)
    work.do_one()
    work.do_one()
    over(job)
    assert work.done == 3


def test_the_same_job_does_not_run_twice_at_once(house, begin):
    work, second = Work(house), Work(house)
    job = begin(work)
    begin(second, job=job)
    work.do_one()
    work.do_one()
    work.do_one()
    over(job)
    assert (work.done, second.done) == (3, 0)


def test_of_many_who_start_it_at_the_same_moment_one_does(house, begin):
    from tests.at_once import at_once

    job, works = uuid4(), [Work(house) for _ in range(6)]
    session = house.marta.session
    with house.open(house.marta) as room:
        at_once(*[lambda w=w: jobs.start(job, w, room=room, session=session.id) for w in works])
    for work in works:
        work.may_go_on.release(3)
    over(job)
    assert sorted(work.done for work in works) == [0, 0, 0, 0, 0, 3]


def test_who_asks_for_the_next_step_while_this_one_clears_up_is_not_forgotten(house, begin, monkeypatch):
    """The first step has said that it is done, and not gone yet."""
    may_leave, ran, wait = threading.Event(), [], jobs.wait

    def first():
        yield
        assert may_leave.wait(PATIENCE)

    def second():
        ran.append("second")
        yield

    def let_go_and_wait(job, _seconds):
        may_leave.set()
        wait(job, PATIENCE)

    job = begin(first)
    monkeypatch.setattr(jobs, "wait", let_go_and_wait)
    begin(second, job=job)
    over(job)
    assert ran == ["second"]


def test_what_cannot_be_started_is_not_said_to_run(house, begin, monkeypatch):
    def no_threads_left(_thread):
        raise RuntimeError("can't start new thread")

    job = uuid4()
    with monkeypatch.context() as patch:
        patch.setattr(threading.Thread, "start", no_threads_left)
        with pytest.raises(RuntimeError):
            begin(Work(house), job=job)
    assert not jobs.is_running(job)
    again = Work(house, batches=1)
    begin(again, job=job)
    again.do_one()
    over(job)


def test_who_waits_while_a_job_is_being_started_is_not_turned_away(house, begin, monkeypatch):
    """Whatever moment it is, a job that is known can be waited for."""
    job, start = uuid4(), threading.Thread.start

    def ask_first(thread):
        if thread.name == "job":
            monkeypatch.undo()
            assert job not in jobs._running
        start(thread)

    monkeypatch.setattr(threading.Thread, "start", ask_first)
    work = Work(house, batches=1)
    begin(work, job=job)
    work.do_one()
    over(job)


def test_two_jobs_run_side_by_side(house, begin):
    one, other = Work(house), Work(house)
    begin(one)
    begin(other)
    one.do_one()
    other.do_one()
    assert records(house) == 2


def test_after_an_error_it_can_be_taken_up_again(house, begin, caplog):
    work = Work(house, falls_over_after=2)
    job = begin(work)
    work.do_one()
    work.may_go_on.release()
    over(job)
    assert records(house) == 2
    again = Work(house, batches=1)
    assert begin(again, job=job) == job
    again.do_one()
    over(job)
    assert records(house) == 3


def test_what_went_wrong_is_logged_without_a_word_of_it(house, begin, caplog):
    work = Work(house, falls_over_after=1)
    job = begin(work)
    work.may_go_on.release()
    over(job)
    (record,) = caplog.records
    logged = ContentFreeFormatter().format(record)
    assert "job stopped by ValueError" in logged
    assert "Amadou" not in logged


def test_work_that_cannot_even_begin_is_over_at_once(house, begin):
    def falls_over():
        raise LookupError
        yield

    over(begin(falls_over))


def test_the_vault_is_open_in_the_jobs_thread_and_closed_after_it(house, begin):
    seen = {}

    def look():
        seen["thread"], seen["room"] = threading.current_thread(), current_vault()
        seen["alias"] = current_vault().alias in connections.settings or current_vault().alias
        yield

    job = begin(look)
    over(job)
    assert seen["thread"] is not threading.current_thread()
    assert seen["room"].id == house.vault.id


def test_waiting_for_a_job_that_nobody_started_ends_at_once():
    jobs.wait(uuid4(), PATIENCE)
    assert not jobs.is_running(uuid4())
