"""Writing down what somebody agreed to, taking it back, and what was sent without because a life was in danger."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from django.utils import timezone

from tessera.accounts.models import Member
from tessera.accounts.rules import Permission, require
from tessera.audit.lines import write_line
from tessera.audit.models import VaultLine
from tessera.vault.actions import keep_attachment
from tessera.vault.attachments import end_attachments
from tessera.vault.current import vault_transaction
from tessera.vault.models import Attachment
from tessera.vault.uploads import SealedUpload

from . import reaching, wordings
from .models import Consent, NamedRecipient, UrgentDisclosure
from .recordings import audio_type, words_in
from .taking import Asked


class SecondMember(Exception):
    """Who acted in danger to life cannot review it: a colleague does."""


def write_down(*, asked: Asked, recipients: Mapping[UUID, str], by: Member) -> Consent:
    """A yes, with the very words that were read. `recipients` are names by organisation, as they stood in the words."""
    require(by, Permission.WRITE_RECORDS)
    with vault_transaction():
        consent = Consent(
            subject=asked.subject,
            about=asked.about,
            capacity=asked.terms.capacity,
            giver=asked.giver,
            assent=asked.terms.with_assent,
            purpose=asked.terms.purpose,
            groups=list(asked.terms.groups),
            public_photo=asked.terms.public_photo,
            authority=asked.terms.authority,
            authority_kind=asked.authority_kind,
            legal_basis=asked.legal_basis,
            two_roles=asked.terms.two_roles,
            language=asked.language,
            edition=wordings.EDITION,
            text=wordings.plain(asked.terms, asked.language),
            way=asked.way,
            witness=asked.witness,
            given_on=timezone.localdate(),
            until=asked.terms.until,
            retake_on=asked.terms.retake_on,
            taken_by=by.id,
        )
        consent.save()
        named = [
            NamedRecipient(consent=consent, organisation=one, name=name) for one, name in recipients.items()
        ]
        NamedRecipient.objects.bulk_create(named)
        write_line(VaultLine, "consent.given", by=by.id, about=asked.about, recipients=len(named))
    return consent


def keep_recording(*, consent: Consent, upload: SealedUpload, by: Member) -> None:
    """Their voice, or the words as they were played to them."""
    require(by, Permission.WRITE_RECORDS)
    keep_attachment(upload=upload, about=consent.uid, by=by)


def keep_words(*, language: str, upload: SealedUpload, by: Member) -> None:
    """The words that are the same in every yes, spoken; an earlier recording in this language goes. Raises NoAudio."""
    require(by, Permission.SET_RETENTION)
    upload.content_type = audio_type(next(upload.chunks(), b""))
    about = words_in(language)
    with vault_transaction():
        end_attachments(Attachment.objects.filter(about=about))
        keep_attachment(upload=upload, about=about, by=by)


def withdraw(*, consent: Consent, by: Member) -> None:
    """They took it back. What was sent under it is asked back from everyone who received it, in one transaction."""
    require(by, Permission.WRITE_RECORDS)
    with vault_transaction():
        taken_back = Consent.objects.filter(pk=consent.pk, withdrawn_at=None)
        if not taken_back.update(withdrawn_at=timezone.now(), withdrawn_by=by.id):
            return  # a second press
        consent.refresh_from_db()
        reaching.withdrawn(consent, by)
        write_line(VaultLine, "consent.withdrawn", by=by.id, about=consent.about)


def review_urgent(*, disclosure: UrgentDisclosure, upheld: bool, review: str, by: Member) -> None:
    """A second member says whether it was right. Where it was not, what was sent is asked back. Raises SecondMember."""
    require(by, Permission.WRITE_RECORDS)
    if disclosure.by == by.id:
        raise SecondMember
    with vault_transaction():
        open_still = UrgentDisclosure.objects.filter(pk=disclosure.pk, reviewed_at=None)
        said = {"reviewed_by": by.id, "reviewed_at": timezone.now(), "upheld": upheld, "review": review}
        if not open_still.update(**said):
            return
        disclosure.refresh_from_db()
        if not upheld:
            reaching.not_upheld(disclosure, by)
        write_line(VaultLine, "urgent.reviewed", by=by.id, about=disclosure.about)


def person_told(*, disclosure: UrgentDisclosure, how: str, by: Member) -> None:
    """The person knows that something was sent without asking them, or cannot be told: `how` says it."""
    require(by, Permission.WRITE_RECORDS)
    with vault_transaction():
        UrgentDisclosure.objects.filter(pk=disclosure.pk).update(told_on=timezone.localdate(), told=how)
        write_line(VaultLine, "urgent.told", by=by.id, about=disclosure.about)
