"""Every address of the site, from Django's own resolver."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.urls import URLPattern, URLResolver, get_resolver


@dataclass(frozen=True, slots=True)
class Address:
    """`names` are the values that the address carries: the vault, the record."""

    name: str
    route: str
    view: Callable[..., Any]
    names: frozenset[str]


def every_address(urlconf: str | None = None) -> list[Address]:
    return list(_below(get_resolver(urlconf), "", frozenset()))


def _below(resolver: URLResolver, before: str, names: frozenset[str]) -> Iterator[Address]:
    for one in resolver.url_patterns:
        route, known = before + str(one.pattern), names | frozenset(one.pattern.converters)
        if isinstance(one, URLPattern):
            yield Address(one.name or "", route, one.callback, known)
        else:
            yield from _below(one, route, known)
