"""Two organisations with a room each, and somebody in every role and every state of membership.

Built once for a whole file of tests: what a test asks for to change, it makes anew (`Side`'s methods), and what
it must not change, `Town.everything` tells apart byte by byte.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cache
from itertools import count
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

from django.apps import apps
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connections, router
from django.test import Client
from django.urls import resolve, reverse
from django.utils import timezone

from tessera.access.actions import publish_worked
from tessera.access.models import Proposal
from tessera.accounts import actions as accounts, sessions
from tessera.accounts.bundles import Bundle
from tessera.accounts.models import Member, Organisation, Role
from tessera.accounts.renewing.actions import offer_keys
from tessera.common.places import Place
from tessera.directory.actions import open_entry, suggest
from tessera.directory.describing import EntryDraft
from tessera.directory.models import Entry, Poster, Vouch
from tessera.directory.newcomers.rules import vouched_for
from tessera.directory.vocabulary import EntryKind, OrganisationKind
from tessera.envelopes import cards, disclosing, letters
from tessera.envelopes.letters import Letter
from tessera.envelopes.models import Correspondent, Incoming, OtherNode, Outgoing, Parcel
from tessera.envelopes.places import outgoing_file, outgoing_folder
from tessera.exchange.models import DirectoryList, ImportProblem, ImportRun, State
from tessera.records.consent.models import Capacity, Consent, Purpose, UrgentDisclosure, Way
from tessera.records.paper.models import PaperDisclosure
from tessera.records.rights.models import RightsRequest
from tessera.sealing import passphrases
from tessera.sealing.signing import new_signing_pair, sign
from tessera.sealing.wraps import new_kem_pair
from tessera.tracing.actions import keep_search, open_record
from tessera.tracing.drafts import PersonDraft
from tessera.tracing.models import ContactWish, Kind, Person, Search
from tessera.vault.actions import give_grant, invite, let_in, remove_member
from tessera.vault.current import OpenVault
from tessera.vault.files import copy_to_take
from tessera.vault.models import Attachment, Colleague, Departure, InvitationNote, Vault
from tessera.vault.opening import open_vault
from tessera.vault.returning.actions import begin_renewal
from tessera.vault.trust.models import Reopening, ShutOut, Trustee
from tests.house import House

NOBODY = "nobody signed in"
INVITED = "invited, not accepted"
WAITING = "accepted, not let in"
INSIDE = "let in"
REMOVED = "removed"
LOCKED = "locked"
STATES_WITH_ACCOUNT = (WAITING, INSIDE, REMOVED, LOCKED)
ROLES_INSIDE = [role for role in Role.values if role != Role.TRUSTEE]  # who came as a trustee is never let in

_numbers = count(1)


@dataclass(frozen=True, slots=True)
class Visitor:
    """Somebody at a browser. Each visit has a session of its own, so that none ends another's."""

    state: str
    role: str = ""
    member: Member | None = None
    bundle: Bundle | None = None
    token: str = ""

    def __str__(self) -> str:
        return f"{self.role} {self.state}".strip()

    @property
    def session(self) -> sessions.SessionKey:
        return sessions.resume(self._begin())

    def browser(self, language: str = "en") -> Client:
        client = Client(headers={"accept-language": language})
        if self.member:
            secret = self._begin()
            if self.state == LOCKED:
                sessions.end(sessions.resume(secret).id)
            # A removed member's session is left open on purpose, as by a process that never heard of the removal.
            client.cookies[settings.SESSION_COOKIE] = secret
        if self.token:
            client.get(reverse("join", args=[self.token]))
        return client

    def _begin(self) -> str:
        assert self.member
        assert self.bundle
        return sessions.begin(self.member.id, self.bundle)


@dataclass(slots=True)
class Side:
    """One organisation's room, what lies in it, and somebody who holds its key and may do everything there."""

    vault: Vault
    holder: Visitor
    canary: str

    @contextmanager
    def opened(self) -> Iterator[OpenVault]:
        with open_vault(self.vault, self.holder.session) as room:
            yield room

    def person(self, kind: str = Kind.SOUGHT, **described: Any) -> Person:
        draft = PersonDraft(
            kind=kind,
            names=[(f"Amina {self.canary}", "full"), (f"{self.canary} Mina", "nickname")],
            **{
                "sex": "F",
                "ages": (24, 26),
                "origin_place": f"{self.canary} village",
                "event_place": f"{self.canary} ranch",
                "marks": [f"{self.canary} scar"],
                "belongings": [f"{self.canary} rosary"],
                "phones": ["+504 9999 1234"],
                "circumstances": f"{self.canary} told us",
                "contact_wish": ContactWish.YES if kind == Kind.FOUND else ContactWish.NOT_ASKED,
            }
            | described,
        )
        with self.opened():
            return open_record(draft=draft, by=self.holder.member)

    def search(self, words: str = "", *, by: Visitor | None = None) -> UUID:
        with self.opened():
            search = Search(uid=uuid4(), words=words or self.canary)
            return keep_search(search=search, by=(by or self.holder).member).uid

    def entry(self, *, is_kept: bool = True) -> UUID:
        """A service of the directory, kept by the holder's organisation or by nobody."""
        keeper = self.holder.member.organisation_id if is_kept else None
        document = {"name": f"Clinic {self.canary}", "description": f"{self.canary} helps"}
        with self.opened():
            draft = EntryDraft(EntryKind.SERVICE, document)
            return open_entry(draft=draft, keeper=keeper, by=self.holder.member).uid

    def newcomer(self, *, voices: int) -> UUID:
        """An organisation for which so many others vouch, whose people are in this room."""
        document = {"name": f"Kitchen {self.canary}", "tessera": {"kind": OrganisationKind.NATIONAL_NGO}}
        with self.opened():
            draft = EntryDraft(EntryKind.ORGANISATION, document)
            made = open_entry(draft=draft, keeper=None, by=self.holder.member)
            for voice in [self._somebody_of_another() for _one in range(voices)]:
                Vouch.objects.create(
                    entry=made,
                    of=vouched_for(made),
                    organisation=voice.organisation_id,
                    organisation_name="A",
                    why="b",
                    by=voice.pk,
                )
        return made.uid

    def _somebody_of_another(self) -> Member:
        """With a key to this room, and an account that nobody can sign in with."""
        keys = Bundle.new("Voice")
        member = Member.objects.create(
            organisation=Organisation.objects.create(name=f"Others {next(_numbers)}", country="SN"),
            role=Role.COORDINATOR,
            login_hash=uuid4().bytes,
            salt=b"",
            verifier_hash=b"",
            sealed_bundle=b"",
            kem_public=keys.kem.public,
            signing_public=keys.signing.public,
        )
        give_grant(vault=self.vault, member=member, by=self.holder.member, name=f"Voice {self.canary}")
        return member

    def suggestion(self) -> UUID:
        with self.opened():
            about = Entry.objects.get(uid=self.entry())
            draft = EntryDraft(EntryKind.SERVICE, {"name": f"{self.canary} instead"})
            return suggest(entry=about, draft=draft, why=self.canary, by=self.holder.member).pk

    def directory_list(self) -> UUID:
        """A directory whose files are gone: it can be looked at, cancelled and taken back."""
        with self.opened():
            by = self.holder.member.pk
            return DirectoryList.objects.create(source=f"{self.canary} list", created_by=by).pk

    def proposal(self, *, by: Visitor | None = None) -> UUID:
        """A rule of our own invention, proposed by `by`, or by somebody whom nobody in this town is."""
        author = by.member.pk if by and by.member else uuid4()
        with self.opened():
            return Proposal.objects.create(
                title=f"{self.canary} rule", changes={}, by=author, organisation=uuid4()
            ).pk

    def consent(self) -> UUID:
        """Of a relative, about somebody sought."""
        about, today = self.person(), timezone.localdate()
        with self.opened():
            return Consent.objects.create(
                subject="tracing.person",
                about=about.uid,
                capacity=Capacity.RELATIVE,
                giver=f"Aunt {self.canary}",
                purpose=Purpose.SEARCH,
                groups=["identity"],
                language="en",
                edition=1,
                text=f"{self.canary} heard this",
                way=Way.READ,
                given_on=today,
                until=today + timedelta(days=9),
                taken_by=self.holder.member.pk,
            ).uid

    def consent_for_authority(self) -> UUID:
        """One that no paper was made of yet."""
        uid = self.consent()
        with self.opened():
            named = {
                "authority": f"Morgue of {self.canary}",
                "authority_kind": "forensic",
                "legal_basis": "Law 5",
            }
            Consent.objects.filter(uid=uid).update(**named)
        return uid

    def paper(self) -> UUID:
        """Prepared by somebody whom nobody in this town is."""
        consent = self.consent_for_authority()
        with self.opened():
            return PaperDisclosure.objects.create(
                consent=consent,
                subject="tracing.person",
                about=Consent.objects.get(uid=consent).about,
                authority=f"Morgue of {self.canary}",
                legal_basis="Law 5",
                fields=[["identity.name-full", [f"{self.canary} Yusuf"]]],
                prepared_by=uuid4(),
            ).uid

    def rights_request(self) -> UUID:
        """To be deleted, as somebody asked yesterday."""
        about, asked = self.person(), timezone.localdate() - timedelta(days=1)
        with self.opened():
            return RightsRequest.objects.create(
                subject="tracing.person",
                about=about.uid,
                right="erasure",
                wish=f"{self.canary} wants it gone",
                asked_on=asked,
                due_on=asked + timedelta(days=30),
                taken_by=self.holder.member.pk,
            ).uid

    def urgent(self) -> UUID:
        """Sent by somebody whom nobody in this town is."""
        about = self.person()
        with self.opened():
            return UrgentDisclosure.objects.create(
                subject="tracing.person",
                about=about.uid,
                organisation=uuid4(),
                groups=["identity"],
                reason=f"{self.canary} was in danger",
                by=uuid4(),
            ).uid

    def correspondent(self) -> UUID:
        """With keys that nobody has."""
        with self.opened():
            return Correspondent.objects.create(
                vault=uuid4(),
                organisation=uuid4(),
                name=f"Friends of {self.canary}",
                node=uuid4(),
                epoch=1,
                kem_public=bytes(1216),
                signing_public=bytes(32),
                compared_by=self.holder.member.pk,
            ).pk

    def came(self) -> UUID:
        """An envelope from a correspondent."""
        sender, now = self.correspondent(), timezone.now()
        with self.opened():
            return Incoming.objects.create(
                id=uuid4(),
                sender=sender,
                kind=disclosing.KIND,
                letter=self._letter(sender),
                arrived_at=now,
                expires_on=now.date() + timedelta(days=9),
            ).pk

    def sent(self) -> UUID:
        """One that waits to be carried."""
        to, now = self.correspondent(), timezone.now()
        with self.opened():
            uid = Outgoing.objects.create(
                to=to,
                kind=disclosing.KIND,
                letter=self._letter(self.vault.pk),
                by=self.holder.member.pk,
                handed_over_at=now,
                expires_on=now.date() + timedelta(days=9),
            ).pk
        Parcel.objects.create(
            pk=uid, vault=to, node=uuid4(), size=1, headers={}, expires_on=now.date() + timedelta(days=9)
        )
        outgoing_folder().mkdir(exist_ok=True)
        outgoing_file(uid).write_text(f"{self.canary}, as if it were sealed")
        return uid

    def _letter(self, sender: UUID) -> str:
        body = {"subject": "tracing.person", "fields": [["identity.name-full", [self.canary]]], "note": ""}
        letter = Letter(disclosing.KIND, sender, timezone.now(), body, consent={"until": "2030-01-01"})
        return letters.write(letter).decode()

    def letterbox_elsewhere(self) -> UUID:
        """Of an organisation on another server, whose card was brought here."""
        node, kem, keys = uuid4(), new_kem_pair(), new_signing_pair()
        box = cards.Letterbox(uuid4(), uuid4(), "Elsewhere", "SN", 1, kem.public, keys.public, (), b"")
        box = replace(box, signature=sign(box.signed_bytes(node), keys.private))
        card = cards.Card(node, "Another network", "", keys.public, timezone.now().isoformat(), (box,))
        OtherNode.objects.create(pk=node, public=keys.public, card=cards.write(card, keys.private))
        return box.vault

    def poster(self) -> UUID:
        """Something everybody may read, so it holds no canary."""
        return Poster.objects.create(
            kind=EntryKind.SERVICE, title="A clinic", document={"name": "A clinic"}
        ).uid

    def attachment(self) -> UUID:
        about = self.person()
        address = reverse("attach", kwargs={"vault": self.vault.pk, "uid": about.uid})
        self.holder.browser().post(address, {"file": letter(self.canary)})
        with self.opened():
            return Attachment.objects.get(about=about.uid).pk

    def departure(self) -> UUID:
        """A copy that waits to be fetched, in letters that can be read here."""
        with self.opened():
            copy = Departure.objects.create(asked_by=self.holder.member.pk, finished_at=timezone.now())
        file = copy_to_take(self.vault.pk, copy.pk)
        file.parent.mkdir(exist_ok=True)
        file.write_text(f"{self.canary} is all that is in this copy")
        return copy.pk

    def list(self, state: str = State.UPLOADED, content: bytes = b"", **set_to: Any) -> UUID:
        """An import that stands at `state`, of a list with one row."""
        answer = self.holder.browser().post(
            reverse("lists", kwargs={"vault": self.vault.pk}), a_list_to_send(self.canary, content)
        )
        uid: UUID = resolve(answer.headers["Location"]).kwargs["uid"]
        read = {"columns": ["Name", "Age"], "targets": ["name", "age"], "rows_total": 1}
        with self.opened():
            ImportRun.objects.filter(pk=uid).update(state=state, **(read | set_to))
        return uid

    def list_with_problems(self) -> UUID:
        uid = self.list(State.CHECKED, rows_total=2)
        with self.opened():
            run = ImportRun.objects.get(pk=uid)
            for row, code, column, blank in (
                (2, "age_unreadable", "Age", True),
                (3, "formula", "Name", False),
            ):
                ImportProblem.objects.create(
                    run=run,
                    row=row,
                    column=column,
                    code=code,
                    values={"text": self.canary},
                    can_be_blank=blank,
                )
        return uid

    def invitation(self) -> tuple[UUID, str]:
        """Its identifier and its token."""
        with self.opened():
            token = invite(name=f"Guest {self.canary}", role=Role.READER, by=self.holder.member)
            return InvitationNote.objects.get(token=token).pk, token

    def who_lost_words(self) -> Visitor:
        """A member who made new ones, which nobody has confirmed yet."""
        lost = self.member()
        with self.opened():
            token = begin_renewal(member=lost.member, by=self.holder.member)
        login = f"again-{next(_numbers)}"
        offer_keys(token=token, account=accounts.NewAccount("Again", login, passphrases.new_passphrase("en")))
        return lost

    def renewal(self) -> str:
        """The token of an address for somebody who lost their words."""
        lost = self.member()
        with self.opened():
            return begin_renewal(member=lost.member, by=self.holder.member)

    def trustee(self) -> UUID:
        """Somebody the room trusts, with keys nobody has: nothing in this town is given to them."""
        with self.opened():
            number = next(_numbers)
            keys = {"kem_public": bytes(1216), "signing_public": bytes(32)}
            return Trustee.objects.create(
                member=uuid4(), name=f"Trusted {number} {self.canary}", country="SN", **keys
            ).pk

    def shut_out(self, *, by: Visitor) -> UUID:
        """Somebody who held a key before a lockdown that `by` undid."""
        somebody = self.member(state=WAITING).member
        with self.opened():
            opened_by = (by.member or self.holder.member).pk
            kept = {"kem_public": bytes(somebody.kem_public), "opened_by": opened_by}
            return ShutOut.objects.create(member=somebody.pk, **kept).pk

    def request(self) -> UUID:
        """Somebody outside who asked this room's trustees for its key."""
        keys = {"kem_public": bytes(1216), "signing_public": bytes(32)}
        return Reopening.objects.create(vault=self.vault.pk, asker=uuid4(), **keys).pk

    def member(self, role: str = Role.READER, *, state: str = INSIDE) -> Visitor:
        """Somebody new: invited, accepted and, unless they wait, let in."""
        number = next(_numbers)
        with self.opened():
            token = invite(name=f"Person {number} {self.canary}", role=role, by=self.holder.member)
            account = accounts.NewAccount(
                f"Person {number}", f"person-{number}", passphrases.new_passphrase("en")
            )
            member, bundle = accounts.accept_invitation(token=token, account=account)
            if state != WAITING:
                let_in(vault=self.vault, member=member, by=self.holder.member)
            if state == REMOVED:
                remove_member(member=member, by=self.holder.member)
        return Visitor(state, role, member, bundle)


class Town:
    """Casa, whose members visit, and Dakar, whose room none of them holds a key to."""

    def __init__(self) -> None:
        self._house = House()
        marta = self._house.marta
        bundle = sessions.resume(marta.secret).bundle
        founder = Visitor(INSIDE, Role.ADMINISTRATOR, marta.member, bundle)
        self.casa = Side(self._house.vault, founder, "Xochiquetzal")
        stranger, vault = self._house.stranger(name="Fatou")
        fatou = Visitor(INSIDE, Role.COORDINATOR, stranger.member, sessions.resume(stranger.secret).bundle)
        self.dakar = Side(vault, fatou, "Yirmibesoglu")
        # It is the network's room too: the directory lies in that one alone.
        Vault.objects.filter(pk=self.casa.vault.pk).update(is_network=True)
        publish_worked()
        self.members = {
            (role, state): self.casa.member(role, state=state)
            for role in ROLES_INSIDE
            for state in STATES_WITH_ACCOUNT
        }
        self.members[Role.TRUSTEE, WAITING] = self.casa.member(Role.TRUSTEE, state=WAITING)
        self.visitors = [
            Visitor(NOBODY),
            Visitor(INVITED, token=self.casa.invitation()[1]),
            *self.members.values(),
        ]
        with self.dakar.opened():
            Colleague.objects.update(name=f"Fatou {self.dakar.canary}")
        for side in (self.casa, self.dakar):
            for kind in Kind.values:
                side.person(kind)

    def inside(self, role: str) -> Visitor:
        return self.members[role, INSIDE]

    def everything(self) -> dict[str, Any]:
        """What a request could have changed: every file of both rooms, and every row outside them."""
        folder = Path(settings.DATA)
        kept: dict[str, Any] = {
            str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
            for name in ("vaults", "incoming")
            for path in sorted((folder / name).rglob("*"))
            if path.is_file()
        }
        for table, alias, key in _tables_outside_rooms():
            with connections[alias].cursor() as cursor:
                cursor.execute(f'SELECT * FROM "{table}" ORDER BY "{key}"')  # noqa: S608 - our own names
                kept[table] = cursor.fetchall()
        return kept

    def tear_down(self) -> None:
        self._house.tear_down()


@cache
def _tables_outside_rooms() -> list[tuple[str, str, str]]:
    """Table, database, primary key."""
    return [
        (model._meta.db_table, router.db_for_read(model), model._meta.pk.column)
        for model in apps.get_models()
        if model.place != Place.VAULT
    ]


def letter(words: str) -> SimpleUploadedFile:
    return SimpleUploadedFile(f"{words}.txt", f"{words} wrote this".encode())


def a_list_to_send(canary: str, content: bytes = b"") -> dict[str, Any]:
    content = content or f"Name,Age\nAmina {canary},25\n".encode()
    return {
        "file": SimpleUploadedFile("list.csv", content),
        "kind": Kind.SOUGHT,
        "source": f"{canary} shelter",
    }
