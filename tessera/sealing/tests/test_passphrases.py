"""Six generated words, and how they come back from a tired hand on a strange keyboard."""

from __future__ import annotations

import unicodedata
from collections import Counter

import pytest
from hypothesis import given, strategies as st

from tessera.sealing.passphrases import WORDS, new_passphrase, normalise, word_list

LANGUAGES = ["en", "es", "fr"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_six_words_of_the_list(language):
    words = new_passphrase(language).split(" ")
    assert len(words) == WORDS == 6
    assert set(words) <= set(word_list(language))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_word_has_the_same_chance(language):
    """2,048 words drawn 61,440 times: 30 each, and chi-squared no further off than once in a million runs."""
    drawn = Counter(word for _ in range(10_240) for word in new_passphrase(language).split())
    expected = 10_240 * WORDS / 2048
    squared = sum((drawn[word] - expected) ** 2 / expected for word in word_list(language))
    assert set(drawn) == set(word_list(language))
    assert abs(squared - 2047) < 4.9 * (2 * 2047) ** 0.5


def test_no_two_passphrases_are_the_same():
    assert len({new_passphrase("en") for _ in range(2000)}) == 2000


@pytest.mark.parametrize("language", LANGUAGES)
def test_lists_hold_66_bits_in_words_nobody_can_confuse(language):
    typed = [normalise(word) for word in word_list(language)]
    assert len(typed) == 2048
    assert len(set(typed)) == 2048
    # Four letters tell them apart, so that a smudged ending can be guessed, and none is inside two of them.
    assert len({word[:4] for word in typed}) == 2048
    assert all(word.isascii() and word.isalpha() for word in typed)


@pytest.mark.parametrize("language", LANGUAGES)
def test_accents_capitals_and_separators_do_not_matter(language):
    for word in word_list(language):
        plain = normalise(word)
        spellings = (
            word.upper(),
            word.title(),
            unicodedata.normalize("NFD", word),
            plain,
            f"  {word}\n",
            f"{word}.",
        )
        assert {normalise(spelling) for spelling in spellings} == {plain}


@given(
    words=st.lists(st.sampled_from(word_list("es") + word_list("fr")), min_size=6, max_size=6),
    between=st.lists(
        st.sampled_from(
            [" ", "-", "\n", "\t", "  ", ", ", " - ", "_", "\N{NO-BREAK SPACE}", "1 ", "\u200b "]
        ),
        min_size=6,
        max_size=6,
    ),
)
def test_whatever_stands_between_the_words_is_not_part_of_them(words, between):
    typed = "".join(word + mark for word, mark in zip(words, between, strict=True))
    assert normalise(typed) == normalise(" ".join(words))


@given(typed=st.text())
def test_normalising_twice_changes_nothing_more(typed):
    assert normalise(normalise(typed)) == normalise(typed)


def test_normalising_twice_changes_nothing_more_for_any_letter_there_is():
    letters = (chr(code) for code in range(0x110000) if not 0xD800 <= code < 0xE000)
    assert [letter for letter in letters if normalise(normalise(letter)) != normalise(letter)] == []


def test_letters_that_look_composed_are_taken_apart():
    assert normalise("ﬁN™") == "fintm"


def test_other_words_stay_other_words():
    assert normalise("casa luna") != normalise("casaluna")
    assert normalise("") == normalise("1234 .,-") == ""


def test_a_language_without_a_list_gets_english_words():
    assert word_list("ar") == word_list("en")
    assert set(new_passphrase("ht").split()) <= set(word_list("en"))
