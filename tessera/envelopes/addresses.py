"""Where another node is reached: over TLS under a public name, or as an onion service through Tor.

Its card says where, and anybody can write a card: so what it names is never a machine of the network this server
stands in, unless whoever looks after the server allows that (`TESSERA_NODES_IN_HOUSE`).
"""

from __future__ import annotations

import ipaddress
import socket
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

_PORTS = {"https": 443, "http": 80}


class NoAddress(Exception):
    """It is no address that anything is sent to."""


@dataclass(frozen=True, slots=True)
class Address:
    """`scheme` is http for onion services, which are encrypted by Tor, and where nodes in house are allowed."""

    scheme: str
    host: str
    port: int

    @property
    def is_onion(self) -> bool:
        return self.host.endswith(".onion")

    @property
    def authority(self) -> str:
        return self.host if self.port == _PORTS[self.scheme] else f"{self.host}:{self.port}"


def read_address(said: str) -> Address:
    """Raises NoAddress."""
    try:
        parts = urlsplit(said)
        address = Address(
            parts.scheme, (parts.hostname or "").encode("idna").decode(), _port(parts.port, parts.scheme)
        )
    except (ValueError, KeyError) as wrong:
        raise NoAddress from wrong
    is_bare = parts.path in ("", "/") and not (
        parts.query or parts.fragment or parts.username or parts.password
    )
    is_sealed = address.scheme == "https" or address.is_onion or settings.NODES_IN_HOUSE
    if not (is_bare and is_sealed and address.host):
        raise NoAddress
    return address


def public_machine(address: Address) -> str:
    """The IP address behind its name, asked for once, so that nobody gives another one to the connection that follows.

    Raises NoAddress where one of its addresses is none of the open internet, OSError where nobody knows the name.
    """
    found = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
    machines = [ipaddress.ip_address(one[4][0]) for one in found]
    if not settings.NODES_IN_HOUSE and not all(one.is_global and not one.is_multicast for one in machines):
        raise NoAddress
    return str(machines[0])


def _port(said: int | None, scheme: str) -> int:
    return said or _PORTS[scheme]
