"""Reading the tables of rules: what they mean, and that every mistake is said with its cell."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils.translation import override
from hypothesis import given, strategies as st

from tessera.access import cells, tables as module
from tessera.access.editions import checked
from tessera.access.facts import AGES, NEEDS, STAGES, Facts
from tessera.access.forms import SituationForm
from tessera.access.rule_set import CONFIDENCES
from tessera.access.saying import say_error
from tessera.access.tables import COLUMNS, LANGUAGES, TAKEN, TEXT_COLUMNS, TablesWrong, read_tables
from tessera.access.tests.invented import (
    CARE,
    COAST,
    HARBOUR,
    MAN,
    NEAR,
    VISIT,
    codes_raised,
    example_to,
    mistakes,
    tables,
)

REFUSING = CARE | {"code": "refused", "says": "may-not", "where": "MX"}
CASES = [
    # What is changed, and where it is said: the table, the row, the column, the code
    ({"rules": {"surprise": ""}}, "rules", 1, "surprise", "column_unknown"),
    ({"rules": {"ask:de": ""}}, "rules", 1, "ask:de", "column_unknown"),
    ({"rules": {"status": ""}}, "rules", 1, "status", "column_unknown"),
    ({"rules": [CARE, VISIT | {"status": ""}]}, "rules", 1, "status", "column_unknown"),
    ({"questions": [{"code": "lives-near"}]}, "questions", 1, "text:en", "column_missing"),
    ({"groups": [{"code": "coast", "members": "GH"}]}, "groups", 1, "as_of", "column_missing"),
    ({"rules": [CARE, CARE]}, "rules", 3, "code", "twice"),
    ({"questions": [NEAR, NEAR]}, "questions", 3, "code", "twice"),
    ({"places": [HARBOUR, HARBOUR]}, "places", 3, "code", "twice"),
    ({"rules": {"code": "Care!"}}, "rules", 2, "code", "no_code"),
    ({"rules": {"code": ""}}, "rules", 2, "code", "no_code"),
    ({"rules": {"code": "care "}}, "rules", 2, "code", "no_code"),
    ({"groups": {"code": "the coast"}}, "groups", 2, "code", "no_code"),
    ({"places": {"code": "Harbour"}}, "places", 2, "code", "no_place_code"),
    ({"places": {"country": "GH"}}, "places", 2, "country", "other_country"),
    ({"places": {"country": "Togo"}}, "places", 2, "country", "other_country"),
    ({"places": {"country": ""}}, "places", 2, "country", "other_country"),
    ({"places": {"code": "UK-harbour", "country": "UK"}}, "places", 2, "country", "no_country"),
    ({"places": {"name:en": ""}}, "places", 2, "name:en", "blank"),
    ({"questions": {"text:en": "Is your permit valid?"}}, "questions", 2, "text:en", "asks_status"),
    ({"questions": {"text:en": "Do you have PAPERS?"}}, "questions", 2, "text:en", "asks_status"),
    ({"questions": {"code": "has-visa"}}, "questions", 2, "text:en", "asks_status"),
    ({"questions": {"text:es": "¿Tiene visa?"}}, "questions", 2, "text:es", "asks_status"),
    ({"questions": {"why:en": "We ask whether you have a permit."}}, "questions", 2, "why:en", "asks_status"),
    ({"questions": {"text:en": "Are you a refugee?"}}, "questions", 2, "text:en", "asks_status"),
    ({"questions": {"text:en": "Do you have a vi\u00adsa?"}}, "questions", 2, "text:en", "asks_status"),
    ({"questions": {"text:en": "Do you live\u200b near?"}}, "questions", 2, "text:en", "letters_unseen"),
    ({"questions": {"why:ar": "لأن\u061c", "why:en": "Because."}}, "questions", 2, "why:ar", "letters_unseen"),
    ({"questions": {"text:en": "Do you have a v\u0456sa?"}}, "questions", 2, "text:en", "letters_strange"),
    ({"questions": {"text:es": "¿Tiene تصر?"}}, "questions", 2, "text:es", "letters_strange"),
    ({"questions": {"text:ar": "هل لديكم visaت؟"}}, "questions", 2, "text:ar", "letters_strange"),
    *[({"questions": [NEAR, NEAR | {"code": code}]}, "questions", 3, "code", "code_taken") for code in TAKEN],
    *[
        ({table: {column: f"A\u202eb{turning}"}}, table, 2, column, "turns_writing")
        for turning in "\u202a\u202b\u202c\u202d\u2066\u2067\u2068\u2069\x1b\x85"
        for table, column in (("rules", "ask:en"), ("rules", "source"), ("groups", "name:en"), ("examples", "person:en"))
    ],
    *[
        ({"rules": {"source_url": address}}, "rules", 2, "source_url", "no_address")
        for address in (
            "javascript:alert(document.domain)", "data:text/html,<script>", "JavaScript:alert(1)", "//law.example",
            "law.example/article-12", "https://", "https:///article", "http://law.example\u200b/gnp.exe", "ftp://law.example/a",
            "https://icrc.org@law.example/", "https://law.example/a b", "https://law.example\\@x", "https://[::1/",
            "https://law.example/\u00a0x", "https://law.example/\"x", "mailto:a@law.example", "java\tscript:alert(1)",
        )
    ],
    ({"rules": {"help": "health helth"}}, "rules", 2, "help", "not_one_of"),
    ({"rules": {"help": "Health"}}, "rules", 2, "help", "not_one_of"),
    ({"rules": {"from": "2024-02-01", "until": "2024-01-31"}}, "rules", 2, "until", "ends_first"),
    ({"rules": {"prevails_over": "nothing"}}, "rules", 2, "prevails_over", "no_such_rule"),
    ({"rules": {"prevails_over": "care"}}, "rules", 2, "prevails_over", "prevail_over_each_other"),
    (
        {"rules": [CARE | {"prevails_over": "refused"}, REFUSING | {"prevails_over": "care"}]},
        "rules", 3, "prevails_over", "prevail_over_each_other",
    ),
    (
        {"rules": [CARE | {"code": code, "prevails_over": over} for code, over in (("a", "b"), ("b", "c"), ("c", "a"))]},
        "rules", 4, "prevails_over", "prevail_over_each_other",
    ),
    ({"examples": {"rule": "nothing"}}, "examples", 2, "rule", "no_such_rule"),
    ({"rules": {"where": "Mexico"}}, "rules", 2, "where", "no_such_place"),
    ({"rules": {"where": "MX-nowhere"}}, "rules", 2, "where", "no_such_place"),
    ({"rules": {"where": "UK"}}, "rules", 2, "where", "no_such_place"),
    ({"examples": {"place": "UK"}}, "examples", 2, "place", "no_such_place"),
    ({"examples": {"place": "Mexico"}}, "examples", 2, "place", "no_such_place"),
    ({"rules": {"where": ""}}, "rules", 2, "where", "where_unreadable"),
    ({"rules": {"where": "MX except US"}}, "rules", 2, "where", "where_unreadable"),
    ({"rules": {"where": "group:ecowas"}}, "rules", 2, "where", "no_such_group"),
    ({"rules": {"when": "nationality in group:ecowas"}}, "rules", 2, "when", "no_such_group"),
    ({"rules": {"when": "is-hungry = yes"}}, "rules", 2, "when", "no_such_question"),
    ({"rules": {"when": "status is legal"}}, "rules", 2, "when", "condition_unreadable"),
    ({"rules": {"when": "nationality in abroad"}}, "rules", 2, "when", "condition_unreadable"),
    ({"rules": {"when": "nationality in TG-harbour"}}, "rules", 2, "when", "no_country"),
    ({"rules": {"when": "nationality in UK"}}, "rules", 2, "when", "no_such_place"),
    ({"rules": {"when": "lives-near = maybe"}}, "rules", 2, "when", "condition_unreadable"),
    ({"examples": {"facts": "nationality = Ghana"}}, "examples", 2, "facts", "condition_unreadable"),
    ({"examples": {"facts": "nationality = UK"}}, "examples", 2, "facts", "no_country"),
    ({"examples": {"facts": "is-hungry = yes"}}, "examples", 2, "facts", "condition_unreadable"),
    ({"rules": {"says": "can"}}, "rules", 2, "says", "not_one_of"),
    ({"rules": {"needs": "emergency-care gold"}}, "rules", 2, "needs", "not_one_of"),
    ({"rules": {"needs": "any"}}, "rules", 2, "needs", "not_one_of"),
    ({"rules": {"stage": "any way"}}, "rules", 2, "stage", "not_one_of"),
    ({"rules": {"age": "40"}}, "rules", 2, "age", "not_one_of"),
    ({"rules": {"confidence": "very high"}}, "rules", 2, "confidence", "not_one_of"),
    ({"examples": {"stage": "any"}}, "examples", 2, "stage", "not_one_of"),
    ({"examples": {"expected": ""}}, "examples", 2, "expected", "not_one_of"),
    ({"rules": {"needs": ""}}, "rules", 2, "needs", "blank"),
    ({"rules": {"title:en": ""}}, "rules", 2, "title:en", "blank"),
    ({"rules": {"source": " "}}, "rules", 2, "source", "blank"),
    ({"rules": {"as_of": ""}}, "rules", 2, "as_of", "blank"),
    ({"groups": {"source": ""}}, "groups", 2, "source", "blank"),
    ({"examples": {"on": ""}}, "examples", 2, "on", "blank"),
    ({"rules": {"as_of": "1.1.2024"}}, "rules", 2, "as_of", "no_day"),
    ({"rules": {"from": "2024-02-30"}}, "rules", 2, "from", "no_day"),
    ({"groups": {"until": "soon"}}, "groups", 2, "until", "no_day"),
    ({"groups": {"members": "GH Togo"}}, "groups", 2, "members", "no_country"),
    ({"groups": {"members": "GH UK"}}, "groups", 2, "members", "no_country"),
    ({"rules": {"ask:en": "a" * 2_001}}, "rules", 2, "ask:en", "too_long"),
    ({"rules": {"limits:es": "Solo de día."}}, "rules", 2, "limits:es", "english_missing"),
    ({"examples": {"expected": "may-not"}}, "examples", 2, "expected", "answered_otherwise"),
    ({"examples": {"place": "US"}}, "examples", 2, "expected", "answered_otherwise"),
    (
        {"rules": [CARE, REFUSING], "examples": [MAN | {"place": "DE"}, example_to("refused", expected="may-not")]},
        "rules", 3, "says", "contradicts",
    ),
    ({"examples": [MAN]}, "rules", 3, "code", "without_example"),
]  # fmt: skip


@pytest.mark.parametrize(("changed", "table", "row", "column", "code"), CASES)
def test_a_mistake_is_refused_with_its_cell(changed, table, row, column, code):
    assert (table, row, column, code) in mistakes(tables(**changed))


def test_there_is_a_case_for_every_code():
    assert {case[-1] for case in CASES} == codes_raised(module) | codes_raised(cells)


@pytest.mark.parametrize(("changed", "_table", "_row", "_column", "_code"), CASES)
@pytest.mark.parametrize("language", LANGUAGES)
def test_every_mistake_is_said_in_every_language_without_a_gap(
    changed, language, _table, _row, _column, _code
):
    with pytest.raises(TablesWrong) as refused:
        checked(tables(**changed))
    with override(language):
        said = [say_error(error) for error in refused.value.errors]
    assert all(said)
    assert not any("%(" in one for one in said)


def test_every_wrong_cell_is_named_and_not_only_the_first():
    found = mistakes(
        tables(rules={"says": "can", "as_of": "soon"}, groups={"members": "Ghana"}, places={"code": "?"})
    )
    assert {(table, column) for table, _row, column, _code in found} >= {
        ("rules", "says"),
        ("rules", "as_of"),
        ("groups", "members"),
        ("places", "code"),
    }


# Never about status

ABOUT_STATUS = {
    "en": [
        "Do you have any visas?", "Do you have valid permits?", "Have you a residence document?", "Are you here illegally?",
        "Are you lawfully present?", "Is your stay irregular?", "Did you overstay?",
    ],
    "es": [
        "¿Tiene visa?", "¿Tiene papeles?", "¿Tiene permiso de trabajo?", "¿Está indocumentada?", "¿Vive aquí ilegalmente?",
        "¿Cuál es su situación migratoria?", "¿Tiene cédula de extranjería?", "¿Tiene tarjeta de residencia?",
    ],
    "fr": [
        "Avez-vous un visa ?", "Êtes-vous sans-papiers ?", "Avez-vous un titre de séjour ?",
        "Êtes-vous en situation irrégulière ?", "Êtes-vous entré clandestinement ?", "Quel est votre statut ?",
    ],
    "ar": [
        "هل لديكم تأشيرة؟", "هل لديكم تصريح عمل؟", "هل أوراقكم صالحة؟", "هل لديكم بطاقة إقامة؟", "هل تسكنون هنا بشكل قانوني؟",
        "ما هو وضعكم القانوني؟",
    ],
    "ht": ["Èske ou gen viza?", "Èske ou gen papye?", "Èske ou gen kat rezidans?", "Èske ou ilegal?"],
}  # fmt: skip
HARMLESS = {
    "en": ["Do you have a birth certificate?", "Do you speak in public?", "Are you a resident of this city?"],
    "es": ["¿Tiene acta de nacimiento?", "¿Puede documentar su edad?", "¿Reside en esta ciudad?"],
    "fr": ["Vous a-t-on permis de partir ?", "Avez-vous un acte de naissance ?", "Allez-vous à l'école régulièrement ?"],
    "ar": ["هل لديكم شهادة ميلاد؟", "هل مكان إقامتكم قرب الحدود؟"],
    "ht": ["Èske ou gen batistè?", "Èske ou rete toupre fwontyè a?"],
}  # fmt: skip


@pytest.mark.parametrize(
    ("language", "asked"), [(code, one) for code in LANGUAGES for one in ABOUT_STATUS[code]]
)
def test_a_question_about_status_is_refused_in_every_language_and_as_a_reason_too(language, asked):
    for text in ("text", "why"):
        column = f"{text}:{language}"
        found = mistakes(tables(questions={"why:en": "Because.", column: asked}))
        assert found == [("questions", 2, column, "asks_status")]


@pytest.mark.parametrize(("language", "asked"), [(code, one) for code in LANGUAGES for one in HARMLESS[code]])
def test_a_question_about_something_else_is_not_refused(language, asked):
    assert mistakes(tables(questions={f"text:{language}": asked})) == []


# What the tables mean


def test_tables_that_can_be_published_are_read():
    found = read_tables(tables())
    assert found.rules["care"].needs == {"emergency-care"}
    assert found.rules["care"].stages == set(STAGES)
    assert found.rules["care"].ages == set(AGES)
    assert found.rules["visit"].confidence in CONFIDENCES
    assert [example.row for example in found.examples] == [2, 3]
    assert found.examples[1].facts.answers == {"lives-near": True}
    assert not mistakes({})


@pytest.mark.parametrize(
    "address",
    [
        "",
        "https://law.example/article-12?a=1&b=2#c",
        "http://law.example",
        "https://قانون.example/مادة",
        "https://[2001:db8::1]:8080/",
    ],
)
def test_an_address_of_a_page_is_kept_as_it_is(address):
    assert read_tables(tables(rules={"source_url": f" {address} "})).rules["care"].source_url == address


def test_marks_that_arabic_needs_beside_latin_words_are_no_mistake():
    assert not mistakes(tables(rules={"ask:ar": "اطلبوا\u200f PPT\u200e هنا."}))


def test_no_question_takes_the_name_of_another_field_of_the_form():
    fields = {*SituationForm.base_fields, "nationality", "csrfmiddlewaretoken"}
    assert set(TAKEN) == fields


def test_an_edition_of_before_is_read_also_with_a_theme_that_is_none_any_more():
    assert read_tables(tables(rules={"help": "gone"})).rules["care"].help == ("gone",)


def test_a_group_has_each_of_its_periods():
    left = [COAST | {"until": "2024-12-31"}, COAST | {"members": "TG", "from": "2025-01-01"}]
    group = read_tables(tables(groups=left, examples=[MAN, example_to("visit", expected="nothing")])).groups[
        "coast"
    ]
    assert group.on(date(2024, 12, 31)) == {"GH", "TG"}
    assert group.on(date(2025, 1, 1)) == {"TG"}


def test_a_text_of_two_thousand_letters_is_not_too_long():
    assert not mistakes(tables(rules={"ask:en": "é" * 2_000}))


def test_a_rule_in_force_for_one_day_is_in_force_on_that_day():
    rule = read_tables(tables(rules={"from": "2025-01-01", "until": "2025-01-01"})).rules["care"]
    days = (date(2024, 12, 31), date(2025, 1, 1), date(2025, 1, 2))
    assert [rule.concerns(Facts("MX", "way", "adult", "emergency-care", day)) for day in days] == [
        False,
        True,
        False,
    ]


# Whatever stands in a cell

CELLS = [
    (table, row, column)
    for table, rows in tables().items()
    for row in range(len(rows))
    for column in (
        *COLUMNS[table],
        *(f"{text}:{language}" for text in TEXT_COLUMNS[table] for language in LANGUAGES),
    )
]
WORDS = [
    *NEEDS[:3],
    "any",
    "everywhere",
    "except",
    "group:coast",
    "abroad",
    "nationality",
    "in",
    "not",
    "=",
    "yes",
    ";",
]


@given(
    st.sampled_from(CELLS), st.text(max_size=30) | st.lists(st.sampled_from(WORDS), max_size=6).map(" ".join)
)
def test_whatever_a_cell_holds_is_read_or_refused_with_cells_that_exist(cell, typed):
    table, row, column = cell
    changed = tables()
    for one in changed[table]:
        one.setdefault(column, "")
    changed[table][row][column] = typed
    try:
        read_tables(changed)
    except TablesWrong as wrong:
        for error in wrong.errors:
            assert 2 <= error.row <= len(changed[error.table]) + 1
            assert error.column in changed[error.table][error.row - 2]
            assert say_error(error)
