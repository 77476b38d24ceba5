"""A line to another node, over TLS or Tor. What is answered is read no further than asked."""

from __future__ import annotations

import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

import urllib3
from django.conf import settings
from urllib3.contrib.socks import SOCKSProxyManager

from .addresses import Address, public_machine

_TIMEOUT = urllib3.Timeout(connect=20, read=120)


class Line:
    """Requests to one node. Raises urllib3's HTTPError where it does not answer."""

    def __init__(self, pool: urllib3.HTTPConnectionPool, address: Address) -> None:
        self._pool, self._address = pool, address

    def tell(
        self, method: str, page: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> tuple[int, Mapping[str, str]]:
        """Status and headers of the answer. What comes with it is not read."""
        answer = self._ask(method, page, headers, body)
        if answer.length_remaining == 0 and not answer.chunked:
            answer.drain_conn()  # nothing follows: the line serves for the next request
        else:
            answer.close()
        return answer.status, answer.headers

    def fetch(self, page: str, headers: Mapping[str, str], *, most: int) -> tuple[int, bytes]:
        """Status and answer, which is cut where it is longer than `most` bytes."""
        answer = self._ask("GET", page, headers)
        try:
            return answer.status, answer.read(most + 1, decode_content=False)
        finally:
            answer.close()

    def _ask(
        self, method: str, page: str, headers: Mapping[str, str], body: bytes | None = None
    ) -> urllib3.BaseHTTPResponse:
        """Follows no other address: only the node that was compared is spoken to."""
        return self._pool.urlopen(
            method,
            page,
            body=body,
            headers={**headers, "Host": self._address.authority},
            retries=False,
            redirect=False,
            preload_content=False,
            assert_same_host=False,
        )


@contextmanager
def line_to(address: Address) -> Iterator[Line]:
    """Raises NoAddress, OSError where nobody knows the name."""
    pool = _through_tor(address) if address.is_onion else _direct(address)
    try:
        yield Line(pool, address)
    finally:
        pool.close()


def _direct(address: Address) -> urllib3.HTTPConnectionPool:
    machine = public_machine(address)
    if address.scheme == "http":
        return urllib3.HTTPConnectionPool(machine, address.port, timeout=_TIMEOUT, maxsize=1)
    return urllib3.HTTPSConnectionPool(
        machine,
        address.port,
        timeout=_TIMEOUT,
        maxsize=1,
        ssl_context=ssl.create_default_context(),
        server_hostname=address.host,
        assert_hostname=address.host,
    )


def _through_tor(address: Address) -> urllib3.HTTPConnectionPool:
    """The proxy resolves the name: nobody else is asked for it."""
    manager = SOCKSProxyManager(f"socks5h://{settings.TOR_PROXY}", timeout=_TIMEOUT, maxsize=1)
    return manager.connection_from_host(address.host, address.port, address.scheme)
