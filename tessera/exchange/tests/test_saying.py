"""Every code has its sentence, filled with the values it brings."""

from __future__ import annotations

from collections.abc import Iterable

import pytest
from django.utils import translation

from tessera.common.unreadable import VALUE_CODES
from tessera.exchange.models import ImportProblem
from tessera.exchange.saying import FILE_SENTENCES, ROW_SENTENCES, say_problem, say_refusal
from tessera.exchange.tables import Target
from tessera.exchange.tables.errors import TABLE_CODES
from tessera.exchange.tables.row_problems import ROW_CODES
from tessera.exchange.targets import TARGET_CHOICES
from tessera.ui.unreadable import SENTENCES


def _values(names: Iterable[str]) -> dict[str, str | int]:
    return {name: 7 if name in {"count", "extra", "missing"} else "7 %" for name in names}


def test_there_is_a_sentence_for_every_code():
    assert set(FILE_SENTENCES) == set(TABLE_CODES)
    assert set(ROW_SENTENCES) == set(ROW_CODES)
    assert set(SENTENCES) == VALUE_CODES


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("code", sorted(TABLE_CODES))
def test_files(language, code):
    with translation.override(language):
        values = _values(TABLE_CODES[code])
        said = say_refusal(code, values)
    assert said
    assert "%(" not in said


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("code", sorted({*ROW_CODES, *VALUE_CODES}))
def test_rows(language, code):
    with translation.override(language):
        values = _values(ROW_CODES.get(code, ("text",)))
        said = say_problem(ImportProblem(code=code, values=values))
    assert said
    assert "%(" not in said


@pytest.mark.parametrize(
    ("extra", "said"), [(1, "La fila tiene 1 celda más"), (2, "La fila tiene 2 celdas más")]
)
def test_one_is_not_said_as_many(extra, said):
    with translation.override("es"):
        assert say_problem(ImportProblem(code="row_too_long", values={"extra": extra})).startswith(said)


def test_every_target_is_offered_once():
    offered = [
        value for value, label in TARGET_CHOICES if isinstance(value, str) and not isinstance(label, list)
    ]
    offered += [
        value for _group, label in TARGET_CHOICES if isinstance(label, list) for value, _words in label
    ]
    assert sorted(offered) == sorted(target.value for target in Target)
