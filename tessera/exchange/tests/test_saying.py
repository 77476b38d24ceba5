"""Every code has its sentence, filled with the values it brings."""

from __future__ import annotations

import re

import pytest
from django.utils import translation

from tessera.common.unreadable import VALUE_CODES
from tessera.exchange.models import ImportProblem
from tessera.exchange.saying import FILE_SENTENCES, ROW_SENTENCES, say_problem, say_refusal
from tessera.exchange.tables import ROW_CODES, TABLE_CODES, Target
from tessera.exchange.targets import TARGET_CHOICES
from tessera.ui.unreadable import SENTENCES


def _names(sentence: str) -> set[str]:
    return set(re.findall(r"%\((\w+)\)", sentence)) | set(re.findall(r"\{(\w+)\}", sentence))


def test_there_is_a_sentence_for_every_code():
    assert set(FILE_SENTENCES) == set(TABLE_CODES)
    assert set(ROW_SENTENCES) == set(ROW_CODES)
    assert set(SENTENCES) == set(VALUE_CODES)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("code", sorted(TABLE_CODES))
def test_files(language, code):
    with translation.override(language):
        values = dict.fromkeys(_names(TABLE_CODES[code]), "7 %")
        said = say_refusal(code, values)
    assert said
    assert "%(" not in said
    assert _names(str(FILE_SENTENCES[code])) <= set(values)


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("code", sorted({*ROW_CODES, *VALUE_CODES}))
def test_rows(language, code):
    with translation.override(language):
        values = dict.fromkeys(_names((ROW_CODES | VALUE_CODES)[code]), "7 %")
        said = say_problem(ImportProblem(code=code, values=values))
    assert said
    assert "%(" not in said


def test_every_target_is_offered_once():
    offered = [
        value for value, label in TARGET_CHOICES if isinstance(value, str) and not isinstance(label, list)
    ]
    offered += [
        value for _group, label in TARGET_CHOICES if isinstance(label, list) for value, _words in label
    ]
    assert sorted(offered) == sorted(target.value for target in Target)
