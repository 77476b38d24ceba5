"""Catalogues of translations: collecting what has to be translated, and compiling what was.

Django's own commands need GNU gettext on the machine; Babel does the same in Python.
"""

from __future__ import annotations

import io
from pathlib import Path

import typer
from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.utils.translation.template import templatize

_KEYWORDS: dict[str, tuple[int, ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "lazy": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "gettext_noop": None,
}


def catalogue_file(language: str) -> Path:
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"


def compile_catalogues() -> None:
    """Compiles each catalogue that is newer than what was compiled of it."""
    for language in _translated():
        source = catalogue_file(language)
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            with source.open("rb") as read, compiled.open("wb") as written:
                write_mo(written, read_po(read, locale=language))


def update() -> None:
    """Collect every string of pages and code into the catalogues, keeping what is translated."""
    template = collect()
    for language in _translated():
        path = catalogue_file(language)
        path.parent.mkdir(parents=True, exist_ok=True)
        catalogue = Catalog(locale=language)
        if path.exists():
            with path.open("rb") as read:
                catalogue = read_po(read, locale=language)
        catalogue.update(template, no_fuzzy_matching=True)
        catalogue.obsolete.clear()
        with path.open("wb") as written:
            write_po(written, catalogue, width=110, sort_output=True, omit_header=False, no_location=True)
        missing = [message.id for message in catalogue if message.id and not _is_whole(message)]
        typer.echo(f"{language}: {len(catalogue)} messages, {len(missing)} to translate")
    compile_catalogues()


def collect() -> Catalog:
    """Everything marked for translation in the package's code and templates."""
    package = settings.BASE_DIR / "tessera"
    catalogue = Catalog(charset="utf-8")
    for path in sorted([*package.rglob("*.py"), *package.rglob("*.html")]):
        if "tests" in path.parts:
            continue
        text = path.read_text(encoding="utf-8")
        source = templatize(text) if path.suffix == ".html" else text
        for _line, message, _comments, context in extract(
            "python", io.BytesIO(source.encode()), keywords=_KEYWORDS
        ):
            catalogue.add(message, context=context)
    return catalogue


def _is_whole(message: object) -> bool:
    said = message.string  # type: ignore[attr-defined]
    return all(said) if isinstance(said, tuple) else bool(said)


def _translated() -> list[str]:
    return [code for code, _name in settings.LANGUAGES if code != "en"]
