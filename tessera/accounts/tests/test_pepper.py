"""The pepper's file: made once, for its owner's eyes, and plain words when it is not as it was."""

from __future__ import annotations

import os
import re
import stat
from pathlib import Path

import pytest

from tessera.accounts import pepper as module
from tessera.accounts.pepper import PepperMissing, make_pepper, pepper
from tessera.sealing.tokens import read_spelled
from tests.at_once import at_once


@pytest.fixture
def file(tmp_path, settings):
    """Where this test's server keeps its pepper; nothing is there yet."""
    settings.PEPPER_FILE = tmp_path / "pepper"
    pepper.cache_clear()
    yield Path(settings.PEPPER_FILE)
    pepper.cache_clear()


def test_it_is_made_for_its_owner_only(file):
    old = os.umask(0)
    try:
        assert make_pepper(file)
    finally:
        os.umask(old)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600


def test_a_folder_that_is_not_there_yet_is_made_for_its_owner_only(tmp_path):
    assert make_pepper(tmp_path / "usb" / "safe" / "pepper")
    assert stat.S_IMODE((tmp_path / "usb" / "safe").stat().st_mode) == 0o700


def test_it_is_32_random_bytes_spelled_for_paper(file, tmp_path):
    make_pepper(file)
    assert re.fullmatch(r"([A-Z2-7]{4} ){13}[A-Z2-7]{4}\n", file.read_text())
    assert len(pepper()) == 32
    make_pepper(tmp_path / "another")
    assert read_spelled((tmp_path / "another").read_text()) != pepper()


def test_it_is_never_overwritten(file):
    make_pepper(file)
    before = file.read_bytes()
    assert not make_pepper(file)
    assert file.read_bytes() == before
    file.write_text("")
    assert not make_pepper(file)
    assert file.read_text() == ""


def test_two_starts_at_once_make_one(file):
    outcomes = at_once(*[lambda: make_pepper(file)] * 6)
    assert sorted(outcomes) == [False] * 5 + [True]
    assert len(pepper()) == 32


def test_what_a_hand_copied_from_paper_is_read(file):
    make_pepper(file)
    there = pepper()
    file.write_text(file.read_text().lower().replace(" ", "-") + "\n\n")
    pepper.cache_clear()
    assert pepper() == there


def test_missing_it_says_where_it_belongs_and_that_nothing_is_lost(file):
    with pytest.raises(PepperMissing, match="nothing in the data folder was touched") as said:
        pepper()
    assert str(file) in str(said.value)


def test_a_folder_in_its_place_is_said_alike(file):
    file.mkdir()
    with pytest.raises(PepperMissing):
        pepper()


@pytest.mark.parametrize(
    "spoil",
    [
        lambda letters: letters[:-2] + "\n",
        lambda letters: ("B" if letters[0] == "A" else "A") + letters[1:],
        lambda letters: letters[5:],
        lambda letters: letters[:-3] + "ñ!",
        lambda _letters: "",
        lambda _letters: "0189",
    ],
)
def test_misspelled_it_is_never_guessed(file, spoil):
    make_pepper(file)
    file.write_text(spoil(file.read_text()), encoding="utf-8")
    with pytest.raises(PepperMissing, match="letter by letter"):
        pepper()


def test_one_changed_bit_anywhere_gives_no_other_pepper(file):
    """A letter may change its case, and a blank may go: what is read is the same pepper, or none."""
    make_pepper(file)
    whole, there = file.read_bytes(), pepper()
    said = 0
    for place in range(len(whole)):
        for bit in range(8):
            changed = bytearray(whole)
            changed[place] ^= 1 << bit
            file.write_bytes(changed)
            pepper.cache_clear()
            try:
                assert pepper() == there
            except PepperMissing:
                said += 1
    assert said > len(whole) * 5


def test_a_file_that_is_no_text_is_said_alike(file):
    file.write_bytes(b"\xff\xfe\x00A")
    with pytest.raises(PepperMissing, match="letter by letter"):
        pepper()


def test_once_it_is_put_right_it_works_without_a_restart(file):
    with pytest.raises(PepperMissing):
        pepper()
    make_pepper(file)
    assert len(pepper()) == 32


def test_without_it_nobody_signs_in_and_the_page_says_why(house, file):
    page = house.browser().post("/sign-in/", {"login": "marta", "passphrase": house.marta.passphrase})
    assert page.status_code == 503
    assert "The server&#x27;s pepper is missing" in page.content.decode()
    assert module.pepper is pepper
