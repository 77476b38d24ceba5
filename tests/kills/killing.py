"""A process that is killed in front of a chosen change to its disk: the same one again for the same number.

What `kill -9` leaves is what the operating system was told before. So there are exactly as many states to find as
there are calls that change a file or send something to a database, and this counts those calls (ptrace) instead of
seconds. A write may also be torn: half of it is on the disk. Memory shared with SQLite's index of the log changes
without a call, and is nothing that SQLite relies on once every process is gone.
"""

from __future__ import annotations

import contextlib
import ctypes
import os
import platform
import signal
import sys
import traceback
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from django.db import connections

Say = Callable[[str], None]

_TRACEME, _SYSCALL, _SETOPTIONS, _GET_SYSCALL_INFO = 0, 24, 0x4200, 0x420E
_OPTIONS = 0x1 | 0x8 | 0x100000  # mark stops at calls; follow threads; die with us
_WALL = 0x40000000  # threads too
_AT_A_CALL, _ENTERING = signal.SIGTRAP | 0x80, 1

# The numbers of calls that change files or send, per machine; those that open do so where they create or empty.
_CHANGING = {
    "x86_64": {
        "write": {1, 18},
        "open": {2, 257},
        "other": {20, 40, 44, 46, 76, 77, 82, 83, 84, 85, 86, 87, 258, 263, 264, 285, 296, 316, 326},
    },
    "aarch64": {
        "write": {64, 68},
        "open": {56},
        "other": {34, 35, 37, 38, 45, 46, 47, 66, 70, 71, 206, 211, 276, 285},
    },
}
_PWRITE = {18, 68}


class _Call(ctypes.Structure):
    """`struct ptrace_syscall_info`, as far as it is read here."""

    _fields_ = [
        ("op", ctypes.c_uint8),
        ("pad", ctypes.c_uint8 * 3),
        ("machine", ctypes.c_uint32),
        ("instruction", ctypes.c_uint64),
        ("stack", ctypes.c_uint64),
        ("number", ctypes.c_uint64),
        ("given", ctypes.c_uint64 * 6),
    ]


@dataclass(frozen=True, slots=True)
class Ending:
    """Whether it was killed, how many changes it had made, and what it had said (acknowledged) until then."""

    killed: bool
    changes: int
    said: list[str]


def run(does: Callable[[Say], None], *, die_before: int | None = None, torn: bool = False) -> Ending:
    """Runs `does` in a process of its own, which dies in front of its change number `die_before`, if it comes to it.

    Raises AssertionError when it fails by itself.
    """
    table = _CHANGING.get(platform.machine())
    if sys.platform != "linux" or table is None:
        pytest.skip("calls are counted with Linux' ptrace, on x86-64 and ARM64 only")
    for connection in connections.all(initialized_only=True):
        connection.close()
    heard, told = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # of threads, which pytest-xdist has
        child = os.fork()
    if not child:
        _be_the_child(does, told)
    os.close(told)
    try:
        killed, changes = _watch(child, table, die_before, torn=torn)
        with os.fdopen(heard, closefd=False) as pipe:
            said = [line.removesuffix("\n") for line in pipe if line.endswith("\n")]
    finally:
        os.close(heard)
    return Ending(killed, changes, said)


def _be_the_child(does: Callable[[Say], None], told: int) -> None:
    try:
        _libc().ptrace(_TRACEME, 0, 0, 0)
        os.kill(os.getpid(), signal.SIGSTOP)
        does(lambda said: os.write(told, f"{said}\n".encode()) and None)
        os._exit(0)
    except BaseException:  # noqa: BLE001 - the parent sees it in the status
        traceback.print_exc()
        os._exit(1)


def _watch(child: int, table: dict[str, set[int]], die_before: int | None, *, torn: bool) -> tuple[bool, int]:
    changes, call, libc = 0, _Call(), _libc()
    os.waitpid(child, _WALL)
    assert libc.ptrace(_SETOPTIONS, child, 0, _OPTIONS) == 0
    libc.ptrace(_SYSCALL, child, 0, 0)
    while True:
        task, status = os.waitpid(-1, _WALL)
        if not os.WIFSTOPPED(status):
            if task == child:
                assert os.WIFEXITED(status), "it died by itself"
                assert os.WEXITSTATUS(status) == 0, "it failed by itself: see above"
                return False, changes
            continue
        passed_on = os.WSTOPSIG(status)
        if passed_on == _AT_A_CALL:
            passed_on = 0
            libc.ptrace(_GET_SYSCALL_INFO, task, ctypes.sizeof(call), ctypes.byref(call))
            if call.op == _ENTERING and _changes(call, table):
                if changes == die_before:
                    if torn and call.number in table["write"]:
                        _write_half(child, call)
                    _kill(child)
                    return True, changes
                changes += 1
        elif passed_on in (signal.SIGTRAP, signal.SIGSTOP):  # a thread was born
            passed_on = 0
        libc.ptrace(_SYSCALL, task, 0, passed_on)


def _changes(call: _Call, table: dict[str, set[int]]) -> bool:
    if call.number in table["open"]:
        # The flags stand second where the call takes a path, third where it takes a folder first.
        return bool(call.given[1 if call.number == 2 else 2] & (os.O_CREAT | os.O_TRUNC))
    return call.number in table["write"] or call.number in table["other"]


def _write_half(child: int, call: _Call) -> None:
    """What the call would have written, its first half only; nothing where it does not go to a file."""
    file, address, length = call.given[0], call.given[1], call.given[2] // 2
    target = Path(f"/proc/{child}/fd/{file}")
    if not target.is_file() or not length:
        return
    with Path(f"/proc/{child}/mem").open("rb", buffering=0) as memory:
        memory.seek(address)
        content = memory.read(length)
    place = call.given[3] if call.number in _PWRITE else _position(child, file)
    with target.open("r+b", buffering=0) as opened:
        os.pwrite(opened.fileno(), content, place)


def _position(child: int, file: int) -> int:
    return int(Path(f"/proc/{child}/fdinfo/{file}").read_text().split()[1])


def _kill(child: int) -> None:
    os.kill(child, signal.SIGKILL)
    with contextlib.suppress(ChildProcessError):
        while True:  # its threads are told of one by one, itself last
            task, status = os.waitpid(-1, _WALL)
            if task == child and os.WIFSIGNALED(status):
                return


def _libc() -> ctypes.CDLL:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.ptrace.argtypes = [ctypes.c_long, ctypes.c_long, ctypes.c_void_p, ctypes.c_void_p]
    libc.ptrace.restype = ctypes.c_long
    return libc
