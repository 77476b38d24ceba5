"""Numbers become links where it is certain what is dialled, and no link anywhere else."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, strategies as st

from tessera.directory.dialling import dialled


@pytest.mark.parametrize(
    ("written", "dials"),
    [
        ("+502 2345 6789", "+50223456789"),
        ("555-123-4567", "5551234567"),
        ("(555) 123.4567", "5551234567"),
        ("+52\u00a0962\u2011111\u20112222", "+529621112222"),  # spaces and hyphens that no line is broken at
        ("\u200e+502 2345 6789", "+50223456789"),  # a mark that says in which direction it is read
        ("٠٧٩١٢٣٤٥٦", "079123456"),
        ("+52  962 111 2222", "+529621112222"),
        ("0041 44 123 45 67", "0041441234567"),
        ("(+41) (0)44 123 45 67", "+41441234567"),
        ("+41(0)44 123 45 67", "+41441234567"),
        ("0041 (0)44 123 45 67", "0041441234567"),
        ("+39 (0)6 1234 5678", "+390612345678"),  # in Italy the zero is dialled from anywhere
        ("(0)44 123 45 67", "0441234567"),  # within the country
    ],
)
def test_what_is_certain_is_dialled(written, dials):
    assert dialled(written) == dials


@pytest.mark.parametrize(
    "written",
    [
        "555-123-4567 ext. 12",
        "555-123-4567 x12",
        "1-800-HELP",
        "+502 2345 6789 / 2345 6780",
        "+502 2345 6789, 2345 6780",
        "+502 2345 6789 +502 2345 6780",
        "2345 6789 - 2345 6780",
        "2345 6789  2345 6780",
        "2345 6789\n2345 6780",
        "555 1230–1235",
        "+44 (020) 7946 0000",
        "call Rosa: 555 123 4567",
        "555 123 456²",
        "*123#",
        "911",
        "1234567890123456",
        "+",
        "",
    ],
)
def test_what_is_not_is_no_link(written):
    assert dialled(written) == ""


@given(st.text(max_size=40))
def test_a_link_holds_a_number_and_nothing_else(written):
    assert re.fullmatch(r"(\+?[0-9]{5,15})?", dialled(written))


def test_pages_show_the_number_as_it_was_written_with_or_without_a_link(desk):
    numbers = [{"id": "1", "number": "+502 2345 6789"}, {"id": "2", "number": "555-1234 ext. 12"}]
    page = desk.page(desk.enter(phones=numbers))
    assert re.findall(r'href="tel:([^"]*)"', page) == ["+50223456789"]
    assert "555-1234 ext. 12" in page
