"""A form sent twice makes one record: pressed twice, or sent again because the line broke after the first time."""

from __future__ import annotations

import re
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tessera.exchange.models import ImportRun
from tessera.tracing.models import Person
from tessera.vault.queries import attachments_about


def drawn(house, browser):
    address = reverse("new-person", kwargs={"vault": house.vault.id, "kind": "sought"})
    return address, re.search(r'name="entry" value="([^"]+)"', browser.get(address).content.decode())[1]


def count(house):
    with house.open(house.marta):
        return Person.objects.count()


def test_the_second_time_leads_to_the_same_record(house):
    browser = house.browser(house.marta)
    address, entry = drawn(house, browser)
    sent = {"full_name": "Wilmer Ejemplo", "entry": entry}
    assert browser.post(address, sent)["Location"] == browser.post(address, sent)["Location"]
    assert count(house) == 1


def test_two_forms_make_two_records(house):
    browser = house.browser(house.marta)
    for _ in range(2):
        address, entry = drawn(house, browser)
        browser.post(address, {"full_name": "Wilmer Ejemplo", "entry": entry})
    assert count(house) == 2


def test_a_form_corrected_after_an_error_keeps_what_it_was_drawn_with(house):
    browser = house.browser(house.marta)
    address, entry = drawn(house, browser)
    page = browser.post(address, {"full_name": "", "entry": entry}).content.decode()
    assert f'name="entry" value="{entry}"' in page


def test_what_a_colleagues_form_was_drawn_with_opens_nothing_of_theirs(house):
    marta, colleague = house.browser(house.marta), house.browser(house.colleague())
    address, entry = drawn(house, marta)
    theirs = marta.post(address, {"full_name": "Wilmer Ejemplo", "entry": entry})["Location"]
    mine = colleague.post(address, {"full_name": "Otra Persona", "entry": entry})["Location"]
    assert mine != theirs
    assert count(house) == 2


def test_a_second_person_typed_into_the_same_form_is_a_second_record(house):
    """Who goes back to the form and writes over it sends what it was drawn with once more."""
    browser = house.browser(house.marta)
    address, entry = drawn(house, browser)
    sent = [
        {"full_name": name, "entry": entry} for name in ("Wilmer Ejemplo", "Otra Persona", "Otra Persona")
    ]
    first, second, again = [browser.post(address, one)["Location"] for one in sent]
    assert first != second == again
    assert count(house) == 2


def test_nobody_chooses_what_a_record_is_known_by(house):
    """Neither another record's, nor a list's, whose file would then stand on the record's page."""
    browser = house.browser(house.marta)
    letter = SimpleUploadedFile("list.csv", b"Name\nAmina Example\n")
    sent = {"file": letter, "kind": "sought", "source": "A list"}
    browser.post(reverse("lists", kwargs={"vault": house.vault.id}), sent)
    with house.open(house.marta):
        run = ImportRun.objects.get()
        assert attachments_about(run.pk).exists()
    address, _entry = drawn(house, browser)
    browser.post(address, {"full_name": "Wilmer Ejemplo", "entry": str(run.pk)})
    with house.open(house.marta):
        assert Person.objects.get().uid != run.pk


def test_what_a_deleted_record_was_known_by_is_not_used_again(house):
    browser = house.browser(house.marta)
    address, entry = drawn(house, browser)
    sent = {"full_name": "Wilmer Ejemplo", "entry": entry, "reference": "ONE"}
    before = browser.post(address, sent)["Location"]
    browser.post(f"{before}delete/", {"reference": "ONE"})
    assert count(house) == 0
    assert browser.post(address, sent)["Location"] != before
    assert count(house) == 1


def test_without_it_or_with_nonsense_the_record_is_made_all_the_same(house):
    browser = house.browser(house.marta)
    address, _entry = drawn(house, browser)
    for entry in ("", "nonsense", str(uuid4())):
        browser.post(address, {"full_name": "Wilmer Ejemplo", "entry": entry})
    assert count(house) == 3
