"""The pepper: 32 random bytes in a file outside the data folder; without it no passphrase can be guessed."""

from __future__ import annotations

import os
import secrets
import unicodedata
from functools import cache
from pathlib import Path

from django.conf import settings

from tessera.sealing import boxes, tokens


class PepperMissing(Exception):
    """There is no pepper, or it was copied wrongly. Nobody can sign in until it is back; nothing is lost."""


class PepperOfAnother(PepperMissing):
    """A pepper without a mistake in it, but of another server or of another day. Nothing was changed or lost."""


def make_pepper(path: Path) -> bool:
    """Writes a new pepper, readable by its owner only; False when there is one already."""
    return _write(path, boxes.new_key())


def keep_pepper(path: Path, secret: bytes) -> bool:
    """Writes this pepper, or finds it there already; False when there is another."""
    try:
        return _write(path, secret) or tokens.read_spelled(path.read_text()) == secret
    except ValueError:
        return False


def _write(path: Path, secret: bytes) -> bool:
    """False when there is a file already.

    It appears under its name whole or not at all, whenever the power goes.
    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.{secrets.token_hex(8)}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(tokens.spell(secret) + "\n")
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(fresh, path)  # unlike a rename, never over a pepper that is there
    except FileExistsError:
        return False
    finally:
        fresh.unlink()
    return True


@cache
def pepper() -> bytes:
    path = Path(settings.PEPPER_FILE)
    try:
        return tokens.read_spelled(path.read_text())
    except OSError as missing:
        raise PepperMissing(
            f"The pepper cannot be read from {path}. Nobody can sign in without it. If it was lost, write the"
            " letters from your paper copy into this file; nothing in the data folder was touched."
        ) from missing
    except (tokens.Misspelled, UnicodeDecodeError) as wrong:
        raise PepperMissing(
            f"The pepper in {path} was copied with a mistake."
            " Compare it with your paper copy, letter by letter."
        ) from wrong


def login_hash(login: str) -> bytes:
    """How a login is stored and looked up: keyed, so that a copied database does not tell who has an account.

    Keyboards send the same letter composed or decomposed, so both spellings are one login.
    """
    spelled = unicodedata.normalize("NFC", unicodedata.normalize("NFD", login.strip()).casefold())
    return tokens.keyed_hash(pepper(), spelled, purpose="login")
