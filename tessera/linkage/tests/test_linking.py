"""Two whole lists against each other."""

import os
from pathlib import Path

import pytest

from benchmarks.linkage_data import febrl
from tessera.linkage.linking import link
from tessera.linkage.tests.people import day, person


def test_each_record_is_in_one_pair_at_most():
    sought = [person("Wendy Orellana", birth=day("1996-03-05")) for _ in range(3)]
    found = [person("Wendy Orellana", birth=day("1996-03-05")) for _ in range(2)]
    assert len(link(sought, found)) == 2
    assert len(link(sought, found, one_to_one=False)) == 6


def test_the_weightiest_pair_is_taken_first():
    exact = person("Wendy Orellana", birth=day("1996-03-05"))
    near = person("Wendi Orelana", birth=day("1996-03-05"))
    [pair] = link([near, exact], [person("Wendy Orellana", birth=day("1996-03-05"))])
    assert pair.request_key == exact.key


def test_the_threshold_is_a_probability():
    sought, found = [person("Wendy Orellana")], [person("Wendy Orellana")]
    assert len(link(sought, found, threshold=0)) == 1
    assert link(sought, found, threshold=1) == []
    with pytest.raises(ValueError, match="probability"):
        link(sought, found, threshold=12)


def test_empty_lists_have_no_pairs():
    assert link([], [person("Ana")]) == link([person("Ana")], []) == []


def test_febrl_4_is_linked_almost_without_error():
    folder = os.environ.get("TESSERA_TEST_DATA")
    if not folder:
        pytest.skip("TESSERA_TEST_DATA is not set: FEBRL 4 is not there to be linked.")
    pairs = link(*febrl.profiles(Path(folder)))
    right = sum(febrl.is_true(pair.request_key, pair.finding_key) for pair in pairs)
    assert 2 * right / (len(pairs) + 5000) >= 0.998
