"""Kinds of envelopes: each part registers its own. What no part knows is kept, and said to be unknown."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise

from .letters import Letter
from .models import Incoming


class NotUnderstood(Exception):
    """The body is not what a letter of this kind says. It is kept, and shown as it is."""


@dataclass(frozen=True, slots=True)
class EnvelopeKind:
    """`check` raises NotUnderstood where the body is none of this kind.

    `arrived` is called in the transaction that takes the envelope in. A kind that is `settled` by it is not shown in
    the inbox. `needs_consent`: nothing of this kind is sealed without one.
    """

    name: str
    title: Promise
    check: Callable[[Letter], None]
    arrived: Callable[[Incoming, Letter], None] | None = None
    settled: bool = False
    needs_consent: bool = False
    template: str = ""  # how it is shown


_kinds: dict[str, EnvelopeKind] = {}


def register(kind: EnvelopeKind) -> None:
    _kinds[kind.name] = kind


def kind_of(name: str) -> EnvelopeKind | None:
    return _kinds.get(name)


def kinds() -> tuple[EnvelopeKind, ...]:
    return tuple(_kinds.values())
