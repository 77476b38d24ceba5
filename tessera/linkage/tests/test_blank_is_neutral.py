"""Blank is unknown: it never speaks for or against anyone."""

from dataclasses import fields, replace

import pytest
from hypothesis import given

from tessera.linkage.evidence import Code, Feature, Verdict
from tessera.linkage.profile import Profile
from tessera.linkage.tests.people import compared, evidence, person, profiles

BLANK = Profile(key="blank")
FEATURES_OF_FIELD = {
    "names": {Feature.NAMES, Feature.KINSHIP},
    "sex": {Feature.SEX},
    "birth": {Feature.BIRTH, Feature.AGE},
    "ages": {Feature.AGE},
    "nationalities": {Feature.NATIONALITY},
    "origin_place": {Feature.ORIGIN_PLACE, Feature.NATIONALITY, Feature.KINSHIP},
    "event_place": {Feature.EVENT_PLACE, Feature.KINSHIP},
    "height": {Feature.HEIGHT},
    "marks": {Feature.MARKS},
    "belongings": {Feature.BELONGINGS},
    "identifiers": {Feature.IDENTIFIERS},
}


@given(profiles)
def test_a_blank_record_weighs_exactly_nothing_beside_any_other(finding):
    result = compared(BLANK, finding)
    assert result.weight == 0
    assert {one.verdict for one in result.evidence} == {Verdict.UNKNOWN}


@pytest.mark.parametrize("field", FEATURES_OF_FIELD)
@given(request_=profiles, finding=profiles)
def test_blanking_a_field_leaves_every_other_feature_as_it_was(field, request_, finding):
    before = compared(request_, finding)
    blanked = compared(replace(request_, **{field: getattr(BLANK, field)}), finding)
    for feature in set(Feature) - FEATURES_OF_FIELD[field] - {Feature.KINSHIP}:
        if feature is Feature.NATIONALITY and field == "origin_place":
            continue
        assert blanked.of(feature) == before.of(feature)


@given(request_=profiles, finding=profiles)
def test_a_name_without_letters_is_blank(request_, finding):
    with_nothing = replace(request_, names=(*request_.names, "…", " - "))
    assert compared(with_nothing, finding).weight == compared(request_, finding).weight


def test_evidence_tells_who_does_not_say():
    known, unknown = person("Ana Paz"), person()
    missing = [
        evidence(Feature.NAMES, *pair).reason.values["missing"]
        for pair in ((known, unknown), (unknown, known), (unknown, unknown))
    ]
    assert missing == ["finding", "request", "both"]


def test_every_feature_is_answered_once_and_in_order():
    result = compared(BLANK, BLANK)
    assert [one.feature for one in result.evidence] == list(Feature)
    assert {one.reason.code for one in result.evidence} == {Code.NOT_KNOWN, Code.NOT_A_RELATIVES_PATTERN}


def test_every_field_of_a_profile_is_covered_here():
    assert FEATURES_OF_FIELD.keys() == {field.name for field in fields(Profile)} - {
        "key",
        "event",
        "remains",
        "nationality_words",
    }
