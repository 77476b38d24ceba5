"""An invited person joins: their own words, a room of their own where theirs is the first, else a wait."""

from __future__ import annotations

from django.urls import reverse

from tessera.accounts import actions as accounts
from tessera.accounts.models import Member, Role
from tessera.vault.actions import invite, open_first_vault
from tessera.vault.models import Vault
from tests.at_once import at_once

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
    assert "A colleague has to let you in" in page.content.decode()
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
    again = browser.post(address, typed | {"held": form["held"].value()}, follow=True)
    assert again.redirect_chain == [(address, 302)]
    assert "somebody else took this login, so no account was made" in again.content.decode()
    assert Member.objects.count() == 2


def test_an_invitation_does_not_tell_for_long_which_logins_there_are(house):
    address, browser = address_for(house), house.browser()
    for number in range(5):
        browser.post(address, ACCOUNT | {"login": f"guess-{number}"})
    browser.post(address, ACCOUNT | {"login": "marta"})
    page = browser.post(address, ACCOUNT | {"login": "marta"})
    assert page.status_code == 429
    assert "Too many tries. Please wait" in page.content.decode()
    assert "signs in with this already" not in page.content.decode()
    assert page.context["form"]["name"].value() == ACCOUNT["name"], "what was typed stays"


def test_two_who_come_at_once_open_one_room(house):
    organisation = accounts.add_organisation(name="Albergue", country="GT", by=house.marta.member)
    tokens = [
        accounts.make_invitation(organisation=organisation, role=Role.COORDINATOR, by=house.marta.member)[1]
        for _ in range(2)
    ]
    members = [
        accounts.accept_invitation(
            token=token, account=accounts.NewAccount(f"Guest {number}", f"guest-{number}", "six words")
        )[0]
        for number, token in enumerate(tokens)
    ]
    opened = at_once(
        *[lambda m=m: open_first_vault(organisation=organisation, by=m, name="Guest") for m in members]
    )
    assert Vault.objects.filter(organisation=organisation).count() == 1
    assert opened.count(None) == 1
