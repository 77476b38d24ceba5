"""The one cell in which UNITED's List of Deaths writes "name, gender, age", such as `N.N. (2 men, ±25)`."""

from __future__ import annotations

import re
from dataclasses import dataclass

from tessera.common.plain_text import plain
from tessera.common.typed_ages import Ages, read_age
from tessera.common.typed_sex import read_sex
from tessera.common.unreadable import UnreadableValue

_CELL = re.compile(r"(?P<name>[^(]*)(?:\((?P<details>[^()]*)\)?)?(?P<rest>.*)", re.DOTALL)
_NAMELESS = re.compile(r"n\.?\s?n\.?|unknown|unidentified|")
_GROUP = re.compile(r"(?:at least |including )?(?P<count>\d+)?\s*(?P<kind>[^\d,]*)")
_TRAITS = re.compile(r"\b(?:young|pregnant|preg|mostly|twin|mother|father|new-?born)\b")
_LONGEST = 1000


@dataclass(frozen=True, slots=True)
class UnitedPerson:
    """What the cell says: a name or "", the sex if all share one, the ages if a single person is meant."""

    name: str = ""
    sex: str = ""
    ages: Ages | None = None


def read_united_person(text: str) -> UnitedPerson:
    """Read one cell. What cannot be understood is left unknown, so this raises nothing: keep the cell as a
    note.

    "N.N." and initials of nobody are no name. Sex is "M", "F" or ""; a child of unstated sex makes it "".
    Ages are given for one person only, from the figure or from "child" and "baby", never from "man". A bare
    figure is taken for an age, though the list may count several people in another column.
    """
    match = _CELL.fullmatch(text[:_LONGEST])
    if match is None:
        return UnitedPerson()
    name = " ".join(match["name"].split()).rstrip(" ,;")
    if _NAMELESS.fullmatch(plain(name)):
        name = ""
    groups = [group.strip() for group in plain(match["details"] or "").split(";") if group.strip()]
    sexes = {_sex(group) for group in groups}
    return UnitedPerson(
        name, sexes.pop() if len(sexes) == 1 else "", _ages(groups[0]) if len(groups) == 1 else None
    )


def _sex(group: str) -> str:
    """The sex of one group, such as "3 women, 25, 30" or "2 girls-women"; "" where it says none, or two."""
    try:
        sexes = {read_sex(word) for word in _kind(group).split("-")}
    except UnreadableValue:
        return ""
    return sexes.pop() if len(sexes) == 1 else ""


def _ages(group: str) -> Ages | None:
    """The ages of a group of one: a figure wherever it stands, else what "child" or "baby" says."""
    head, *tail = [part.strip() for part in group.split(",")]
    match = _GROUP.match(head)
    is_bare_age = not tail and not _kind(group) and _age_or_none(head) is not None
    if is_bare_age:
        return _age_or_none(head)
    if match is None or int(match["count"] or 1) != 1:
        return None
    stated = [ages for part in tail if (ages := _age_or_none(part)) is not None]
    if stated:
        return stated[0] if len(stated) == 1 else None
    kind = _kind(group)
    return None if kind in {"man", "woman", "m", "w", ""} else _age_or_none(kind)


def _age_or_none(text: str) -> Ages | None:
    try:
        return read_age(text)
    except UnreadableValue:
        return None


def _kind(group: str) -> str:
    """The word for the people of a group: "2 pregnant women, 25" gives "women"."""
    match = _GROUP.match(group)
    kind = match["kind"] if match else ""
    return " ".join(_TRAITS.sub(" ", kind).split()).rstrip(".") or ("baby" if "born" in kind else "")
