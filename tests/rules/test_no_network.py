"""The guard that keeps tests off the network works. The addresses are those that RFC 5737 and 3849 keep for examples."""

from __future__ import annotations

import socket

import pytest


@pytest.mark.parametrize(
    ("family", "host"), [(socket.AF_INET, "192.0.2.1"), (socket.AF_INET6, "2001:db8::1")]
)
def test_no_connection_leaves_this_machine(family: socket.AddressFamily, host: str) -> None:
    with socket.socket(family) as one, pytest.raises(AssertionError, match="tried to reach"):
        one.connect((host, 443))


def test_nothing_is_sent_without_connecting() -> None:
    with socket.socket(type=socket.SOCK_DGRAM) as one, pytest.raises(AssertionError, match="tried to reach"):
        one.sendto(b"hello", ("192.0.2.1", 53))


def test_nobody_is_asked_for_an_address() -> None:
    """Looking a name up tells a server which one."""
    with pytest.raises(AssertionError, match="tried to reach"):
        socket.getaddrinfo("tessera.invalid", 443)


def test_this_machine_can_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.socket() as one:
        one.connect(server.getsockname())
