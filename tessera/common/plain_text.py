"""Text as people type it, made comparable: digits of any script, dashes, blanks, case, accents.

Also the words with which people write that they do not know, or know roughly, in the languages of the lists
we meet. All words here are in `plain` form: lower case, no accents.
"""

from __future__ import annotations

import re
import unicodedata

_ONE_SIGN = (
    dict.fromkeys(map(ord, "‐‑‒–—―−﹘﹣－"), "-")
    | dict.fromkeys(map(ord, "‘’ʼ′`´"), "'")
    | dict.fromkeys(map(ord, "“”″„"), '"')
)
_BLANKS = re.compile(r"\s+")
_CAMEL_CASE = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_NOT_IN_WORDS = re.compile(r"[\W_]+")

APPROXIMATELY = (
    r"(?:±|\+/-|\+-|~|≈|circa\b|ca?\.|ca?(?=\s)|about\b|around\b|approx(?:imately\b|\.|\b)|abt(?:\.|\b)"
    r"|est(?:\.|\b)|hacia\b|aprox(?:imadamente\b|\.|\b)|alrededor de\b|cerca de\b|unos\b|unas\b"
    r"|como (?:de|en)\b|como\b|mas o menos\b|casi\b"
    r"|vers\b|environ\b|env\.|autour de\b|حوالي|نحو)"
)
"""A pattern for what stands before a `plain` text and means "about": English, Spanish, French, Arabic."""

APPROXIMATELY_AFTER = r"(?:\?|\(\?\)|\(?(?:approx(?:imately)?|aprox(?:imadamente)?|mas o menos|env)\.?\)?)"
"""The same for what stands behind it: "25 aprox."."""

_UNKNOWN_WORDS = """
    ?, ??, ???, -, --, ---, ., .., ..., /, na, n.a, n.a., n/a, #n/a, nd, n.d., n/d, nn, n.n, n.n., s/d, s/f,
    nil, none, null, nan, unknown, unk, unk., not known, not available, not recorded, not reported,
    not applicable, undetermined, unspecified,
    desconocido, desconocida, se desconoce, no se sabe, no sabe, ignorado, ignorada, sin dato, sin datos,
    sin informacion, sin fecha, no disponible, no determinado, no determinada, indeterminado, indeterminada,
    no especificado, no especificada,
    inconnu, inconnue, non connu, non connue, non renseigne, non disponible, indetermine, indeterminee,
    sans date, غير معروف, مجهول
"""
_UNKNOWN = frozenset(" ".join(word.split()) for word in _UNKNOWN_WORDS.split(","))


def plain(text: str) -> str:
    """`text` in lower case, without accents, with ASCII digits, dashes, quotes and single blanks."""
    compatible = unicodedata.normalize("NFKC", text.translate(_ONE_SIGN)).casefold()
    bare = (letter for letter in unicodedata.normalize("NFKD", compatible) if _is_base(letter))
    return _BLANKS.sub(" ", "".join(map(_ascii_digit, bare))).strip()


def heading_words(text: str) -> str:
    """The words of a column heading in `plain` form: "birthDate_(año)" is "birth date ano"."""
    return " ".join(_NOT_IN_WORDS.sub(" ", plain(_CAMEL_CASE.sub(" ", text))).split())


def says_unknown(plain_text: str) -> bool:
    """Whether a `plain` text is blank or says that nobody knows."""
    return not plain_text or plain_text in _UNKNOWN


def _is_base(character: str) -> bool:
    """False for accents and for marks that cannot be seen, such as those that turn the writing direction."""
    return not unicodedata.combining(character) and unicodedata.category(character) != "Cf"


def _ascii_digit(character: str) -> str:
    digit = unicodedata.decimal(character, None)
    return character if digit is None else str(digit)
