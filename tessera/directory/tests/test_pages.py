"""The directory through the browser, as members of two organisations use it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings
from django.utils import timezone

from tessera.accounts import sessions
from tessera.directory.models import Entry, FirewallCheck, Poster, Suggestion

TYPED = {
    "name": "Clínica libre",
    "written_in": "es",
    "description": "Consulta gratis",
    "name_fr": "Clinique libre",
    "hours_MO": "9-17",
    "hours_TU": "9-13, 14-18",
    "papers": "none",
    "themes": ["health"],
    "languages": ["es", "ht"],
    "phones": "+52 962 111\n+52 962 222",
    "street": "Calle 1",
    "city": "Tapachula",
    "country": "MX",
    "latitude": "14.9",
    "longitude": "-92.26",
    "status": "active",
    "ours": "1",
}


def filled(answer) -> dict[str, object]:
    """What a form holds, as a browser would send it back untouched."""
    form = answer.context["form"]
    values = {bound.html_name: bound.value() for bound in form}
    kept = {name: value for name, value in values.items() if value not in (None, False, "", [])}
    return kept | {"seen": answer.context["seen"].isoformat()}


@pytest.fixture
def clinic(desk) -> Entry:
    """Typed into the form by Marta."""
    desk.post("new-entry", typed=TYPED, kind="service")
    with desk.open():
        return Entry.objects.get(kind="service")


def test_what_is_entered_is_shown_and_found(desk, clinic):
    shown = desk.page(clinic)
    for said in (
        "Clínica libre",
        "Clinique libre",
        "Calle 1",
        "Tapachula",
        "09:00–17:00",
        "+52 962 222",
        "kept by Casa",
    ):
        assert said in shown, said
    answer = desk.post("directory", typed={"words": "a doctor for free", "kind": "service"})
    assert "Clínica libre" in answer.content.decode()
    for kind, there in (("service", True), ("organisation", False), ("office", False)):
        browser = desk.house.browser(desk.house.marta)
        listed = browser.get(desk.address("directory") + f"?kind={kind}").content.decode()
        assert ("Clínica libre" in listed) is there
    assert desk.verbs(clinic.uid)[0] == "entry.opened"


@pytest.mark.parametrize("kind", ["service", "organisation", "office"])
def test_every_kind_can_be_entered_by_its_name_alone_and_sent_back_untouched(desk, kind):
    desk.post("new-entry", typed={"name": "Puerta azul"}, kind=kind)
    with desk.open():
        entry = Entry.objects.get()
    assert entry.keeper is None
    assert "Puerta azul" in desk.page(entry)
    browser = desk.house.browser(desk.house.marta)
    address = desk.address("change-entry", entry)
    assert browser.post(address, filled(browser.get(address))).status_code == 302
    assert desk.now(entry).document == entry.document


def test_a_form_sent_back_untouched_changes_nothing(desk, clinic):
    browser, address = desk.house.browser(desk.house.marta), desk.address("change-entry", clinic)
    assert browser.post(address, filled(browser.get(address))).status_code == 302
    now = desk.now(clinic)
    assert now.document == clinic.document
    assert now.changed_at > clinic.changed_at


def test_who_saves_after_somebody_else_is_told_and_loses_nothing(desk, clinic):
    browser, address = desk.house.browser(desk.house.marta), desk.address("change-entry", clinic)
    typed = filled(browser.get(address)) | {"alert": "Closed on Friday"}
    desk.change(clinic, name="Clínica del río")
    answer = browser.post(address, typed)
    shown = answer.content.decode()
    assert "Somebody saved this entry while you were writing." in shown
    assert 'value="Closed on Friday"' in shown
    assert desk.now(clinic).title == "Clínica del río"
    again = typed | {"seen": answer.context["seen"].isoformat()}
    assert browser.post(address, again).status_code == 302
    assert desk.now(clinic).document["alert"] == "Closed on Friday"


@pytest.mark.parametrize("seen", ["", "nonsense", "2020-01-01T00:00:00+00:00"])
def test_a_form_that_cannot_say_what_it_saw_is_not_saved(desk, clinic, seen):
    answer = desk.post("change-entry", clinic, TYPED | {"name": "Other", "seen": seen})
    assert "Somebody saved this entry while you were writing." in answer.content.decode()
    assert desk.now(clinic).title == "Clínica libre"


@pytest.mark.parametrize("name", ["new-entry", "change-entry"])
def test_what_was_being_written_when_the_room_was_locked_is_in_its_form_again(desk, clinic, name):
    marta, browser = desk.house.marta, desk.house.browser(desk.house.marta)
    address = desk.address(name, kind="service") if name == "new-entry" else desk.address(name, clinic)
    seen = {"seen": clinic.changed_at.isoformat()}
    sessions.end(marta.session.id)
    location = browser.post(address, TYPED | seen | {"alert": "A new door"})["Location"]
    typed = {"login": marta.login, "passphrase": marta.passphrase}
    kept = browser.post(location, typed | {"next": browser.get(location).context["next"]}, follow=True)
    marta.secret = browser.cookies[settings.SESSION_COOKIE].value
    shown = kept.content.decode()
    assert "This is what you were writing when the room was locked." in shown
    assert 'value="A new door"' in shown
    assert desk.titles() == ["Clínica libre"], "nothing is saved yet"
    again = f"{kept.request['PATH_INFO']}?{kept.request['QUERY_STRING']}"
    assert browser.post(again, TYPED | seen | {"alert": "A new door"}).status_code == 302
    assert len(desk.titles()) == (2 if name == "new-entry" else 1)


def test_a_neighbour_suggests_and_the_keeper_takes_it_over(desk, clinic, neighbour):
    browser, address = desk.house.browser(neighbour), desk.address("change-entry", clinic)
    form = browser.get(address)
    assert "Another organisation keeps this entry." in form.content.decode()
    browser.post(address, filled(form) | {"alert": "A new door", "why": "I went there"})
    with desk.open():
        suggestion = Suggestion.objects.get()
    assert "alert" not in desk.now(clinic).document
    told = desk.page(clinic)
    assert "Fatou&#x27;s suggests a change." in told
    answer = desk.house.browser(desk.house.marta).get(desk.address("suggestion", uid=suggestion.pk))
    changes = answer.context["differences"]
    assert [(now, then) for _label, now, then in changes] == [("", "A new door")], "only what differs"
    assert "I went there" in answer.content.decode()
    assert desk.house.browser(neighbour).get(desk.address("suggestion", uid=suggestion.pk)).status_code == 404
    desk.post("suggestion", typed={"take": "1"}, uid=suggestion.pk)
    assert "A new door" in desk.page(clinic)
    answer = desk.post("suggestion", typed={"answer": "No"}, uid=suggestion.pk)
    assert "Nothing was taken over" in answer.content.decode()


def test_a_neighbour_writes_down_what_a_service_asks_and_its_keeper_does_not(desk, clinic, neighbour):
    today = timezone.localdate()
    answers = {"identity_asked": "unknown", "accompanied_report": "unknown"}
    typed = answers | {"status_asked": "no", "shared": "no", "checked_on": today.isoformat(), "note": "Went"}
    assert "Nobody has checked." in desk.page(clinic)
    assert desk.post("check-firewall", clinic, typed).status_code == 404
    assert desk.address("check-firewall", clinic) not in desk.page(clinic)
    tomorrow = typed | {"checked_on": (today + timedelta(days=1)).isoformat()}
    refused = desk.post("check-firewall", clinic, tomorrow, neighbour)
    assert "This day has not come yet." in refused.content.decode()
    with desk.open():
        assert not FirewallCheck.objects.exists()
    desk.post("check-firewall", clinic, typed, neighbour)
    shown = desk.page(clinic)
    for said in (
        "one organisation found so",
        "They hand nothing on.",
        "is not known",
        "Went",
        "Fatou&#x27;s",
    ):
        assert said in shown, said
    assert "Firewall found" not in shown


def test_showing_hiding_and_deleting(desk, clinic):
    desk.post("show-entry", clinic, {"agreed_by": "Its coordinator"})
    assert Poster.objects.get().title == "Clínica libre"
    assert "as agreed on" in desk.page(clinic)
    desk.post("hide-entry", clinic)
    assert not Poster.objects.exists()
    answer = desk.post("delete-entry", clinic, {"name": "Clínica"})
    assert "This is not its name. Nothing was deleted." in answer.content.decode()
    assert desk.titles() == ["Clínica libre"]
    answer = desk.post("delete-entry", clinic, {"name": "  clínica   LIBRE "})
    assert "The entry is deleted." in answer.content.decode()
    with desk.open():
        assert not Entry.objects.exists()


@pytest.mark.parametrize(
    "name", ["directory", "new-entry", "entry", "show-entry", "delete-entry", "check-firewall"]
)
def test_a_room_that_is_not_the_networks_has_no_directory(desk, clinic, name):
    names = {"new-entry": {"kind": "service"}, "directory": {}}.get(name, {"uid": clinic.uid})
    browser = desk.house.browser(desk.house.marta)
    address = desk.address(name, **names)
    elsewhere = address.replace(str(desk.vault.pk), str(desk.house.vault.pk))
    for method in (browser.get, browser.post):
        assert method(elsewhere, {"name": "Typed"} if method == browser.post else None).status_code == 404
    with desk.house.open(desk.house.marta):
        assert not Entry.objects.exists()


@pytest.mark.parametrize("sent", [{"kind": "location"}, {"kind": "people"}])
def test_kinds_without_a_list_are_no_pages(desk, sent):
    browser = desk.house.browser(desk.house.marta)
    assert browser.get(desk.address("directory"), sent).status_code == 404
    assert browser.get(desk.address("new-entry", kind=sent["kind"])).status_code == 404


def test_what_is_not_offered_counts_as_not_asked(desk, clinic):
    sent = {
        "theme": "gold",
        "country": "XX",
        "place": "'",
        "language": "<b>",
        "area": "x",
        "show": "all",
        "page": "-9",
    }
    answer = desk.house.browser(desk.house.marta).get(desk.address("directory"), sent)
    assert "Clínica libre" in answer.content.decode()


@pytest.mark.parametrize("everybody", [False, True])
def test_organisations_are_found_by_whom_they_serve_and_who_leads_them(desk, everybody):
    said = {"serves": ["women"], "led_by": ["migrants"]}
    desk.enter("Ours", "organisation", shown=True, tessera=said)
    desk.enter("Theirs", "organisation", shown=True, tessera={"serves": ["migrants"], "led_by": ["women"]})
    browser = desk.house.browser(None if everybody else desk.house.marta)
    address = "/en/directory/" if everybody else desk.address("directory")
    women, migrants = {"serves": "women"}, {"led_by": "migrants"}
    for asked in (women, migrants, women | migrants):
        page = browser.get(address, {"kind": "organisation"} | asked).content.decode()
        assert ">Ours<" in page
        assert ">Theirs<" not in page
        assert "<details open><summary>" in page, "what was chosen can be seen"
    assert 'name="led_by"' in page


def test_services_are_not_asked_who_leads_them(desk, clinic):
    browser = desk.house.browser(desk.house.marta)
    page = browser.get(desk.address("directory"), {"kind": "service", "led_by": "women"}).content.decode()
    assert "Clínica libre" in page
    assert 'name="led_by"' not in page
