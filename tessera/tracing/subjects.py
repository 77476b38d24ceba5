"""What of a person's record can be sent to others, group by group, and how it reads."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _, gettext_lazy

from tessera.common.spans import DateSpan
from tessera.records.subjects import Field, Said, Subject, register
from tessera.ui.countries import country_name
from tessera.ui.templatetags.ui import when

from .actions import delete_record
from .models import ContactWish, Identified, IdentifierKind, Kind, NameKind, Person, Sex

KIND = "tracing.person"


def said(person: Person) -> Iterator[Said]:
    """Dates are ISO 8601 intervals, ages and heights "from/to" in years and centimetres, countries ISO 3166 codes."""
    names = list(person.names.all())
    yield Said("identity.kind", (person.kind,))
    for kind in NameKind:
        yield _said(f"identity.name-{kind.value}", *(one.text for one in names if one.kind == kind))
    yield _said("identity.sex", person.sex)
    yield _said("identity.birth", _interval(person.birth))
    yield _said("identity.age", _range(person.age_youngest, person.age_oldest))
    yield _said("identity.nationality", *(one.strip() for one in person.nationality.split(",")))
    yield _said("origin.place", person.origin_place)
    yield _said("event.when", _interval(person.event))
    yield _said("event.place", person.event_place)
    yield _said("appearance.height", _range(person.height_shortest, person.height_tallest))
    yield _said("appearance.marks", *person.marks)
    yield _said("appearance.belongings", *person.belongings)
    for known in IdentifierKind:
        yield _said(
            f"numbers.{known.value}", *(one.value for one in person.identifiers.all() if one.kind == known)
        )
    yield _said("story.circumstances", person.circumstances)
    yield _said("family.name", person.enquirer_name)
    yield _said("family.relation", person.enquirer_relation)
    yield _said("family.contact", person.enquirer_contact)
    if person.kind == Kind.REMAINS:
        yield _said("remains.people", "" if person.people is None else str(person.people))
        yield _said("remains.condition", person.body_condition)
        yield _said("remains.interval", person.post_mortem_interval)
        yield _said("remains.cause", person.cause_of_death)
        yield _said("remains.identified", person.identified)
        yield _said("remains.custodian", person.custodian)


def kept_besides(person: Person) -> Iterator[tuple[str, str]]:
    """What is nobody's business but theirs and ours."""
    yield _("Reference"), person.reference or ""
    if person.kind == Kind.FOUND or person.contact_wish != ContactWish.NOT_ASKED:  # who is dead was not asked
        yield _("Wish for contact"), str(person.get_contact_wish_display())
    yield _("Source"), person.source or ""
    yield _("Entered"), date_format(person.created_at, _("j F Y"))
    yield _("Kept until"), date_format(person.keep_until, _("j F Y")) if person.keep_until else ""
    yield _("Kept longer because"), person.keep_reason or ""


def _said(code: str, *values: str) -> Said:
    return Said(code, tuple(value for value in values if value))


def _interval(span: DateSpan | None) -> str:
    return f"{span.earliest.isoformat()}/{span.latest.isoformat()}" if span else ""


def _range(least: int | None, most: int | None) -> str:
    return "" if least is None or most is None else f"{least}/{most}"


def _show_interval(value: str) -> str:
    """Whoever sent it may have written anything: what is no interval is shown as it came."""
    try:
        first, last = (date.fromisoformat(one) for one in value.split("/"))
        return when(DateSpan(first, last))
    except ValueError:
        return value


def _show_range(value: str) -> str:
    least, _slash, most = value.partition("/")
    return least if least == most else f"{least}–{most}"


def _show_height(value: str) -> str:
    return _("%(height)s cm") % {"height": _show_range(value)}


def _choice(choices: Any) -> Any:
    def show(value: str) -> str:
        return str(choices(value).label) if value in choices.values else value

    return show


FIELDS = (
    Field("identity.kind", gettext_lazy("Who it is about"), _choice(Kind)),
    Field("identity.name-full", gettext_lazy("Full name")),
    Field("identity.name-nickname", gettext_lazy("Nickname")),
    Field("identity.name-father", gettext_lazy("Father's name")),
    Field("identity.name-document", gettext_lazy("As on a document")),
    Field("identity.sex", gettext_lazy("Sex"), _choice(Sex)),
    Field("identity.birth", gettext_lazy("Date of birth"), _show_interval),
    Field("identity.age", gettext_lazy("Age"), _show_range),
    Field("identity.nationality", gettext_lazy("Nationality"), country_name),
    Field("origin.place", gettext_lazy("From")),
    Field("event.when", gettext_lazy("Last contact, or found"), _show_interval),
    Field("event.place", gettext_lazy("Where that was")),
    Field("appearance.height", gettext_lazy("Height"), _show_height),
    Field("appearance.marks", gettext_lazy("Marks")),
    Field("appearance.belongings", gettext_lazy("Belongings")),
    Field("numbers.phone", gettext_lazy("Telephone")),
    Field("numbers.document", gettext_lazy("Document number")),
    Field("story.circumstances", gettext_lazy("What happened")),
    Field("family.name", gettext_lazy("Who is looking")),
    Field("family.relation", gettext_lazy("Relation to the person")),
    Field("family.contact", gettext_lazy("Reach the family safely")),
    Field("remains.people", gettext_lazy("How many people")),
    Field("remains.condition", gettext_lazy("Condition")),
    Field("remains.interval", gettext_lazy("Time since death, estimated")),
    Field("remains.cause", gettext_lazy("Cause of death, as recorded")),
    Field("remains.identified", gettext_lazy("Identification"), _choice(Identified)),
    Field("remains.custodian", gettext_lazy("Where the remains are")),
)


def register_subject() -> None:
    register(
        Subject(
            kind=KIND,
            title=gettext_lazy("About a person"),
            fields=FIELDS,
            find=lambda uid: Person.objects.with_description().filter(uid=uid).first(),
            headed=lambda person: str(person.reference),
            said=said,
            born=lambda person: person.birth,
            of_the_dead=lambda person: bool(person.kind == Kind.REMAINS),
            kept_besides=kept_besides,
            delete=lambda person, by: delete_record(person=person, by=by),
            url_name="person",
            change_url_name="change-person",
        )
    )
