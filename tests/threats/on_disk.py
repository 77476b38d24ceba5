"""Writes the two tables of docs/threat-model.md that are made of the code: what lies readable, and what writing gives.

python -m tests.threats.on_disk        writes them anew, where a column came or went
"""

from __future__ import annotations

import os
import re
from collections import defaultdict
from pathlib import Path

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "threat-model.md"


def readable() -> str:
    """Every column of the commons and of keys.sqlite, by what it holds (`classified`)."""
    from django.apps import apps

    from tessera.common.places import Holds, Place

    order = [
        Holds.POSTER,
        Holds.HOUSEKEEPING,
        Holds.IDENTIFIER,
        Holds.PUBLIC_KEY,
        Holds.KEYED_HASH,
        Holds.SEALED,
    ]
    lines = [
        "| Where | Table | " + " | ".join(one.value for one in order) + " |",
        "|---" * (len(order) + 2) + "|",
    ]
    for place in (Place.COMMONS, Place.KEYS):
        for model in apps.get_models():
            if getattr(model, "place", None) != place:
                continue
            held: dict[Holds, list[str]] = defaultdict(list)
            for name, holds in model.classified.items():
                held[holds].append(f"`{name}`")
            cells = [", ".join(held[one]) for one in order]
            lines.append(f"| {place} | {model.__name__} | " + " | ".join(cells) + " |")
    return "\n".join(lines)


def written() -> str:
    """Every column of the commons, with what a writer gets (tests/threats/commons_writer.py)."""
    from tests.threats.commons_writer import WRITES

    lines = ["| Column | Somebody writes | and gets | Noticed |", "|---|---|---|---|"]
    for column, one in WRITES.items():
        lines.append(
            f"| `{column}` | {one.what} | {one.gives} | {one.noticed or 'there is nothing to notice'} |"
        )
    return "\n".join(lines)


TABLES = {"readable": readable, "written": written}


def with_tables(text: str) -> str:
    for name, make in TABLES.items():
        pattern = rf"(<!-- {name}: [^\n]*-->\n).*?(\n<!-- end -->)"
        text, replaced = re.subn(
            pattern, lambda found, make=make: found[1] + make() + found[2], text, flags=re.DOTALL
        )
        assert replaced == 1, f"The place for the table '{name}' is gone from the document."
    return text


if __name__ == "__main__":
    import tests.environment  # noqa: F401 - a folder of its own, before settings are read

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "tessera.config.settings")
    import django

    django.setup()
    DOCUMENT.write_text(with_tables(DOCUMENT.read_text()))
