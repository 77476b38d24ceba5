"""Full names: order free, spelling forgiving, rare words first."""

import pytest
from hypothesis import given, strategies as st

from tessera.linkage.comparison import compare
from tessera.linkage.evidence import Code, Feature, Verdict
from tessera.linkage.folding import fold_name
from tessera.linkage.frequencies import Frequencies
from tessera.linkage.tests.people import name_evidence, person

WORDS = ["Wendy", "Suyapa", "Orellana", "Zelaya", "Keita", "Selam", "Tewelde", "Nabil"]


@given(st.lists(st.sampled_from(WORDS), min_size=1, max_size=5, unique=True), st.randoms())
def test_order_does_not_matter(words, random):
    shuffled = random.sample(words, len(words))
    same = name_evidence(" ".join(words), " ".join(words)).weight
    assert name_evidence(" ".join(words), " ".join(shuffled)).weight == pytest.approx(same)


def test_swapped_given_name_and_surname_are_recognised():
    assert name_evidence("Selam Tewelde", "Tewelde Selam").reason.code is Code.NAMES_OTHER_ORDER


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Vásquez", "Basques"),
        ("Chaymae", "Shaimae"),
        ("Oumou", "Umu"),
        ("Ghebreab", "Gebreab"),
        ("Djibril", "Jibril"),
        ("Khalifa", "Kalifa"),
        ("Joselyn", "Yoselin"),
        ("Llanos", "Yanos"),
        ("Filippos", "Philipos"),
        ("Quispe", "Kispe"),
        ("Abderrazak", "Abdul Razzaq"),
        ("al-Ghazzawi", "Gazawi"),
        ("N’Guessan", "Nguesan"),
        ("إبراهيم", "Ibrahim"),
    ],
)
def test_spellings_of_one_name_agree(one, other):
    found = name_evidence(one, other)
    assert found.verdict is Verdict.FOR
    assert found.weight > 1


@pytest.mark.parametrize(
    ("one", "other"), [("Rosa", "Elmer"), ("Mahmoud", "Khalil"), ("Yonas", "Teklit"), ("Awa", "Coumba")]
)
def test_different_names_speak_against(one, other):
    found = name_evidence(one, other)
    assert (found.verdict, found.reason.code) == (Verdict.AGAINST, Code.NAMES_DIFFER)


def test_a_dropped_surname_costs_less_than_another_one():
    whole, dropped = "Wendy Orellana Zelaya", "Wendy Orellana"
    found = name_evidence(whole, dropped)
    assert found.reason.code is Code.NAMES_PART_MISSING
    assert found.reason.values["missing"] == ("Zelaya",)
    other = name_evidence(whole, "Wendy Orellana Keita")
    assert other.reason.code is Code.NAMES_PARTLY
    assert name_evidence(whole, whole).weight > found.weight > other.weight > 0


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Gebre Medhin Hagos", "Gebremedhin Hagos"),
        ("Anamaria Paz", "Paz Ana Maria"),
        ("Bouna Fall", "Boun A Fall"),
    ],
)
def test_words_written_together_answer_words_written_apart(one, other):
    for found in (name_evidence(one, other), name_evidence(other, one)):
        assert found.reason.code is Code.NAMES_WRITTEN_TOGETHER
        assert found.weight > 10


def test_an_initial_answers_its_word_and_no_other():
    assert name_evidence("W. Orellana", "Wendy Orellana").reason.code is Code.NAMES_INITIALS
    assert name_evidence("M. Orellana", "Wendy Orellana").reason.code is Code.NAMES_PARTLY


def test_an_initial_is_not_one_breath_with_the_next_word():
    """H is silent: "H Martinez" would sound like "Martines", and swallow somebody's given name."""
    found = name_evidence("María Martines Maradeaga", "Jose H. Madariaga Martinez")
    alike = [word for pair in found.reason.values["alike"] for word in pair]
    assert "Martinez" in alike
    assert not [word for word in alike if word.startswith("H ")]


def test_particles_and_titles_are_left_out_unless_nothing_else_is_there():
    assert fold_name("El Hadj Omar de la Cruz") == ("omar", "cruz")
    assert fold_name("De la") == ("de", "la")


def test_a_rare_name_weighs_more_than_a_common_one():
    listed = [person("Jose Garcia")] * 500 + [person("Xiomara Tzoc")]
    counted = Frequencies.of(listed)
    common = compare(person("Jose Garcia"), listed[0], counted).of(Feature.NAMES).weight
    rare = compare(person("Xiomara Tzoc"), listed[-1], counted).of(Feature.NAMES).weight
    assert rare > common + 10


def test_the_best_of_several_names_counts():
    request, finding = person("Nabil Haddad"), person("Selam Tewelde")
    alias = person()
    object.__setattr__(alias, "names", ("Nabil Haddad", "Selam Tewelde"))
    for one in (request, finding):
        assert compare(one, alias, Frequencies.of([])).of(Feature.NAMES).reason.code is Code.NAMES_SAME
