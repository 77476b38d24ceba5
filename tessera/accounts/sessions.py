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
from uuid import UUID, uuid4

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
    proved: float  # when somebody last showed with their words that it is them
    name: UUID = field(default_factory=uuid4)


@dataclass(slots=True, repr=False)
class _Waiting:
    """Somebody whose words were right, and whose second factor is still asked for."""

    member: UUID
    sealed_bundle: bytes
    begun: float


@dataclass(frozen=True, slots=True, repr=False)
class SessionKey:
    """What one request holds of its session: enough to end it, and the bundle it opened."""

    id: bytes
    member: UUID
    bundle: Bundle = field(repr=False)
    is_fresh: bool = False  # whether the words were typed within the last minutes


@dataclass(frozen=True, slots=True)
class Listed:
    """One of a member's sessions as they see it; `begun` and `used` in seconds before now."""

    name: UUID
    begun: float
    used: float
    is_this: bool


@dataclass(frozen=True, slots=True)
class Writer:
    """Who had a session that ended, and the key of their own to seal to: the commons could name another's."""

    member: UUID
    kem_public: bytes


_sessions: dict[bytes, _Open] = {}
_waiting: dict[bytes, _Waiting] = {}
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
        _sessions[tokens.token_hash(secret)] = _Open(
            member, bundle.kem.public, sealed, begun=now, used=now, proved=now
        )
    return secret


def begin_waiting(member: UUID, bundle: Bundle) -> str:
    """Keeps the bundle for minutes, until the code is there; returns the secret for a cookie that opens nothing else."""
    secret, now = tokens.new_token(), clock()
    sealed = bundle.seal(_waiting_wrap_key(secret), member=member, place="second step")
    with _guard:
        _forget_old(now)
        _waiting[tokens.token_hash(secret)] = _Waiting(member, sealed, now)
    return secret


def waiting(secret: str) -> SessionKey:
    """Who waits with this cookie, and the bundle for checking the code only; raises SessionEnded."""
    waiting_id = tokens.token_hash(secret)
    with _guard:
        _forget_old(clock())
        found = _waiting.get(waiting_id)
    if found is None:
        raise SessionEnded
    bundle = Bundle.unseal(
        _waiting_wrap_key(secret), found.sealed_bundle, member=found.member, place="second step"
    )
    return SessionKey(waiting_id, found.member, bundle)


def end_waiting(waiting_id: bytes) -> bool:
    """Whether it waited until now: of two who come with the same cookie, one."""
    with _guard:
        return _waiting.pop(waiting_id, None) is not None


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
        is_fresh = now - session.proved <= settings.FRESH_MINUTES * 60
    bundle = Bundle.unseal(
        _session_wrap_key(secret), session.sealed_bundle, member=session.member, place="session"
    )
    return SessionKey(session_id, session.member, bundle, is_fresh)


def prove(session_id: bytes) -> None:
    """Called when somebody showed again, with their words, that it is them."""
    with _guard:
        if session_id in _sessions:
            _sessions[session_id].proved = clock()


def is_open(session_id: bytes) -> bool:
    """Whether the session still lives; asking does not keep it alive."""
    with _guard:
        _forget_old(clock())
        return session_id in _sessions


def list_of(session: SessionKey) -> list[Listed]:
    """All sessions of this one's member, the latest used first. No addresses and no browsers: nobody keeps them."""
    now = clock()
    with _guard:
        _forget_old(now)
        mine = [(key, one) for key, one in _sessions.items() if one.member == session.member]
    mine.sort(key=lambda pair: -pair[1].used)
    return [Listed(one.name, now - one.begun, now - one.used, key == session.id) for key, one in mine]


def end(session_id: bytes) -> None:
    with _guard:
        _close(session_id)


def end_named(member: UUID, name: UUID) -> bool:
    """Ends one of the member's own sessions; whether there was such a one."""
    with _guard:
        named = [key for key, one in _sessions.items() if (one.member, one.name) == (member, name)]
        for key in named:
            _close(key)
    return bool(named)


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


def end_all_of(member: UUID, *, but: bytes = b"") -> int:
    """Ends every session of a member, `but` one, and whatever waits for their code; returns how many there were."""
    with _guard:
        ended = [key for key, session in _sessions.items() if session.member == member and key != but]
        for key in ended:
            _close(key)
        for key in [key for key, one in _waiting.items() if one.member == member]:
            del _waiting[key]
    return len(ended)


def _forget_old(now: float) -> None:
    idle, whole = settings.SESSION_IDLE_MINUTES * 60, settings.SESSION_HOURS * 3600
    for key in [k for k, s in _sessions.items() if now - s.used > idle or now - s.begun > whole]:
        _close(key)
    for key in [k for k, w in _waiting.items() if now - w.begun > settings.SECOND_STEP_MINUTES * 60]:
        del _waiting[key]


def _close(session_id: bytes) -> None:
    session = _sessions.pop(session_id, None)
    if session:
        _ended[session_id] = Writer(session.member, session.kem_public)
        while len(_ended) > _ENDED_KNOWN:
            del _ended[next(iter(_ended))]


def _session_wrap_key(secret: str) -> bytes:
    return stretching.derive(secret.encode(), salt=BOOT_KEY, purpose="tessera session 1")


def _waiting_wrap_key(secret: str) -> bytes:
    return stretching.derive(secret.encode(), salt=BOOT_KEY, purpose="tessera second step 1")
