"""What the pages of lists and records say and offer, and what their forms show first."""

from __future__ import annotations

import re
from datetime import date
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone, translation

from tessera.accounts.models import Role
from tessera.audit.models import VaultLine
from tessera.common.spans import DateSpan
from tessera.common.typed_dates import read_date
from tessera.tracing.actions import land_import
from tessera.tracing.forms import DATE_HELP
from tessera.tracing.models import Identified, Kind, Person
from tessera.tracing.tests.described import TYPED_FOR, described, page_of, written
from tessera.tracing.writing import write_arriving
from tessera.vault.files import attachments_folder
from tessera.vault.models import Attachment


def content(house, *address, **names):
    return house.browser(house.marta).get(page_of(house, *address, **names)).content.decode()


def imported(house, *drafts):
    run, by = uuid4(), house.marta.member
    with house.open(house.marta):
        write_arriving(drafts, run=run, by=by.id, at=timezone.now())
        land_import(run=run, by=by)
    return run


# Lists


def test_what_one_import_brought_can_be_looked_at_alone(house):
    written(house, described(name="Somebody Else", reference="OTHER"))
    run = imported(house, *[described(name=f"Amina {n:02}", reference=f"LIST-{n}") for n in range(30)])
    browser, address = house.browser(house.marta), page_of(house, "people", kind="sought")
    first = browser.get(f"{address}?from={run}").content.decode()
    assert "30 records" in first
    assert "Only what one imported list brought." in first
    assert f'href="{address}">Show all' in first
    onwards = re.search(r'rel="next" href="([^"]+)"', first)[1].replace("&amp;", "&")
    second = browser.get(address + onwards).content.decode()
    for page, shown in ((first, 25), (second, 5)):
        assert page.count('class="name"') == shown
        assert "Somebody Else" not in page
    assert "31 records" in browser.get(address).content.decode()


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ("b5a9c1b2-0000-4000-8000-000000000000", "Nothing of that list is here"),
        ("nonsense", "Somebody Else"),
        ("", "Somebody Else"),
    ],
)
def test_an_import_that_brought_nothing_here(house, asked, said):
    written(house, described(name="Somebody Else"))
    page = house.browser(house.marta).get(page_of(house, "people", kind="sought") + f"?from={asked}")
    assert said in page.content.decode()


def test_remains_without_a_name_are_told_apart(house):
    found_on = DateSpan(date(2021, 4, 3), date(2021, 4, 3))
    written(
        house,
        described(Kind.REMAINS, name="", reference="OME-1", event=found_on),
        described(Kind.REMAINS, name="", reference="OME-2"),
        described(Kind.REMAINS, name="", reference="OME-3", people=4, event=found_on),
        described(Kind.REMAINS, name="", reference="OME-4", people=4),
        described(Kind.REMAINS, name="Named Example", reference="OME-5"),
    )
    page = content(house, "people", kind="remains")
    headlines = re.findall(r'class="name" href="[^"]+">(.*?)\s*</a>', page)
    assert sorted(headlines) == [
        "<bdi>Named Example</bdi>",
        "Remains OME-1, recovered 3 April 2021",
        "Remains OME-2",
        "Remains of 4 people, OME-3, recovered 3 April 2021",
        "Remains of 4 people, OME-4",
    ]


# Records


def test_who_is_identified_is_called_so_and_not_looked_for_first(house):
    (unknown, known) = written(
        house,
        described(Kind.REMAINS, name="", reference="ONE"),
        described(Kind.REMAINS, name="", reference="TWO", identified=Identified.YES),
    )
    offer = "Is somebody looking for this person?"
    assert offer in content(house, "person", unknown)
    page = content(house, "person", known)
    assert offer not in page
    assert '<span class="chip ok">Identified by the authority</span>' in page
    assert page_of(house, "candidates", known) in page, "comparing stays possible"


def test_a_record_without_a_name_has_no_mark_of_its_initials(house):
    (nameless, named) = written(house, described(Kind.FOUND, name=""), described(Kind.FOUND))
    assert 'class="face"' in content(house, "person", named)
    assert 'class="face"' not in content(house, "person", nameless)


def test_change_stands_beside_the_name(house):
    (person,) = written(house, described(name="Amina <Example>"))
    page = content(house, "person", person)
    assert page.index(page_of(house, "change-person", person)) < page.index("What is known")
    assert "<h1>Change the record of Amina &lt;Example&gt;</h1>" in content(house, "change-person", person)


def test_a_printed_record_says_when_and_that_it_identifies_nobody(house):
    (person,) = written(house, described())
    page = content(house, "person", person)
    printed = page[page.index('class="print-only"') :]
    assert f"Printed on {timezone.localdate().day} " in printed
    assert "This is not an identification." in printed
    assert '<form class="no-print" method="post" enctype' in page
    assert '<section class="card no-print">' in page


# Files


@pytest.fixture
def with_file(house):
    (person,) = written(house, described())
    letter = SimpleUploadedFile("letter <b>.txt", b"She wrote from the border.")
    house.browser(house.marta).post(page_of(house, "attach", person), {"file": letter})
    with house.open(house.marta):
        return person, Attachment.objects.get().pk


def test_a_file_is_deleted_after_a_question(house, with_file):
    person, file = with_file
    browser, address = house.browser(house.marta), page_of(house, "delete-file", with_file[0], file=file)
    assert address in content(house, "person", person)
    asked = browser.get(address).content.decode()
    assert "letter &lt;b&gt;.txt" in asked
    with house.open(house.marta):
        assert Attachment.objects.exists()
    assert browser.post(address)["Location"] == page_of(house, "person", person)
    with house.open(house.marta):
        assert not Attachment.objects.exists()
        assert Person.objects.filter(pk=person.pk).exists()
        assert VaultLine.objects.filter(verb="attachment.deleted", about=person.uid).count() == 1
    assert list(attachments_folder(house.vault.id).iterdir()) == []


def test_a_file_is_deleted_only_by_who_may_and_only_from_its_own_record(house, with_file):
    person, file = with_file
    (other,) = written(house, described(reference="OTHER"))
    assert house.browser(house.marta).post(page_of(house, "delete-file", other, file=file)).status_code == 404
    reader = house.browser(house.colleague(Role.READER))
    address = page_of(house, "delete-file", person, file=file)
    assert reader.post(address).status_code == 403
    assert address not in reader.get(page_of(house, "person", person)).content.decode()
    with house.open(house.marta):
        assert Attachment.objects.exists()


# Forms


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_date_that_the_hint_shows_is_read(language):
    with translation.override(language):
        examples = str(DATE_HELP).partition(": ")[2].rstrip(".")
    dates = [one.strip() for one in re.split(r",| or | o ", examples) if one.strip()]
    assert [read_date(one) for one in dates] == [
        DateSpan(date(1999, 3, 14), date(1999, 3, 14)),
        DateSpan.of_month(1999, 3),
        DateSpan.of_year(1999),
        DateSpan.of_years(1994, 1998),
    ]


@pytest.mark.parametrize(
    ("kind", "typed", "wrong"),
    [
        ("sought", {"birth": "2021-04-03", "event": "2021-04-03"}, {"birth"}),
        ("sought", {"birth": "2021-04-04", "event": "2021-04-03"}, {"birth"}),
        ("sought", {"birth": "2021", "event": "2021-04-03"}, set()),
        ("found", {"birth": "2021-04-03", "event": "2021-04-03"}, set()),
        ("remains", {"birth": "2021-04-04", "event": "2021-04-03"}, {"birth"}),
        ("sought", {"birth": "", "event": "2999"}, {"event"}),
        ("sought", {"birth": "2999-01-01", "event": ""}, {"birth"}),
        ("found", {"birth": "9999-12-31", "event": "9999-12-31"}, {"birth", "event"}),
    ],
)
def test_dates_that_cannot_be_are_asked_about(house, kind, typed, wrong):
    answer = house.browser(house.marta).post(page_of(house, "new-person", kind=kind), TYPED_FOR[kind] | typed)
    assert (answer.context["form"].errors.keys() if answer.context else set()) == wrong
    with house.open(house.marta):
        assert Person.objects.exists() == (not wrong)


def folded(page):
    """Heading -> whether it is open, of everything on the page that can be folded up."""
    found = re.findall(r'<details class="section"( open)?><summary>([^<]+)', page)
    return {heading: bool(is_open) for is_open, heading in found}


def test_a_new_request_shows_what_is_asked_first_and_folds_up_the_rest(house):
    page = content(house, "new-person", kind="sought")
    assert folded(page) == {
        "Other names": False,
        "Description and belongings": False,
        "Telephone and document numbers": False,
        "About this record": False,
    }
    before_any_fold = page[: page.index("<details")]
    for name in ("full_name", "origin_place", "event", "event_place", "enquirer_name", "enquirer_contact"):
        assert f'name="{name}"' in before_any_fold


def test_what_holds_a_value_or_an_error_is_open(house):
    (person,) = written(house, described(phones=["+504 9999-0012"]))
    assert folded(content(house, "change-person", person)) == {
        "Other names": False,
        "Description and belongings": False,
        "Telephone and document numbers": True,
        "About this record": True,
    }
    answer = house.browser(house.marta).post(
        page_of(house, "new-person", kind="sought"), {"full_name": "Amina", "height": "tall"}
    )
    assert folded(answer.content.decode())["Description and belongings"]
