"""Who gets no key, or none yet: trustees, travellers, those whom nobody of their organisation has let in."""

from __future__ import annotations

from tessera.accounts.models import Member, Role

from .queries import is_let_in
from .trust.models import Trustee


class IsTrustee(Exception):
    """Who keeps a share of the room's key, or came for that only, gets no key to it. Nothing was changed."""


class Travels(Exception):
    """The member's rooms are closed to them for a journey, so none is opened to them either. No access was given."""


class NotLetIn(Exception):
    """Nobody of the member's organisation has let them in yet, so nobody knows whom they would speak for."""


def refuse_trustee(member: Member) -> None:
    """Raises IsTrustee: with key and share in one hand, three shares would be two."""
    if member.role == Role.TRUSTEE or Trustee.objects.filter(pk=member.pk).exists():
        raise IsTrustee


def refuse_traveller(member: Member) -> None:
    """Raises Travels: whoever makes them sign in on the way must find nothing."""
    if Member.objects.exclude(away_since=None).filter(pk=member.pk).exists():
        raise Travels


def require_let_in(member: Member) -> None:
    """Raises NotLetIn: who opens or brings in a room, or comes into one of several organisations, is one of theirs."""
    if not is_let_in(member):
        raise NotLetIn
