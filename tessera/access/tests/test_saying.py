"""Every mistake in a table has its sentence, and no sentence is left of a mistake that nobody finds any more."""

from __future__ import annotations

import string

import pytest
from django.conf import settings
from django.utils.translation import override

from tessera.access import cells, csv_tables, tables
from tessera.access.saying import SENTENCES, say_error
from tessera.access.tables import CellError
from tessera.access.tests.invented import codes_raised

RAISED = codes_raised(tables) | codes_raised(cells) | codes_raised(csv_tables)


def test_every_code_that_is_raised_has_a_sentence_and_no_other():
    assert set(SENTENCES) == RAISED


def test_the_codes_are_read_from_both_readers():
    assert "no_utf8" in codes_raised(csv_tables)
    assert {"answered_otherwise", "blank"} <= codes_raised(tables)
    assert "letters_strange" in codes_raised(cells)


@pytest.mark.parametrize("code", sorted(SENTENCES))
@pytest.mark.parametrize("language", [code for code, _name in settings.PUBLIC_LANGUAGES])
def test_a_sentence_wants_the_same_values_in_every_language(code, language):
    with override("en"):
        wanted = names_in(str(SENTENCES[code]))
    with override(language):
        assert names_in(str(SENTENCES[code])) <= wanted


@pytest.mark.parametrize("hostile", ["100 %", "%(text)s", "%s", "{0}", "<b>", "", "\u202e"])
def test_what_stands_in_the_cell_is_said_as_it_stands_there(hostile):
    said = say_error(CellError("rules", 2, "where", "no_such_place", {"text": hostile}))
    assert f"“{hostile}”" in said


def names_in(sentence: str) -> set[str]:
    found = set()
    for part in sentence.split("%(")[1:]:
        name, closed, _rest = part.partition(")s")
        assert closed, sentence
        assert set(name) <= set(string.ascii_lowercase), sentence
        found.add(name)
    return found
