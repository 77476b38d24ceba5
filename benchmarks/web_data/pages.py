"""A large directory of invented services, and its pages. Imported once Django is set up."""

from __future__ import annotations

import random
import resource
import statistics
import time
from collections.abc import Callable, Iterator
from itertools import islice
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse

from benchmarks.vault_data.house import enter
from tessera.access.actions import publish_worked
from tessera.directory.documents import OWN
from tessera.directory.models import Entry
from tessera.directory.posters import hang_posters
from tessera.directory.writing import file_entries
from tessera.vault.current import vault_and_commons
from tessera.vault.opening import open_vault
from tessera.vault.rooms.actions import open_network_room

_TOWNS = [
    ("Tapachula", "MX", 14.9, -92.26), ("Tijuana", "MX", 32.5, -117.0), ("Amman", "JO", 31.95, 35.93),
    ("Irbid", "JO", 32.55, 35.85), ("Dakar", "SN", 14.7, -17.45), ("Nador", "MA", 35.17, -2.93),
    ("Almería", "ES", 36.83, -2.46), ("Zürich", "CH", 47.37, 8.54), ("Bogotá", "CO", 4.71, -74.07),
]  # fmt: skip
_WHAT = {
    "health": ["Free clinic", "Consulta médica", "Dispensaire", "عيادة مجانية", "Dentist", "Vaccination"],
    "legal": ["Asylum lawyers", "Asesoría jurídica", "Permanence juridique", "مكتب قانوني", "Court help"],
    "shelter": ["Night shelter", "Albergue", "Foyer", "مأوى ليلي", "Rooms for families"],
    "education": ["School enrolment", "Clases de idioma", "Cours du soir", "دروس تقوية"],
    "food": ["Hot meals", "Comedor", "Repas chauds", "وجبات ساخنة", "Food parcels"],
    "cash": ["Urgent cash", "Ayuda para la renta", "Aide financière", "مساعدة نقدية"],
}
_FOR = [
    "for women",
    "for children",
    "para familias",
    "pour mineurs",
    "for everybody",
    "لكبار السن",
    "at night",
]
_ASKED = [
    "un médico gratis", "abogado", "where can my children go to school", "un lit pour la nuit", "أحتاج إلى طبيب",
    "comida", "help with the rent", "mi bebé tiene fiebre", "avocat asile", "مساعدة نقدية",
]  # fmt: skip
_BATCH = 500


def measure(services: int, organisations: int, looks: int) -> None:
    house = enter("vault")
    publish_worked()
    vault = open_network_room(by=house.member, name="Marta")
    began = time.perf_counter()
    with open_vault(vault, house.session):
        uids = _fill(house.member.id, services, organisations)
    print(
        f"{services:,} services and {organisations:,} organisations entered and shown in {time.perf_counter() - began:.0f} s\n"
    )
    everybody, member = house.browser(), house.browser()
    everybody.cookies.clear()
    chance = random.Random(5)  # noqa: S311 - what is looked at
    room = {"vault": vault.pk}

    def poster(_at: int) -> HttpResponse:
        return everybody.get(reverse("poster", kwargs={"language": "es", "uid": chance.choice(uids)}))

    def entry(_at: int) -> HttpResponse:
        return member.get(reverse("entry", kwargs=room | {"uid": chance.choice(uids)}))

    def words(at: int) -> dict[str, str]:
        return {"kind": "service", "words": f"{_ASKED[at % len(_ASKED)]} {chance.choice(_TOWNS)[0]}"}

    public, inside = reverse("public-directory", args=["es"]), reverse("directory", kwargs=room)
    help_here = reverse("help", args=["es"])
    pages: dict[str, Callable[[int], HttpResponse]] = {
        "everybody: list": lambda at: everybody.get(f"{public}?page={at + 1}"),
        "everybody: search": lambda at: everybody.post(public, words(at)),
        "everybody: search in a country": lambda at: everybody.post(public, words(at) | {"country": "MX"}),
        "everybody: map of all": lambda _at: everybody.get(f"{public}?show=map"),
        "everybody: map of a theme": lambda _at: everybody.get(f"{public}?show=map&theme=health"),
        "everybody: profile": poster,
        "everybody: what can I ask for": lambda _at: everybody.get(
            f"{help_here}?place=MX&need=health-care&stage=stay&age=adult"
        ),
        "members: list": lambda at: member.get(f"{inside}?page={at + 1}"),
        "members: search": lambda at: member.post(inside, words(at)),
        "members: map of all": lambda _at: member.get(f"{inside}?show=map"),
        "members: profile": entry,
    }
    print(f"{'page':32} {'median':>8} {'p95':>8} {'KB':>6}")
    for name, ask in pages.items():
        _print(name, ask, looks)
    print(f"\npeak memory: {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")


def _print(name: str, ask: Callable[[int], HttpResponse], looks: int) -> None:
    taken, largest = [], 0
    ask(0)  # the first loads what later ones use
    for at in range(looks):
        began = time.perf_counter()
        answer = ask(at)
        taken.append((time.perf_counter() - began) * 1000)
        if answer.status_code != 200:
            raise SystemExit(f"{name}: {answer.status_code}")
        largest = max(largest, len(answer.content))
    p95 = statistics.quantiles(taken, n=20)[-1]
    print(f"{name:32} {statistics.median(taken):8.0f} {p95:8.0f} {largest / 1024:6.0f}")


def _fill(by: UUID, services: int, organisations: int) -> list[UUID]:
    chance = random.Random(3)  # noqa: S311 - invented
    places = [_place(by, number, chance) for number in range(max(services // 4, 1))]
    houses = [_organisation(by, number, chance) for number in range(organisations)]
    offers = [_service(by, chance, chance.choice(houses), chance.choice(places)) for _ in range(services)]
    for entries in (places, houses, offers):
        for batch in _batches(entries):
            with vault_and_commons():
                file_entries(batch)
                hang_posters(batch)
    return [entry.uid for entry in offers]


def _place(by: UUID, number: int, chance: random.Random) -> Entry:
    town, country, latitude, longitude = _TOWNS[number % len(_TOWNS)]
    document = {
        "addresses": [{"address_1": f"{number} Street", "city": town, "country": country}],
        "latitude": latitude + chance.uniform(-1, 1),
        "longitude": longitude + chance.uniform(-1, 1),
    }
    return _entry("location", document, by)


def _organisation(by: UUID, number: int, chance: random.Random) -> Entry:
    document = {
        "name": f"House {number} {chance.choice(_FOR)}",
        OWN: {"themes": [chance.choice(list(_WHAT))], "kind": "22"},
    }
    return _entry("organisation", document, by)


def _service(by: UUID, chance: random.Random, house: Entry, place: Entry) -> Entry:
    theme = chance.choice(list(_WHAT))
    name = f"{chance.choice(_WHAT[theme])} {chance.choice(_FOR)}"
    document: dict[str, Any] = {
        "name": name,
        "description": f"{name}. {chance.choice(_FOR)}, {chance.choice(_WHAT[theme])}. Number {chance.randrange(10**6)}.",
        "languages": [{"code": code} for code in chance.sample(["es", "en", "fr", "ar", "ht"], 2)],
        "phones": [{"number": f"+000 {chance.randrange(10**6)}"}],
        "service_at_locations": [{"location_id": str(place.uid)}],
        OWN: {"themes": [theme]},
    }
    made = _entry("service", document, by)
    made.organisation = house.uid
    return made


def _entry(kind: str, document: dict[str, Any], by: UUID) -> Entry:
    entry = Entry(kind=kind, document=document, created_by=by, changed_by=by)
    entry.document["id"] = str(entry.uid)
    entry.agreed_on = entry.created_at.date()
    return entry


def _batches(entries: list[Entry]) -> Iterator[list[Entry]]:
    left = iter(entries)
    while batch := list(islice(left, _BATCH)):
        yield batch
