"""What pages say of entries and marks: plain values and sentences in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, time
from itertools import groupby
from typing import Any

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext as _, gettext_lazy as lazy

from tessera.common.typed_hours import Hours, write_hours
from tessera.ui.days import DAY_NAMES

from .dialling import dialled
from .documents import (
    Document,
    all_parts,
    codes,
    language_of,
    own,
    parts,
    spoken_languages,
    text_in,
    texts_of,
)
from .hours import DAYS, is_weekly, week_of
from .marks import Certainty, Mark, Told, Verdict
from .vocabulary import Answer, Community, OrganisationKind, Papers, Status, Theme

VERDICTS: dict[Verdict, Promise] = {
    Verdict.FIREWALL: lazy("Firewall found: status is not asked, nothing is handed on"),
    Verdict.ONE_SAYS_SO: lazy(
        "Probably no questions about papers: one organisation found so, none has confirmed it"
    ),
    Verdict.CAREFUL: lazy("Careful: papers are asked about, or something is handed on"),
    Verdict.UNKNOWN: lazy("Not known whether papers are asked about"),
}
_NOT_EVERY_WEEK = ("interval", "count", "bymonth", "bymonthday", "byweekno", "byyearday")
_ALL_DAY = (time(0, 0), time(23, 59))
TONES = {Verdict.FIREWALL: "ok", Verdict.ONE_SAYS_SO: "wait", Verdict.CAREFUL: "no", Verdict.UNKNOWN: "wait"}

QUESTION_SENTENCES: dict[str, dict[Answer, Promise]] = {
    "identity_asked": {
        Answer.YES: lazy("They ask who somebody is."),
        Answer.SOMETIMES: lazy("They sometimes ask who somebody is."),
        Answer.NO: lazy("They do not ask who somebody is."),
        Answer.UNKNOWN: lazy("Whether they ask who somebody is, is not known."),
    },
    "status_asked": {
        Answer.YES: lazy("They ask about papers or status."),
        Answer.SOMETIMES: lazy("They sometimes ask about papers or status."),
        Answer.NO: lazy("They do not ask about papers or status."),
        Answer.UNKNOWN: lazy("Whether they ask about papers or status, is not known."),
    },
    "shared": {
        Answer.YES: lazy("They hand on what they learn."),
        Answer.SOMETIMES: lazy("They sometimes hand on what they learn."),
        Answer.NO: lazy("They hand nothing on."),
        Answer.UNKNOWN: lazy("Whether they hand on what they learn, is not known."),
    },
    "accompanied_report": {
        Answer.YES: lazy("A crime can be reported here, accompanied, without questions about status."),
        Answer.SOMETIMES: lazy("A crime can sometimes be reported here without questions about status."),
        Answer.NO: lazy("A crime cannot be reported here without questions about status."),
        Answer.UNKNOWN: lazy(
            "Whether a crime can be reported here without questions about status, is not known."
        ),
    },
}
CERTAINTIES: dict[Certainty, Promise] = {
    Certainty.CONFIRMED: lazy("two organisations found this"),
    Certainty.ONE: lazy("one organisation found this"),
    Certainty.DIFFERENT: lazy("organisations found different things"),
    Certainty.UNKNOWN: lazy("nobody has found out"),
}


@dataclass(frozen=True, slots=True)
class Text:
    """Words and the language they are in, for whoever reads them aloud."""

    text: str
    language: str

    def __bool__(self) -> bool:
        return bool(self.text)


@dataclass(frozen=True, slots=True)
class ToldEntry:
    name: Text
    description: Text
    other_names: list[Text]
    alert: str
    status: Status | None
    filed_under: list[str]
    themes: list[Any]
    languages: list[str]
    interpretation: str
    week: list[tuple[Any, str]]
    further_hours: list[str]
    hours_notes: str
    papers: Papers
    paper_list: list[str]
    fees: str
    eligibility: str
    how_to_come: str
    phones: list[ToldPhone]
    email: str
    website: str
    places: list[ToldPlace]
    area: list[str]
    kind: str
    serves: list[Any]
    led_by: list[Any]
    host_needs: str
    office: Mapping[str, Any] = field(default_factory=dict)
    files: list[str] = field(default_factory=list)
    term_ends: date | None = None
    term_is_over: bool = False


@dataclass(frozen=True, slots=True)
class ToldPhone:
    number: str
    dialled: str  # for a `tel:` link; empty where what is dialled would not be certain
    further: str  # the extension, and what the number is for


@dataclass(frozen=True, slots=True)
class ToldPlace:
    name: str
    lines: list[str]
    country: str
    latitude: float | None
    longitude: float | None


@dataclass(frozen=True, slots=True)
class ToldMark:
    verdict: Any
    tone: str
    sentences: list[tuple[Any, Any, bool]]  # what, how sure, whether it is known
    by: Sequence[tuple[str, date]]
    until: date | None
    last_expired: date | None
    shared_with: Sequence[str]


def tell_entry(document: Document, places: Sequence[Document]) -> ToldEntry:
    language = get_language() or "en"
    name, description = (Text(*text_in(document, one, language)) for one in ("name", "description"))
    also = [Text(str(document.get("alternate_name") or ""), language_of(document))]
    named = [(text, code) for code, text in texts_of(document, "name").items()]
    schedules = list(all_parts(document, "schedules"))
    week = week_of(schedules)
    papers = [str(one["document"]) for one in parts(document, "required_documents") if one.get("document")]
    office = own(document).get("office", {})
    ends = _day(office.get("term_ends"))
    return ToldEntry(
        name=name,
        description=description,
        other_names=[one for one in [*also, *(Text(*of) for of in named)] if one and one.text != name.text],
        alert=str(document.get("alert", "")),
        status=Status(document["status"]) if document.get("status") in Status.values else None,
        filed_under=codes(document, "filed_under"),
        themes=[Theme(code).label for code in codes(document, "themes") if code in Theme.values],
        languages=spoken_languages(document),
        interpretation=str(document.get("interpretation_services") or ""),
        week=_week(week) if week else [],
        further_hours=list(dict.fromkeys(filter(None, map(_in_words, schedules)))),
        hours_notes=str(own(document).get("hours_notes", "")),
        papers=_papers(document, papers),
        paper_list=papers,
        fees=_fees(document),
        eligibility=str(document.get("eligibility_description", "")),
        how_to_come=str(document.get("application_process", "")),
        phones=[_phone(one) for one in all_parts(document, "phones") if one.get("number")],
        email=str(document.get("email", "")),
        website=str(document.get("website") or document.get("url", "")),
        places=[_place(place) for place in places],
        area=[str(one["name"]) for one in parts(document, "service_areas") if one.get("name")],
        kind=str(dict(OrganisationKind.choices).get(own(document).get("kind", ""), "")),
        serves=[Community(code).label for code in codes(document, "serves") if code in Community.values],
        led_by=[Community(code).label for code in codes(document, "led_by") if code in Community.values],
        host_needs=str(own(document).get("host_needs", "")),
        office=office,
        files=codes(document, "files"),
        term_ends=ends,
        term_is_over=ends is not None and ends < timezone.localdate(),
    )


def tell_mark(mark: Mark) -> ToldMark:
    return ToldMark(
        verdict=VERDICTS[mark.verdict],
        tone=TONES[mark.verdict],
        sentences=[
            (
                QUESTION_SENTENCES[one.question][one.answer],
                CERTAINTIES[one.certainty],
                one.answer != Answer.UNKNOWN,
            )
            for one in mark.told
        ],
        by=mark.by,
        until=mark.until,
        last_expired=mark.last_expired,
        shared_with=mark.shared_with,
    )


def tell_posted_mark(said: Mapping[str, Any], today: date) -> ToldMark | None:
    """The mark of a poster; once it has expired it says nothing but when it was checked. None where there is none."""
    if not said:
        return None
    checked, until = _day(said.get("checked_on")), _day(said.get("until"))
    if until is None or today > until:
        unknown = tuple(Told(question, Answer.UNKNOWN, Certainty.UNKNOWN) for question in QUESTION_SENTENCES)
        return tell_mark(Mark(Verdict.UNKNOWN, unknown, last_expired=checked))
    told = tuple(
        Told(question, Answer(answer), Certainty(certainty))
        for question, (answer, certainty) in said["told"].items()
    )
    return tell_mark(Mark(Verdict(said["verdict"]), told, until=until))


def _week(week: Mapping[str, list[Hours]]) -> list[tuple[str, str]]:
    """Days and their hours; days in a row with the same hours are said together. A dash: nobody knows of any."""
    told: list[tuple[str, str]] = []
    for hours, days in groupby(enumerate(DAYS), lambda day: week.get(day[1], [])):
        numbers = [number for number, _day_code in days]
        first, last = DAY_NAMES[numbers[0]], DAY_NAMES[numbers[-1]]
        if len(numbers) == len(DAYS):
            named = _("Every day")
        else:
            named = (
                str(first) if first == last else _("%(first)s to %(last)s") % {"first": first, "last": last}
            )
        told.append((named, _("day and night") if hours == [_ALL_DAY] else write_hours(hours)))
    return told


def _papers(document: Document, listed: list[str]) -> Papers:
    """An empty list never says that none are required: only somebody who said so does."""
    if listed:
        return Papers.SOME
    return Papers.NONE if own(document).get("papers") == Papers.NONE else Papers.UNKNOWN


def _place(place: Document) -> ToldPlace:
    address = next(iter(parts(place, "addresses")), {})
    town = " ".join(str(address[name]) for name in ("postal_code", "city") if address.get(name))
    lines = [
        str(address.get("address_1", "")),
        str(address.get("address_2", "")),
        town,
        str(address.get("state_province", "")),
    ]
    return ToldPlace(
        name=str(place.get("name", "")),
        lines=[line for line in lines if line],
        country=str(address.get("country", "")),
        latitude=place.get("latitude"),
        longitude=place.get("longitude"),
    )


def _in_words(schedule: Document) -> str:
    """What the table of the week leaves out: remarks, and a schedule that is no plain week as a whole."""
    said = [str(schedule.get(name) or "") for name in ("description", "notes")]
    if is_weekly(schedule):
        return ", ".join(filter(None, said))
    hours = " – ".join(str(schedule[name])[:5] for name in ("opens_at", "closes_at") if schedule.get(name))
    days = [
        str(DAY_NAMES[DAYS.index(day)]) for day in str(schedule.get("byday", "")).split(",") if day in DAYS
    ]
    begins, ends = schedule.get("valid_from"), schedule.get("valid_to") or schedule.get("until")
    further = [
        _("from %(day)s") % {"day": begins} if begins else "",
        _("until %(day)s") % {"day": str(ends)[:10]} if ends else "",
        _("not every week: ask when") if any(schedule.get(name) for name in _NOT_EVERY_WEEK) else "",
    ]
    return ", ".join(filter(None, [*said, " ".join(days), hours, *further]))


def _phone(phone: Document) -> ToldPhone:
    number, extension = str(phone["number"]), phone.get("extension")
    further = [
        _("extension %(number)s") % {"number": extension} if extension else "",
        phone.get("description"),
    ]
    return ToldPhone(number, dialled(number), ", ".join(str(one) for one in further if one))


def _fees(document: Document) -> str:
    options = (
        " ".join(
            str(one[name]) for name in ("option", "amount", "currency", "amount_description") if one.get(name)
        )
        for one in parts(document, "cost_options")
    )
    return ", ".join(
        filter(None, [str(document.get("fees_description") or document.get("fees") or ""), *options])
    )


def _day(said: object) -> date | None:
    try:
        return date.fromisoformat(str(said or ""))
    except ValueError:
        return None
