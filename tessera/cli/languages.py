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


# What everybody may read, in languages that the rest is not in: these files say all of it.
_PUBLIC = (
    "ui/templates/ui/{public,errors,field,form}.html",
    "ui/templatetags/ui.py",
    "ui/days.py",
    "access/{telling,forms}.py",
    "access/templates/access/{help,answer,rule_answer}.html",
    "directory/{vocabulary,telling,list_form,queries}.py",
    "directory/templates/directory/{public_list,poster,facts,mark,found,further,filters,kinds}.html",
)


def catalogue_file(language: str) -> Path:
    return Path(settings.LOCALE_PATHS[0]) / language / "LC_MESSAGES" / "django.po"


def compile_catalogues() -> None:
    """Compiles each catalogue that is newer than what was compiled of it."""
    for language in [*_translated(), *public_only()]:
        source = catalogue_file(language)
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            with source.open("rb") as read, compiled.open("wb") as written:
                write_mo(written, read_po(read, locale=language))


def update() -> None:
    """Collect every string of pages and code into the catalogues, keeping what is translated."""
    for language in [*_translated(), *public_only()]:
        template = collect(public=language in public_only())
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


def collect(*, public: bool = False) -> Catalog:
    """Everything marked for translation in the package's code and templates; or in what everybody may read alone."""
    package = settings.BASE_DIR / "tessera"
    catalogue = Catalog(charset="utf-8")
    every = [*package.rglob("*.py"), *package.rglob("*.html")]
    for path in sorted(_public_files(package) if public else every):
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


def public_only() -> list[str]:
    """Languages of what everybody may read that members' pages are not in."""
    return [code for code, _name in settings.PUBLIC_LANGUAGES if code not in dict(settings.LANGUAGES)]


def _public_files(package: Path) -> list[Path]:
    found = []
    for pattern in _PUBLIC:
        folder, _slash, rest = pattern.rpartition("/")
        names, ending = rest.rpartition("}")[0].strip("{"), rest.rpartition("}")[2]
        wanted = [f"{name}{ending}" for name in names.split(",")] if names else [rest]
        found += [package / folder / name for name in wanted]
    return found


def _translated() -> list[str]:
    return [code for code, _name in settings.LANGUAGES if code != "en"]
