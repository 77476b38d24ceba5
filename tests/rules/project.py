"""The project as text: its folders, its layers, its sources. Rules read it; none is written down twice."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from django.apps import AppConfig, apps

ROOT = Path(__file__).resolve().parents[2]
PACKAGE = ROOT / "tessera"


@cache
def layers() -> dict[str, int]:
    """Part -> its layer, the lowest being 0, as import-linter's contract in pyproject.toml says."""
    contracts = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    (contract,) = (one for one in contracts if one["type"] == "layers")
    return {
        part.strip(): height
        for height, line in enumerate(reversed(contract["layers"]))
        for part in line.split("|")
    }


def our_apps() -> list[AppConfig]:
    return [config for config in apps.get_app_configs() if config.name.startswith("tessera.")]


def sources(pattern: str = "*.py") -> Iterator[Path]:
    """Files of the package that match, without tests and migrations."""
    for path in sorted(PACKAGE.rglob(pattern)):
        if not {"tests", "migrations"} & set(path.parts):
            yield path


def parsed(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), filename=str(path))


def place_of(path: Path, node: ast.stmt | ast.expr) -> str:
    """`tessera/vault/views.py:31`, as editors and terminals link it."""
    shown = path.relative_to(ROOT) if path.is_relative_to(ROOT) else path
    return f"{shown}:{node.lineno}"
