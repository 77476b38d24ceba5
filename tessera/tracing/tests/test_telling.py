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
    "NAMES": {"request": ["Amina Example"], "finding": ["100 % Amina"], "alike": _PAIRS, "missing": [("Warsame",)],
              "only_request": [("Ali",), ("W",)], "only_finding": [("Luz", "Paz")]},
    "IDENTIFIER": {"request": ["555-0101"], "finding": ["555-0102"], "identifier": ["%s 555"], "digits": [7]},
    "BIRTH": {"request": SPANS, "finding": SPANS},
    "AGE": {"request": [(19, 20), (20, 20)], "finding": [(17, 21)]},
    "SEX": {"request": ["F", "X"], "finding": ["M"], "sex": ["F", "M", "X"]},
    "PLACE": {"request": ["Baidoa"], "finding": ["100 % Bay"], "country": ["México"]},
    "NATIONALITY": {"request": [("HN",), ("HN", "SV")], "finding": [("SO",)], "shared": [("HN",), ("HN", "XX")]},
    "COUNTED": {"shared": [("HN",), ("HN", "SV")]},
    "FOUND": {"days": [0, 1, 17, 59, 60, 400, 1000, 20_000]},
    "HEIGHT": {"request": [(163, 167), (165, 165)], "finding": [(170, 170)]},
    "MARKS": {"request": [("scar",)], "finding": [("rose", "tooth")], "shared": [(("scar", "cicatriz"),)],
              "opposed": [(("left cheek", "right cheek"),)]},
    "BELONGINGS": {"request": [("rosary",)], "finding": [("phone",)], "shared": [(("rosary", "rosary"),)],
                   "opposed": [(("no ring", "ring"),)]},
    "COULD": {},
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
        (
            Code.FOUND_BEFORE_LAST_CONTACT,
            1,
            "Found 1 day BEFORE the last contact. If both dates are right, it is not this person.",
        ),
        (
            Code.FOUND_BEFORE_LAST_CONTACT,
            400,
            "Found 400 days BEFORE the last contact. If both dates are right, it is not this person.",
        ),
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
            Reason.of(Code.AGE_ESTIMATE_HOLDS, request=(19, 20), finding=(17, 21)),
            "Would have been 19–20; here 17–21 estimated",
        ),
        (
            Reason.of(
                Code.NAMES_PARTLY,
                request="W. PINEDO",
                finding="Ángel Pineda Argueta",
                alike=(("PINEDO", "Pineda"),),
                only_request=("W",),
                only_finding=("Ángel", "Argueta"),
            ),
            "Only one word is alike: PINEDO / Pineda; the initial W. does not fit Ángel, Argueta",
        ),
        (
            Reason.of(
                Code.NAMES_PART_MISSING,
                request="Wendy Zelaya Murillo",
                finding="Wendi Zelaya",
                alike=(("Wendy", "Wendi"), ("Zelaya", "Zelaya")),
                missing=("Murillo",),
            ),
            "Alike: Wendy / Wendi, Zelaya; only one side has Murillo",
        ),
        (Reason.of(Code.PLACE_COUNTRY_ONLY, country="México"), "Only the country agrees: México"),
        (
            Reason.of(Code.BIRTH_YEAR_AGREES, request=SPANS[2], finding=SPANS[2]),
            "The year agrees: 1996",
        ),
        (
            Reason.of(Code.BIRTH_YEAR_AGREES, request=SPANS[2], finding=SPANS[0]),
            "The year agrees: 1996 / 21 March 1996",
        ),
        (Reason.of(Code.BIRTH_SAME, request=SPANS[1], finding=SPANS[1]), "The same: March 1996"),
        (Reason.of(Code.SEX_DIFFERS, request="F", finding="M"), "Female sought, Male found"),
        (
            Reason.of(Code.NATIONALITY_DIFFERS, request=("HN",), finding=("SO", "ET")),
            "Honduras; here Somalia, Ethiopia",
        ),
        (
            Reason.of(Code.HEIGHT_NEAR, request=(163, 167), finding=(170, 170)),
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
    assert [line.verdict for line in told].count("unknown") == 1
    assert told[-1].verdict == "unknown"
    assert agreeing


def test_what_is_unknown_agrees_with_nothing():
    one = Evidence.weighing(Feature.SEX, 1.0, Reason.of(Code.SEX_SAME, sex="F"))
    blank = Evidence.blank(Feature.HEIGHT, None, None)
    assert kinds_agreeing(_comparison(one, blank)) == "1 of 1 that are known agree"
