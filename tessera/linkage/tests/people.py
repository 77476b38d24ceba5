"""Invented profiles for tests, and strategies that invent more."""

from datetime import date
from itertools import count

from hypothesis import strategies as st

from tessera.common.spans import DateSpan
from tessera.linkage.comparison import Comparison, compare
from tessera.linkage.evidence import Evidence, Feature
from tessera.linkage.frequencies import Frequencies
from tessera.linkage.profile import Ages, Heights, Profile, Sex

NOTHING_COUNTED = Frequencies.of([])

_keys = count()


def person(name: str = "", **features: object) -> Profile:
    return Profile(key=str(next(_keys)), names=(name,) if name else (), **features)  # type: ignore[arg-type]


def day(text: str) -> DateSpan:
    return DateSpan(date.fromisoformat(text), date.fromisoformat(text))


def compared(request: Profile, finding: Profile) -> Comparison:
    return compare(request, finding, NOTHING_COUNTED)


def evidence(feature: Feature, request: Profile, finding: Profile) -> Evidence:
    return compared(request, finding).of(feature)


def name_evidence(one: str, other: str) -> Evidence:
    return evidence(Feature.NAMES, person(one), person(other))


_days = st.dates(min_value=date(1930, 1, 1), max_value=date(2026, 12, 31))
_spans = st.tuples(_days, _days).map(lambda pair: DateSpan(min(pair), max(pair))) | _days.map(
    lambda exact: DateSpan(exact, exact)
)
_texts = st.text(max_size=30)
_words = st.sampled_from(
    [
        "Maria",
        "Jose",
        "Lopez",
        "Lopes",
        "Mohamed",
        "Muhammad",
        "Abdul",
        "Rahman",
        "de la",
        "Cruz",
        "X",
        "N'Diaye",
        "علي",
    ]
)
_names = st.lists(_words, min_size=1, max_size=5).map(" ".join) | _texts

profiles = st.builds(
    Profile,
    key=_texts,
    names=st.lists(_names, max_size=3).map(tuple),
    sex=st.sampled_from(Sex),
    birth=st.none() | _spans,
    ages=st.none()
    | st.builds(Ages, youngest=st.integers(-5, 200), oldest=st.integers(-5, 200), at=st.none() | _spans),
    nationalities=st.frozensets(st.sampled_from(["HN", "GT", "SN", "ER"]), max_size=2),
    origin_place=_names,
    event=st.none() | _spans,
    event_place=_names,
    height=st.none() | st.builds(Heights, shortest=st.integers(0, 260), tallest=st.integers(0, 260)),
    marks=st.lists(_names, max_size=3).map(tuple),
    belongings=st.lists(_names, max_size=3).map(tuple),
    remains=st.booleans(),
    identifiers=st.frozensets(st.text("0123456789+- ", max_size=14) | _texts, max_size=3),
)
