"""Invented people, the same for the same seed: names of syllables, places in few spellings, a story of some words."""

from __future__ import annotations

import random
from collections.abc import Iterator

from tessera.common.spans import DateSpan
from tessera.tracing.drafts import PersonDraft
from tessera.tracing.models import Kind, Sex

_SYLLABLES = "ba be ca co da di fa fe ga go ha je ka ko la le li ma me mo na ne no pa ra re ri sa se so ta te to va yo za"


def words(seed: int, number: int, syllables: tuple[int, int]) -> list[str]:
    chance, parts = random.Random(seed), _SYLLABLES.split()  # noqa: S311 - invents people
    return ["".join(chance.choices(parts, k=chance.randint(*syllables))) for _ in range(number)]


NAMES, PLACES, STORY = words(1, 4000, (2, 4)), words(2, 400, (3, 4)), words(3, 20_000, (1, 5))


def people(number: int, *, seed: int, letters: int) -> Iterator[PersonDraft]:
    """`letters`: how long the story of each is, about."""
    chance = random.Random(seed)  # noqa: S311 - invents people
    for at in range(number):
        draft = PersonDraft(
            kind=chance.choices([Kind.SOUGHT, Kind.FOUND, Kind.REMAINS], [6, 3, 1])[0],
            sex=chance.choice([Sex.FEMALE, Sex.MALE, ""]),
            nationality=chance.choice(["HN", "SN", "SV", "GT", "ET", "SY"]),
            event_place=chance.choice(PLACES).title(),
            event=DateSpan.of_year(chance.randint(2014, 2026)),
            heights=(165, 170),
            marks=[" ".join(chance.choices(STORY, k=4))],
            belongings=[" ".join(chance.choices(STORY, k=4))],
            phones=[f"+504 9{chance.randrange(10**7):07}"],
            circumstances=" ".join(chance.choices(STORY, k=letters // 8)),
            reference=f"B{seed}-{at}",
        )
        draft.name(" ".join(chance.choices(NAMES, k=3)).title())
        yield draft
