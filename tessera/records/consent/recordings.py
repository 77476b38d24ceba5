"""The words that are the same in every yes, spoken: an organisation records them in each language that its people hear."""

from __future__ import annotations

from uuid import UUID, uuid5

from tessera.vault.models import Attachment

from .wordings import EDITION

_WORDS = UUID("0f4c6f5e-53a3-4a5e-8f5f-7d7f0d4c2b11")
_BEGINNINGS = {
    b"OggS": "audio/ogg",
    b"ID3": "audio/mpeg",
    b"\xff\xfb": "audio/mpeg",
    b"\xff\xf3": "audio/mpeg",
    b"RIFF": "audio/wav",
    b"\x1aE\xdf\xa3": "audio/webm",
}


class NoAudio(Exception):
    """It begins like no recording that browsers play. Nothing was kept."""


def words_in(language: str) -> UUID:
    """Under which the recording of this edition's words is kept in a room."""
    return uuid5(_WORDS, f"{EDITION}.{language}")


def recording_of(language: str) -> Attachment | None:
    return Attachment.objects.filter(about=words_in(language)).order_by("-added_at").first()


def audio_type(beginning: bytes) -> str:
    """By what it begins with, whatever its name says. Raises NoAudio."""
    if beginning[4:8] == b"ftyp":
        return "audio/mp4"
    found = (kind for begins, kind in _BEGINNINGS.items() if beginning.startswith(begins))
    if kind := next(found, ""):
        return kind
    raise NoAudio
