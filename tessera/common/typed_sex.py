"""Sex as lists write it, in English, Spanish, French and Arabic."""

from __future__ import annotations

from collections.abc import Iterable

from tessera.common.plain_text import plain, says_unknown
from tessera.common.unreadable import UnreadableValue

_WORDS: dict[str, str] = {
    "M": """
        m, male, males, man, men, boy, boys, masc, masc., masculine, hombre, hombres, h, masculino, varon,
        nino, senor, homme, hommes, masculin, garcon, ذكر, رجل, ولد
    """,
    "F": """
        f, female, females, woman, women, girl, girls, fem, fem., feminine, w, mujer, mujeres, femenino,
        femenina, nina, senora, femme, femmes, feminin, fille, انثى, امراة, بنت
    """,
    "X": """
        x, other, intersex, non-binary, nonbinary, non binary, diverse, otro, otra, intersexual, no binario,
        no binaria, autre, intersexe, intersexue, non binaire, اخر
    """,
    "": """
        u, ind, ind., indet, indet., unidentified, not identified, no identificado, no identificada,
        not stated, no aplica
    """,
}
_BY_WORD = {" ".join(word.split()): sex for sex, words in _WORDS.items() for word in words.split(",")}


def read_sex(text: str, *, m_means: str = "M") -> str:
    """`M`, `F`, `X` (other, intersex, non-binary), or "" where the text is blank or says that nobody knows.

    A lone "M" is what `m_means` says: "M" (male, masculino), "F" (mujer, beside H for hombre), or "" where
    nobody can tell. A gender that says nothing of sex (such as "trans") is refused rather than guessed.
    Raises `UnreadableValue` (`sex_unreadable`, `sex_m_unreadable`).
    """
    written = plain(text[:100])
    if written == "m":
        if not m_means:
            raise UnreadableValue("sex_m_unreadable", text)
        return m_means
    if says_unknown(written):
        return ""
    if written not in _BY_WORD:
        raise UnreadableValue("sex_unreadable", text)
    return _BY_WORD[written]


def guess_m(cells: Iterable[str]) -> str:
    """What a lone "M" means in a column: "F" beside H (hombre, mujer), "M" beside F or W, "" where neither tells.

    A column of M alone can be one of men or one of women, so it is asked about and never guessed.
    """
    letters = {written for cell in cells if len(written := plain(cell[:100])) == 1}
    if "h" in letters:
        return "" if letters & {"f", "w"} else "F"
    return "M" if letters & {"f", "w"} else ""
