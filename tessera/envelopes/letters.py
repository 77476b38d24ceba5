"""The letter in an envelope: JSON in UTF-8, the same for every kind. docs/envelope-format.md names its fields.

Whoever wrote it may be anybody who was ever trusted, with any software: `read` believes nothing that it did not check.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any
from uuid import UUID

from tessera.common.status_words import heads_status

VERSION = 1
MOST_FILES = 100
DEEPEST = 16  # objects and lists in each other, the letter counted
_LONGEST_KIND = 40
_LONGEST_PURPOSE = 40
_LONGEST_NAME = 255
_LARGEST_FILE = 2**40
_DIGEST_HEX = 64


class NotALetter(Exception):
    """What was sealed is no letter of any version that this software reads."""


class NewerLetter(NotALetter):
    """Newer software wrote it. It is kept, and read once this software is newer too."""


class StatusInLetter(NotALetter):
    """It has a field about somebody's immigration status. No kind of letter has one, known or not."""


@dataclass(frozen=True, slots=True)
class File:
    """An attached file, by what the letter says of it. `sha256` in hex."""

    name: str
    media_type: str
    size: int
    sha256: str


@dataclass(frozen=True, slots=True)
class Letter:
    """What one vault tells another. `body` means something to the part that knows `kind` only."""

    kind: str
    sender: UUID  # the sending vault
    written_at: datetime
    body: Mapping[str, Any]
    epoch: int = 1  # of the key that signs it: a receiver who knows an older one asks for the newer
    purpose: str = ""
    consent: Mapping[str, Any] | None = None
    reply_to: UUID | None = None  # an envelope
    answer_by: date | None = None
    files: Sequence[File] = field(default_factory=tuple)

    @property
    def attached_bytes(self) -> int:
        return sum(file.size for file in self.files)


def write(letter: Letter) -> bytes:
    """Raises StatusInLetter."""
    _refuse_status(letter.body)
    return json.dumps(
        {
            "version": VERSION,
            "kind": letter.kind,
            "from": str(letter.sender),
            "epoch": letter.epoch,
            "written": letter.written_at.astimezone(UTC).isoformat(timespec="seconds"),
            "purpose": letter.purpose,
            "consent": letter.consent,
            "reply_to": letter.reply_to and str(letter.reply_to),
            "answer_by": letter.answer_by and letter.answer_by.isoformat(),
            "body": letter.body,
            "files": [
                {"name": one.name, "media_type": one.media_type, "size": one.size, "sha256": one.sha256}
                for one in letter.files
            ],
        },
        ensure_ascii=False,
        sort_keys=True,
        allow_nan=False,
    ).encode()


def read(raw: bytes) -> Letter:
    """Raises NotALetter, NewerLetter, StatusInLetter."""
    try:
        said = json.loads(raw, parse_constant=_no_number)
        version = _whole(said["version"], 1, 2**31)
        if version > VERSION:
            raise NewerLetter("Newer software wrote this letter.")
        _refuse_deep(said)
        _refuse_status(said["body"])
        return Letter(
            kind=_word(said["kind"], _LONGEST_KIND),
            sender=UUID(_text(said["from"], 36)),
            epoch=_whole(said["epoch"], 1, 2**31),
            written_at=_moment(said["written"]),
            purpose=_text(said["purpose"], _LONGEST_PURPOSE),
            consent=_object(said["consent"]) if said["consent"] is not None else None,
            reply_to=UUID(_text(said["reply_to"], 36)) if said["reply_to"] is not None else None,
            answer_by=date.fromisoformat(said["answer_by"]) if said["answer_by"] is not None else None,
            body=_object(said["body"]),
            files=_files(said["files"]),
        )
    except (ValueError, TypeError, LookupError, AttributeError, OverflowError, RecursionError) as wrong:
        raise NotALetter("This is no letter.") from wrong


def _files(said: Any) -> tuple[File, ...]:
    if not isinstance(said, list) or len(said) > MOST_FILES:
        raise ValueError(said)
    return tuple(
        File(
            name=_text(one["name"], _LONGEST_NAME),
            media_type=_text(one["media_type"], 100),
            size=_whole(one["size"], 0, _LARGEST_FILE),
            sha256=_digest(one["sha256"]),
        )
        for one in said
    )


def _refuse_deep(said: Any, left: int = DEEPEST) -> None:
    """Else whether a letter can be read would hang on how deep its reader stands, and one that was taken in could
    keep a page from being shown."""
    if not isinstance(said, dict | list):
        return
    if not left:
        raise NotALetter("No letter is nested so deep.")
    for one in said.values() if isinstance(said, dict) else said:
        _refuse_deep(one, left - 1)


def _refuse_status(said: Any) -> None:
    """Whether it is named so, or stands first in a pair as fields of records do."""
    if isinstance(said, dict):
        for name, value in said.items():
            _refuse_named(name)
            _refuse_status(value)
    elif isinstance(said, list | tuple):
        if len(said) == 2 and isinstance(said[0], str) and isinstance(said[1], list | tuple):
            _refuse_named(said[0])
        for one in said:
            _refuse_status(one)


def _refuse_named(name: str) -> None:
    words = name.rpartition(".")[2].replace("-", " ").replace("_", " ")
    if heads_status(words):
        raise StatusInLetter(name)


def _no_number(said: str) -> None:
    raise ValueError(said)  # Infinity and NaN are not JSON


def _text(said: Any, longest: int) -> str:
    if not isinstance(said, str) or len(said) > longest or not said.isprintable():
        raise ValueError(said)
    return said


def _word(said: Any, longest: int) -> str:
    word = _text(said, longest)
    if not word.isascii() or not word.replace(".", "").replace("-", "").isalnum():
        raise ValueError(word)
    return word


def _whole(said: Any, least: int, most: int) -> int:
    if type(said) is not int or not least <= said <= most:
        raise ValueError(said)
    return said


def _moment(said: Any) -> datetime:
    moment = datetime.fromisoformat(_text(said, 40))
    if moment.tzinfo is None:
        raise ValueError(said)
    return moment.astimezone(UTC)


def _digest(said: Any) -> str:
    digest = _text(said, _DIGEST_HEX)
    if len(bytes.fromhex(digest)) * 2 != _DIGEST_HEX:
        raise ValueError(said)
    return digest.lower()


def _object(said: Any) -> Mapping[str, Any]:
    if not isinstance(said, dict):
        raise TypeError(said)
    return said
