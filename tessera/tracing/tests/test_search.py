"""Looking for somebody: spellings, alphabets, hostile words, filters, and what an address tells of it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from hypothesis import example, given, settings, strategies as st

from tessera.tracing import queries
from tessera.tracing.actions import change_record, delete_record, keep_search
from tessera.tracing.models import Kind, Person, Search
from tessera.tracing.tests.described import described, page_of, written
from tessera.tracing.writing import write_arriving

PEOPLE = [
    described(name="Mohammed Al-Example Warsame", reference="TJ-104", event_place="Nogales", sex="M"),
    described(name="José Ángel Núñez Ejemplo", origin_place="Yoro", event_place="Altar", sex="M"),
    described(name="Li Wu Sample", event_place="Altar", sex="F"),
    described(Kind.FOUND, name="سارة المثال", event_place="Nogales", sex="F"),
    described(Kind.FOUND, name="ሰላም ምሳሌ", sex="F"),
    described(Kind.REMAINS, name="", marks=["Rose tattoo, right shoulder"], event_place="Altar"),
]


def found(house, words="", **filters):
    """The names a search finds, as its page orders them; a nameless record is told by its kind."""
    with house.open(house.marta):
        hits = queries.search(Search(uid=uuid4(), words=words, **filters))
        return [str(person.first_name or person.kind) for person in [*hits.exact, *hits.near]]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("mohammed", "Mohammed Al-Example Warsame"),
        ("Muhammad Warsame", "Mohammed Al-Example Warsame"),
        ("WARSAMEH", "Mohammed Al-Example Warsame"),
        ("warsame mohamed", "Mohammed Al-Example Warsame"),  # the other way round
        ("jose angel nunez", "José Ángel Núñez Ejemplo"),
        ("NÚÑES", "José Ángel Núñez Ejemplo"),
        ("ejenplo", "José Ángel Núñez Ejemplo"),
        ("yoro", "José Ángel Núñez Ejemplo"),
        ("TJ-104", "Mohammed Al-Example Warsame"),
        ("tj 104", "Mohammed Al-Example Warsame"),
        ("سارة", "سارة المثال"),
        ("sara", "سارة المثال"),
        ("Sarah al-Mithal", "سارة المثال"),
        ("محمد", "Mohammed Al-Example Warsame"),
        ("selame", "ሰላም ምሳሌ"),
        ("ሰላም", "ሰላም ምሳሌ"),
        ("tattoo rose", "remains"),
        ("li", "Li Wu Sample"),
        ("wu li", "Li Wu Sample"),
        ("w", "Li Wu Sample"),
    ],
)
def test_somebody_is_found(house, words, name):
    written(house, *PEOPLE)
    assert name in found(house, words)


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("محمد", "Mohammed Mohamed Muhammad Mouhamed محمد"),
        ("أحمد", "Ahmed Ahmad"),
        ("يوسف", "Yusuf Youssef"),
        ("خديجة", "Khadija"),
        ("شريف", "Sharif Cherif"),
        ("عمر", "Omar Umar"),
        ("عبدالرحمن", "Abdulrahman"),
        ("Mohammed", "محمد"),
        ("Youssef", "يوسف"),
        ("Al-Hussein", "الحسين حسين"),
    ],
)
def test_alphabets_that_write_few_vowels_meet_those_that_write_all(house, name, words):
    written(house, described(name=name), described(name="Zenobia Quirk"), described(name="طارق"))
    for word in words.split():
        assert found(house, word) == [name], word


def test_consonants_do_not_make_latin_names_alike(house):
    """Maria and Omar share theirs, and nobody who looks for one wants the other."""
    written(house, described(name="Omar Example"), described(name="Amir Example"))
    assert found(house, "maria") == []


@pytest.mark.parametrize("words", ["zacarias", "qx", "!!!", "%", "_", "\\", "''", '"', "*", "(", "-"])
def test_what_is_near_nothing_finds_nothing(house, words):
    written(house, *PEOPLE)
    assert found(house, words) == []


def test_the_nearest_comes_first(house):
    written(house, described(name="Amena Ejemplar"), described(name="Amina Example"), described(name="Amin"))
    assert found(house, "amina example")[0] == "Amina Example"


@pytest.mark.parametrize(
    ("filters", "names"),
    [
        ({"kind": "found"}, {"سارة المثال", "ሰላም ምሳሌ"}),
        ({"sex": "M"}, {"Mohammed Al-Example Warsame", "José Ángel Núñez Ejemplo"}),
        ({"where": "nogales"}, {"Mohammed Al-Example Warsame", "سارة المثال"}),
        ({"where": "nogales", "sex": "F"}, {"سارة المثال"}),
        ({"where": "altar", "words": "sample"}, {"Li Wu Sample"}),
        ({"where": "altar", "words": "w"}, {"Li Wu Sample"}),
        ({"kind": "remains", "words": "mohammed"}, set()),
    ],
)
def test_filters(house, filters, names):
    written(house, *PEOPLE)
    assert set(found(house, **filters)) == names


def test_filters_are_counted_before_the_most_that_are_read(house, monkeypatch):
    """Many records of another kind that share the word must not take up the room of the one asked for."""
    monkeypatch.setattr(queries, "_SHARING_LETTERS", queries._SHARING_LETTERS.replace("LIMIT 300", "LIMIT 3"))
    monkeypatch.setattr(queries, "_READ_CLOSELY", 3)
    written(house, *[described(name="Amina") for _ in range(8)], described(Kind.FOUND, name="Amina Only One"))
    assert found(house, "amina", kind="found") == ["Amina Only One"]
    assert found(house, "am", kind="found") == ["Amina Only One"]


def test_rows_of_an_import_that_is_being_written_are_neither_found_nor_in_the_way(house, monkeypatch):
    monkeypatch.setattr(queries, "_SHARING_LETTERS", queries._SHARING_LETTERS.replace("LIMIT 300", "LIMIT 3"))
    monkeypatch.setattr(queries, "_READ_CLOSELY", 3)
    (person,) = written(house, described(name="Amina Here Already"))
    with house.open(house.marta):
        arriving = [described(name="Amina", reference=str(n)) for n in range(8)]
        write_arriving(arriving, run=uuid4(), by=person.created_by, at=person.created_at)
    assert found(house, "amina") == ["Amina Here Already"]
    assert found(house, "am") == ["Amina Here Already"]


@settings(max_examples=60)
@given(words=st.text(max_size=200))
@example('amina" OR "x')
@example("search_text: amina")
@example("amina NEAR(x, 2) NOT ^y*")
@example("a AND")
@example("%_\\%")
@example("'; DROP TABLE tracing_person; --")
@example(" ".join("abcdefghijklmnopqrstuvwxyz" * 3))
@example("\x00amina")
@example("ሀ" * 200)
def test_no_words_are_an_error(house, words):
    if not (people := _once(house)):
        people.extend(written(house, *PEOPLE))
    everybody = found(house)
    assert set(found(house, words)) <= set(everybody)
    answer = house.browser(house.marta).post(page_of(house, "search"), {"words": words}, follow=True)
    assert answer.status_code == 200


def _once(house):
    house.people_here = getattr(house, "people_here", [])
    return house.people_here


def test_the_index_follows_changes_and_deletions(house):
    written(house, described(name="Amina Example", reference="ONE"))
    assert found(house, "amina") == ["Amina Example"]
    with house.open(house.marta):
        draft = described(name="Hodan Otherwise", reference="ONE")
        person = Person.objects.get()
        change_record(person=person, draft=draft, seen=person.changed_at, by=house.marta.member)
    assert found(house, "amina") == []
    assert found(house, "hodan") == ["Hodan Otherwise"]
    with house.open(house.marta):
        delete_record(person=Person.objects.get(), by=house.marta.member)
    assert found(house, "hodan") == []


def test_no_word_stands_in_an_address_or_a_heading_of_the_answer(house):
    written(house, *PEOPLE)
    browser = house.browser(house.marta)
    form = {"words": "Warsame", "kind": "sought", "sex": "M", "where": "nogales"}
    answer = browser.post(page_of(house, "search"), form)
    assert answer.status_code == 302
    told = "".join(f"{name}: {value}" for name, value in answer.headers.items()) + str(answer.cookies)
    page = browser.get(answer.headers["Location"])
    told += "".join(f"{name}: {value}" for name, value in page.headers.items()) + answer.headers["Location"]
    for word in ("arsame", "ogales", "sought"):
        assert word not in told
    assert "Mohammed Al-Example Warsame" in page.content.decode()
    assert 'value="Warsame"' in page.content.decode()
    assert browser.get(page_of(house, "search")).status_code == 405


@pytest.mark.parametrize("form", [{}, {"words": "  "}, {"kind": "found"}])
def test_nothing_looked_for_leads_to_the_list(house, form):
    answer = house.browser(house.marta).post(page_of(house, "search"), form)
    assert answer.headers["Location"] == page_of(house, "people", kind=form.get("kind", "sought"))
    with house.open(house.marta):
        assert not Search.objects.exists()


@pytest.mark.parametrize(
    ("form", "said"),
    [
        ({"words": "x" * 201}, "at most 200 characters"),
        ({"words": " ".join("abcdefghijklm")}, "At most 12 words"),
        ({"words": "amina", "sex": "?"}, "not one of the available choices"),
    ],
)
def test_what_cannot_be_looked_for_is_said_and_stays_as_typed(house, form, said):
    written(house, *PEOPLE)
    answer = house.browser(house.marta).post(page_of(house, "search"), form)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Nothing was looked for yet." in page
    assert said in page
    assert answer.context["form"]["words"].value() == form["words"]
    with house.open(house.marta):
        assert not Search.objects.exists()


def test_twelve_words_are_looked_for(house):
    written(house, described(name="Amina Example"))
    answer = house.browser(house.marta).post(page_of(house, "search"), {"words": "amina " * 12}, follow=True)
    assert "Amina Example" in answer.content.decode()


NUMBERED = [
    described(name="Amina Example", reference="S2026-0012", phones=["+504 9999-0012"]),
    described(name="Hodan Example", reference="S2026-0120", documents=["0801-1990-12345"]),
    described(name="Ilhan Example", reference="S2026-0121", phones=["9912 3456"]),
    *[described(name=f"Near Example {n}", reference=f"S2026-0{n}") for n in range(130, 150)],
]


@pytest.mark.parametrize(
    ("words", "name"),
    [
        ("S2026-0120", "Hodan Example"),
        ("s2026 0120", "Hodan Example"),
        ("0801199012345", "Hodan Example"),
        ("9999 0012", "Amina Example"),
        ("+504 99990012", "Amina Example"),
        ("+504 9912-3456", "Ilhan Example"),
    ],
)
def test_an_exact_reference_or_number_stands_alone_on_top(house, words, name):
    written(house, *NUMBERED)
    with house.open(house.marta):
        hits = queries.search(Search(uid=uuid4(), words=words))
        assert [str(person.first_name) for person in hits.exact] == [name]
        assert name not in [str(person.first_name) for person in hits.near]
    page = house.browser(house.marta).post(page_of(house, "search"), {"words": words}, follow=True)
    said = page.content.decode()
    assert said.index("Exactly this reference or number") < said.index(name)


def test_an_exact_reference_is_found_among_very_many_that_resemble_it(house, monkeypatch):
    monkeypatch.setattr(queries, "_SHARING_LETTERS", queries._SHARING_LETTERS.replace("LIMIT 300", "LIMIT 3"))
    monkeypatch.setattr(queries, "_READ_CLOSELY", 3)
    written(house, described(name="Wanted", reference="S2026-0012", circumstances="She called. " * 500))
    written(house, *NUMBERED[3:])
    assert found(house, "S2026-0012")[0] == "Wanted"


def test_others_are_told_from_the_exact_one_only_where_there_is_one(house):
    written(house, *NUMBERED)
    browser = house.browser(house.marta)
    exact = browser.post(page_of(house, "search"), {"words": "S2026-0140"}, follow=True).content.decode()
    assert exact.index("Near Example 140") < exact.index("Others that resemble it")
    near = browser.post(page_of(house, "search"), {"words": "Near Example"}, follow=True).content.decode()
    assert "Others that resemble it" not in near
    assert "Near Example 140" in near


def test_of_a_long_story_the_beginning_is_read_and_the_names_whatever_their_alphabet(house):
    story = " ".join(["Garowe", *["called"] * 3000, "zanahoria"])
    written(house, described(name="Mohammed Example", circumstances=story))
    assert found(house, "garowe") == ["Mohammed Example"]
    assert found(house, "محمد") == ["Mohammed Example"]
    assert found(house, "zanahoria") == []


def test_a_search_is_its_makers_own(house):
    written(house, *PEOPLE)
    marta, colleague = house.browser(house.marta), house.browser(house.colleague("coordinator"))
    address = marta.post(page_of(house, "search"), {"words": "Warsame"}).headers["Location"]
    assert colleague.get(address).status_code == 404
    assert marta.get(address).status_code == 200


def test_searches_are_gone_after_a_day(house):
    written(house, *PEOPLE)
    browser = house.browser(house.marta)
    address = browser.post(page_of(house, "search"), {"words": "Warsame"}).headers["Location"]
    now = datetime.now(UTC)
    with time_machine.travel(now + timedelta(hours=23)):
        assert browser.get(address).status_code == 200
    with time_machine.travel(now + timedelta(hours=25)):
        assert browser.get(address).status_code == 404
        with house.open(house.marta):
            keep_search(search=Search(uid=uuid4(), words="next"), by=house.marta.member)
            assert [search.words for search in Search.objects.all()] == ["next"]


def test_words_and_filters_stay_on_the_page_to_look_again(house):
    written(house, *PEOPLE)
    browser = house.browser(house.marta)
    form = {"words": "sample", "sex": "F", "where": "altar"}
    page = browser.post(page_of(house, "search"), form, follow=True)
    assert {name: page.context["form"][name].value() for name in form} == form
    nothing = browser.post(page_of(house, "search"), form | {"words": "zacarias"}, follow=True)
    assert "Nothing near this" in nothing.content.decode()


def test_places_are_offered_whatever_their_spelling(house):
    written(
        house,
        *[described(name=f"A {n}", event_place=place) for n, place in enumerate(["ALTAR", "Áltar", "YUMA"])],
    )
    page = house.browser(house.marta).get(page_of(house, "people", kind="sought"))
    assert [(place.key, place.records) for place in page.context["places"]] == [("altar", 2), ("yuma", 1)]
    assert [place.label for place in page.context["places"]] == ["Áltar", "Yuma"]
    assert 'name="where" value="altar"' in page.content.decode()
