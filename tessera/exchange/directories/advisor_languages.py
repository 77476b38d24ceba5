"""Lists of the Services Advisor in several languages: which is which, what stands for what, and what is no translation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import starmap, zip_longest
from typing import Any

from tessera.exchange.directories.draft import Draft
from tessera.exchange.directories.problems import Place
from tessera.exchange.directories.typed_values import text_of

BASE = "en"
"""The language of the documents where there is a list in it."""

MAPPED = frozenset(
    "locationName partnerName activity activityCategory activityName startDate endDate indicators".split()
)
"""The keys that are no question; they are called the same in every language."""

NUMBERED = re.compile(r"\d+\.\s*")

_LANGUAGE_IN_NAME = re.compile(r"[_.-]([a-z]{2})(?:\.[a-z.]+)?$", re.IGNORECASE)
_ARABIC = re.compile(r"[\u0600-\u06ff]")


def features_of(document: object) -> list[Any]:
    """The features, bare or in a FeatureCollection; none in anything else."""
    if isinstance(document, dict) and document.get("type") == "FeatureCollection":
        document = document.get("features")
    return document if isinstance(document, list) else []


def properties_of(feature: object) -> dict[str, Any]:
    """What a feature says; nothing for what is no feature."""
    properties = feature.get("properties") if isinstance(feature, dict) else None
    return properties if isinstance(properties, dict) else {}


def language_of(name: str, document: object) -> str:
    """The code at the end of the file's name; else Arabic where its letters are, and English."""
    found = _LANGUAGE_IN_NAME.search(name)
    if found:
        return found[1].lower()
    words = " ".join(str(key) for feature in features_of(document)[:20] for key in properties_of(feature))
    return "ar" if _ARABIC.search(words) else BASE


def fit(draft: Draft, name: str, features: list[Any], language: str, other: list[Any]) -> bool:
    """Whether both have the same features in the same order; says where they differ first."""
    for number, (ours, theirs) in enumerate(zip_longest(features, other), start=1):
        first, second = (text_of(one.get("id")) if isinstance(one, dict) else "" for one in (ours, theirs))
        if first != second or (ours is None) != (theirs is None):
            draft.problem(
                "lists_differ", Place(name, number), "id", language=language, text=first, other=second
            )
            return False
    return True


def aligned(ours: Mapping[str, Any], theirs: Mapping[str, Any]) -> dict[str, Any]:
    """Key of ours -> value of theirs: by the order of keys where that fits, else by number or the same key."""
    pairs = list(zip(ours, theirs, strict=False))
    in_order = len(ours) == len(theirs) and all(starmap(_may_be_one, pairs))
    if not in_order:
        numbered = {_number(key): key for key in theirs}
        pairs = [(key, numbered[_number(key)]) for key in ours if _number(key) in numbered]
    return {one: theirs[two] for one, two in pairs}


def _may_be_one(ours: str, theirs: str) -> bool:
    """False for two questions with different numbers, and for a plain key that is called otherwise."""
    if ours in MAPPED:
        return ours == theirs
    return _number(ours) == _number(theirs) or not (NUMBERED.match(ours) and NUMBERED.match(theirs))


def _number(key: str) -> str:
    found = NUMBERED.match(key)
    return found.group().strip() if found else key


def words_for_two(
    draft: Draft, name: str, features: list[Any], others: Mapping[str, list[Any]]
) -> set[tuple[str, str, str]]:
    """(language, question, words) that stand for two different answers in English: they are no translation.

    In the published list "Open to all" and "Serious medical condition" are one text in Arabic. Whoever read it
    would stay away, so none of the two gets it.
    """
    meant: dict[tuple[str, str, str], str] = {}
    untrusted: set[tuple[str, str, str]] = set()
    for number, language, key, option, words in _pairs(features, others):
        first = meant.setdefault((language, key, words), option)
        if first != option and (language, key, words) not in untrusted:
            untrusted.add((language, key, words))
            said = {"language": language, "text": words, "one": first, "two": option}
            draft.problem("one_word_for_two", Place(name, number), key, **said)
    return untrusted


def _pairs(features: list[Any], others: Mapping[str, list[Any]]) -> Iterator[tuple[int, str, str, str, str]]:
    """(row, language, question, answer in English, answer in that language) of everything that is answered."""
    for number, feature in enumerate(features):
        properties = properties_of(feature)
        for language, other in others.items():
            for key, theirs in aligned(properties, properties_of(other[number])).items():
                ours = properties[key]
                if isinstance(ours, dict) and isinstance(theirs, dict) and len(ours) == len(theirs):
                    for option, words in zip(ours, theirs, strict=True):
                        yield number + 1, language, key, option, words
