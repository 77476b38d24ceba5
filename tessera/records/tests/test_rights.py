"""What somebody asks about their own record: answered within the month, on paper, and deleted everywhere where they want it."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, strategies as st

from tessera.envelopes.models import Outgoing
from tessera.records.consent.models import Consent
from tessera.records.rights import actions
from tessera.records.rights.actions import AlreadyAnswered, Wish
from tessera.records.rights.models import Outcome, Right, RightsRequest, months_later
from tessera.records.subjects import subject
from tessera.records.today import matters
from tessera.tracing.models import Kind, Person
from tessera.vault.endings import tidy_all

KIND = "tracing.person"


def asks(desk, person, right=Right.ACCESS, **said):
    wish = Wish(
        **{
            "right": right,
            "asker": "",
            "known_by": "Known for years",
            "wish": "",
            "asked_on": timezone.localdate(),
        }
        | said
    )
    with desk.open():
        return actions.write_request(subject=KIND, about=person.uid, wish=wish, by=desk.who.member)


def page(desk, *parts):
    address = f"/room/{desk.vault.pk}/rights/" + "".join(f"{part}/" for part in parts)
    return desk.house.browser(desk.who).get(address)


def post(desk, *parts, **form):
    address = f"/room/{desk.vault.pk}/rights/" + "".join(f"{part}/" for part in parts)
    return desk.house.browser(desk.who).post(address, form)


@pytest.mark.parametrize(
    ("day", "months", "due"),
    [
        (date(2026, 1, 15), 1, date(2026, 2, 15)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2028, 1, 31), 1, date(2028, 2, 29)),
        (date(2026, 12, 31), 1, date(2027, 1, 31)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 10, 31), 1, date(2026, 11, 30)),
    ],
)
def test_months_are_counted_as_the_law_does(day, months, due):
    assert months_later(day, months) == due


@given(st.dates(date(1, 1, 1), date(9990, 1, 1)), st.integers(0, 60))
def test_some_months_later_is_the_same_day_or_the_months_last(day, months):
    later = months_later(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later.day < day.day and (later + timedelta(days=1)).day == 1)


def test_a_request_in_pages_from_the_telephone_to_the_answer(desks):
    one, _other = desks
    person = one.person()
    form = {
        "right": "access",
        "known_by": "Her voice",
        "wish": "All of it",
        "asked_on": timezone.localdate().isoformat(),
    }
    made = post(one, "about", KIND, person.uid, "new", **form)
    assert made.status_code == 302
    address = made.headers["Location"]
    shown = one.house.browser(one.who).get(address).content.decode()
    assert "All of it" in shown
    assert f"/rights/about/{KIND}/{person.uid}/copy/" in shown
    answered = one.house.browser(one.who).post(
        address, {"step": "answer", "outcome": "done", "answer": "Handed over"}
    )
    assert answered.status_code == 302
    with one.open():
        request = RightsRequest.objects.get()
        assert (request.outcome, request.answer) == ("done", "Handed over")
        assert not [matter for matter in matters(one.vault, one.who.member) if matter.job == "Rights"]
    assert "Handed over" in one.house.browser(one.who).get(address).content.decode()


def test_nobody_asked_tomorrow(desks):
    one, _other = desks
    person = one.person()
    ahead = (timezone.localdate() + timedelta(days=1)).isoformat()
    answer = post(one, "about", KIND, person.uid, "new", right="access", known_by="Her voice", asked_on=ahead)
    assert answer.status_code == 200
    with one.open():
        assert not RightsRequest.objects.exists()


@pytest.mark.parametrize(("ago", "tone"), [(0, ""), (26, "wait"), (40, "no")])
def test_today_says_when_the_month_is_nearly_over(desks, ago, tone):
    one, _other = desks
    asks(one, one.person(), asked_on=timezone.localdate() - timedelta(days=ago))
    with one.open():
        (waits,) = [matter for matter in matters(one.vault, one.who.member) if matter.job == "Rights"]
    assert waits.tone == tone


def test_it_takes_longer_once(desks):
    one, _other = desks
    made = asks(one, one.person())
    with one.open():
        actions.take_longer(request=made, because="Her record is in three languages", by=one.who.member)
        assert RightsRequest.objects.get().due_on == months_later(made.asked_on, 3)
        with pytest.raises(AlreadyAnswered):
            actions.take_longer(request=made, because="And more", by=one.who.member)


def test_it_is_answered_once(desks):
    one, _other = desks
    made = asks(one, one.person())
    with one.open():
        actions.answer_request(request=made, outcome=Outcome.REFUSED, answer="Article 23", by=one.who.member)
        with pytest.raises(AlreadyAnswered):
            actions.answer_request(request=made, outcome=Outcome.DONE, answer="", by=one.who.member)
        assert RightsRequest.objects.get().outcome == Outcome.REFUSED


def test_who_wants_it_deleted_is_deleted_everywhere(desks):
    one, other = desks
    person = one.person()
    one.disclose(person, other, one.consent(person, other))
    assert other.inbox()[0].letter
    made = asks(one, person, Right.ERASURE, wish="Ixtlilxochitl wants it gone", asker="Her brother")
    assert "This is not the reference" in post(one, made.uid, "erase", typed="S1").content.decode()
    assert post(one, made.uid, "erase", typed=person.reference).status_code == 302
    with one.open():
        assert not Person.objects.exists()
        assert not Consent.objects.exists()
        assert all(not row.letter for row in Outgoing.objects.exclude(kind="withdrawal"))
        kept = RightsRequest.objects.get()
        assert (kept.outcome, kept.about, kept.asker, kept.wish, kept.known_by) == ("done", None, "", "", "")
    assert other.inbox()[0].letter == ""
    shown = page(one, made.uid).content.decode()
    assert "The record is gone." in shown


def test_only_who_asks_for_that_is_deleted(desks):
    one, _other = desks
    person = one.person()
    made = asks(one, person, Right.ACCESS)
    assert post(one, made.uid, "erase", typed=person.reference).status_code == 404
    with one.open():
        assert Person.objects.exists()


def test_their_copy_says_everything_and_where_it_went(desks):
    one, other = desks
    person = one.person(
        event_place="Tapachula",
        circumstances="She called from the border",
        enquirer_name="Fled Fromhim",
        enquirer_contact="55 1234",
    )
    one.disclose(person, other, one.consent(person, other))
    asks(one, person)
    shown = page(one, "about", KIND, person.uid, "copy").content.decode()
    for word in ("Amina Yusuf", "Tapachula", "She called from the border", person.reference, "Article 15"):
        assert word in shown
    received = re.search(r"Who received something of it</h2>(.*?)</section>", shown, re.DOTALL)[1]
    assert "Stranger" in received
    assert "Name, sex, age and nationality" in received
    assert "Fromhim" not in shown
    assert "55 1234" not in shown
    address = f"/room/{one.vault.pk}/rights/about/{KIND}/{person.uid}/copy/?family=1&language=es"
    in_spanish = one.house.browser(one.who).get(address).content.decode()
    assert "Fled Fromhim" in in_spanish
    assert '<html lang="es"' in in_spanish


@pytest.mark.parametrize(("kind", "was_asked"), [(Kind.REMAINS, False), (Kind.FOUND, True)])
def test_a_copy_about_the_dead_does_not_say_that_they_were_not_asked(desks, kind, was_asked):
    one, _other = desks
    person = one.person(kind=kind)
    page = reverse("own-copy", args=[one.vault.pk, "tracing.person", person.uid])
    said = one.house.browser(one.who).get(page).content.decode()
    assert ("Wish for contact" in said) == was_asked


def test_nothing_of_a_record_is_missing_in_its_copy(desks):
    """A column that is added later has to be shown too, or said here why it is nobody's."""
    ours_alone = {
        *(
            "id",
            "uid",
            "kind",
            "created_by",
            "changed_by",
            "changed_at",
            "import_run",
            "arriving",
            "search_text",
        ),
        *("event_place_key",),
    }
    parts = {
        "birth": "identity.birth",
        "event": "event.when",
        "age": "identity.age",
        "height": "appearance.height",
    }
    said = {field.code for field in subject(KIND).fields}
    assert set(parts.values()) <= said
    shown_as = {
        "sex": "identity.sex",
        "nationality": "identity.nationality",
        "origin_place": "origin.place",
        "event_place": "event.place",
        "circumstances": "story.circumstances",
        "enquirer_name": "family.name",
        "enquirer_relation": "family.relation",
        "enquirer_contact": "family.contact",
        "people": "remains.people",
        "body_condition": "remains.condition",
        "post_mortem_interval": "remains.interval",
        "cause_of_death": "remains.cause",
        "identified": "remains.identified",
        "custodian": "remains.custodian",
    }
    besides = {"reference", "contact_wish", "source", "created_at", "keep_until", "keep_reason"}
    for column in Person._meta.concrete_fields:
        name = column.name
        is_part = any(name.startswith(f"{part}_") for part in parts)
        assert name in ours_alone | besides or is_part or shown_as.get(name) in said, name


def test_requests_about_what_is_gone_are_forgotten_after_three_years(desks):
    one, _other = desks
    person = one.person()
    made = asks(one, person, Right.ERASURE)
    with one.open():
        actions.erase(request=made, subject=subject(KIND), by=one.who.member)
        RightsRequest.objects.update(answered_at=timezone.now() - timedelta(days=3 * 365 - 2))
        tidy_all()
        assert RightsRequest.objects.exists()
        RightsRequest.objects.update(answered_at=timezone.now() - timedelta(days=3 * 365 + 1))
        tidy_all()
        assert not RightsRequest.objects.exists()
