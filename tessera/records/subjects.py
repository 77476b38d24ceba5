"""Kinds of records that somebody can be asked about, and what of them can be sent. Each job registers its own.

A field is known by its code, `group.name`; its values are texts in standard forms (ISO 8601 dates and intervals, ISO 3166
countries), so that whoever receives them can read them in their language and keep them as a record.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.functional import Promise

from tessera.common.spans import DateSpan
from tessera.common.status_words import heads_status

GROUPS = ("identity", "origin", "event", "appearance", "numbers", "story", "family", "remains", "files")
"""What people are asked about, group by group, in the order of the words that are read to them."""


class StatusField(Exception):
    """A field about immigration status was to be sent. There is none, and no part can register one."""


@dataclass(frozen=True, slots=True)
class Field:
    """`show` says one of its values in the reader's language."""

    code: str
    label: Promise
    show: Callable[[str], str] = str

    @property
    def group(self) -> str:
        return self.code.partition(".")[0]


@dataclass(frozen=True, slots=True)
class Said:
    """What a record says in one field."""

    code: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """One kind of record. Its functions work in the open vault."""

    kind: str
    title: Promise  # what such a record is, for a list
    fields: tuple[Field, ...]
    find: Callable[[UUID], Any]  # the record, or None
    headed: Callable[[Any], str]
    said: Callable[[Any], Iterable[Said]]
    born: Callable[[Any], DateSpan | None]
    url_name: str  # of its page

    def field(self, code: str) -> Field | None:
        return next((one for one in self.fields if one.code == code), None)


_subjects: dict[str, Subject] = {}


def register(subject: Subject) -> None:
    """Raises StatusField, ValueError where a field is in no group."""
    for field in subject.fields:
        if heads_status(field.code.partition(".")[2].replace("-", " ")):
            raise StatusField(field.code)
        if field.group not in GROUPS:
            raise ValueError(field.code)
    _subjects[subject.kind] = subject


def subject(kind: str) -> Subject | None:
    return _subjects.get(kind)


def subjects() -> Sequence[Subject]:
    return tuple(_subjects.values())
