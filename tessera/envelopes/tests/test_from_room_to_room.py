"""On one server: written in one room, read in another, answered, taken back."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tessera.envelopes import actions, places
from tessera.envelopes.models import Outgoing
from tessera.envelopes.tests.post import letter_of
from tessera.records.consent import actions as consent_actions
from tessera.records.consent.rules import (
    ConsentDoesNotCover,
    FieldsNotNamed,
    NobodyConsented,
    OtherPurpose,
    RecipientNotNamed,
)
from tessera.sealing.envelopes import COVER_BYTES, read_cover


def test_a_record_arrives_with_exactly_the_fields_that_were_agreed(desks):
    one, other = desks
    person = one.person(circumstances="Told to us alone.")
    sent = one.disclose(person, other, one.consent(person, other))
    assert one.sent(sent).delivered_at is not None
    (came,) = other.inbox()
    said = letter_of(came)
    assert said["body"]["fields"] == [
        ["identity.kind", ["sought"]],
        ["identity.name-full", ["Amina Yusuf"]],
        ["identity.sex", ["F"]],
        ["event.place", ["Tapachula"]],
    ]
    assert "alone" not in came.letter
    assert "sister" not in came.letter
    assert said["consent"]["purpose"] == "search"


def test_the_sender_learns_that_somebody_opened_it_and_what_they_answer(desks):
    one, other = desks
    person = one.person()
    sent = one.disclose(person, other, one.consent(person, other))
    (came,) = other.inbox()
    assert one.sent(sent).opened_at is None
    with other.open():
        actions.note_read(incoming=came, by=other.who.member)
    assert one.sent(sent).opened_at is not None
    with other.open():
        actions.answer(incoming=came, text="We ask at the hospital.", by=other.who.member)
    (answered,) = one.inbox()
    assert letter_of(answered)["body"] == {"text": "We ask at the hospital."}
    assert one.sent(sent).answered_at is not None


def test_a_withdrawn_consent_reaches_the_copy_before_anybody_sees_it_again(desks):
    one, other = desks
    person = one.person()
    consent = one.consent(person, other)
    sent = one.disclose(person, other, consent)
    (came,) = other.inbox()
    with one.open():
        consent_actions.withdraw(consent=consent, by=one.who.member)
    assert one.sent(sent).asked_back_at is not None
    assert one.sent(sent).gone_at is None  # it waits for the receiver to unlock
    (came,) = other.inbox()
    assert came.letter == ""
    assert came.gone_at is not None
    assert one.sent(sent).gone_at is not None


def test_a_withdrawal_that_comes_first_keeps_the_record_out(desks):
    one, other = desks
    person = one.person()
    sent = one.disclose(person, other, one.consent(person, other))
    held = places.waiting_file(other.vault.pk, sent.pk)
    aside = held.rename(held.with_suffix(".aside"))
    with one.open():
        actions.ask_back(outgoing=sent, why="a mistake", by=one.who.member)
    other.unlock()
    aside.rename(held)
    (came,) = other.inbox()
    assert came.letter == ""
    assert not held.exists()
    assert one.sent(sent).gone_at is not None


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"groups": ["identity", "family"]}, FieldsNotNamed),
        ({"purpose": "help"}, OtherPurpose),
        ({"consent": None}, NobodyConsented),
    ],
)
def test_nothing_is_sealed_that_the_consent_does_not_cover(desks, change, refusal):
    one, other = desks
    person = one.person()
    consent = one.consent(person, other)
    with pytest.raises(refusal):
        one.disclose(person, other, **{"consent": consent} | change)
    with one.open():
        assert not Outgoing.objects.exists()
    assert other.inbox() == []


def test_a_consent_for_others_is_none_for_these(desks):
    one, other = desks
    person = one.person()
    with pytest.raises(RecipientNotNamed):
        one.disclose(person, other, one.consent(person, None))
    consent = one.consent(person, other)
    with one.open():
        consent_actions.withdraw(consent=consent, by=one.who.member)
        consent.refresh_from_db()
    with pytest.raises(ConsentDoesNotCover):
        one.disclose(person, other, consent)


def test_a_withdrawal_waits_for_as_long_as_what_it_takes_back(desks):
    """Whoever unlocks once in three months has it open until then, and deletes it then."""
    one, other = desks
    person = one.person()
    row = one.disclose(person, other, one.consent(person, other))
    other.inbox()
    with one.open():
        actions.ask_back(outgoing=row, why="a mistake", by=one.who.member)
        withdrawal = Outgoing.objects.get(kind="withdrawal")
    with places.waiting_file(other.vault.pk, withdrawal.pk).open("rb") as file:
        cover = read_cover(file.read(COVER_BYTES))
    assert datetime.fromtimestamp(cover.expires, UTC).date() >= row.expires_on
