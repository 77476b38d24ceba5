"""Puts the demonstration network together: pairs first, then everybody they could be mistaken for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from tessera.cli.demo.dice import Dice
from tessera.cli.demo.findings import write_alive, write_remains
from tessera.cli.demo.organisations import MEMBERS, NETWORK_NAME, ORGANISATIONS, WORKLOADS, Workload
from tessera.cli.demo.pairs import DIFFICULTIES, tell_twice
from tessera.cli.demo.people import Inventor, Person
from tessera.cli.demo.requests import Case, write_request
from tessera.cli.demo.routes import Incident, Journey, Stretch, invent_incidents, invent_journey
from tessera.cli.demo.shapes import DemoNetwork, DemoRecord, Difficulty, TruePair
from tessera.cli.demo.telling import FAMILY, USUAL, Telling

DEFAULT_SEED = 1914

# Of people who are no pair: how many are a sibling or a namesake of somebody already on file.
_SIBLING, _NAMESAKE = 0.1, 0.06
_INCIDENTS_PER_STRETCH = 6


def build_network(seed: int = DEFAULT_SEED) -> DemoNetwork:
    """The whole network: the same for the same whole number, on any machine, on any day."""
    dice = Dice(seed)
    inventor = Inventor(dice)
    difficulties = dice.shuffled([level for level, count in DIFFICULTIES.items() for _ in range(count)])
    incidents = _incidents(dice)
    drafts = _Drafts()
    for index, workload in enumerate(WORKLOADS):
        office = _Office(dice, inventor, index, workload, incidents)
        office.fill(drafts, [difficulties.pop() for _ in range(workload.pairs)])
    return _publish(dice, drafts)


@dataclass(slots=True)
class _Drafts:
    """Records before they have references; `pairs` are positions in the two lists."""

    requests: list[DemoRecord] = field(default_factory=list)
    findings: list[DemoRecord] = field(default_factory=list)
    pairs: list[tuple[int, int, Difficulty]] = field(default_factory=list)


class _Office:
    """Writes the records of one organisation."""

    def __init__(
        self,
        dice: Dice,
        inventor: Inventor,
        index: int,
        workload: Workload,
        incidents: dict[Stretch, list[Incident]],
    ) -> None:
        self._dice = dice
        self._inventor = inventor
        self._index = index
        self._workload = workload
        self._incidents = incidents
        self._known: list[Case] = []

    def fill(self, drafts: _Drafts, difficulties: list[Difficulty]) -> None:
        load = self._workload
        pairs_alive = round(load.pairs * load.alive / (load.alive + load.remains))
        for number, difficulty in enumerate(difficulties):
            self._add_pair(drafts, difficulty, write_alive if number < pairs_alive else write_remains)
        for _ in range(load.sought - load.pairs):
            drafts.requests.append(self._request(self._someone(), Telling(FAMILY)))
        for _ in range(load.alive - pairs_alive):
            drafts.findings.append(write_alive(self._dice, self._someone(), Telling(USUAL)))
        for _ in range(load.remains - (load.pairs - pairs_alive)):
            drafts.findings.append(write_remains(self._dice, self._someone(), Telling(USUAL)))

    def _add_pair(
        self,
        drafts: _Drafts,
        difficulty: Difficulty,
        write_finding: Callable[[Dice, Case, Telling], DemoRecord],
    ) -> None:
        case = self._stranger()
        by_family, by_finder = tell_twice(self._dice, difficulty)
        drafts.pairs.append((len(drafts.requests), len(drafts.findings), difficulty))
        drafts.requests.append(self._request(case, by_family))
        drafts.findings.append(write_finding(self._dice, case, by_finder))
        self._known.append(case)

    def _request(self, case: Case, telling: Telling) -> DemoRecord:
        return write_request(self._dice, self._inventor, case, telling)

    def _someone(self) -> Case:
        """A stranger mostly; sometimes somebody easily taken for a person already on file."""
        case = self._lookalike() or self._stranger()
        self._known.append(case)
        return case

    def _lookalike(self) -> Case | None:
        kind = self._dice.weighted(
            {"sibling": round(_SIBLING * 100), "namesake": round(_NAMESAKE * 100), "": 84}
        )
        if not kind:
            return None
        case = self._dice.pick(self._known)
        journey = self._journey(case.person.nationality)
        if kind == "namesake":
            return self._case(self._inventor.namesake(case.person, journey.heard_on), journey)
        # Half of the siblings set out together: the same day, the same boat.
        together = case.journey if self._dice.chance(0.5) else journey
        return self._case(self._inventor.sibling(case.person, together.heard_on), together)

    def _stranger(self) -> Case:
        nationality = self._dice.weighted(self._workload.nationalities)
        journey = self._journey(nationality)
        return self._case(self._inventor.person(nationality, journey.heard_on), journey)

    def _case(self, person: Person, journey: Journey) -> Case:
        return Case(person, journey, self._index, ORGANISATIONS[self._index].language)

    def _journey(self, nationality: str) -> Journey:
        ways = [way for way in self._workload.stretches if nationality not in way.not_for]
        way = self._dice.pick(ways)
        return invent_journey(self._dice, way, self._incidents[way])


def _incidents(dice: Dice) -> dict[Stretch, list[Incident]]:
    """Shared by all organisations on a stretch: two of them may each know part of one boat."""
    ways = dict.fromkeys(way for workload in WORKLOADS for way in workload.stretches)
    return {way: invent_incidents(dice, way, _INCIDENTS_PER_STRETCH) for way in ways}


def _publish(dice: Dice, drafts: _Drafts) -> DemoNetwork:
    """Gives out references and shuffles, so that neither number nor order says who belongs together."""
    numbers = {country: dice.shuffled(range(1, 1000)) for country in _countries()}
    requests = [_numbered(record, numbers) for record in drafts.requests]
    findings = [_numbered(record, numbers) for record in drafts.findings]
    pairs = [
        TruePair(requests[asked].reference, findings[found].reference, difficulty)
        for asked, found, difficulty in drafts.pairs
    ]
    return DemoNetwork(
        name=NETWORK_NAME,
        organisations=ORGANISATIONS,
        members=MEMBERS,
        requests=tuple(dice.shuffled(requests)),
        findings=tuple(dice.shuffled(findings)),
        true_pairs=tuple(dice.shuffled(pairs)),
    )


def _countries() -> list[str]:
    return list(dict.fromkeys(organisation.country for organisation in ORGANISATIONS))


def _numbered(record: DemoRecord, numbers: dict[str, list[int]]) -> DemoRecord:
    country = ORGANISATIONS[record.organisation].country
    return replace(record, reference=f"{country}-{numbers[country].pop():04d}")
