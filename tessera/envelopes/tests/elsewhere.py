"""This node as if it were another one: what is for it goes over a real line, which can be cut anywhere."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

from django.core.wsgi import get_wsgi_application
from django.db import connections

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
    """Hands bytes on to a port, and cuts the line after so many of them, once for each number given."""

    def __init__(self, port: int) -> None:
        self._port, self._cuts, self.carried = port, list[int](), 0
        self._door = socket.create_server(("127.0.0.1", 0))
        threading.Thread(target=self._serve, daemon=True).start()

    @property
    def port(self) -> int:
        return int(self._door.getsockname()[1])

    def cut_after(self, *sizes: int) -> None:
        self._cuts = list(sizes)

    def close(self) -> None:
        self._door.close()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                near, _address = self._door.accept()
                threading.Thread(target=self._connect, args=(near,), daemon=True).start()

    def _connect(self, near: socket.socket) -> None:
        far = socket.create_connection(("127.0.0.1", self._port))
        left = self._cuts.pop(0) if self._cuts else None
        back = threading.Thread(target=self._hand_on, args=(far, near, None), daemon=True)
        back.start()
        self._hand_on(near, far, left)
        back.join()
        near.close()
        far.close()

    def _hand_on(self, source: socket.socket, target: socket.socket, left: int | None) -> None:
        with suppress(OSError):
            while piece := source.recv(16 * 1024 if left is None else min(left, 16 * 1024) or 1):
                if left == 0:
                    break
                target.sendall(piece)
                if left is not None:
                    left -= len(piece)
                    self.carried += len(piece)
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
    )
    for desk in desks:
        with desk.open():
            Correspondent.objects.update(node=own.node)


def _fields(card: cards.Card) -> dict[str, Any]:
    return {name: getattr(card, name) for name in card.__slots__}
