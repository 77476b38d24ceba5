"""How sure, in words: careful with remains without a name, and with relatives."""

from dataclasses import replace

from hypothesis import given

from tessera.common.spans import DateSpan
from tessera.linkage.evidence import Code, Feature, Verdict
from tessera.linkage.profile import Ages, Heights, Sex
from tessera.linkage.strength import Strength
from tessera.linkage.tests.people import compared, day, person, profiles

SOUGHT = person(
    "Wendy Suyapa Orellana",
    sex=Sex.FEMALE,
    birth=day("1996-03-05"),
    nationalities=frozenset({"HN"}),
    origin_place="Tocoa, Colón",
    event=day("2021-06-01"),
    event_place="Sásabe",
    height=Heights(158, 160),
    marks=("rose tattoo on left arm",),
    belongings=("silver ring with initials",),
    identifiers=frozenset({"+504 9812-3456"}),
)


def test_everything_agreeing_is_strong():
    result = compared(SOUGHT, SOUGHT)
    assert result.strength is Strength.STRONG
    assert result.probability > 0.99


@given(profiles, profiles)
def test_without_a_name_on_both_sides_nothing_is_strong(request, finding):
    assert compared(request, replace(finding, names=())).strength is not Strength.STRONG


def test_remains_with_all_but_a_name_are_not_strong_and_without_a_number_not_likely():
    nameless = replace(SOUGHT, names=())
    assert compared(SOUGHT, nameless).strength is Strength.LIKELY
    assert compared(SOUGHT, replace(nameless, identifiers=frozenset())).strength is Strength.POSSIBLE


def test_sex_age_county_and_date_alone_are_weak():
    remains = person(sex=Sex.FEMALE, ages=Ages(20, 30, SOUGHT.event), event=DateSpan.of_year(2021))
    assert compared(SOUGHT, remains).strength is Strength.WEAK


def test_a_name_alone_however_rare_is_not_likely():
    name_only = person(SOUGHT.names[0])
    assert compared(name_only, name_only).strength in {Strength.POSSIBLE, Strength.WEAK}


def test_a_sister_who_shares_surname_home_and_journey_is_not_likely():
    sister = replace(
        SOUGHT, names=("Iris Yolanda Orellana",), birth=day("1999-11-20"), identifiers=frozenset(), marks=(),
        belongings=(), height=None,
    )  # fmt: skip
    result = compared(SOUGHT, sister)
    assert result.strength in {Strength.POSSIBLE, Strength.WEAK}
    assert result.of(Feature.KINSHIP).reason.code is Code.COULD_BE_RELATIVE


def test_kinship_stays_silent_where_names_agree():
    assert compared(SOUGHT, SOUGHT).of(Feature.KINSHIP).verdict is Verdict.UNKNOWN


def test_an_objection_forbids_strong():
    man = replace(SOUGHT, sex=Sex.MALE)
    assert compared(SOUGHT, man).strength is not Strength.STRONG
