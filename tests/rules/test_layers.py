"""The import contracts in pyproject.toml hold, and each of them can be broken."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.rules.project import PACKAGE, ROOT, layers

LINT = Path(sys.executable).with_name("lint-imports")

BROKEN = {
    "layers": ("tessera/linkage/upwards.py", "import tessera.vault.models"),
    "exhaustive": ("tessera/stray/__init__.py", ""),
    "independence": ("tessera/web/sideways.py", "import tessera.cli.preparing"),
    "cryptography": ("tessera/vault/own_cipher.py", "import nacl.secret"),
    "sqlcipher": ("tessera/records/own_connection.py", "import sqlcipher3"),
    "pure": ("tessera/exchange/tables/with_sentences.py", "from django.utils.translation import gettext"),
    "pure through others": ("tessera/common/through_others.py", "import tessera.linkage.with_django"),
}


def lint(folder: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [LINT, "--no-cache", "--no-logo"], cwd=folder, capture_output=True, text=True, check=False
    )


def test_imports_point_down_only() -> None:
    done = lint(ROOT)
    assert done.returncode == 0, done.stdout + done.stderr


def test_layers_are_those_of_the_map() -> None:
    """Every part of the package is a layer, and docs/map.md tells what each is for."""
    parts = {path.parent.name for path in PACKAGE.glob("*/__init__.py")}
    assert parts == set(layers())
    told = (ROOT / "docs" / "map.md").read_text()
    assert not {part for part in parts if f"`{part}`" not in told}


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_contract_is_noticed(name: str, tmp_path: Path) -> None:
    """In a copy of the package with nothing in it but the folders."""
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    _bare_copy(tmp_path / "tessera")
    assert lint(tmp_path).returncode == 0, lint(tmp_path).stdout
    file, line = BROKEN[name]
    (tmp_path / file).parent.mkdir(exist_ok=True)
    (tmp_path / file).write_text(line + "\n")
    if "through" in name:
        (tmp_path / "tessera/linkage/with_django.py").write_text("import django\n")
    done = lint(tmp_path)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "BROKEN" in done.stdout


PURE = (
    "cli/preparing",
    "access/facts",
    "access/rule_set",
    "access/tables",
    "envelopes/cards",
    "envelopes/carriage",
    "envelopes/letters",
    "records/consent/wordings",
)


def _bare_copy(package: Path) -> None:
    """Folders, and what the contracts need to find: each protected library imported where it may be."""
    for path in PACKAGE.rglob("__init__.py"):
        copy = package / path.relative_to(PACKAGE)
        copy.parent.mkdir(parents=True, exist_ok=True)
        copy.write_text("")
    (package / "vault/sqlcipher/base.py").write_text("import django, sqlcipher3\n")
    (package / "sealing/all.py").write_text("import Crypto, argon2, cryptography, mnemonic, nacl\n")
    (package / "vault/models.py").write_text("import django\n")
    for module in PURE:
        (package / f"{module}.py").write_text("")
