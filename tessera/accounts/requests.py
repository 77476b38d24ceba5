"""Requests as views see them, typed: what `recognise_session` and the rules of a view have put on them."""

from __future__ import annotations

from django.http import HttpRequest

from .models import Member, Network
from .sessions import SessionKey


class TesseraRequest(HttpRequest):
    """Any request: perhaps of a signed-in member, perhaps of one whose session is over."""

    network: Network | None
    member: Member | None
    session_key: SessionKey | None
    session_lost: bool
    page_language: str  # of a page for everybody
    locked_anyway: bool  # somebody pressed Lock now, and nothing but that could be done


class MemberRequest(TesseraRequest):
    """A request that a rule let through: somebody is signed in."""

    network: Network
    member: Member
    session_key: SessionKey
