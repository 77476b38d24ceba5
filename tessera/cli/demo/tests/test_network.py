"""The demonstration network as a whole: how much of everything, and nothing twice."""

import hashlib
import os
import subprocess
import sys
from collections import Counter

import pytest

from tessera.cli.demo import ANCHOR_DATE, DemoNetwork, build_network

# Seen on Python 3.11. Whoever edits the lists changes it; no version of Python may.
DIGEST = "22d2b849ba1ed41e47956e96cc12eefa83d40416fd32941e96fad43f796b7134"


@pytest.fixture(scope="module")
def network() -> DemoNetwork:
    return build_network()


def digest(network: DemoNetwork) -> str:
    return hashlib.sha256(repr(network).encode()).hexdigest()


def test_counts(network: DemoNetwork) -> None:
    assert len(network.organisations) == 8
    assert len(network.requests) == 400
    assert len(network.findings) == 900
    assert Counter(record.kind for record in network.findings) == {"remains": 500, "found": 400}
    assert {record.kind for record in network.requests} == {"sought"}
    assert Counter(pair.difficulty for pair in network.true_pairs) == {"easy": 20, "medium": 25, "hard": 15}


def test_five_countries_along_two_routes(network: DemoNetwork) -> None:
    assert {organisation.country for organisation in network.organisations} == {"HN", "MX", "SN", "MA", "ES"}
    assert {organisation.route for organisation in network.organisations} == {"north", "atlantic"}
    assert {organisation.language for organisation in network.organisations} == {"es", "fr"}


def test_members(network: DemoNetwork) -> None:
    logins = [member.login for member in network.members]
    assert len(set(logins)) == len(logins)
    assert set(Counter(member.organisation for member in network.members)) == set(range(8))
    assert set(Counter(member.organisation for member in network.members).values()) <= {2, 3}
    assert network.members[0].organisation == 0
    assert network.members[0].role == "administrator"
    for index in range(8):
        roles = {member.role for member in network.members if member.organisation == index}
        assert "coordinator" in roles


def test_references_are_unique_and_say_the_country(network: DemoNetwork) -> None:
    records = network.requests + network.findings
    references = [record.reference for record in records]
    assert len(set(references)) == 1300
    for record in records:
        assert record.reference[:3] == network.organisations[record.organisation].country + "-"


def test_neither_references_nor_order_reveal_the_pairs(network: DemoNetwork) -> None:
    place = {record.reference: i for i, record in enumerate(network.requests + network.findings)}
    gaps = {place[pair.finding] - place[pair.request] for pair in network.true_pairs}
    distances = {int(pair.finding[3:]) - int(pair.request[3:]) for pair in network.true_pairs}
    assert len(gaps) > 50
    assert len(distances) > 50


def test_every_pair_is_within_one_organisation_and_nobody_is_in_two(network: DemoNetwork) -> None:
    by_reference = {record.reference: record for record in network.requests + network.findings}
    for pair in network.true_pairs:
        request, finding = by_reference[pair.request], by_reference[pair.finding]
        assert request.kind == "sought"
        assert finding.kind in {"found", "remains"}
        assert request.organisation == finding.organisation
    assert len({pair.request for pair in network.true_pairs}) == 60
    assert len({pair.finding for pair in network.true_pairs}) == 60
    assert {by_reference[pair.request].organisation for pair in network.true_pairs} == set(range(8))
    assert 20 <= sum(by_reference[pair.finding].kind == "found" for pair in network.true_pairs) <= 40


def test_the_same_seed_gives_the_same_network(network: DemoNetwork) -> None:
    assert build_network() == network
    assert digest(network) == DIGEST
    assert digest(build_network(7)) != DIGEST


def test_the_order_of_sets_plays_no_part() -> None:
    """String hashes differ from process to process; a set that was iterated over would show it."""
    code = "from tessera.cli.demo.tests.test_network import *; print(digest(build_network()))"
    for hash_seed in ("1", "2"):
        run = subprocess.run(  # noqa: S603 - our own interpreter and our own words
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": hash_seed},
            capture_output=True,
            text=True,
            check=True,
        )
        assert run.stdout.strip() == DIGEST


@pytest.mark.parametrize("seed", [0, 1, 2026, 99_999])
def test_any_seed_works(seed: int) -> None:
    network = build_network(seed)
    assert len(network.requests) == 400
    assert all(r.event and r.event.earliest <= ANCHOR_DATE for r in network.requests + network.findings)
