"""Answers that are wanted by a day: those who owe one see it in time, those who wait for one when it is over."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tessera.envelopes import actions
from tessera.envelopes.models import Incoming, Outgoing
from tessera.records.today import matters


def titles(desk):
    with desk.open():
        return [matter.title for matter in matters(desk.vault, desk.who.member)]


@pytest.mark.parametrize(("ahead", "is_said"), [(0, True), (1, True), (5, False)])
def test_who_owes_an_answer_sees_it_in_time(desks, ahead, is_said):
    one, other = desks
    person = one.person()
    one.disclose(
        person, other, one.consent(person, other), answer_by=timezone.localdate() + timedelta(days=ahead)
    )
    (came,) = other.inbox()
    assert any("wants an answer" in title for title in titles(other)) == is_said
    with other.open():
        actions.answer(incoming=came, text="Nothing yet", by=other.who.member)
    assert not any("wants an answer" in title for title in titles(other))


def test_who_waits_for_one_sees_when_it_is_over(desks):
    one, other = desks
    person = one.person()
    one.disclose(person, other, one.consent(person, other), answer_by=timezone.localdate())
    assert not any("No answer from" in title for title in titles(one))
    with one.open():
        Outgoing.objects.update(answer_by=timezone.localdate() - timedelta(days=1))
    assert any("No answer from" in title for title in titles(one))
    (came,) = other.inbox()
    with other.open():
        actions.answer(incoming=Incoming.objects.get(pk=came.pk), text="Nothing yet", by=other.who.member)
    one.inbox()
    assert not any("No answer from" in title for title in titles(one))
