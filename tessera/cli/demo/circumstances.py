"""One to three sentences on what happened, in the organisation's language: opening, detail, closing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import ModuleType

from tessera.cli.demo.describing import elided
from tessera.cli.demo.dice import Dice
from tessera.cli.demo.people import Culture
from tessera.cli.demo.routes import Incident, Journey
from tessera.cli.demo.shapes import ContactWish
from tessera.cli.demo.words import sentences_es, sentences_fr
from tessera.cli.demo.words.phrases import KIN, RELATIONS

_WORDS: Mapping[str, ModuleType] = {"es": sentences_es, "fr": sentences_fr}
_ENDINGS = re.compile(r"\[([^|\]]*)\|([^\]]*)\]")

_Lines = tuple[str, ...]


class Storyteller:
    """Writes sentences in one language about one journey; `sex`, as recorded, decides the endings."""

    def __init__(self, dice: Dice, language: str, journey: Journey, sex: str) -> None:
        self._dice = dice
        self._words = _WORDS[language]
        self._language = language
        self._journey = journey
        self._sex = sex

    def about_a_search(self, relation: str, culture: Culture) -> str:
        lines: Mapping[str, _Lines] = self._words.SOUGHT
        details = lines["detail"] + lines.get(culture, ())
        closings = lines["closing"] + (lines["kin"] if relation in KIN else ())
        sentences = self._some(self._opening(lines, self._words.ABOARD), details, closings)
        who = RELATIONS[relation].by_language[self._language][0]
        place = self._journey.heard_at.spellings[0]
        return self._fill(sentences, place=place, relation=who, Relation=who[0].upper() + who[1:])

    def about_someone_alive(self, wish: ContactWish) -> str:
        lines: Mapping[str, _Lines] = self._words.ALIVE
        sentences = self._some(self._opening(lines, self._words.FOUND_FROM), lines["detail"])
        return self._fill([*sentences, self._pick(lines[wish])], place=self._found_at())

    def about_remains(self, facts: Sequence[str]) -> str:
        """`facts` are keys of sentences that are true of this record: "named", "measured", "seen soon"..."""
        lines: Mapping[str, _Lines] = self._words.REMAINS
        opening = self._opening(lines, self._words.FOUND_FROM)
        if "seen soon" in facts and not self._journey.incident:
            opening += lines["seen soon"]
        details = sum((lines[fact] for fact in facts if fact != "seen soon"), lines["detail"])
        return self._fill(self._some(opening, details, lines["closing"]), place=self._found_at())

    def _found_at(self) -> str:
        return self._journey.found_at.spellings[0]

    def _opening(self, lines: Mapping[str, _Lines], shared: Mapping[str, _Lines]) -> _Lines:
        """Sentences that suit the terrain, or the vessel or lorry in which many people left together."""
        terrain = self._journey.stretch.terrain
        incident = self._journey.incident
        if incident is None or self._dice.chance(0.4):
            return lines["any"] + lines.get(terrain, ())
        chosen = shared["sea" if terrain == "sea" else "land"]
        return tuple(_name_incident(line, incident, self._language) for line in chosen)

    def _some(self, opening: _Lines, *others: _Lines) -> list[str]:
        """An opening always, what follows more often than not."""
        return [self._pick(opening), *(self._pick(lines) for lines in others if self._dice.chance(0.65))]

    def _pick(self, lines: _Lines) -> str:
        known = self._sex in {"F", "M"}
        return self._dice.pick([line for line in lines if known or not _ENDINGS.search(line)])

    def _fill(self, sentences: Sequence[str], **slots: str) -> str:
        text = _ENDINGS.sub(lambda match: match[2 if self._sex == "F" else 1], " ".join(sentences))
        return elided(text.format(**slots), self._language)


def _name_incident(line: str, incident: Incident, language: str) -> str:
    return line.format(
        craft=incident.craft.by_language[language][0],
        start=incident.start.spellings[0],
        aboard=max(10, round(incident.aboard, -1)),
    )
