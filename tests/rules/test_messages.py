"""Every code that an engine gives has its sentence, and every sentence says only what comes with its code."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import pytest
from django.utils.translation import override

from tessera.common.spans import DateSpan
from tessera.common.unreadable import VALUE_CODES
from tessera.exchange import saying
from tessera.exchange.tables import Target
from tessera.exchange.tables.errors import TABLE_CODES
from tessera.exchange.tables.row_problems import ROW_CODES
from tessera.exchange.targets import TARGET_CHOICES
from tessera.linkage.comparison import Comparison
from tessera.linkage.evidence import REASONS, Code, Evidence, Feature, Reason, Verdict
from tessera.linkage.strength import Strength
from tessera.tracing import telling
from tessera.ui import unreadable

# Sentence table -> what an engine can say: code -> names of its values.
Codes = dict[str, tuple[str, ...]]
TABLES: list[tuple[str, dict[str, Any], Codes]] = [
    ("exchange.saying.FILE_SENTENCES", saying.FILE_SENTENCES, TABLE_CODES),
    ("exchange.saying.ROW_SENTENCES", saying.ROW_SENTENCES, ROW_CODES),
    ("ui.unreadable.SENTENCES", unreadable.SENTENCES, dict.fromkeys(VALUE_CODES, ("text",))),
]


def complaints_about(name: str, sentences: dict[str, Any], codes: Codes) -> list[str]:
    found = [f"{name} has no sentence for {code!r}." for code in codes if code not in sentences]
    found += [
        f"{name} has a sentence for {code!r}, which nothing says." for code in sentences if code not in codes
    ]
    for code in codes.keys() & sentences.keys():
        extra = in_percent(str(sentences[code])) - set(codes[code])
        found += [f"{name}[{code!r}] wants {one}, which does not come with it." for one in sorted(extra)]
    return found


def in_percent(sentence: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)[sd]", sentence))


@pytest.mark.parametrize(("name", "sentences", "codes"), TABLES, ids=[name for name, *_ in TABLES])
def test_every_code_has_its_sentence(name: str, sentences: dict[str, Any], codes: Codes) -> None:
    found = complaints_about(name, sentences, codes)
    assert not found, "\n" + "\n".join(found)


@pytest.mark.parametrize(("_name", "sentences", "codes"), TABLES, ids=[name for name, *_ in TABLES])
def test_every_sentence_can_be_filled_in(_name: str, sentences: dict[str, Any], codes: Codes) -> None:
    """A stray % would make a page of it that failed."""
    for code, sentence in sentences.items():
        assert "%" not in str(sentence) % dict.fromkeys(codes[code], "…")


def test_each_gap_is_noticed() -> None:
    found = complaints_about("T", {"a": "%(x)s", "c": ""}, {"a": ("text",), "b": ()})
    assert found == [
        "T has no sentence for 'b'.",
        "T has a sentence for 'c', which nothing says.",
        "T['a'] wants x, which does not come with it.",
    ]


@pytest.mark.parametrize(
    ("table", "meant"),
    [
        (telling.FEATURES, Feature),
        (telling.VERDICTS, Verdict),
        (telling.STRENGTHS, Strength),
        (telling.SHARES, Strength),
    ],
    ids=["FEATURES", "VERDICTS", "STRENGTHS", "SHARES"],
)
def test_evidence_has_a_word_for_everything(table: dict[Any, Any], meant: Any) -> None:
    assert set(table) == set(meant)


_SPAN = DateSpan(date(1996, 3, 1), date(1996, 3, 31))
_SAMPLES: dict[str, Any] = {
    "missing": "both",
    "country": "Honduras",
    "opposed": (("left", "right"),),
    "alike": (("Amina", "Aminah"), ("Luz", "Luz")),
    "only_request": ("Maria",),
    "only_finding": ("Luz",),
    "identifier": "+504 9999 1234",
    "digits": 4,
    "days": 12,
    "sex": "F",
    "shared": ("HN",),
    "request": "Amina",
    "finding": "Aminah",
}


def reason(code: Code) -> Reason:
    """One as the engine would give it: values of the right kind for the code."""
    values = {name: _SAMPLES[name] for name in REASONS[code]}
    for side in values.keys() & {"request", "finding"}:
        values[side] = _side(code)
    if code == Code.NAMES_PART_MISSING:
        values["missing"] = ("Luz",)
    if code in (Code.MARKS_SHARED, Code.BELONGINGS_SHARED):
        values["shared"] = (("a scar", "scar"),)
    return Reason.of(code, **values)


def _side(code: Code) -> Any:
    if code.startswith("birth"):
        return _SPAN
    if code.startswith(("height", "age")):
        return (163, 167)
    if code.startswith("sex"):
        return "F"
    if code.startswith(("marks", "belongings", "nationality")):
        return ("HN", "GT")
    return "Amina"


def evidence(code: Code) -> Comparison:
    """A comparison with this one thing to say."""
    verdict = Verdict.UNKNOWN if code == Code.NOT_KNOWN else Verdict.FOR
    only = Evidence(Feature.NAMES, verdict, 1.0, reason(code))
    return Comparison("one", "other", 1.0, 1.0, (only,), Strength.WEAK)


@pytest.mark.parametrize("code", Code)
@pytest.mark.parametrize("language", ["en", "es"])
def test_every_reason_is_said(code: Code, language: str) -> None:
    assert code in REASONS
    with override(language):
        lines = telling.tell(evidence(code))
    assert len(lines) == (code not in telling._NOT_SHOWN)
    for line in lines:
        assert line.sentence.strip(), f"tracing.telling says nothing for {code}"
        assert "%(" not in line.sentence


@pytest.mark.parametrize("code", telling.SENTENCES)
def test_a_reason_says_only_what_comes_with_it(code: Code) -> None:
    assert in_percent(str(telling.SENTENCES[code])) <= set(REASONS[code])


@pytest.mark.parametrize("days", [0, 1, 59, 60, 400, 4000])
def test_times_are_said_at_every_length(days: int) -> None:
    for code in (Code.FOUND_BEFORE_LAST_CONTACT, Code.FOUND_SOON_AFTER, Code.FOUND_LONG_AFTER):
        assert telling.sentence(Reason.of(code, days=days))


def test_every_target_of_a_column_can_be_chosen_once() -> None:
    chosen = [
        value
        for value, shown in TARGET_CHOICES
        for value in ([value] if not isinstance(shown, list) else [one for one, _title in shown])
    ]
    assert sorted(chosen) == sorted(target.value for target in Target)
