"""What a page offers before anybody is asked."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tessera.records.consent.models import Capacity
from tessera.tracing.models import Kind


@pytest.mark.parametrize(
    ("kind", "asked"), [(Kind.REMAINS, {Capacity.RELATIVE}), (Kind.SOUGHT, set(Capacity.values))]
)
def test_for_the_dead_only_their_family_is_asked(desks, house, kind, asked):
    one, _other = desks
    person = one.person(kind=kind)
    page = house.browser(one.who).get(
        reverse("new-consent", args=[one.vault.pk, "tracing.person", person.uid])
    )
    assert {value for value, _name in page.context["form"].fields["capacity"].choices} == asked


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
def test_the_language_of_whoever_asks_is_proposed_to_be_read(desks, house, language):
    one, _other = desks
    address = reverse("new-consent", args=[one.vault.pk, "tracing.person", one.person().uid])
    page = house.browser(one.who, language).get(address)
    assert page.context["form"]["language"].value() == language
