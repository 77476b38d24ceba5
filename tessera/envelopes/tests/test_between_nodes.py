"""Envelopes over a line to another node: cut anywhere, brought twice, brought by somebody else, changed on the way."""

from __future__ import annotations

import errno
import hashlib
import os
import random
import socket
import time
from contextlib import contextmanager, suppress
from datetime import timedelta
from itertools import chain
from threading import Event, Thread
from unittest import mock
from uuid import uuid4

import pytest
from django.conf import settings as site
from django.http import UnreadablePostError
from django.utils import timezone

from tessera.envelopes import actions, arriving, cards, carriage, carrying, keys, places, queries
from tessera.envelopes.carriage import Carriage
from tessera.envelopes.models import Correspondent, HeldBack, Incoming, OtherNode, Outgoing, Parcel
from tessera.envelopes.refusals import Hindrance, Refusal
from tessera.envelopes.tests.elsewhere import Line, move_apart, served
from tessera.sealing import boxes, signing
from tessera.sealing.streams import SealingWriter
from tessera.vault.files import attachment_file, attachments_folder, upload_context, waiting_folder
from tessera.vault.models import Attachment


@pytest.fixture
def line(settings):
    settings.NODES_IN_HOUSE = True
    with served() as port:
        line = Line(port)
        yield line
        line.close()


@pytest.fixture
def apart(desks, line):
    move_apart(line.port, *desks)
    return desks


def a_record_sent(one, other, **more):
    person = one.person()
    return one.disclose(
        person, other, one.consent(person, other, groups=["identity", "event", "files"]), **more
    )


def with_file(desk, person, size):
    """A file of noise beside the record, and its digest."""
    content = random.Random(size).randbytes(size)  # noqa: S311
    with desk.open():
        row = Attachment(about=person.uid, name="map.bin", media_type="application/octet-stream", size=size)
        row.key, row.added_by = boxes.new_key(), desk.who.member.pk
        attachments_folder(desk.vault.pk).mkdir(mode=0o700, exist_ok=True)
        with attachment_file(desk.vault.pk, row.pk).open("wb") as file:
            writer = SealingWriter(file, bytes(row.key), context=upload_context(row.pk))
            writer.write(content)
            writer.finish()
        row.save(force_insert=True)
    return row, hashlib.sha256(content).hexdigest()


def due():
    Parcel.objects.update(next_at=timezone.now() - timedelta(seconds=1))


def carry():
    """How many envelopes arrived."""
    due()
    return _arrived_in_a_round()


def _arrived_in_a_round():
    before = _arrived()
    carrier = carrying.Carrier()
    carrier.begin()
    carrier.wait()
    return _arrived() - before


def _arrived():
    return Parcel.objects.exclude(arrived_at=None).count()


def came_before_the_cut():
    """The part that is there once the server has read what was still on the line."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        parts = list((site.DATA / "arriving").glob("*.part"))
        if parts and not arriving._busy:
            return parts[0]
        time.sleep(0.01)
    pytest.fail("nothing came")


def parcel():
    return Parcel.objects.get()


def test_an_envelope_arrives_and_is_noted(apart):
    one, other = apart
    row = a_record_sent(one, other)
    assert one.sent(row).delivered_at is None
    assert carry() == 1
    assert [came.kind for came in other.inbox()] == ["disclosure"]
    assert one.sent(row).delivered_at
    assert not Parcel.objects.filter(pk=row.pk).exists()
    assert not places.outgoing_file(row.pk).exists()


def test_answers_and_withdrawals_go_the_same_way(apart):
    one, other = apart
    row = a_record_sent(one, other)
    carry()
    assert other.inbox()[0].letter
    with one.open():
        actions.ask_back(outgoing=Outgoing.objects.get(pk=row.pk), why="A mistake", by=one.who.member)
    assert carry() == 1
    assert other.inbox()[0].letter == ""
    assert carry() == 1
    assert one.sent(row).gone_at


def test_cut_at_a_hundred_places_it_goes_on_from_there(apart, line):
    one, other = apart
    person = one.person()
    file, digest = with_file(one, person, 9_000_000)
    row = one.disclose(
        person,
        other,
        one.consent(person, other, groups=["identity", "files"]),
        groups=["identity"],
        files=[file],
    )
    one.unlock()
    whole = parcel().size
    chance, brought = random.Random(7), 0  # noqa: S311
    for _ in range(100):
        # In the question how much is there, or in what follows.
        cut = chance.choice([chance.randrange(1, 300), chance.randrange(300, 160_000)])
        line.cut_after(cut)
        brought += cut
        assert carry() == 0
        assert parcel().hindrance == Hindrance.UNREACHABLE
    assert brought < whole, "it could have been there whole before the last cut"
    line.cut_after(None)
    assert carry() == 1
    other.unlock()
    other.take_in_rest()
    with other.open():
        (came,) = Incoming.objects.filter(pk=row.pk)
        (attached,) = Attachment.objects.filter(about=came.pk)
        assert attached.size == file.size
        assert digest in came.letter


def test_what_came_before_a_cut_is_not_brought_again(apart, line):
    one, other = apart
    person = one.person()
    file, _digest = with_file(one, person, 2_000_000)
    one.disclose(
        person,
        other,
        one.consent(person, other, groups=["identity", "files"]),
        groups=["identity"],
        files=[file],
    )
    one.unlock()
    line.cut_after(1_000_000)  # the question, and what of the first portion came so far
    assert carry() == 0
    part = came_before_the_cut()
    assert 900_000 < part.stat().st_size < 1_000_000
    before = line.carried
    assert carry() == 1
    assert line.carried - before < parcel().size - 900_000 + 20_000


def test_brought_twice_it_is_there_once(apart):
    one, other = apart
    a_record_sent(one, other)
    assert carry() == 1
    sent = parcel()
    Parcel.objects.update(arrived_at=None)  # as if the last answer had been lost
    places.outgoing_folder().mkdir(exist_ok=True)
    places.outgoing_file(sent.pk).write_bytes((waiting_folder(other.vault.pk) / str(sent.pk)).read_bytes())
    assert carry() == 1
    assert len(other.inbox()) == 1
    places.outgoing_file(sent.pk).write_bytes(b"")
    assert len(other.inbox()) == 1


def test_whoever_nobody_compared_brings_nothing(apart):
    one, other = apart
    a_record_sent(one, other)
    OtherNode.objects.update(is_known=False)
    assert carry() == 0
    assert parcel().hindrance == Hindrance.UNKNOWN_HERE
    OtherNode.objects.update(is_known=True)
    assert carry() == 1


def test_a_letterbox_that_is_gone_is_said(apart):
    one, other = apart
    a_record_sent(one, other)
    gone = uuid4()
    said = parcel()
    own = keys.node_key()
    lost = Carriage(own.node, gone, said.pk, said.size, bytes.fromhex(said.headers["Tessera-Digest"]))
    signature = signing.sign(lost.signed_bytes, bytes(own.private))
    headers = carriage.headers(lost, node=own.node, signature=signature)
    Parcel.objects.update(vault=gone, headers=headers)
    assert carry() == 0
    assert parcel().hindrance == Hindrance.NOBODY


def test_changed_on_the_way_it_is_thrown_away_and_brought_again(apart):
    one, other = apart
    a_record_sent(one, other)
    path = places.outgoing_file(parcel().pk)
    right = path.read_bytes()
    wrong = bytearray(right)
    wrong[5000] ^= 1
    path.write_bytes(wrong)
    assert carry() == 0
    assert not list((site.DATA / "arriving").glob("*.part"))
    assert not list(waiting_folder(other.vault.pk).glob("*"))
    path.write_bytes(right)
    assert carry() == 1


def test_a_sealed_envelope_put_on_another_ones_place_is_not_taken(apart):
    """Signed by a node that is known, for an identifier that its cover does not name."""
    one, other = apart
    a_record_sent(one, other)
    sent, own, stranger = parcel(), keys.node_key(), uuid4()
    places.outgoing_file(stranger).write_bytes(places.outgoing_file(sent.pk).read_bytes())
    said = Carriage(own.node, sent.vault, stranger, sent.size, bytes.fromhex(sent.headers["Tessera-Digest"]))
    headers = carriage.headers(
        said, node=own.node, signature=signing.sign(said.signed_bytes, bytes(own.private))
    )
    Parcel.objects.create(
        id=stranger,
        vault=sent.vault,
        node=own.node,
        size=sent.size,
        headers=headers,
        expires_on=sent.expires_on,
    )
    sent.delete()
    assert carry() == 0
    assert not list(waiting_folder(other.vault.pk).glob("*"))


def test_no_line_at_all_is_tried_ever_more_seldom(apart, line):
    one, other = apart
    a_record_sent(one, other)
    line.close()
    waits = []
    for _ in range(12):
        assert carry() == 0
        waits.append(parcel().next_at - timezone.now())
    assert waits[0] < timedelta(minutes=1)
    assert timedelta(minutes=40) < waits[-1] < timedelta(hours=2)
    assert _arrived_in_a_round() == 0
    Parcel.objects.update(next_at=timezone.now() + timedelta(days=3650))  # the clock was ten years ahead
    tries = parcel().tries
    _arrived_in_a_round()
    assert parcel().tries == tries + 1


def test_without_an_address_it_waits_to_be_carried(apart, house):
    one, other = apart
    known = OtherNode.objects.get()
    card = cards.read(known.card.encode())
    known.card = cards.write(
        cards.Card(card.node, card.name, "", card.public, card.made, card.letterboxes),
        bytes(keys.node_key().private),
    )
    known.save()
    row = a_record_sent(one, other)
    assert carry() == 0
    assert parcel().hindrance == Hindrance.NO_ADDRESS
    page = house.browser(one.who).get(f"/room/{one.vault.pk}/post/sent/{row.pk}/")
    assert "the file is carried there" in page.content.decode()
    answer = house.browser(one.who).post(f"/room/{one.vault.pk}/post/sent/{row.pk}/carried/")
    assert answer.status_code == 302
    assert one.sent(row).delivered_at
    assert not Parcel.objects.exists()
    assert not places.outgoing_file(row.pk).exists()
    one.unlock()
    assert not places.outgoing_file(row.pk).exists(), "what was carried is not sealed again"


def test_the_card_is_for_nodes_that_are_known(apart, house):
    browser, own = house.browser(), keys.node_key()
    assert browser.get("/node/card/").status_code == 403
    right = OtherNode.objects.get().headers
    assert cards.read(browser.get("/node/card/", headers=right).content).node == own.node
    wrong = right | {"Tessera-Signature": bytes(64).hex()}
    assert browser.get("/node/card/", headers=wrong).status_code == 403
    OtherNode.objects.update(is_known=False)
    assert browser.get("/node/card/", headers=right).status_code == 403


@pytest.mark.parametrize(
    "spoilt",
    [
        {"Tessera-Signature": bytes(64).hex()},
        {"Tessera-Digest": bytes(32).hex()},
        {"Upload-Length": "70000"},
        {"Tessera-Node": str(uuid4())},
    ],
    ids=lambda one: next(iter(one)),
)
def test_nothing_is_read_of_what_is_signed_otherwise(apart, house, spoilt):
    one, other = apart
    a_record_sent(one, other)
    said = parcel()
    answer = house.browser().patch(
        f"/node/{said.vault}/{said.pk}/",
        data=b"x" * 100,
        content_type="application/octet-stream",
        headers=said.headers | {"Upload-Offset": "0"} | spoilt,
    )
    assert answer.status_code == 403
    assert not list((site.DATA / "arriving").glob("*"))


@pytest.mark.parametrize("missing", ["Tessera-Node", "Tessera-Signature", "Tessera-Digest", "Upload-Length"])
def test_a_request_without_a_header_is_refused(apart, house, missing):
    one, other = apart
    a_record_sent(one, other)
    said = parcel()
    headers = {name: value for name, value in said.headers.items() if name != missing}
    assert house.browser().head(f"/node/{said.vault}/{said.pk}/", headers=headers).status_code == 400


def test_a_full_disk_takes_nothing_more(apart, monkeypatch):
    one, other = apart
    a_record_sent(one, other)

    def full(_size):
        raise OSError(errno.ENOSPC, "no space left")

    with monkeypatch.context() as filled:
        filled.setattr(arriving, "ask_for_room", full)
        assert carry() == 0
    assert parcel().hindrance == Hindrance.FULL
    assert carry() == 1


def test_going_on_from_another_byte_is_refused(apart, house):
    one, other = apart
    a_record_sent(one, other)
    said = parcel()
    sealed = places.outgoing_file(said.pk).read_bytes()

    def patch(begin, piece):
        return house.browser().patch(
            f"/node/{said.vault}/{said.pk}/",
            data=piece,
            content_type="application/octet-stream",
            headers=said.headers | {"Upload-Offset": str(begin)},
        )

    assert patch(0, sealed[:100])["Upload-Offset"] == "100"
    for begin in (0, 99, 101):
        answer = patch(begin, sealed[begin : begin + 10])
        assert (answer.status_code, answer["Upload-Offset"]) == (409, "100")
    assert patch(100, sealed[100:] + b"more").status_code == 409
    assert patch(-1, sealed).status_code == 400
    assert patch(100, b"").status_code == 400
    assert patch(100, sealed[100:])["Upload-Offset"] == str(said.size)
    assert len(other.inbox()) == 1


def test_a_cut_line_is_not_taken_for_a_full_disk(apart, house, monkeypatch):
    one, other = apart
    a_record_sent(one, other)
    said = parcel()
    monkeypatch.setattr(arriving, "_append", mock.Mock(side_effect=UnreadablePostError("cut")))
    answer = house.browser().patch(
        f"/node/{said.vault}/{said.pk}/",
        data=b"x" * said.size,
        content_type="application/octet-stream",
        headers=said.headers | {"Upload-Offset": "0"},
    )
    assert answer.status_code == 400


def test_parts_that_nobody_goes_on_with_are_deleted(apart, house):
    one, other = apart
    a_record_sent(one, other)
    said = parcel()
    part = site.DATA / "arriving" / f"{said.vault}.{said.pk}.{said.headers['Tessera-Digest']}.part"
    part.parent.mkdir(exist_ok=True)
    part.write_bytes(b"begun")
    arriving.forget_old_parts()
    assert part.exists()
    os.utime(part, (0, 0))
    arriving.forget_old_parts()
    assert not part.exists()


def test_what_is_over_is_not_carried_any_more(apart):
    one, other = apart
    a_record_sent(one, other)
    path = places.outgoing_file(parcel().pk)
    Parcel.objects.update(expires_on=timezone.localdate() - timedelta(days=2))
    carrying.tidy()
    assert not Parcel.objects.exists()
    assert not path.exists()


def test_new_keys_are_followed_by_the_newest_card(apart, settings, line, monkeypatch):
    """A member was removed there: what is sent from then on is sealed for the key that they do not have."""
    one, other = apart
    monkeypatch.setattr(queries, "every_card", queries._other_cards)  # this node plays the other one
    with other.open():
        before = keys.newest()
        keys.make_next()
        keys.publish()
    row = a_record_sent(one, other)
    assert carry() == 1
    (first,) = other.inbox()
    assert first.id == row.pk, "what was sealed for the key before is opened still"

    with other.open():
        actions.answer(incoming=first, text="We ask.", by=other.who.member)
    assert carry() >= 1
    assert one.inbox() == []
    with one.open():
        assert [held.why for held in HeldBack.objects.all()] == [Refusal.NEWER_KEY]

    settings.NODE_ADDRESS = f"http://127.0.0.1:{line.port}"
    older = _make_older()
    _arrived_in_a_round()
    assert OtherNode.objects.get().card == older, "not before half a day is over"
    OtherNode.objects.update(asked_at=timezone.now() - timedelta(hours=13))
    _arrived_in_a_round()
    assert [came.kind for came in one.inbox()] == ["answer"]
    with one.open():
        followed = Correspondent.objects.get(pk=other.vault.pk)
        assert followed.epoch == before.epoch + 1
        assert followed.followed_at
        assert not HeldBack.objects.exists()


def _make_older():
    """The card that is here was made before the one that is there."""
    known, own = OtherNode.objects.get(), keys.node_key()
    card = cards.read(known.card.encode())
    older = cards.Card(
        card.node, card.name, card.address, card.public, "2020-01-01T00:00:00+00:00", card.letterboxes
    )
    known.card = cards.write(older, bytes(own.private))
    known.save()
    return known.card


@contextmanager
def answered_with(answer):
    """A server that says the same to everybody, whatever they ask, and its port."""
    with socket.create_server(("127.0.0.1", 0)) as door:

        def serve():
            with suppress(OSError):
                while True:
                    there, _address = door.accept()
                    Thread(target=say, args=(there,), daemon=True).start()

        def say(there):
            with suppress(OSError), there:
                there.recv(64 * 1024)
                for piece in answer():
                    there.sendall(piece)

        Thread(target=serve, daemon=True).start()
        yield door.getsockname()[1]


def endless(piece):
    while True:
        yield piece


@pytest.mark.parametrize(
    "answer",
    [
        lambda: [b"HTTP/1.1 799 Nothing\r\nContent-Length: 0\r\n\r\n"],
        lambda: [b"HTTP/1.1 200 OK\r\nUpload-Offset: many\r\n\r\n"],
        lambda: [b"HTTP/1.1 204 OK\r\nUpload-Offset: -1\r\n\r\n"],
        lambda: [b"HTTP/1.1 307 Elsewhere\r\nLocation: http://127.0.0.1:9/\r\n\r\n"],
        lambda: [b"no words of this kind\r\n\r\n"],
        list,
        lambda: [b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", b"zz\r\n"],
        lambda: chain([b"HTTP/1.1 409 No\r\nContent-Length: 99999999999\r\n\r\n"], endless(b"a" * 4096)),
        lambda: chain([b"HTTP/1.1 204 No\r\nTransfer-Encoding: chunked\r\n\r\n"], endless(b"3\r\nabc\r\n")),
        lambda: chain([b"HTTP/1.1 200 OK\r\n"], endless(b"Header: value\r\n")),
    ],
    ids="unknown text negative elsewhere noise silence chunks endless endless-chunks headers".split(),
)
def test_whatever_a_node_answers_its_envelopes_are_tried_again(desks, settings, answer):
    settings.NODES_IN_HOUSE = True
    one, other = desks
    with answered_with(answer) as port:
        move_apart(port, one, other)
        OtherNode.objects.update(asked_at=None)  # its card is due as well
        a_record_sent(one, other)
        assert carry() == 0
    assert (parcel().tries, parcel().hindrance) == (1, Hindrance.UNREACHABLE)
    assert parcel().next_at > timezone.now()


def test_a_node_that_never_answers_keeps_no_other_waiting(apart):
    """It took the call and is silent."""
    one, other = apart
    silent, heard, is_over = uuid4(), Event(), Event()

    def nothing():
        heard.set()
        is_over.wait()
        yield from ()

    a_record_sent(one, other)
    carrier = carrying.Carrier()
    with answered_with(nothing) as port:
        known = OtherNode.objects.get()
        own = keys.node_key()
        card = cards.Card(silent, "Silent", f"http://127.0.0.1:{port}", bytes(own.public), "", ())
        OtherNode.objects.create(
            node=silent,
            public=bytes(own.public),
            card=cards.write(card, bytes(own.private)),
            headers=known.headers,
            is_known=True,
        )
        carrier.begin()
        assert heard.wait(30)
        deadline = time.monotonic() + 60
        while not _arrived() and time.monotonic() < deadline:
            due()
            carrier.begin()
            time.sleep(0.05)
        arrived = _arrived()
        is_over.set()
        carrier.wait()
    assert arrived == 1


def test_what_fails_in_a_way_nobody_thought_of_is_tried_again_as_well(apart, monkeypatch):
    one, other = apart
    a_record_sent(one, other)
    monkeypatch.setattr(carrying, "line_to", mock.Mock(side_effect=ZeroDivisionError))
    assert carry() == 0
    assert (parcel().tries, parcel().hindrance) == (1, Hindrance.UNREACHABLE)
