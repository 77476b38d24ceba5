"""Any three of five shares give the key; fewer, changed, foreign or mixed ones give nothing."""

from __future__ import annotations

from itertools import combinations

import pytest
from Crypto.Protocol.SecretSharing import Shamir
from hypothesis import given
from hypothesis.strategies import binary, data, integers, lists, permutations, sampled_from, text

from tessera.sealing import boxes, sharing
from tessera.sealing.formats import SealBroken
from tessera.sealing.sharing import ENOUGH, SHARES, TooFewShares, check, combine, split

HERE = "vault 1 epoch 1"
_PARTS = slice(5, 37)  # behind header and index


@given(key=binary(min_size=32, max_size=32), context=text(max_size=80), drawn=data())
def test_any_three_give_the_key_in_any_order_and_more_do_too(key, context, drawn):
    shares = split(key, context=context)
    assert len(shares) == SHARES == 5
    chosen = drawn.draw(permutations(shares))[: drawn.draw(integers(ENOUGH, SHARES))]
    assert combine(chosen, context=context) == key


@given(key=binary(min_size=32, max_size=32))
def test_any_two_do_not(key):
    shares = split(key, context=HERE)
    for few in [(), *combinations(shares, 1), *combinations(shares, 2)]:
        with pytest.raises(TooFewShares):
            combine(few, context=HERE)
    with pytest.raises(TooFewShares):
        combine([shares[0], shares[1], shares[1]], context=HERE)


@given(key=binary(min_size=32, max_size=32), other=binary(min_size=32, max_size=32), drawn=data())
def test_to_two_every_key_is_as_possible_as_any_other(key, other, drawn):
    """For any two shares of one key there is a third that makes of them whatever other key: they say nothing."""
    one, two = drawn.draw(permutations(split(key, context=HERE)))[:2]
    for half in (slice(0, 16), slice(16, 32)):
        points = [(share[4], share[_PARTS][half]) for share in (one, two)]
        free = next(index for index in range(1, SHARES + 1) if index not in (one[4], two[4]))
        third = _third_point(points, free, other[half])
        assert Shamir.combine([*points, (free, third)]) == other[half]


def _third_point(points, index, wanted):
    """What a share has to be so that the three give `wanted`: the scheme is linear in each."""
    nothing = Shamir.combine([*points, (index, bytes(16))])
    # The weight of the third share, bit by bit: solve weight * third = wanted - nothing in GF(2^128).
    missing = bytes(a ^ b for a, b in zip(wanted, nothing, strict=True))
    others = [(at, bytes(16)) for at, _part in points]
    columns = [
        int.from_bytes(Shamir.combine([*others, (index, (1 << bit).to_bytes(16))])) for bit in range(128)
    ]
    return _solved(columns, int.from_bytes(missing)).to_bytes(16)


def _solved(columns, wanted):
    """The combination of columns whose sum is `wanted`, over GF(2)."""
    basis: dict[int, tuple[int, int]] = {}
    for bit, column in enumerate(columns):
        value, made_of = column, 1 << bit
        while value and (top := value.bit_length()) in basis:
            value, made_of = value ^ basis[top][0], made_of ^ basis[top][1]
        if value:
            basis[value.bit_length()] = (value, made_of)
    solution = 0
    while wanted:
        value, made_of = basis[wanted.bit_length()]
        wanted, solution = wanted ^ value, solution ^ made_of
    return solution


@given(drawn=data(), flip=integers(1, 255))
def test_one_changed_byte_is_noticed_wherever_it_is(drawn, flip):
    key = boxes.new_key()
    shares = split(key, context=HERE)
    which = drawn.draw(integers(0, SHARES - 1))
    at = drawn.draw(integers(0, len(shares[which]) - 1))
    changed = bytearray(shares[which])
    changed[at] ^= flip
    others = [share for index, share in enumerate(shares) if index != which]
    with pytest.raises(TooFewShares):
        combine([bytes(changed), *others[:2]], context=HERE)
    assert combine([bytes(changed), *others[:3]], context=HERE) == key


@given(content=binary(max_size=400))
def test_what_is_no_share_is_refused(content):
    with pytest.raises(SealBroken):
        check(content, context=HERE)
    with pytest.raises(SealBroken):
        check(split(bytes(32), context=HERE)[0] + content[:5] + b"!", context=HERE)


@pytest.mark.parametrize("elsewhere", ["vault 2 epoch 1", "vault 1 epoch 2", "vault 1 epoch 11", ""])
def test_a_share_of_another_place_is_noticed(elsewhere):
    shares, foreign = split(bytes(32), context=HERE), split(bytes(32), context=elsewhere)
    check(shares[2], context=HERE)
    with pytest.raises(SealBroken):
        check(foreign[2], context=HERE)
    with pytest.raises(TooFewShares):
        combine([*shares[:2], foreign[2]], context=HERE)


@given(chosen=lists(sampled_from(range(10)), min_size=5, max_size=5, unique=True))
def test_shares_of_one_place_made_on_two_occasions_are_not_mixed(chosen):
    one, other = boxes.new_key(), boxes.new_key()
    shares = [*split(one, context=HERE), *split(other, context=HERE)]
    of_the_first = sum(index < 5 for index in chosen)
    key = combine([shares[index] for index in chosen], context=HERE)
    assert key == (one if of_the_first >= 3 else other)


def test_halves_of_two_people_do_not_make_a_share():
    one, two, *_rest = split(boxes.new_key(), context=HERE)
    mixed = one[:21] + two[21:37] + one[37:]
    with pytest.raises(SealBroken):
        check(mixed, context=HERE)


def test_somebody_who_makes_up_a_share_with_its_check_keeps_nobody_from_the_key():
    """Whoever has a share can compute checks: theirs differ from the others', so three honest ones are enough."""
    key = boxes.new_key()
    shares = split(key, context=HERE)
    made_up = split(boxes.new_key(), context=HERE)[0]
    with pytest.raises(TooFewShares):
        combine([made_up, *shares[1:3]], context=HERE)
    assert combine([made_up, *shares[1:4]], context=HERE) == key


@pytest.mark.parametrize("length", [0, 16, 31, 33, 64])
def test_only_keys_of_their_length_are_split(length):
    with pytest.raises(ValueError, match="32 bytes"):
        sharing.split(bytes(length), context=HERE)
