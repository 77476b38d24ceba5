"""Pages of a SQLCipher file as they lie on the disk, opened one by one: what was deleted is looked for in them too."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from sqlcipher3 import dbapi2 as sqlcipher

from tessera.vault.sqlcipher.keys.base import keys_key_and_salt

PAGE, RESERVED, SALT = 4096, 80, 16
LOG_HEADER, FRAME_HEADER = 32, 24


@contextmanager
def reading_keys(file: Path | str) -> Iterator[Any]:
    """Another connection to a file of keys, as a process beside the server has it."""
    with closing(sqlcipher.connect(str(file))) as connection:
        connection.execute(f"PRAGMA key = \"x'{keys_key_and_salt().hex()}'\"")
        yield connection


def pages_of_keys(file: Path) -> bytes:
    """All pages of a file of keys, and of the log beside it."""
    return opened_pages(file, keys_key_and_salt()[:32])


def opened_pages(file: Path, key: bytes) -> bytes:
    """Everything in the database and its write-ahead log, also what no row names any more; without SQLCipher.

    AES-256 in CBC mode under the raw key. Behind the content of each page stand its initialisation vector and its
    HMAC, and at the beginning of the first the salt.
    """
    pages = [*_of_database(file), *_of_log(file.with_name(f"{file.name}-wal"))]
    return b"".join(_opened(page, key) for page in pages)


def _of_database(file: Path) -> Iterator[bytes]:
    content = file.read_bytes()
    for start in range(0, len(content), PAGE):
        yield content[start + (0 if start else SALT) : start + PAGE]


def _of_log(log: Path) -> Iterator[bytes]:
    content = log.read_bytes() if log.exists() else b""
    for start in range(LOG_HEADER, len(content), FRAME_HEADER + PAGE):
        number = int.from_bytes(content[start : start + 4], "big")
        page = content[start + FRAME_HEADER : start + FRAME_HEADER + PAGE]
        yield page[0 if number > 1 else SALT :]


def _opened(page: bytes, key: bytes) -> bytes:
    vector = page[-RESERVED : -RESERVED + 16]
    return Cipher(algorithms.AES(key), modes.CBC(vector)).decryptor().update(page[:-RESERVED])
