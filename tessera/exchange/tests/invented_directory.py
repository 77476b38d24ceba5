"""An invented directory: a shelter that may not be found, a clinic that may, and a service at both."""

from __future__ import annotations

import csv
import io
from typing import Any

from tessera.exchange.directories import Directory, put
from tessera.exchange.directories.hsds import TABLES
from tessera.exchange.directories.identifiers import made


def uid(name: str) -> str:
    return made(f"test:{name}")


def invented() -> Directory:
    """A shelter that may not be found, a clinic that may, and a service at both."""
    shared = {"id": uid("night phone"), "number": "555 0001"}
    directory = Directory(
        organizations={
            uid("org"): {
                "id": uid("org"),
                "name": "Aid",
                "description": "Helps",
                "phones": [shared, {"id": uid("desk"), "number": "555 0002"}],
                "contacts": [
                    {
                        "id": uid("ana"),
                        "name": "Ana Ruiz",
                        "phones": [{"id": uid("hers"), "number": "555 0003"}],
                    }
                ],
            }
        },
        services={
            uid("service"): {
                "id": uid("service"),
                "organization_id": uid("org"),
                "name": "A bed",
                "status": "active",
                "service_areas": [{"id": uid("area"), "name": "The whole north"}],
                "service_at_locations": [
                    {
                        "id": uid("at shelter"),
                        "location_id": uid("shelter"),
                        "description": "Behind the bakery",
                        "schedules": [{"id": uid("nights"), "notes": "Ring at the blue gate"}],
                    },
                    {"id": uid("at clinic"), "location_id": uid("clinic")},
                ],
            }
        },
        locations={
            uid("shelter"): {
                "id": uid("shelter"),
                "name": "Casa Luz",
                "location_type": "physical",
                "organization_id": uid("org"),
                "latitude": 19.4326,
                "longitude": -99.1332,
                "addresses": [
                    {"id": uid("street"), "address_1": "Calle Secreta 5", "address_type": "physical"}
                ],
                "phones": [shared],
                "contacts": [{"id": uid("bea"), "name": "Bea Soto"}],
            },
            uid("clinic"): {
                "id": uid("clinic"),
                "name": "Clinic",
                "location_type": "physical",
                "addresses": [
                    {
                        "id": uid("open street"),
                        "attention": "Dr. Paz Gil",
                        "address_1": "Main 1",
                        "city": "Town",
                        "state_province": "State",
                        "postal_code": "01000",
                        "country": "MX",
                        "address_type": "physical",
                    }
                ],
            },
        },
        metadata=[
            change("moved", uid("shelter"), "location", "Calle Vieja 3"),
            change("renamed", uid("org"), "organization", "Help"),
            change("relocated", uid("service"), "service", uid("shelter")),
            change("her name", uid("ana"), "contact", "Ana R."),
        ],
    )
    shelter = directory.locations[uid("shelter")]
    put(directory, shelter, "location", "tessera-source", "id", "house-77")
    put(directory, shelter, "location", "tessera-text", "name", "بيت النور", "ar")
    organization = directory.organizations[uid("org")]
    put(directory, organization, "organization", "tessera-source", "houses", "house-12, house-77")
    put(directory, organization, "organization", "tessera-source", "languages", "Spanish")
    return directory


def change(name: str, of: str, kind: str, before: str) -> dict[str, Any]:
    return {
        "id": uid(name),
        "resource_id": of,
        "resource_type": kind,
        "last_action_date": "2020-01-01",
        "last_action_type": "update",
        "field_name": "name",
        "previous_value": before,
        "replacement_value": "something else",
        "updated_by": "Eva Mora",
    }


def rows(files: dict[str, bytes], name: str) -> list[dict[str, str]]:
    text = files[TABLES[name].path].decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text, newline="")))
