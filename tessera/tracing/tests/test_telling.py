"""Every reason of the engine has its sentence, in every language, with every value it can bring."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils import translation

from tessera.common.spans import DateSpan
from tessera.linkage.comparison import Comparison
from tessera.linkage.evidence import REASONS, Code, Evidence, Feature, Reason, Verdict
from tessera.linkage.strength import Strength
from tessera.tracing.telling import (
    FEATURES,
    SENTENCES,
    SHARES,
    STRENGTHS,
    VERDICTS,
    kinds_agreeing,
    sentence,
    tell,
)

SPANS = [
    DateSpan.of_day(1996, 3, 21),
    DateSpan.of_month(1996, 3),
    DateSpan.of_year(1996),
    DateSpan.of_years(1990, 1995),
    DateSpan(date(1996, 3, 1), date(1997, 4, 2)),
]
_WORDS = [("Amina Example", "Amena Ejemplo")]
_PAIRS = ((("amina", "amena"),), (("amina", "amina"), ("ali", "aly")))

# Code -> the values it can come with, by name.
_BY_KIND = {
    "NAMES": {"request": ["Amina Example"], "finding": ["100 % Amina"], "near": _PAIRS, "missing": [("warsame",)],
              "only_request": [("ali",)], "only_finding": [()]},
    "IDENTIFIER": {"request": ["555-0101"], "finding": ["555-0102"], "identifier": ["%s 555"], "digits": [7]},
    "BIRTH": {"request": SPANS, "finding": SPANS, "years": [0, 1, 40]},
    "AGE": {"request": SPANS, "finding": SPANS, "years": [0, 1, 40]},
    "SEX": {"request": ["F", "X"], "finding": ["M"], "sex": ["F", "M", "X"]},
    "PLACE": {"request": ["Baidoa"], "finding": ["100 % Bay"], "near": _PAIRS},
    "NATIONALITY": {"request": [("HN",), ("HN", "SV")], "finding": [("SO",)], "shared": [("HN",), ("HN", "XX")]},
    "COUNTED": {"shared": [("HN",), ("HN", "SV")]},
    "FOUND": {"days": [0, 1, 17, 59, 60, 400, 1000, 20_000]},
    "HEIGHT": {"request": [(163, 167), (165, 165)], "finding": [(170, 170)], "difference": [0, 5]},
    "MARKS": {"request": [("scar",)], "finding": [("rose", "tooth")], "shared": [(("scar", "cicatriz"),)]},
    "BELONGINGS": {"request": [("rosary",)], "finding": [("phone",)], "shared": [(("rosary", "rosary"),)]},
    "COULD": {"request": ["Amina"], "finding": ["Halima"]},
    "NOT": {"missing": ["request", "finding", "both"]},
}  # fmt: skip


def reasons() -> list[Reason]:
    """Every code with each of its possible values in turn."""
    made = []
    for code, names in REASONS.items():
        values = _BY_KIND[
            code.name.split("_")[0].removesuffix("S")
            if code.name.startswith("IDENT")
            else code.name.split("_")[0]
        ]
        made += [
            Reason.of(code, **{name: values[name][at % len(values[name])] for name in names})
            for at in range(max((len(values[name]) for name in names), default=1))
        ]
    return made


def test_every_code_feature_verdict_and_strength_has_words():
    assert set(SENTENCES) == set(Code) == set(REASONS)
    assert set(FEATURES) == set(Feature)
    assert set(VERDICTS) == set(Verdict)
    assert set(STRENGTHS) == set(SHARES) == set(Strength)
    assert {reason.code for reason in reasons()} == set(Code)


# What is told in another way: by a line for all that is unknown, or by the line it is counted with.
UNSAID = {Code.NOT_KNOWN, Code.NOT_A_RELATIVES_PATTERN}


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_reason_is_a_sentence(language):
    with translation.override(language):
        for reason in reasons():
            if reason.code in UNSAID:
                continue
            said = sentence(reason).replace("None in common", "")
            assert said, reason
            assert "%(" not in said
            for leak in ("DateSpan", "datetime", "None", "Sex.", "('", "["):
                assert leak not in said, reason


def test_sentences_differ_between_the_languages():
    """Otherwise the test before would read English twice."""
    with translation.override("es"):
        spanish = [sentence(reason) for reason in reasons() if reason.code not in UNSAID]
    with translation.override("en"):
        english = [sentence(reason) for reason in reasons() if reason.code not in UNSAID]
    alike = [one for one, other in zip(english, spanish, strict=True) if one == other]
    # Two places or heights side by side read alike everywhere.
    assert len(alike) < len(english) / 4, alike


@pytest.mark.parametrize(
    ("code", "days", "said"),
    [
        (Code.FOUND_BEFORE_LAST_CONTACT, 1, "Found 1 day before the last contact"),
        (Code.FOUND_BEFORE_LAST_CONTACT, 400, "Found 400 days before the last contact"),
        (Code.FOUND_SOON_AFTER, 1, "Found 1 day after the last contact"),
        (Code.FOUND_SOON_AFTER, 59, "Found 59 days after the last contact"),
        (Code.FOUND_LONG_AFTER, 61, "Found about 2 months after the last contact"),
        (Code.FOUND_LONG_AFTER, 1000, "Found about 3 years after the last contact"),
    ],
)
def test_days_are_said_as_people_say_them(code, days, said):
    assert sentence(Reason.of(code, days=days)) == said


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        (
            Reason.of(Code.AGE_ESTIMATE_HOLDS, request=SPANS[0], finding=SPANS[3]),
            "The ages fit: born 1996; here 1990–1995",
        ),
        (Reason.of(Code.BIRTH_SAME, request=SPANS[1], finding=SPANS[1]), "The same: March 1996"),
        (Reason.of(Code.SEX_DIFFERS, request="F", finding="M"), "Female sought, Male found"),
        (
            Reason.of(Code.NATIONALITY_DIFFERS, request=("HN",), finding=("SO", "ET")),
            "Honduras; here Somalia, Ethiopia",
        ),
        (
            Reason.of(Code.HEIGHT_NEAR, request=(163, 167), finding=(170, 170), difference=3),
            "163–167 cm said, 170 cm here",
        ),
        (
            Reason.of(Code.MARKS_SHARED, shared=(("scar", "cicatriz"), ("rose", "rose"))),
            "Both tell of: scar / cicatriz, rose",
        ),
    ],
)
def test_values_are_said_plainly(reason, said):
    assert sentence(reason) == said


def _comparison(*evidence: Evidence) -> Comparison:
    return Comparison("1", "2", 0.0, 0.0, evidence, Strength.POSSIBLE)


@pytest.mark.parametrize("language", ["en", "es"])
def test_everything_the_engine_can_say_makes_lines(language):
    everything = [
        Evidence(feature, verdict, weight, reason)
        for reason in reasons()
        for feature, verdict, weight in (
            (Feature.NAMES, Verdict.FOR, 40.0),
            (Feature.SEX, Verdict.AGAINST, -0.06),
        )
        if reason.code != Code.NOT_KNOWN
    ]
    everything += [
        Evidence(Feature.HEIGHT, Verdict.UNKNOWN, 0.0, Reason.of(Code.NOT_KNOWN, missing=missing))
        for missing in ("request", "finding", "both")
    ]
    with translation.override(language):
        told = tell(_comparison(*everything))
        agreeing = kinds_agreeing(_comparison(*everything))
    assert all(line.sentence and line.feature and line.label for line in told)
    assert [line.verdict for line in told[-3:]] == ["unknown"] * 3
    assert agreeing


def test_what_is_unknown_agrees_with_nothing():
    one = Evidence.weighing(Feature.SEX, 1.0, Reason.of(Code.SEX_SAME, sex="F"))
    blank = Evidence.blank(Feature.HEIGHT, None, None)
    assert kinds_agreeing(_comparison(one, blank)) == "1 of 1 that are known agree"
