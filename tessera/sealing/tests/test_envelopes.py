"""What goes from one vault to another: it opens for whom it was sealed, whole, from whom it says, or not at all."""

from __future__ import annotations

import io
from dataclasses import replace
from uuid import UUID

import pytest
from hypothesis import given, strategies as st

from tessera.sealing import envelopes, signing, wraps
from tessera.sealing.formats import SealBroken, UnknownFormat

RECEIVER, STRANGER = wraps.new_kem_pair(), wraps.new_kem_pair()
SENDER, FORGER = signing.new_signing_pair(), signing.new_signing_pair()
COVER = envelopes.Cover(id=UUID(int=7), to=UUID(int=8), epoch=3, expires=1_800_000_000)
LETTER = '{"kind": "disclosure", "body": {"name": "أمادو"}}'.encode()


def sealed(letter=LETTER, attached=(), *, cover=COVER, to=RECEIVER.public, signer=SENDER.private) -> bytes:
    target = io.BytesIO()
    size = sum(map(len, attached))
    content = envelopes.Content(letter, attached, size)
    written = list(envelopes.seal(target, cover, content, to=to, signer=signer))
    assert sum(written) == size
    return target.getvalue()


def opened(envelope: bytes, attached: int = 0) -> tuple[bytes, bytes]:
    """Letter and attached bytes, everything checked."""
    reading = envelopes.OpenedEnvelope(io.BytesIO(envelope), RECEIVER.private)
    reading.check(SENDER.public)
    content = b"".join(reading.attached(attached))
    reading.finish()
    return reading.letter, content


ENVELOPE = sealed()


def test_it_opens_for_whom_it_was_sealed():
    assert opened(ENVELOPE) == (LETTER, b"")
    assert envelopes.read_cover(ENVELOPE) == COVER


@given(
    letter=st.binary(max_size=300),
    sizes=st.lists(st.sampled_from([0, 1, 65_536, 70_000, 131_072]), max_size=4),
)
def test_whatever_goes_in_comes_out(letter, sizes):
    attached = [bytes([number + 1]) * size for number, size in enumerate(sizes)]
    assert opened(sealed(letter, attached), sum(sizes)) == (letter, b"".join(attached))


@pytest.mark.parametrize("position", [*range(0, envelopes.COVER_BYTES + 40, 7), *range(1300, 17_700, 500)])
def test_every_byte_counts(position):
    changed = bytearray(ENVELOPE)
    changed[position] ^= 1 << position % 8
    with pytest.raises(SealBroken):
        opened(bytes(changed))


@pytest.mark.parametrize("length", [*range(60), *range(60, len(ENVELOPE), 311), len(ENVELOPE) - 1])
def test_at_no_length_does_a_part_open(length):
    with pytest.raises(SealBroken):
        opened(ENVELOPE[:length])
    assert not envelopes.is_sealed_size(length)


@pytest.mark.parametrize("added", [b"\0", ENVELOPE, bytes(65_553)], ids=len)
def test_nothing_can_be_added(added):
    with pytest.raises(SealBroken):
        opened(ENVELOPE + added)


def test_nobody_else_opens_it():
    with pytest.raises(SealBroken):
        envelopes.OpenedEnvelope(io.BytesIO(ENVELOPE), STRANGER.private)


def test_it_is_known_whether_the_sender_wrote_it():
    forged = envelopes.OpenedEnvelope(io.BytesIO(sealed(signer=FORGER.private)), RECEIVER.private)
    with pytest.raises(SealBroken):
        forged.check(SENDER.public)


@pytest.mark.parametrize("field", ["id", "to", "epoch", "expires"])
def test_its_cover_cannot_be_another(field):
    """Neither by changing it, nor by taking what is sealed from one envelope into another."""
    value = getattr(COVER, field)
    other = sealed(cover=replace(COVER, **{field: UUID(int=9) if isinstance(value, UUID) else value + 1}))
    for mixed in (
        other[:48] + ENVELOPE[48:],
        other[: envelopes.COVER_BYTES] + ENVELOPE[envelopes.COVER_BYTES :],
    ):
        with pytest.raises(SealBroken):
            opened(mixed)


def test_who_opened_a_letter_cannot_seal_it_for_somebody_else_as_the_sender():
    """The signature holds for the receiver and the key it was made with only."""
    reading = envelopes.OpenedEnvelope(io.BytesIO(ENVELOPE), RECEIVER.private)
    passed_on = envelopes.OpenedEnvelope(
        io.BytesIO(sealed(reading.letter, to=STRANGER.public, signer=FORGER.private)), STRANGER.private
    )
    passed_on._signature = reading._signature
    with pytest.raises(SealBroken):
        passed_on.check(SENDER.public)


def test_a_newer_version_is_told_apart_from_damage():
    for wrong in (ENVELOPE[:3] + b"\2" + ENVELOPE[4:], b"PK\3\4" + ENVELOPE[4:], b""):
        with pytest.raises(UnknownFormat):
            envelopes.read_cover(wrong)


def test_nothing_of_sender_and_content_is_seen_on_the_way():
    for secret in (LETTER, b"disclosure", SENDER.public, RECEIVER.public[:32]):
        assert secret not in ENVELOPE


def test_a_letter_too_long_and_files_that_are_not_as_said_are_refused():
    with pytest.raises(ValueError, match="longer than"):
        sealed(bytes(envelopes.LARGEST_LETTER + 1))
    for said in (2, 4):
        content = envelopes.Content(b"", [b"abc"], said)
        with pytest.raises(ValueError, match="size that was said"):
            list(envelopes.seal(io.BytesIO(), COVER, content, to=RECEIVER.public, signer=SENDER.private))
    with pytest.raises(SealBroken):
        sealed(to=b"no key")


def test_files_that_the_letter_does_not_name_are_refused():
    with pytest.raises(SealBroken, match="does not name"):
        opened(sealed(attached=[b"left over"]))


def test_a_letter_of_a_length_beyond_all_is_refused():
    """As somebody would write who holds our public key and wants our memory."""
    target = io.BytesIO()
    part = COVER.open_part
    covering = part + wraps.wrap(bytes(32), RECEIVER.public, context=f"envelope 1 {part.hex()}")
    target.write(covering)
    stream = envelopes.streams.SealingWriter(target, bytes(32), context=envelopes._stream_context(covering))
    stream.write(b"\xff" * 100)
    stream.finish()
    with pytest.raises(SealBroken, match="longer than any"):
        opened(target.getvalue())


# Sizes


@given(st.integers(min_value=0, max_value=2**40))
def test_a_bucket_holds_its_content_and_little_more(size):
    held = envelopes.bucket(size)
    assert held >= size
    assert envelopes.bucket(held) == held
    assert held <= max(16 * 1024, size * 4 if size <= 2**20 else size * 1.12)


@given(st.integers(min_value=0, max_value=2**40), st.integers(min_value=0, max_value=10_000))
def test_a_longer_content_is_never_in_a_smaller_bucket(size, more):
    assert envelopes.bucket(size) <= envelopes.bucket(size + more)


def test_up_to_a_gigabyte_there_are_few_sizes():
    """So a size tells little more than eight bits."""
    size, buckets = 1, set()
    while size < 2**30:
        size = envelopes.bucket(size) + 1
        buckets.add(size)
    assert len(buckets) == 324


@given(st.integers(min_value=0, max_value=2**40))
def test_the_size_of_an_envelope_is_known_beforehand_and_recognised(size):
    whole = envelopes.sealed_size(envelopes.bucket(size))
    assert envelopes.is_sealed_size(whole)
    assert not envelopes.is_sealed_size(whole + 1)
    assert not envelopes.is_sealed_size(whole - 1)


def test_sizes_are_as_computed():
    for attached in (0, 20_000, 100_000, 2_000_000):
        whole = sealed(attached=[bytes(attached)])
        assert len(whole) == envelopes.sealed_size(envelopes.bucket(4 + len(LETTER) + 64 + attached))
