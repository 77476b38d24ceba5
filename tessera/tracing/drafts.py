"""A person as somebody describes them, before it is a record: what forms and imports both hand in."""

from __future__ import annotations

from dataclasses import dataclass, field

from tessera.common.spans import DateSpan

from .models import ContactWish, IdentifierKind, Kind, NameKind, TraitKind


@dataclass(slots=True)
class PersonDraft:
    """Plain values; blank is unknown. Ages are (youngest, oldest) in years, heights (shortest, tallest) in cm."""

    kind: str = Kind.SOUGHT
    reference: str = ""
    names: list[tuple[str, str]] = field(default_factory=list)  # (text, NameKind)
    sex: str = ""
    birth: DateSpan | None = None
    ages: tuple[int, int] | None = None
    nationality: str = ""
    origin_place: str = ""
    event: DateSpan | None = None
    event_place: str = ""
    heights: tuple[int, int] | None = None
    marks: list[str] = field(default_factory=list)
    belongings: list[str] = field(default_factory=list)
    phones: list[str] = field(default_factory=list)
    documents: list[str] = field(default_factory=list)
    circumstances: str = ""
    enquirer_name: str = ""
    enquirer_relation: str = ""
    enquirer_contact: str = ""
    contact_wish: str = ContactWish.NOT_ASKED
    people: int | None = 1
    body_condition: str = ""
    post_mortem_interval: str = ""
    cause_of_death: str = ""
    identified: str = ""
    custodian: str = ""
    source: str = ""

    def name(self, text: str, kind: str = NameKind.FULL) -> None:
        """Adds a name, once, with single blanks between its words."""
        text = " ".join(text.split())
        if text and (text, kind) not in self.names:
            self.names.append((text, kind))

    def traits(self) -> list[tuple[str, str]]:
        return [
            *((TraitKind.MARK, text) for text in self.marks),
            *((TraitKind.BELONGING, text) for text in self.belongings),
        ]

    def identifiers(self) -> list[tuple[str, str]]:
        return [
            *((IdentifierKind.PHONE, value) for value in self.phones),
            *((IdentifierKind.DOCUMENT, value) for value in self.documents),
        ]
