"""The engine's evidence in words: one sentence a reason, in the reader's language.

A test holds `SENTENCES` against the engine's `REASONS`, so that no reason is ever shown without words.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _, gettext_lazy as lazy, ngettext

from tessera.common.spans import DateSpan
from tessera.linkage.comparison import Comparison
from tessera.linkage.evidence import Code, Evidence, Feature, Reason, Verdict
from tessera.linkage.folding import fold
from tessera.linkage.strength import Strength
from tessera.ui.countries import country_name
from tessera.ui.templatetags.ui import when

from .models import Sex

FEATURES: dict[Feature, str | Promise] = {
    Feature.NAMES: lazy("Name"),
    Feature.IDENTIFIERS: lazy("Numbers"),
    Feature.BIRTH: lazy("Date of birth"),
    Feature.AGE: lazy("Age"),
    Feature.SEX: lazy("Sex"),
    Feature.ORIGIN_PLACE: lazy("From"),
    Feature.NATIONALITY: lazy("Nationality"),
    Feature.EVENT: lazy("Time"),
    Feature.EVENT_PLACE: lazy("Place"),
    Feature.HEIGHT: lazy("Height"),
    Feature.MARKS: lazy("Marks"),
    Feature.BELONGINGS: lazy("Belongings"),
    Feature.KINSHIP: lazy("Kinship"),
}

STRENGTHS: dict[Strength, str | Promise] = {
    Strength.STRONG: lazy("Strong"),
    Strength.LIKELY: lazy("Likely"),
    Strength.POSSIBLE: lazy("Possible"),
    Strength.UNLIKELY: lazy("Unlikely"),
    Strength.WEAK: lazy("Weak"),
}

# How much of the ring is drawn, in hundredths; the word beside it is what counts.
SHARES = {
    Strength.STRONG: 95,
    Strength.LIKELY: 72,
    Strength.POSSIBLE: 42,
    Strength.UNLIKELY: 15,
    Strength.WEAK: 15,
}

VERDICTS: dict[Verdict, str | Promise] = {
    Verdict.FOR: lazy("speaks for"),
    Verdict.AGAINST: lazy("speaks against"),
    Verdict.UNKNOWN: lazy("unknown"),
}

_NOT_KNOWN = {
    "request": lazy("The request does not say: %(features)s"),
    "finding": lazy("The record found does not say: %(features)s"),
    "both": lazy("Neither side says: %(features)s"),
}

SENTENCES: dict[Code, str | Promise] = {
    Code.NOT_KNOWN: "",  # see _NOT_KNOWN
    Code.COUNTED_WITH_BIRTH: lazy("Counted with the date of birth"),
    Code.COUNTED_WITH_PLACE: lazy("The same: %(shared)s"),
    Code.NAMES_SAME: lazy("The same: %(finding)s"),
    Code.NAMES_OTHER_ORDER: lazy("The same words in another order: %(finding)s"),
    Code.NAMES_SPELLED_NEAR: lazy("Nearly alike: %(alike)s"),
    Code.NAMES_LESS_ALIKE: lazy("Only somewhat alike: %(alike)s. It may be another name"),
    Code.NAMES_WRITTEN_TOGETHER: lazy("The same, written together or apart: %(alike)s"),
    Code.NAMES_INITIALS: lazy("The initials fit: %(alike)s"),
    Code.NAMES_PART_MISSING: lazy("%(alike)s; only one side has %(missing)s"),
    Code.NAMES_PARTLY: lazy("%(alike)s; %(only_request)s does not fit %(only_finding)s"),
    Code.NAMES_DIFFER: lazy("Another name: %(finding)s"),
    Code.IDENTIFIER_SAME: lazy("The same number: %(identifier)s"),
    Code.IDENTIFIER_ONE_DIGIT: lazy("One digit differs: %(request)s and %(finding)s"),
    Code.IDENTIFIER_LAST_DIGITS: lazy("The last %(digits)s digits agree: %(finding)s"),
    Code.IDENTIFIERS_DIFFER: lazy("Other numbers; people have several"),
    Code.BIRTH_SAME: lazy("The same: %(finding)s"),
    Code.BIRTH_DAY_MONTH_SWAPPED: lazy("Day and month seem swapped: %(request)s and %(finding)s"),
    Code.BIRTH_ONE_DIGIT: lazy("One digit differs: %(request)s and %(finding)s"),
    Code.BIRTH_SAME_DAY_OTHER_YEAR: lazy("Same day of another year: %(request)s and %(finding)s"),
    Code.BIRTH_SAME_MONTH: lazy("Same month, another day: %(request)s and %(finding)s"),
    Code.BIRTH_SAME_YEAR: lazy("Same year, another day: %(request)s and %(finding)s"),
    Code.BIRTH_MONTH_AGREES: lazy("The month agrees: %(request)s"),
    Code.BIRTH_YEAR_AGREES: lazy("The year agrees: %(request)s"),
    Code.BIRTH_OTHER_DATE: lazy(
        "Two different dates, less than two years apart: %(request)s and %(finding)s"
    ),
    Code.BIRTH_FITS: lazy("They fit each other: %(request)s"),
    Code.BIRTH_NEAR: lazy("Close to each other: %(request)s"),
    Code.BIRTH_DIFFERS: lazy("Far from each other: %(request)s and %(finding)s"),
    Code.AGE_WITHOUT_DATE: lazy("An age without a date, so it cannot be compared"),
    Code.AGE_ESTIMATE_HOLDS: lazy("Would have been %(request)s; here %(finding)s estimated"),
    Code.AGE_ESTIMATE_NEAR: lazy("Would have been %(request)s; here %(finding)s estimated, which is near"),
    Code.AGE_ESTIMATE_DIFFERS: lazy("Would have been %(request)s; here %(finding)s estimated"),
    Code.SEX_SAME: lazy("The same: %(sex)s"),
    Code.SEX_DIFFERS: lazy("%(request)s sought, %(finding)s found"),
    Code.SEX_NOT_COMPARABLE: lazy("%(request)s and %(finding)s: says nothing either way"),
    Code.PLACE_SAME: lazy("The same: %(finding)s"),
    Code.PLACE_SPELLED_NEAR: lazy("Written nearly alike: %(request)s and %(finding)s"),
    Code.PLACE_COUNTRY_ONLY: lazy("Only the country agrees: %(country)s"),
    Code.PLACE_PARTLY: lazy("Partly the same: %(request)s and %(finding)s"),
    Code.PLACE_DIFFERS: lazy("%(request)s; here %(finding)s"),
    Code.NATIONALITY_SAME: lazy("The same: %(shared)s"),
    Code.NATIONALITY_DIFFERS: lazy("%(request)s; here %(finding)s"),
    Code.NATIONALITY_NOT_COMPARABLE: lazy("%(request)s; here %(finding)s: not comparable"),
    Code.FOUND_BEFORE_LAST_CONTACT: "",  # counted in days, see _days
    Code.FOUND_AROUND_LAST_CONTACT: lazy("Found around the time of the last contact"),
    Code.FOUND_SOON_AFTER: "",
    Code.FOUND_LONG_AFTER: "",
    Code.HEIGHT_NEAR: lazy("%(request)s cm said, %(finding)s cm here"),
    Code.HEIGHT_DIFFERS: lazy("%(request)s cm said, %(finding)s cm here"),
    Code.MARKS_SHARED: lazy("Both tell of: %(shared)s"),
    Code.MARKS_OPPOSE: lazy("These do not go together: %(opposed)s"),
    Code.MARKS_OTHER_LANGUAGE: lazy(
        "Written in two languages, so not compared: %(request)s; here %(finding)s"
    ),
    Code.MARKS_DIFFER: lazy("None in common: %(request)s; here %(finding)s"),
    Code.BELONGINGS_SHARED: lazy("Both tell of: %(shared)s"),
    Code.BELONGINGS_OPPOSE: lazy("These do not go together: %(opposed)s"),
    Code.BELONGINGS_OTHER_LANGUAGE: lazy(
        "Written in two languages, so not compared: %(request)s; here %(finding)s"
    ),
    Code.BELONGINGS_DIFFER: lazy("None in common: %(request)s; here %(finding)s"),
    Code.COULD_BE_RELATIVE: lazy("May be a relative, not the same person."),
    Code.NOT_A_RELATIVES_PATTERN: "",  # nothing to say
}

# Said by another line already, or nothing at all.
_NOT_SHOWN = {Code.COUNTED_WITH_BIRTH, Code.COUNTED_WITH_PLACE, Code.NOT_A_RELATIVES_PATTERN}


@dataclass(frozen=True, slots=True)
class Told:
    """One line of evidence as a page shows it; `x` and `width` draw its bar on a scale of 0 to 100.

    They are texts already: a page would write numbers with the decimal comma of its language.
    """

    feature: str
    sentence: str
    verdict: str
    label: str
    x: str
    width: str


# A bar reaches its end at this weight; what weighs more is drawn as long.
_FULL_BAR_BITS = 14.0
_LEAST_WIDTH = 3.0
_HALF = 48.0


def tell(comparison: Comparison) -> list[Told]:
    """What speaks for, then against, each the weightiest first; then, in a line a side, what is unknown."""
    shown = [one for one in comparison.evidence if one.reason.code not in _NOT_SHOWN]
    order = {Verdict.FOR: 0, Verdict.AGAINST: 1, Verdict.UNKNOWN: 2}
    said = [one for one in shown if one.reason.code != Code.NOT_KNOWN]
    said.sort(key=lambda one: (order[one.verdict], -abs(one.weight)))
    return [_told(one) for one in said] + _unknown(
        [one for one in shown if one.reason.code == Code.NOT_KNOWN]
    )


def kinds_agreeing(comparison: Comparison) -> str:
    """How much there is to go on, in a few words."""
    agree = sum(one.verdict == Verdict.FOR for one in comparison.evidence)
    known = sum(one.verdict != Verdict.UNKNOWN for one in comparison.evidence)
    return _("%(agree)s of %(known)s that are known agree") % {"agree": agree, "known": known}


def sentence(reason: Reason) -> str:
    """The reason in words."""
    values = {name: _said(value) for name, value in reason.values.items()}
    if "days" in reason.values:
        return _days(reason.code, int(str(reason.values["days"])))
    if "alike" in reason.values:
        values |= _words_of_names(reason)
    if reason.code in (Code.BIRTH_MONTH_AGREES, Code.BIRTH_YEAR_AGREES, Code.BIRTH_FITS, Code.BIRTH_NEAR):
        values["request"] = _pair((values["request"], values["finding"]))
    if reason.code in (Code.SEX_SAME, Code.SEX_DIFFERS, Code.SEX_NOT_COMPARABLE):
        values = {name: str(Sex(str(value)).label) for name, value in reason.values.items()}
    if reason.code in (
        Code.NATIONALITY_SAME,
        Code.COUNTED_WITH_PLACE,
        Code.NATIONALITY_DIFFERS,
        Code.NATIONALITY_NOT_COMPARABLE,
    ):
        values = {name: _countries(value) for name, value in reason.values.items()}
    return str(SENTENCES[reason.code]) % values


def _words_of_names(reason: Reason) -> dict[str, str]:
    """Which words of two names agree, and which do not, with the letters they were written in."""
    alike: Any = reason.values["alike"]
    only = {
        side: _words_or_initial(words)
        for side, words in reason.values.items()
        if side in ("only_request", "only_finding") and isinstance(words, tuple)
    }
    if reason.code in (Code.NAMES_PARTLY, Code.NAMES_PART_MISSING):
        words = ngettext("Only one word is alike: %(pairs)s", "Alike: %(pairs)s", len(alike))
        return only | {"alike": words % {"pairs": _said(alike)}}
    unequal = tuple(pair for pair in alike if fold(pair[0]) != fold(pair[1]))
    return {"alike": _said(unequal or alike)}


def _words_or_initial(words: Any) -> str:
    if len(words) == 1 and len(words[0]) == 1:
        return _("the initial %(letter)s.") % {"letter": words[0]}
    return ", ".join(words)


def _unknown(blank: list[Evidence]) -> list[Told]:
    """One line for all that is not known, whichever side does not say it."""
    parts = []
    for side, words in _NOT_KNOWN.items():
        features = [str(FEATURES[one.feature]) for one in blank if one.reason.values["missing"] == side]
        if features:
            parts.append(str(words) % {"features": ", ".join(features)})
    if not parts:
        return []
    label = str(VERDICTS[Verdict.UNKNOWN])
    return [Told(_("Not known"), ". ".join(parts), Verdict.UNKNOWN.value, label, "46", "8")]


def _told(one: Evidence) -> Told:
    width = max(_LEAST_WIDTH, min(_HALF, abs(one.weight) / _FULL_BAR_BITS * _HALF))
    if one.verdict == Verdict.UNKNOWN:
        x, width = 46.0, 8.0
    else:
        x = 50.0 if one.verdict == Verdict.FOR else 50.0 - width
    return Told(
        feature=str(FEATURES[one.feature]),
        sentence=sentence(one.reason),
        verdict=one.verdict.value,
        label=str(VERDICTS[one.verdict]),
        x=f"{x:.1f}",
        width=f"{width:.1f}",
    )


def _days(code: Code, days: int) -> str:
    if code == Code.FOUND_BEFORE_LAST_CONTACT:
        return ngettext(
            "Found %(n)s day BEFORE the last contact. If both dates are right, it is not this person.",
            "Found %(n)s days BEFORE the last contact. If both dates are right, it is not this person.",
            days,
        ) % {"n": days}
    if days < 60:
        return ngettext(
            "Found %(n)s day after the last contact", "Found %(n)s days after the last contact", days
        ) % {"n": days}
    months = round(days / 30.44)
    if months < 24:
        return ngettext(
            "Found about %(n)s month after the last contact",
            "Found about %(n)s months after the last contact",
            months,
        ) % {"n": months}
    years = round(days / 365.25)
    return ngettext(
        "Found about %(n)s year after the last contact",
        "Found about %(n)s years after the last contact",
        years,
    ) % {"n": years}


def _said(value: Any) -> str:
    """A value as it stands in a sentence: spans as dates, pairs side by side, ranges with a dash."""
    if isinstance(value, DateSpan | date):
        return when(value)
    if not isinstance(value, tuple):
        return str(value)
    if value and isinstance(value[0], int):
        return "–".join(str(number) for number in dict.fromkeys(value))
    return ", ".join(_pair(item) for item in value)


def _pair(item: Any) -> str:
    if not isinstance(item, tuple):
        return str(item)
    return " / ".join(dict.fromkeys(str(part) for part in item))


def _countries(value: Any) -> str:
    codes = value if isinstance(value, tuple) else (value,)
    return ", ".join(country_name(str(code)) for code in codes)
