"""What of a record goes into a letter: exactly the fields of the groups that were chosen, and nothing beside them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.translation import gettext as _

from tessera.common.status_words import heads_status
from tessera.records import subjects
from tessera.records.consent import wordings
from tessera.records.consent.models import Consent
from tessera.records.subjects import Said, Subject

from .kinds import NotUnderstood
from .letters import Letter

KIND = "disclosure"
LONGEST_NOTE = 2000
_MOST_FIELDS = 200
_LONGEST_VALUE = 20_000


@dataclass(frozen=True, slots=True)
class Line:
    """One field as a person reads it, before it is sent and after it came."""

    label: str
    values: Sequence[str]
    group: str


def body(subject: Subject, said: Sequence[Said], note: str) -> dict[str, Any]:
    return {"subject": subject.kind, "fields": [[one.code, list(one.values)] for one in said], "note": note}


def consent_said(consent: Consent) -> dict[str, Any]:
    """What the receiver is told of the consent: no name of whoever gave it."""
    return {
        "consent": str(consent.uid),
        "capacity": consent.capacity,
        "assent": consent.assent,
        "purpose": consent.purpose,
        "groups": list(consent.groups),
        "public_photo": consent.public_photo,
        "language": consent.language,
        "edition": consent.edition,
        "words_sha256": wordings.digest(consent.text),
        "way": consent.way,
        "given_on": consent.given_on.isoformat(),
        "until": consent.until.isoformat(),
    }


def check(letter: Letter) -> None:
    """Raises NotUnderstood, also where nothing is said of who agreed to it."""
    read_fields(letter.body)
    if not letter.consent:
        raise NotUnderstood
    if not isinstance(letter.body.get("note", ""), str):
        raise NotUnderstood


def agreed_until(letter: Letter) -> date | None:
    """The last day of the consent, as the sender says it; None where that is no day."""
    try:
        return date.fromisoformat((letter.consent or {})["until"])
    except (LookupError, TypeError, ValueError):
        return None


def read_fields(said: Mapping[str, Any]) -> tuple[str, list[Said]]:
    """The kind of record and its fields. Raises NotUnderstood; a field about immigration status is never taken in."""
    kind, fields = said.get("subject"), said.get("fields")
    if not isinstance(kind, str) or not isinstance(fields, list) or len(fields) > _MOST_FIELDS:
        raise NotUnderstood
    return kind, [_field(one) for one in fields]


def lines(said: Mapping[str, Any]) -> list[Line]:
    """For a page, in the reader's language; a field that no part knows stands under its code."""
    kind, fields = read_fields(said)
    subject = subjects.subject(kind)
    return [_line(subject, one) for one in fields]


def heading(said: Mapping[str, Any]) -> str:
    """What kind of record it is, and the first that it says: mostly a name."""
    try:
        kind, fields = read_fields(said)
    except NotUnderstood:
        return _("Record")
    subject = subjects.subject(kind)
    first = next((one.values[0] for one in fields if ".name" in one.code and one.values), "")
    title = str(subject.title) if subject else _("Record")
    return f"{title}: {first}" if first else title


def _line(subject: Subject | None, said: Said) -> Line:
    field = subject.field(said.code) if subject else None
    if field is None:
        return Line(said.code, said.values, said.code.partition(".")[0])
    return Line(str(field.label), [field.show(value) for value in said.values], field.group)


def _field(said: Any) -> Said:
    try:
        code, values = said
        believable = isinstance(code, str) and isinstance(values, list) and len(code) <= 60
        believable = believable and all(isinstance(one, str) and len(one) <= _LONGEST_VALUE for one in values)
    except (TypeError, ValueError) as wrong:
        raise NotUnderstood from wrong
    if not believable or heads_status(code.partition(".")[2].replace("-", " ").replace("_", " ")):
        raise NotUnderstood
    return Said(code, tuple(values))
