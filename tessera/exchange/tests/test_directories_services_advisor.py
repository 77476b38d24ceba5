"""The Services Advisor of UNHCR Jordan, in English and Arabic."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from tessera.exchange.directories import Directory, Layout, read_directory, recognise, texts, values
from tessera.exchange.tests.listed_directories import (
    all_values,
    directory_of,
    needs_lists,
    problems_of,
    published,
)

RULE = "registration-type-requirement"


def feature(number: int = 1, **more: Any) -> dict[str, Any]:
    properties = {
        "locationName": "Irbid City",
        "partnerName": "JRS ",
        "activity": 5575,
        "activityCategory": "EDUCATION",
        "activityName": "Courses",
        "startDate": "2014-01-01",
        "endDate": "2014-12-31",
        "indicators": {"Tutoring": 1},
    }
    point = {"type": "Point", "coordinates": [35.7, 32.5]}
    return {"type": "Feature", "id": number, "properties": properties | more, "geometry": point}


def read(*features: Any, **others: list[Any]) -> Directory:
    files = {"list_en.json": json.dumps(list(features)).encode()}
    files |= {f"list_{language}.json": json.dumps(other).encode() for language, other in others.items()}
    assert recognise(files) == Layout.SERVICES_ADVISOR
    return read_directory(files, source="invented")


def schedule(**answers: Any) -> dict[str, Any]:
    directory = read(feature(**{name: dict.fromkeys(options, True) for name, options in answers.items()}))
    (service,) = directory.services.values()
    (found,) = service["schedules"]
    del found["id"]
    return found


@needs_lists
def test_figures_of_the_published_list() -> None:
    directory = directory_of("jordan")
    assert recognise(published("jordan")) == Layout.SERVICES_ADVISOR
    assert (len(directory.services), len(directory.organizations), len(directory.locations)) == (562, 44, 82)
    services_of = Counter(
        directory.organizations[service["organization_id"]]["name"] for service in directory.services.values()
    )
    assert services_of.most_common(3) == [("WVI", 69), ("UNHCR", 68), ("IOCC", 61)]
    categories = {
        code: sum(all_values(directory, f"category-{code}", "services-advisor").values())
        for code in ("protection", "cash", "nfi", "wash", "health", "education", "shelter", "food")
    }
    assert list(categories.values()) == [208, 90, 81, 60, 40, 32, 26, 25]
    activities = [term for term in directory.terms.values() if term["code"].startswith("activity-")]
    assert len(activities) == 21
    assert all(directory.terms[term["parent_id"]]["code"].startswith("category-") for term in activities)
    assert all(len(service["service_at_locations"]) == 1 for service in directory.services.values())
    assert all("latitude" in location for location in directory.locations.values())


@needs_lists
def test_who_states_a_rule_about_registration_and_who_says_nothing() -> None:
    """That nothing is required, that nothing is said, and that something is required, stay three things."""
    directory = directory_of("jordan")
    stated = {
        identifier: values(directory, service, "tessera-source", RULE)
        for identifier, service in directory.services.items()
    }
    assert sum(1 for rules in stated.values() if rules) == 457
    assert sum(1 for rules in stated.values() if rules == ["No Requirement"]) == 186
    assert sum(1 for rules in stated.values() if not rules) == 105
    for identifier, service in directory.services.items():
        documents = [one["document"] for one in service.get("required_documents", [])]
        assert documents == [rule for rule in stated[identifier] if rule != "No Requirement"]
    assert sum(1 for service in directory.services.values() if "required_documents" in service) == 271


@needs_lists
def test_repeated_identifiers_are_different_services() -> None:
    directory = directory_of("jordan")
    assert problems_of(directory)["id_repeated"] == 13
    known_as = Counter(
        value
        for service in directory.services.values()
        for value in values(directory, service, "tessera-source", "id")
    )
    assert Counter(known_as.values()) == {1: 536, 2: 13}
    assert directory == read_directory(published("jordan"), source="jordan")


@needs_lists
def test_arabic_stands_beside_english() -> None:
    directory = directory_of("jordan")
    for service in directory.services.values():
        assert texts(directory, service, "name").keys() == {"ar"}
        rules = values(directory, service, "tessera-source", RULE)
        assert len(values(directory, service, "tessera-text", RULE, "ar")) == len(rules)
        for document in service.get("required_documents", []):
            assert texts(directory, document, "document").keys() == {"ar"}
    location = next(one for one in directory.locations.values() if one["name"] == "Irbid City")
    assert texts(directory, location, "name") == {"ar": "مدينة اربد"}
    term = next(one for one in directory.terms.values() if one["code"] == "activity-child-protection")
    assert (term["name"], texts(directory, term, "name")) == ("Child Protection", {"ar": "حماية الطفل"})


@needs_lists
def test_one_text_for_two_answers_is_no_translation_of_either() -> None:
    """In the published list "Open to all" is in Arabic what "Serious medical condition" is."""
    directory = directory_of("jordan")
    told = {
        (one.values["one"], one.values["two"]) for one in directory.problems if one.code == "one_word_for_two"
    }
    assert {frozenset(pair) for pair in told} == {
        frozenset({"Open to all", "Serious medical condition"}),
        frozenset({"Outreach", "Referrals only"}),
        frozenset({"All the above", "Hotline and follow up home visit"}),
    }
    for service in directory.services.values():
        if values(directory, service, "tessera-source", "intake-criteria") == ["Open to all"]:
            assert values(directory, service, "tessera-text", "intake-criteria") == []


@needs_lists
def test_two_spellings_of_a_place_are_told() -> None:
    (problem,) = (one for one in directory_of("jordan").problems if one.code == "names_alike")
    assert problem.values == {"one": "Liwa Qasabat az Zarqa", "two": "Liwa Qasabat Az Zarqa"}


@needs_lists
def test_hours_are_read_or_kept_in_words() -> None:
    directory = directory_of("jordan")
    schedules = [service["schedules"][0] for service in directory.services.values()]
    assert len(schedules) == 562
    assert all(one["valid_from"] and one["valid_to"] for one in schedules)
    assert sum(1 for one in schedules if "description" in one) == problems_of(directory)["hours_unreadable"]
    assert sum(1 for one in schedules if one.get("byday") == "MO,TU,WE,TH,SU") > 300


def test_a_plain_week() -> None:
    answers = {
        "6. Availability": ["Every Day"],
        "7. Availability Day": ["Sun-Thurs"],
        "8. Office Open at": ["8:30am"],
        "9. Office close at": ["Close at 17:00pm"],
    }
    assert schedule(**answers) == {
        "valid_from": "2014-01-01",
        "valid_to": "2014-12-31",
        "freq": "WEEKLY",
        "byday": "MO,TU,WE,TH,SU",
        "opens_at": "08:30:00",
        "closes_at": "17:00:00",
    }


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        (
            {"6. Availability": ["Once a month"], "7. Availability Day": ["Mondays only"]},
            "Once a month; Mondays only",
        ),
        (
            {"6. Availability": ["Every Day"], "7. Availability Day": ["Mondays only"]},
            "Every Day; Mondays only",
        ),
        ({"6. Availability": ["Every Day"]}, "Every Day"),
        ({"8. Office Open at": ["13:00pm", "8:30am"]}, "13:00pm; 8:30am"),
        ({"8. Office Open at": ["12:00am"]}, "12:00am"),
        ({"8. Office Open at": ["Always open"]}, "Always open"),
        (
            {"8. Office Open at": ["9:00am"], "9. Office close at": ["Close at 8:00am"]},
            "9:00am; Close at 8:00am",
        ),
    ],
)
def test_what_does_not_say_when_is_no_week(answers: dict[str, list[str]], words: str) -> None:
    found = schedule(**answers)
    assert found["description"] == words
    assert not found.keys() & {"freq", "byday", "opens_at", "closes_at"}


@pytest.mark.parametrize(
    ("theirs", "row"),
    [
        ([feature(1)], 2),
        ([feature(1), feature(3)], 2),
        ([feature(2), feature(1)], 1),
        ([feature(1), feature(2), feature(3)], 3),
    ],
)
def test_lists_that_do_not_fit_are_not_mixed(theirs: list[Any], row: int) -> None:
    directory = read(feature(1), feature(2), ar=theirs)
    (problem,) = (one for one in directory.problems if one.code == "lists_differ")
    assert (problem.table, problem.row, problem.values["language"]) == ("list_en.json", row, "ar")
    assert len(directory.services) == 2
    assert all(not texts(directory, service, "name") for service in directory.services.values())


def test_a_language_is_told_by_its_letters_where_no_name_says_it() -> None:
    arabic = feature(activityName="دورات", **{"1. متطلب نوع التسجيل": {"وثيقة": True}})
    english = feature(**{"1. Registration Type Requirement": {"Card": True}})
    files = {"one.json": json.dumps([arabic]).encode(), "two.json": json.dumps([english]).encode()}
    directory = read_directory(files, source="invented")
    (service,) = directory.services.values()
    assert service["name"] == "Courses"
    assert texts(directory, service, "name") == {"ar": "دورات"}
    assert values(directory, service, "tessera-text", RULE, "ar") == ["وثيقة"]


def test_keys_in_another_order_are_matched_by_their_numbers() -> None:
    ours = feature(**{"2. Nationality": {"Any": True}, "5. Coverage": {"North": True}})
    theirs = feature(**{"5. التغطية": {"شمال": True}, "2. الجنسية": {"أي": True}})
    directory = read(ours, ar=[theirs])
    (service,) = directory.services.values()
    assert values(directory, service, "tessera-text", "coverage", "ar") == ["شمال"]
    assert values(directory, service, "tessera-text", "nationality", "ar") == ["أي"]


@pytest.mark.parametrize(
    ("comments", "kept"),
    [
        ("Bring your card. Open since 2012-05-01.", True),
        ("Ask at the desk between 8:30 and 12:00", True),
        ("Write to samira.k@example.org", False),
        ("Call 079 555 12 34", False),
        ("+962 (6) 550-2042, ask for Rami", False),
    ],
)
def test_comments_are_read_only_where_nobody_can_be_reached_by_them(comments: str, kept: bool) -> None:  # noqa: FBT001 - a column of the table above
    directory = read(feature(comments=comments))
    (service,) = directory.services.values()
    assert service.get("description") == (comments if kept else None)
    assert ("comments_left_out" in problems_of(directory)) is not kept


def test_a_second_point_of_a_place_is_kept_where_it_was_said() -> None:
    second = feature(2)
    second["geometry"]["coordinates"] = [36.0, 32.0]
    directory = read(feature(1), second)
    (location,) = directory.locations.values()
    assert (location["latitude"], location["longitude"]) == (32.5, 35.7)
    assert problems_of(directory)["points_differ"] == 1
    at = [one["service_at_locations"][0] for one in directory.services.values()]
    assert [values(directory, one, "tessera-source", "coordinates") for one in at] == [[], ["32.0, 36.0"]]


def test_a_list_with_strange_things_in_it_is_read_around_them() -> None:
    odd = feature(2, indicators=["a"], partnerName=None, locationName="", **{"2. Nationality": "Any"})
    odd["geometry"] = {"type": "Point", "coordinates": ["x"]}
    directory = read(feature(1), "no feature", odd, {"type": "Feature", "properties": 5})
    assert len(directory.services) == 2
    assert problems_of(directory)["not_an_object"] == 2
    assert problems_of(directory)["location_not_said"] == 1
    assert problems_of(directory)["organization_missing"] == 1
