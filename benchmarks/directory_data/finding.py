"""The corpus, the two searches, and how much of what is relevant each finds. Imported once Django is set up."""

from __future__ import annotations

import csv
import re
import sqlite3
import statistics
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from tessera.directory.cards import card_of, guess_themes
from tessera.directory.meaning import meanings
from tessera.directory.models import COMMONS, Poster
from tessera.directory.searching import Asked, search
from tessera.directory.writing import Filed, store_on
from tessera.exchange.directories import files_of, read_directory
from tessera.exchange.directory_lists.converting import entries_of

DATA = Path(__file__).parent
FIRST = 5


@dataclass(frozen=True, slots=True)
class Service:
    """One service of the corpus. `label` says in English what it is, and is not searched."""

    label: str
    document: dict[str, Any]


def measure(folder: Path, queries: str, *, show: bool) -> None:
    """Prints the recall of both; `folder` holds the published directories."""
    services = list(corpus(folder))
    hang(services)
    compare(_queries(queries), services, _Plain(services), show=show)


def corpus(folder: Path) -> Iterator[Service]:
    """Each distinct service once: what it says, under its English label."""

    lists = {
        "jordan": sorted(folder.glob("jordan_services_advisor_*")),
        "illinois": sorted((folder / "illinois_legal_aid_2019").glob("export_*")),
        "ohana": sorted((folder / "ohana_sample_csv").glob("*.csv")),
    }
    seen = set()
    for name, paths in lists.items():
        files = files_of({path.name: path.read_bytes() for path in paths})
        for entry in entries_of(read_directory(files, source=name), by=uuid4(), source=name):
            ours = entry.document.get("tessera", {})
            label = ". ".join([entry.document.get("name", ""), *ours.get("filed_under", [])])
            label += " " + entry.document.get("description", "")
            if entry.kind == "service" and label not in seen:
                seen.add(label)
                in_arabic = name == "jordan" and len(seen) % 3 == 0
                yield Service(label, _in_arabic(entry.document) if in_arabic else entry.document)
    with (DATA / "further.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            document = {
                "name": row["name"],
                "description": row["description"],
                "tessera": {"language": row["language"]},
            }
            yield Service(row["label"], document)


def _in_arabic(document: dict[str, Any]) -> dict[str, Any]:
    """What the Arabic list alone says of it."""

    name = document["tessera"].get("texts", {}).get("name", {}).get("ar", "")
    words = [str(one.get("value", "")) for one in document.get("attributes", ())]
    return {
        "name": name,
        "tessera": {"language": "ar"},
        "description": ". ".join(filter(_is_arabic, words)),
    }


def _is_arabic(text: str) -> bool:
    return any("؀" <= letter <= "ۿ" for letter in text)


def hang(services: list[Service]) -> None:
    """Posters of all of them: the search of what everybody sees is that of members too."""

    posters, cards = [], []
    for service in services:
        ours = service.document.setdefault("tessera", {})
        ours["themes"] = ours.get("themes") or guess_themes(service.document)
        posters.append(Poster(kind="service", document=service.document, organisation=None))
        cards.append(card_of("service", service.document))
    told = meanings([card.told for card in cards])
    store_on(COMMONS, [Filed(*one) for one in zip(posters, cards, told, strict=True)])
    for service, poster in zip(services, posters, strict=True):
        service.document["row"] = poster.pk


class _Plain:
    """The same texts in FTS5, as anybody would set it up."""

    def __init__(self, services: list[Service]) -> None:

        self._database = sqlite3.connect(":memory:")
        self._database.execute(
            "CREATE VIRTUAL TABLE text USING fts5(words, tokenize='porter unicode61 remove_diacritics 2')"
        )
        for service in services:
            said = [service.document.get("name", ""), service.document.get("description", "")]
            said += service.document["tessera"].get("filed_under", [])
            words = " ".join([*said, card_of("service", service.document).search_text])
            self._database.execute(
                "INSERT INTO text(rowid, words) VALUES (?, ?)", [service.document["row"], words]
            )

    def search(self, words: str) -> list[int]:
        match = " OR ".join(f'"{word}"' for word in re.findall(r"\w+", words))
        rows = self._database.execute(
            "SELECT rowid FROM text WHERE text MATCH ? ORDER BY rank LIMIT 5", [match]
        )
        return [row for (row,) in rows]


def _queries(name: str) -> list[dict[str, str]]:
    with (DATA / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def compare(queries: list[dict[str, str]], services: list[Service], plain: _Plain, *, show: bool) -> None:

    found: dict[str, list[tuple[float, float]]] = {}
    for query in queries:
        relevant = {
            one.document["row"] for one in services if re.search(query["relevant"], one.label, re.IGNORECASE)
        }
        if not relevant:
            raise SystemExit(f"No service is relevant to: {query['words']}")
        ours = search(COMMONS, Asked(words=query["words"]))[:FIRST]
        both = (_recall(ours, relevant), _recall(plain.search(query["words"]), relevant))
        found.setdefault(query["language"], []).append(both)
        if show:
            print(f"{both[0]:.2f} {both[1]:.2f}  {query['words']}")
    print(f"{len(services)} services, {len(queries)} queries. Recall among the first {FIRST}:\n")
    print(f"{'asked in':10} {'queries':>8} {'search':>8} {'full text':>10}")
    found["all"] = [both for of in found.values() for both in of]
    for language, results in found.items():
        means = [statistics.mean(of) for of in zip(*results, strict=True)]
        print(f"{language:10} {len(results):8} {means[0]:8.2f} {means[1]:10.2f}")


def _recall(found: list[int], relevant: set[int]) -> float:
    return len(relevant.intersection(found)) / min(FIRST, len(relevant))
