"""Uploads are sealed from their first byte: Django's own handlers would spool them in clear to the disk.

The key is made for this one upload and stays in memory with it. A view that keeps the file writes the key
into a vault; otherwise the file goes when the request ends, and after a crash what is left is noise.
"""

from __future__ import annotations

import io
import os
import time
import weakref
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO, TypeVar
from uuid import UUID, uuid4

from django.core.exceptions import RequestDataTooBig
from django.core.files.base import File
from django.core.files.uploadhandler import FileUploadHandler, StopUpload

from tessera.sealing import boxes
from tessera.sealing.streams import SealingWriter

from .files import incoming_folder, read, upload_context
from .reserve import ask_for_room

View = TypeVar("View", bound=Callable[..., Any])

LARGEST_UPLOAD = 50 * 1024 * 1024
LARGEST_PIECE = 64 * 1024
_WAITING = ".waiting"
_WAITS_SECONDS = 2 * 3600


class SealedUpload(File):  # type: ignore[type-arg]
    """What a form's file field receives: an upload that lies sealed in the incoming folder."""

    def __init__(self, upload: UUID, key: bytes, name: str, media_type: str, size: int) -> None:
        super().__init__(io.BytesIO(), name)
        self.id, self.key, self.content_type, self.size = upload, key, media_type, size

    def chunks(self, _chunk_size: int | None = None) -> Iterator[bytes]:
        """The content, opened in the pieces it was sealed in (64 KiB)."""
        return read(incoming_folder() / str(self.id), self.key, self.id)

    def content(self) -> bytes:
        """The whole, in memory."""
        return b"".join(self.chunks())

    def keep_waiting(self) -> None:
        """Keeps it for the next step of its member, who alone has the key; see `reopen` and `forget_waiting`."""
        path = incoming_folder() / str(self.id)
        path.replace(path.with_suffix(_WAITING))

    def close(self) -> None:
        """Django closes uploads when the request ends: what no view kept is gone then."""
        (incoming_folder() / str(self.id)).unlink(missing_ok=True)
        super().close()


def reopen(upload: UUID, key: bytes) -> BinaryIO:
    """What `keep_waiting` kept, to be read from its beginning; raises VaultUnreadable when it is gone or changed."""
    path = (incoming_folder() / str(upload)).with_suffix(_WAITING)
    return io.BufferedReader(_Pieces(read(path, key, upload)), LARGEST_PIECE)


def forget_waiting(upload: UUID) -> None:
    (incoming_folder() / str(upload)).with_suffix(_WAITING).unlink(missing_ok=True)


def forget_long_waiting() -> None:
    """Whose form is too old by now to bring its key."""
    for file in incoming_folder().glob(f"*{_WAITING}"):
        if time.time() - file.stat().st_mtime > _WAITS_SECONDS:
            file.unlink(missing_ok=True)


def takes_uploads_up_to(size: int) -> Callable[[View], View]:
    """For a view whose form takes larger files than others."""

    def decorate(view: View) -> View:
        view.largest_upload = size  # type: ignore[attr-defined]
        return view

    return decorate


class _Pieces(io.RawIOBase):
    """A file to read, of pieces that come as they come."""

    def __init__(self, pieces: Iterator[bytes]) -> None:
        self._pieces, self._left = pieces, b""

    def readable(self) -> bool:
        return True

    def readinto(self, into: Any) -> int:
        self._left = self._left or next((piece for piece in self._pieces if piece), b"")
        given = self._left[: len(into)]
        into[: len(given)], self._left = given, self._left[len(given) :]
        return len(given)


class SealingUploadHandler(FileUploadHandler):
    """Seals what members send; takes no file at all from anybody else."""

    def handle_raw_input(self, _input: Any, _meta: Any, content_length: int, *_args: Any) -> None:
        asked = self.request and self.request.resolver_match
        largest = getattr(asked and asked.func, "largest_upload", LARGEST_UPLOAD)
        if content_length > largest + 1024 * 1024:
            raise RequestDataTooBig(f"More than {largest} bytes were sent.")
        ask_for_room(content_length)

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        if getattr(self.request, "member", None) is None:
            raise StopUpload(connection_reset=True)
        incoming_folder().mkdir(mode=0o700, parents=True, exist_ok=True)
        self._id, self._key = uuid4(), boxes.new_key()
        path = incoming_folder() / str(self._id)
        self._target = os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb")
        # Also when reading the request fails in the middle, which Django tells no handler.
        self._forget = weakref.finalize(self, _forget, self._target, path)
        self._writer = SealingWriter(self._target, self._key, context=upload_context(self._id))

    def receive_data_chunk(self, raw_data: bytes, _start: int) -> None:
        with self._forgotten_where_the_disk_fails():
            self._writer.write(raw_data)

    def file_complete(self, file_size: int) -> SealedUpload:  # type: ignore[override]
        with self._forgotten_where_the_disk_fails():
            self._writer.finish()
            self._target.flush()
            os.fsync(
                self._target.fileno()
            )  # a row that a view commits must not outlive the file in a power cut
            self._target.close()
        self._forget.detach()
        media_type = self.content_type or "application/octet-stream"
        return SealedUpload(self._id, self._key, self.file_name or "", media_type, file_size)

    def upload_interrupted(self) -> None:
        self._forget()

    @contextmanager
    def _forgotten_where_the_disk_fails(self) -> Iterator[None]:
        try:
            yield
        except OSError:  # at once: the error holds this handler for as long as it is looked at
            self._forget()
            raise


def _forget(target: BinaryIO, path: Path) -> None:
    with suppress(OSError):  # what it still holds is written first, and the disk may be full
        target.close()
    path.unlink(missing_ok=True)


def forget_incoming() -> None:
    """At start: uploads cut off by a crash, whose keys are gone."""
    for leftover in incoming_folder().glob("*"):
        leftover.unlink(missing_ok=True)
