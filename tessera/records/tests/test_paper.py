"""One disclosure on paper to one named authority: on a law, under a yes, and by a lawyer where the body has two roles."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.utils import timezone

from tessera.accounts.models import Role
from tessera.records.consent import actions as consents
from tessera.records.consent.models import Consent, Purpose
from tessera.records.consent.rules import AlreadyDisclosed, FieldsNotNamed, RecipientNotNamed
from tessera.records.paper import actions
from tessera.records.paper.models import PaperDisclosure
from tessera.records.subjects import subject
from tessera.records.today import matters
from tessera.tracing.actions import delete_record

KIND = "tracing.person"
ASKED = {
    "capacity": "relative",
    "giver": "Her sister",
    "purpose": "search",
    "groups": ["identity", "event"],
    "language": "es",
    "authority": "Servicio Médico Forense",
    "authority_kind": "forensic",
    "legal_basis": "Ley General de Víctimas, artículo 21",
    "roles": "one",
}


def ask(desk, person, **changed):
    """The page that says what is asked, as it comes back."""
    until = (timezone.localdate() + timedelta(days=30)).isoformat()
    address = f"/room/{desk.vault.pk}/consent/about/{KIND}/{person.uid}/new/"
    return desk.house.browser(desk.who).post(address, ASKED | {"until": until} | changed)


def agreed(desk, person, **changed):
    until = (timezone.localdate() + timedelta(days=30)).isoformat()
    address = f"/room/{desk.vault.pk}/consent/about/{KIND}/{person.uid}/new/"
    heard = {"step": "heard", "way": "read", "said_yes": "on", "until": until}
    answer = desk.house.browser(desk.who).post(address, ASKED | heard | changed)
    assert answer.status_code == 302, answer.content.decode()
    with desk.open():
        return Consent.objects.latest("pk")


def prepare(desk, person, consent, groups=("identity",)):
    kind = subject(KIND)
    with desk.open():
        return actions.prepare(
            consent=consent, subject=kind, record=kind.find(person.uid), groups=groups, by=desk.who.member
        )


def shown(desk, paper):
    return desk.house.browser(desk.who).get(f"/room/{desk.vault.pk}/paper/{paper.uid}/").content.decode()


def test_it_is_made_in_pages_and_holds_exactly_what_was_chosen(desks):
    one, _other = desks
    person = one.person(circumstances="She called from Huixtla")
    consent = agreed(one, person)
    browser, address = one.house.browser(one.who), f"/room/{one.vault.pk}/paper/consent/{consent.uid}/"
    assert "Prepare the paper" in browser.get(f"/room/{one.vault.pk}/consent/{consent.uid}/").content.decode()
    exactly = browser.post(address, {"groups": ["identity"]}).content.decode()
    assert "Amina Yusuf" in exactly
    assert "Tapachula" not in exactly
    made = browser.post(address, {"groups": ["identity"], "step": "make"})
    paper = browser.get(made.headers["Location"]).content.decode()
    for word in ("Amina Yusuf", "Servicio Médico Forense", "artículo 21", "no body that controls migration"):
        assert word in paper
    for word in ("Tapachula", "Huixtla", "Her sister"):
        assert word not in paper
    assert browser.get(address).status_code == 404, "a yes for an authority holds for one paper"


def test_a_second_one_needs_another_yes(desks):
    one, _other = desks
    person = one.person()
    consent = agreed(one, person)
    prepare(one, person, consent)
    with pytest.raises(AlreadyDisclosed):
        prepare(one, person, consent)


def test_it_holds_no_group_that_was_not_read_out(desks):
    one, _other = desks
    person = one.person()
    with pytest.raises(FieldsNotNamed):
        prepare(one, person, agreed(one, person), groups=("identity", "family"))
    with one.open():
        assert not PaperDisclosure.objects.exists()
        assert Consent.objects.get().used_at is None


def test_a_yes_for_organisations_is_none_for_an_authority(desks):
    one, other = desks
    person = one.person()
    with pytest.raises(RecipientNotNamed):
        prepare(one, person, one.consent(person, other))


def test_handing_over_is_written_down_and_stands_in_their_copy(desks):
    one, _other = desks
    person = one.person()
    paper = prepare(one, person, agreed(one, person))
    day = timezone.localdate().isoformat()
    form = {"step": "handed-over", "on": day, "to": "Dr. Ruiz"}
    assert (
        one.house.browser(one.who).post(f"/room/{one.vault.pk}/paper/{paper.uid}/", form).status_code == 302
    )
    assert "Dr. Ruiz" in shown(one, paper)
    copy = one.house.browser(one.who).get(f"/room/{one.vault.pk}/rights/about/{KIND}/{person.uid}/copy/")
    assert "Servicio Médico Forense" in copy.content.decode()
    assert "Ley General de Víctimas" in copy.content.decode()
    with one.open(), pytest.raises(actions.NotToBeHandedOver):
        actions.hand_over(paper=paper, to="Somebody else", on=timezone.localdate(), by=one.who.member)


def test_once_they_took_it_back_it_is_not_handed_over(desks):
    one, _other = desks
    person = one.person()
    consent = agreed(one, person)
    paper = prepare(one, person, consent)
    with one.open():
        consents.withdraw(consent=consent, by=one.who.member)
    page = shown(one, paper)
    assert "Do not hand it over" in page
    assert "Amina Yusuf" not in page
    with one.open(), pytest.raises(actions.NotToBeHandedOver):
        actions.hand_over(paper=paper, to="Dr. Ruiz", on=timezone.localdate(), by=one.who.member)


@pytest.mark.parametrize(
    "authority", ["Instituto Nacional de Migración", "Guardia Nacional", "Police aux frontières"]
)
def test_no_yes_makes_a_body_that_controls_migration_a_recipient(desks, authority):
    one, _other = desks
    person = one.person()
    for roles in ("one", "two", ""):
        page = ask(one, person, authority=authority, roles=roles)
        assert page.templates[0].name == "records/new_consent.html"
    with one.open():
        assert not Consent.objects.exists()


def test_a_body_with_two_roles_needs_a_victim_or_remains(desks):
    one, _other = desks
    sought, remains = one.person(), one.person(kind="remains", names=[])
    assert ask(one, sought, roles="two").templates[0].name == "records/new_consent.html"
    assert ask(one, sought, roles="").templates[0].name == "records/new_consent.html"
    assert ask(one, sought, roles="two", purpose="justice").templates[0].name == "records/read_consent.html"
    assert ask(one, remains, roles="two", purpose="identify").templates[0].name == "records/read_consent.html"


def test_a_lawyer_approves_it_and_a_colleague_writes_that_down(desks, house):
    one, _other = desks
    person = one.person()
    consent = agreed(
        one,
        person,
        roles="two",
        purpose=Purpose.JUSTICE,
        authority="Guardia Nacional",
        authority_kind="justice",
    )
    assert consent.two_roles
    assert "Guardia Nacional también tiene que ver con el control de la migración." in consent.text
    assert "Nada de esto va a la policía de migración" not in consent.text
    paper = prepare(one, person, consent)
    assert "A lawyer has to approve it first." in shown(one, paper)
    assert "Amina Yusuf" not in shown(one, paper)
    with one.open():
        with pytest.raises(actions.ApprovesOwn):
            actions.approve(paper=paper, lawyer="Lic. Mora", said="A victim", by=one.who.member)
        with pytest.raises(actions.NotToBeHandedOver):
            actions.hand_over(paper=paper, to="Agent", on=timezone.localdate(), by=one.who.member)
    second = house.colleague(Role.COORDINATOR)
    with house.open(second):
        assert [one.said for one in matters(house.vault, second.member)].count("Guardia Nacional") == 1
    address = f"/room/{one.vault.pk}/paper/{paper.uid}/"
    form = {"step": "approve", "lawyer": "Lic. Mora", "said": "She is the victim of a robbery"}
    assert house.browser(second).post(address, form).status_code == 302
    page = shown(one, paper)
    assert "Lic. Mora" in page
    assert "Amina Yusuf" in page


def test_a_paper_goes_with_its_record(desks):
    one, _other = desks
    person = one.person()
    prepare(one, person, agreed(one, person))
    with one.open():
        delete_record(person=person, by=one.who.member)
        assert not PaperDisclosure.objects.exists()
