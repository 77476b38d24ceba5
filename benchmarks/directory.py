"""Finding services by what somebody needs, beside plain full text: recall among the first five.

    bin/bench directory [--show]

The services are those of published directories (Jordan, Illinois, a sample of Ohana; a third of Jordan's in Arabic alone)
and some invented ones in French, Spanish and Arabic (`directory_data/further.csv`), each distinct one once. The queries
(`directory_data/queries.csv`) were written before the search was measured, and its weights were chosen with others
(`tuning.csv`). Recall is of the relevant services, or of five of them where there are more. Plain full text is SQLite's FTS5
with its own ranking, over the same texts, with accents removed and English words stemmed.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from importlib import import_module
from pathlib import Path

import django
from django.core.management import call_command


def main() -> int:
    arguments = argparse.ArgumentParser(prog="bin/bench directory", description=__doc__)
    arguments.add_argument("--show", action="store_true", help="each query with its recall")
    arguments.add_argument(
        "--tuning", action="store_true", help="with the queries that the weights were chosen with"
    )
    given = arguments.parse_args()
    published = os.environ.get("TESSERA_TEST_DATA")
    if not published:
        print("TESSERA_TEST_DATA is not set: there is nothing to search.", file=sys.stderr)
        return 2
    with tempfile.TemporaryDirectory(prefix="tessera-bench-") as folder:
        _set_up(Path(folder))
        finding = import_module("benchmarks.directory_data.finding")  # once Django is set up
        queries = "tuning" if given.tuning else "queries"
        finding.measure(Path(published) / "directory", queries, show=given.show)
    return 0


def _set_up(folder: Path) -> None:
    os.environ |= {"DJANGO_SETTINGS_MODULE": "tessera.config.settings", "TESSERA_DATA": str(folder / "data")}
    (folder / "data" / "static").mkdir(parents=True)
    django.setup()
    call_command("migrate", database="default", verbosity=0, interactive=False)


if __name__ == "__main__":
    sys.exit(main())
