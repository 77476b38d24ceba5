"""Random tokens, keyed hashes, and secrets that a hand copies from paper."""

from __future__ import annotations

import re

import pytest
from hypothesis import assume, given, strategies as st

from tessera.sealing.tokens import (
    Misspelled,
    keyed_hash,
    new_token,
    read_spelled,
    same,
    spell,
    token_hash,
)

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
SECRETS = st.binary(min_size=32, max_size=32)


def test_tokens_are_long_random_and_fit_into_addresses():
    tokens = {new_token() for _ in range(1000)}
    assert len(tokens) == 1000
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{43}", token) for token in tokens)


@given(one=st.text(), other=st.text(), key=SECRETS)
def test_hashes_are_the_same_for_the_same_only(one, other, key):
    assume(one != other)
    assert token_hash(one) != token_hash(other)
    assert keyed_hash(key, one, purpose="login") == keyed_hash(key, one, purpose="login")
    assert keyed_hash(key, one, purpose="login") != keyed_hash(key, other, purpose="login")
    assert keyed_hash(key, one, purpose="login") != keyed_hash(key, one, purpose="invitation")
    assert keyed_hash(key, one, purpose="login") != keyed_hash(key + b"\1", one, purpose="login")


def test_purpose_and_value_do_not_run_together():
    assert keyed_hash(b"key", "bc", purpose="a") != keyed_hash(b"key", "c", purpose="ab")


def test_comparing():
    assert same(b"one", b"one")
    assert not same(b"one", b"two")
    assert not same(b"one", b"on")


@given(secret=st.binary(max_size=80))
def test_what_is_spelled_reads_back(secret):
    letters = spell(secret)
    assert set(letters) <= set(LETTERS + " ")
    assert all(len(group) <= 4 for group in letters.split(" "))
    assert read_spelled(letters) == secret


@given(secret=SECRETS, marks=st.lists(st.sampled_from(["", " ", "-", "\n", "\t"]), min_size=60, max_size=60))
def test_small_letters_blanks_and_hyphens_do_not_matter(secret, marks):
    letters = spell(secret).replace(" ", "").lower()
    typed = "".join(letter + mark for letter, mark in zip(letters, marks, strict=False)) + letters[60:]
    assert read_spelled(typed) == secret


def read_or_nothing(typed: str) -> bytes | None:
    try:
        return read_spelled(typed)
    except Misspelled:
        return None


def test_a_letter_miscopied_is_noticed():
    """Every letter of a pepper against every other. Four check letters let one mistake in 2^20 pass."""
    secret = bytes(range(32))
    letters = spell(secret).replace(" ", "")
    misread = 0
    for at, letter in enumerate(letters):
        for other in set(LETTERS + "0189ñ!é") - {letter}:
            read = read_or_nothing(letters[:at] + other + letters[at + 1 :])
            misread += read not in {
                None,
                secret,
            }  # the last letter of Base32 holds bits that count for nothing
    assert misread == 0


@given(secret=SECRETS, data=st.data())
def test_letters_swapped_lost_or_doubled_are_noticed(secret, data):
    letters = spell(secret).replace(" ", "")
    at = data.draw(st.integers(0, len(letters) - 2))
    assume(letters[at] != letters[at + 1])
    for typed in (
        letters[:at] + letters[at + 1] + letters[at] + letters[at + 2 :],
        letters[:at] + letters[at + 1 :],
        letters[: at + 1] + letters[at:],
    ):
        assert read_or_nothing(typed) in {None, secret}


@given(typed=st.text(max_size=70))
def test_anything_else_is_misspelled_and_breaks_nothing(typed):
    secret = read_or_nothing(typed)
    if secret is not None:  # then it was written as we spell it, but for blanks, hyphens and capitals
        plain = "".join(typed.split()).replace("-", "").upper()
        assert spell(secret).replace(" ", "") == plain


@pytest.mark.parametrize("typed", ["", "A", "AAAA", "MFRG ñññ", "ﬃﬃ", "GGG8 ZZZZ", "💧" * 8])
def test_what_was_never_spelled_is_misspelled(typed):
    with pytest.raises(Misspelled):
        read_spelled(typed)
