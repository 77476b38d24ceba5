"""Looks for words in files, however they were written there: what somebody does who has the disk and no key."""

from __future__ import annotations

import base64
import zlib
from collections.abc import Iterator
from pathlib import Path

_GZIP, _ZIP = b"\x1f\x8b\x08", b"PK\x03\x04"
_ZLIB = tuple(bytes([0x78, level]) for level in (0x01, 0x5E, 0x9C, 0xDA))
_UNPACKED_AT_MOST = 32 * 1024 * 1024


def disguises(word: str) -> dict[str, bytes]:
    """The word in every form that is looked for. Base64 depends on where in a group of three the word begins."""
    spelled = {
        "utf-8": word.encode(),
        "utf-16-le": word.encode("utf-16-le"),
        "utf-16-be": word.encode("utf-16-be"),
    }
    forms = dict(spelled)
    for name, raw in spelled.items():
        forms[f"{name}, hex"] = raw.hex().encode()
        for skipped in range(3):
            # The first and last letters also hold bits of what stands beside the word: they are left away.
            encoded = base64.b64encode(b"\0" * skipped + raw)
            whole = encoded[4 if skipped else 0 : len(encoded) // 4 * 4 - 4]
            forms[f"{name}, base64 from {skipped}"] = whole
    return forms


def traces(content: bytes, words: list[str]) -> set[str]:
    """Which of the words are in the content, and how, as "word: form"; also inside of what is compressed in it."""
    found = _plain_traces(content, words)
    for unpacked in _unpacked(content):
        found |= {f"{trace}, compressed" for trace in _plain_traces(unpacked, words)}
    return found


def traces_in_folder(folder: Path, words: list[str]) -> dict[str, set[str]]:
    """Files under the folder that hold any of the words, and files that are called by them."""
    found = {}
    for path in sorted(folder.rglob("*")):
        said = _plain_traces(str(path.relative_to(folder)).encode(), words)
        if path.is_file() and not path.is_symlink():
            said |= traces(path.read_bytes(), words)
        if said:
            found[str(path.relative_to(folder))] = said
    return found


def _plain_traces(content: bytes, words: list[str]) -> set[str]:
    small = content.lower()  # search texts, hex in capitals
    found = set()
    for word in words:
        for name, form in disguises(word).items():
            in_any_case = "base64" not in name
            if (form.lower() in small) if in_any_case else (form in content):
                found.add(f"{word}: {name}")
    return found


def _unpacked(content: bytes) -> Iterator[bytes]:
    for mark in (_GZIP, *_ZLIB):
        for at in _places(content, mark):
            yield from _inflated(content[at:], 47)  # tells gzip and zlib apart by itself
    for at in _places(content, _ZIP):
        lengths = content[at + 26 : at + 30]
        start = at + 30 + int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little")
        yield from _inflated(content[start:], -15)


def _places(content: bytes, mark: bytes) -> Iterator[int]:
    at = content.find(mark)
    while at >= 0:
        yield at
        at = content.find(mark, at + 1)


def _inflated(packed: bytes, window: int) -> Iterator[bytes]:
    """What comes out before the stream ends or turns out to be none."""
    stream, out = zlib.decompressobj(window), bytearray()
    try:
        for start in range(0, len(packed), 4096):
            out += stream.decompress(packed[start : start + 4096])
            if stream.eof or len(out) > _UNPACKED_AT_MOST:
                break
    except zlib.error:
        pass
    if len(out) > 16:
        yield bytes(out)
