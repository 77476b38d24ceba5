"""Names in alphabets that write few vowels, found by how Latin letters spell them, and the other way round.

"محمد" folds to "mhmd", which shares too few letters with "Mohammed". What the two share are their consonants:
they are kept as words of their own in the searched text, between signs that no folded word has, so that only
a word in the other kind of alphabet looks for them.
"""

from __future__ import annotations

import re

from tessera.linkage.folding import fold

_VOWELLESS = re.compile("[\u0590-\u05ff\u0600-\u06ff\u0750-\u077f]")  # Hebrew and Arabic letters
_ARTICLE = re.compile("^(?:ال|ה)(?=...)")
_SECOND_LETTER = re.compile("(?<=[cdgkpst])h")
_ALIKE = str.maketrans("cqzvpj", "kksfbg")
_NOT_WRITTEN = re.compile("[aeiouwy]|h$")
_DOUBLED = re.compile(r"(.)\1+")
_FEWEST = 2  # one consonant would be half of all names


def sounds_of(text: str) -> set[str]:
    """The consonants of each word: in one pair of signs where the alphabet lacks vowels, in another elsewhere."""
    return {f"{sign}{bones}{sign}" for word in text.split() for sign, bones in _bones(word)}


def sounds_like(word: str) -> str:
    """What a word of a question has in common with names in the other kind of alphabet; "" if too little."""
    others = [("=" if sign == "+" else "+", bones) for sign, bones in _bones(word)]
    return f"{others[-1][0]}{others[-1][1]}{others[-1][0]}" if others else ""


def _bones(word: str) -> list[tuple[str, str]]:
    """The sign and the consonants of one word; where it may begin with an article, with it and without."""
    is_vowelless = _VOWELLESS.search(word) is not None
    ways = dict.fromkeys((word, _ARTICLE.sub("", word))) if is_vowelless else [word]
    sign = "=" if is_vowelless else "+"
    found = [(sign, _consonants(folded)) for way in ways for folded in fold(way).split() if folded.isalpha()]
    return [(sign, bones) for sign, bones in found if len(bones) >= _FEWEST]


def _consonants(folded: str) -> str:
    spelled = _SECOND_LETTER.sub("", folded.replace("ch", "sh")).translate(_ALIKE)
    return _DOUBLED.sub(r"\1", _NOT_WRITTEN.sub("", spelled))
