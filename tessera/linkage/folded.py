"""A profile made ready to be compared many times: folded once, with ages turned into years of birth."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import islice

from tessera.common.spans import DateSpan
from tessera.linkage.folding import fold_code, name_words, place_words
from tessera.linkage.profile import Ages, Profile
from tessera.linkage.things import thing_words

_OLDEST_PERSON = 125
MOST_PARTS = 12
"""No record has more names, marks, things or numbers that matter: what is pasted in would only take time."""


@dataclass(frozen=True, slots=True)
class Phrase:
    """A name, a place, a mark or a thing as written, its folded words, and each of these as it was written."""

    written: str
    words: tuple[str, ...]
    as_written: tuple[str, ...]

    @classmethod
    def of(cls, written: str, words: Iterable[tuple[str, str]]) -> Phrase:
        pairs = tuple(words)
        return cls(written, tuple(word for word, _ in pairs), tuple(text for _, text in pairs))

    def said(self, words: str) -> str:
        """A folded word, or several, with the letters they were written in."""
        texts = dict(zip(self.words, self.as_written, strict=True))
        return " ".join(texts[word] for word in words.split())


@dataclass(frozen=True, slots=True)
class Folded:
    """A profile and what comparing needs of it. `identifiers` maps each folded code to what was written."""

    profile: Profile
    names: tuple[Phrase, ...]
    age_birth: DateSpan | None
    origin_place: Phrase
    event_place: Phrase
    marks: tuple[Phrase, ...]
    belongings: tuple[Phrase, ...]
    identifiers: dict[str, str]

    def age_birth_beside(self, other: Folded) -> DateSpan | None:
        """`age_birth`, and for remains also the days of birth of somebody who died as soon as they were lost."""
        if self.age_birth is None or not self.died_unseen:
            return self.age_birth
        days = days_between(other.profile.event, self.profile.event)
        return DateSpan(_days_before(self.age_birth.earliest, days), self.age_birth.latest)

    @property
    def died_unseen(self) -> bool:
        """Whether an age is one at death, and nothing says when that was but that they were found."""
        ages = self.profile.ages
        return self.profile.remains and ages is not None and ages.at is None


def days_between(contact: DateSpan | None, found: DateSpan | None) -> int:
    """The most days that somebody may have been dead before being found, as far as dates are known."""
    return max(0, (found.earliest - contact.earliest).days) if contact and found else 0


def fold_profile(profile: Profile) -> Folded:
    """Fold every text of a profile; what folds to nothing counts as blank."""
    names = (Phrase.of(written, name_words(written)) for written in profile.names)
    codes = ((fold_code(written), written) for written in sorted(profile.identifiers))
    return Folded(
        profile=profile,
        names=tuple(islice((name for name in names if name.words), MOST_PARTS)),
        age_birth=birth_from_ages(profile.ages, profile.event),
        origin_place=Phrase.of(profile.origin_place, place_words(profile.origin_place)),
        event_place=Phrase.of(profile.event_place, place_words(profile.event_place)),
        marks=_fold_phrases(profile.marks),
        belongings=_fold_phrases(profile.belongings),
        identifiers=dict(islice(((code, written) for code, written in codes if code), MOST_PARTS)),
    )


def _fold_phrases(texts: tuple[str, ...]) -> tuple[Phrase, ...]:
    phrases = (Phrase.of(written, ((word, word) for word in thing_words(written))) for written in texts)
    return tuple(islice((phrase for phrase in phrases if phrase.words), MOST_PARTS))


def birth_from_ages(ages: Ages | None, event: DateSpan | None) -> DateSpan | None:
    """The days of birth that an age leaves open; None when nothing says when the person had that age.

    Ages outside 0 to 125, or with the ends swapped, are put right rather than refused.
    """
    asked = (ages and ages.at) or event
    if ages is None or asked is None:
        return None
    youngest, oldest = sorted(min(max(age, 0), _OLDEST_PERSON) for age in (ages.youngest, ages.oldest))
    return DateSpan(_years_before(asked.earliest, oldest + 1), _years_before(asked.latest, youngest))


def _years_before(day: date, years: int) -> date:
    """The same day so many years earlier, give or take one, never before the calendar begins."""
    return _days_before(day, round(years * 365.25))


def _days_before(day: date, days: int) -> date:
    return date.fromordinal(max(1, day.toordinal() - days))
