"""A record that is deleted takes with it what was agreed and what was sent; what a colleague has to see first stays."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tessera.accounts.models import Role
from tessera.envelopes import outbox, places
from tessera.envelopes.models import Correspondent, Incoming, Outgoing, Parcel
from tessera.records.consent import actions as consents
from tessera.records.consent.ending import forget_reviewed
from tessera.records.consent.models import Consent, NamedRecipient, UrgentDisclosure
from tessera.records.today import matters
from tessera.tracing import actions
from tessera.tracing.models import Person
from tessera.vault.endings import tidy_all
from tessera.vault.upkeep import look_again


def delete(desk, person):
    with desk.open():
        actions.delete_record(person=Person.objects.get(pk=person.pk), by=desk.who.member)


def test_who_deletes_a_record_asks_back_what_was_sent_of_it(desks):
    one, other = desks
    person = one.person()
    row = one.disclose(person, other, one.consent(person, other))
    assert other.inbox()[0].letter
    delete(one, person)
    with one.open():
        sent = Outgoing.objects.get(pk=row.pk)
        assert (sent.letter, sent.about, sent.consent) == ("", None, None)
        assert sent.asked_back_at
        assert not Consent.objects.exists()
        assert not NamedRecipient.objects.exists()
    assert other.inbox()[0].letter == ""
    assert one.sent(row).gone_at


def test_a_record_whose_time_is_over_leaves_what_was_sent_to_its_own_time(desks):
    one, other = desks
    person = one.person()
    row = one.disclose(person, other, one.consent(person, other))
    with one.open():
        Person.objects.update(keep_until=timezone.localdate() - timedelta(days=1))
    look_again(one.vault.pk)
    one.unlock()
    with one.open():
        assert not Person.objects.exists()
        sent = Outgoing.objects.get(pk=row.pk)
        assert (sent.letter, sent.asked_back_at) == ("", None)
    assert other.inbox()[0].letter


def test_what_was_not_carried_away_yet_does_not_leave(desks):
    one, other = desks
    person = one.person()
    with one.open():
        Correspondent.objects.update(node="6f1f3bd4-8f0c-4bb1-93f8-3c6f0c1f5c10")
    row = one.disclose(person, other, one.consent(person, other))
    assert places.outgoing_file(row.pk).exists()
    delete(one, person)
    one.unlock()
    assert not places.outgoing_file(row.pk).exists()
    assert not Parcel.objects.filter(pk=row.pk).exists()
    with one.open():  # the withdrawal is on its way all the same: the file may have been copied
        assert [sent.kind for sent in Outgoing.objects.filter(delivered_at=None).exclude(pk=row.pk)] == [
            "withdrawal"
        ]


def test_what_was_never_sealed_is_gone_without_a_trace(desks, monkeypatch):
    one, other = desks
    person = one.person()

    def fail(*_all):
        raise OSError

    with monkeypatch.context() as broken:
        broken.setattr(outbox, "_seal", fail)
        row = one.disclose(person, other, one.consent(person, other))
        delete(one, person)
    with one.open():
        assert not Outgoing.objects.filter(pk=row.pk).exists()
    assert other.inbox() == []


def test_whoever_sent_without_asking_cannot_delete_it_unseen(desks, house):
    one, other = desks
    person = one.person()
    one.disclose(person, other, urgent="She is locked in, and calls")
    delete(one, person)
    second = house.colleague(Role.CASE_WORKER)
    with house.open(second):
        (waits,) = [one for one in matters(house.vault, second.member) if "danger to life" in one.title]
        urgent = UrgentDisclosure.objects.get()
    page = house.browser(second).get(waits.address)
    assert "She is locked in" in page.content.decode()
    assert "The record was deleted since." in page.content.decode()
    with house.open(second):
        consents.review_urgent(disclosure=urgent, upheld=False, review="Nobody called", by=second.member)
        tidy_all()
        assert not UrgentDisclosure.objects.exists()


def test_of_a_record_that_is_there_what_was_reviewed_stays(desks, house):
    one, other = desks
    person = one.person()
    one.disclose(person, other, urgent="She is locked in, and calls")
    second = house.colleague(Role.CASE_WORKER)
    with house.open(second):
        urgent = UrgentDisclosure.objects.get()
        consents.review_urgent(disclosure=urgent, upheld=True, review="She was", by=second.member)
        forget_reviewed()
        assert UrgentDisclosure.objects.exists()
        titles = [one.title for one in matters(house.vault, second.member)]
    assert any("not been told" in title for title in titles)


def test_nobody_reviews_their_own(desks):
    one, other = desks
    one.disclose(one.person(), other, urgent="She is locked in, and calls")
    with one.open():
        assert not any("danger to life" in matter.title for matter in matters(one.vault, one.who.member))


@pytest.mark.parametrize(("days", "is_asked"), [(20, True), (40, False)])
def test_a_child_of_age_soon_is_asked_in_time(desks, days, is_asked):
    one, other = desks
    person = one.person()
    consent = one.consent(person, other)
    with one.open():
        Consent.objects.filter(pk=consent.pk).update(retake_on=timezone.localdate() + timedelta(days=days))
        titles = [matter.title for matter in matters(one.vault, one.who.member)]
    assert any("is eighteen on" in title for title in titles) == is_asked
    one.consent(person, other)
    with one.open():
        assert not any("is eighteen on" in matter.title for matter in matters(one.vault, one.who.member))


def test_rows_of_what_is_long_over_go(desks):
    one, other = desks
    person = one.person()
    one.disclose(person, other, one.consent(person, other))
    other.inbox()
    with one.open():
        kept = Outgoing.objects.get().pk
        Outgoing.objects.update(expires_on=timezone.localdate() - timedelta(days=100))
        tidy_all()
        assert [row.pk for row in Outgoing.objects.all()] == [kept], "its record is there still"
    delete(one, person)
    with one.open():
        Outgoing.objects.update(expires_on=timezone.localdate() - timedelta(days=100))
        tidy_all()
        assert not Outgoing.objects.exists()


def test_what_came_is_kept_no_longer_than_its_sender_says(desks):
    one, other = desks
    person = one.person()
    one.disclose(person, other, one.consent(person, other))
    other.inbox()
    with other.open():
        Incoming.objects.update(expires_on=timezone.localdate() - timedelta(days=1))
    look_again(other.vault.pk)
    assert other.inbox()[0].letter == ""
