"""No question about status gets past the list by how it is spelled; what is about something else does."""

from __future__ import annotations

import unicodedata

import pytest

from tessera.common.folded import folded_words, holds_format_characters, strange_word
from tessera.common.status_words import asks_status, heads_status

ABOUT_STATUS = [
    "Are you a recognised refugee?", "Have you applied for asylum?", "Do you have a green card?", "Are you legal here?",
    "Do you have leave to remain?", "Is there a deportation order against you?", "Do you have residency?",
    "Are you known to immigration?", "Is there an entry stamp in your passport?", "Are you a citizen?",
    "Are you a permanent resident?", "Do you have TPS?", "Have you overstayed?",
    "¿Tiene residencia legal?", "¿Cuál es su situación migratoria?", "¿Es usted refugiado?", "¿Está en regla?",
    "¿Tiene solicitud de asilo?", "¿Es ciudadana de este país?", "¿Vive aquí de forma legal?",
    "Êtes-vous demandeur d’asile ?", "Êtes-vous demandeuse d'asile ?", "Avez-vous une OQTF ?", "Êtes-vous en règle ?",
    "Avez-vous un récépissé ?", "Êtes-vous réfugiée ?", "Votre séjour est-il légal ? Votre statut ?",
    "هل عندكم تأشيرة؟", "هل عندكم أوراق؟", "هل لديكم إقامة؟", "هل أنت لاجئ؟", "هل أنتم لاجئون؟", "هل طلبتم اللجوء؟",
    "هل لديكم قرار ترحيل؟", "هل لديكم بطاقة إقامة؟",
    "Èske ou gen rezidans?", "Èske ou gen pèmi?", "Èske ou se refijye?", "Èske ou te mande azil?",
]  # fmt: skip
HARMLESS = [
    "Do you need legal help?", "Do you have a number to call?", "Are you a resident of this city?",
    "Do you have a legal guardian?", "Have you a place to sleep?", "Is the child vaccinated?",
    "¿Necesita asesoría legal?", "¿Puede documentar su edad?", "¿Reside en esta ciudad?",
    "Vous a-t-on permis de partir ?", "Allez-vous à l'école régulièrement ?",
    "هل مكان إقامتكم قرب الحدود؟", "هل تحتاجون برنامج علاجي؟", "هل لديكم شهادة ميلاد؟",
    "Èske ou gen batistè?", "Èske ou rete toupre fwontyè a?",
]  # fmt: skip
OTHERWISE_SPELLED = {
    "as accents beside their letters": lambda text: unicodedata.normalize("NFD", text),
    "in capitals": str.upper,
    "full width": lambda text: "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in text),
    "with what nobody sees in each word": "\u200b".join,
    "with soft hyphens": "\u00ad".join,
    "with joiners": "\u034f".join,
    "with blanks that are letters": "\u3164".join,
    "turned around": lambda text: f"\u202e{text}\u202c",
    "without hamza": lambda text: text.translate(str.maketrans("أإآئ", "اااي")),
    "with other forms of letters": lambda text: text.translate(str.maketrans("ةيكا", "هیکٱ")),
    "with vowel signs": lambda text: text.replace("ا", "اَ").replace("ت", "تَ"),
    "stretched": lambda text: text.replace("ي", "يـ").replace("ج", "جـ"),
}


@pytest.mark.parametrize("asked", ABOUT_STATUS)
def test_a_question_about_status_is_noticed(asked: str) -> None:
    assert asks_status(asked)


@pytest.mark.parametrize("asked", HARMLESS)
def test_a_question_about_something_else_is_not(asked: str) -> None:
    assert not asks_status(asked)


@pytest.mark.parametrize("spelled", OTHERWISE_SPELLED)
def test_no_other_spelling_gets_past(spelled: str) -> None:
    change = OTHERWISE_SPELLED[spelled]
    assert [asked for asked in ABOUT_STATUS if not asks_status(change(asked))] == []
    assert [asked for asked in HARMLESS if asks_status(change(asked))] == []


@pytest.mark.parametrize(
    "heading",
    ["vi\u00adsa", "ｖｉｓａ", "situacio\u0301n migratoria", "تاشيره", "اقامه", "الإقامة", "residencyStatus"],
)
def test_the_headings_of_lists_are_held_against_the_same_words(heading: str) -> None:
    assert heads_status(heading)


@pytest.mark.parametrize(
    "word", ["v\u0456sa", "pa\u0440ers", "vіѕа", "ᴠɪsᴀ", "vis\u03b1", "visaتأشيرة", "статус", "ｖ\u0456ｓａ"]
)
def test_letters_that_only_look_like_others_are_told(word: str) -> None:
    assert strange_word(f"Do you have a {word}?") != ""
    assert strange_word(f"هل {word}؟", arabic=True) != ""


@pytest.mark.parametrize(
    "said",
    [
        "Do you live within 10 km² of Łódź?",
        "Votre sœur est-elle à l’école ?",
        "¿Lleva más de 90 días?",
        "",
        "2023-05-28",
    ],
)
def test_letters_of_the_language_are_not(said: str) -> None:
    assert strange_word(said) == ""


def test_an_arabic_question_may_name_something_in_latin_letters() -> None:
    assert strange_word("هل لديكم PPT في كولومبيا؟ تَأشيرة ی ک", arabic=True) == ""
    assert strange_word("هل لديكم", arabic=False) != ""


@pytest.mark.parametrize(
    "character", ["\u200b", "\u200d", "\u00ad", "\u202e", "\u2066", "\ufeff", "\u3164", "\u061c"]
)
def test_what_nobody_sees_is_told(character: str) -> None:
    assert holds_format_characters(f"a{character}b")
    assert not holds_format_characters("a b\nتَأشيرة é")


def test_words_stay_words() -> None:
    assert folded_words("  Has-visa: ¿Qué? d’État—x_y ") == "has visa que d etat x y"
