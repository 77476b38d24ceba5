"""The demonstration's directory: the network's room, everybody in it, and what the invented organisations offer."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import time, timedelta

from django.utils import timezone

from tessera.accounts.models import Member
from tessera.accounts.sessions import SessionKey
from tessera.directory.actions import check_firewall, open_entry, show_to_everybody
from tessera.directory.describing import CheckDraft, EntryDraft
from tessera.directory.documents import OWN, Document, with_ids
from tessera.directory.hours import schedules_of
from tessera.directory.models import Entry
from tessera.directory.newcomers.actions import vouch
from tessera.directory.vocabulary import Answer, EntryKind
from tessera.vault.opening import open_vault
from tessera.vault.rooms.actions import bring_in, open_network_room
from tessera.vault.rooms.cards import print_of

from .demo import DemoOrganisation
from .demo.services import (
    FUNDERS,
    NEWCOMER,
    OFFICES,
    PROFILES,
    SERVICES,
    WHY_VOUCHED,
    DemoOffice,
    DemoOther,
    DemoPlace,
    DemoService,
)

_AGREED = "Demostración"
_PUBLIC_OFFICE = "Cargo público"


def lay_out_directory(
    organisations: tuple[DemoOrganisation, ...], people: Sequence[tuple[Member, str]], session: SessionKey
) -> None:
    """Opens the network's room, brings everybody in, and enters what there is.

    `people` are all members with their names, those of the first organisation first, and of each its founder first;
    `session` is that of the very first.
    """
    founders = list({member.organisation_id: member for member, _name in reversed(people)}.values())[::-1]
    marta, her_name = people[0]
    vault = open_network_room(by=marta, name=her_name)
    with open_vault(vault, session):
        for member, name in people[1:]:
            checked = print_of(bytes(member.kem_public), bytes(member.signing_public))
            bring_in(vault=vault, member=member, name=name, checked=checked, by=marta)
        profiles = [
            _profile(organisation, PROFILES[at], founders[at])
            for at, organisation in enumerate(organisations)
        ]
        for service in (one for one in SERVICES if one.of < len(founders)):
            _service(service, profiles[service.of], founders)
        for office in OFFICES:
            _office(office, marta)
        for funder in FUNDERS:
            _other(funder, marta)
        vouch(entry=_other(NEWCOMER, founders[-1]), why=WHY_VOUCHED, by=founders[-1])


def _other(organisation: DemoOther, by: Member) -> Entry:
    ours = {"language": organisation.language, "kind": organisation.kind}
    document = {"name": organisation.name, "description": organisation.text, OWN: ours}
    return open_entry(draft=EntryDraft(EntryKind.ORGANISATION, document), keeper=None, by=by)


def _profile(
    organisation: DemoOrganisation,
    said: tuple[Sequence[str], Sequence[str], Sequence[str], DemoPlace],
    by: Member,
) -> Entry:
    themes, serves, led_by, place = said
    ours = {
        "language": organisation.language,
        "kind": "22",
        "themes": themes,
        "serves": serves,
        "led_by": led_by,
    }
    document = {"name": organisation.name, "description": organisation.about, OWN: ours}
    draft = EntryDraft(EntryKind.ORGANISATION, document, _location(place))
    entry = open_entry(draft=draft, keeper=by.organisation_id, by=by)
    show_to_everybody(entry=entry, agreed_by=_AGREED, with_mark=False, by=by)
    return entry


def _service(service: DemoService, profile: Entry, founders: Sequence[Member]) -> None:
    by = founders[service.of]
    place = _location(service.place) if service.place else None
    draft = EntryDraft(EntryKind.SERVICE, _document(service), place, profile.uid, service.confidential)
    entry = open_entry(draft=draft, keeper=by.organisation_id, by=by)
    for check in (one for one in service.checks if one.organisation < len(founders)):
        answers = {
            "identity_asked": Answer(check.identity),
            "status_asked": Answer(check.status),
            "shared": Answer(check.shared),
            "accompanied_report": Answer(check.report),
        }
        day = timezone.localdate() - timedelta(days=check.days_ago)
        found = CheckDraft(day, answers, check.shared_with)
        check_firewall(entry=entry, draft=found, by=founders[check.organisation])
    if service.public:
        show_to_everybody(entry=entry, agreed_by=_AGREED, with_mark=True, by=by)


def _document(service: DemoService) -> Document:
    first = next(iter(service.names))
    further = {
        field: {language: said for language, said in texts.items() if language != first}
        for field, texts in (("name", service.names), ("description", service.texts))
    }
    ours = {"language": first, "texts": further, "themes": list(service.themes), "papers": service.papers}
    week = {
        day: [(time.fromisoformat(opens), time.fromisoformat(closes))]
        for days, hours in service.hours.items()
        for opens, closes in [hours.split("-")]
        for day in days.split(",")
    }
    said: Document = {
        "name": service.names[first],
        "description": service.texts[first],
        "status": "active",
        "alert": service.alert,
        "fees_description": service.fees,
        "languages": with_ids("language", first, [{"code": code} for code in service.languages]),
        "phones": with_ids("phone", first, [{"number": service.phone}] if service.phone else []),
        "schedules": with_ids("schedule", first, schedules_of(week)),
        OWN: {name: value for name, value in ours.items() if value},
    }
    if service.papers == "some":
        said["required_documents"] = with_ids(
            "paper", first, [{"document": "Una identificación de quien busca"}]
        )
    return {name: value for name, value in said.items() if value}


def _office(office: DemoOffice, by: Member) -> None:
    held = {"committee": office.committee, "holder": office.holder, "term_ends": office.term_ends}
    ours = {"language": office.language, "kind": "11", "office": held, "files": list(office.files)}
    draft = EntryDraft(EntryKind.OFFICE, {"name": office.name, OWN: ours}, _location(office.place))
    entry = open_entry(draft=draft, keeper=None, by=by)
    show_to_everybody(entry=entry, agreed_by=_PUBLIC_OFFICE, with_mark=False, by=by)


def _location(place: DemoPlace) -> Document:
    address = {"city": place.city, "country": place.country, "address_type": "physical"}
    return {
        "location_type": "physical",
        "addresses": with_ids("address", place.city, [address]),
        "latitude": place.latitude,
        "longitude": place.longitude,
    }
