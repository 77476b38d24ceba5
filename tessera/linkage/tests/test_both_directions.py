"""A list of people sought is searched for somebody found, with the same judgement as the other way round."""

from __future__ import annotations

from datetime import date

from tessera.common.spans import DateSpan
from tessera.linkage.corpus import Corpus
from tessera.linkage.folding import consonants, skeleton
from tessera.linkage.forgetting import forget_words
from tessera.linkage.likeness import likeness
from tessera.linkage.profile import Profile
from tessera.linkage.ranking import rank


def _day(year: int, month: int, day: int) -> DateSpan:
    return DateSpan(date(year, month, day), date(year, month, day))


SOUGHT = Profile("sought", names=("Wilmer Orlando Zelaya",), event=_day(2024, 2, 9), event_place="Altar")
FOUND = Profile("found", names=("Wilmar Zelaya",), event=_day(2024, 4, 2), event_place="Altar, Sonora")
OTHERS = [
    Profile(f"other {n}", names=(f"Maria Nombre{n}",), event=_day(2023, 1, 1 + n % 28)) for n in range(60)
]


def test_a_pair_weighs_the_same_from_either_side():
    there = rank(SOUGHT, Corpus([FOUND])).comparisons[0]
    back = rank(FOUND, Corpus([SOUGHT], holds_requests=True)).comparisons[0]
    assert (back.request_key, back.finding_key) == ("sought", "found")
    assert [one.reason for one in back.evidence] == [one.reason for one in there.evidence]


def test_the_person_sought_is_first_for_the_person_found():
    ranking = rank(FOUND, Corpus([*OTHERS, SOUGHT], holds_requests=True))
    assert ranking.compared == 61
    assert ranking.comparisons[0].request_key == "sought"


def test_last_contact_after_the_find_speaks_against_from_either_side():
    early = Profile("early", names=("Wilmar Zelaya",), event=_day(2021, 1, 1))
    corpus = Corpus([SOUGHT], holds_requests=True)
    assert rank(early, corpus).comparisons[0].weight < rank(FOUND, corpus).comparisons[0].weight


def test_what_was_remembered_is_forgotten():
    rank(SOUGHT, Corpus([FOUND]))
    assert skeleton.cache_info().currsize + consonants.cache_info().currsize + likeness.cache_info().currsize
    forget_words()
    assert [one.cache_info().currsize for one in (skeleton, consonants, likeness)] == [0, 0, 0]
