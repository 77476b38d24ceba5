"""Our description of the tables, as a tabular data package that others' programs check them by."""

from __future__ import annotations

import json
from typing import Any

from tessera.exchange.directories.hsds import TABLES
from tessera.exchange.directories.schema import Field, Table

PACKAGE_FILE = "datapackage.json"


def write_package() -> bytes:
    """`datapackage.json` for the 21 files, in UTF-8."""
    package = {
        "name": "human_services_data",
        "title": "Human Services Data Specification",
        "profile": "tabular-data-package",
        "version": "3.0.0",
        "homepage": "http://docs.openreferral.org",
        "resources": list(map(_resource, TABLES.values())),
    }
    return (json.dumps(package, indent=2) + "\n").encode()


def _resource(table: Table) -> dict[str, Any]:
    schema: dict[str, Any] = {"primaryKey": "id", "fields": list(map(_field, table.fields))}
    references = [
        {"fields": field.name, "reference": {"resource": field.refers_to, "fields": "id"}}
        for field in table.fields
        if field.refers_to
    ]
    if references:
        schema["foreignKeys"] = references
    return {
        "name": table.name,
        "path": table.path,
        "format": "csv",
        "mediatype": "text/csv",
        "profile": "tabular-data-resource",
        "schema": schema,
    }


def _field(field: Field) -> dict[str, Any]:
    constraints: dict[str, Any] = {"required": field.required, "unique": field.unique}
    if field.words:
        constraints["enum"] = list(field.words)
    described: dict[str, Any] = {"name": field.name, "type": field.type}
    if field.format:
        described["format"] = field.format
    return described | {"constraints": constraints}
