"""Each limit of what may be called strong or likely, from either side; and pairs that must not be called strong."""

from __future__ import annotations

from datetime import date

import pytest

from tessera.common.spans import DateSpan
from tessera.linkage.alignment import Alignment, Answer
from tessera.linkage.comparison import compare
from tessera.linkage.evidence import Code, Evidence, Feature, Reason
from tessera.linkage.folded import fold_profile
from tessera.linkage.folding import fold_name
from tessera.linkage.frequencies import Frequencies
from tessera.linkage.kinship import compare_kinship
from tessera.linkage.names import weigh_names
from tessera.linkage.profile import Ages, Profile, Sex
from tessera.linkage.strength import Strength, strength
from tessera.linkage.tests.people import compared, day, evidence, name_evidence, person

WHOLE = (("Wendy", "Wendy"), ("Zelaya", "Zelaya"))


def names(weight=9.0, code=Code.NAMES_SAME, alike=WHOLE):
    more = {"missing": ("Murillo",)} if code is Code.NAMES_PART_MISSING else {}
    return Evidence.weighing(
        Feature.NAMES, weight, Reason.of(code, request="Wendy", finding="Wendy", alike=alike, **more)
    )


def of(feature, weight):
    """Any reason will do: only the weight is looked at."""
    return Evidence.weighing(feature, weight, Reason.of(Code.IDENTIFIERS_DIFFER))


ENOUGH = (of(Feature.BIRTH, 4.0), of(Feature.ORIGIN_PLACE, 2.0))


def said(*evidence, log_odds=7.0):
    return strength(log_odds, evidence)


def test_just_enough_is_strong():
    assert said(names(6.0), *ENOUGH) is Strength.STRONG


@pytest.mark.parametrize(
    "less",
    [
        (names(5.9), *ENOUGH),
        (names(), of(Feature.BIRTH, 0.9), of(Feature.ORIGIN_PLACE, 2.0)),
        (names(), of(Feature.BIRTH, 4.0), of(Feature.ORIGIN_PLACE, 1.9)),
        (names(), of(Feature.BIRTH, 4.0), of(Feature.EVENT_PLACE, 1.9)),
        (names(), of(Feature.BIRTH, 4.0), of(Feature.MARKS, 1.9)),
        (names(), of(Feature.BIRTH, 4.0), of(Feature.AGE, 4.0)),
        (names(), of(Feature.SEX, 4.0), of(Feature.NATIONALITY, 4.0), of(Feature.EVENT, 4.0)),
        (names(alike=(("Wendy", "Wendy"),)), *ENOUGH),
        (names(alike=(("Wendy", "Wendy"), ("Z", "Zelaya"))), *ENOUGH),
        (names(), *ENOUGH, of(Feature.SEX, -3.0)),
    ],
)
def test_one_thing_less_is_not_strong(less):
    assert said(*less) is not Strength.STRONG


def test_the_odds_must_be_seven_bits():
    assert said(names(), *ENOUGH, log_odds=6.9) is Strength.LIKELY
    assert said(names(), *ENOUGH, log_odds=2.9) is Strength.POSSIBLE
    assert said(names(), *ENOUGH, log_odds=-5.1) is Strength.WEAK


@pytest.mark.parametrize("code", [Code.NAMES_PART_MISSING, Code.NAMES_LESS_ALIKE])
def test_where_a_relative_could_bear_the_name_something_personal_must_agree(code):
    places = (of(Feature.ORIGIN_PLACE, 5.0), of(Feature.EVENT_PLACE, 5.0))
    assert said(names(code=code), *places, of(Feature.MARKS, 4.0)) is Strength.STRONG
    assert said(names(code=code), *places, of(Feature.MARKS, 3.9)) is Strength.LIKELY
    assert said(names(), *places, of(Feature.MARKS, 3.9)) is Strength.STRONG


def test_twins_are_not_told_apart_by_their_birth():
    assert said(names(code=Code.NAMES_PART_MISSING), *ENOUGH) is Strength.STRONG
    assert said(names(code=Code.NAMES_LESS_ALIKE), *ENOUGH) is Strength.LIKELY


def test_an_objection_makes_it_unlikely_and_without_a_tie_weak():
    assert said(names(), *ENOUGH, of(Feature.EVENT, -2.9)) is Strength.STRONG
    assert said(names(), *ENOUGH, of(Feature.EVENT, -3.0)) is Strength.UNLIKELY
    assert said(*ENOUGH, of(Feature.EVENT, -3.0)) is Strength.WEAK


def test_another_birth_forbids_strong_and_without_a_number_likely():
    agreeing = (names(), of(Feature.MARKS, 4.0), of(Feature.ORIGIN_PLACE, 2.0))
    assert said(*agreeing, of(Feature.BIRTH, -2.9)) is Strength.STRONG
    assert said(*agreeing, of(Feature.BIRTH, -3.0)) is Strength.POSSIBLE
    assert said(*agreeing, of(Feature.BIRTH, -3.0), of(Feature.IDENTIFIERS, 6.0)) is Strength.LIKELY


def test_likely_needs_a_second_kind():
    assert said(names(), log_odds=20.0) is Strength.POSSIBLE
    assert said(names(), of(Feature.HEIGHT, 1.0), log_odds=20.0) is Strength.LIKELY
    assert said(of(Feature.IDENTIFIERS, 6.0), of(Feature.HEIGHT, 1.0)) is Strength.LIKELY
    assert said(of(Feature.IDENTIFIERS, 5.9), of(Feature.HEIGHT, 1.0)) is Strength.POSSIBLE


def test_one_wrong_digit_counts_as_no_kind():
    near = Reason.of(Code.IDENTIFIER_ONE_DIGIT, request="0041237", finding="0041238")
    one_digit = Evidence.weighing(Feature.IDENTIFIERS, 6.0, near)
    assert said(names(), one_digit, of(Feature.ORIGIN_PLACE, 2.0)) is Strength.LIKELY
    assert said(one_digit, of(Feature.ORIGIN_PLACE, 2.0)) is Strength.POSSIBLE


def test_every_word_after_the_first_weighs_a_little_less():
    answers = (Answer("wendy", "wendy", 9.0), Answer("zelaya", "zelaya", 6.0), Answer("luz", "luz", 0.5))
    assert weigh_names(Alignment(answers, (), ())) == 14.0


def test_what_relatives_share_counts_up_to_the_prior_and_no_further():
    def kinship(home, code=Code.NAMES_DIFFER):
        values = {"alike": WHOLE} if code is Code.NAMES_SAME else {}
        blank = [of(feature, 0.0) for feature in (Feature.NATIONALITY, Feature.EVENT, Feature.EVENT_PLACE)]
        reason = Reason.of(code, request="Juan", finding="Pedro", **values)
        named = Evidence.weighing(Feature.NAMES, -8.0, reason)
        return compare_kinship((named, of(Feature.ORIGIN_PLACE, home), *blank), -10.0)

    assert kinship(6.0).weight == 0
    assert kinship(6.5).weight == -0.5
    assert kinship(6.5).reason.code is Code.COULD_BE_RELATIVE
    assert kinship(6.5, Code.NAMES_SAME).weight == 0


LOST = {"event": DateSpan.of_month(2023, 6), "event_place": "Tapachula"}
SEEN = {"event": day("2023-07-10"), "event_place": "Tapachula"}
MAN = {"sex": Sex.MALE, "nationalities": frozenset({"HN"}), "origin_place": "Tocoa, Colón"}
WOMAN = MAN | {"sex": Sex.FEMALE}


def both(one, other, features, request=None, finding=None):
    return person(one, **features, **LOST, **(request or {})), person(
        other, **features, **SEEN, **(finding or {})
    )


NOT_STRONG = {
    "a given name alone": both("María", "María", WOMAN, {"ages": Ages(20, 22)}, {"ages": Ages(20, 24)}),
    "the commonest name": both("Mohamed", "Mohamed", MAN, {"ages": Ages(20, 22)}, {"ages": Ages(20, 24)}),
    "a common full name without more": (
        person("María José Hernández", sex=Sex.FEMALE, nationalities=frozenset({"HN"})),
        person("María José Hernández", sex=Sex.FEMALE, nationalities=frozenset({"HN"})),
    ),
    "a nickname": both("Chepe", "Chepe", MAN, {"ages": Ages(20, 22)}, {"ages": Ages(20, 24)}),
    "surnames only": both("Wilmer Zelaya Murillo", "Zelaya Murillo", MAN),
    "sisters": both(
        "Luisa Zelaya Murillo",
        "Lucía Zelaya Murillo",
        WOMAN,
        {"birth": DateSpan.of_year(2001)},
        {"birth": DateSpan.of_year(2003)},
    ),
    "twin brothers": both(
        "Hassan Ibrahim Diallo",
        "Hussein Ibrahim Diallo",
        MAN,
        {"birth": day("2001-05-14")},
        {"birth": day("2001-05-14")},
    ),
    "father and son": both("Juan Hernández López", "Juan Hernández", MAN),
    "a vowel between": both("Hawa Konneh", "Salif Kone", {"origin_place": "Ganta"}),
    "papers one after the other": both(
        "Kidane Tesfay Haile",
        "Kibrom Tesfay Haile",
        MAN,
        {"identifiers": frozenset({"ER0041237"})},
        {"identifiers": frozenset({"ER0041238"})},
    ),
}


@pytest.mark.parametrize("why", NOT_STRONG)
def test_what_a_stranger_or_a_relative_shares_is_not_strong(why):
    result = compared(*NOT_STRONG[why])
    assert result.strength is not Strength.STRONG
    assert compared(*reversed(NOT_STRONG[why])).strength is not Strength.STRONG


def test_nor_is_a_name_of_vowels_taken_for_a_part_of_another():
    for one, other in (
        ("Hawa Konneh", "Salif Kone"),
        ("Awa Ndiaye", "Modou Ndiay"),
        ("O. Hernandez", "Cruz Ernández"),
    ):
        assert name_evidence(one, other).reason.code is Code.NAMES_PARTLY


def test_a_common_name_weighs_little_before_anything_is_counted():
    assert name_evidence("María", "María").weight < 3 < name_evidence("Xiomara", "Xiomara").weight


def test_common_clothes_are_hardly_evidence():
    worn = person(belongings=("blue jeans", "black shoes"))
    assert evidence(Feature.BELONGINGS, worn, worn).weight < 2
    rare = person(belongings=("rosary from Esquipulas",))
    assert evidence(Feature.BELONGINGS, rare, rare).weight > 5


def test_articles_are_no_place():
    la_lima, la_ceiba = person(origin_place="La Lima, Cortés"), person(origin_place="La Ceiba, Atlántida")
    assert evidence(Feature.ORIGIN_PLACE, la_lima, la_ceiba).reason.code is Code.PLACE_DIFFERS


def test_a_country_is_hardly_evidence_and_said_as_such():
    tapachula, tijuana = person(event_place="Tapachula, México"), person(event_place="Tijuana, MEXICO")
    found = evidence(Feature.EVENT_PLACE, tapachula, tijuana)
    assert found.reason == Reason.of(Code.PLACE_COUNTRY_ONLY, country="México")
    assert found.weight < 1


def marks(one, other):
    return evidence(Feature.MARKS, person(marks=(one,)), person(marks=(other,)))


@pytest.mark.parametrize(
    ("one", "other", "code"),
    [
        ("scar on left cheek", "scar on right cheek", Code.MARKS_OPPOSE),
        ("no tattoos", "tattoos", Code.MARKS_OPPOSE),
        ("sin tatuajes", "tattoo", Code.MARKS_OPPOSE),
        ("cicatriz en la mejilla izquierda", "scar on left cheek", Code.MARKS_SHARED),
        ("cicatrice sur la joue gauche", "cicatriz en la mejilla izquierda", Code.MARKS_SHARED),
        ("paño en la espalda", "vitiligo on the neck", Code.MARKS_OTHER_LANGUAGE),
        ("gold tooth", "curved spine", Code.MARKS_DIFFER),
    ],
)
def test_marks_are_read_in_three_languages(one, other, code):
    found = marks(one, other)
    assert found.reason.code is code
    signs = {Code.MARKS_SHARED: 1, Code.MARKS_OTHER_LANGUAGE: 0}
    assert (found.weight > 0) - (found.weight < 0) == signs.get(code, -1)


def test_no_marks_is_no_mark():
    assert marks("none", "ninguna").reason.code is Code.NOT_KNOWN


REMAINS = Profile("r", ages=Ages(20, 30), event=day("2025-07-01"), remains=True)


def test_remains_found_years_later_may_be_of_somebody_who_was_young_when_lost():
    lost = person(birth=day("1985-04-02"), event=DateSpan.of_month(2010, 6))
    found = evidence(Feature.AGE, lost, REMAINS)
    assert found.reason.code is Code.AGE_ESTIMATE_HOLDS
    assert found.weight >= 0
    assert found.reason.values == {"request": (25, 40), "finding": (20, 30)}
    alive = Profile("a", ages=Ages(20, 30), event=day("2025-07-01"))
    assert evidence(Feature.AGE, lost, alive).weight < -3


def test_remains_of_known_death_and_of_somebody_too_old_do_not_fit():
    lost = person(birth=day("1955-04-02"), event=DateSpan.of_month(2010, 6))
    assert evidence(Feature.AGE, lost, REMAINS).weight < -3
    dated = Profile("r", ages=Ages(20, 30, day("2024-12-01")), event=day("2025-07-01"), remains=True)
    young = person(birth=day("1985-04-02"), event=DateSpan.of_month(2010, 6))
    assert evidence(Feature.AGE, young, dated).weight < -3


@pytest.mark.parametrize(
    ("one", "other"),
    [("Nguyễn Văn An", "Nguyen Van Du"), ("Le Thi Di", "Le Thi An")],
)
def test_words_that_can_be_particles_are_names_at_the_end(one, other):
    assert name_evidence(one, other).reason.code is Code.NAMES_PARTLY


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Abdulrahman Yousef", "عبد الرحمن يوسف"),
        ("Abdulrahman Yousef", "عبدالرحمن يوسف"),
        ("Abdallah Khalil", "عبد الله خليل"),
        ("Ahmed Al-Sayed", "أحمد السيد"),
        ("Mohamed Ali", "محمد بن علي"),
        ("Md. Shahidul Islam", "Mohammad Shahidul Islam"),
        ("Chepe Hernández", "José Hernández"),
        ("Lupe Flores", "Guadalupe Flores"),
    ],
)
def test_one_name_in_two_scripts_or_forms(one, other):
    found = name_evidence(one, other)
    assert found.weight > 0
    assert found.reason.code in {Code.NAMES_SAME, Code.NAMES_SPELLED_NEAR, Code.NAMES_LESS_ALIKE}
    assert len(found.reason.values["alike"]) == len(fold_name(one))


def test_a_shelters_telephone_without_its_country_weighs_as_little_as_with_it():
    shelter = [
        person(identifiers=frozenset({"+52 961 612 3456" if n % 2 else "961 612 3456"})) for n in range(900)
    ]
    counted = Frequencies.of(shelter)
    weights = [
        compare(shelter[1], other, counted).of(Feature.IDENTIFIERS).weight
        for other in (shelter[3], shelter[2])
    ]
    assert max(weights) < 2


@pytest.mark.parametrize(
    ("one", "other", "code"),
    [
        (DateSpan.of_year(1990), DateSpan.of_year(1990), Code.BIRTH_YEAR_AGREES),
        (DateSpan.of_month(1990, 3), DateSpan.of_month(1990, 3), Code.BIRTH_MONTH_AGREES),
        (DateSpan.of_month(1990, 3), day("1990-03-14"), Code.BIRTH_MONTH_AGREES),
        (day("1990-05-12"), day("1991-08-20"), Code.BIRTH_OTHER_DATE),
        (day("1995-08-14"), DateSpan(date(1994, 1, 1), date(1997, 12, 31)), Code.BIRTH_FITS),
        (day("1995-08-14"), DateSpan(date(1996, 1, 1), date(1997, 12, 31)), Code.BIRTH_NEAR),
    ],
)
def test_dates_are_called_what_they_are(one, other, code):
    assert evidence(Feature.BIRTH, person(birth=one), person(birth=other)).reason.code is code


def test_a_hostile_record_is_cut_to_what_matters():
    folded = fold_profile(
        person(
            " ".join(f"word{n}" for n in range(500)),
            marks=tuple(f"mark {n}" for n in range(500)),
            identifiers=frozenset(f"number{n}" for n in range(500)),
        )
    )
    assert len(folded.names[0].words) == 8
    assert len(folded.marks) == len(folded.identifiers) == 12
