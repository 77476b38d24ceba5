"""A new key after a removal: cut off at every step, with others reading and writing meanwhile.

Killed at any change to the disk: tests/kills.
"""

from __future__ import annotations

import contextlib
import shutil
import threading
import time
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import connections
from hypothesis import HealthCheck, settings
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule, run_state_machine_as_test as run
from hypothesis.strategies import data, integers, sampled_from

from tessera.accounts import actions as accounts, sessions
from tessera.accounts.bundles import Bundle
from tessera.accounts.models import Member, Role
from tessera.audit.lines import verify_chain
from tessera.audit.models import CommonsLine, VaultLine
from tessera.tracing import search_index
from tessera.tracing.actions import open_record
from tessera.tracing.drafts import PersonDraft
from tessera.tracing.models import Person
from tessera.vault import actions, gate, jobs, opening, rotation
from tessera.vault.actions import create_vault, let_in, remove_member
from tessera.vault.files import VaultUnreadable, database_file
from tessera.vault.gate import NewKeyUnderWay
from tessera.vault.models import Colleague, NewKeyDue, Vault, Wrap
from tessera.vault.opening import NoGrant, open_vault, unwrap_key
from tessera.vault.queries import grant_holders
from tessera.vault.sqlcipher import rekeying
from tests.at_once import PATIENCE, at_once
from tests.house import House, Somebody

from .test_grants import bytes_of_keys


def remove(house: House, *leaving: Somebody, by: Somebody | None = None) -> None:
    by = by or house.marta
    with house.open(by):
        for somebody in leaving:
            remove_member(member=somebody.member, by=by.member)


def key_of(house: House, somebody: Somebody) -> bytes:
    return unwrap_key(house.vault, somebody.session.bundle, somebody.member.id)


def key_in_use(house: House, somebody: Somebody) -> bytes:
    with house.open(somebody) as room:
        return room.key


def write_down(house: House, name: str, by: Somebody) -> None:
    with open_vault(house.vault, by.session):
        open_record(draft=PersonDraft(names=[(name, "full")]), by=by.member)


def found(house: House, letters: str, by: Somebody) -> int:
    index = search_index.INDEX.name
    with house.open(by) as room, connections[room.alias].cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {index} WHERE {index} MATCH %s", [letters])  # noqa: S608 - our own
        return int(cursor.fetchone()[0])


def epochs(vault: UUID) -> set[int]:
    return set(Wrap.objects.filter(vault=vault).values_list("epoch", flat=True))


def is_settled(house: House, holders: list[Somebody]) -> None:
    """One key, one epoch, a wrap for each who stays, and nothing left over, after whoever is the first unlocks it."""
    key_in_use(house, holders[0])
    vault = Vault.objects.get(pk=house.vault.pk)
    assert epochs(vault.id) == {vault.epoch}
    assert grant_holders(vault) == {somebody.member.id for somebody in holders}
    assert not NewKeyDue.objects.exists()
    leftovers = [file.name for file in database_file(vault.id).parent.iterdir() if "new-key" in file.name]
    assert leftovers == []
    keys = {key_in_use(house, somebody) for somebody in holders}
    assert len(keys) == 1
    assert rekeying.opens(database_file(vault.id), keys.pop())


# What a removal leads to


def test_after_a_removal_the_next_unlock_gives_the_room_another_key(house):
    rosa, ana = house.colleague(name="Rosa"), house.colleague(name="Ana")
    write_down(house, "Amadou Diallo", rosa)
    old = key_of(house, rosa)
    remove(house, rosa)
    assert key_in_use(house, ana) != old
    assert not rekeying.opens(database_file(house.vault.id), old)
    is_settled(house, [ana, house.marta])
    assert found(house, "diallo", ana) == 1
    write_down(house, "Fatou Ndiaye", ana)
    assert found(house, "ndiaye", house.marta) == 1
    with house.open(house.marta):
        line = VaultLine.objects.get(verb="vault.rekeyed")
        assert (line.by, line.details) == (ana.member.id, '{"epoch": 2}')
        verify_chain(VaultLine)
    line = CommonsLine.objects.get(verb="vault.rekeyed")
    assert (line.by, line.about, line.details) == (ana.member.id, house.vault.id, '{"epoch": 2}')


def test_what_the_removed_kept_opens_what_they_saw_and_nothing_after(house, tmp_path):
    """They come back with a copy of everything from their last day: it opens the old file, as it always will."""
    rosa = house.colleague(name="Rosa")
    old, file, aside = key_of(house, rosa), database_file(house.vault.id), tmp_path / "kept"
    shutil.copyfile(file, aside)
    wraps = list(Wrap.objects.filter(member=rosa.member.id))
    remove(house, rosa)
    write_down(house, "Fatou Ndiaye", house.marta)
    assert rekeying.opens(aside, old)
    assert not rekeying.opens(file, old)
    # Nor do their wraps, put back into the database, with their account opened again.
    Wrap.objects.bulk_create(wraps)
    Member.objects.filter(pk=rosa.member.pk).update(removed_at=None)
    session = sessions.SessionKey(b"", rosa.member.id, bundle_of(rosa))
    with pytest.raises((NoGrant, VaultUnreadable)), open_vault(house.vault, session):
        pytest.fail("opened")
    # And whoever stays does not hand them the next key.
    NewKeyDue.objects.create(vault=house.vault.id, after=2)
    is_at(house, 3)
    assert not Wrap.objects.filter(member=rosa.member.id).exists()


def bundle_of(somebody: Somebody) -> Bundle:
    _member, somebody.secret = accounts.sign_in(login=somebody.login, passphrase=somebody.passphrase)
    return somebody.session.bundle


def is_at(house: House, epoch: int) -> None:
    key_in_use(house, house.marta)
    assert Vault.objects.get(pk=house.vault.pk).epoch == epoch


def test_a_removal_from_one_room_gives_every_room_they_held_another_key(house):
    """Also one that whoever removed them cannot open: its own members give it the key."""
    rosa = house.colleague(Role.COORDINATOR, name="Rosa")
    second = create_vault(organisation=house.casa, by=rosa.member, name="Rosa")
    with house.open(rosa, second):
        token = actions.invite(name="Ana", role=Role.READER, by=rosa.member)
        account = accounts.NewAccount("Ana", "ana", "one two three")
        member, bundle = accounts.accept_invitation(token=token, account=account)
        let_in(vault=second, member=member, by=rosa.member)
    ana = Somebody(member, account.login, account.passphrase, sessions.begin(member.id, bundle))
    old = unwrap_key(second, ana.session.bundle, ana.member.id)
    remove(house, rosa)
    with house.open(ana, second) as room:
        assert room.key != old
    assert epochs(second.id) == {2}


def test_keys_put_into_the_commons_get_no_wrap_of_the_new_key(house):
    """Else whoever writes the database would wait for the next removal."""
    rosa, ana = house.colleague(name="Rosa"), house.colleague(name="Ana")
    theirs = Bundle.new("Somebody else")
    Member.objects.filter(pk=ana.member.pk).update(kem_public=theirs.kem.public)
    remove(house, rosa)
    key = key_in_use(house, house.marta)
    assert key_in_use(house, ana) == key
    with pytest.raises(VaultUnreadable):
        unwrap_key(house.vault, theirs, ana.member.id)


def test_a_wrap_written_for_somebody_unknown_inside_makes_nobody_a_holder(house):
    rosa, intruder = house.colleague(name="Rosa"), house.joined(name="Intruder")
    Wrap.objects.create(vault=house.vault.id, epoch=1, member=intruder.member.id, wrapped=b"anything")
    remove(house, rosa)
    is_settled(house, [house.marta])


def test_a_key_is_made_with_nobody_whom_the_vault_does_not_know(house):
    """A wrap that opens, for an account the vault never let in: they would lock everybody out."""
    rosa, intruder = house.colleague(name="Rosa"), house.joined(name="Intruder")
    held = rotation.EpochKey(1, key_of(house, rosa))
    rotation.store_wrap(house.vault.id, held, intruder.member.id, bytes(intruder.member.kem_public))
    remove(house, rosa)
    with pytest.raises(NoGrant), house.open(intruder):
        pytest.fail("opened")
    is_settled(house, [house.marta])


def test_who_is_let_in_after_a_removal_gets_the_key_of_that_epoch(house):
    rosa, ana = house.colleague(name="Rosa"), house.joined(name="Ana")
    remove(house, rosa)
    with house.open(house.marta):
        let_in(vault=house.vault, member=ana.member, by=house.marta.member)  # the row in hand says epoch 1
    is_settled(house, [house.marta, ana])


def test_the_page_after_a_removal_is_shown_under_the_new_key(house):
    rosa = house.colleague(name="Rosa")
    browser = house.browser(house.marta)
    address = f"/room/{house.vault.id}/members/{rosa.member.id}/remove/"
    asked = browser.get(address).content.decode()
    assert "they have read" in asked
    assert "locked anew" in asked
    answer = browser.post(address, follow=True)
    assert "this room is locked anew" in answer.content.decode()
    is_settled(house, [house.marta])


def test_old_wraps_are_gone_byte_for_byte(house):
    rosa = house.colleague(name="Rosa")
    old = [bytes(wrap.wrapped) for wrap in Wrap.objects.all()]
    parts = [wrapped[at : at + 100] for wrapped in old for at in range(0, len(wrapped), 100)]
    assert all(part in bytes_of_keys() for part in parts)
    remove(house, rosa)
    key_in_use(house, house.marta)
    assert not any(part in bytes_of_keys() for part in parts)
    assert bytes(Wrap.objects.get().wrapped)[:100] in bytes_of_keys()


# Cut off


class CutOffError(Exception):
    pass


STEPS = [
    (rotation, "make_next_key"),
    (rotation, "store_wrap"),
    (opening, "give_new_key"),
    (rekeying, "_empty_write_ahead_log"),
    (shutil, "copyfile"),
    (rekeying, "_rekey"),
    (rekeying, "_check"),
    (rekeying, "forget_write_ahead_log"),
    (rekeying, "keep"),
    (Path, "replace"),
    (rotation, "hand_out"),
    (rotation, "tidy_up"),
    (rotation, "write_line"),
    (rotation, "copy_of"),
    (rotation, "empty_write_ahead_log"),
]


def cut(patch: pytest.MonkeyPatch, where: Any, name: str, *, after: bool, turn: int = 0) -> None:
    """The step `name` fails at its `turn`, before it does anything or after it has done it."""
    goes_on, turns = getattr(where, name), count()

    def cut_off(*args: Any, **kwargs: Any) -> Any:
        if next(turns) != turn:
            return goes_on(*args, **kwargs)
        if after:
            goes_on(*args, **kwargs)
        raise CutOffError

    patch.setattr(where, name, cut_off)


@pytest.mark.parametrize("after", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("turn", [0, 1])
@pytest.mark.parametrize("step", STEPS, ids=[name for _where, name in STEPS])
def test_cut_off_at_any_step_the_next_unlock_finishes_it(house, monkeypatch, step, turn, after):
    rosa, ana = house.colleague(name="Rosa"), house.colleague(name="Ana")
    write_down(house, "Amadou Diallo", ana)
    old = key_of(house, rosa)
    remove(house, rosa)
    with monkeypatch.context() as patch:
        cut(patch, *step, after=after, turn=turn)
        try:
            key_in_use(house, house.marta)
        except CutOffError:
            pass
        else:
            assert turn == 1, "this step is not taken"
    assert found(house, "diallo", ana) == 1
    assert not rekeying.opens(database_file(house.vault.id), old)
    is_settled(house, [house.marta, ana])


def test_half_a_set_of_wraps_is_made_whole(house):
    """As no crash leaves it, only somebody at the database: one of those who stay lacks the key in use."""
    rosa, ana = house.colleague(name="Rosa"), house.colleague(name="Ana")
    old = list(Wrap.objects.filter(member=ana.member.id))
    remove(house, rosa)
    key_in_use(house, house.marta)
    Wrap.objects.filter(member=ana.member.id).delete()
    Wrap.objects.bulk_create(old)
    NewKeyDue.objects.create(vault=house.vault.id, after=1)
    key_in_use(house, house.marta)
    is_settled(house, [house.marta, ana])


def test_where_the_disk_is_full_the_room_says_so_and_keeps_its_key(house, monkeypatch):
    rosa = house.colleague(name="Rosa")
    write_down(house, "Amadou Diallo", rosa)
    remove(house, rosa)

    def full(*_args: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "copyfile", full)
        answer = house.browser(house.marta).get(f"/room/{house.vault.id}/members/")
        assert answer.status_code == 503
        assert "locked anew" in answer.content.decode()
        assert "locked anew" in house.browser(house.marta).get("/").content.decode()
    assert found(house, "diallo", house.marta) == 1
    is_settled(house, [house.marta])


def test_a_damaged_file_is_not_made_to_look_whole(house):
    rosa = house.colleague(name="Rosa")
    remove(house, rosa)
    file = database_file(house.vault.id)
    content = bytearray(file.read_bytes())
    content[-1000] ^= 1
    file.write_bytes(content)
    with pytest.raises(VaultUnreadable), house.open(house.marta):
        pytest.fail("opened")
    assert file.read_bytes()[-4096:] == content[-4096:]


# Others who are inside


def test_who_has_it_open_is_waited_for_and_not_for_ever(house, monkeypatch):
    rosa, ana = house.colleague(name="Rosa"), house.colleague(name="Ana")
    monkeypatch.setattr(gate, "PATIENCE_SECONDS", 0.2)
    session, outcome = ana.session, []

    def look() -> None:
        try:
            with open_vault(house.vault, session):
                outcome.append("opened")
        except NewKeyUnderWay as waiting:
            outcome.append(waiting)
        finally:
            connections.close_all()

    with house.open(house.marta):
        remove_member(member=rosa.member, by=house.marta.member)
        other = threading.Thread(target=look)
        other.start()
        other.join(PATIENCE)
        with house.open(house.marta):  # further in, although somebody waits
            assert Colleague.objects.exists()
    assert [type(said) for said in outcome] == [NewKeyUnderWay]
    is_settled(house, [house.marta, ana])


def test_nobody_comes_in_while_somebody_is_alone_with_it(house, monkeypatch):
    monkeypatch.setattr(gate, "PATIENCE_SECONDS", 0.2)
    session = house.marta.session

    def look() -> None:
        with open_vault(house.vault, session):
            pytest.fail("opened")

    with gate.alone(house.vault.id):
        assert gate.is_wanted_alone(house.vault.id)
        (outcome,) = at_once(look)
        assert isinstance(outcome, NewKeyUnderWay)
    assert not gate.is_wanted_alone(house.vault.id)


def test_a_running_job_stops_at_its_batch_for_the_new_key(house):
    job, batches, first = uuid4(), count(), threading.Event()

    def work():
        while True:
            next(batches)
            first.set()
            yield

    rosa = house.colleague(name="Rosa")
    with house.open(house.marta) as room:
        jobs.start(job, work, room=room, session=house.marta.session.id)
        assert first.wait(PATIENCE)
        remove_member(member=rosa.member, by=house.marta.member)
    is_settled(house, [house.marta])
    jobs.wait(job, PATIENCE)
    assert not jobs.is_running(job)


def test_a_job_that_starts_while_a_new_key_is_waited_for_does_its_first_batch(house, caplog):
    """Not left with the old key at the door: it would stop with an error, and somebody would look for damage."""
    job, session, batches = uuid4(), house.marta.session, []

    def work():
        for number in range(100):
            batches.append((number, Colleague.objects.count()))
            yield

    def look() -> None:
        with open_vault(house.vault, session):
            pass
        connections.close_all()

    rosa = house.colleague(name="Rosa")
    with house.open(house.marta) as room:
        remove_member(member=rosa.member, by=house.marta.member)
        waits = threading.Thread(target=look)
        waits.start()
        while not gate.is_wanted_alone(house.vault.id):
            time.sleep(0.001)
        jobs.start(job, work, room=room, session=session.id)
    waits.join(PATIENCE)
    jobs.wait(job, PATIENCE)
    assert batches == [(0, 2)]  # and it goes on from there when it is taken up again
    assert caplog.records == []
    assert not gate._inside
    is_settled(house, [house.marta])


def test_eight_who_write_meanwhile_lose_nothing(house):
    leaving = [house.colleague(name=f"Leaving {number}") for number in range(4)]
    session = house.marta.session
    numbers, acknowledged = count(), []

    def write() -> None:
        for _turn in range(6):
            name = f"Person {next(numbers):03}"
            with open_vault(house.vault, session):
                open_record(draft=PersonDraft(names=[(name, "full")]), by=house.marta.member)
                Person.objects.count()
            acknowledged.append(name)

    def let_go() -> None:
        for somebody in leaving:
            with open_vault(house.vault, session):
                remove_member(member=somebody.member, by=house.marta.member)

    outcomes = at_once(*[write] * 8, let_go)
    assert outcomes == [None] * 9
    assert len(acknowledged) == 48
    with house.open(house.marta):
        kept = sorted(person.first_name.text for person in Person.objects.all())
        verify_chain(VaultLine)
    assert kept == sorted(acknowledged)
    assert found(house, "person", house.marta) == 48
    is_settled(house, [house.marta])


# Any order of all this


class Rotation(RuleBasedStateMachine):
    """Who is let in, who is removed, who unlocks, each cut off anywhere; held against a set of who may open."""

    house: House

    def __init__(self) -> None:
        super().__init__()
        self.holders = [self.house.marta, self.house.colleague(Role.COORDINATOR)]
        self.taken_along: list[bytes] = []
        self.names: list[str] = []
        with self.house.open(self.house.marta):
            Person.objects.all().delete()

    def teardown(self) -> None:
        for somebody in self.holders[1:]:
            remove(self.house, somebody)
        is_settled(self.house, [self.house.marta])

    @rule()
    def somebody_is_let_in(self):
        self.holders.append(self.house.colleague(Role.COORDINATOR))

    @rule(chosen=data(), step=sampled_from([None, *STEPS]), after=sampled_from([False, True]))
    def somebody_is_removed(self, chosen, step, after):
        if len(self.holders) < 2:
            return
        leaving = chosen.draw(sampled_from(self.holders[1:]))
        by = chosen.draw(sampled_from([one for one in self.holders if one is not leaving]))
        self.taken_along.append(key_in_use(self.house, leaving))
        self.holders.remove(leaving)
        remove(self.house, leaving, by=by)
        if step:
            self.cut_off_at(step, after, by)

    @rule(chosen=data(), turn=integers(0, 1), after=sampled_from([False, True]))
    def a_removal_itself_is_cut_off(self, chosen, turn, after):
        if len(self.holders) < 2:
            return
        leaving = chosen.draw(sampled_from(self.holders[1:]))
        self.taken_along.append(key_in_use(self.house, leaving))
        name = chosen.draw(sampled_from(["take_wraps_of", "empty_write_ahead_log", "write_line"]))
        with pytest.MonkeyPatch.context() as patch:
            cut(patch, actions, name, after=after, turn=turn if name == "write_line" else 0)
            with contextlib.suppress(CutOffError):
                remove(self.house, leaving)
        if not Member.objects.get(pk=leaving.member.pk).is_removed:
            remove(self.house, leaving)  # the page failed: they do it once more
        self.holders.remove(leaving)

    @rule(chosen=data(), step=sampled_from(STEPS), after=sampled_from([False, True]))
    def an_unlock_is_cut_off(self, chosen, step, after):
        self.cut_off_at(step, after, chosen.draw(sampled_from(self.holders)))

    @rule(chosen=data())
    def somebody_writes(self, chosen):
        name = f"Person {len(self.names):03}"
        write_down(self.house, name, chosen.draw(sampled_from(self.holders)))
        self.names.append(name)

    def cut_off_at(self, step, after, by):
        with pytest.MonkeyPatch.context() as patch:
            cut(patch, *step, after=after)
            with contextlib.suppress(CutOffError):
                key_in_use(self.house, by)

    @rule(chosen=data())
    def everybody_who_stays_opens_it_and_nobody_else(self, chosen):
        key_in_use(self.house, chosen.draw(sampled_from(self.holders)))
        is_settled(self.house, self.holders)
        file = database_file(self.house.vault.id)
        assert not any(rekeying.opens(file, key) for key in self.taken_along)
        with self.house.open(self.holders[0]):
            assert [person.first_name.text for person in Person.objects.order_by("pk")] == self.names

    @invariant()
    def the_file_has_one_key_that_somebody_holds(self):
        held = Wrap.objects.filter(vault=self.house.vault.id, member=self.house.marta.member.id)
        bundle = self.house.marta.session.bundle
        keys = [opening._unwrapped(wrap, bundle).key for wrap in held]
        assert sum(rekeying.opens(database_file(self.house.vault.id), key) for key in keys) == 1


def test_any_order_of_letting_in_removing_and_being_cut_off(house):
    class InThisHouse(Rotation):
        pass

    InThisHouse.house = house
    run(
        InThisHouse,
        settings=settings(max_examples=8, stateful_step_count=20, suppress_health_check=list(HealthCheck)),
    )
