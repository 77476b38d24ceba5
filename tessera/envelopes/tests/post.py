"""Two organisations that write to each other, in one house or two, for tests."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.utils import timezone

from tessera.envelopes import actions, cards, inbox, node
from tessera.envelopes.covering import Disclosure
from tessera.envelopes.models import Correspondent, Incoming, Outgoing
from tessera.records import subjects
from tessera.records.consent import actions as consent_actions
from tessera.records.consent.models import Capacity, Consent, Purpose, Way
from tessera.records.consent.taking import Asked
from tessera.records.consent.wordings import Terms
from tessera.tracing.actions import open_record
from tessera.tracing.drafts import PersonDraft
from tessera.tracing.models import Person
from tessera.vault import upkeep
from tessera.vault.models import Vault
from tests.house import House, Somebody


@dataclass
class Desk:
    """Somebody at work in their organisation's room."""

    house: House
    who: Somebody
    vault: Vault

    @contextmanager
    def open(self) -> Iterator[None]:
        """As at the next unlock: what came since is taken in, what was written is handed over."""
        upkeep.stir(self.vault.pk)
        with self.house.open(self.who, self.vault):
            yield

    def open_letterbox(self) -> None:
        with self.open():
            actions.open_letterbox(by=self.who.member)

    def words(self) -> str:
        card = node.this_card()
        box = card.letterbox(self.vault.pk)
        assert box
        return cards.words_of(card, box, "en")

    def compare(self, other: Desk) -> Correspondent:
        with self.open():
            return actions.compare(
                among=[cards.read(node.card_file().encode())],
                vault=other.vault.pk,
                heard=other.words(),
                by=self.who.member,
            )

    def person(self, **described: Any) -> Person:
        draft = PersonDraft(
            **{"names": [("Amina Yusuf", "full")], "sex": "F", "event_place": "Tapachula"} | described
        )
        with self.open():
            return open_record(draft=draft, by=self.who.member)

    def consent(
        self, about: Person, to: Desk | None = None, *, giver: str = "Her sister", **terms: Any
    ) -> Consent:
        until = timezone.localdate() + timedelta(days=100)
        asked = {
            "capacity": Capacity.RELATIVE,
            "purpose": Purpose.SEARCH,
            "groups": ["identity", "event"],
            "recipients": ["Stranger"] if to else [],
            "authority": "",
            "public_photo": False,
            "until": until,
            "retake_on": None,
            "with_assent": False,
        } | terms
        with self.open():
            return consent_actions.write_down(
                asked=Asked(
                    subject="tracing.person",
                    about=about.uid,
                    terms=Terms(**asked),
                    giver=giver,
                    authority_kind="",
                    legal_basis="",
                    language="es",
                    way=Way.READ_ALOUD,
                    witness="",
                ),
                recipients={to.vault.organisation_id: "Stranger"} if to else {},
                by=self.who.member,
            )

    def disclose(self, person: Person, to: Desk, consent: Consent | None = None, **more: Any) -> Outgoing:
        subject = subjects.subject("tracing.person")
        assert subject
        with self.open():
            return actions.disclose(
                what=Disclosure(
                    **{
                        "subject": subject,
                        "record": subject.find(person.uid),
                        "about": person.uid,
                        "groups": ["identity", "event"],
                        "purpose": Purpose.SEARCH,
                        "consent": consent,
                    }
                    | more
                ),
                to=Correspondent.objects.get(pk=to.vault.pk),
                by=self.who.member,
            )

    def unlock(self) -> None:
        with self.open():
            pass

    def take_in_rest(self) -> None:
        """As the job does that opens what is large, or many."""
        with self.open():
            for _left in inbox.take_in_rest():
                pass

    def inbox(self) -> list[Incoming]:
        with self.open():
            return list(Incoming.objects.filter(settled=False))

    def sent(self, row: Outgoing) -> Outgoing:
        with self.open():
            return Outgoing.objects.get(pk=row.pk)


def corresponding(house: House) -> tuple[Desk, Desk]:
    """Casa's Marta and a stranger, whose rooms have letterboxes and have compared each other's words."""
    stranger, vault = house.stranger()
    one, other = Desk(house, house.marta, house.vault), Desk(house, stranger, vault)
    for desk in (one, other):
        desk.open_letterbox()
    one.compare(other)
    other.compare(one)
    return one, other


def letter_of(incoming: Incoming) -> dict[str, Any]:
    said: dict[str, Any] = json.loads(incoming.letter)
    return said
