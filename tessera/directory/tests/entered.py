"""Entries to test with, all of them invented, and what tests of the directory do again and again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.urls import reverse
from django.utils import timezone

from tessera.audit.models import CommonsLine, VaultLine
from tessera.directory import actions
from tessera.directory.describing import CheckDraft, EntryDraft
from tessera.directory.marks import QUESTIONS
from tessera.directory.models import Entry, Poster
from tessera.directory.vocabulary import Answer, EntryKind
from tessera.vault.models import Vault
from tests.house import House, Somebody

NO_TO_ALL = dict.fromkeys(QUESTIONS, Answer.NO)


def place(city: str = "Tapachula", country: str = "MX", **said: Any) -> dict[str, Any]:
    """The document of a place; `street`, `latitude`, `longitude` and anything else of HSDS 3 as they are given."""
    address = {"address_1": said.pop("street", "Calle 1"), "city": city, "country": country}
    return {"location_type": "physical", "addresses": [address]} | said


class Desk:
    """The directory in the network's room; Marta works at it where nobody else is named."""

    def __init__(self, house: House, vault: Vault) -> None:
        self.house, self.vault = house, vault

    def open(self, by: Somebody | None = None) -> Any:
        return self.house.open(by or self.house.marta, self.vault)

    def enter(
        self,
        name: str = "Free clinic",
        kind: str = EntryKind.SERVICE,
        *,
        by: Somebody | None = None,
        ours: bool = True,
        at: dict[str, Any] | None = None,
        of: Entry | None = None,
        confidential: bool = False,
        shown: bool = False,
        **said: Any,
    ) -> Entry:
        """A new entry, kept by the organisation of who enters it unless not `ours`; `said` goes into its document."""
        by = by or self.house.marta
        draft = EntryDraft(kind, {"name": name} | said, at, of and of.uid, confidential)
        with self.open(by):
            keeper = by.member.organisation_id if ours else None
            made = actions.open_entry(draft=draft, keeper=keeper, by=by.member)
            if shown:
                self.agree(made)
        return made

    def agree(self, entry: Entry, *, with_mark: bool = False) -> None:
        actions.show_to_everybody(
            entry=entry, agreed_by="Its coordinator", with_mark=with_mark, by=self.house.marta.member
        )

    def change(self, entry: Entry, by: Somebody | None = None, **said: Any) -> Entry:
        """Saves the entry as somebody who looks at it now; `said` are fields of its document, or of the draft."""
        by = by or self.house.marta
        with self.open(by):
            now = Entry.objects.get(pk=entry.pk)
            return actions.change_entry(
                entry=now, draft=changed(now, **said), seen=now.changed_at, by=by.member
            )

    def check(self, entry: Entry, by: Somebody, days_ago: int = 0, note: str = "", **answers: str) -> None:
        day = timezone.localdate() - timedelta(days=days_ago)
        draft = CheckDraft(day, {**NO_TO_ALL, **answers}, "", note)
        with self.open(by):
            actions.check_firewall(entry=Entry.objects.get(pk=entry.pk), draft=draft, by=by.member)

    def now(self, entry: Entry) -> Entry:
        with self.open():
            return Entry.objects.get(pk=entry.pk)

    def titles(self, kind: str = EntryKind.SERVICE) -> list[str]:
        with self.open():
            return list(Entry.objects.filter(kind=kind).order_by("title").values_list("title", flat=True))

    def verbs(self, about: UUID) -> list[str]:
        """What the room's log says of an entry, in order."""
        with self.open():
            return [line.verb for line in VaultLine.objects.filter(about=about).order_by("number")]

    def page(self, entry: Entry, by: Somebody | None = None, name: str = "entry") -> str:
        browser = self.house.browser(by or self.house.marta)
        return browser.get(self.address(name, entry)).content.decode()

    def post(
        self,
        name: str,
        entry: Entry | None = None,
        typed: dict[str, Any] | None = None,
        by: Somebody | None = None,
        **names: Any,
    ) -> Any:
        """The page that follows after a form was sent."""
        browser = self.house.browser(by or self.house.marta)
        return browser.post(self.address(name, entry, **names), typed or {}, follow=True)

    def address(self, name: str, entry: Any = None, **names: Any) -> str:
        return reverse(name, kwargs={"vault": self.vault.pk} | ({"uid": entry.uid} if entry else {}) | names)


def changed(entry: Entry, **said: Any) -> EntryDraft:
    """A draft that says what the entry says, but for this; `at` and `confidential` are the draft's own."""
    at, hidden = said.pop("at", None), said.pop("confidential", entry.confidential)
    return EntryDraft(entry.kind, entry.document | said, at, entry.organisation, hidden)


def said_in_commons(about: UUID) -> list[str]:
    return [line.verb for line in CommonsLine.objects.filter(about=about).order_by("number")]


def poster_of(entry: Entry) -> Poster:
    return Poster.objects.get(uid=entry.uid)
