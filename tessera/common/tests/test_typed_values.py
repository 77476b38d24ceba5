"""Ages, sexes, heights and phrases as lists hold them."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import given, strategies as st

from tessera.common.plain_text import heading_words, plain, says_unknown
from tessera.common.typed_ages import OLDEST, read_age
from tessera.common.typed_lists import SHORTEST, TALLEST, read_height, read_phrases
from tessera.common.typed_sex import guess_m, read_sex
from tessera.common.unreadable import UnreadableValue

AGES = {
    "25": (25, 25), "25.5": (25, 25), "٢٥": (25, 25), "17 años": (17, 17), "17 y/o": (17, 17),
    "25 years old": (25, 25), "±25": (20, 30), "~ 30": (24, 36), "c. 25": (20, 30), "25?": (20, 30),
    "25±5": (20, 30), "±2": (1, 3), "20-30": (20, 30), "20 a 30": (20, 30), "20–30 ans": (20, 30),
    "entre 20 y 30": (20, 30), "20s": (20, 29), "6 months": (0, 0), "18 meses": (1, 1),
    "2 years 6 months": (2, 2), "3 semaines": (0, 0), "<1": (0, 0), "<18": (0, 17),
    "menor de 18 años": (0, 17), "60+": (60, OLDEST), "más de 60": (60, OLDEST), "adult": (18, OLDEST),
    "Niño": (0, 17), "menor": (0, 17), "bebé": (0, 2), "adolescente": (10, 19), "about 118": (95, OLDEST),
    "0": (0, 0), "como 25": (20, 30), "como de 25 años": (20, 30), "unos 25": (20, 30), "about 25": (20, 30),
    "aprox. 25": (20, 30), "25 aproximadamente": (20, 30), "más o menos 25": (20, 30), "casi 30": (24, 36),
}  # fmt: skip
HEIGHTS = {
    "167": (167, 167), "167 cm": (167, 167), "1.67 m": (167, 167), "1,67": (167, 167), "1m67": (167, 167),
    "1.7": (170, 170), "5'6\"": (168, 168), "5 ft 6 in": (168, 168), "163-167": (163, 167),
    "1.60 a 1.70 m": (160, 170), "about 170": (165, 175), "como 170": (165, 175),
    "1.70 aprox.": (165, 175), "about 28 cm": (25, 33), "about 250": (245, 250),
}  # fmt: skip
SEXES = {
    "M": "M", "hombre": "M", "MASCULINO": "M", "Homme": "M", "niño": "M", "ذكر": "M", "F": "F",
    "Mujer": "F", "femme": "F", "أنثى": "F", "x": "X", "intersex": "X", "No binario": "X",
    "undetermined": "", "Unknown": "", "": "", "indeterminado": "", "?": "",
}  # fmt: skip
UNKNOWN = [
    "",
    " ",
    "?",
    "unknown",
    "N/A",
    "na",
    "NA",
    "N.N.",
    "desconocida",
    "Se desconoce",
    "inconnu",
    "غير معروف",
]


@pytest.mark.parametrize("text", AGES)
def test_ages_are_read(text: str) -> None:
    assert read_age(text) == AGES[text]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("1994", "age_impossible"),
        ("30-20", "age_impossible"),
        ("121", "age_impossible"),
        ("-5", "age_unreadable"),
        ("many", "age_unreadable"),
        ("20-30-40", "age_unreadable"),
        ("2" * 100, "age_unreadable"),
    ],
)
def test_other_ages_are_refused_by_code(text: str, code: str) -> None:
    with pytest.raises(UnreadableValue) as refusal:
        read_age(text)
    assert refusal.value.code == code


@pytest.mark.parametrize("text", HEIGHTS)
def test_heights_are_read(text: str) -> None:
    assert read_height(text) == HEIGHTS[text]


@pytest.mark.parametrize(
    ("text", "code"),
    [("300", "height_impossible"), ("170-160", "height_impossible"), ("10", "height_impossible"),
     ("tall", "height_unreadable"), ("160-170-180", "height_unreadable")],
)  # fmt: skip
def test_other_heights_are_refused_by_code(text: str, code: str) -> None:
    with pytest.raises(UnreadableValue) as refusal:
        read_height(text)
    assert refusal.value.code == code


@pytest.mark.parametrize("text", SEXES)
def test_sexes_are_read(text: str) -> None:
    assert read_sex(text) == SEXES[text]


def test_a_word_that_is_no_sex_is_refused() -> None:
    with pytest.raises(UnreadableValue) as refusal:
        read_sex("Honduras")
    assert refusal.value.code == "sex_unreadable"
    assert refusal.value.values == {"text": "Honduras"}


@pytest.mark.parametrize("text", UNKNOWN)
def test_unknown_is_unknown_everywhere(text: str) -> None:
    assert says_unknown(plain(text))
    assert (read_age(text), read_height(text), read_sex(text)) == (None, None, "")


def test_phrases_are_cut_at_signs_and_lines_but_not_at_commas() -> None:
    assert read_phrases(" scar, left arm ;; tattoo:  rose\n• gold tooth | ") == (
        "scar, left arm",
        "tattoo: rose",
        "gold tooth",
    )


def test_headings_are_compared_as_plain_words() -> None:
    assert heading_words("birthDate_(AÑO)\u200b") == "birth date ano"


ANY_TEXT = st.text() | st.text("0123456789-–.,'\" mcft±años<>+?", max_size=15)


def read_or_code(read: Callable[[str], Any], text: str) -> Any:
    """What `read` gives; where it refuses, the code. Any other exception goes through and fails the test."""
    try:
        return read(text)
    except UnreadableValue as error:
        return error.code


@given(ANY_TEXT)
def test_any_text_is_an_age_or_refused(text: str) -> None:
    match read_or_code(read_age, text):
        case (youngest, oldest):
            assert 0 <= youngest <= oldest <= OLDEST
        case code:
            assert code in {None, "age_unreadable", "age_impossible"}


@given(ANY_TEXT)
def test_any_text_is_a_height_or_refused(text: str) -> None:
    match read_or_code(read_height, text):
        case (shortest, tallest):
            assert SHORTEST <= shortest <= tallest <= TALLEST
        case code:
            assert code in {None, "height_unreadable", "height_impossible"}


@given(ANY_TEXT)
def test_any_text_is_a_sex_or_refused(text: str) -> None:
    assert read_or_code(read_sex, text) in {"M", "F", "X", "", "sex_unreadable"}


@pytest.mark.parametrize(
    ("cells", "means"),
    [
        (["M", "H", "M"], "F"),  # mujer, hombre
        (["m", "h", ""], "F"),
        (["M", "F"], "M"),
        (["M", "W"], "M"),
        (["M", "M"], ""),  # men, or women: nobody can tell
        (["M", "H", "F"], ""),
        (["male", "female"], ""),
        ([], ""),
    ],
)
def test_what_a_lone_m_means_is_told_from_the_letters_beside_it(cells, means):
    assert guess_m(cells) == means
