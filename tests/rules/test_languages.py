"""Every sentence is in every language, with the same values in it."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.pofile import read_po
from django.conf import settings

from tessera.cli.languages import catalogue_file, collect

TRANSLATED = [code for code, _name in settings.LANGUAGES if code != "en"]
_PLACEHOLDER = re.compile(r"%\(\w+\)[sd]|(?<!{){\w*}(?!})")
_SHOWN_AT_MOST = 20


def complaints_about(catalogue: Catalog, wanted: Catalog) -> Iterator[str]:
    for message in wanted:
        if not message.id:
            continue
        there = catalogue.get(_key(message), message.context)
        if there is None or not _forms(there.string) or not all(_forms(there.string)):
            yield f"not translated: {message.id!r}"
        elif there.fuzzy:
            yield f"marked as fuzzy: look at it, and take the mark away: {message.id!r}"
        else:
            yield from _about_forms(there, catalogue.num_plurals)
    for message in catalogue:
        if message.id and wanted.get(_key(message), message.context) is None:
            yield f"said nowhere any more (bin/tessera languages takes it out): {message.id!r}"


def _about_forms(message: Message, plurals: int) -> Iterator[str]:
    """Each form has what the English one it stands for has: the first the singular's or the plural's."""
    english, forms = _forms(message.id), _forms(message.string)
    if len(english) > 1 and len(forms) != plurals:
        yield f"{len(forms)} plural forms instead of {plurals}: {message.id!r}"
    for at, form in enumerate(forms):
        meant = english if at == 0 else english[-1:]
        if _values(form) not in [_values(one) for one in meant]:
            yield f"other values than {sorted(_values(meant[-1]))}: {form!r}"
        if _edges(form) != _edges(meant[0]):
            yield f"other spaces at the ends than {meant[0]!r}: {form!r}"


def _key(message: Message) -> str:
    return message.id[0] if isinstance(message.id, tuple) else message.id


def _forms(said: str | tuple[str, ...]) -> tuple[str, ...]:
    return said if isinstance(said, tuple) else (said,)


def _values(text: str) -> set[str]:
    return set(_PLACEHOLDER.findall(text))


def _edges(text: str) -> tuple[str, str]:
    return text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]


@pytest.mark.parametrize("language", TRANSLATED)
def test_catalogue_is_whole(language: str) -> None:
    with catalogue_file(language).open("rb") as file:
        found = list(complaints_about(read_po(file, locale=language), collect()))
    more = f"\n… and {len(found) - _SHOWN_AT_MOST} more" if len(found) > _SHOWN_AT_MOST else ""
    assert not found, "\n" + "\n".join(found[:_SHOWN_AT_MOST]) + more


def _catalogue(messages: dict[str | tuple[str, str], str | tuple[str, ...]], **flags: list[str]) -> Catalog:
    made = Catalog(locale="es")
    for said, translated in messages.items():
        made.add(said, translated, **flags)
    return made


_SAVED = {"Saved by %(name)s.": "Guardado por %(name)s."}
_ROWS = ("One row.", "%(number)s rows.")


@pytest.mark.parametrize(
    ("translated", "said"),
    [
        ({"Saved by %(name)s.": ""}, "not translated"),
        ({}, "not translated"),
        ({"Saved by %(name)s.": "Guardado por %(nombre)s."}, "other values"),
        ({"Saved by %(name)s.": " Guardado por %(name)s."}, "other spaces"),
        (_SAVED | {"Gone.": "Ido."}, "said nowhere any more"),
    ],
)
def test_a_gap_in_a_catalogue_is_noticed(translated: dict[str, str], said: str) -> None:
    wanted = _catalogue(dict.fromkeys(_SAVED, ""))
    assert not list(complaints_about(_catalogue(_SAVED), wanted))
    assert any(said in one for one in complaints_about(_catalogue(translated), wanted))


def test_a_fuzzy_message_is_noticed() -> None:
    found = complaints_about(_catalogue(_SAVED, flags=["fuzzy"]), _catalogue(dict.fromkeys(_SAVED, "")))
    assert "fuzzy" in next(found)


def test_plural_forms_are_held_against_their_own_english() -> None:
    wanted = _catalogue({_ROWS: ("", "")})
    assert not list(complaints_about(_catalogue({_ROWS: ("Una fila.", "%(number)s filas.")}), wanted))
    assert not list(complaints_about(_catalogue({_ROWS: ("%(number)s fila.", "%(number)s filas.")}), wanted))
    for bad in (("Una fila.", "Filas."), ("Una fila.", ""), ("%(n)s fila.", "%(number)s filas.")):
        assert list(complaints_about(_catalogue({_ROWS: bad}), wanted)), bad
