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
    sealed_bundle: bytes
    begun: float
    used: float


@dataclass(frozen=True, slots=True, repr=False)
class SessionKey:
    """What one request holds of its session: enough to end it, and the bundle it opened."""

    id: bytes
    member: UUID
    bundle: Bundle = field(repr=False)


_sessions: dict[bytes, _Open] = {}
_ended: dict[bytes, UUID] = {}  # the oldest first
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
        _sessions[tokens.token_hash(secret)] = _Open(member, sealed, begun=now, used=now)
    return secret


def resume(secret: str) -> SessionKey:
    """The session of this cookie; raises SessionEnded. Counts as use."""
    session_id, now = tokens.token_hash(secret), clock()
    with _guard:
        _forget_old(now)
        session = _sessions.get(session_id)
        if session is None:
            raise SessionEnded
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


def whose(secret: str) -> UUID | None:
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
        _ended[session_id] = session.member
        while len(_ended) > _ENDED_KNOWN:
            del _ended[next(iter(_ended))]


def _session_wrap_key(secret: str) -> bytes:
    return stretching.derive(secret.encode(), salt=BOOT_KEY, purpose="tessera session 1")
