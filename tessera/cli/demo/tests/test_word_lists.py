"""The word lists: complete in every language, and no wording that could mean two things."""

import pytest

from tessera.cli.demo.words import (
    belongings,
    marks,
    names_americas,
    names_maghreb,
    names_west_africa,
    phrases,
)
from tessera.cli.demo.words.tables import Name, Wordings, names, places

TABLES = {
    "clothes": belongings.CLOTHES,
    "keepsakes": belongings.KEEPSAKES,
    "colours": belongings.COLOURS,
    "placed marks": marks.PLACED_MARKS,
    "fixed marks": marks.FIXED_MARKS,
    "sites": marks.SITES,
    "relations": phrases.RELATIONS,
    **phrases.CRAFTS,
}


@pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
def test_every_row_has_every_language(table: dict[str, Wordings]) -> None:
    for entry in table.values():
        assert set(entry.by_language) == {"es", "fr", "en"}
        assert all(entry.by_language.values())


@pytest.mark.parametrize(
    "table",
    [{**marks.PLACED_MARKS, **marks.FIXED_MARKS}, {**belongings.CLOTHES, **belongings.KEEPSAKES}],
    ids=["marks", "belongings"],
)
def test_no_wording_means_two_things(table: dict[str, Wordings]) -> None:
    wordings = [w for entry in table.values() for by in entry.by_language.values() for w in set(by)]
    assert len(set(wordings)) == len(wordings)


def test_every_site_can_be_said_vaguely_and_precisely() -> None:
    assert all(len(by) >= 2 for site in marks.SITES.values() for by in site.by_language.values())


def test_every_given_name_has_something_shorter() -> None:
    for module in (names_americas, names_maghreb, names_west_africa):
        assert all(name.nicknames for name in (*module.GIVEN_MEN, *module.GIVEN_WOMEN))


def test_maghrebi_names_have_their_own_letters() -> None:
    module = names_maghreb
    assert all(name.arabic for name in (*module.GIVEN_MEN, *module.GIVEN_WOMEN, *module.SURNAMES))


def test_a_row_may_leave_out_its_last_columns() -> None:
    assert names("Ana / Hana") == (Name(("Ana", "Hana")),)


def test_a_place_needs_all_three_columns() -> None:
    with pytest.raises(ValueError, match="unpack"):
        places("Choluteca | Choluteca")
