"""This node as if it were another one: what is for it goes over a real line, which can be cut anywhere."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.utils import timezone

from tessera.envelopes import cards, carriage, keys, node
from tessera.envelopes.models import Correspondent, OtherNode
from tessera.envelopes.tests.post import Desk
from tessera.sealing import signing


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Silent(WSGIRequestHandler):
    def log_message(self, *_said: Any) -> None:
        pass


@contextmanager
def served() -> Iterator[int]:
    """The application at a port of this machine."""
    application = get_wsgi_application()

    def answer(environ: Any, start_response: Any) -> Any:
        try:
            return application(environ, start_response)
        finally:
            connections.close_all()

    with make_server("127.0.0.1", 0, answer, server_class=_Server, handler_class=_Silent) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield server.server_port
        finally:
            server.shutdown()
            thread.join()


class Line:
    """Hands bytes on to a port, and is cut after so many of them, whichever connections they came over."""

    def __init__(self, port: int, *, at: int = 0) -> None:
        self._port, self._lock = port, threading.Lock()
        self._left: int | None = None
        self.carried = 0
        self._door = socket.create_server(("127.0.0.1", at))
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def port(self) -> int:
        return int(self._door.getsockname()[1])

    def cut_after(self, size: int | None) -> None:
        """Once; None: not at all."""
        with self._lock:
            self._left = size

    def close(self) -> None:
        self._door.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                near, _address = self._door.accept()
                threading.Thread(target=self._connect, args=(near,), daemon=True).start()

    def _connect(self, near: socket.socket) -> None:
        far = socket.create_connection(("127.0.0.1", self._port))
        back = threading.Thread(target=_hand_on, args=(far, near, lambda piece: piece), daemon=True)
        back.start()
        _hand_on(near, far, self._before_the_cut)
        back.join()
        near.close()
        far.close()

    def _before_the_cut(self, piece: bytes) -> bytes:
        """As much of it as goes over; the line is whole again afterwards."""
        with self._lock:
            if self._left is not None and self._left < len(piece):
                piece, self._left = piece[: self._left], None
            elif self._left is not None:
                self._left -= len(piece)
            self.carried += len(piece)
        return piece


def _hand_on(source: socket.socket, target: socket.socket, before_the_cut: Callable[[bytes], bytes]) -> None:
    with suppress(OSError):
        while piece := source.recv(16 * 1024):
            whole = len(piece)
            piece = before_the_cut(piece)
            target.sendall(piece)
            if len(piece) < whole:
                break
    for end in (source, target):
        with suppress(OSError):
            end.shutdown(socket.SHUT_RDWR)


def move_apart(port: int, *desks: Desk) -> None:
    """From now on they write to each other as if the other one were on another server, at this port."""
    own = keys.node_key()
    card = cards.Card(**{**_fields(node.this_card()), "address": f"http://127.0.0.1:{port}"})
    asks = signing.sign(carriage.card_bytes(own.node), bytes(own.private))
    OtherNode.objects.create(
        node=own.node,
        public=bytes(own.public),
        card=cards.write(card, bytes(own.private)),
        headers=carriage.asking_headers(node=own.node, signature=asks),
        is_known=True,
        asked_at=timezone.now(),
    )
    for desk in desks:
        with desk.open():
            Correspondent.objects.update(node=own.node)


def _fields(card: cards.Card) -> dict[str, Any]:
    return {name: getattr(card, name) for name in card.__slots__}
