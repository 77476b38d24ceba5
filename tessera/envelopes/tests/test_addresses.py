"""To which addresses envelopes go, and to which never."""

from __future__ import annotations

import socket

import pytest

from tessera.envelopes.addresses import Address, NoAddress, public_machine, read_address


@pytest.mark.parametrize(
    ("said", "address"),
    [
        ("https://tessera.example.org", Address("https", "tessera.example.org", 443)),
        ("https://tessera.example.org:8443/", Address("https", "tessera.example.org", 8443)),
        ("https://bücher.example", Address("https", "xn--bcher-kva.example", 443)),
        ("http://abcdefghij.onion", Address("http", "abcdefghij.onion", 80)),
    ],
)
def test_a_name_over_tls_or_through_tor(said, address):
    assert read_address(said) == address


@pytest.mark.parametrize(
    "said",
    [
        "",
        "tessera.example.org",
        "http://tessera.example.org",
        "ftp://tessera.example.org",
        "file:///etc/passwd",
        "https://",
        "https://user:words@tessera.example.org",
        "https://tessera.example.org/elsewhere/",
        "https://tessera.example.org/?to=elsewhere",
        "https://tessera.example.org/#there",
        "https://tessera.example.org:99999",
        "https://[::1",
        "https://" + "a" * 64 + ".example",
    ],
)
def test_nothing_else_is_an_address(said):
    with pytest.raises(NoAddress):
        read_address(said)


@pytest.mark.parametrize(
    "machine",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.1.1",
        "172.16.0.9",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",  # noqa: S104
        "224.0.0.1",
        "::1",
        "fd00::1",
        "fe80::1",
        "::ffff:192.168.1.1",
    ],
)
def test_no_machine_of_the_house_is_spoken_to(machine, monkeypatch, settings):
    """Whatever name leads there, and also where another of its addresses is one of the open internet."""
    there = [(0, 0, 0, "", (one, 443)) for one in ("198.35.26.96", machine)]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_all, **_named: there)
    with pytest.raises(NoAddress):
        public_machine(Address("https", "tessera.example.org", 443))
    settings.NODES_IN_HOUSE = True
    assert public_machine(Address("https", "tessera.example.org", 443)) == "198.35.26.96"


def test_a_machine_of_the_internet_is(monkeypatch):
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_all, **_named: [(0, 0, 0, "", ("198.35.26.96", 443))])
    assert public_machine(Address("https", "tessera.example.org", 443)) == "198.35.26.96"


def test_in_house_tls_is_not_asked_for(settings):
    settings.NODES_IN_HOUSE = True
    assert read_address("http://127.0.0.1:8000") == Address("http", "127.0.0.1", 8000)
