"""Every line that is written has its sentence, so that the log can be read by people."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from itertools import product
from pathlib import Path

import pytest

from tessera.audit.saying import SENTENCES
from tessera.tracing.models import Kind
from tests.rules.addresses import every_address
from tests.rules.project import parsed, place_of, sources

_KINDS = tuple(Kind.values)  # what an f-string in a verb can say


def written() -> dict[str, tuple[str, set[str]]]:
    """Verb -> where it is written, and the names of what comes with it."""
    found = {verb: (where, details) for path in sources() for verb, where, details in verbs_in(path)}
    for address in every_address():
        rule = getattr(address.view, "rule", None)
        if rule and rule.line:
            found.setdefault(rule.line, (f"the view '{address.name}'", set()))
    return found


def verbs_in(path: Path) -> Iterator[tuple[str, str, set[str]]]:
    for node in ast.walk(parsed(path)):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "write_line":
            if node.args[1:] and isinstance(node.args[1], ast.Name):
                continue  # handed in by a decorator, and found with the views
            details = {named.arg or "" for named in node.keywords} - {"by", "about"}
            for verb in _spelled_out(node.args[1]):
                yield verb, place_of(path, node), details


def _spelled_out(verb: ast.expr) -> list[str]:
    parts = verb.values if isinstance(verb, ast.JoinedStr) else [verb]
    said = [[str(part.value)] if isinstance(part, ast.Constant) else list(_KINDS) for part in parts]
    return ["".join(one) for one in product(*said)]


@pytest.mark.parametrize("verb", sorted(written()))
def test_every_line_has_its_sentence(verb: str) -> None:
    where, details = written()[verb]
    assert verb in SENTENCES, f"{where} writes '{verb}': say in audit/saying.py what that is in words."
    wanted = set(re.findall(r"%\((\w+)\)", str(SENTENCES[verb])))
    assert wanted <= details, (
        f"The sentence of '{verb}' wants {sorted(wanted - details)}, which does not come with it."
    )
    assert "%" not in str(SENTENCES[verb]) % dict.fromkeys(details, "…")


def test_no_sentence_is_left_of_a_line_that_nobody_writes() -> None:
    assert not set(SENTENCES) - set(written())


def test_a_line_without_a_sentence_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "actions.py"
    path.write_text(
        'write_line(VaultLine, "never.said", by=by, n=1)\nwrite_line(VaultLine, f"{kind}.never", by=by)\n'
    )
    assert [(verb, details) for verb, _where, details in verbs_in(path)] == [
        ("never.said", {"n"}),
        *[(f"{kind}.never", set()) for kind in _KINDS],
    ]
