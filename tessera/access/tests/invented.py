"""Rules to test with, all of them invented: two that can be published, and what tests do with them again and again."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any

from tessera.access.editions import checked
from tessera.access.tables import COLUMNS, TablesWrong

CARE = {
    "code": "care", "says": "may", "needs": "emergency-care", "where": "everywhere except US", "stage": "any",
    "age": "any", "when": "", "prevails_over": "", "from": "", "until": "", "as_of": "2024-01-01",
    "confidence": "high", "source": "ICESCR, article 12", "source_url": "", "help": "health",
    "title:en": "Emergency care", "ask:en": "You can ask.", "limits:en": "", "risk:en": "", "lawyer:en": "",
    "known:en": "As of 2024.",
}  # fmt: skip
VISIT = CARE | {
    "code": "visit", "needs": "cross-border", "where": "group:coast", "confidence": "medium",
    "when": "nationality in group:coast abroad ; lives-near = yes", "title:en": "A visit next door",
}  # fmt: skip
MAN = {
    "rule": "care", "place": "MX", "stage": "way", "age": "adult", "need": "emergency-care", "on": "2025-01-01",
    "facts": "", "expected": "may", "person:en": "A man with a broken leg",
}  # fmt: skip
NEIGHBOUR = MAN | {
    "rule": "visit", "place": "GH", "need": "cross-border", "expected": "may",
    "facts": "nationality = TG ; lives-near = yes", "person:en": "A neighbour",
}  # fmt: skip
HARBOUR = {"code": "TG-harbour", "country": "TG", "kind": "city", "name:en": "The harbour"}
COAST = {
    "code": "coast", "members": "GH TG", "from": "", "until": "", "source": "A treaty", "as_of": "2024-01-01",
    "name:en": "The coast",
}  # fmt: skip
NEAR = {"code": "lives-near", "text:en": "Do you live near the border?", "why:en": ""}

Tables = dict[str, list[dict[str, str]]]


def tables(**changed: Any) -> Tables:
    """Tables that can be published, but for what is changed in the first row of one, or a whole table."""
    found: Tables = {
        "rules": [CARE, VISIT],
        "examples": [MAN, NEIGHBOUR],
        "places": [HARBOUR],
        "groups": [COAST],
        "questions": [NEAR],
    }
    for name, change in changed.items():
        rows = [found[name][0] | change, *found[name][1:]] if isinstance(change, dict) else change
        found[name] = rows
    return {name: [dict(row) for row in found[name]] for name in COLUMNS}


def mistakes(found: Any) -> list[tuple[str, int, str, str]]:
    """Table, row, column and code of everything that is wrong with the tables; nothing where they can be used."""
    try:
        checked(found)
    except TablesWrong as wrong:
        return [(one.table, one.row, one.column, one.code) for one in wrong.errors]
    return []


def codes_raised(module: Any) -> set[str]:
    """The codes of every `CellError` that the source of a module can raise, or hands out with a word."""
    nodes = list(ast.walk(ast.parse(Path(module.__file__).read_text(encoding="utf-8"))))
    handed_out = [node.value for node in nodes if isinstance(node, ast.Yield)]
    return {code for node in nodes if isinstance(node, ast.Call) for code in _code_of(node)} | {
        pair.elts[0].value
        for pair in handed_out
        if isinstance(pair, ast.Tuple) and isinstance(pair.elts[0], ast.Constant)
    }


def _code_of(call: ast.Call) -> Iterator[str]:
    called = getattr(call.func, "attr", "") or getattr(call.func, "id", "")
    at = {"_wrong": 1, "CellError": 3}.get(called)
    if at is not None and isinstance(call.args[at], ast.Constant):
        yield call.args[at].value


def example_to(rule: str, **changed: str) -> dict[str, str]:
    """An example person of another rule, of whom it says nothing yet."""
    return MAN | {"rule": rule, "person:en": f"Somebody beside {rule}"} | changed


def cards_of(page: str) -> dict[str, tuple[str, str]]:
    """Title -> class and words of the chip, for each rule that a page of answers shows."""
    found = re.findall(
        r'<section class="card">\s*<p><span class="chip (\w+)">(.*?)</span></p>\s*<h2[^>]*>(.*?)</h2>',
        page,
        re.DOTALL,
    )
    return {unescape(title): (kind, unescape(words)) for kind, words, title in found}
