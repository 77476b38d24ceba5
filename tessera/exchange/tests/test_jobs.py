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
from tessera.vault.files import attachment_file, attachments_folder
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
        work.sweep(old, by=house.marta.member)
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
            list(work.check(walk.uid, house.marta.member))
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


# The uploaded file lives while its import is open, and no longer


def sealed_files(house):
    """Names of what lies beside the database, and whether a row still has their keys."""
    with house.open(house.marta):
        return [
            path.name for path in attachments_folder(house.vault.id).glob("*")
        ], Attachment.objects.count()


def test_the_file_goes_when_its_records_land(house, walk):
    looked_through(walk)
    files, rows = sealed_files(house)
    assert (len(files), rows) == (1, 1)
    walk.bring_in()
    jobs.wait(walk.uid, 30)
    assert sealed_files(house) == ([], 0)
    assert visible(house) == everybody()
    walk.browser.post(walk.address("take-back"), {"number": "35"})
    assert state(house, walk) == State.TAKEN_BACK


@pytest.mark.parametrize("after", [1, 4])
def test_the_file_goes_when_it_is_cancelled_in_the_middle(house, walk, monkeypatch, after):
    looked_through(walk)
    with gate(monkeypatch, "write", after=after) as there:
        walk.bring_in()
        there()
        walk.browser.post(walk.address("cancel-import"))
    jobs.wait(walk.uid, 30)
    assert sealed_files(house) == ([], 0)


def test_a_list_not_imported_leaves_its_file_nowhere_and_no_cell_of_it(house, walk):
    looked_through(walk, b"Name,Age\nAmina Example,long ago\n")
    page = walk.browser.post(walk.address("cancel-import"), follow=True).content.decode()
    assert "The list was not imported and its file is deleted." in page
    assert sealed_files(house) == ([], 0)
    assert state(house, walk) == State.CANCELLED
    with house.open(house.marta):
        assert not ImportProblem.objects.exists()


def test_a_file_stays_when_its_end_is_not_committed(house, walk, monkeypatch):
    looked_through(walk)
    with monkeypatch.context() as patched:

        def full(*_args, **_who):
            raise OSError("No space left on device")

        patched.setattr(work, "land_import", full)
        walk.bring_in()
        jobs.wait(walk.uid, 30)
    files, rows = sealed_files(house)
    assert (len(files), rows) == (1, 1)
    walk.browser.post(walk.address("go-on"))
    jobs.wait(walk.uid, 30)
    assert visible(house) == everybody()
    assert sealed_files(house) == ([], 0)


@pytest.mark.parametrize("page", ["list", "lists"])
def test_a_file_that_an_interruption_left_goes_at_the_next_look(house, walk, page):
    """Killed after the end was committed, and before the file was deleted: it is noise by then."""
    looked_through(walk)
    walk.bring_in()
    jobs.wait(walk.uid, 30)
    with house.open(house.marta):
        left = attachment_file(house.vault.id, ImportRun.objects.get().attachment)
    left.write_bytes(b"noise")
    uid, walk.uid = walk.uid, walk.uid if page == "list" else None
    walk.browser.get(walk.address(page))
    walk.uid = uid
    assert not left.exists()


def test_only_who_may_import_downloads_the_file_of_a_list(house, walk):
    looked_through(walk)
    with house.open(house.marta):
        address = reverse(
            "attachment", kwargs={"vault": house.vault.pk, "uid": ImportRun.objects.get().attachment}
        )
    assert walk.browser.get(address).status_code == 200
    for role in (Role.READER, Role.CASE_WORKER):
        assert house.browser(house.colleague(role)).get(address).status_code == 403


@pytest.mark.parametrize("damage", ["changed", "gone", "row"])
@pytest.mark.parametrize("page", ["list", "columns"])
def test_a_file_that_cannot_be_read_any_more_ends_its_import(house, walk, damage, page):
    looked_through(walk)
    harm(house, damage)
    said = walk.browser.get(walk.address(page), follow=True).content.decode()
    assert "The file that was uploaded is damaged or gone. Upload the list again." in said
    assert state(house, walk) == State.REFUSED
    assert sealed_files(house) == ([], 0)


@pytest.mark.parametrize("step", ["check", "write"])
def test_a_job_whose_file_cannot_be_read_any_more_ends_too(house, walk, monkeypatch, step):
    monkeypatch.setattr("tessera.exchange.views.PATIENCE_SECONDS", 30.0)
    colleague = house.colleague(Role.COORDINATOR)
    walk.upload(listed(35), "sought")
    if step == "check":
        with gate(monkeypatch, "check", after=1) as there:
            walk.read()
            there()
            sessions.end(house.marta.session.id)
    else:
        walk.read()
        jobs.wait(walk.uid, 30)
        with gate(monkeypatch, "write", after=2) as there:
            walk.bring_in()
            there()
            sessions.end(house.marta.session.id)
    jobs.wait(walk.uid, 30)
    harm(house, "changed", colleague)
    theirs = Walk(house.browser(colleague), house.vault)
    theirs.uid = walk.uid
    page = theirs.browser.post(theirs.address("go-on"), follow=True).content.decode()
    assert "The file that was uploaded is damaged or gone. Upload the list again." in page
    with house.open(colleague):
        assert ImportRun.objects.get().state == State.REFUSED
        assert Person.with_arriving.count() == Name.objects.count() == 0


def harm(house, damage, somebody=None):
    with house.open(somebody or house.marta):
        file = attachment_file(house.vault.id, ImportRun.objects.get().attachment)
        if damage == "changed":
            sealed = file.read_bytes()
            file.write_bytes(sealed[:-1] + bytes([sealed[-1] ^ 1]))
        if damage == "gone":
            file.unlink()
        if damage == "row":
            Attachment.objects.all().delete()


def test_passing_over_what_is_written_gives_way_between_batches(house, walk):
    """A session that ended is noticed while a job goes through rows that it need not write."""
    looked_through(walk)
    with house.open(house.marta):
        first = work.write(walk.uid, house.marta.member)
        ImportRun.objects.update(state=State.WRITING)
        for _ in range(3):
            next(first)
        first.close()
        assert Person.with_arriving.count() == 30
        second = work.write(walk.uid, house.marta.member)
        for _ in range(3):
            next(second)
            assert Person.with_arriving.count() == 30
        next(second)
        assert Person.with_arriving.count() == 35


def test_looking_how_dates_are_written_gives_way_between_batches(house, walk):
    rows = "\n".join(f"Amina Example{n},0{1 + n % 9}/04/2021" for n in range(35))
    looked_through(walk, f"Name,Date of birth\n{rows}\n".encode())
    with house.open(house.marta):
        run = ImportRun.objects.get()
        run.state, run.conventions = State.CHECKING, {}
        run.save()
        job = work.check(run.uid, house.marta.member)
        for _ in range(4):
            next(job)
            run.refresh_from_db()
            assert run.conventions == {}
        next(job)
        run.refresh_from_db()
        assert (run.conventions, run.rows_done) == ({"day_first": None, "m_means": ""}, 10)
