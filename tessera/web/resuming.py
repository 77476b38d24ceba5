"""A large file as a download that can go on where the line was cut (RFC 9110, section 14: one range of bytes)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from django.http import HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from tessera.accounts.requests import TesseraRequest

_PIECE = 64 * 1024
_RANGE = re.compile(r"bytes=(\d{0,18})-(\d{0,18})", re.ASCII)


def send(
    request: TesseraRequest, path: Path, *, name: str, mark: str, goes_on: Callable[[], bool]
) -> HttpResponseBase:
    """`mark` says which file it is: a browser that has half of another one begins anew. Raises FileNotFoundError.

    It breaks off as soon as `goes_on` says no.
    """
    size = path.stat().st_size
    etag = f'"{mark}"'
    asked = _RANGE.fullmatch(request.headers.get("Range", ""))
    is_same = request.headers.get("If-Range", etag) == etag
    start, stop = _span(asked, size) if asked and is_same else (0, size)
    if start >= stop and size:
        return HttpResponse(status=416, headers={"Content-Range": f"bytes */{size}"})
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Content-Length": str(stop - start),
        "Accept-Ranges": "bytes",
        "ETag": etag,
    }
    is_part = (start, stop) != (0, size)
    if is_part:
        headers["Content-Range"] = f"bytes {start}-{stop - 1}/{size}"
    return StreamingHttpResponse(
        _pieces(path, start, stop, goes_on),
        status=206 if is_part else 200,
        content_type="application/octet-stream",
        headers=headers,
    )


def _span(asked: re.Match[str], size: int) -> tuple[int, int]:
    """From the first byte up to before the last; a range without a beginning counts from the end."""
    first, last = asked.groups()
    if first:
        return int(first), min(size, int(last) + 1) if last else size
    return (max(0, size - int(last)), size) if last else (0, size)


def _pieces(path: Path, start: int, stop: int, goes_on: Callable[[], bool]) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        while start < stop and goes_on() and (piece := file.read(min(_PIECE, stop - start))):
            start += len(piece)
            yield piece
