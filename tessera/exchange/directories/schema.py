"""How the tables of HSDS are described: what a column may hold, and where a row stands."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

_LINE = re.compile(
    r"\s+(?P<name>\w+) (?P<type>\w+)(?P<required> required)?(?P<unique> unique)?"
    r"(?: one of (?P<words>.+?))?(?: (?P<how>in|->) (?P<refers>\w+))?"
)
_FORMATS = frozenset({"uuid", "email", "uri"})


@dataclass(frozen=True, slots=True)
class Field:
    """One column. `format` is "" or uuid, email, uri; `words` the values it may have, empty where any.

    `refers_to` is a table or ""; `is_nested` says that the row stands in the document of what it refers to.
    """

    name: str
    type: str
    format: str = ""
    required: bool = False
    unique: bool = False
    words: tuple[str, ...] = ()
    refers_to: str = ""
    is_nested: bool = False

    @property
    def is_free_text(self) -> bool:
        """Whether people write what they like in it."""
        return self.type == "string" and not self.format and not self.words


@dataclass(frozen=True)
class Table:
    """One table: its name in the singular, as `link_entity` has it, its file, and its columns in their order."""

    name: str
    path: str
    fields: tuple[Field, ...]

    @property
    def stem(self) -> str:
        """The name of its file without ending, which is its name in the plural."""
        return self.path.removesuffix(".csv")

    @property
    def plural(self) -> str:
        """The key under which its rows stand in a parent's document."""
        return "service_at_locations" if self.name == "service_at_location" else self.stem

    @cached_property
    def by_name(self) -> dict[str, Field]:
        return {field.name: field for field in self.fields}

    @cached_property
    def parents(self) -> dict[str, str]:
        """Column -> table, for the references by which a row is nested."""
        return {field.name: field.refers_to for field in self.fields if field.is_nested}


def read_tables(text: str) -> dict[str, Table]:
    """Name in the singular -> table, from a text with one line for each field:

        name  type  [required]  [unique]  [one of A|B]  [in TABLE | -> TABLE]

    `in` is a reference by which a row is nested in its parent's document; `->` is one that stays an identifier. A
    type is string, number, date, time or datetime; uuid, email and uri are strings of that format.
    """
    tables = {}
    for block in text.strip().split("\n\n"):
        heading, *lines = block.splitlines()
        name, path = heading.split()
        tables[name] = Table(name, path, tuple(map(_field, lines)))
    return tables


def _field(line: str) -> Field:
    found = _LINE.fullmatch(line)
    if found is None:
        raise ValueError(line)
    has_format = found["type"] in _FORMATS
    return Field(
        name=found["name"],
        type="string" if has_format else found["type"],
        format=found["type"] if has_format else "",
        required=bool(found["required"]),
        unique=bool(found["unique"]),
        words=tuple((found["words"] or "").split("|")) if found["words"] else (),
        refers_to=found["refers"] or "",
        is_nested=found["how"] == "in",
    )
