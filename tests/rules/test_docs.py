"""What the documents say is there, is there; and what can be set is said."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.rules.project import PACKAGE, ROOT

_VARIABLE = re.compile(r"\bTESSERA_[A-Z_]*[A-Z]\b")
_LINK = re.compile(r"\]\(([^)\s]+)\)")
DOCUMENTS = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def variables_in_code() -> dict[str, str]:
    """Name -> a file that reads or sets it."""
    files = [
        *PACKAGE.rglob("*.py"),
        *(ROOT / "benchmarks").rglob("*.py"),
        *(path for path in (ROOT / "tests").rglob("*.py") if path.parent.name != "rules"),
        *(path for path in (ROOT / "bin").iterdir() if path.is_file()),
        ROOT / "conftest.py",
    ]
    return {
        name: str(path.relative_to(ROOT)) for path in files for name in _VARIABLE.findall(path.read_text())
    }


def documented() -> set[str]:
    """The variables that have a line of their own in a table."""
    return set(re.findall(r"^\| `(\w+)` \|", (ROOT / "docs" / "settings.md").read_text(), flags=re.MULTILINE))


def test_every_variable_is_documented() -> None:
    missing = {name: where for name, where in variables_in_code().items() if name not in documented()}
    assert not missing, f"Give each a line in docs/settings.md: {missing}"


def test_every_documented_variable_exists() -> None:
    gone = documented() - set(variables_in_code())
    assert not gone, f"Nothing reads {sorted(gone)}: take them out of docs/settings.md."


def test_settings_read_no_variable_of_another_name() -> None:
    """So that the two tests above see them all."""
    text = (PACKAGE / "config" / "settings.py").read_text()
    read = re.findall(r'(?:environ(?:\.get)?[\[(]|\bflag\(|\bwords\()"(\w+)"', text)
    assert read
    assert all(name.startswith("TESSERA_") for name in read)


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_links_lead_somewhere(document: Path) -> None:
    links = [link.partition("#")[0] for link in _LINK.findall(document.read_text())]
    gone = [link for link in links if link and "://" not in link and not (document.parent / link).exists()]
    assert not gone


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_files_named_exist(document: Path) -> None:
    """Paths in `code` that look like files of ours."""
    named = re.findall(
        r"`((?:tessera|tests|docs|bin|ui|vault|web|tracing|exchange|accounts|common|cli|records)/[\w./-]*)`",
        document.read_text(),
    )
    gone = [name for name in named if not (ROOT / name).exists() and not (PACKAGE / name).exists()]
    assert not gone


def test_decisions_are_numbered_once_and_keep_what_was_rejected() -> None:
    decisions = sorted((ROOT / "docs" / "decisions").glob("*.md"))
    numbers = [path.name[:4] for path in decisions]
    assert len(set(numbers)) == len(numbers)
    silent = [path.name for path in decisions if "reject" not in path.read_text().lower()]
    assert not silent, f"Say which alternatives were rejected, and why: {silent}"


def test_comments_that_send_readers_to_a_document_send_them_somewhere() -> None:
    named = {
        (name, str(path.relative_to(ROOT)))
        for path in [*PACKAGE.rglob("*.py"), *(ROOT / "bin").glob("[!.]*")]
        if path.is_file()
        for name in re.findall(r"docs/[\w/-]+\.md", path.read_text())
    }
    assert not {one for one in named if not (ROOT / one[0]).exists()}
