"""Behind the proxy that bin/host sets up, forms work at both addresses, and nobody else's pass for ours."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client

from tests.house import House

ONION = "abcdefghijklmnop.onion"
NAME = "tessera.example.org"


@pytest.fixture(autouse=True)
def _hosted(settings: Any) -> None:
    settings.ALLOWED_HOSTS = [NAME, ONION]
    settings.CSRF_TRUSTED_ORIGINS = [f"https://{NAME}", f"https://{ONION}"]
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")
    settings.SECURE_HSTS_SECONDS = 31_536_000


def sign_in(house: House, host: str, scheme: str, origin: str) -> tuple[int, Any]:
    """As a browser at this address does it, through the proxy."""
    client = Client(enforce_csrf_checks=True, headers={"host": host, "x-forwarded-proto": scheme})
    page = client.get("/sign-in/")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.content.decode())
    assert token
    typed = {"login": "marta", "passphrase": house.marta.passphrase, "csrfmiddlewaretoken": token[1]}
    return client.post("/sign-in/", typed, headers={"origin": origin}).status_code, page


@pytest.mark.parametrize(
    ("host", "scheme"), [(NAME, "https"), (ONION, "http")], ids=["by name", "as an onion service"]
)
def test_forms_work_at_both_addresses(house: House, host: str, scheme: str) -> None:
    status, page = sign_in(house, host, scheme, f"{scheme}://{host}")
    assert status == 302
    assert page.cookies["__Host-csrf"]["secure"], "Tor Browser keeps these over an onion address too"
    assert page.has_header("Strict-Transport-Security") == (scheme == "https")


@pytest.mark.parametrize("origin", [f"http://{NAME}", "http://elsewhere.onion", "null"])
def test_a_form_from_another_address_does_nothing(house: House, origin: str) -> None:
    assert sign_in(house, ONION, "http", origin)[0] == 403
    assert sign_in(house, NAME, "https", origin)[0] == 403
