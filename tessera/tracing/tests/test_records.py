"""Opening, changing and deleting records through their pages, and the lines that remain of it."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from tessera.accounts.models import Role
from tessera.audit.models import VaultLine
from tessera.tracing.models import Identifier, Kind, Name, Person, Trait
from tessera.tracing.tests.described import TYPED_FOR, described, page_of, written
from tessera.tracing.writing import next_references
from tessera.vault.files import attachments_folder
from tessera.vault.models import Attachment


def lines(house, *, about=None):
    """The verbs in the room's log, those of the test's own set-up left out."""
    with house.open(house.marta):
        found = VaultLine.objects.order_by("number")
        if about:
            found = found.filter(about=about)
        return [line.verb for line in found if line.verb not in {"vault.created", "member.invited"}]


def seen(person):
    """What the form sends along of the record it was filled from."""
    return {"seen": person.changed_at.isoformat()}


@pytest.mark.parametrize("kind", Kind.values)
def test_open_change_delete(house, kind):
    browser, typed = house.browser(house.marta), TYPED_FOR[kind]
    assert browser.get(page_of(house, "new-person", kind=kind)).status_code == 200
    answer = browser.post(page_of(house, "new-person", kind=kind), typed)
    with house.open(house.marta):
        person = Person.objects.get()
    assert answer.headers["Location"] == page_of(house, "person", person)
    assert "Amina Example Warsame" in browser.get(page_of(house, "people", kind=kind)).content.decode()

    address = page_of(house, "change-person", person)
    browser.post(address, typed | seen(person) | {"full_name": "Amina Corrected"})
    shown = browser.get(page_of(house, "person", person)).content.decode()
    assert "Amina Corrected" in shown
    assert "Amina Example" not in shown

    answer = browser.post(page_of(house, "delete-person", person), {"reference": "CASE-17"})
    assert answer.headers["Location"] == page_of(house, "people", kind=kind)
    assert browser.get(page_of(house, "person", person)).status_code == 404
    with house.open(house.marta):
        assert not any(model.objects.exists() for model in (Person, Name, Trait, Identifier))


@pytest.mark.parametrize("kind", Kind.values)
def test_each_action_and_each_page_leaves_its_line_once(house, kind):
    browser = house.browser(house.marta)
    browser.get(page_of(house, "new-person", kind=kind))
    browser.post(page_of(house, "new-person", kind=kind), TYPED_FOR[kind])
    with house.open(house.marta):
        person = Person.objects.get()
    assert lines(house) == ["form.shown", f"{kind}.opened"]
    browser.get(page_of(house, "person", person))
    browser.get(page_of(house, "change-person", person))
    browser.post(page_of(house, "change-person", person), TYPED_FOR[kind] | seen(person))
    browser.post(page_of(house, "change-person", person), TYPED_FOR[kind] | {"birth": "soon"})
    browser.get(page_of(house, "candidates", person))
    browser.get(page_of(house, "delete-person", person))
    browser.post(page_of(house, "delete-person", person), {"reference": "CASE-17"})
    assert lines(house, about=person.uid) == [
        f"{kind}.opened",
        "person.shown",
        "form.shown",
        f"{kind}.changed",
        "form.shown",
        "candidates.shown",
        "form.shown",
        f"{kind}.deleted",
    ]
    before = lines(house)
    browser.get(page_of(house, "people", kind=kind))
    assert lines(house) == [*before, "people.listed"]


def test_no_line_holds_a_word_of_a_record(house):
    browser = house.browser(house.marta)
    browser.post(page_of(house, "new-person", kind="sought"), TYPED_FOR["sought"])
    browser.post(page_of(house, "search"), {"words": "Warsame"}, follow=True)
    with house.open(house.marta):
        said = " ".join(f"{line.verb} {line.details}" for line in VaultLine.objects.all())
    for word in ("Amina", "Warsame", "CASE-17", "Baidoa"):
        assert word not in said


@pytest.mark.parametrize(
    ("field", "typed", "said"),
    [
        ("birth", "soon", "“soon” is not a date we can read."),
        ("birth", "1996-02-30", "“1996-02-30” is not a day in the calendar."),
        ("event", "03/04/2021", "“03/04/2021” can be two different days."),
        ("event", "21 March", "“21 March” has no year."),
        ("age", "old enough", "“old enough” is not an age we can read."),
        ("age", "140", "“140” is not an age a person can have."),
        ("height", "tall", "“tall” is not a height we can read."),
        ("height", "400", "“400” is not a height a person can have."),
        ("marks", "a scar\n" * 5 + "\n".join(f"scar {n}" for n in range(40)), "At most 30 lines"),
        ("phones", "1" * 301, "300 letters a line"),
        ("nationality", ";".join("abcdefghij"[n % 10] * 2 for n in range(20)), "at most 60 characters"),
        ("reference", "R" * 61, "at most 60 characters"),
    ],
)
def test_what_cannot_be_read_gets_its_sentence_and_stays_as_typed(house, field, typed, said):
    browser = house.browser(house.marta)
    values = TYPED_FOR["sought"] | {field: typed}
    answer = browser.post(page_of(house, "new-person", kind="sought"), values)
    form = answer.context["form"]
    assert answer.status_code == 200
    assert form.errors.keys() == {field}
    page = answer.content.decode()
    beside = page[page.index(f'id="id_{field}_error"') :]
    assert said in beside[: beside.index("</div>")]
    assert "What you wrote is still here." in page
    for name, value in values.items():
        assert form[name].value() == value
    with house.open(house.marta):
        assert not Person.objects.exists()


def test_a_birth_after_the_last_contact_is_noticed(house):
    values = TYPED_FOR["sought"] | {"birth": "2022", "event": "2021-04-03"}
    answer = house.browser(house.marta).post(page_of(house, "new-person", kind="sought"), values)
    assert answer.context["form"].errors.keys() == {"birth"}


@pytest.mark.parametrize("typed", ["", "case-17", "CASE-1", "CASE-17 and more"])
def test_deleting_takes_the_reference(house, typed):
    (person,) = written(house, described(reference="CASE-17"))
    answer = house.browser(house.marta).post(page_of(house, "delete-person", person), {"reference": typed})
    assert "This is not the reference. Nothing was deleted." in answer.content.decode()
    with house.open(house.marta):
        assert Person.objects.filter(pk=person.pk).exists()


def test_a_reference_with_odd_blanks_can_be_typed_as_it_is_seen(house):
    (person,) = written(house, described(reference="CASE  17\u00a0b"))
    house.browser(house.marta).post(page_of(house, "delete-person", person), {"reference": " CASE 17 b"})
    with house.open(house.marta):
        assert not Person.objects.exists()


def test_a_deleted_record_takes_its_files_along(house):
    browser = house.browser(house.marta)
    (person, other) = written(house, described(reference="ONE"), described(reference="TWO"))
    for one in (person, other):
        letter = SimpleUploadedFile("letter.txt", b"She wrote from the border.")
        browser.post(page_of(house, "attach", one), {"file": letter})
    browser.post(page_of(house, "delete-person", person), {"reference": "ONE"})
    with house.open(house.marta):
        kept = Attachment.objects.get()
    assert kept.about == other.uid
    assert [path.name for path in attachments_folder(house.vault.id).iterdir()] == [str(kept.id)]


def test_a_file_counts_as_a_change(house):
    (person,) = written(house, described())
    letter = SimpleUploadedFile("letter.txt", b"She wrote from the border.")
    house.browser(house.marta).post(page_of(house, "attach", person), {"file": letter})
    with house.open(house.marta):
        assert Person.objects.get().changed_at > person.changed_at


def test_references_given_are_unique_and_count_on_by_kind(house):
    people = written(house, *[described(kind) for kind in ("sought", "found", "remains") * 3])
    year = people[0].created_at.year
    assert [person.reference for person in people] == [
        f"{letter}{year}-{number:04}" for number in (1, 2, 3) for letter in "SFR"
    ]


def test_references_count_in_the_year_of_the_place_and_not_of_greenwich(house):
    draft, new_year = described(), datetime(2031, 1, 1, 2, tzinfo=UTC)
    with (
        house.open(house.marta),
        time_machine.travel(new_year, tick=False),
        timezone.override("America/Tegucigalpa"),
    ):
        next_references([draft])
    assert draft.reference == "S2030-0001"


def test_references_typed_do_not_lead_the_counting_astray(house):
    year = written(house, described())[0].created_at.year
    typed = [f"S{year}-9", f"S{year}-{'9' * 40}", f"S{year}-x", f"S{year}-", f"S{year}-٧", "S1999-7000"]
    written(house, *[described(reference=reference) for reference in typed])
    assert [person.reference for person in written(house, described(), described())] == [
        f"S{year}-0010",
        f"S{year}-0011",
    ]


def test_readers_see_and_do_not_write(house):
    (person,) = written(house, described(reference="ONE"))
    reader = house.browser(house.colleague(Role.READER))
    page = reader.get(page_of(house, "person", person)).content.decode()
    assert "Amina Example" in page
    for name in ("change-person", "delete-person", "attach"):
        assert page_of(house, name, person) not in page
    for address in (
        page_of(house, "new-person", kind="sought"),
        page_of(house, "change-person", person),
        page_of(house, "delete-person", person),
        page_of(house, "attach", person),
    ):
        values = TYPED_FOR["sought"] | {"reference": "ONE"}
        assert reader.get(address).status_code == 403
        assert reader.post(address, values).status_code == 403
    with house.open(house.marta):
        assert Person.objects.get().first_name.text == "Amina Example"


@pytest.mark.parametrize(
    ("name", "script"),
    [
        ("Amina Example", "Latn"),
        ("أمينة مثال", "Arab"),
        ("አሚና ምሳሌ", "Ethi"),
        ("Амина Пример", "Cyrl"),
        ("“አሚና”", "Ethi"),
        ("12 - 34", ""),
        ("阿米娜", ""),
    ],
)
def test_names_know_their_script(house, name, script):
    written(house, described(name=name))
    with house.open(house.marta):
        assert Name.objects.get().script == script


def test_kinds_that_do_not_exist_are_no_pages(house):
    browser = house.browser(house.marta)
    for name in ("people", "new-person"):
        assert browser.get(page_of(house, name, kind="lost")).status_code == 404


HOSTILE = "<script>alert('x')</script>\"><img src=x onerror=y>"


@pytest.mark.parametrize("kind", Kind.values)
def test_nothing_typed_becomes_part_of_a_page(house, kind):
    """In any field, on every page that shows it, also in the middle of an error."""
    browser = house.browser(house.marta)
    chosen = {"sex", "contact_wish", "identified", "people"}
    read = {"birth", "age", "event", "height"}
    typed = {name: HOSTILE for name in TYPED_FOR[kind] if name not in chosen | read}
    typed |= {"nationality": HOSTILE[:30], "reference": HOSTILE[:60], "enquirer_relation": HOSTILE[:60]}
    typed |= {"post_mortem_interval": HOSTILE[:60], "contact_wish": "yes"}
    pages = [browser.post(page_of(house, "new-person", kind=kind), typed | {name: HOSTILE}) for name in read]
    browser.post(page_of(house, "new-person", kind=kind), typed | {"event_place": f"{HOSTILE} II"})
    browser.post(page_of(house, "new-person", kind="found" if kind == "sought" else "sought"), typed)
    with house.open(house.marta):
        person = Person.objects.get(kind=kind)
    pages += [
        browser.get(page_of(house, name, person))
        for name in ("person", "change-person", "delete-person", "candidates")
    ]
    pages += [browser.get(page_of(house, "people", kind=kind))]
    pages += [browser.post(page_of(house, "search"), {"words": HOSTILE}, follow=True)]
    pages += [browser.post(page_of(house, "delete-person", person), {"reference": f"{HOSTILE}?"})]
    for answer in pages:
        page = answer.content.decode()
        assert answer.status_code == 200
        assert "&lt;script&gt;" in page
        assert "<script>" not in page
        assert "<img" not in page


def test_numbers_remembered_by_an_import_give_way_to_records_written_meanwhile(house):
    """Between two batches somebody opens a record, which takes the next number."""
    remembered = {}
    batch = [described() for _ in range(4)]
    with house.open(house.marta):
        next_references(batch[:2], remembered)
    written(house, *batch[:2], described())
    with house.open(house.marta):
        next_references(batch[2:], remembered)
    written(house, *batch[2:])
    with house.open(house.marta):
        references = [person.reference for person in Person.objects.order_by("pk")]
    assert [int(reference.split("-")[1]) for reference in references] == [1, 2, 3, 4, 5]
