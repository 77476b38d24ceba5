"""JSON from strangers: bounded in depth, without numbers that are none, without keys that hide each other."""

from __future__ import annotations

import json
import re
from typing import Any, NoReturn

from tessera.exchange.directories.errors import JsonTooDeep, UnreadableJson
from tessera.exchange.directories.typed_values import writable

_BEGINS = re.compile(rb"\s*[\[{]")
_TOKENS = re.compile(rb"\"(?:[^\"\\]++|\\.)*+(?:\"|\Z)|[\[{]|[\]}]", re.DOTALL)
_DEEPEST = 60


def looks_like_json(data: bytes) -> bool:
    return _BEGINS.match(_in_utf8(data[:2000])) is not None


def read_json(name: str, data: bytes) -> Any:
    """What a JSON file says. Raises `UnreadableJson` or `JsonTooDeep`, both naming the file.

    A key that stands twice in one object is refused: one of its values would be gone without a word.
    """
    text = _in_utf8(data)
    if _depth(text) > _DEEPEST:
        raise JsonTooDeep(file=name)
    try:
        return json.loads(text, parse_constant=_refuse, object_pairs_hook=_object)
    except json.JSONDecodeError as error:
        raise UnreadableJson(file=name, line=error.lineno) from error
    except RecursionError as error:
        raise JsonTooDeep(file=name) from error
    except (ValueError, UnicodeDecodeError) as error:
        raise UnreadableJson(file=name, line=0) from error


def read_packed(text: str) -> Any:
    """JSON that stands in a text of a list, without what no text may hold. Raises ValueError or RecursionError."""
    return _writable(json.loads(text, parse_constant=_refuse))


def _writable(said: Any) -> Any:
    if isinstance(said, dict):
        return {writable(name): _writable(one) for name, one in said.items()}
    if isinstance(said, list):
        return [_writable(one) for one in said]
    return writable(said) if isinstance(said, str) else said


def _in_utf8(data: bytes) -> bytes:
    """UTF-8 without a byte order mark; UTF-16, which Windows calls Unicode, is turned into it."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return data.decode("utf-16", errors="replace").encode("utf-8", errors="replace")
    return data.removeprefix(b"\xef\xbb\xbf")


def _depth(text: bytes) -> int:
    depth = deepest = 0
    for found in _TOKENS.finditer(text):
        sign = found.group()[:1]
        if sign in b"[{":
            depth += 1
            deepest = max(deepest, depth)
            if deepest > _DEEPEST:
                break
        elif sign in b"]}":
            depth -= 1
    return deepest


def _refuse(_constant: str) -> NoReturn:
    raise ValueError("NaN and Infinity are no JSON")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a key stands twice")
    return found
