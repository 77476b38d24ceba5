"""Open sessions, in the memory of the one web process and nowhere else.

The browser holds a random secret S. The store holds SHA-256(S) and the member's bundle sealed under
HKDF(S, boot key), and the boot key is made at start. So a copied disk holds no session, a copied memory
opens no session without its cookie, and a restart locks everyone. Setting the wall clock back revives
nothing, and the hours that a laptop sleeps count.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from uuid import UUID

from django.conf import settings

from tessera.sealing import boxes, stretching, tokens

from .bundles import Bundle

BOOT_KEY = boxes.new_key()


class SessionEnded(Exception):
    """There is no such session any more: locked, idle, too old, or from before a restart."""


@dataclass(slots=True, repr=False)
class _Open:
    member: UUID
    kem_public: bytes
    sealed_bundle: bytes
    begun: float
    used: float


@dataclass(frozen=True, slots=True, repr=False)
class SessionKey:
    """What one request holds of its session: enough to end it, and the bundle it opened."""

    id: bytes
    member: UUID
    bundle: Bundle = field(repr=False)


@dataclass(frozen=True, slots=True)
class Writer:
    """Who had a session that ended, and the key of their own to seal to: the commons could name another's."""

    member: UUID
    kem_public: bytes


_sessions: dict[bytes, _Open] = {}
_ended: dict[bytes, Writer] = {}  # the oldest first
_ENDED_KNOWN = 1000
_guard = threading.Lock()


# Linux has a clock that runs on while the machine sleeps.
_CLOCK = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)


def clock() -> float:
    """Seconds that only ever go forward."""
    return time.clock_gettime(_CLOCK)


def begin(member: UUID, bundle: Bundle) -> str:
    """Opens a session and returns the secret for the cookie, which is kept nowhere here."""
    secret, now = tokens.new_token(), clock()
    sealed = bundle.seal(_session_wrap_key(secret), member=member, place="session")
    with _guard:
        _forget_old(now)
        _sessions[tokens.token_hash(secret)] = _Open(member, bundle.kem.public, sealed, begun=now, used=now)
    return secret


def resume(secret: str, *, counts: bool = True) -> SessionKey:
    """The session of this cookie; raises SessionEnded. Keeps it alive where it `counts` as use."""
    session_id, now = tokens.token_hash(secret), clock()
    with _guard:
        _forget_old(now)
        session = _sessions.get(session_id)
        if session is None:
            raise SessionEnded
        if counts:
            session.used = now
    bundle = Bundle.unseal(
        _session_wrap_key(secret), session.sealed_bundle, member=session.member, place="session"
    )
    return SessionKey(session_id, session.member, bundle)


def is_open(session_id: bytes) -> bool:
    """Whether the session still lives; asking does not keep it alive."""
    with _guard:
        _forget_old(clock())
        return session_id in _sessions


def end(session_id: bytes) -> None:
    with _guard:
        _close(session_id)


def is_alone(session_id: bytes) -> bool:
    """Whether its member has no other session open, in another browser or on another device."""
    with _guard:
        _forget_old(clock())
        mine = _sessions.get(session_id)
        return mine is None or sum(session.member == mine.member for session in _sessions.values()) == 1


def whose(secret: str) -> Writer | None:
    """Whose session this cookie opened before it ended here: enough to seal what they were writing, no more."""
    with _guard:
        return _ended.get(tokens.token_hash(secret))


def end_all_of(member: UUID) -> int:
    """Ends every session of a member; returns how many there were."""
    with _guard:
        ended = [key for key, session in _sessions.items() if session.member == member]
        for key in ended:
            _close(key)
    return len(ended)


def _forget_old(now: float) -> None:
    idle, whole = settings.SESSION_IDLE_MINUTES * 60, settings.SESSION_HOURS * 3600
    for key in [k for k, s in _sessions.items() if now - s.used > idle or now - s.begun > whole]:
        _close(key)


def _close(session_id: bytes) -> None:
    session = _sessions.pop(session_id, None)
    if session:
        _ended[session_id] = Writer(session.member, session.kem_public)
        while len(_ended) > _ENDED_KNOWN:
            del _ended[next(iter(_ended))]


def _session_wrap_key(secret: str) -> bytes:
    return stretching.derive(secret.encode(), salt=BOOT_KEY, purpose="tessera session 1")
