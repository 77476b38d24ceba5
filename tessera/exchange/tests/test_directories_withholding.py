"""What may not go out: anything of confidential locations and, to the public, names of people."""

from __future__ import annotations

from typing import Any

import pytest

from tessera.exchange.directories import Directory, read_directory, write_json, write_tables
from tessera.exchange.tests.invented_directory import invented, uid
from tessera.exchange.tests.listed_directories import directory_of, needs_lists


def written(directory: Directory, **choices: Any) -> list[str]:
    """Everything that goes out, in both forms, as one text each."""
    tables = write_tables(directory, **choices)
    return [
        write_json(directory, **choices).decode(),
        "\n".join(content.decode() for name, content in tables.items() if name.endswith(".csv")),
    ]


OF_THE_SHELTER = (
    uid("shelter"), uid("at shelter"), uid("street"), uid("bea"), uid("nights"), uid("night phone"), "Casa Luz",
    "19.4326", "99.1332", "Calle Secreta", "Calle Vieja", "555 0001", "Bea Soto", "Behind the bakery", "blue gate",
    "بيت النور", "house-77",
)  # fmt: skip


def test_everything_of_the_shelter_goes_out_where_it_is_not_confidential() -> None:
    for text in written(invented()):
        assert not [word for word in OF_THE_SHELTER if word not in text]


def test_nothing_of_a_confidential_location_goes_out() -> None:
    directory = invented()
    for text in written(directory, confidential=frozenset({uid("shelter")})):
        assert not [word for word in OF_THE_SHELTER if word in text]
        assert "A bed" in text
        assert "The whole north" in text
        assert "Main 1" in text
        assert "555 0002" in text
        assert "Spanish" in text


def test_withholding_leaves_the_directory_as_it_was() -> None:
    directory = invented()
    written(directory, confidential=frozenset({uid("shelter")}), public=True)
    assert directory == invented()


def test_a_service_that_is_at_a_confidential_location_only_stays_without_a_location() -> None:
    directory = invented()
    both = frozenset({uid("shelter"), uid("clinic")})
    back = read_directory({"a.json": write_json(directory, confidential=both)}, source="x")
    assert back.locations == {}
    (service,) = back.services.values()
    assert "service_at_locations" not in service
    assert [area["name"] for area in service["service_areas"]] == ["The whole north"]


@needs_lists
@pytest.mark.parametrize("name", ["jordan", "illinois", "ohana", "hsds 1.1"])
def test_no_identifier_of_a_withheld_location_is_left_in_a_published_list(name: str) -> None:
    directory = directory_of(name)
    chosen = frozenset(list(directory.locations)[:10])
    gone = set(chosen)
    for service in directory.services.values():
        gone |= {at["id"] for at in service.get("service_at_locations", []) if at["location_id"] in chosen}
    for text in written(directory, confidential=chosen):
        assert not [one for one in gone if one in text]
    back = read_directory({"a.json": write_json(directory, confidential=chosen)}, source="x")
    assert back.services.keys() == directory.services.keys()
    assert len(back.locations) == len(directory.locations) - 10


def test_the_public_is_told_no_names_of_people() -> None:
    directory = invented()
    for text in written(directory):
        assert not [
            word for word in ("Ana Ruiz", "Bea Soto", "Paz Gil", "Eva Mora", "555 0003") if word not in text
        ]
    for text in written(directory, public=True):
        assert not [word for word in ("Ana R", "Bea Soto", "Paz Gil", "Eva Mora", "555 0003") if word in text]
        assert "555 0002" in text
        assert "Main 1" in text


def test_a_confidential_location_is_withheld_however_its_identifier_is_written_and_though_it_is_elsewhere() -> (
    None
):
    directory = invented()
    shelter = directory.locations.pop(uid("shelter"))
    for text in written(directory, confidential=frozenset({shelter["id"].upper()})):
        assert not [word for word in (uid("shelter"), uid("at shelter"), "Behind the bakery") if word in text]
