"""A member's card: a short code that finds their account, and the words of their public keys to compare by voice.

The code says who is meant, and proves nothing: whoever lets somebody in by it hears the words from them.
"""

from __future__ import annotations

from uuid import UUID

from django.conf import settings

from tessera.accounts.models import Member
from tessera.sealing import comparing, tokens

_CODE_BYTES = 5  # of a random identifier: two of a million members hardly ever share them
_REST = 16 - _CODE_BYTES


class NobodyHasThisCode(Exception):
    """It was misspelled, or belongs to no account here."""


def code_of(member: UUID) -> str:
    return tokens.spell(member.bytes[:_CODE_BYTES])


def member_of(code: str) -> Member:
    """Whose code this is; raises NobodyHasThisCode."""
    try:
        begins = tokens.read_spelled(code)
    except tokens.Misspelled as misspelled:
        raise NobodyHasThisCode from misspelled
    if len(begins) != _CODE_BYTES:
        raise NobodyHasThisCode
    between = UUID(bytes=begins + bytes(_REST)), UUID(bytes=begins + b"\xff" * _REST)
    try:
        return Member.objects.select_related("organisation").get(pk__range=between, removed_at=None)
    except (Member.DoesNotExist, Member.MultipleObjectsReturned) as nobody:
        raise NobodyHasThisCode from nobody


def words_of(kem_public: bytes, signing_public: bytes) -> list[tuple[str, str]]:
    """Language and words, in each language of the pages: the two who compare choose one."""
    return [
        (name, comparing.comparison_words(kem_public, signing_public, language=code))
        for code, name in settings.LANGUAGES
    ]


def print_of(kem_public: bytes, signing_public: bytes) -> str:
    """What a form carries of the keys whose words it showed, so that no others are let in: the words, in one language."""
    return comparing.comparison_words(kem_public, signing_public, language="en")
