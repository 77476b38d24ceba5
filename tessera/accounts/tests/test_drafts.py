"""What somebody was writing when the room was locked is there again after signing in, for them alone."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections
from django.urls import reverse
from django.utils import timezone

from tessera.accounts import sessions
from tessera.accounts.bundles import Bundle
from tessera.accounts.models import Draft, Member
from tessera.tracing.models import Person
from tessera.vault import upkeep
from tests.pages_of_keys import pages_of_keys

WRITTEN = {"full_name": "Wilmer Ejemplo Canario", "circumstances": "Llamó desde Altar."}


@pytest.fixture
def address(house):
    return reverse("new-person", kwargs={"vault": house.vault.id, "kind": "sought"})


def lock_out(house, somebody, address):
    """Their session ends while the form is open; they send it; returns the browser and where sign-in leads back."""
    browser = house.browser(somebody)
    sessions.end(somebody.session.id)
    answer = browser.post(address, WRITTEN)
    return browser, answer["Location"]


def sign_in(browser, somebody, location):
    entered = {"login": somebody.login, "passphrase": somebody.passphrase}
    return browser.post(location, entered | {"next": browser.get(location).context["next"]}, follow=True)


def test_the_form_comes_back_filled_in_and_unsaved(house, address):
    browser, location = lock_out(house, house.marta, address)
    page = sign_in(browser, house.marta, location)
    assert page.context["form"]["full_name"].value() == WRITTEN["full_name"]
    assert "when the room was locked" in page.content.decode()
    house.marta.secret = browser.cookies[settings.SESSION_COOKIE].value
    with house.open(house.marta):
        assert Person.objects.count() == 0


def test_saving_it_makes_one_record_and_forgets_the_draft(house, address):
    browser, location = lock_out(house, house.marta, address)
    page = sign_in(browser, house.marta, location)
    browser.post(page.request["PATH_INFO"] + "?" + page.request["QUERY_STRING"], WRITTEN)
    house.marta.secret = browser.cookies[settings.SESSION_COOKIE].value
    with house.open(house.marta):
        assert Person.objects.get().circumstances == WRITTEN["circumstances"]
    assert not Draft.objects.exists()


def test_another_member_does_not_see_it(house, address):
    _browser, location = lock_out(house, house.colleague(name="Berta"), address)
    page = sign_in(house.browser(), house.marta, location)
    assert page.status_code == 200
    assert WRITTEN["full_name"] not in page.content.decode()


def test_on_the_disk_it_is_sealed(house, address):
    lock_out(house, house.marta, address)
    assert Draft.objects.count() == 1
    content = pages_of_keys(Path(str(connections["keys"].settings_dict["NAME"])))
    assert bytes(Draft.objects.get().sealed)[:100] in content  # we are looking in the right place
    assert b"Canario" not in content


def test_a_cookie_nobody_ever_had_keeps_nothing(house, address):
    browser = house.browser()
    browser.cookies[settings.SESSION_COOKIE] = "made up"
    browser.post(address, WRITTEN)
    assert not Draft.objects.exists()


def test_a_form_that_is_not_taken_up_again_is_not_kept(house):
    browser = house.browser(house.marta)
    sessions.end(house.marta.session.id)
    browser.post(reverse("search", kwargs={"vault": house.vault.id}), {"words": "Canario"})
    assert not Draft.objects.exists()


def test_only_the_newest_twenty_are_kept(house, address):
    browser = house.browser(house.marta)
    sessions.end(house.marta.session.id)
    for _ in range(25):
        browser.post(address, WRITTEN)
    assert Draft.objects.count() == 20


def test_the_sign_in_page_says_that_it_is_kept(house, address):
    browser, location = lock_out(house, house.marta, address)
    assert "What you were writing is kept too" in browser.get(location).content.decode()
    assert "What you were writing" not in browser.get("/sign-in/?locked=1").content.decode()


def test_a_key_put_into_the_commons_does_not_open_it(house, address):
    """Whoever can write there can name another key as Marta's, but what she writes is sealed to her own."""
    Member.objects.filter(pk=house.marta.member.pk).update(kem_public=Bundle.new("Eve").kem.public)
    browser, location = lock_out(house, house.marta, address)
    page = sign_in(browser, house.marta, location)
    assert page.context["form"]["full_name"].value() == WRITTEN["full_name"]


def test_after_seven_days_it_is_gone(house, address):
    berta = house.colleague(name="Berta")
    lock_out(house, house.marta, address)
    Draft.objects.update(kept_at=timezone.now() - timedelta(days=7, minutes=1))
    upkeep.look_again(house.vault.id)
    with house.open(berta):  # whoever is next sweeps
        assert not Draft.objects.exists()


def test_before_seven_days_it_waits(house, address):
    berta = house.colleague(name="Berta")
    lock_out(house, house.marta, address)
    Draft.objects.update(kept_at=timezone.now() - timedelta(days=6, hours=23))
    upkeep.look_again(house.vault.id)
    with house.open(berta):
        assert Draft.objects.count() == 1


def test_one_that_somebody_changed_is_not_shown(house, address):
    browser, location = lock_out(house, house.marta, address)
    draft = Draft.objects.get()
    Draft.objects.update(sealed=bytes(draft.sealed)[:-1] + bytes([draft.sealed[-1] ^ 1]))
    page = sign_in(browser, house.marta, location)
    assert page.status_code == 200
    assert "when the room was locked" not in page.content.decode()
    assert "was damaged and cannot be read" in page.content.decode()


def test_saving_another_form_leaves_it_waiting(house, address):
    browser, location = lock_out(house, house.marta, address)
    sign_in(browser, house.marta, location)
    assert browser.post(address, WRITTEN).status_code == 302
    assert str(Draft.objects.get()) in location


def test_who_deletes_the_row_takes_the_draft(house, address):
    """What the threat model says of somebody who writes the file of keys: it is gone, and nothing else is."""
    browser, location = lock_out(house, house.marta, address)
    Draft.objects.all().delete()
    page = sign_in(browser, house.marta, location)
    assert page.status_code == 200
    assert not page.context["form"]["full_name"].value()
