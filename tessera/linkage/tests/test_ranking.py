"""The first look at all records loses nobody that the full comparison would put first."""

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings, strategies as st

from tessera.linkage import ranking
from tessera.linkage.comparison import compare_folded
from tessera.linkage.corpus import Corpus
from tessera.linkage.folded import fold_profile
from tessera.linkage.profile import Heights, Sex
from tessera.linkage.ranking import rank
from tessera.linkage.tests.people import day, person, profiles

GIVEN = (
    "Ana",
    "Wendy",
    "Iris",
    "Marvin",
    "Elmer",
    "Selvin",
    "Awa",
    "Moussa",
    "Fatou",
    "Selam",
    "Yonas",
    "Nabil",
)
FAMILY = (
    "Orellana",
    "Zelaya",
    "Funez",
    "Tzoc",
    "Caal",
    "Diallo",
    "Keita",
    "Ndiaye",
    "Tewelde",
    "Hagos",
    "Haddad",
)
TOWNS = ("Tocoa", "Yoro", "Olanchito", "Kaolack", "Thies", "Keren", "Mendefera", "Latakia", "Homs", "Kenitra")


def people(number, seed):
    """Invented people; names repeat as they do in life."""
    rng = random.Random(seed)  # noqa: S311
    return [
        person(
            f"{rng.choice(GIVEN)} {rng.choice(FAMILY)} {rng.choice(FAMILY)}",
            sex=rng.choice((Sex.FEMALE, Sex.MALE, Sex.UNKNOWN)),
            birth=day(f"{rng.randrange(1970, 2005)}-{rng.randrange(1, 13):02}-{rng.randrange(1, 29):02}"),
            origin_place=rng.choice(TOWNS),
            height=Heights(rng.randrange(150, 190), 190),
            marks=(rng.choice(("scar on chin", "rose tattoo", "gold tooth")),),
            identifiers=frozenset({str(rng.randrange(10**7, 10**8))}),
        )
        for _ in range(number)
    ]


def by_brute_force(request, corpus):
    folded = fold_profile(request)
    return [compare_folded(folded, record, corpus.frequencies).weight for record in corpus.records]


def damaged(profile, rng):
    """The same person as somebody else wrote them down."""
    words = profile.names[0].split()
    rng.shuffle(words)
    spelled = words[0].replace("y", "i").replace("K", "C").replace("S", "Z")
    birth = rng.choice((None, profile.birth))
    return replace(
        profile,
        key="damaged",
        names=(f"{spelled} {words[1]}",),
        birth=birth,
        identifiers=frozenset(),
        marks=(),
    )


def test_planted_partners_are_found_first():
    findings, rng = people(400, seed=1), random.Random(2)  # noqa: S311
    corpus = Corpus(findings)
    found = [rank(damaged(one, rng), corpus, most=3).comparisons for one in findings[:60]]
    first = sum(best[0].finding_key == one.key for best, one in zip(found, findings, strict=False))
    in_three = sum(
        one.key in {c.finding_key for c in best} for best, one in zip(found, findings, strict=False)
    )
    assert first >= 55
    assert in_three >= 59


def test_the_first_look_keeps_what_the_full_comparison_puts_first(monkeypatch):
    monkeypatch.setattr(ranking, "COMPARED_IN_FULL", 30)
    findings, rng = people(1500, seed=3), random.Random(4)  # noqa: S311
    corpus = Corpus(findings)
    for one in findings[:40]:
        request = damaged(one, rng)
        best = rank(request, corpus, most=1).comparisons[0]
        assert best.weight == pytest.approx(max(by_brute_force(request, corpus)))


@settings(max_examples=60)
@given(st.lists(profiles, min_size=1, max_size=8), profiles)
def test_any_records_can_be_ranked_and_come_in_order(findings, request):
    result = rank(request, Corpus(findings))
    weights = [one.weight for one in result.comparisons]
    assert result.compared == len(findings) == len(weights)
    assert weights == sorted(weights, reverse=True)
    assert weights == pytest.approx(sorted(by_brute_force(request, Corpus(findings)), reverse=True))


def test_estimates_of_dates_traits_and_numbers_are_those_of_the_full_comparison():
    """Names, places and phrases may be estimated roughly; the rest has no reason to differ."""
    findings = [replace(one, names=(), marks=(), origin_place="") for one in people(200, seed=5)]
    corpus = Corpus(findings)
    for request in findings[:20]:
        assert corpus.estimate(fold_profile(request)) == pytest.approx(
            by_brute_force(request, corpus), abs=0.01
        )


def test_a_number_with_one_wrong_digit_is_found_without_anything_else():
    findings = people(600, seed=6)
    number = next(iter(findings[123].identifiers))
    wrong = number[:3] + str((int(number[3]) + 5) % 10) + number[4:]
    best = rank(person(identifiers=frozenset({wrong})), Corpus(findings), most=1).comparisons[0]
    assert best.finding_key == findings[123].key


def test_an_empty_list_gives_an_empty_ranking():
    assert rank(person("Ana"), Corpus([])) == ranking.Ranking(compared=0, comparisons=())


def test_most_limits_what_is_given_and_cannot_be_negative():
    corpus = Corpus(people(50, seed=7))
    assert len(rank(person("Ana Tzoc"), corpus, most=5).comparisons) == 5
    assert rank(person("Ana Tzoc"), corpus, most=0).comparisons == ()
    with pytest.raises(ValueError, match="-1"):
        rank(person("Ana Tzoc"), corpus, most=-1)


def test_estimates_are_numbers():
    corpus = Corpus([*people(20, seed=8), person()])
    assert np.isfinite(corpus.estimate(fold_profile(person("Ana")))).all()
