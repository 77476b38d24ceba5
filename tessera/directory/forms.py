"""Forms for entries: what a service offers, who an organisation is, which office decides. What is not known stays blank."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _

from tessera.common.typed_hours import write_hours
from tessera.ui.countries import country_choices
from tessera.ui.days import DAY_NAMES
from tessera.ui.languages import language_choices

from .describing import EntryDraft
from .documents import OWN, Document, codes, own, parts, spoken_languages, with_ids
from .form_fields import HoursField, boxes, line, lines, short, text
from .hours import DAYS, others, schedules_of, week_of
from .models import Entry
from .vocabulary import Community, EntryKind, OrganisationKind, Papers, Status, Theme


class EntryForm(forms.Form):
    """What all entries have: names and a text in several languages, how to reach them, where they are."""

    kind = EntryKind.SERVICE

    name = line(_("Name"), help_text=_("As it stands on the door."))
    description = text(
        _("In a few sentences"), _("Who is helped, and how. Short words are translated better.")
    )
    written_in = short(forms.ChoiceField(label=_("These are written in"), required=False))
    phones = text(_("Telephone numbers"), _("One a line, with the country's code: +502 2345 6789."), 2)
    email = forms.EmailField(
        label=_("E-mail for everybody"),
        required=False,
        max_length=200,
        widget=forms.EmailInput({"dir": "ltr"}),
    )
    website = forms.URLField(
        label=_("Website"),
        required=False,
        max_length=300,
        assume_scheme="https",
        widget=forms.URLInput({"dir": "ltr"}),
    )
    street = line(_("Street and number"))
    city = line(_("Town"), 200)
    region = line(_("Region"), 200)
    postal_code = short(line(_("Postal code"), 20))
    country = short(forms.ChoiceField(label=_("Country"), required=False))
    latitude = short(forms.FloatField(label=_("Latitude"), required=False, min_value=-90, max_value=90))
    longitude = short(forms.FloatField(label=_("Longitude"), required=False, min_value=-180, max_value=180))
    confidential = forms.BooleanField(
        label=_("Confidential: for members only, and its place is written down nowhere"), required=False
    )

    def __init__(
        self, *args: Any, entry: Entry | None = None, place: Document | None = None, **kwargs: Any
    ) -> None:
        """`entry` is the one that is changed, `place` the document of where it is; None for a new one."""
        super().__init__(*args, **kwargs)
        self.document: Document = entry.document if entry else {}
        self.place: Document = place or {}
        self.organisation: UUID | None = entry.organisation if entry else None
        self.fields["name"].required = True
        self.fields["country"].choices = [("", "—"), *country_choices()]  # type: ignore[attr-defined]
        self.fields["written_in"].choices = language_choices()  # type: ignore[attr-defined]
        self._offer_translations()
        for name, value in self.typed(entry).items():
            self.initial.setdefault(name, value)

    def _offer_translations(self) -> None:
        for code, language in settings.LANGUAGES:
            for field, label in (("name", _("Name: %(language)s")), ("description", _("Text: %(language)s"))):
                made = (
                    line(label % {"language": language})
                    if field == "name"
                    else text(label % {"language": language}, rows=3)
                )
                self.fields[f"{field}_{code}"] = made

    def translations(self) -> Iterator[Any]:
        for code, _language in settings.LANGUAGES:
            yield self[f"name_{code}"]
            yield self[f"description_{code}"]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if (data.get("latitude") is None) != (data.get("longitude") is None):
            self.add_error("longitude", _("A point needs both, or neither."))
        placed = [name for name in ("street", "latitude") if data.get(name)]
        if data.get("confidential") and placed:
            self.add_error(
                "confidential",
                _(
                    "A confidential place is written down nowhere. Take out street and point, or the mark here."
                ),
            )
        return data

    def draft(self) -> EntryDraft:
        """What is typed, with what this form does not ask as it was; call it when it is valid."""
        data = self.cleaned_data
        document = dict(self.document)
        ours = dict(own(document))
        self._describe(document, ours, data)
        document[OWN] = {name: value for name, value in ours.items() if value not in ("", [], {}, None)}
        return EntryDraft(
            kind=self.kind,
            document={name: value for name, value in document.items() if value not in ("", [], {}, None)},
            place=None if data["confidential"] else self._place(data),
            organisation=self.organisation,
            confidential=data["confidential"],
        )

    def _describe(self, document: Document, ours: dict[str, Any], data: dict[str, Any]) -> None:
        written_in = data["written_in"] or "en"
        document |= {name: data[name] for name in ("name", "description", "email", "website")}
        ours["language"] = written_in
        ours["texts"] = _texts(own(self.document).get("texts", {}), data, written_in)
        numbers = [{"number": number} for number in lines(data["phones"])]
        document["phones"] = _kept(parts(self.document, "phones"), "number", numbers)
        if self.kind == EntryKind.SERVICE:
            document["url"] = document.pop("website")

    def _place(self, data: dict[str, Any]) -> Document | None:
        """The document of the place; None where nothing is said of it."""
        address = {
            "address_1": data["street"],
            "city": data["city"],
            "state_province": data["region"],
            "postal_code": data["postal_code"],
            "country": data["country"],
            "address_type": "physical",
        }
        said = {name: value for name, value in address.items() if value}
        if len(said) == 1 and data["latitude"] is None and not self.place:
            return None
        place = self.place | {
            "location_type": "physical",
            "addresses": with_ids("address", self.place.get("id", "new"), [said]) if len(said) > 1 else [],
            "latitude": data["latitude"],
            "longitude": data["longitude"],
        }
        return {name: value for name, value in place.items() if value not in ("", [], None)}

    def typed(self, entry: Entry | None) -> dict[str, Any]:
        """The entry as somebody would type it into this form."""
        document, ours = self.document, own(self.document)
        address = next(iter(parts(self.place, "addresses")), {})
        texts = ours.get("texts", {})
        return {
            "name": document.get("name", ""),
            "description": document.get("description", ""),
            "written_in": ours.get("language", "en"),
            "phones": "\n".join(str(phone.get("number", "")) for phone in parts(document, "phones")),
            "email": document.get("email", ""),
            "website": document.get("website") or document.get("url", ""),
            "street": address.get("address_1", ""),
            "city": address.get("city", ""),
            "region": address.get("state_province", ""),
            "postal_code": address.get("postal_code", ""),
            "country": address.get("country", ""),
            "latitude": self.place.get("latitude"),
            "longitude": self.place.get("longitude"),
            "confidential": bool(entry and entry.confidential),
        } | {
            f"{field}_{code}": texts.get(field, {}).get(code, "")
            for field in ("name", "description")
            for code, _language in settings.LANGUAGES
        }


class ServiceForm(EntryForm):
    kind = EntryKind.SERVICE

    alert = line(
        _("What is different at present"),
        300,
        _("Shown first: closed this week, a new door, no interpreter."),
    )
    status = short(
        forms.ChoiceField(label=_("Open?"), choices=[("", _("Not known")), *Status.choices], required=False)
    )
    themes = boxes(_("What can be asked for"), Theme.choices)
    languages = boxes(_("Languages spoken"), ())
    hours_notes = line(_("About the hours"), 300, _("On holidays, by appointment, who comes first."))
    papers = forms.ChoiceField(
        label=_("Papers really required"),
        choices=Papers.choices,
        widget=forms.RadioSelect,
        required=False,
        help_text=_("What is required in practice, not what is written. “None” is shown as a promise."),
    )
    paper_list = text(_("Which papers"), _("One a line."), 2)
    fees = line(_("Costs"), 300, _("Free; or what is paid for what."))
    eligibility = line(_("For whom"), 500)
    how_to_come = line(_("How to come"), 500, _("Walk in, call first, by referral."))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        for number, day in enumerate(DAYS):
            self.base_fields[f"hours_{day}"] = HoursField(label=DAY_NAMES[number])
        super().__init__(*args, **kwargs)
        known = {code: code for code in spoken_languages(self.document)}
        offered = dict(language_choices())
        spoken = [*offered.items(), *((code, code) for code in known if code not in offered)]
        self.fields["languages"].choices = spoken  # type: ignore[attr-defined]

    def week(self) -> Iterator[Any]:
        yield from (self[f"hours_{day}"] for day in DAYS)

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if data.get("papers") == Papers.SOME and not data.get("paper_list", "").strip():
            self.add_error("paper_list", _("Which ones? Where nobody knows, choose “Not known”."))
        return data

    def _describe(self, document: Document, ours: dict[str, Any], data: dict[str, Any]) -> None:
        super()._describe(document, ours, data)
        owner = document.get("id", "new")
        ours |= {"themes": data["themes"], "papers": data["papers"], "hours_notes": data["hours_notes"]}
        document |= {
            "alert": data["alert"],
            "status": data["status"],
            "fees_description": data["fees"],
            "eligibility_description": data["eligibility"],
            "application_process": data["how_to_come"],
        }
        spoken = [{"code": code} for code in data["languages"]]
        document["languages"] = _kept(parts(self.document, "languages"), "code", spoken)
        papers = (
            [{"document": line} for line in lines(data["paper_list"])]
            if data["papers"] == Papers.SOME
            else []
        )
        document["required_documents"] = _kept(parts(self.document, "required_documents"), "document", papers)
        week = {day: data[f"hours_{day}"] for day in DAYS}
        before = parts(self.document, "schedules")
        if week != {day: week_of(before).get(day, []) for day in DAYS}:
            made = with_ids("schedule", owner, schedules_of(week))
            document["schedules"] = [*made, *others(before)]

    def typed(self, entry: Entry | None) -> dict[str, Any]:
        document, ours = self.document, own(self.document)
        week = week_of(parts(document, "schedules"))
        papers = [str(one.get("document", "")) for one in parts(document, "required_documents")]
        return super().typed(entry) | {
            "alert": document.get("alert", ""),
            "status": document.get("status", ""),
            "themes": codes(document, "themes"),
            "languages": spoken_languages(document),
            "hours_notes": ours.get("hours_notes", ""),
            "papers": ours.get("papers") or (Papers.SOME if papers else Papers.UNKNOWN),
            "paper_list": "\n".join(papers),
            "fees": document.get("fees_description") or document.get("fees", ""),
            "eligibility": document.get("eligibility_description", ""),
            "how_to_come": document.get("application_process", ""),
            **{f"hours_{day}": write_hours(week.get(day, [])) for day in DAYS},
        }


class OrganisationForm(EntryForm):
    kind = EntryKind.ORGANISATION

    organisation_kind = short(forms.ChoiceField(label=_("Kind"), required=False))
    themes = boxes(_("What it works on"), Theme.choices)
    serves = boxes(_("Whom it serves"), Community.choices)
    led_by = boxes(
        _("By whom it is led"), Community.choices, _("Tick only what the organisation says of itself.")
    )
    host_needs = text(
        _("What the host community needs"),
        _("Where people arrive, those who live there have needs of their own."),
        3,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation_kind"].choices = [("", _("Not known")), *OrganisationKind.choices]  # type: ignore[attr-defined]

    def _describe(self, document: Document, ours: dict[str, Any], data: dict[str, Any]) -> None:
        super()._describe(document, ours, data)
        ours |= {name: data[name] for name in ("themes", "serves", "led_by", "host_needs")}
        ours["kind"] = data["organisation_kind"]

    def typed(self, entry: Entry | None) -> dict[str, Any]:
        ours = own(self.document)
        return super().typed(entry) | {
            "organisation_kind": ours.get("kind", ""),
            "host_needs": ours.get("host_needs", ""),
            **{name: codes(self.document, name) for name in ("themes", "serves", "led_by")},
        }


class OfficeForm(EntryForm):
    """A public office, and who holds it: somebody in public office, never a member of its staff."""

    kind = EntryKind.OFFICE

    committee = line(_("Committee or department"))
    holder = line(_("Who holds the office"), 200, _("Only who was elected or appointed to it publicly."))
    files_held = text(_("Files held"), _("What this office decides on: one a line."), 3)
    term_ends = short(
        forms.DateField(
            label=_("The term ends"),
            required=False,
            widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        )
    )

    def _describe(self, document: Document, ours: dict[str, Any], data: dict[str, Any]) -> None:
        super()._describe(document, ours, data)
        ends = data["term_ends"]
        office = {
            "committee": data["committee"],
            "holder": data["holder"],
            "term_ends": ends.isoformat() if ends else "",
        }
        ours["office"] = {name: value for name, value in office.items() if value}
        ours["files"] = lines(data["files_held"])

    def typed(self, entry: Entry | None) -> dict[str, Any]:
        office = own(self.document).get("office", {})
        return super().typed(entry) | {
            "committee": office.get("committee", ""),
            "holder": office.get("holder", ""),
            "term_ends": office.get("term_ends", ""),
            "files_held": "\n".join(codes(self.document, "files")),
        }


FORMS: dict[str, type[EntryForm]] = {
    EntryKind.SERVICE: ServiceForm,
    EntryKind.ORGANISATION: OrganisationForm,
    EntryKind.OFFICE: OfficeForm,
}


def _texts(before: dict[str, Any], data: dict[str, Any], written_in: str) -> dict[str, dict[str, str]]:
    """Names and texts in further languages; those this form does not offer stay."""
    texts = {field: dict(said) for field, said in before.items()}
    for field in ("name", "description"):
        said = texts.setdefault(field, {})
        for code, _language in settings.LANGUAGES:
            said[code] = data[f"{field}_{code}"]
        said.pop(written_in, None)
        texts[field] = {code: text for code, text in said.items() if text}
    return {field: said for field, said in texts.items() if said}


def _kept(before: list[Document], key: str, now: list[Document]) -> list[Document]:
    """Parts as they were where they say the same, so that what the form does not ask of them stays; else new ones."""
    known = {str(part.get(key)): part for part in before}
    return [known.get(part[key]) or with_ids(key, "part", [part])[0] for part in now]
