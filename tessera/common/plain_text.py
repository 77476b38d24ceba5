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

APPROXIMATELY = (
    r"(?:±|\+/-|\+-|~|≈|circa\b|ca?\.|ca?(?=\s)|about\b|around\b|approx(?:imately\b|\.|\b)|abt(?:\.|\b)|est(?:\.|\b)"
    r"|hacia\b|aprox(?:imadamente\b|\.|\b)|alrededor de\b|cerca de\b|unos\b|unas\b"
    r"|vers\b|environ\b|env\.|autour de\b|حوالي|نحو)"
)
"""A pattern for what stands before a `plain` text and means "about": English, Spanish, French, Arabic."""

_UNKNOWN = frozenset(
    word.strip()
    for word in (
        "?,??,???,-,--,---,.,..,...,/,na,n.a,n.a.,n/a,#n/a,nd,n.d.,n/d,nn,n.n,n.n.,s/d,s/f,nil,none,null,nan,"
        "unknown,unk,unk.,not known,not available,not recorded,not reported,not applicable,undetermined,unspecified,"
        "desconocido,desconocida,se desconoce,no se sabe,no sabe,ignorado,ignorada,sin dato,sin datos,sin informacion,"
        "sin fecha,no disponible,no determinado,no determinada,indeterminado,indeterminada,no especificado,"
        "inconnu,inconnue,non connu,non connue,non renseigne,non disponible,indetermine,indeterminee,sans date,"
        "غير معروف,مجهول"
    ).split(",")
)


def plain(text: str) -> str:
    """`text` in lower case, without accents, with ASCII digits, dashes, quotes and single blanks."""
    compatible = unicodedata.normalize("NFKC", text.translate(_ONE_SIGN)).casefold()
    letters = (
        _ascii_digit(letter) for letter in unicodedata.normalize("NFKD", compatible) if _is_base(letter)
    )
    return _BLANKS.sub(" ", "".join(letters)).strip()


def says_unknown(plain_text: str) -> bool:
    """Whether a `plain` text is blank or says that nobody knows."""
    return not plain_text or plain_text in _UNKNOWN


def _is_base(character: str) -> bool:
    """False for accents and for marks that cannot be seen, such as those that turn the direction of writing."""
    return not unicodedata.combining(character) and unicodedata.category(character) != "Cf"


def _ascii_digit(character: str) -> str:
    digit = unicodedata.decimal(character, None)
    return character if digit is None else str(digit)
