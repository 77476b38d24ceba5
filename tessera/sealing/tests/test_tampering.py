"""Whoever can write the disk, but holds no key: every change of what is sealed is noticed."""

from __future__ import annotations

import io

import pytest
from hypothesis import given, strategies as st

from tessera.sealing import boxes, signing, wraps
from tessera.sealing.formats import SealBroken, UnknownFormat
from tessera.sealing.streams import PIECE_BYTES, SealingWriter, read_sealed

KEY, OTHER_KEY = bytes(32), bytes(31) + b"\1"
HERE, ELSEWHERE = "vault 1 member 1", "vault 1 member 2"
MEMBER, OTHER_MEMBER = wraps.new_kem_pair(), wraps.new_kem_pair()

HEADERS = 4 + 24  # of a stream: ours and the secretstream's
SEALED_PIECE = PIECE_BYTES + 17

BOX = boxes.seal(KEY, b"where the family can be reached", context=HERE)
WRAP = wraps.wrap(KEY, MEMBER.public, context=HERE)
CONTENT = b"".join(bytes([number]) * PIECE_BYTES for number in range(3)) + b"the end"


def sealed_stream(content: bytes, portions: int = 50_000) -> bytes:
    target = io.BytesIO()
    writer = SealingWriter(target, KEY, context=HERE)
    for start in range(0, len(content), portions):
        writer.write(content[start : start + portions])
    writer.finish()
    return target.getvalue()


STREAM = sealed_stream(CONTENT)
SHORT_STREAM = sealed_stream(b"short")


def open_box(sealed: bytes, key: bytes = KEY, context: str = HERE) -> bytes:
    return boxes.unseal(key, sealed, context=context)


def open_wrap(sealed: bytes, private: bytes = MEMBER.private, context: str = HERE) -> bytes:
    return wraps.unwrap(sealed, private, context=context)


def open_stream(sealed: bytes, key: bytes = KEY, context: str = HERE) -> bytes:
    return b"".join(read_sealed(io.BytesIO(sealed), key, context=context))


SEALED = pytest.mark.parametrize(
    ("sealed", "opening"),
    [(BOX, open_box), (WRAP, open_wrap), (SHORT_STREAM, open_stream)],
    ids=["box", "wrap", "stream"],
)


@SEALED
def test_untouched_it_opens(sealed, opening):
    assert opening(sealed) in {b"where the family can be reached", KEY, b"short"}


@SEALED
def test_every_single_byte_counts(sealed, opening):
    for position in range(len(sealed)):
        changed = bytearray(sealed)
        changed[position] ^= 1 << position % 8
        with pytest.raises(SealBroken):
            opening(bytes(changed))


@SEALED
def test_at_no_length_does_a_part_open(sealed, opening):
    for length in range(len(sealed)):
        with pytest.raises(SealBroken):
            opening(sealed[:length])


@SEALED
@pytest.mark.parametrize("added", [b"\0", b"TS", bytes(5000)], ids=len)
def test_nothing_can_be_added(sealed, opening, added):
    for extended in (sealed + added, added + sealed):
        with pytest.raises(SealBroken):
            opening(extended)


@SEALED
def test_it_opens_in_its_own_place_only(sealed, opening):
    for context in (ELSEWHERE, "", HERE + " ", HERE.upper()):
        with pytest.raises(SealBroken):
            opening(sealed, context=context)


@pytest.mark.parametrize("wrong", [OTHER_KEY, b"", KEY + b"\0"], ids=["another", "none", "longer"])
def test_another_key_opens_neither_box_nor_stream(wrong):
    with pytest.raises(SealBroken):
        open_box(BOX, key=wrong)
    with pytest.raises(SealBroken):
        open_stream(SHORT_STREAM, key=wrong)


@pytest.mark.parametrize(
    "wrong",
    [
        OTHER_MEMBER.private,
        b"",
        MEMBER.private[:64] + OTHER_MEMBER.private[64:],  # both halves are needed, the one against quanta
        OTHER_MEMBER.private[:64] + MEMBER.private[64:],  # and the one that is known for longer
    ],
    ids=["another member", "nobody", "with half a key", "with the other half"],
)
def test_only_the_member_unwraps(wrong):
    with pytest.raises(SealBroken):
        open_wrap(WRAP, private=wrong)


@pytest.mark.parametrize(
    "wrong",
    [b"", bytes(1216), b"\xff" * 1216, MEMBER.public[:-1], MEMBER.private],
    ids=["empty", "zeros", "ones", "cut short", "a private key"],
)
def test_what_is_no_public_key_takes_no_wrap(wrong):
    with pytest.raises(SealBroken, match="not a public key"):
        wraps.wrap(KEY, wrong, context=HERE)


def test_one_sort_does_not_pass_for_another():
    for sealed, openings in (
        (BOX, (open_wrap, open_stream)),
        (WRAP, (open_box, open_stream)),
        (SHORT_STREAM, (open_box, open_wrap)),
    ):
        for opening in openings:
            with pytest.raises(UnknownFormat):
                opening(sealed)


@SEALED
def test_a_format_from_the_future_is_told_apart_from_damage(sealed, opening):
    with pytest.raises(UnknownFormat, match="version 1"):
        opening(sealed[:3] + b"\2" + sealed[4:])


@given(content=st.binary(max_size=500), context=st.text(max_size=50))
def test_whatever_goes_into_a_box_comes_out_of_it(content, context):
    assert open_box(boxes.seal(KEY, content, context=context), context=context) == content


@given(noise=st.binary(max_size=200))
def test_noise_opens_as_nothing(noise):
    for opening, header in ((open_box, b"TS\1\1"), (open_wrap, b"TS\2\1"), (open_stream, b"TS\3\1")):
        for sealed in (noise, header + noise):
            with pytest.raises(SealBroken):
                opening(sealed)


def test_the_same_content_never_looks_the_same_twice():
    assert len({boxes.seal(KEY, b"yes", context=HERE) for _ in range(100)}) == 100
    assert len({wraps.wrap(KEY, MEMBER.public, context=HERE) for _ in range(20)}) == 20
    assert len({sealed_stream(b"yes") for _ in range(100)}) == 100


def test_nothing_of_the_content_is_in_what_is_sealed():
    content = b"a name that nobody may read"
    assert content not in boxes.seal(KEY, content, context=HERE)
    assert content not in sealed_stream(content)
    assert KEY not in WRAP


# Pieces of a stream


@given(
    content=st.sampled_from([0, 1, PIECE_BYTES - 1, PIECE_BYTES, PIECE_BYTES + 1, 3 * PIECE_BYTES]),
    portions=st.sampled_from([1, 997, PIECE_BYTES, PIECE_BYTES + 1, 10 * PIECE_BYTES]),
)
def test_a_stream_comes_out_as_it_went_in_however_it_was_portioned(content, portions):
    written = bytes(index % 251 for index in range(content))
    if portions == 1:
        written = written[:2000]
    sealed = sealed_stream(written, portions)
    assert open_stream(sealed) == written
    assert len(sealed) == HEADERS + len(written) + 17 * max(1, -(-len(written) // PIECE_BYTES))


def pieces_of(sealed: bytes) -> tuple[bytes, list[bytes]]:
    body = sealed[HEADERS:]
    return sealed[:HEADERS], [body[at : at + SEALED_PIECE] for at in range(0, len(body), SEALED_PIECE)]


HEAD, PIECES = pieces_of(STREAM)
FIRST, SECOND, THIRD, LAST = PIECES


@pytest.mark.parametrize(
    "pieces",
    [
        [SECOND, FIRST, THIRD, LAST],
        [FIRST, THIRD, SECOND, LAST],
        [SECOND, THIRD, LAST],
        [FIRST, THIRD, LAST],
        [FIRST, SECOND, LAST],
        [LAST],
        [FIRST, FIRST, SECOND, THIRD, LAST],
        [FIRST, SECOND, THIRD, THIRD, LAST],
        [FIRST, SECOND, THIRD, LAST, LAST],
        [FIRST, SECOND, THIRD],
        [FIRST],
        [],
        [FIRST, SECOND, THIRD, LAST[:-1]],
        [FIRST[:-1], SECOND, THIRD, LAST],
        [FIRST, SECOND, THIRD, LAST, b"\0"],
    ],
    ids=lambda pieces: "-".join("1234"[PIECES.index(p)] if p in PIECES else "x" for p in pieces) or "none",
)
def test_pieces_cannot_be_moved_repeated_or_left_out(pieces):
    with pytest.raises(SealBroken):
        open_stream(HEAD + b"".join(pieces))


def test_pieces_of_another_file_do_not_fit():
    other_head, other_pieces = pieces_of(sealed_stream(CONTENT))
    for mixed in (HEAD + b"".join([FIRST, *other_pieces[1:]]), other_head + b"".join(PIECES)):
        with pytest.raises(SealBroken):
            open_stream(mixed)


def test_nothing_can_follow_a_last_piece_that_is_full():
    whole = sealed_stream(bytes(PIECE_BYTES))
    assert open_stream(whole) == bytes(PIECE_BYTES)
    for added in (b"\0", pieces_of(whole)[1][0]):
        with pytest.raises(SealBroken, match="after the end"):
            open_stream(whole + added)


def test_a_file_that_was_never_finished_does_not_open():
    target = io.BytesIO()
    SealingWriter(target, KEY, context=HERE).write(bytes(2 * PIECE_BYTES + 5))
    with pytest.raises(SealBroken, match="cut short"):
        open_stream(target.getvalue())


def test_no_piece_is_given_out_before_it_was_checked():
    changed = bytearray(STREAM)
    changed[HEADERS + SEALED_PIECE + 100] ^= 1  # in the second piece
    reading = read_sealed(io.BytesIO(bytes(changed)), KEY, context=HERE)
    assert next(reading) == CONTENT[:PIECE_BYTES]
    with pytest.raises(SealBroken):
        next(reading)


# Signatures


def test_a_signature_holds_for_its_content_and_key_only():
    pair, other = signing.new_signing_pair(), signing.new_signing_pair()
    signature = signing.sign(b"these members", pair.private)
    signing.check_signature(b"these members", signature, pair.public)
    for content, signed, public in (
        (b"those members", signature, pair.public),
        (b"these members", signature, other.public),
        (b"these members", signature[:-1], pair.public),
        (b"these members", bytes(64), pair.public),
        (b"these members", signature, b"no key"),
    ):
        with pytest.raises(SealBroken):
            signing.check_signature(content, signed, public)


def test_every_byte_of_a_signature_counts():
    pair = signing.new_signing_pair()
    signature = signing.sign(b"these members", pair.private)
    for position in range(len(signature)):
        changed = bytearray(signature)
        changed[position] ^= 0x80
        with pytest.raises(SealBroken):
            signing.check_signature(b"these members", bytes(changed), pair.public)
