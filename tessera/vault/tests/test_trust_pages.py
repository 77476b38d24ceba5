"""The pages of trustees, lockdown and reopening: looking does nothing, and who has no business there finds no page."""

from __future__ import annotations

from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tessera.accounts import actions as accounts, sessions
from tessera.accounts.bundles import Bundle
from tessera.accounts.models import Member, Role
from tessera.audit.lines import AuditLineNotWritten
from tessera.audit.models import CommonsLine
from tessera.vault.models import Wrap
from tessera.vault.opening import NoGrant
from tessera.vault.rotation import EpochKey, store_wrap
from tessera.vault.sqlcipher.base import WriteAheadLogInUse
from tessera.vault.trust import actions, shares
from tessera.vault.trust.models import Answer, Lockdown, Reopening, Share, Trustee
from tests.house import Somebody
from tests.rules.answers import complaints_about

from .rooms import another_room
from .trusted import appoint, ask, dismiss, five, give, lock_down, reopen, sign_in_again, unlock, words_of


def seen(browser: Client, name: str, **names: object) -> str:
    answer = browser.get(reverse(name, kwargs=names))
    assert answer.status_code == 200
    found = complaints_about(answer)
    assert not found, "\n" + "\n".join(found)
    return answer.content.decode()


def room(house) -> dict[str, object]:
    return {"vault": house.vault.pk}


@pytest.fixture(params=["en", "es"])
def language(request) -> str:
    return request.param


def test_choosing_is_refused_in_words(house, language):
    marta = house.browser(house.marta, language)
    trustees = [house.joined(Role.TRUSTEE) for _ in range(5)]
    address = reverse("appoint-trustee", kwargs=room(house))

    def choose(words, country="MX"):
        return marta.post(address, {"words": words, "name": "Awa", "country": country})

    for refused in (choose("one two three"), choose(words_of(house.marta)), choose("")):
        assert refused.status_code == 200
        assert not complaints_about(refused)
    for trustee in trustees[:4]:
        assert choose(words_of(trustee)).status_code == 302
    assert choose(words_of(trustees[4])).status_code == 200  # a fifth in one country
    assert choose(words_of(trustees[4]), "HN").status_code == 302
    assert choose(words_of(house.joined(Role.TRUSTEE)), "HN").status_code == 200
    assert "chip ok" in seen(marta, "trustees", **room(house))


def test_what_the_page_of_the_trusted_says_of_each(house, language):
    trustees = five(house)
    marta = house.browser(house.marta, language)
    Member.objects.filter(pk=trustees[0].member.pk).update(removed_at=timezone.now())
    said = seen(marta, "trustees", **room(house))
    assert "chip no" in said
    answer = marta.post(reverse("dismiss-trustee", kwargs={**room(house), "uid": trustees[0].member.pk}))
    assert answer.status_code == 302
    seen(marta, "dismiss-trustee", **room(house), uid=trustees[1].member.pk)
    said = seen(marta, "trustees", **room(house))
    assert said.count("chip ok") == 4
    assert "note wait" in said


def test_who_came_for_this_and_is_not_chosen_is_listed_and_can_be_removed(house, language):
    trustee = house.joined(Role.TRUSTEE, name="Awa")
    marta = house.browser(house.marta, language)
    remove = reverse("remove-member", kwargs={**room(house), "uid": trustee.member.pk})
    said = seen(marta, "trustees", **room(house))
    assert remove in said
    assert "Awa" in said
    appoint(house, trustee)
    assert remove not in seen(marta, "trustees", **room(house))
    dismiss(house, trustee)
    assert marta.post(remove).status_code == 302
    assert remove not in seen(marta, "trustees", **room(house))


def test_a_trustee_with_other_keys_than_those_compared_is_no_help(house, language):
    trustees = five(house)
    Member.objects.filter(pk=trustees[0].member.pk).update(kem_public=Bundle.new("x").kem.public)
    said = seen(house.browser(house.marta, language), "trustees", **room(house))
    assert "chip no" in said
    assert "note wait" in said


def test_the_log_names_trustees(house):
    trustees = five(house)
    lock_down(house)
    request = ask(house, house.marta)
    give(request, *trustees[:3])
    reopen(house, request, house.marta)
    said = seen(house.browser(house.marta), "log", **room(house))
    assert f"Trusted {trustees[0].login}" in said
    assert "gave a part" in said


def test_looking_at_the_lockdown_does_nothing_and_no_other_site_can_press_it(house):
    five(house)
    rosa = house.colleague(Role.READER)
    browser = house.browser(rosa)
    assert "Lock this room down now" in seen(browser, "lockdown", **room(house))
    address = reverse("lockdown", kwargs=room(house))
    strict = Client(enforce_csrf_checks=True)
    strict.cookies = browser.cookies
    assert strict.post(address).status_code == 403
    for method in (browser.head, browser.options):
        method(address)
    assert not Lockdown.objects.exists()
    assert unlock(house, house.marta)


def test_one_press_is_enough_however_long_ago_the_words_were_typed(house):
    five(house)
    sessions._sessions[sessions.resume(house.marta.secret).id].proved -= 3600
    answer = house.browser(house.marta).post(reverse("lockdown", kwargs=room(house)), follow=True)
    assert answer.redirect_chain[-1][0] == reverse("sign-in")
    assert "Locked down" in answer.content.decode()
    assert not Wrap.objects.exists()


def test_without_trusted_people_the_page_says_why_and_the_press_does_nothing(house):
    marta = house.browser(house.marta)
    assert "cannot be locked down" in seen(marta, "lockdown", **room(house))
    assert marta.post(reverse("lockdown", kwargs=room(house))).status_code == 200
    assert unlock(house, house.marta)


def test_all_rooms_at_once_whatever_happens_with_one_of_them(house, monkeypatch):
    five(house)
    fatou, theirs = house.stranger(name="Fatou")
    with house.open(fatou, theirs) as opened:
        held = EpochKey(1, opened.key)
        store_wrap(theirs.id, held, house.marta.member.id, bytes(house.marta.member.kem_public))
    marta = house.browser(house.marta)
    alone = seen(marta, "lockdown", **room(house))
    assert "Another room of yours has no five trusted people: it stays open." in alone
    assert 'name="all"' not in alone
    for kept in Share.objects.filter(vault=house.vault.pk):  # as if it had five, of which some went since
        kept.pk, kept.vault = None, theirs.pk
        kept.save(force_insert=True)
    assert "This one and my other room" in seen(marta, "lockdown", **room(house))

    def in_use(_connection):
        raise WriteAheadLogInUse

    monkeypatch.setattr(actions, "empty_write_ahead_log", in_use)
    answer = marta.post(reverse("lockdown", kwargs=room(house)), {"all": "1"}, follow=True)
    said = answer.content.decode()
    assert "Another room of yours was not locked down" in said
    assert "Copies of the deleted keys" in said
    assert set(Wrap.objects.values_list("vault", flat=True)) == {theirs.id}


def test_from_a_room_that_cannot_be_locked_down_the_others_can(house):
    five(house)
    other = another_room(house, house.marta)
    browser, address = house.browser(house.marta), reverse("lockdown", kwargs={"vault": other.pk})
    assert "Lock down my other room" in browser.get(address).content.decode()
    assert browser.post(address).status_code == 200  # which room is meant has to be said
    assert not Lockdown.objects.exists()
    assert browser.post(address, {"all": "1"}).status_code == 302
    assert Lockdown.objects.get().vault == house.vault.pk
    assert set(Wrap.objects.values_list("vault", flat=True)) == {other.pk}


def test_who_was_locked_out_finds_the_way_back(house, language):
    trustees, rosa = five(house), house.colleague(name="Rosa")
    lock_down(house)
    sign_in_again(rosa)
    marta = house.browser(house.marta, language)
    closed = reverse("closed-room", kwargs={"uid": house.vault.pk})
    assert closed in seen(marta, "today")
    seen(marta, "closed-room", uid=house.vault.pk)
    assert marta.post(reverse("ask-reopening", kwargs={"uid": house.vault.pk})).status_code == 302
    request = Reopening.objects.get()
    assert shares.words_of_request(request, language) in seen(marta, "closed-room", uid=house.vault.pk)
    actions.decline_request(reopening=request, by=trustees[4].member)
    give(request, *trustees[:2])
    seen(marta, "closed-room", uid=house.vault.pk)
    # Two parts, and the button pressed all the same.
    press = reverse("reopen", kwargs={"uid": house.vault.pk})
    assert closed in marta.post(press).headers["Location"]
    assert Lockdown.objects.exists()
    give(request, trustees[2])
    assert press in seen(marta, "closed-room", uid=house.vault.pk)
    assert marta.post(press).headers["Location"] == reverse("today")
    assert reverse("members", kwargs=room(house)) in seen(marta, "today")
    again = reverse("let-in-again", kwargs={**room(house), "uid": rosa.member.pk})
    assert again in seen(marta, "members", **room(house))
    assert marta.post(again).status_code == 302
    assert unlock(house, rosa)


def test_letting_in_with_other_keys_is_refused_in_words(house):
    trustees, rosa = five(house), house.colleague(name="Rosa")
    lock_down(house)
    request = ask(house, house.marta)
    give(request, *trustees[:3])
    reopen(house, request, house.marta)
    Member.objects.filter(pk=rosa.member.pk).update(kem_public=Bundle.new("x").kem.public)
    address = reverse("let-in-again", kwargs={**room(house), "uid": rosa.member.pk})
    answer = house.browser(house.marta).post(address, follow=True)
    assert "they have other keys than before" in answer.content.decode()


def test_a_request_can_be_taken_back(house):
    five(house)
    lock_down(house)
    marta, uid = house.browser(house.marta), {"uid": house.vault.pk}
    address = reverse("withdraw-reopening", kwargs=uid)
    assert marta.post(address).status_code == 404
    marta.post(reverse("ask-reopening", kwargs=uid))
    assert marta.post(address).status_code == 302
    assert not Reopening.objects.exists()
    assert CommonsLine.objects.filter(verb="reopening.withdrawn").exists()


def test_a_room_that_is_not_theirs_has_no_such_page(house):
    trustees = five(house)
    fatou, _theirs = house.stranger(name="Fatou")
    lock_down(house)
    for somebody in (fatou, trustees[0]):
        browser = house.browser(somebody)
        for uid in (house.vault.pk, uuid4()):
            assert browser.get(reverse("closed-room", kwargs={"uid": uid})).status_code == 404
            assert browser.post(reverse("ask-reopening", kwargs={"uid": uid})).status_code == 404
        assert str(house.vault.pk) not in seen(browser, "today")
    assert not Reopening.objects.exists()


def test_a_trustee_sees_who_asks_and_gives_after_hearing_the_words(house, language):
    trustees = five(house)
    lock_down(house)
    request = ask(house, house.marta)
    awa = house.browser(trustees[0], language)
    address = reverse("asked", kwargs={"uid": request.pk})
    for name in ("today", "trusted"):
        assert address in seen(awa, name)
    seen(awa, "asked", uid=request.pk)
    refused = awa.post(address, {"words": "one two three"})
    assert refused.status_code == 200
    assert not complaints_about(refused)
    assert awa.post(address, {"words": shares.words_of_request(request, language)}).status_code == 302
    assert Answer.objects.get().trustee == trustees[0].member.id
    assert awa.get(address).status_code == 404  # answered
    assert address not in seen(awa, "today")
    back = reverse("decline", kwargs={"uid": request.pk})
    assert back in seen(awa, "trusted")
    assert awa.post(back).status_code == 302
    assert not Answer.objects.exclude(sealed=None).exists()
    assert back not in seen(awa, "trusted")
    assert awa.post(back).status_code == 404
    bea = house.browser(trustees[1], language)
    assert bea.post(reverse("decline", kwargs={"uid": request.pk})).status_code == 302
    assert Answer.objects.filter(sealed=None).count() == 2


def test_a_share_that_does_not_open_is_said(house):
    trustees = five(house)
    lock_down(house)
    request = ask(house, house.marta)
    Share.objects.filter(trustee=trustees[0].member.id).update(sealed=b"changed")
    awa = house.browser(trustees[0])
    assert "Does not open with your keys" in seen(awa, "trusted")
    words = {"words": shares.words_of_request(request, "en")}
    said = awa.post(reverse("asked", kwargs={"uid": request.pk}), words).content.decode()
    assert "Your part does not open" in said
    assert not Answer.objects.exists()


def test_somebody_who_is_no_trustee_of_the_room_is_asked_nothing(house):
    five(house)
    fatou, _theirs = house.stranger(name="Fatou")
    lock_down(house)
    request = ask(house, house.marta)
    for somebody in (fatou, house.marta):
        browser = house.browser(somebody)
        assert browser.get(reverse("asked", kwargs={"uid": request.pk})).status_code == 404
        assert browser.post(reverse("decline", kwargs={"uid": request.pk})).status_code == 404
    assert not Answer.objects.exists()


def test_without_a_lockdown_those_inside_see_it_and_can_refuse(house, language):
    trustees, ana = five(house), house.joined(name="Ana")
    waits = house.browser(ana, language)
    assert reverse("closed-room", kwargs={"uid": house.vault.pk}) in seen(waits, "today")
    seen(waits, "closed-room", uid=house.vault.pk)
    request = ask(house, ana)
    seen(waits, "closed-room", uid=house.vault.pk)
    awa = house.browser(trustees[0], language)
    assert 'name="words"' not in seen(awa, "asked", uid=request.pk)
    words = {"words": shares.words_of_request(request, "en")}
    awa.post(reverse("asked", kwargs={"uid": request.pk}), words)
    assert not Answer.objects.exists(), "too early"
    reader = house.browser(house.colleague(Role.READER), language)
    assert reverse("trustees", kwargs=room(house)) in seen(reader, "today")
    refuse = reverse("refuse-reopening", kwargs={**room(house), "uid": request.pk})
    assert refuse in seen(reader, "trustees", **room(house))
    assert reader.post(refuse).status_code == 302
    assert not Reopening.objects.exists()


def test_old_requests_and_those_of_closed_accounts_bother_nobody(house):
    trustees, ana = five(house), house.joined(name="Ana")
    request = ask(house, ana)
    awa = house.browser(trustees[0])
    address = reverse("asked", kwargs={"uid": request.pk})
    assert address in seen(awa, "today")
    Member.objects.filter(pk=ana.member.pk).update(removed_at=timezone.now())
    assert address not in seen(awa, "today")
    Member.objects.filter(pk=ana.member.pk).update(removed_at=None)
    Reopening.objects.update(asked_at=timezone.now() - timedelta(days=31))
    assert address not in seen(awa, "today")


def test_today_says_what_a_room_without_trusted_people_cannot_do(house):
    said = seen(house.browser(house.marta), "today")
    assert "Choose five trusted people" in said
    five(house)
    assert "Choose five trusted people" not in seen(house.browser(house.marta), "today")


def test_who_came_as_a_trustee_is_told_so_and_opens_no_first_room(house):
    trustee = house.joined(Role.TRUSTEE)
    browser = house.browser(trustee)
    said = seen(browser, "today")
    assert "You are here as a trusted person" in said
    assert words_of(trustee) in seen(browser, "trusted")
    assert browser.post(reverse("open-first-room")).status_code == 404


def test_a_trustee_cannot_be_let_in_by_mistake(house):
    trustee = house.joined(Role.TRUSTEE)
    address = reverse("let-in", kwargs={**room(house), "uid": trustee.member.pk})
    answer = house.browser(house.marta).post(address, follow=True)
    assert "must not hold the key too" in answer.content.decode()
    appoint(house, trustee)
    with house.open(house.marta):
        assert Trustee.objects.count() == 1


def test_where_the_line_fails_the_lockdown_is_done(house, monkeypatch):
    five(house)

    def full(*_args, **_kwargs):
        raise AuditLineNotWritten

    monkeypatch.setattr(actions, "write_line", full)
    answer = house.browser(house.marta).post(reverse("lockdown", kwargs=room(house)), follow=True)
    assert "Locked down" in answer.content.decode()
    assert not Wrap.objects.exists()


def test_where_everybody_lost_their_words_an_administrator_invites_somebody_who_asks(house, language):
    """The new account opens nothing; three trustees who know the voice do."""
    marta = house.browser(house.marta, language)
    address = reverse("nobody-left", kwargs={"uid": house.casa.pk})
    assert address not in seen(marta, "network")
    assert marta.get(address).status_code == 404
    trustees = five(house)
    assert address in seen(marta, "network")
    seen(marta, "nobody-left", uid=house.casa.pk)
    answer = marta.post(address)
    assert not complaints_about(answer)
    token = answer.context["address"].rstrip("/").rpartition("/")[2]
    account = accounts.NewAccount("Ana", f"ana.{language}", "one two three")
    member, bundle = accounts.accept_invitation(token=token, account=account)
    ana = Somebody(member, account.login, account.passphrase, sessions.begin(member.id, bundle))
    with pytest.raises(NoGrant):
        unlock(house, ana)
    request = ask(house, ana)
    with time_machine.travel(timezone.now() + timedelta(hours=73), tick=True):
        give(request, *trustees[:3])
        reopen(house, request, ana)
    assert unlock(house, ana)
