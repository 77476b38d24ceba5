"""Kinds of records that somebody can be asked about, and what of them can be sent. Each job registers its own.

A field is known by its code, `group.name`; its values are texts in standard forms (ISO 8601 dates and intervals, ISO 3166
countries), so that whoever receives them can read them in their language and keep them as a record.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.utils.functional import Promise

from tessera.accounts.models import Member
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
    of_the_dead: Callable[[Any], bool]
    kept_besides: Callable[[Any], Iterable[tuple[str, str]]]  # what is never sent: label and value
    delete: Callable[[Any, Member], None]
    url_name: str  # of its page
    change_url_name: str

    def field(self, code: str) -> Field | None:
        return next((one for one in self.fields if one.code == code), None)

    def said_in(self, record: Any, groups: Collection[str]) -> list[Said]:
        """The fields of these groups that say anything, in the record's order."""
        return [one for one in self.said(record) if one.code.partition(".")[0] in groups and any(one.values)]

    def in_words(self, said: Iterable[Said]) -> list[tuple[str, list[str]]]:
        """Label and values as people read them; a field that is not known (any more) stands under its code."""
        known = [(self.field(one.code), one) for one in said]
        return [
            (str(field.label), [field.show(value) for value in one.values])
            if field
            else (one.code, list(one.values))
            for field, one in known
        ]

    def everything(self, record: Any, *, without: Sequence[str] = ()) -> list[tuple[str, list[str]]]:
        """Everything that is kept in it, as people read it, but for some groups."""
        shown = self.in_words(self.said_in(record, set(GROUPS) - set(without)))
        return shown + [(label, [value]) for label, value in self.kept_besides(record) if value]


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
