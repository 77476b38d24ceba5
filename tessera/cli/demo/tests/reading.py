"""Reads the records back as a careful human would, to see whether a pair can be recognised at all."""

import re
import unicodedata
from functools import cache

from tessera.cli.demo.shapes import DemoRecord
from tessera.cli.demo.words import (
    names_americas,
    names_maghreb,
    names_west_africa,
    places_americas,
    places_atlantic,
)
from tessera.cli.demo.words.belongings import CLOTHES, KEEPSAKES
from tessera.cli.demo.words.marks import FIXED_MARKS, PLACED_MARKS
from tessera.cli.demo.words.tables import Name, Wordings

# Sex, age, height and origin fit many people; these few fit one.
SPECIFIC = {"name", "mark", "thing", "number"}

NAMES: list[Name] = [
    name
    for module in (names_americas, names_maghreb, names_west_africa)
    for title, table in vars(module).items()
    if title.startswith(("GIVEN", "SURNAMES"))
    for name in table
]
ORIGINS = (*places_americas.ORIGINS, *places_atlantic.ORIGINS)


def agreements(request: DemoRecord, finding: DemoRecord) -> set[str]:
    """The kinds of fields that speak for one person."""
    kinds = {
        "name": bool(_names(request) & _names(finding)),
        "mark": bool(_keys(request.marks, _MARKS) & _keys(finding.marks, _MARKS)),
        "thing": bool(_keys(request.belongings, _THINGS) & _keys(finding.belongings, _THINGS)),
        "number": bool(_numbers(request) & _numbers(finding)),
        "origin": bool(_origins(request) & _origins(finding)),
        "age": _ages_meet(request, finding),
        "height": _heights_meet(request, finding),
    }
    return {kind for kind, agreed in kinds.items() if agreed}


def plain(text: str) -> str:
    """Without capitals and accents."""
    decomposed = unicodedata.normalize("NFD", text.casefold())
    return "".join(c for c in decomposed if not unicodedata.combining(c))


def _names(record: DemoRecord) -> set[str]:
    """Every name in the record by its usual spelling, whatever the spelling met; nicknames as they are."""
    written = plain(" ".join(name.text for name in record.names))
    found = {name.text for name in record.names if name.kind == "nickname"}
    return found | {usual for usual, pattern in _name_patterns() if pattern.search(written)}


@cache
def _name_patterns() -> list[tuple[str, re.Pattern[str]]]:
    patterns = []
    for name in NAMES:
        forms = [re.escape(plain(form)) for form in (*name.spellings, *name.english, name.arabic) if form]
        patterns.append((name.spellings[0], re.compile(rf"(?<!\w)(?:{'|'.join(forms)})(?!\w)")))
    return patterns


def _patterns(*tables: dict[str, Wordings]) -> list[tuple[str, re.Pattern[str]]]:
    return [
        (key, re.compile(re.sub(r"\\{\w+\\}", ".+", re.escape(wording))))
        for table in tables
        for key, entry in table.items()
        for wordings in entry.by_language.values()
        for wording in wordings
    ]


_MARKS = _patterns(PLACED_MARKS, FIXED_MARKS)
_THINGS = _patterns(CLOTHES, KEEPSAKES)


def _keys(texts: tuple[str, ...], patterns: list[tuple[str, re.Pattern[str]]]) -> set[str]:
    """What is meant, in any wording; where two fit, the longer one ("scar with stitches")."""
    fits = [[(len(p.pattern), key) for key, p in patterns if p.match(text)] for text in texts]
    return {max(fit)[1] for fit in fits if fit}


def _numbers(record: DemoRecord) -> set[str]:
    """Telephone numbers by their last three digits, all that a scrap of paper may still show."""
    phones = {number[-3:] for number in record.identifiers if number.startswith("+")}
    seen = {digits for text in record.belongings for digits in re.findall(r"\d{3}$", text)}
    return phones | seen | {number for number in record.identifiers if number.startswith("DEMO")}


def _origins(record: DemoRecord) -> set[str]:
    town = plain(record.origin_place.split(",")[0])
    return {place.spellings[0] for place in ORIGINS if town and town in map(plain, place.spellings)}


def _birth_years(record: DemoRecord) -> tuple[int, int] | None:
    if record.birth:
        return record.birth.earliest.year, record.birth.latest.year
    if record.ages and record.ages.at:
        return record.ages.at.year - record.ages.oldest - 1, record.ages.at.year - record.ages.youngest
    return None


def _ages_meet(one: DemoRecord, other: DemoRecord) -> bool:
    """Within the ranges, or a year off: people and registers count differently."""
    first, second = _birth_years(one), _birth_years(other)
    return bool(first and second and first[0] - 1 <= second[1] and second[0] - 1 <= first[1])


def _heights_meet(one: DemoRecord, other: DemoRecord) -> bool:
    if not (one.height and other.height):
        return False
    return one.height.shortest - 4 <= other.height.tallest and other.height.shortest - 4 <= one.height.tallest
