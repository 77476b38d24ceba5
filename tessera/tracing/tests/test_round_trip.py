"""Whatever a record holds stands in its form as somebody would type it, and saving the form changes nothing."""

from __future__ import annotations

import pytest
from hypothesis import given, settings, strategies as st

from tessera.tracing.forms import FORMS
from tessera.tracing.models import Kind, NameKind, Person
from tessera.tracing.tests.described import TYPED_FOR, Filled, described, drafts, page_of, written
from tessera.tracing.writing import draft_of


@pytest.mark.parametrize("kind", Kind.values)
@settings(max_examples=60)
@given(data=st.data())
def test_a_record_typed_again_is_the_same_record(house, kind, data):
    draft = data.draw(drafts(kind))
    written(house, draft)
    with house.open(house.marta):
        person = Person.objects.with_description().latest("pk")
        form = FORMS[kind](FORMS[kind].typed(person), person=person)
        assert form.is_valid(), form.errors
        assert draft_of(person) == draft
        assert form.draft() == draft


@pytest.mark.parametrize("kind", Kind.values)
@settings(max_examples=15)
@given(data=st.data())
def test_a_form_sent_back_untouched_changes_nothing(house, kind, data):
    """Through the page itself: what is escaped into it comes out of it as it was."""
    draft = data.draw(drafts(kind))
    (person,) = written(house, draft)
    browser = house.browser(house.marta)
    address = page_of(house, "change-person", person)
    answer = browser.post(address, Filled(browser.get(address).content.decode()).values)
    assert answer.status_code == 302, answer.context["form"].errors
    with house.open(house.marta):
        assert draft_of(Person.objects.get(pk=person.pk)) == draft


@pytest.mark.parametrize("kind", Kind.values)
def test_every_field_typed_is_stored_shown_and_typed_again(house, kind):
    typed = TYPED_FOR[kind]
    assert set(typed) == set(FORMS[kind]().fields), "a field of the form is not tried here"
    browser = house.browser(house.marta)
    page = browser.post(page_of(house, "new-person", kind=kind), typed, follow=True).content.decode()
    for name, value in typed.items():
        for line in SHOWN_AS.get(name, value).split("\n"):
            assert line in page, f"{name}: {line} is not on the record's page"
    with house.open(house.marta):
        person = Person.objects.with_description().get()
        again = FORMS[kind].typed(person)
    assert {name: str(value) for name, value in again.items()} == typed


SHOWN_AS = {
    "sex": "Female",
    "birth": "March 1996",
    "age": "20–30",
    "nationality": "Somalia, Honduras",
    "event": "3 April 2021",
    "height": "163–167 cm",
    "contact_wish": "Wants to send a message only",
    "identified": "Not identified",
    "people": "An entry for 2 people",
}


def test_what_the_form_does_not_ask_stays_as_a_list_brought_it(house):
    """A list of requests may count people, and tell fathers' names from nicknames."""
    draft = described(people=3, custodian="The aunt", cause_of_death="Said to have drowned")
    draft.name("Yusuf", NameKind.FATHER)
    (person,) = written(house, draft)
    browser = house.browser(house.marta)
    address = page_of(house, "change-person", person)
    values = Filled(browser.get(address).content.decode()).values
    browser.post(address, values | {"full_name": "Amina Corrected", "other_names": "Yusuf\nMina"})
    with house.open(house.marta):
        person = Person.objects.get()
        assert (person.people, person.custodian, person.cause_of_death) == (
            3,
            "The aunt",
            "Said to have drowned",
        )
        assert draft_of(person).names == [
            ("Amina Corrected", "full"),
            ("Yusuf", "father"),
            ("Mina", "nickname"),
        ]


def test_a_nameless_request_out_of_a_list_can_be_changed_and_a_new_one_needs_a_name(house):
    (person,) = written(house, described(name="", origin_place="Baidoa"))
    browser = house.browser(house.marta)
    address = page_of(house, "change-person", person)
    values = Filled(browser.get(address).content.decode()).values
    assert browser.post(address, values | {"origin_place": "Garowe"}).status_code == 302
    answer = browser.post(page_of(house, "new-person", kind="sought"), values | {"origin_place": "Garowe"})
    assert answer.context["form"].errors.keys() == {"full_name"}
    with house.open(house.marta):
        assert Person.objects.get().origin_place == "Garowe"


def test_somebody_found_who_cannot_say_their_name_is_written_down(house):
    browser = house.browser(house.marta)
    address = page_of(house, "new-person", kind="found")
    page = browser.get(address).content.decode()
    assert "Nothing but the person's wish is required." in page
    answer = browser.post(address, Filled(page).values | {"age": "4", "marks": "Burn on the left hand"})
    assert answer.status_code == 302
    with house.open(house.marta):
        person = Person.objects.get()
        assert (person.first_name, person.contact_wish, person.age_oldest) == (None, "not_asked", 4)


def test_a_blank_reference_is_given_anew_when_a_record_is_changed(house):
    (person,) = written(house, described(reference="OLD"))
    browser = house.browser(house.marta)
    address = page_of(house, "change-person", person)
    browser.post(address, Filled(browser.get(address).content.decode()).values | {"reference": " "})
    with house.open(house.marta):
        assert Person.objects.get().reference.startswith("S20")
