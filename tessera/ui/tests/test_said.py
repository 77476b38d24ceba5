"""How dates, numbers and addresses are said, in English and in Spanish."""

from __future__ import annotations

from datetime import date

import pytest
from django.utils.formats import localize
from django.utils.translation import override

from tessera.common.spans import DateSpan
from tessera.ui.templatetags.ui import only_here, when


@pytest.mark.parametrize(
    ("first", "last", "english", "spanish"),
    [
        ("2025-05-04", "2025-05-04", "4 May 2025", "4 de mayo de 2025"),
        ("2025-05-01", "2025-05-31", "May 2025", "mayo de 2025"),
        ("2025-01-01", "2025-12-31", "2025", "2025"),
        ("1994-01-01", "1998-12-31", "1994–1998", "1994–1998"),
        ("2025-05-04", "2025-05-18", "4 to 18 May 2025", "del 4 al 18 de mayo de 2025"),
        ("2025-05-04", "2025-06-03", "4 May to 3 June 2025", "del 4 de mayo al 3 de junio de 2025"),
        (
            "2024-12-30",
            "2025-01-02",
            "30 December 2024 to 2 January 2025",
            "del 30 de diciembre de 2024 al 2 de enero de 2025",
        ),
    ],
)
def test_a_span_says_once_what_its_ends_share(first: str, last: str, english: str, spanish: str) -> None:
    span = DateSpan(date.fromisoformat(first), date.fromisoformat(last))
    with override("en"):
        assert when(span) == english
    with override("es"):
        assert when(span) == spanish


def test_numbers_in_spanish_are_those_of_mexico_and_guatemala() -> None:
    with override("es"):
        assert localize(3948) == "3,948"
        assert localize(3948.5) == "3,948.5"


@pytest.mark.parametrize(
    ("address", "here"),
    [
        ("http://127.0.0.1:8000/join/a/", True),
        ("http://localhost/join/a/", True),
        ("http://[::1]:8000/join/a/", True),
        ("https://tessera.example.org/join/a/", False),
    ],
)
def test_an_address_of_this_computer_alone_is_known(address: str, *, here: bool) -> None:
    assert only_here(address) is here
