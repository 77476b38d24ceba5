"""Every view says who may open it, and so does every page that Django shows by itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from django.conf import settings
from django.http import Http404, HttpRequest
from django.shortcuts import redirect
from django.urls import get_resolver, resolve
from django.utils.module_loading import import_string

from tessera.accounts.access import Rule, members
from tests.rules.addresses import Address, every_address

ADD_ONE = (
    "put exactly one of accounts.access.public, accounts.access.members(…), vault.access.in_vault(…) on it"
)


def complaints_about(view: Callable[..., Any], names: frozenset[str] = frozenset()) -> list[str]:
    rule = getattr(view, "rule", None)
    said = f"{view.__module__}.{view.__qualname__}"
    if not isinstance(rule, Rule):
        return [f"{said} has no rule: {ADD_ONE}, outermost."]
    wrapped, rules = view, 0
    while wrapped is not None:
        rules += "rule" in vars(wrapped)
        wrapped = getattr(wrapped, "__wrapped__", None)
    if rules > 1:
        return [f"{said} has several rules: {ADD_ONE}."]
    if ("vault" in names) != rule.vault:
        return [f"{said}: an address names a vault if, and only if, its view opens one with in_vault(…)."]
    if rule.vault and not (rule.line and rule.permission):
        return [f"{said} opens a vault without permission or without audit line."]
    return []


@pytest.mark.parametrize("address", every_address(), ids=lambda one: one.route)
def test_every_view_has_a_rule(address: Address) -> None:
    assert not complaints_about(address.view, address.names)


@pytest.mark.parametrize("address", every_address(), ids=lambda one: one.route)
def test_every_address_has_a_name_of_its_own(address: Address) -> None:
    assert address.name, f"{address.route} has no name, so neither links nor the access matrix can mean it."
    assert [one.name for one in every_address()].count(address.name) == 1


@pytest.mark.parametrize("status", [400, 403, 404, 500])
def test_pages_for_what_went_wrong_are_ours(status: int) -> None:
    handler = get_resolver().resolve_error_handler(status)
    assert not complaints_about(handler), f"Set handler{status} in config/urls.py to a page of web.errors."


def test_the_page_for_an_expired_form_is_ours() -> None:
    assert not complaints_about(import_string(settings.CSRF_FAILURE_VIEW))


def test_the_component_page_is_only_there_while_debugging() -> None:
    with pytest.raises(Http404):
        resolve("/components/")


def test_a_view_without_a_rule_is_noticed() -> None:
    def bare(request: HttpRequest) -> Any:
        return redirect("today")

    assert "has no rule" in complaints_about(bare)[0]


def test_a_view_with_two_rules_is_noticed() -> None:
    (address,) = (one for one in every_address() if one.name == "today")
    assert "has several rules" in complaints_about(members()(address.view))[0]


def test_a_vault_in_the_address_of_a_view_that_opens_none_is_noticed() -> None:
    (address,) = (one for one in every_address() if one.name == "today")
    assert "opens one with in_vault" in complaints_about(address.view, frozenset({"vault"}))[0]
