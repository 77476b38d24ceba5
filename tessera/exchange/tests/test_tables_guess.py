"""Guesses for columns, and the firewall that keeps immigration status out."""

import pytest
from hypothesis import given, strategies as st

from tessera.exchange.tables import Target, guess_columns
from tessera.exchange.tables.firewall import is_firewalled
from tessera.exchange.tables.guess import guess_column

ARIZONA = {
    "row": "reference", "identified": "identified", "Sex": "sex", "Age": "age",
    "Reporting Date": "event_date", "Cause of Death": "cause_of_death",
    "OME Determined COD": "cause_of_death", "Body Condition": "body_condition",
    "Post Mortem Interval": "post_mortem_interval", "County": "event_region",
}  # fmt: skip
UNITED = {
    "found dead": "event_date", "number": "people", "name, gender, age": "united_person",
    "region of origin": "origin_place", "cause of death": "cause_of_death", "source": "source_note",
    "country of incident": "event_country",
}  # fmt: skip
FEBRL = {
    "rec_id": "reference", "given_name": "given_name", "surname": "first_surname",
    "street_number": "origin_place", "address_1": "origin_place", "address_2": "origin_place",
    "suburb": "origin_place", "postcode": "origin_place", "state": "origin_place",
    "date_of_birth": "birth_date", "soc_sec_id": "document",
}  # fmt: skip
LINKING = {
    "id": "reference", "names": "name", "sex": "sex", "birth_date": "birth_date", "age_min": "age_min",
    "age_max": "age_max", "nationality": "nationality", "origin_place": "origin_place",
    "last_place": "event_place", "last_date": "event_date", "height_cm": "height", "marks": "marks",
    "belongings": "belongings", "phone": "phone", "document": "document", "age_at": "note",
}  # fmt: skip
LANGUAGES = {
    "Last place": "event_place", "Nombre": "name", "NOMBRE COMPLETO": "name",
    "Primer apellido": "first_surname", "Segundo Apellido": "second_surname", "Apodo": "nickname",
    "Nombre del padre": "father_name", "Sexo": "sex", "Fecha de Nacimiento": "birth_date", "Edad": "age",
    "Edad mínima": "age_min", "Nacionalidad": "nationality", "País de origen": "nationality",
    "Lugar de residencia": "origin_place", "Fecha de desaparición": "event_date",
    "Último contacto": "event_date", "Lugar del hallazgo": "event_place", "Estado": "event_region",
    "Señas particulares": "marks", "Tatuajes": "marks", "Ropa": "belongings", "Teléfono": "phone",
    "Teléfono del familiar": "enquirer_contact", "Parentesco": "enquirer_relation",
    "Denunciante": "enquirer_name", "CURP": "document", "Circunstancias": "circumstances",
    "Causa de muerte": "cause_of_death", "Estatura": "height", "Observaciones": "note",
    "Ruta migratoria": "circumstances", "¿Desea contacto?": "contact_wish",
    "Nom de famille": "first_surname", "Prénom": "given_name", "Nom et prénom": "name",
    "Surnom": "nickname", "Date de naissance": "birth_date", "Âge": "age", "Nationalité": "nationality",
    "Lieu de naissance": "origin_place", "Date de disparition": "event_date",
    "Lieu de découverte": "event_place", "Pays": "event_country", "Cause du décès": "cause_of_death",
    "Taille": "height", "Signes particuliers": "marks", "Vêtements": "belongings",
    "Lien de parenté": "enquirer_relation", "Coordonnées": "enquirer_contact", "Remarques": "note",
    "Mother's name": "note", "Date of interview": "leave_out", "Morgue": "custodian",
}  # fmt: skip

STATUS = [
    "Immigration status", "immigrationStatus", "legal_status", "STATUS", "Residence permit", "Visa type",
    "A-number", "A#", "Alien No.", "asylum", "Asylum case number", "Refugee status", "deportable",
    "Deportation date", "undocumented?", "Work permit", "USCIS number", "protection status",
    "Manner of entry (illegal)", "Papers", "Estatus migratorio", "situación migratoria",
    "SITUACION_MIGRATORIA", "Condición de refugiado", "Tipo de visa", "Solicitud de asilo",
    "Permiso de residencia", "Residencia legal", "Situación jurídica", "Indocumentado", "NIE",
    "Tarjeta de visitante por razones humanitarias", "Calidad migratoria", "¿Deportado?", "titre de séjour",
    "Statut", "Statut administratif / statut juridique", "Sans-papiers", "Demande d’asile",
    "Carte de séjour", "OQTF", "Récépissé", "Situation administrative", "Numéro étranger",
    "Droit au séjour", "Aufenthaltstitel", "permesso di soggiorno", "الوضع القانوني", "تأشيرة",
]  # fmt: skip
NOT_STATUS = [
    "vital status", "marital status", "Estado civil", "Situation familiale", "Estado", "migration route",
    "Ruta migratoria", "Lugar de residencia", "Place of residence", "Residence", "Nationality", "Document",
    "Identified", "Country of origin", "Migrant name", "Causa de muerte", "Refugio",
    "averiguacion_previa_estatus_ap_ci",
]  # fmt: skip


@pytest.mark.parametrize("headings", [ARIZONA, UNITED, FEBRL, LINKING])
def test_headings_are_understood(headings: dict[str, str]) -> None:
    assert {guess.column: guess.target for guess in guess_columns(list(headings))} == headings


@pytest.mark.parametrize("heading", LANGUAGES)
def test_a_heading_is_understood_by_itself(heading: str) -> None:
    assert guess_column(heading).target == LANGUAGES[heading]


@pytest.mark.parametrize(
    ("headings", "targets"),
    [
        (["Nombre", "Apellidos"], ["given_name", "surnames"]),
        (
            ["Nombre(s)", "Primer apellido", "Segundo apellido"],
            ["given_name", "first_surname", "second_surname"],
        ),
        (["Nombre", "Segundo nombre", "Apellido"], ["given_name", "given_name", "first_surname"]),
        (["Name", "Surname"], ["given_name", "first_surname"]),
        (["Nom", "Prénom"], ["surnames", "given_name"]),
        (["Name", "First name"], ["surnames", "given_name"]),
        (["Name", "First name", "Surname"], ["name", "given_name", "first_surname"]),
        (["Nombre completo", "Apellidos"], ["name", "surnames"]),
        (["Nombre", "Edad"], ["name", "age"]),
    ],
)
def test_a_name_in_parts_is_not_taken_for_a_whole_one(headings: list[str], targets: list[str]) -> None:
    assert [guess.target for guess in guess_columns(headings)] == targets


def test_targets_are_plain_strings() -> None:
    assert Target.NAME == "name"
    assert guess_column("name").target == "name"


@pytest.mark.parametrize("heading", STATUS)
def test_columns_about_status_cannot_be_mapped(heading: str) -> None:
    assert is_firewalled(heading)
    guess = guess_column(heading)
    assert (guess.target, guess.firewalled) == ("leave_out", True)


@pytest.mark.parametrize("heading", NOT_STATUS)
def test_other_columns_stay_open(heading: str) -> None:
    assert not is_firewalled(heading)


def test_cells_that_say_statuses_are_held_back_whatever_their_heading() -> None:
    cells = ["Undocumented", "asylum-seeker", "", "unknown"]
    assert guess_column("Group", cells).firewalled
    assert not guess_column(
        "Circumstances", ["He told his sister that he would ask for asylum in Spain " * 2]
    ).firewalled
    assert not guess_column("Group", ["north", "south", "asylum", "west", "east"]).firewalled


def test_cells_tell_where_headings_do_not() -> None:
    assert guess_column("Column 3", ["M", "F", "", "F"]).target == "sex"
    assert (
        guess_column("Who", ["N.N. (man, ±25)", "N.N. (2 women)", "X Y (boy, 9)"]).target == "united_person"
    )
    assert guess_column("Nombre", ["X Y", "Z W", "V U"]).target == "name"
    assert guess_column("Column 3", ["M"]).target == "leave_out"


@given(st.text(max_size=60), st.lists(st.text(max_size=60), max_size=5))
def test_any_column_gets_a_target(heading: str, cells: list[str]) -> None:
    assert guess_column(heading, cells).target in set(Target)
