"""The pages of lost words and journeys, without scripts."""

from __future__ import annotations

import re

from django.urls import reverse
from django.utils import timezone

from tessera.accounts.models import Member, Renewal, Role
from tessera.audit.models import CommonsLine
from tessera.vault.actions import remove_member
from tessera.vault.models import LiftedGrant, Wrap
from tessera.vault.returning import actions
from tessera.vault.sqlcipher.base import WriteAheadLogInUse

from .test_giving_back import confirm, four, lose_words, renewed, said, signs_in, travels

__all__ = ["four"]


def at(house, name, somebody=None):
    names = {"vault": house.vault.pk} | ({"uid": somebody.member.pk} if somebody else {})
    return reverse(name, kwargs=names)


def text(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_an_address_is_shown_once_and_leads_to_new_words(house, four):
    rosa, ana, _luis = four
    browser = house.browser(ana)
    assert "New words for Rosa" in text(browser.get(at(house, "begin-renewal", rosa)))
    made = text(browser.post(at(house, "begin-renewal", rosa)))
    path = re.search(r"http://testserver(/new-words/[\w-]{43}/)", made)[1]
    assert "There is an address already" in text(browser.get(at(house, "begin-renewal", rosa)))
    listed = text(browser.get(at(house, "members")))
    assert "not made yet" in listed
    assert path not in listed
    stranger = house.browser()
    assert "New words for your account" in text(stranger.get(path))
    browser.post(at(house, "withdraw-renewal", rosa))
    assert stranger.get(path).status_code == 410
    assert browser.post(at(house, "withdraw-renewal", rosa)).status_code == 404


def test_the_page_at_the_address_takes_care_of_logins(house, four):
    rosa, *_others = four
    path = reverse("renew", args=[lose_words(house, rosa.member)])
    browser = house.browser()
    assert "signs in with this already" in text(browser.post(path, {"name": "R", "login": "ana"}))
    for _ in range(6):
        answer = browser.post(path, {"name": "R", "login": "ana"})
    assert answer.status_code == 429
    assert "Too many tries" in text(answer)
    assert browser.post(path, {"held": "lost"}).status_code == 302  # begins anew
    assert Renewal.objects.get().kem_public is None


def made(browser, path, login):
    """From name and login to six new words, read back."""
    page = browser.post(path, {"name": "Rosa", "login": login})
    form = page.context["form"]
    back = {"held": form.initial["held"]} | form.expected
    return page.context["words"], back


def test_new_words_from_the_address_to_the_door(house, four):
    rosa, ana, luis = four
    path = reverse("renew", args=[lose_words(house, rosa.member)])
    browser = house.browser()
    words, back = made(browser, path, "rosa")
    assert "This is not what was shown" in text(
        browser.post(
            path,
            back
            | {"word_1": "x", "word_2": "x"}
            | {name: "wrong" for name in back if name.startswith("word_")},
        )
    )
    calls = browser.post(path, back)
    aloud = calls.context["words"]
    assert aloud != words
    assert "Two colleagues have to confirm" in text(browser.post(path, back)), "sent twice"
    assert "not the words that were made" in text(browser.post(path, {"words": rosa.passphrase}))
    assert browser.post(path, {"words": words}).context["words"] == aloud
    assert not confirm(house, rosa, ana, aloud)
    assert confirm(house, rosa, luis, aloud)
    assert "Your new words count" in text(browser.get(path))
    assert "Your new words count" in text(browser.post(path, {"words": words}))
    assert signs_in("rosa", words).member.pk == rosa.member.pk


def test_a_login_taken_while_the_words_were_read_back(house, four):
    rosa, ana, _luis = four
    path = reverse("renew", args=[lose_words(house, rosa.member)])
    browser = house.browser()
    _words, back = made(browser, path, "wanted")
    renewed(lose_words(house, ana.member), "wanted")
    assert "somebody else took this login" in text(browser.post(path, back, follow=True))


def test_today_tells_who_waits_and_who_is_asked_about(house, four):
    rosa, ana, luis = four
    _account, bundle = renewed(lose_words(house, rosa.member), "rosa.again")
    assert "Somebody asked for new words for your account" in text(house.browser(rosa).get("/"))
    assert "Rosa waits for two of you" not in text(house.browser(rosa).get("/"))
    for one in (ana, luis):
        assert "Rosa waits for two of you" in text(house.browser(one).get("/"))
    answer = house.browser(ana).post(at(house, "give-back", rosa), {"words": said(bundle)}, follow=True)
    assert "One more has to" in text(answer)
    assert "Rosa waits for two of you" not in text(house.browser(ana).get("/"))
    assert "Confirmed so far: 1 of 2" in text(house.browser(luis).get("/"))
    assert "Confirmed already: Ana" in text(house.browser(luis).get(at(house, "give-back", rosa)))
    assert "You have confirmed" in text(house.browser(ana).get(at(house, "give-back", rosa)))
    assert "This is about you" in text(house.browser(rosa).get(at(house, "give-back", rosa)))
    for heard in ("", "six words that nobody said"):
        answer = house.browser(luis).post(at(house, "give-back", rosa), {"words": heard})
        assert 'aria-invalid="true"' in answer.content.decode()
    assert "Confirmed already" in text(house.browser(luis).post(at(house, "give-back", rosa)))
    answer = house.browser(luis).post(at(house, "give-back", rosa), {"words": said(bundle)}, follow=True)
    assert "Rosa can open this room again" in text(answer)
    assert house.browser(luis).get(at(house, "give-back", rosa)).status_code == 404


def test_what_was_cut_off_is_finished_by_anybody_inside(house, four, monkeypatch):
    rosa, ana, luis = four
    _account, bundle = renewed(lose_words(house, rosa.member), "rosa.again")
    assert not confirm(house, rosa, ana, said(bundle))
    with monkeypatch.context() as patch:
        patch.setattr(actions, "give_back", lambda **_names: False)
        assert not confirm(house, rosa, luis, said(bundle))
    for one in (ana, luis, house.marta):
        assert "Rosa waits for two of you" in text(house.browser(one).get("/"))
        assert "One press gives the key back" in text(house.browser(one).get(at(house, "give-back", rosa)))
    answer = house.browser(house.marta).post(at(house, "give-back", rosa), follow=True)
    assert "Rosa can open this room again" in text(answer)


def test_what_cannot_be_completed_says_so(house, four):
    rosa, ana, luis = four
    _account, bundle = renewed(lose_words(house, rosa.member), "wanted")
    confirm(house, rosa, ana, said(bundle))
    Member.objects.filter(pk=house.marta.member.pk).update(login_hash=Renewal.objects.get().login_hash)
    answer = house.browser(luis).post(at(house, "give-back", rosa), {"words": said(bundle)}, follow=True)
    assert "Nothing was changed: their login was taken" in text(answer)


def test_a_journey_from_the_account_and_back(house, four):
    rosa, ana, luis = four
    browser = house.browser(rosa)
    assert "Close my rooms" in text(browser.get("/account/"))
    assert browser.get("/account/return/").status_code == 302
    assert "required" in text(browser.post("/account/travel/", {}))
    assert Wrap.objects.filter(member=rosa.member.pk).exists()
    answer = browser.post("/account/travel/", {"two_known": "on"}, follow=True)
    assert "you are signed out everywhere" in text(answer)
    there = signs_in(rosa.login, rosa.passphrase)
    browser = house.browser(there)
    assert "You are travelling" in text(browser.get("/"))
    assert "Close my rooms" not in text(browser.get("/account/"))
    assert browser.get("/account/travel/").status_code == 302
    assert browser.get(at(house, "members")).status_code == 404
    page = browser.get("/account/return/")
    assert "aloud" not in text(page)
    assert "Rosa waits" not in text(house.browser(ana).get("/"))
    page = browser.post("/account/return/", follow=True)
    assert page.context["words"] == said(there.session.bundle)
    assert CommonsLine.objects.filter(verb="return.asked", by=rosa.member.pk).exists()
    for one in (ana, luis):
        assert "Rosa waits" in text(house.browser(one).get("/"))
        house.browser(one).post(at(house, "give-back", rosa), {"words": page.context["words"]})
    assert browser.get(at(house, "members")).status_code == 200
    assert "You are travelling" not in text(browser.get("/"))


def test_a_colleague_closes_the_rooms_of_who_is_held(house, four):
    rosa, ana, _luis = four
    assert house.browser(ana).get(at(house, "lift-grants", rosa)).status_code == 403
    coordinator = house.colleague(Role.COORDINATOR, "Carla")
    assert house.browser(coordinator).get(at(house, "lift-grants", house.marta)).status_code == 403
    assert "Close every room to Rosa?" in text(house.browser(coordinator).get(at(house, "lift-grants", rosa)))
    answer = house.browser(coordinator).post(at(house, "lift-grants", rosa), follow=True)
    assert "Every room is closed to Rosa now" in text(answer)
    assert "travels; every room is closed to them" in text(answer)
    assert [one.member for one in LiftedGrant.objects.all()] == [rosa.member.pk]


def test_too_few_and_traces_are_said(house, monkeypatch):
    ana = house.colleague(Role.COORDINATOR, "Ana")
    answer = house.browser(ana).post("/account/travel/", {"two_known": "on"}, follow=True)
    assert "Nothing was closed" in text(answer)
    answer = house.browser(house.marta).post(at(house, "lift-grants", ana), follow=True)
    assert "Nothing was closed" in text(answer)
    luis, eva = house.colleague(name="Luis"), house.colleague(name="Eva")

    def in_use(_connection: object) -> None:
        raise WriteAheadLogInUse

    monkeypatch.setattr(actions, "empty_write_ahead_log", in_use)
    answer = house.browser(luis).post("/account/travel/", {"two_known": "on"}, follow=True)
    assert "may still lie in a file" in text(answer)
    assert "you are signed out everywhere" in text(answer)
    words = said(signs_in(luis.login, luis.passphrase).session.bundle)
    for one in (ana, eva):
        answer = house.browser(one).post(at(house, "give-back", luis), {"words": words}, follow=True)
    assert "may still lie in a file" in text(answer)
    assert "Luis can open this room again" in text(answer)
    answer = house.browser(house.marta).post(at(house, "lift-grants", eva), follow=True)
    assert "may still lie in a file" in text(answer)


def test_where_too_few_are_left_the_page_says_what_to_do(house, four):
    rosa, ana, luis = four
    travels(house, rosa)
    with house.open(house.marta):
        for one in (ana, luis):
            remove_member(member=one.member, by=house.marta.member)
    assert "First let another colleague in" in text(
        house.browser(house.marta).get(at(house, "give-back", rosa))
    )


def test_who_waits_for_other_rooms_sees_how_many(house, four):
    rosa, *_others = four
    other = LiftedGrant(vault=house.stranger(name="F")[1].pk, member=rosa.member.pk, occasion=rosa.member.pk)
    other.save()
    assert "One more room is closed to you" in text(house.browser(rosa).get("/"))


def test_who_travels_is_let_in_nowhere(house):
    rosa = house.joined(name="Rosa")
    Member.objects.filter(pk=rosa.member.pk).update(away_since=timezone.now())
    answer = house.browser(house.marta).post(at(house, "let-in", rosa))
    assert answer.status_code == 409
    assert "They are travelling" in text(answer)
    assert not Wrap.objects.filter(member=rosa.member.pk).exists()
