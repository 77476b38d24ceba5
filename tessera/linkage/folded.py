"""A profile made ready to be compared many times: folded once, with ages turned into years of birth."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from tessera.common.spans import DateSpan
from tessera.linkage.folding import fold_code, fold_name, fold_words
from tessera.linkage.profile import Ages, Profile

_OLDEST_PERSON = 125


@dataclass(frozen=True, slots=True)
class Phrase:
    """A name, a mark or a thing as written, and its folded words."""

    written: str
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Folded:
    """A profile and what comparing needs of it. `identifiers` maps each folded code to what was written."""

    profile: Profile
    names: tuple[Phrase, ...]
    age_birth: DateSpan | None
    origin_place: tuple[str, ...]
    event_place: tuple[str, ...]
    marks: tuple[Phrase, ...]
    belongings: tuple[Phrase, ...]
    identifiers: dict[str, str]


def fold_profile(profile: Profile) -> Folded:
    """Fold every text of a profile; what folds to nothing counts as blank."""
    names = (Phrase(written, fold_name(written)) for written in profile.names)
    codes = ((fold_code(written), written) for written in sorted(profile.identifiers))
    return Folded(
        profile=profile,
        names=tuple(name for name in names if name.words),
        age_birth=birth_from_ages(profile.ages, profile.event),
        origin_place=fold_words(profile.origin_place),
        event_place=fold_words(profile.event_place),
        marks=_fold_phrases(profile.marks),
        belongings=_fold_phrases(profile.belongings),
        identifiers={code: written for code, written in codes if code},
    )


def _fold_phrases(texts: tuple[str, ...]) -> tuple[Phrase, ...]:
    phrases = (Phrase(written, fold_words(written)) for written in texts)
    return tuple(phrase for phrase in phrases if phrase.words)


def birth_from_ages(ages: Ages | None, event: DateSpan | None) -> DateSpan | None:
    """The days of birth that an age leaves open; None when nothing says when the person had that age.

    An age without a day of its own is taken as of the event: how old someone was when last heard of or
    found. Ages outside 0 to 125, or with the ends swapped, are put right rather than refused.
    """
    asked = DateSpan(ages.at, ages.at) if ages and ages.at else event
    if ages is None or asked is None:
        return None
    youngest, oldest = sorted(min(max(age, 0), _OLDEST_PERSON) for age in (ages.youngest, ages.oldest))
    return DateSpan(_years_before(asked.earliest, oldest + 1), _years_before(asked.latest, youngest))


def _years_before(day: date, years: int) -> date:
    """The same day so many years earlier, give or take one, never before the calendar begins."""
    return date.fromordinal(max(1, day.toordinal() - round(years * 365.25)))
