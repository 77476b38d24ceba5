"""UNITED's cell for name, gender and age. All names here are invented."""

import pytest
from hypothesis import given, strategies as st

from tessera.exchange.tables.united import UnitedPerson, read_united_person

CELLS = {
    "N.N.": UnitedPerson(),
    "N.N": UnitedPerson(),
    "": UnitedPerson(),
    "N.N. (man, ±25)": UnitedPerson("", "M", (20, 30)),
    "N.N. (man, ±25": UnitedPerson("", "M", (20, 30)),
    "Ana Beispiel (w, 32)": UnitedPerson("Ana Beispiel", "F", (32, 32)),
    'Ana "Nita" B (woman, 20-25)': UnitedPerson('Ana "Nita" B', "F", (20, 25)),
    "T.B. (man, 27)": UnitedPerson("T.B.", "M", (27, 27)),
    "Ana Beispiel (25)": UnitedPerson("Ana Beispiel", "", (25, 25)),
    "Ana Beispiel": UnitedPerson("Ana Beispiel"),
    "N.N. (2 men)": UnitedPerson("", "M"),
    "N.N. (1 man)": UnitedPerson("", "M"),
    "N.N. (4 men, 20, 30)": UnitedPerson("", "M"),
    "N.N. (3 women; 2 girls)": UnitedPerson("", "F"),
    "N.N. (2 pregnant women)": UnitedPerson("", "F"),
    "N.N. (2 girls-women, 17-20)": UnitedPerson("", "F"),
    "N.N. (1 baby; 5 men)": UnitedPerson(),
    "N.N. (1 boy, 9; 1 woman, 30)": UnitedPerson(),
    "N.N. (child)": UnitedPerson("", "", (0, 17)),
    "N.N. (boy)": UnitedPerson("", "M", (0, 17)),
    "N.N. (baby, 5 months)": UnitedPerson("", "", (0, 0)),
    "N.N. (newborn)": UnitedPerson("", "", (0, 2)),
    "N.N. (man, twin, 19)": UnitedPerson("", "M", (19, 19)),
}


@pytest.mark.parametrize("text", CELLS)
def test_cells_are_read(text: str) -> None:
    assert read_united_person(text) == CELLS[text]


@given(st.text(max_size=200))
def test_any_text_is_read(text: str) -> None:
    person = read_united_person(text)
    assert person.sex in {"M", "F", "X", ""}
