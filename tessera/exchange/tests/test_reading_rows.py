"""One row becomes one description, and nothing that the row says is lost."""

from __future__ import annotations

import pytest

from tessera.exchange.imports.conventions import Conventions
from tessera.exchange.imports.reading import RowReader
from tessera.exchange.tables import Row

LONG = "word " * 100


def read(kind="sought", *, day_first=True, m_means="M", **cells):
    """`cells` are "target" or "target__2" -> text, in the order of the columns."""
    columns = [name.title() for name in cells]
    targets = [name.split("__")[0] for name in cells]
    reader = RowReader(
        columns, targets, kind=kind, source="a list", conventions=Conventions(day_first, m_means)
    )
    return reader.read(Row(2, list(cells.values()), ()))


@pytest.mark.parametrize(("m_means", "sex"), [("M", "M"), ("F", "F")])
def test_a_lone_m_is_what_the_list_means_by_it(m_means, sex):
    assert read(m_means=m_means, sex="M").draft.sex == sex


def test_a_lone_m_in_a_list_that_does_not_tell_is_asked_about():
    reading = read(m_means="", sex="m")
    assert reading.draft.sex == ""
    assert [problem.code for problem in reading.problems] == ["sex_m_unreadable"]


@pytest.mark.parametrize(
    ("text", "people"),
    [("1", 1), ("12", 12), ("1,200", 1200), ("1.200", 1200), ("1 200", 1200), ("100000", 100_000)],
)
def test_numbers_of_people(text, people):
    reading = read(people=text)
    assert (reading.draft.people, reading.problems) == (people, [])


@pytest.mark.parametrize(
    "text", ["2.5", "1,5", "12,34", "0", "-3", "many", "100001", "1.2.3", "99999999999999"]
)
def test_what_is_no_number_of_people_is_asked_about(text):
    reading = read(people=text)
    assert reading.draft.people is None
    assert [problem.code for problem in reading.problems] == ["people_unreadable"]
    assert text in reading.draft.circumstances


def test_a_number_of_people_left_blank_is_not_one():
    assert read(people="", name="Amina").draft.people is None
    assert read(name="Amina").draft.people == 1


@pytest.mark.parametrize(
    ("target", "field", "most"),
    [
        ("reference", "reference", 60),
        ("origin_place", "origin_place", 300),
        ("event_place", "event_place", 300),
        ("cause_of_death", "cause_of_death", 500),
        ("custodian", "custodian", 200),
        ("enquirer_name", "enquirer_name", 120),
        ("enquirer_relation", "enquirer_relation", 60),
        ("nationality", "nationality", 60),
    ],
)
def test_what_a_field_has_no_room_for_stays_whole_in_the_story(target, field, most):
    draft = read(**{target: LONG + "end"}).draft
    assert 0 < len(getattr(draft, field)) <= most
    assert draft.circumstances == f"{target.title()}: {LONG}end"


def test_long_names_and_marks_too():
    draft = read(name=LONG + "end", marks="scar; " * 40 + "rose", belongings=LONG).draft
    assert all(len(text) <= 300 for text, _kind in draft.names)
    assert len(draft.marks) == 30
    assert all(len(text) <= 300 for text in draft.belongings)
    for said in (LONG + "end", "rose", f"Belongings: {LONG}"):
        assert said in draft.circumstances


def test_texts_stand_on_one_line():
    draft = read(name="Amina\n  Example", origin_place="Baidoa\r\nBay", reference="A\t1").draft
    assert draft.names == [("Amina Example", "full")]
    assert (draft.origin_place, draft.reference) == ("Baidoa Bay", "A 1")


def test_two_columns_of_one_value_lose_neither():
    draft = read(birth_date="1996-03-21", birth_date__2="1997", sex="", sex__2="F").draft
    assert draft.birth.earliest.year == 1996
    assert draft.sex == "F"
    assert draft.circumstances == "Birth_Date__2: 1997"


def test_the_second_column_serves_where_the_first_cannot_be_read():
    reading = read(age="long ago", age__2="30")
    assert reading.draft.ages == (30, 30)
    assert [problem.code for problem in reading.problems] == ["age_unreadable"]
    assert reading.draft.circumstances == "Age: long ago"


@pytest.mark.parametrize(
    ("cells", "ages"),
    [
        ({"age_min": "20", "age_max": "30"}, (20, 30)),
        ({"age_min": "30", "age_max": "20"}, (20, 30)),
        ({"age_min": "20"}, (20, 120)),
        ({"age_max": "30"}, (0, 30)),
        ({"age": "25", "age_min": "20", "age_max": "30"}, (25, 25)),
        ({}, None),
    ],
)
def test_ages_from_one_column_or_two(cells, ages):
    assert read(name="Amina", **cells).draft.ages == ages


@pytest.mark.parametrize(
    ("text", "wish"),
    [("Yes", "yes"), ("sí", "yes"), ("NO", "no"), ("solo mensaje", "message_only"), ("", "not_asked")],
)
def test_wishes_of_the_found(text, wish):
    assert read("found", contact_wish=text).draft.contact_wish == wish


@pytest.mark.parametrize("text", ["yes, but not her husband", "Does NOT want contact!", "maybe"])
def test_an_unclear_wish_is_a_no_until_it_is_mended(text):
    reading = read("found", contact_wish=text)
    assert reading.draft.contact_wish == "no"
    assert [problem.code for problem in reading.problems] == ["wish_unreadable"]
    assert reading.problems[0].values == {"text": text}


@pytest.mark.parametrize(
    ("one", "other", "wish"),
    [
        ("yes", "no", "no"),
        ("no", "yes", "no"),
        ("yes", "message only", "message_only"),
        ("yes", "", "yes"),
        ("yes", "not to the police", "no"),
        ("", "", "not_asked"),
    ],
)
def test_of_several_wishes_the_most_protective_counts(one, other, wish):
    reading = read("found", contact_wish=one, contact_wish__2=other)
    assert reading.draft.contact_wish == wish
    for text in filter(None, (one, other) if one and other else ()):
        assert text in reading.draft.circumstances


def test_a_wish_in_a_list_of_others_is_kept_in_the_story():
    draft = read("sought", contact_wish="no").draft
    assert (draft.contact_wish, draft.circumstances) == ("not_asked", "Contact_Wish: no")


def test_surnames_in_one_column_make_the_full_name():
    draft = read(surnames="Zelaya Murillo", given_name="Luisa Fernanda").draft
    assert draft.names == [("Luisa Fernanda Zelaya Murillo", "full")]


def test_names_from_several_columns():
    draft = read(
        given_name="Amina",
        first_surname="Example",
        second_surname="Warsame",
        nickname="Mina; La Flaca",
        father_name="Yusuf",
    ).draft
    assert draft.names == [
        ("Amina Example Warsame", "full"),
        ("Mina", "nickname"),
        ("La Flaca", "nickname"),
        ("Yusuf", "father"),
    ]


@pytest.mark.parametrize("text", ["unknown", "N/A", "desconocido", "?", "-", "غير معروف"])
def test_what_says_that_nobody_knows_is_blank(text):
    reading = read(name=text, age=text, origin_place=text, birth_date=text)
    assert (reading.draft.names, reading.draft.ages, reading.draft.origin_place) == ([], None, "")
    assert (reading.problems, reading.draft.circumstances) == ([], "")


@pytest.mark.parametrize(("day_first", "month"), [(True, 4), (False, 3)])
def test_days_or_months_first(day_first, month):
    assert read(event_date="03/04/2021", day_first=day_first).draft.event.earliest.month == month


def test_without_a_sign_which_comes_first_the_date_is_asked_about():
    reading = read(event_date="03/04/2021", day_first=None)
    assert [problem.code for problem in reading.problems] == ["date_day_or_month"]
