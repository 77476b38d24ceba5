"""Templates are linted, and every word that people read in them is marked for translation."""

from __future__ import annotations

import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

from tests.rules.project import PACKAGE, ROOT

TEMPLATES = sorted(PACKAGE.rglob("templates/**/*.html"))
NOT_TRANSLATED = frozenset({"components.html"})  # only while debugging
SAME_IN_EVERY_LANGUAGE = frozenset({"cm", "Tessera"})
_READ_ALOUD = frozenset({"alt", "aria-label", "placeholder", "title"})

_MARKED = re.compile(r"{%\s*blocktranslate.*?{%\s*endblocktranslate\s*%}", re.DOTALL)
_TAG = re.compile(r"{%.*?%}|{{.*?}}|{#.*?#}", re.DOTALL)


class _Words(HTMLParser):
    """Letters that stand in a page whatever its language is."""

    def __init__(self, template: str) -> None:
        super().__init__()
        self.found: list[str] = []
        self.feed(_TAG.sub("", _MARKED.sub("", template)))
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        for name, value in attrs:
            if name in _READ_ALOUD:
                self.handle_data(value or "")

    def handle_data(self, data: str) -> None:
        words = re.findall(r"[^\W\d_]{2,}", data)
        self.found += [word for word in words if word not in SAME_IN_EVERY_LANGUAGE]


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(PACKAGE)))
def test_every_word_is_marked_for_translation(path: Path) -> None:
    if path.name not in NOT_TRANSLATED:
        found = _Words(path.read_text()).found
        assert not found, f"Put these into translate or blocktranslate: {' '.join(found)}"


def test_an_unmarked_word_is_noticed() -> None:
    template = '{% load i18n %}<p title="{% translate "Fine" %}">{{ fine }} {% blocktranslate %}Fine{% endblocktranslate %}'
    assert _Words(template).found == []
    assert _Words(template + "Not fine</p>").found == ["Not", "fine"]
    assert _Words('<img alt="Forgotten">').found == ["Forgotten"]


def test_templates_are_linted() -> None:
    djlint = Path(sys.executable).with_name("djlint")
    done = subprocess.run(
        [djlint, PACKAGE, "--lint", "--quiet"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
