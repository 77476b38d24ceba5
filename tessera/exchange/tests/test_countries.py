"""Countries in cells, as names, codes and the formal names of official lists."""

from __future__ import annotations

import pytest

from tessera.ui.countries import country_codes_in


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        ("Congo, Democratic Republic of the", "CD"),
        ("Democratic Republic of the Congo; Honduras", "CD, HN"),
        ("Congo, Republic of the", "CG"),
        ("República Democrática del Congo", "CD"),
        ("Tanzania, United Republic of", "TZ"),
        ("Korea, Republic of", "KR"),
        ("Iran (Islamic Republic of)", "IR"),
        ("Honduras, Guatemala / mx", "HN, GT, MX"),
        ("USA", "US"),
        ("Freedonia", "Freedonia"),
    ],
)
def test_formal_names_are_one_country(text, codes):
    assert country_codes_in(text) == codes


@pytest.mark.parametrize("text", ["Congo", "El Congo", "Korea"])
def test_a_name_of_two_countries_stays_a_word(text):
    assert country_codes_in(text) == text
