"""Work in the background: stopped, taken up, cancelled, failed and taken back, and never done twice or by halves."""

from __future__ import annotations

import threading

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tessera.accounts import sessions
from tessera.accounts.models import Role
from tessera.audit.models import VaultLine
from tessera.exchange import actions
from tessera.exchange.imports import work
from tessera.exchange.models import ImportProblem, ImportRun, State
from tessera.exchange.tests.stopping import gate, listed
from tessera.exchange.tests.walking import Walk
from tessera.tracing.models import Identifier, Name, Person, Trait
from tessera.tracing.tests.described import TYPED
from tessera.vault import jobs
from tessera.vault.models import Attachment


@pytest.fixture(autouse=True)
def _small_batches(monkeypatch):
    monkeypatch.setattr("tessera.exchange.imports.work.BATCH", 10)


@pytest.fixture
def walk(house):
    return Walk(house.browser(house.marta), house.vault)


def looked_through(walk, content=None, kind="sought"):
    walk.upload(content or listed(35), kind)
    walk.read()
    jobs.wait(walk.uid, 30)
    return walk


def state(house, walk):
    with house.open(house.marta):
        return ImportRun.objects.get(pk=walk.uid).state


def visible(house):
    with house.open(house.marta):
        return sorted(str(one.first_name) for one in Person.objects.all())


def stored(house):
    """Rows of any kind that an import makes, whether or not anybody sees them."""
    with house.open(house.marta):
        return [
            Person.with_arriving.count(),
            Name.objects.count(),
            Trait.objects.count(),
            Identifier.objects.count(),
        ]


def everybody(number=35, name="Amina"):
    return sorted(f"{name} Example{n}" for n in range(number))


@pytest.mark.parametrize("after", [1, 2, 3, 4])
def test_a_lock_stops_it_and_a_colleague_takes_it_up(house, walk, monkeypatch, after):
    colleague = house.colleague(Role.COORDINATOR)
    looked_through(walk)
    with gate(monkeypatch, "write", after=after) as there:
        walk.bring_in()
        there()
        sessions.end(house.marta.session.id)
    jobs.wait(walk.uid, 30)
    theirs = Walk(house.browser(colleague), house.vault)
    theirs.uid = walk.uid
    page = theirs.browser.get(theirs.address("list")).content.decode()
    assert "It stopped before the end" in page
    assert f"after {min(after * 10, 35)} rows. No record is visible yet; nothing is lost." in page
    with house.open(colleague):
        assert not Person.objects.exists()
        assert Person.with_arriving.count() == min(after * 10, 35)
    theirs.browser.post(theirs.address("go-on"))
    jobs.wait(walk.uid, 30)
    with house.open(colleague):
        assert sorted(str(one.first_name) for one in Person.objects.all()) == everybody()
        assert Person.with_arriving.count() == Name.objects.count() == 35
        landed = VaultLine.objects.filter(verb="import.landed")
        assert [line.by for line in landed] == [colleague.member.id]
        assert {one.created_by for one in Person.objects.all()} == {house.marta.member.id}
        references = [one.reference for one in Person.objects.all()]
        assert len(set(references)) == 35


def test_a_lock_while_it_is_read_and_read_anew(house, walk, monkeypatch):
    content = listed(35).replace(b",21,", b",long ago,")
    colleague = house.colleague(Role.COORDINATOR)
    with gate(monkeypatch, "check", after=3) as there:
        walk.upload(content, "sought")
        walk.read()
        there()
        sessions.end(house.marta.session.id)
    jobs.wait(walk.uid, 30)
    theirs = Walk(house.browser(colleague), house.vault)
    theirs.uid = walk.uid
    with house.open(colleague):
        assert ImportRun.objects.get().state == State.CHECKING
    theirs.browser.post(theirs.address("go-on"))
    jobs.wait(walk.uid, 30)
    with house.open(colleague):
        run = ImportRun.objects.get()
        assert (run.state, run.rows_total, run.filled["name"]) == (State.CHECKED, 35, 35)
        assert ImportProblem.objects.count() == 1


@pytest.mark.parametrize("after", [1, 4])
def test_cancelled_in_the_middle_it_leaves_nothing(house, walk, monkeypatch, after):
    looked_through(walk)
    with gate(monkeypatch, "write", after=after) as there:
        walk.bring_in()
        there()
        walk.browser.post(walk.address("cancel-import"))
    jobs.wait(walk.uid, 30)
    assert state(house, walk) == State.CANCELLED
    assert stored(house) == [0, 0, 0, 0]
    assert "This import was cancelled" in walk.browser.get(walk.address("list")).content.decode()
    walk.browser.post(walk.address("go-on"))
    jobs.wait(walk.uid, 30)
    assert stored(house) == [0, 0, 0, 0]


def test_cancelled_while_it_is_read(house, walk, monkeypatch):
    with gate(monkeypatch, "check", after=2) as there:
        walk.upload(listed(35), "sought")
        walk.read()
        there()
        walk.browser.post(walk.address("cancel-import"))
    jobs.wait(walk.uid, 30)
    assert state(house, walk) == State.CANCELLED


def test_cancelled_after_a_lock(house, walk, monkeypatch):
    colleague = house.colleague(Role.COORDINATOR)
    looked_through(walk)
    with gate(monkeypatch, "write", after=2) as there:
        walk.bring_in()
        there()
        sessions.end(house.marta.session.id)
    jobs.wait(walk.uid, 30)
    theirs = Walk(house.browser(colleague), house.vault)
    theirs.uid = walk.uid
    theirs.browser.post(theirs.address("cancel-import"))
    with house.open(colleague):
        assert ImportRun.objects.get().state == State.CANCELLED
        assert not Person.with_arriving.exists()
        assert not Name.objects.exists()


def test_what_has_landed_is_not_cancelled(house, walk):
    """Somebody presses Cancel on a page that is a moment old."""
    looked_through(walk)
    with house.open(house.marta):
        old = ImportRun.objects.get()
    walk.bring_in()
    jobs.wait(walk.uid, 30)
    with house.open(house.marta):
        with pytest.raises(actions.NotNow):
            actions.cancel(run=old, by=house.marta.member)
        work.sweep(old)
    assert state(house, walk) == State.DONE
    assert visible(house) == everybody()
    answer = walk.browser.post(walk.address("cancel-import"), follow=True)
    assert "It was too late to cancel. You can take the whole list back." in answer.content.decode()


def test_cancel_and_landing_at_once_agree(house, walk, monkeypatch):
    """Cancelled after the last batch and before everything lands: nothing lands."""
    looked_through(walk, listed(30))
    with gate(monkeypatch, "write", after=3) as there:
        walk.bring_in()
        there()
        with house.open(house.marta):
            ImportRun.objects.update(cancel_asked=True)
    jobs.wait(walk.uid, 30)
    assert state(house, walk) == State.CANCELLED
    assert stored(house) == [0, 0, 0, 0]


@pytest.mark.parametrize("times", [2, 4])
def test_pressed_twice_it_is_imported_once(house, walk, times):
    """Every request read that the list is ready before any of them went on."""
    looked_through(walk)
    with house.open(house.marta):
        runs = [ImportRun.objects.get() for _ in range(times)]
        session = house.marta.session.id
    outcomes = []

    def press(run):
        with house.open(house.marta):
            try:
                actions.import_rows(
                    run=run, blanks_for_unreadable=False, by=house.marta.member, session=session
                )
                jobs.wait(run.uid, 30)
                outcomes.append("imported")
            except actions.NotNow:
                outcomes.append("not now")

    for run in runs:
        press(run)
    assert outcomes == ["imported", *["not now"] * (times - 1)]
    assert visible(house) == everybody()
    with house.open(house.marta):
        assert VaultLine.objects.filter(verb="import.landed").count() == 1


def test_pressed_by_two_at_once_it_is_imported_once(house, walk):
    browsers = [walk.browser, house.browser(house.colleague(Role.COORDINATOR))]
    looked_through(walk)
    begin = threading.Barrier(2)

    def press(browser):
        from django.db import connections

        begin.wait()
        browser.post(walk.address("start-import"))
        connections.close_all()

    threads = [threading.Thread(target=press, args=[browser]) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    jobs.wait(walk.uid, 30)
    assert visible(house) == everybody()
    with house.open(house.marta):
        assert VaultLine.objects.filter(verb="import.landed").count() == 1


def test_a_job_that_begins_too_late_does_nothing(house, walk):
    """It was queued while the import was being written, and somebody cancelled or finished it meanwhile."""
    looked_through(walk)
    walk.bring_in()
    jobs.wait(walk.uid, 30)
    for now in (State.DONE, State.CANCELLED, State.TAKEN_BACK):
        with house.open(house.marta):
            ImportRun.objects.update(state=now, rows_done=0)
            list(work.write(walk.uid, house.marta.member))
            list(work.check(walk.uid))
            assert ImportRun.objects.get().state == now
        assert visible(house) == everybody()


@pytest.mark.parametrize("after", [0, 1, 3])
def test_an_error_in_the_middle_can_be_taken_up(house, walk, monkeypatch, after):
    looked_through(walk)
    write, batches = work.write_arriving, []

    def failing(drafts, **who):
        write(drafts, **who)
        batches.append(len(drafts))
        if len(batches) == after + 1:
            raise OSError("No space left on device")

    monkeypatch.setattr(work, "write_arriving", failing)
    walk.bring_in()
    jobs.wait(walk.uid, 30)
    page = walk.browser.get(walk.address("list")).content.decode()
    assert "It stopped before the end" in page
    assert visible(house) == []
    assert stored(house)[:2] == [after * 10] * 2, "the batch that failed left something"
    walk.browser.post(walk.address("go-on"))
    jobs.wait(walk.uid, 30)
    assert visible(house) == everybody()
    assert stored(house)[:2] == [35, 35]


@pytest.mark.filterwarnings("ignore::pytest.PytestUnhandledThreadExceptionWarning")
@pytest.mark.parametrize("step", ["check", "write"])
@pytest.mark.parametrize("after", [1, 3])
def test_a_job_that_dies_between_batches(house, walk, monkeypatch, step, after):
    """As when the process is killed: what was committed stands, and the next process goes on from there."""
    job = getattr(work, step)

    def dying(*args):
        for number, batch in enumerate(job(*args), start=1):
            yield batch
            if number == after:
                raise SystemExit

    with monkeypatch.context() as patched:
        patched.setattr(actions, step, dying)
        walk.upload(listed(35), "sought")
        walk.read()
        jobs.wait(walk.uid, 30)
        if step == "write":
            walk.bring_in()
            jobs.wait(walk.uid, 30)
    assert not jobs.is_running(walk.uid)
    assert visible(house) == []
    assert state(house, walk) == (State.CHECKING if step == "check" else State.WRITING)
    walk.browser.post(walk.address("go-on"))
    jobs.wait(walk.uid, 30)
    if step == "check":
        assert state(house, walk) == State.CHECKED
        walk.bring_in()
        jobs.wait(walk.uid, 30)
    assert visible(house) == everybody()


def test_two_imports_at_once(house, walk, monkeypatch):
    other = Walk(walk.browser, house.vault)
    looked_through(walk)
    looked_through(other, listed(25, name="Jose"), "found")
    with gate(monkeypatch, "write", after=2) as there:
        walk.bring_in()
        there()
        monkeypatch.setattr(actions, "write", work.write)
        other.bring_in()
        jobs.wait(other.uid, 30)
        assert visible(house) == everybody(25, "Jose")
    jobs.wait(walk.uid, 30)
    assert visible(house) == sorted(everybody() + everybody(25, "Jose"))
    with house.open(house.marta):
        references = [one.reference for one in Person.objects.all()]
    assert len(set(references)) == 60
    walk.browser.post(walk.address("take-back"), {"number": "35"})
    assert visible(house) == everybody(25, "Jose")


def test_taken_back_it_leaves_what_somebody_touched_and_says_how_many(house, walk):
    looked_through(walk)
    walk.bring_in()
    jobs.wait(walk.uid, 30)
    with house.open(house.marta):
        changed, with_file, deleted = Person.objects.order_by("pk")[:3]
    names = {"vault": house.vault.pk}
    typed = TYPED | {"seen": changed.changed_at.isoformat()}
    walk.browser.post(reverse("change-person", kwargs=names | {"uid": changed.uid}), typed)
    letter = SimpleUploadedFile("letter.txt", b"She wrote from the border.")
    walk.browser.post(reverse("attach", kwargs=names | {"uid": with_file.uid}), {"file": letter})
    walk.browser.post(
        reverse("delete-person", kwargs=names | {"uid": deleted.uid}), {"reference": deleted.reference}
    )

    for wrong in ("", "34", "all"):
        page = walk.browser.post(walk.address("take-back"), {"number": wrong})
        assert "This is not the number. Nothing was deleted." in page.content.decode()
    assert len(visible(house)) == 34
    page = walk.browser.post(walk.address("take-back"), {"number": "35"}, follow=True)
    assert "2 records stay because somebody changed them since." in page.content.decode()
    assert visible(house) == ["Amina Example Warsame", "Amina Example1"]
    with house.open(house.marta):
        assert Attachment.objects.filter(about=with_file.uid).exists()
        line = VaultLine.objects.get(verb="import.taken-back")
        assert (line.about, line.details) == (walk.uid, '{"deleted": 32, "kept": 2}')
    # Once more does nothing more.
    walk.browser.post(walk.address("take-back"), {"number": "35"})
    assert len(visible(house)) == 2
    assert stored(house)[0] == 2


def test_nothing_is_left_of_what_was_taken_back(house, walk):
    content = b"Name,Telephone,Marks,What happened\nAmina Example,+1 555,scar; rose,She called.\n"
    looked_through(walk, content)
    walk.bring_in()
    jobs.wait(walk.uid, 30)
    assert stored(house) == [1, 1, 2, 1]
    walk.browser.post(walk.address("take-back"), {"number": "1"})
    assert stored(house) == [0, 0, 0, 0]


def test_a_list_that_is_being_read_is_not_forgotten(house, walk, monkeypatch):
    looked_through(walk)
    with gate(monkeypatch, "write", after=1) as there:
        walk.bring_in()
        there()
        page = walk.browser.post(walk.address("forget-list"), follow=True)
        assert "This list is being read right now. Cancel it first." in page.content.decode()
    jobs.wait(walk.uid, 30)
    assert visible(house) == everybody()


def test_columns_said_anew_are_checked_anew(house, walk):
    looked_through(walk)
    walk.read(Age="leave_out", Place="age")
    jobs.wait(walk.uid, 30)
    with house.open(house.marta):
        run = ImportRun.objects.get()
        assert (run.state, run.problems.count()) == (State.CHECKED, 35)
    walk.read(Age="age", Place="origin_place")
    jobs.wait(walk.uid, 30)
    with house.open(house.marta):
        assert ImportProblem.objects.count() == 0
