"""Whatever is wrong with an envelope: it is refused with a plain word, the others come in, and nothing is lost."""

from __future__ import annotations

import errno
import io
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

import pytest
from django.utils import timezone

from tessera.envelopes import actions, inbox, keys, letters, places
from tessera.envelopes.letters import Letter
from tessera.envelopes.models import Correspondent, HeldBack, Incoming, Letterbox, Outgoing, VaultKeys
from tessera.envelopes.refusals import Refusal
from tessera.sealing import envelopes, signing
from tessera.vault import clock
from tessera.vault.files import waiting_folder
from tessera.vault.models import Vault

TOMORROW = timezone.now() + timedelta(days=1)


@pytest.fixture
def other(desks):
    """The receiving desk; what it opens comes from the first one's vault, by its own hand."""
    return desks[1]


class Writer:
    """Seals whatever a test wants, with the sender's real keys or others."""

    def __init__(self, sender, receiver):
        self.sender, self.receiver = sender.vault.pk, receiver.vault.pk
        with sender.open():
            self.signer = bytes(keys.newest().signing_private)
        box = Letterbox.objects.get(pk=self.receiver)
        self.epoch, self.to = box.epoch, bytes(box.kem_public)

    def letter(self, kind="answer", body=None, **more):
        body = {"text": "Come soon"} if body is None else body
        reply = {"reply_to": uuid4()} if kind == "answer" else {}
        return Letter(kind, more.pop("sender", self.sender), timezone.now(), body, **(reply | more))

    def seal(self, letter=None, *, raw=None, signer=None, **cover):
        said = {
            "id": uuid4(),
            "to": self.receiver,
            "epoch": self.epoch,
            "expires": int(TOMORROW.timestamp()),
        } | cover
        target = io.BytesIO()
        content = envelopes.Content(raw if raw is not None else letters.write(letter or self.letter()))
        sealing = envelopes.seal(
            target, envelopes.Cover(**said), content, to=self.to, signer=signer or self.signer
        )
        assert list(sealing) == []
        return target.getvalue()


@pytest.fixture
def writer(desks):
    return Writer(*desks)


def put(desk, envelope: bytes, name: UUID | None = None) -> UUID:
    """Into the letterbox, as whoever carries it does."""
    uid = name or UUID(bytes=envelope[4:20])
    path = places.waiting_file(desk.vault.pk, uid)
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(envelope)
    return uid


def why(desk, uid: UUID) -> str:
    with desk.open():
        assert not Incoming.objects.filter(pk=uid).exists()
        return HeldBack.objects.get(pk=uid).why


def test_as_it_should_be_it_comes_in(writer, other):
    uid = put(other, writer.seal())
    assert [one.pk for one in other.inbox()] == [uid]
    with other.open():
        assert not HeldBack.objects.exists()
        assert not places.waiting_file(other.vault.pk, uid).exists()


@pytest.mark.parametrize("position", [4, 20, 36, 40, 48, 600, 1219, 1230, 1300, 17_000])
def test_a_flipped_bit_is_damage(writer, other, position):
    envelope = bytearray(writer.seal())
    uid = UUID(bytes=bytes(envelope[4:20]))
    envelope[position] ^= 1
    put(other, bytes(envelope), uid)
    # In the epoch and the day it reads as another key, or another end: the bytes say so themselves.
    assert why(other, uid) in {Refusal.DAMAGED, Refusal.OTHER_KEY, Refusal.EXPIRED}


@pytest.mark.parametrize("length", [0, 3, 60, 1220, 5000, -1])
def test_a_part_is_damage(writer, other, length):
    envelope = writer.seal()
    uid = put(other, envelope[:length], UUID(bytes=envelope[4:20]))
    assert why(other, uid) in {Refusal.DAMAGED, Refusal.NEWER}


def test_what_is_added_is_damage(writer, other):
    envelope = writer.seal()
    assert why(other, put(other, envelope + bytes(16_000))) == Refusal.DAMAGED


def test_for_another_room_it_is_not_opened_here(writer, other):
    assert why(other, put(other, writer.seal(to=uuid4()))) == Refusal.DAMAGED


def test_a_second_time_it_is_nothing_new(writer, other):
    envelope = writer.seal()
    uid = put(other, envelope)
    assert len(other.inbox()) == 1
    put(other, envelope)
    assert len(other.inbox()) == 1
    with other.open():
        assert not HeldBack.objects.exists()
        assert not places.waiting_file(other.vault.pk, uid).exists()


def test_another_letter_under_the_same_name_changes_nothing(writer, other):
    uid = uuid4()
    put(other, writer.seal(writer.letter(body={"text": "first"}), id=uid))
    other.unlock()
    put(other, writer.seal(writer.letter(body={"text": "second"}), id=uid))
    (came,) = other.inbox()
    assert "first" in came.letter


def test_replayed_after_it_was_deleted_it_stays_deleted(writer, other):
    envelope = writer.seal()
    put(other, envelope)
    (came,) = other.inbox()
    with other.open():
        actions.delete_received(incoming=came, by=other.who.member)
    put(other, envelope)
    (came,) = other.inbox()
    assert came.letter == ""


def test_a_stranger_waits_sealed_until_somebody_compares_words(writer, desks):
    one, other = desks
    with other.open():
        Correspondent.objects.filter(pk=one.vault.pk).delete()
    uid = put(other, writer.seal())
    assert why(other, uid) == Refusal.STRANGER
    assert places.waiting_file(other.vault.pk, uid).exists()
    other.compare(one)
    assert [came.pk for came in other.inbox()] == [uid]


def test_whose_correspondence_ended_is_a_stranger(writer, desks):
    one, other = desks
    with other.open():
        there = Correspondent.objects.get(pk=one.vault.pk)
        actions.end_correspondence(correspondent=there, by=other.who.member)
    assert why(other, put(other, writer.seal())) == Refusal.STRANGER


def test_in_anothers_name_it_is_forged(writer, other):
    assert why(other, put(other, writer.seal(signer=signing.new_signing_pair().private))) == Refusal.FORGED


def test_in_the_name_of_the_room_itself_it_is_a_strangers(writer, other):
    letter = writer.letter(sender=other.vault.pk)
    assert why(other, put(other, writer.seal(letter))) == Refusal.STRANGER


def test_sealed_for_a_key_that_is_gone_it_has_to_come_again(writer, other):
    assert why(other, put(other, writer.seal(epoch=7))) == Refusal.OTHER_KEY


def test_what_waited_while_the_room_got_a_new_key_still_opens(writer, other):
    """Somebody left meanwhile: what was sealed before is not lost, and what follows is sealed for the new pair."""
    uid = put(other, writer.seal())
    Vault.objects.filter(pk=other.vault.pk).update(epoch=5)
    with other.open():
        assert VaultKeys.objects.count() == 2
    assert [came.pk for came in other.inbox()] == [uid]
    assert Letterbox.objects.get(pk=other.vault.pk).epoch == 2


def test_after_two_months_a_replaced_key_is_gone(writer, other):
    Vault.objects.filter(pk=other.vault.pk).update(epoch=5)
    with other.open():
        VaultKeys.objects.filter(pk=2).update(since=timezone.now() - timedelta(days=61))
    with other.open():
        assert keys.private_key_of(1) is None
        assert keys.private_key_of(2)
    assert why(other, put(other, writer.seal())) == Refusal.OTHER_KEY


def test_too_late_it_is_not_shown(writer, other):
    yesterday = int((timezone.now() - timedelta(days=1)).timestamp())
    assert why(other, put(other, writer.seal(expires=yesterday))) == Refusal.EXPIRED


def test_a_clock_that_nobody_believes_makes_nothing_too_late(writer, other, monkeypatch):
    """Ten years ahead by mistake: it waits, and comes in once somebody says which day it is."""
    yesterday = int((timezone.now() - timedelta(days=1)).timestamp())
    uid = put(other, writer.seal(expires=yesterday))
    monkeypatch.setattr(clock, "is_believed", lambda: False)
    assert why(other, uid) == Refusal.CLOCK
    assert places.waiting_file(other.vault.pk, uid).exists()


@pytest.mark.parametrize(
    "raw", [b"", b"{}", b"[]", b"\xff", b'{"version": 1}', b"1" * 5000, b"[" * 100_000, b'{"version": NaN}']
)
def test_what_is_no_letter_is_said_to_be_none(writer, other, raw):
    assert why(other, put(other, writer.seal(raw=raw))) == Refusal.NO_LETTER


def test_newer_software_is_waited_for(writer, other):
    raw = letters.write(writer.letter()).replace(b'"version": 1', b'"version": 2')
    uid = put(other, writer.seal(raw=raw))
    assert why(other, uid) == Refusal.NEWER
    assert places.waiting_file(other.vault.pk, uid).exists()


@pytest.mark.parametrize("kind", ["disclosure", "answer", "dream"])
def test_somebodys_residence_status_is_not_taken_in(writer, other, kind):
    body = {"subject": "tracing.person", "fields": [["identity.said", ["x"]]], "note": "", "text": "x"}
    raw = letters.write(writer.letter(kind, body, consent={"until": "2030-01-01"}))
    with_status = raw.replace(b"identity.said", b"identity.visa-status")
    assert with_status != raw
    assert why(other, put(other, writer.seal(raw=with_status))) == Refusal.STATUS


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        ("dream", {"of": "newer software"}),
        ("answer", {"text": 5}),
        ("disclosure", {"subject": "tracing.person", "fields": "all"}),
        ("disclosure", {"subject": "tracing.person", "fields": [[5, ["x"]]], "note": ""}),
        ("receipt", {"receipts": [5]}),
        ("withdrawal", {"envelopes": ["x"]}),
    ],
)
def test_what_no_part_knows_is_kept_and_done_nothing_with(writer, other, kind, body):
    uid = put(other, writer.seal(writer.letter(kind, body, consent={"until": "2030-01-01"})))
    (came,) = other.inbox()
    assert (came.pk, came.kind, came.settled) == (uid, kind, False)
    answer = other.house.browser(other.who).get(f"/room/{other.vault.pk}/post/came/{uid}/")
    assert answer.status_code == 200
    assert "does not know what this is" in answer.content.decode()


def test_a_receipt_says_nothing_of_anothers_envelope(writer, desks):
    one, other = desks
    person = other.person()
    sent = other.disclose(person, one, other.consent(person, one))
    receipts = [{"envelope": str(sent.pk), "what": "gone", "at": timezone.now().isoformat()}]
    with other.open():
        Outgoing.objects.filter(pk=sent.pk).update(to=uuid4())
    put(other, writer.seal(writer.letter("receipt", {"receipts": receipts})))
    assert other.sent(sent).gone_at is None


def test_nobody_takes_back_what_another_sent(writer, desks):
    one, other = desks
    stranger, vault = one.house.stranger(name="Third")
    third = type(one)(one.house, stranger, vault)
    third.open_letterbox()
    third.compare(other)
    other.compare(third)
    person = third.person()
    sent = third.disclose(person, other, third.consent(person, other))
    other.unlock()
    put(other, writer.seal(writer.letter("withdrawal", {"envelopes": [str(sent.pk)], "why": "x"})))
    (came,) = other.inbox()
    assert came.gone_at is None
    assert came.letter


@pytest.mark.parametrize("step", ["_believed", "_write_down"])
def test_one_that_breaks_everything_keeps_nobody_out(writer, other, monkeypatch, step):
    bad, good = put(other, writer.seal()), put(other, writer.seal())
    works = getattr(inbox, step)

    def breaks(one, **named):
        if one.cover.id == bad:
            raise RuntimeError("nobody thought of this")
        return works(one, **named)

    monkeypatch.setattr(inbox, step, breaks)
    assert [came.pk for came in other.inbox()] == [good]
    assert why(other, bad) == Refusal.NO_LETTER


def test_what_the_disk_refuses_is_tried_again(writer, other, monkeypatch):
    sent = put(other, writer.seal())

    def full(*_all):
        raise OSError(errno.ENOSPC, "no space left")

    with monkeypatch.context() as filled:
        filled.setattr(inbox, "_files", full)
        assert other.inbox() == []
    assert (waiting_folder(other.vault.pk) / str(sent)).exists()
    assert [came.pk for came in other.inbox()] == [sent]


def test_taken_back_in_the_same_moment_it_is_never_shown(writer, other):
    """The withdrawal lies before what it takes back, and both are opened in one transaction."""
    taken_back = uuid4()
    put(other, writer.seal(writer.letter("withdrawal", {"envelopes": [str(taken_back)], "why": "x"})))
    put(other, writer.seal(id=taken_back))
    (stone,) = other.inbox()
    assert (stone.pk, stone.letter) == (taken_back, "")
    assert not list(waiting_folder(other.vault.pk).iterdir())


def test_another_rooms_clock_is_not_believed(writer, desks):
    """A receipt from the future is noted as of now."""
    one, other = desks
    person = other.person()
    sent = other.disclose(person, one, other.consent(person, one))
    later = datetime(2036, 1, 1, tzinfo=UTC)
    receipts = [{"envelope": str(sent.pk), "what": "opened", "at": later.isoformat()}]
    put(other, writer.seal(replace(writer.letter("receipt", {"receipts": receipts}), written_at=later)))
    opened = other.sent(sent).opened_at
    assert opened
    assert opened <= timezone.now()


def test_a_key_that_nothing_can_be_sealed_for_is_said(desks):
    one, other = desks
    with one.open():
        Correspondent.objects.filter(pk=other.vault.pk).update(kem_public=b"\xff" * 1216)
    person = one.person()
    sent = one.disclose(person, other, one.consent(person, other))
    assert one.sent(sent).refused == Refusal.OTHER_KEY
