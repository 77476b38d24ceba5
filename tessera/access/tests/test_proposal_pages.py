"""Proposing, reading and withdrawing through the browser, and when everybody sees what came of it."""

from __future__ import annotations

import pytest
from django.urls import reverse
from django.utils import timezone

from tessera.access.facts import STAGES
from tessera.access.models import Edition, Proposal
from tessera.access.tests.invented import CARE, MAN, cards_of, tables
from tessera.access.tests.proposing import counts_now, lines, proposed
from tessera.accounts.models import Role
from tessera.vault.tests.rooms import bring

ASKED = {"place": "DE", "need": "emergency-care", "stage": "stay", "age": "adult"}


def at(shared, name, **names):
    return reverse(name, kwargs={"vault": shared.pk} | names)


def typed(house, shared, name="change-rule", **changed):
    """What a browser sends of the form as it is shown, but for what is changed in it."""
    names = {"code": "care"} if name == "change-rule" else {}
    shown = house.browser(house.marta).get(at(shared, name, **names)).context
    every = [
        *shown["form"],
        *shown["people"].management_form,
        *(field for one in shown["people"] for field in one),
    ]
    sent = {field.html_name: field.value() for field in every if field.value() is not None}
    return sent | {"why": "It is the law."} | changed


def person(number, row):
    """One of the example persons, as fields of the form."""
    told = {"person": row["person:en"]} | {
        name: row[name] for name in row if name not in ("person:en", "rule")
    }
    return {f"examples-{number}-{name}": value for name, value in told.items()}


def propose(house, shared, **changed):
    """Marta changes the rule of care; the address of her proposal."""
    answer = send(house, shared, typed(house, shared, **(changed or {"title:en": "Care, at once"})))
    assert answer.status_code == 302, answer.context["form"].errors
    return answer.headers["Location"]


def send(house, shared, form):
    return house.browser(house.marta).post(at(shared, "change-rule", code="care"), form)


def page(house, somebody, address):
    return house.browser(somebody).get(address).content.decode()


def told_everybody(house):
    return cards_of(house.browser().get("/en/help/", ASKED).content.decode())


def test_a_change_goes_from_the_form_by_two_readers_to_everybody(house, shared, readers):
    address = propose(house, shared, **{"title:en": "Care, at once"})
    said = page(house, readers[0], address)
    assert "Emergency care" in said
    assert "Care, at once" in said
    assert "It is the law." in said
    assert "2 more have to." in said
    pressed = [house.browser(one).post(f"{address}review/", follow=True).content.decode() for one in readers]
    assert "One more has to read it." in pressed[0]
    assert "Published: everybody sees it now." in pressed[1]
    assert "Published with edition 2." in pressed[1]
    assert set(told_everybody(house)) == {"Care, at once"}


def test_a_reader_sees_columns_by_their_names_not_as_the_table_writes_them(house, shared, readers):
    changed = person(0, MAN | {"person:en": "A man of forty"}) | {"risk:en": "Somebody may ask for a name."}
    said = page(house, readers[0], propose(house, shared, **changed))
    assert ">What is risky, English<" in said
    assert ">Who, English<" in said
    assert "risk:en" not in said
    assert "person:en" not in said


def test_a_proposal_waits_in_the_list_however_many_came_and_went_after_it(house, shared):
    address = propose(house, shared)
    with house.open(house.marta, shared):
        marta = house.marta.member
        gone = {"by": marta.id, "organisation": marta.organisation_id, "withdrawn_at": timezone.now()}
        Proposal.objects.bulk_create(Proposal(title="Gone", changes={}, **gone) for _ in range(60))
    assert address in page(house, house.marta, at(shared, "rules"))


def test_until_the_second_has_read_it_everybody_is_told_what_counts(house, shared, readers):
    address = propose(house, shared, **{"title:en": "Care, at once"})
    house.browser(readers[0]).post(f"{address}review/")
    assert set(told_everybody(house)) == {"Emergency care"}
    said = page(house, readers[1], address)
    assert "1 more has to." in said
    assert "Awa" in said


def test_a_form_that_is_sent_as_it_was_shown_changes_only_what_was_typed(house, shared):
    propose(house, shared, **{"risk:en": "Somebody may ask for a name."})
    with house.open(house.marta, shared):
        proposal = Proposal.objects.get()
    assert proposal.changes["rules"] == {"care": [CARE | {"risk:en": "Somebody may ask for a name."}]}
    assert proposal.changes["examples"] == {"care": [MAN]}


def test_a_new_rule_is_proposed_with_its_persons(house, shared, readers):
    school = CARE | {"code": "school", "needs": ["school"], "stage": list(STAGES), "age": ["child"]}
    pupil = person(1, MAN | {"need": "school", "age": "child", "person:en": "A girl of eight"})
    form = typed(house, shared, "new-rule", **school, **pupil)
    answer = house.browser(house.marta).post(at(shared, "new-rule"), form)
    assert answer.status_code == 302, (answer.context["form"].errors, answer.context["people"].errors)
    with house.open(house.marta, shared):
        kept = Proposal.objects.get().changes
    assert (kept["rules"]["school"][0]["stage"], kept["rules"]["school"][0]["age"]) == ("any", "child")
    assert [row["person:en"] for row in kept["examples"]["school"]] == ["A girl of eight"]
    for one in readers:
        house.browser(one).post(f"{answer.headers['Location']}review/")
    shown = page(house, house.marta, at(shared, "rule", code="school"))
    assert "A girl of eight" in shown
    assert "Changed in edition 2" in shown


def test_a_form_in_which_nothing_was_changed_is_no_proposal(house, shared):
    answer = send(house, shared, typed(house, shared))
    assert "It says the same as the table that counts now." in answer.content.decode()
    with house.open(house.marta, shared):
        assert not Proposal.objects.exists()


def test_the_order_of_boxes_and_the_line_endings_of_a_browser_are_no_change(house, shared):
    """A browser sends boxes in the order of the page, and CRLF."""
    care = {"needs": "pregnancy emergency-care", "stage": "stay way", "ask:en": "You can ask.\nAlways."}
    counts_now(tables(rules=care))
    sent = typed(house, shared) | {
        "needs": ["emergency-care", "pregnancy"],
        "stage": ["way", "stay"],
        "ask:en": "You can ask.\r\nAlways.",
    }
    assert "It says the same" in send(house, shared, sent).content.decode()
    propose(house, shared, **sent | {"risk:en": "One.\r\nTwo."})
    with house.open(house.marta, shared):
        assert Proposal.objects.get().changes["rules"] == {"care": [CARE | care | {"risk:en": "One.\nTwo."}]}


def test_a_new_rule_does_not_take_the_place_of_another(house, shared):
    rule = CARE | {"code": "visit", "needs": ["food"], "stage": ["way"], "age": ["adult"]}
    form = typed(house, shared, "new-rule", **rule, **person(0, MAN | {"need": "food"}))
    answer = house.browser(house.marta).post(at(shared, "new-rule"), form)
    assert answer.context["form"].errors.keys() == {"code"}
    assert "Another rule is called so. Nothing was kept:" in answer.content.decode()
    assert "A man with a broken leg" in answer.content.decode(), "what was typed is still there"
    with house.open(house.marta, shared):
        assert not Proposal.objects.exists()


def test_what_would_undo_a_newer_edition_says_so_and_what_to_do(house, shared, readers):
    title, risk = (propose(house, shared, **{one: "Careful."}) for one in ("title:en", "risk:en"))
    said = "What it would change was changed by another edition meanwhile"
    assert said not in page(house, readers[0], risk)
    for one in readers:
        house.browser(one).post(f"{title}review/")
    assert said in page(house, readers[0], risk)
    pressed = house.browser(readers[0]).post(f"{risk}review/", follow=True).content.decode()
    assert pressed.count("withdraw it, and propose it again on what counts now.") == 2
    assert "Nobody yet." in pressed
    assert set(told_everybody(house)) == {"Careful."}


def test_nobody_reads_their_own(house, shared):
    address = propose(house, shared)
    assert f'action="{address}review/"' not in page(house, house.marta, address)
    said = house.browser(house.marta).post(f"{address}review/", follow=True).content.decode()
    assert "it is your own. Nothing was published." in said
    assert Edition.objects.count() == 1


def test_it_is_withdrawn_and_then_nobody_publishes_it(house, shared, readers):
    address = propose(house, shared)
    house.browser(readers[0]).post(f"{address}review/")
    answer = house.browser(house.marta).post(f"{address}withdraw/", follow=True).content.decode()
    assert "Withdrawn. The rules stay as they are." in answer
    assert address not in page(house, house.marta, at(shared, "rules"))
    said = house.browser(readers[1]).post(f"{address}review/", follow=True).content.decode()
    assert "It was published or withdrawn meanwhile, or it is your own." in said
    assert "review/" not in said
    assert Edition.objects.count() == 1
    again = house.browser(house.marta).post(f"{address}withdraw/", follow=True).content.decode()
    assert "It was published or withdrawn meanwhile." in again


def test_what_no_longer_fits_says_why_and_is_not_published(house, shared, readers):
    address = propose(house, shared)
    tables = Edition.objects.get().tables
    tables["examples"][1] = tables["examples"][1] | {"place": "DE"}  # a worse one came
    counts_now(tables)
    house.browser(readers[0]).post(f"{address}review/")
    said = house.browser(readers[1]).post(f"{address}review/", follow=True).content.decode()
    assert "It no longer fits what was published meanwhile." in said
    assert "Example persons, row 3, column expected:" in said
    assert Edition.objects.count() == 2


@pytest.mark.parametrize(
    ("changed", "field", "said"),
    [
        ({"where": "Mexico"}, "where", "“Mexico” is no country&#x27;s two letters"),
        ({"when": "status = legal"}, "when", "“status = legal” cannot be read."),
        ({"as_of": "1.1.2024"}, "as_of", "“1.1.2024” is no day."),
        ({"title:en": ""}, "title:en", "This must not be blank."),
        ({"prevails_over": "nothing"}, "prevails_over", "There is no rule called “nothing”."),
        ({"where": ""}, "where", "This"),
        ({"confidence": "certain"}, "confidence", ""),
        ({"needs": "gold"}, "needs", ""),
        ({"title:en": "t" * 2_001}, "title:en", ""),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_kept(house, shared, changed, field, said):
    form = typed(house, shared, **changed)
    before = lines(house, shared)
    answer = send(house, shared, form)
    assert answer.status_code == 200
    assert field in answer.context["form"].errors
    assert said in answer.content.decode()
    assert "It is the law." in answer.content.decode(), "what was typed is still there"
    with house.open(house.marta, shared):
        assert not Proposal.objects.exists()
    assert {verb for verb, _by in lines(house, shared)[len(before) :]} <= {"form.shown"}


def test_a_person_who_is_answered_otherwise_is_said_and_nothing_is_kept(house, shared):
    answer = send(house, shared, typed(house, shared, **{"examples-0-expected": "may-not"}))
    assert "Example persons, expected: This person is answered “may” by care" in answer.content.decode()
    with house.open(house.marta, shared):
        assert not Proposal.objects.exists()


@pytest.mark.parametrize(
    "hostile", ["<script>alert(1)</script>", '"><img src=x>', "{{ request }}", "\u200f%(text)s"]
)
def test_whatever_is_written_stands_on_the_pages_as_text(house, shared, readers, hostile):
    address = propose(house, shared, why=hostile, **{"title:en": hostile, "ask:en": hostile})
    for one in readers:
        assert hostile not in page(house, one, address).replace("{{ request }}", "").replace(
            "\u200f%(text)s", ""
        )
        house.browser(one).post(f"{address}review/")
    for shown in (
        page(house, house.marta, at(shared, "rules")),
        page(house, house.marta, at(shared, "rule", code="care")),
        house.browser().get("/en/help/", ASKED).content.decode(),
    ):
        assert "<script>alert" not in shown
        assert "<img src=x" not in shown
        assert "WSGIRequest" not in shown


def test_who_only_reads_is_offered_no_form_and_gets_none(house, shared):
    reader = house.colleague(Role.READER)
    bring(house, shared, reader, house.marta)
    listed = page(house, reader, at(shared, "rules"))
    assert at(shared, "new-rule") not in listed
    assert at(shared, "upload-rule-table") not in listed
    for name, names in (("new-rule", {}), ("change-rule", {"code": "care"}), ("upload-rule-table", {})):
        assert house.browser(reader).get(at(shared, name, **names)).status_code == 403
        assert house.browser(reader).post(at(shared, name, **names), {"code": "care"}).status_code == 403
    with house.open(house.marta, shared):
        assert not Proposal.objects.exists()


def test_a_case_worker_reads_a_proposal_and_cannot_stand_for_it(house, shared, readers):
    worker = house.colleague(Role.CASE_WORKER)
    bring(house, shared, worker, house.marta)
    address = propose(house, shared)
    assert "review/" not in page(house, worker, address)
    assert house.browser(worker).post(f"{address}review/").status_code == 403
    assert house.browser(worker).post(f"{address}withdraw/").status_code == 403


def test_there_are_rules_in_the_networks_room_only(house, shared, published):
    for name, names in (
        ("rules", {}),
        ("member-help", {}),
        ("new-rule", {}),
        ("upload-rule-table", {}),
        ("rule", {"code": "care"}),
        ("rule-table", {"table": "rules"}),
    ):
        browser = house.browser(house.marta)
        assert browser.get(at(house.vault, name, **names)).status_code == 404
        assert browser.get(at(shared, name, **names)).status_code == 200


def test_what_is_not_there_is_no_page(house, shared):
    browser = house.browser(house.marta)
    proposal = proposed(house, shared)
    for name, names in (
        ("rule", {"code": "nothing"}),
        ("change-rule", {"code": "nothing"}),
        ("rule-table", {"table": "members"}),
        ("proposal", {"uid": house.marta.member.id}),
    ):
        assert browser.get(at(shared, name, **names)).status_code == 404
    for name in ("review-proposal", "withdraw-proposal"):
        assert browser.get(at(shared, name, uid=proposal.pk)).status_code == 405


def test_each_page_and_each_action_leaves_its_line_once(house, shared, readers):
    before = len(lines(house, shared))
    browser = house.browser(house.marta)
    browser.get(at(shared, "rules"))
    browser.get(at(shared, "rule", code="care"))
    address = propose(house, shared)
    browser.get(address)
    browser.get(at(shared, "rule-table", table="rules"))
    browser.get(at(shared, "member-help"))
    house.browser(readers[0]).post(f"{address}review/")
    browser.post(f"{address}withdraw/")
    assert [verb for verb, _by in lines(house, shared)[before:]] == [
        "rules.listed",
        "rule.shown",
        "form.shown",
        "rules.proposed",
        "proposal.shown",
        "rules.exported",
        "help.asked",
        "proposal.reviewed",
        "proposal.withdrawn",
    ]
