"""True pairs: possible in time, recognisable by a careful human, and of a mixed difficulty."""

from statistics import mean

import pytest

from tessera.cli.demo import DemoNetwork, DemoRecord, build_network
from tessera.cli.demo.shapes import Difficulty
from tessera.cli.demo.tests.reading import SPECIFIC, agreements, plain

Pairs = list[tuple[DemoRecord, DemoRecord, Difficulty]]


def pairs_of(network: DemoNetwork) -> Pairs:
    by_reference = {record.reference: record for record in network.requests + network.findings}
    return [(by_reference[p.request], by_reference[p.finding], p.difficulty) for p in network.true_pairs]


@pytest.fixture(scope="module")
def network() -> DemoNetwork:
    return build_network()


@pytest.fixture(scope="module")
def pairs(network: DemoNetwork) -> Pairs:
    return pairs_of(network)


@pytest.mark.parametrize("seed", [1914, 3, 77, 2026])
def test_every_pair_leaves_something_to_go_on(seed: int) -> None:
    for request, finding, _ in pairs_of(build_network(seed)):
        agreed = agreements(request, finding)
        assert len(agreed) >= 2, (request, finding)
        assert agreed & SPECIFIC, (request, finding)


def test_found_after_the_last_contact(pairs: Pairs) -> None:
    for request, finding, _ in pairs:
        assert request.event
        assert finding.event
        assert finding.event.latest >= request.event.earliest
        if request.event.earliest == request.event.latest and finding.event.earliest == finding.event.latest:
            assert finding.event.earliest > request.event.earliest


def test_sex_never_contradicts(pairs: Pairs) -> None:
    for request, finding, _ in pairs:
        assert finding.sex in {request.sex, ""}


def test_the_levels_differ(pairs: Pairs) -> None:
    kinds = {
        level: mean(len(agreements(a, b)) for a, b, difficulty in pairs if difficulty == level)
        for level in ("easy", "medium", "hard")
    }
    assert kinds["easy"] > kinds["medium"] > kinds["hard"]


def test_hard_pairs_have_no_full_name_in_common(pairs: Pairs) -> None:
    for request, finding, difficulty in pairs:
        if difficulty == "hard":
            assert not any(name.kind == "document" for name in finding.names)
            assert all(" " not in name.text for name in finding.names)
            assert len(agreements(request, finding) & SPECIFIC) >= 2


def test_noise_of_every_kind_occurs(pairs: Pairs) -> None:
    births = [(a.birth, b.birth) for a, b, _ in pairs if a.birth and b.birth]
    days = [(a.earliest, b.earliest) for a, b in births if a.earliest == a.latest and b.earliest == b.latest]
    assert any((x.month, x.day) == (y.day, y.month) and x.day != y.day for x, y in days)
    assert any(abs(x.year - y.year) == 1 for x, y in days)
    assert any(plain(a.names[0].text) != plain(b.names[0].text) for a, b, _ in pairs if b.names)
    assert any(b.ages and b.ages.oldest - b.ages.youngest >= 8 for _, b, _ in pairs)
    assert any(not set(a.belongings) & set(b.belongings) for a, b, _ in pairs)


def test_somebody_else_could_be_meant(network: DemoNetwork) -> None:
    """Siblings and namesakes are on file, in the same organisation as the person they resemble."""
    seen: set[tuple[int, str, str]] = set()
    alike = 0
    for record in network.requests + network.findings:
        for name in record.names:
            key = (record.organisation, plain(name.text).split(" ", 1)[-1], name.kind)
            alike += key in seen and name.kind == "full"
            seen.add(key)
    assert alike > 80


def test_many_share_a_departure(network: DemoNetwork) -> None:
    aboard = [r for r in network.requests + network.findings if "personas." in r.circumstances]
    assert len(aboard) > 60
