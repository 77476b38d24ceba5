"""The code that set-up asks for: whoever reaches the port first is not yet who started the server.

It lies in the data folder until the network is founded, and the terminal shows it with the address.
"""

from __future__ import annotations

import os
import secrets
from pathlib import Path

from django.conf import settings

from tessera.sealing import tokens

_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # none that is mistaken for another
_GROUPS, _GROUP = 2, 4  # 40 bits


def code_file() -> Path:
    return Path(settings.DATA) / "set-up-code"


def make() -> None:
    """A new code, readable by its owner only, unless there is one already."""
    code = "-".join("".join(secrets.choice(_LETTERS) for _ in range(_GROUP)) for _ in range(_GROUPS))
    file = code_file()
    if file.exists() and file.stat().st_size:  # an empty one was cut off while it was written
        return
    file.unlink(missing_ok=True)
    with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as opened:
        opened.write(code)


def fits(typed: str) -> bool:
    """Whether this is the code, with or without its hyphen, in any case."""
    try:
        code = code_file().read_text()
    except FileNotFoundError:
        return False
    return bool(code) and tokens.same(_plain(typed).encode(), _plain(code).encode())


def forget() -> None:
    """Called when the network is founded."""
    code_file().unlink(missing_ok=True)


def _plain(typed: str) -> str:
    return "".join(letter for letter in typed.upper() if letter.isalnum())
