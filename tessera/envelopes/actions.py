"""Everything that people do with envelopes: opening a letterbox, comparing keys, sending, reading, answering, asking back."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from tessera.accounts.models import Member
from tessera.accounts.rules import Permission, require
from tessera.audit.lines import write_line
from tessera.audit.models import CommonsLine, VaultLine
from tessera.common.enforcement import names_enforcement
from tessera.records.consent.models import UrgentDisclosure
from tessera.sealing import envelopes, signing
from tessera.sealing.formats import SealBroken, UnknownFormat
from tessera.vault import upkeep
from tessera.vault.current import current_vault, vault_and_commons, vault_transaction
from tessera.vault.uploads import SealedUpload

from . import cards, carriage, disclosing, inbox, keys, letters, places, sending
from .covering import Disclosure, EnforcementBody, may_be_sent
from .ending import empty
from .models import Correspondent, HeldBack, Incoming, Letterbox, OtherNode, Outgoing, Parcel, VaultKeys
from .refusals import Refusal

_URGENT_KEPT = timedelta(days=90)


class OtherWords(Exception):
    """What was heard are not the words of these keys: somebody may have put in keys of their own. Nothing was kept."""


class NoEnvelope(Exception):
    """What was brought is not taken in; the words say why."""


class WroteToSelf(Exception):
    """The letterbox is this room's own."""


def open_letterbox(*, by: Member) -> None:
    """From now on others can write to this room, once its words were compared. Its card stands on this server's."""
    require(by, Permission.MOVE_ROOMS)
    with vault_and_commons():
        if not VaultKeys.objects.exists():
            keys.make_next()
            write_line(VaultLine, "letterbox.opened", by=by.id)
        keys.publish()
        write_line(CommonsLine, "letterbox.opened", by=by.id, about=current_vault().id)


def keep_card(*, raw: bytes, by: Member) -> cards.Card:
    """Another server's card, for everybody here to compare. It proves nothing until somebody does.

    Raises NotACard, NewerCard, EnforcementBody.
    """
    require(by, Permission.INVITE_MEMBERS)
    card = cards.read(raw)
    if names_enforcement(card.name):
        raise EnforcementBody
    if card.node == keys.node_key().node:
        raise cards.NotACard("It is this server's own.")
    with vault_and_commons():
        there = OtherNode.objects.filter(pk=card.node, is_known=True).first()
        if there and bytes(there.public) != card.public:
            raise cards.NotACard("Another server has this name already.")
        own = keys.node_key()
        asks = signing.sign(carriage.card_bytes(card.node), bytes(own.private))
        known = {
            "public": card.public,
            "card": raw.decode(),
            "headers": carriage.asking_headers(node=own.node, signature=asks),
        }
        OtherNode.objects.update_or_create(pk=card.node, defaults=known)
        write_line(VaultLine, "card.kept", by=by.id, letterboxes=len(card.letterboxes))
        write_line(CommonsLine, "card.kept", by=by.id, about=card.node)
    for box in Letterbox.objects.all():  # what they knew may be older
        upkeep.stir(box.pk)
    return card


def compare(*, among: Sequence[cards.Card], vault: UUID, heard: str, by: Member) -> Correspondent:
    """`by` heard the six words from somebody whose voice they know: of the cards that name this letterbox, the one
    they belong to is believed.

    Raises OtherWords, EnforcementBody, WroteToSelf.
    """
    require(by, Permission.INVITE_MEMBERS)
    if vault == current_vault().id:
        raise WroteToSelf
    named = [(card, box) for card in among if (box := card.letterbox(vault))]
    heard_of = [(card, box) for card, box in named if cards.are_words_of(heard, card, box)]
    if not heard_of:
        raise OtherWords
    card, box = heard_of[0]
    if names_enforcement(box.name) or names_enforcement(card.name):
        raise EnforcementBody
    with vault_and_commons():
        there, _new = Correspondent.objects.update_or_create(
            pk=vault,
            defaults=_pinned(card, box)
            | {"compared_at": timezone.now(), "compared_by": by.id, "ended_at": None},
        )
        OtherNode.objects.filter(pk=card.node).update(is_known=True)
        inbox.try_again()
        write_line(VaultLine, "correspondent.compared", by=by.id, about=vault)
    upkeep.stir(current_vault().id)
    return there


def end_correspondence(*, correspondent: Correspondent, by: Member) -> None:
    """Nobody here writes to them or believes them any more. What came and went before stays as it is."""
    require(by, Permission.INVITE_MEMBERS)
    with vault_transaction():
        Correspondent.objects.filter(pk=correspondent.pk).update(ended_at=timezone.now())
        write_line(VaultLine, "correspondent.ended", by=by.id, about=correspondent.pk)


def disclose(*, what: Disclosure, to: Correspondent, by: Member) -> Outgoing:
    """Seals exactly these groups of the record for one organisation.

    Raises ConsentDoesNotCover of some kind, EnforcementBody, NoLetterbox; nothing is sealed then. In danger to life it
    goes without consent, with a reason that a second member reviews within 72 hours.
    """
    require(by, Permission.WRITE_RECORDS)
    today = timezone.localdate()
    with vault_transaction():
        consent = may_be_sent(what, to)
        known: dict[str, Any] = {"subject": what.subject.kind, "about": what.about}
        if consent is None:
            urgent = UrgentDisclosure.objects.create(
                subject=what.subject.kind,
                about=what.about,
                organisation=to.organisation,
                groups=sorted(what.all_groups),
                reason=what.urgent,
                by=by.id,
            )
            known["urgent"], said, ends = urgent.uid, {"urgent": what.urgent}, today + _URGENT_KEPT
        else:
            known["consent"], said, ends = (
                consent.uid,
                disclosing.consent_said(consent),
                consent.ends - timedelta(days=1),
            )
        fields = what.subject.said_in(what.record, what.all_groups)
        letter = letters.Letter(
            kind=disclosing.KIND,
            sender=current_vault().id,
            written_at=timezone.now(),
            purpose=what.purpose,
            consent=said,
            answer_by=what.answer_by,
            body=disclosing.body(what.subject, fields, what.note),
            files=sending.described_files(what.files),
        )
        row = sending.write_row(to, letter, expires_on=ends, by=by.id, files=what.files, **known)
        write_line(VaultLine, "record.disclosed", by=by.id, about=what.about, fields=len(fields))
    return row


def answer(*, incoming: Incoming, text: str, by: Member) -> Outgoing:
    """In words, to whoever wrote. What is said of people in it is the writer's own; records go as disclosures."""
    require(by, Permission.WRITE_RECORDS)
    to = Correspondent.objects.get(pk=incoming.sender)
    letter = letters.Letter(
        kind=sending.ANSWER,
        sender=current_vault().id,
        written_at=timezone.now(),
        reply_to=incoming.id,
        body={"text": text},
    )
    with vault_transaction():
        row = sending.write_row(to, letter, expires_on=sending.replies_end(), by=by.id)
        Incoming.objects.filter(pk=incoming.pk).update(answered_at=timezone.now())
        write_line(VaultLine, "envelope.answered", by=by.id, about=incoming.id)
    return row


def note_read(*, incoming: Incoming, by: Member) -> None:
    """The first time that somebody opens it, which its sender is told."""
    now = timezone.now()
    with vault_transaction():
        first = Incoming.objects.filter(pk=incoming.pk, read_at=None).update(read_at=now, read_by=by.id)
        if first and incoming.kind != sending.ANSWER:
            told = {"envelope": str(incoming.id), "what": "opened", "at": now.isoformat(timespec="seconds")}
            sending.tell(incoming.sender, [told], by=by.id)
            write_line(VaultLine, "envelope.opened", by=by.id, about=incoming.id)


def state_law(*, incoming: Incoming, law: str, by: Member) -> None:
    """A law obliges this room to keep it, also where it is asked back. Its sender is told which."""
    require(by, Permission.SET_RETENTION)
    with vault_transaction():
        Incoming.objects.filter(pk=incoming.pk).update(kept_by_law=law)
        told = {"envelope": str(incoming.id), "what": "kept", "at": timezone.now().isoformat(), "law": law}
        sending.tell(incoming.sender, [told], by=by.id)
        write_line(VaultLine, "envelope.kept-by-law", by=by.id, about=incoming.id)


def delete_received(*, incoming: Incoming, by: Member) -> None:
    """What came in one envelope, with its files. That it came stays known."""
    require(by, Permission.WRITE_RECORDS)
    with vault_transaction():
        empty([incoming], tell_by=by.id)
        write_line(VaultLine, "envelope.deleted", by=by.id, about=incoming.id)


def ask_back(*, outgoing: Outgoing, why: str, by: Member) -> None:
    """One envelope, whatever the consent says: who received it deletes it, or says which law forbids that."""
    require(by, Permission.WRITE_RECORDS)
    with vault_transaction():
        if outgoing.asked_back_at is None:
            sending.ask_back([outgoing], why=why, by=by.id)
            write_line(VaultLine, "envelope.asked-back", by=by.id, about=outgoing.id)


def carried(*, outgoing: Outgoing, by: Member) -> None:
    """Somebody took the sealed file there. What is carried by hand tells nobody else that it arrived."""
    require(by, Permission.WRITE_RECORDS)
    with vault_and_commons():
        now = timezone.now()
        if Outgoing.objects.filter(pk=outgoing.pk, delivered_at=None).update(delivered_at=now):
            Parcel.objects.filter(pk=outgoing.pk).delete()
            write_line(VaultLine, "envelope.carried", by=by.id, about=outgoing.pk)
            write_line(CommonsLine, "envelope.carried", by=by.id)
    places.outgoing_file(outgoing.pk).unlink(missing_ok=True)


def bring(*, upload: SealedUpload, by: Member) -> None:
    """An envelope that somebody carried here, for this room. Raises NoEnvelope."""
    require(by, Permission.WRITE_RECORDS)
    vault = current_vault().id
    try:
        cover = envelopes.read_cover(next(upload.chunks(), b"")[: envelopes.COVER_BYTES])
    except UnknownFormat as unknown:
        raise NoEnvelope(_("This is no envelope, or newer software sealed it.")) from unknown
    except SealBroken as broken:
        raise NoEnvelope(_("This envelope was cut on its way. Have it copied once more.")) from broken
    if cover.to != vault:
        raise NoEnvelope(_("This envelope is for another room. Take it there."))
    if not envelopes.is_sealed_size(upload.size):
        raise NoEnvelope(_("This envelope was cut on its way. Have it copied once more."))
    path = places.waiting_file(vault, cover.id)
    with places.whole_file(path) as file:
        for piece in upload.chunks():
            file.write(piece)
    with vault_transaction():
        write_line(VaultLine, "envelope.brought", by=by.id, about=cover.id)
    inbox.take_in([path])
    if held := HeldBack.objects.filter(pk=cover.id).first():
        raise NoEnvelope(str(Refusal(held.why).label))


def _pinned(card: cards.Card, box: cards.Letterbox) -> dict[str, Any]:
    return {
        "organisation": box.organisation,
        "name": box.name,
        "country": box.country,
        "node": None if card.node == keys.node_key().node else card.node,
        "epoch": box.epoch,
        "kem_public": box.kem_public,
        "signing_public": box.signing_public,
    }
