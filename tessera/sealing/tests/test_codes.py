"""Codes of the second factor against the vectors of RFC 6238, and against typing mistakes."""

from __future__ import annotations

import base64
from urllib.parse import parse_qs, urlsplit

import pytest
from hypothesis import given, strategies as st

from tessera.sealing import codes

SECRET = b"12345678901234567890"  # RFC 6238, appendix B
STEP = codes.STEP_SECONDS


@pytest.mark.parametrize(
    ("at", "eight_digits"),
    [
        (59, "94287082"),
        (1111111109, "07081804"),
        (1111111111, "14050471"),
        (1234567890, "89005924"),
        (2000000000, "69279037"),
        (20000000000, "65353130"),
    ],
)
def test_the_vectors_of_rfc_6238(at, eight_digits):
    """Six digits are the last six of the eight that the RFC prints."""
    assert codes.code(SECRET, at // STEP) == eight_digits[-6:]
    assert codes.matching_step(SECRET, eight_digits[-6:], at=at) == at // STEP


@given(step=st.integers(10, 2**33), away=st.integers(-5, 5), second=st.integers(0, STEP - 1))
def test_one_step_on_either_side_is_accepted_and_no_other(step, away, second):
    found = codes.matching_step(SECRET, codes.code(SECRET, step + away), at=step * STEP + second)
    expected = step + away if abs(away) <= 1 else None
    near = {codes.code(SECRET, step + offset) for offset in (-1, 0, 1)}
    if expected is None and codes.code(SECRET, step + away) in near:
        return  # two steps share a code by chance
    assert (found is None) == (expected is None)
    assert found is None or codes.code(SECRET, found) == codes.code(SECRET, step + away)


def test_before_1970_there_is_no_step():
    assert codes.matching_step(SECRET, codes.code(SECRET, 0), at=0) == 0
    assert codes.matching_step(SECRET, codes.code(SECRET, 1), at=0) == 1


@pytest.mark.parametrize("typed", ["287 082", " 287082 ", "287\t082"])
def test_blanks_do_not_matter(typed):
    assert codes.matching_step(SECRET, typed, at=59) == 1


@given(typed=st.text(max_size=20) | st.text("0123456789٠١٢٣٤٥٦٧٨٩²", max_size=8))
def test_whatever_else_is_typed_fits_nothing_and_breaks_nothing(typed):
    digits = "".join(typed.split())
    if digits not in {codes.code(SECRET, step) for step in (0, 1, 2)}:
        assert codes.matching_step(SECRET, typed, at=59) is None


def test_the_address_holds_the_secret_and_names_nobody():
    address = urlsplit(codes.address(SECRET, issuer="Red Ñandú & co"))
    asked = parse_qs(address.query)
    assert (address.scheme, address.netloc) == ("otpauth", "totp")
    assert base64.b32decode(asked["secret"][0]) == SECRET
    assert asked["issuer"] == ["Red Ñandú & co"]
    assert asked["digits"] == ["6"]
    assert asked["period"] == ["30"]
    assert base64.b32decode(codes.letters(SECRET).replace(" ", "")) == SECRET


def test_secrets_and_codes_for_paper_are_never_the_same():
    assert len({codes.new_secret() for _ in range(50)}) == 50
    assert len(codes.new_secret()) == 20
    many = [code for _ in range(20) for code in codes.new_recovery_codes()]
    assert len(set(many)) == 20 * codes.RECOVERY_CODES
    assert all(len(code) == 14 for code in many)


def test_the_vector_of_a_recovery_code():
    """What was printed once must always fit again."""
    stored = codes.recovery_hash(SECRET, "K7QM-PX3D-9WTR", pepper=b"p" * 32)
    assert stored.hex() == "ea4e3b3dab32b606835e1f66600b4366071b8b3f7f9de588587bfa0296b19a3e"
    for typed in ("k7qm px3d 9wtr", " K7QMPX3D9WTR", "k7qm—px3d—9wtr"):
        assert codes.recovery_hash(SECRET, typed, pepper=b"p" * 32) == stored
    for other in (
        codes.recovery_hash(SECRET, "K7QM-PX3D-9WTS", pepper=b"p" * 32),
        codes.recovery_hash(SECRET, "K7QM-PX3D-9WTR", pepper=b"q" * 32),
        codes.recovery_hash(SECRET[::-1], "K7QM-PX3D-9WTR", pepper=b"p" * 32),
    ):
        assert other != stored
