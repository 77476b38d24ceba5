"""Sex, nationality, places, height, marks, belongings, identifiers."""

from dataclasses import replace

import pytest
from hypothesis import given, strategies as st

from tessera.linkage.comparison import compare
from tessera.linkage.evidence import Code, Feature, Verdict
from tessera.linkage.frequencies import Frequencies
from tessera.linkage.profile import Heights, Sex
from tessera.linkage.tests.people import compared, evidence, person, profiles


def test_female_and_male_exclude_each_other_and_other_excludes_nobody():
    woman, man, other = (person(sex=sex) for sex in (Sex.FEMALE, Sex.MALE, Sex.OTHER))
    assert evidence(Feature.SEX, woman, man).verdict is Verdict.AGAINST
    assert evidence(Feature.SEX, woman, woman).verdict is Verdict.FOR
    beside_other = evidence(Feature.SEX, man, other)
    assert (beside_other.weight, beside_other.reason.code) == (0, Code.SEX_NOT_COMPARABLE)


def test_one_shared_nationality_is_enough():
    both, one, neither = (person(nationalities=frozenset(codes)) for codes in ({"SN", "FR"}, {"SN"}, {"ML"}))
    assert evidence(Feature.NATIONALITY, both, one).reason.values == {"shared": ("SN",)}
    assert evidence(Feature.NATIONALITY, both, neither).verdict is Verdict.AGAINST


def test_a_place_and_its_country_are_not_counted_twice():
    home = person(origin_place="Tocoa, Colón", nationalities=frozenset({"HN"}))
    place = replace(home, nationalities=frozenset())
    country = replace(home, origin_place="")
    assert compared(home, home).weight == pytest.approx(
        max(compared(place, place).weight, compared(country, country).weight)
    )


def test_places_agree_in_any_order_and_near_spelling():
    def place(one, other):
        return evidence(Feature.ORIGIN_PLACE, person(origin_place=one), person(origin_place=other))

    same = place("Tocoa, Colón", "Colón - TOCOA")
    assert same.reason.code is Code.PLACE_SAME
    near = place("Tegucigalpa", "Teguzigalpa")
    assert (near.reason.code, near.verdict) == (Code.PLACE_SPELLED_NEAR, Verdict.FOR)
    assert place("Tocoa, Colón", "Tocoa").reason.code is Code.PLACE_PARTLY
    assert place("Tocoa", "Kaolack").verdict is Verdict.AGAINST


@given(st.integers(140, 200), st.integers(140, 200), st.integers(140, 200))
def test_nearer_heights_never_weigh_less(one, near, far):
    near, far = sorted((near, far), key=lambda height: abs(height - one))
    weights = [
        evidence(Feature.HEIGHT, person(height=Heights(one, one)), person(height=Heights(h, h))).weight
        for h in (near, far)
    ]
    assert weights[0] >= weights[1]


def test_a_few_centimetres_are_tolerated_and_twenty_are_not():
    tall = person(height=Heights(170, 175))
    near = evidence(Feature.HEIGHT, tall, person(height=Heights(168, 168)))
    far = evidence(Feature.HEIGHT, tall, person(height=Heights(148, 150)))
    assert (near.verdict, far.verdict) == (Verdict.FOR, Verdict.AGAINST)
    assert far.reason.values == {"request": (170, 175), "finding": (148, 150)}


@pytest.mark.parametrize(
    ("feature", "field", "shared", "differ"),
    [
        (Feature.MARKS, "marks", Code.MARKS_SHARED, Code.MARKS_DIFFER),
        (Feature.BELONGINGS, "belongings", Code.BELONGINGS_SHARED, Code.BELONGINGS_DIFFER),
    ],
)
def test_phrases_agree_by_their_words_in_any_order(feature, field, shared, differ):
    sought = person(**{field: ("silver ring", "rose tattoo on left arm")})
    found = person(**{field: ("tattoo: rose, left arm",)})
    other = person(**{field: ("broken collar bone",)})
    agreeing = evidence(feature, sought, found)
    assert agreeing.reason.code is shared
    assert agreeing.reason.values["shared"] == (("rose tattoo on left arm", "tattoo: rose, left arm"),)
    apart = evidence(feature, sought, other)
    assert (apart.reason.code, apart.verdict) == (differ, Verdict.AGAINST)
    assert apart.weight > -2


def test_a_mark_on_everyone_weighs_little():
    listed = [person(marks=("scar",))] * 1000
    counted = Frequencies.of(listed)
    assert compare(listed[0], listed[1], counted).of(Feature.MARKS).weight < 1


def identifiers(one, other):
    return evidence(
        Feature.IDENTIFIERS, person(identifiers=frozenset(one)), person(identifiers=frozenset(other))
    )


@pytest.mark.parametrize(
    ("one", "other", "code"),
    [
        ("+504 9812-3456", "50498123456", Code.IDENTIFIER_SAME),
        ("+504 9812-3456", "9812 3456", Code.IDENTIFIER_LAST_DIGITS),
        ("0801-1996-01234", "0801199601243", Code.IDENTIFIER_ONE_DIGIT),
        ("0801-1996-01234", "AB 77 120", Code.IDENTIFIERS_DIFFER),
        ("12345", "12346", Code.IDENTIFIERS_DIFFER),
    ],
)
def test_identifiers_agree_after_folding(one, other, code):
    assert identifiers({one}, {other}).reason.code is code
    assert identifiers({other}, {one}).reason.code is code


@given(profiles, profiles)
def test_an_agreeing_identifier_never_lowers_the_weight(request, finding):
    number = frozenset({"+221 77 640 12 03"})
    before = compared(request, finding)
    after = compared(
        replace(request, identifiers=request.identifiers | number),
        replace(finding, identifiers=finding.identifiers | number),
    )
    assert after.weight >= before.weight
