"""Whoever says that what was written is kept (`keep_draft=True`) brings it back, and forgets it when it is saved."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.rules.project import parsed, place_of, sources

_WANTED = frozenset({"reopen", "discard"})


def views_that_keep(tree: ast.Module) -> Iterator[ast.FunctionDef]:
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and any(map(_keeps, node.decorator_list)):
            yield node


def missing_in(view: ast.FunctionDef) -> set[str]:
    called = {
        node.func.attr
        for node in ast.walk(view)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)
        if isinstance(node.func.value, ast.Name) and node.func.value.id == "drafts"
    }
    return set(_WANTED - called)


def _keeps(decorator: ast.expr) -> bool:
    return isinstance(decorator, ast.Call) and any(
        named.arg == "keep_draft" and isinstance(named.value, ast.Constant) and named.value.value is True
        for named in decorator.keywords
    )


KEEPING = [(path, view) for path in sources("*.py") for view in views_that_keep(parsed(path))]


@pytest.mark.parametrize(("path", "view"), KEEPING, ids=[view.name for _path, view in KEEPING])
def test_what_is_kept_comes_back(path: Path, view: ast.FunctionDef) -> None:
    missing = missing_in(view)
    assert not missing, (
        f"{place_of(path, view)} keeps what was written and never calls drafts.{', drafts.'.join(sorted(missing))}"
    )


def test_there_are_views_that_keep_and_one_that_forgets_would_be_noticed() -> None:
    assert len(KEEPING) >= 5
    [view] = views_that_keep(
        ast.parse("@in_vault(A, line='x', keep_draft=True)\ndef form(request): drafts.reopen(request)")
    )
    assert missing_in(view) == {"discard"}
    assert not list(
        views_that_keep(ast.parse("@in_vault(A, line='x', keep_draft=False)\ndef form(request): ..."))
    )
