"""An invited person joins: their own words, a room of their own where theirs is the first, else a wait."""

from __future__ import annotations

from django.urls import reverse

from tessera.accounts import actions as accounts
from tessera.accounts.models import Member, Role
from tessera.vault.actions import invite
from tessera.vault.models import Vault

ACCOUNT = {"name": "Berta", "login": "berta"}


def address_for(house):
    with house.open(house.marta):
        token = invite(name="Berta", role=Role.CASE_WORKER, by=house.marta.member)
    return reverse("join", args=[token])


def joined(browser, address, account=ACCOUNT):
    page = browser.post(address, account)
    words = page.context["words"].split()
    form = page.context["form"]
    typed = {name: words[int(name[-1]) - 1] for name in form.fields if name.startswith("word_")}
    return browser.post(address, typed | {"held": form["held"].value()}, follow=True)


def test_the_invitation_says_where_to_and_as_what(house):
    page = house.browser().get(address_for(house)).content.decode()
    assert "You are invited to Casa" in page
    assert "Case worker" in page


def test_after_joining_one_step_is_left_and_it_is_somebody_elses(house):
    page = joined(house.browser(), address_for(house))
    assert "a colleague takes it" in page.content.decode()
    assert Vault.objects.count() == 1


def test_the_address_works_once(house):
    address = address_for(house)
    joined(house.browser(), address)
    assert house.browser().get(address).status_code == 410
    assert Member.objects.count() == 2


def test_the_first_of_an_organisation_opens_its_room(house):
    organisation = accounts.add_organisation(name="Albergue", country="GT", by=house.marta.member)
    _invitation, token = accounts.make_invitation(
        organisation=organisation, role=Role.COORDINATOR, by=house.marta.member
    )
    page = joined(house.browser(), reverse("join", args=[token]))
    assert page.context["room"].organisation == organisation
    # The administrator who added the organisation holds no key to it.
    assert (
        house.browser(house.marta).get(reverse("members", args=[page.context["room"].pk])).status_code == 404
    )


def test_a_login_somebody_has_is_asked_for_again(house):
    page = house.browser().post(address_for(house), ACCOUNT | {"login": "MARTA "})
    assert "Please choose another one" in page.content.decode()


def test_an_address_nobody_made_says_so(house):
    page = house.browser().get(reverse("join", args=["made-up"]))
    assert page.status_code == 410
    assert "No account was made" in page.content.decode()


def test_a_login_taken_meanwhile_starts_over(house):
    address = address_for(house)
    browser = house.browser()
    page = browser.post(address, ACCOUNT)
    house.colleague(name="Berta")  # signs in as "berta"
    words = page.context["words"].split()
    form = page.context["form"]
    typed = {name: words[int(name[-1]) - 1] for name in form.fields if name.startswith("word_")}
    assert browser.post(address, typed | {"held": form["held"].value()})["Location"] == address
    assert Member.objects.count() == 2
