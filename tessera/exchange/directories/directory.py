"""A directory of services in memory: documents of HSDS 3, each under its identifier."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tessera.exchange.directories.problems import Problem

Document = dict[str, Any]
"""One document. Its keys are names of HSDS 3 only; what is not known is not there, never "" and never "no"."""


@dataclass
class Directory:
    """Identifier -> document, for each kind that is a document of its own; what belongs to one stands in it.

    Documents refer to each other by identifier: a service has `organization_id`, a service_at_location
    `location_id`, an attribute `taxonomy_term_id`. Two directories are equal where their documents are, whatever
    problems came up while reading them.
    """

    organizations: dict[str, Document] = field(default_factory=dict)
    services: dict[str, Document] = field(default_factory=dict)
    locations: dict[str, Document] = field(default_factory=dict)
    taxonomies: dict[str, Document] = field(default_factory=dict)
    terms: dict[str, Document] = field(default_factory=dict)
    metadata: list[Document] = field(default_factory=list)
    table_descriptions: list[Document] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list, compare=False)

    def documents(self, table: str) -> dict[str, Document]:
        """The documents of one of `hsds.DOCUMENTS`."""
        by_table = {
            "organization": self.organizations,
            "service": self.services,
            "location": self.locations,
            "taxonomy": self.taxonomies,
            "taxonomy_term": self.terms,
        }
        return by_table[table]
