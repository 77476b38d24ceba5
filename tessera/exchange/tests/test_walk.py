"""A list on its way in, page by page: what is guessed, what is shown, what is kept and when."""

from __future__ import annotations

import csv
import gzip
import io

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tessera.audit.models import VaultLine
from tessera.exchange import actions
from tessera.exchange.imports.work import table_of
from tessera.exchange.models import ImportRun, RememberedColumns, State
from tessera.exchange.tests.stopping import gate, listed
from tessera.exchange.tests.walking import Walk
from tessera.tracing.models import Person
from tessera.vault import jobs
from tessera.vault.files import attachments_folder
from tessera.vault.models import Attachment

LIST = (
    "Expediente;Nombre completo;Sexo;Edad;Fecha de nacimiento;Estatus migratorio;Señas particulares;Pueblo\n"
    "A-1;Amina Ejemplo;Mujer;24;21/03/1996;irregular;cicatriz en la muñeca;Baidoa\n"
    "A-2;José Ejemplo;H;;05/11/1990;solicitante;tatuaje; Altar\n"
    "A-3;Selam Ejemplo;;30-35;;;;\n"
).encode()


@pytest.fixture
def walk(house):
    return Walk(house.browser(house.marta), house.vault)


def people(house):
    with house.open(house.marta):
        return list(Person.objects.with_description().order_by("pk"))


def stored_rows(house):
    with house.open(house.marta):
        return Person.with_arriving.count()


def run_of(house):
    with house.open(house.marta):
        return ImportRun.objects.get()


def test_from_the_file_to_the_list(house, walk):
    page = walk.upload(LIST, "sought", source="shelter in Altar, 2024")
    guessed = {
        one["title"]: page.context["form"][one["name"]].value()
        for one in page.context["form"].shown
        if not one["firewalled"]
    }
    assert guessed == {
        "Expediente": "reference",
        "Nombre completo": "name",
        "Sexo": "sex",
        "Edad": "age",
        "Fecha de nacimiento": "birth_date",
        "Señas particulares": "marks",
        "Pueblo": "leave_out",
    }
    assert "Amina Ejemplo · José Ejemplo" in page.content.decode()

    page = walk.read(Pueblo="origin_place")
    jobs.wait(walk.uid, 30)
    page = walk.browser.get(walk.address("list"))
    said = page.content.decode()
    assert "3 rows were read" in said
    assert "Nothing is kept yet." in said
    for shown in ("Amina Ejemplo", "21 March 1996", "24 years", "from Baidoa", "30–35 years"):
        assert shown in said
    assert {line["title"]: (line["known"], line["blank"]) for line in page.context["coverage"]}["Age"] == (
        2,
        1,
    )
    assert stored_rows(house) == 0

    walk.bring_in()
    jobs.wait(walk.uid, 30)
    said = walk.browser.get(walk.address("list")).content.decode()
    assert "3 records are in this room" in said
    amina, jose, selam = people(house)
    assert [one.reference for one in (amina, jose, selam)] == ["A-1", "A-2", "A-3"]
    assert {one.source for one in (amina, jose, selam)} == {"shelter in Altar, 2024"}
    assert (amina.sex, amina.age_oldest, amina.marks, amina.origin_place) == (
        "F",
        24,
        ["cicatriz en la muñeca"],
        "Baidoa",
    )
    assert jose.birth_earliest.isoformat() == "1990-11-05"
    assert (selam.sex, selam.birth, selam.age_youngest, selam.age_oldest) == ("", None, 30, 35)
    listed_page = walk.browser.get(reverse("people", kwargs={"vault": house.vault.pk, "kind": "sought"}))
    assert "Selam Ejemplo" in listed_page.content.decode()


def test_each_step_leaves_its_line_once(house, walk):
    walk.upload(LIST, "sought")
    walk.read()
    jobs.wait(walk.uid, 30)
    walk.bring_in()
    jobs.wait(walk.uid, 30)
    walk.browser.post(walk.address("take-back"), {"number": "3"})
    with house.open(house.marta):
        verbs = [line.verb for line in VaultLine.objects.filter(about=walk.uid).order_by("number")]
    assert [verb for verb in verbs if verb != "list.shown"] == [
        "attachment.added",
        "import.uploaded",
        "import.columns-said",
        "import.running",
        "import.started",
        "import.running",
        "import.landed",
        "attachment.deleted",
        "import.taken-back",
    ]


def test_what_the_columns_held_is_remembered_by_the_headings(house, walk):
    walk.upload(LIST, "sought")
    walk.read(Pueblo="origin_place", Edad="note", day_first="month")
    again = Walk(walk.browser, house.vault)
    # Other rows, another order of upper and lower case: the same list of next month.
    page = again.upload(LIST.decode().split("\n")[0].upper().encode() + b"\nB-1;X;M;;;;;\n", "sought")
    form = page.context["form"]
    held = {one["title"]: form[one["name"]].value() for one in form.shown if not one["firewalled"]}
    assert (held["PUEBLO"], held["EDAD"], form["day_first"].value()) == ("origin_place", "note", "month")
    other = Walk(walk.browser, house.vault)
    page = other.upload(LIST.replace(b"Pueblo", b"Aldea"), "sought")
    assert page.context["form"]["column_3"].value() == "age"
    for_others = Walk(walk.browser, house.vault)
    assert for_others.upload(LIST, "remains").context["form"]["column_3"].value() == "age"
    for_others.read(Edad="age_min")
    jobs.wait(for_others.uid, 30)
    for kind, target in (("sought", "note"), ("remains", "age_min")):
        once_more = Walk(walk.browser, house.vault)
        assert once_more.upload(LIST, kind).context["form"]["column_3"].value() == target


def test_columns_behind_the_firewall_cannot_be_chosen_even_by_a_forged_form(house, walk):
    page = walk.upload(LIST, "sought")
    assert [one["title"] for one in page.context["form"].shown if one["firewalled"]] == ["Estatus migratorio"]
    assert "Left out: papers and permits are never kept here" in page.content.decode()
    assert 'name="column_5"' not in page.content.decode()
    walk.read(Nombre="name", column_5="note")
    walk.browser.post(
        walk.address("columns"),
        {"column_1": "name", "column_5": "circumstances", "day_first": ""},
        follow=True,
    )
    jobs.wait(walk.uid, 30)
    with house.open(house.marta):
        assert ImportRun.objects.get().targets[5] == "leave_out"
        assert RememberedColumns.objects.get().targets[5] == "leave_out"
    walk.bring_in()
    jobs.wait(walk.uid, 30)
    for person in people(house):
        assert "irregular" not in person.search_text + person.circumstances
        assert "solicitante" not in person.search_text + person.circumstances


def test_of_a_column_behind_the_firewall_not_even_samples_are_shown(house, walk):
    said = walk.upload(LIST, "sought").content.decode()
    assert "cicatriz en la muñeca" in said
    assert "irregular" not in said
    assert "solicitante" not in said


def test_a_mapping_remembered_from_before_does_not_pass_the_firewall(house, walk):
    walk.upload(LIST, "sought")
    walk.read()
    jobs.wait(walk.uid, 30)
    with house.open(house.marta):
        remembered = RememberedColumns.objects.get()
        remembered.targets[5] = "note"
        remembered.save()
    again = Walk(walk.browser, house.vault)
    again.upload(LIST, "sought")
    again.read(column_5="note")
    jobs.wait(again.uid, 30)
    with house.open(house.marta):
        assert ImportRun.objects.get(pk=again.uid).targets[5] == "leave_out"


def test_the_firewall_stands_in_the_action_too_whatever_form_calls_it(house, walk):
    walk.upload(LIST, "sought")
    with house.open(house.marta):
        run = ImportRun.objects.get()
        actions.say_columns(
            run=run,
            table=table_of(run),
            targets=["reference", "name", "sex", "age", "birth_date", "note", "no such target", "name"],
            day_first=None,
            by=house.marta.member,
            session=house.marta.session.id,
        )
        jobs.wait(run.uid, 30)
    assert run_of(house).targets[5:] == ["leave_out", "leave_out", "name"]


def test_a_target_that_does_not_exist_is_refused(house, walk):
    walk.upload(LIST, "sought")
    page = walk.read(Edad="immigration_status")
    assert page.context["form"].errors.keys() == {"column_3"}
    assert run_of(house).state == State.UPLOADED


def _workbook(**sheets):
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def test_a_workbook_with_several_sheets_asks_which(house, walk):
    book = _workbook(
        First=[["Name", "Age"], ["Amina Example", 24]],
        Second=[["Nombre", "Edad"], ["José Ejemplo", 30], ["Selam Ejemplo", 31]],
        Notes=[["only a title"]],
    )
    page = walk.upload(book, "found")
    assert page.context["table"].sheet == "First"
    assert 'value="Second"' in page.content.decode()
    page = walk.browser.post(walk.address("letters"), {"sheet": "Notes"}, follow=True)
    assert "There are column headings but no rows below them." in page.content.decode()
    page = walk.browser.post(walk.address("letters"), {"sheet": "Ninth"}, follow=True)
    assert "There is no sheet named “Ninth”." in page.content.decode()
    page = walk.browser.post(walk.address("letters"), {"sheet": "Second"}, follow=True)
    assert page.context["table"].columns == ("Nombre", "Edad")
    walk.read()
    jobs.wait(walk.uid, 30)
    walk.bring_in()
    jobs.wait(walk.uid, 30)
    assert [(str(one.first_name), one.age_oldest) for one in people(house)] == [
        ("José Ejemplo", 30),
        ("Selam Ejemplo", 31),
    ]
    assert {one.kind for one in people(house)} == {"found"}


def test_a_packed_list(house, walk):
    walk.upload(gzip.compress(LIST), "sought")
    walk.read()
    jobs.wait(walk.uid, 30)
    walk.bring_in()
    jobs.wait(walk.uid, 30)
    assert len(people(house)) == 3


def test_letters_are_chosen_where_the_file_does_not_tell(house, walk):
    page = walk.upload("Nombre,Edad\nPeña,20\nNúñez,30\n".encode("latin-1"), "sought")
    said = page.content.decode()
    assert "Which of these reads right?" in said
    assert "Peña" in said
    page = walk.choose_letters("ebcdic")
    assert "We cannot read the encoding “ebcdic”." in page.content.decode()
    assert "Which of these reads right?" in page.content.decode()
    page = walk.choose_letters("cp1252")
    assert "What do the columns hold?" in page.content.decode()
    walk.read()
    jobs.wait(walk.uid, 30)
    walk.bring_in()
    jobs.wait(walk.uid, 30)
    assert [str(one.first_name) for one in people(house)] == ["Peña", "Núñez"]


WRONG = (
    b"Name,Age,Date of birth,Place\n"
    b"Amina Example,old enough,21/03/1996,Altar\n"
    b'"=HYPERLINK(""x"")",20,31/02/1990,Altar\n'
    b"Selam Example,30,,Nogales\n"
)
BLANKS = WRONG.replace(b'"=HYPERLINK(""x"")"', b"Jose Example")


def _downloaded(walk):
    answer = walk.browser.get(walk.address("problems"))
    assert answer.headers["Content-Type"].startswith("text/csv")
    assert "attachment" in answer.headers["Content-Disposition"]
    return list(csv.reader(io.StringIO(answer.content.decode("utf-8-sig"))))


def test_what_cannot_be_read_is_told_row_by_row_and_to_download(house, walk):
    walk.upload(WRONG, "sought")
    walk.read()
    jobs.wait(walk.uid, 30)
    said = walk.browser.get(walk.address("list")).content.decode()
    assert "3 cells cannot be read as their columns say" in said
    assert "“old enough” is not an age we can read." in said
    assert "“31/02/1990” is not a day in the calendar." in said
    assert _downloaded(walk) == [
        ["Row", "Column", "What is wrong"],
        ["2", "Age", "“old enough” is not an age we can read. Write years as 25, about 25 or 20-30."],
        ["3", "Name", "The cell begins like a spreadsheet formula. Write the text without the first sign."],
        [
            "3",
            "Date of birth",
            "“31/02/1990” is not a day in the calendar. Write it as 21 March 1996, March 1996, 1996 or 1996-03-21.",
        ],
    ]


def test_no_cell_of_the_download_is_a_formula(house, walk):
    walk.upload(b'=1+1,"@SUM(1)"\nlong ago,=2+2\nlonger ago,b\n', "sought")
    walk.read(**{"=1+1": "age", "@SUM(1)": "name"})
    jobs.wait(walk.uid, 30)
    rows = _downloaded(walk)
    assert len(rows) == 4
    assert {row[1] for row in rows[1:]} == {"'=1+1", "'@SUM(1)"}


def test_what_must_be_mended_refuses_the_whole_list(house, walk):
    walk.upload(WRONG, "sought")
    walk.read()
    jobs.wait(walk.uid, 30)
    page = walk.browser.get(walk.address("list")).content.decode()
    assert "1 of them has to be mended" in page
    assert page.count(walk.address("start-import")) <= 1
    for blanks in (False, True):
        page = walk.bring_in(blanks=blanks)
        assert "Nothing was imported: please decide first" in page.content.decode()
    assert stored_rows(house) == 0
    assert run_of(house).state == State.CHECKED


def test_blanks_are_left_only_on_purpose_and_the_story_keeps_what_was_said(house, walk):
    walk.upload(BLANKS, "sought")
    walk.read()
    jobs.wait(walk.uid, 30)
    assert "please decide first" in walk.bring_in().content.decode()
    assert stored_rows(house) == 0
    walk.bring_in(blanks=True)
    jobs.wait(walk.uid, 30)
    amina, jose, _selam = people(house)
    assert amina.age_oldest is None
    assert amina.circumstances == "Age: old enough"
    assert jose.birth is None
    assert jose.circumstances == "Date of birth: 31/02/1990"


def test_a_column_left_out_holds_no_problem(house, walk):
    walk.upload(WRONG, "sought")
    walk.read(Name="leave_out", Age="leave_out", **{"Date of birth": "leave_out"})
    jobs.wait(walk.uid, 30)
    assert run_of(house).problems_total == 0


def test_problems_that_must_be_mended_are_found_behind_many_others(house, walk, monkeypatch):
    monkeypatch.setattr("tessera.exchange.imports.work.MOST_PROBLEMS", 5)
    rows = ["Name,Age", *["Amina Example,old enough"] * 20, '"=1+1",20']
    walk.upload("\n".join(rows).encode(), "sought")
    walk.read()
    jobs.wait(walk.uid, 30)
    page = walk.browser.get(walk.address("list"))
    assert page.context["must_be_mended"] == 1
    assert "21 cells cannot be read" in page.content.decode()
    assert "Download the first 6" in page.content.decode()
    told = walk.browser.get(walk.address("problems")).content.decode("utf-8-sig").splitlines()
    assert len(told) == 8, "a heading, the six, and that there are more"
    assert "There are more" in told[-1]
    walk.bring_in(blanks=True)
    assert stored_rows(house) == 0


def test_dates_that_can_be_two_days_lead_to_the_question_that_settles_them(house, walk):
    walk.upload(b"Name,Date of birth\nAmina Example,03/04/1990\n", "sought")
    walk.read()
    jobs.wait(walk.uid, 30)
    assert (
        "whether this list writes the day or the month first"
        in walk.browser.get(walk.address("list")).content.decode()
    )
    walk.read(day_first="day")
    jobs.wait(walk.uid, 30)
    assert run_of(house).problems_total == 0
    assert "the day or the month first" not in walk.browser.get(walk.address("list")).content.decode()


def test_nothing_is_visible_before_everything_is(house, walk, monkeypatch):
    monkeypatch.setattr("tessera.exchange.imports.work.BATCH", 10)
    walk.upload(listed(35), "sought")
    walk.read()
    jobs.wait(walk.uid, 30)
    with gate(monkeypatch, "write", after=3) as there:
        walk.bring_in()
        there()
        assert stored_rows(house) == 30
        assert people(house) == []
        shown = walk.browser.get(reverse("people", kwargs={"vault": house.vault.pk, "kind": "sought"}))
        assert "Nobody is on this list yet" in shown.content.decode()
        found = walk.browser.post(
            reverse("search", kwargs={"vault": house.vault.pk}), {"words": "amina"}, follow=True
        )
        assert "No record was found" in found.content.decode()
        progress = walk.browser.get(walk.address("list")).content.decode()
        assert 'max="35" value="30"' in progress
        with house.open(house.marta):
            arriving = Person.with_arriving.first()
        address = reverse("person", kwargs={"vault": house.vault.pk, "uid": arriving.uid})
        assert walk.browser.get(address).status_code == 404
    jobs.wait(walk.uid, 30)
    assert len(people(house)) == 35


def test_a_list_broken_further_down_is_refused_and_nothing_kept(house, walk):
    rows = ["Name,Age", *["Amina Example,24"] * 9000, '"Jose Example,30', "Selam Example,31"]
    page = walk.upload("\n".join(rows).encode(), "sought")
    said = page.content.decode()
    assert "A quotation mark that opens in row 9002" in said
    assert "Nothing was kept." in said
    assert walk.uid is None
    with house.open(house.marta):
        assert not ImportRun.objects.exists()
        assert not Attachment.objects.exists()
    assert not list(attachments_folder(house.vault.id).glob("*"))


def test_a_list_that_turns_out_broken_while_it_is_read_is_refused_as_a_whole(house, walk, monkeypatch):
    """As after an upgrade that reads less than before: the file passed when it was uploaded."""
    from tessera.exchange.imports import work
    from tessera.exchange.tables import Table
    from tessera.exchange.tables.errors import TableTooLong

    walk.upload(listed(40), "sought")
    monkeypatch.setattr("tessera.exchange.imports.work.BATCH", 10)
    whole = Table.checked_rows

    def shorter(table):
        for number, row in enumerate(whole(table)):
            if number == 25 and work.BATCH == 10:
                raise TableTooLong(limit=25)
            yield row

    with monkeypatch.context() as patched:
        patched.setattr(
            Table, "sample", lambda table, most=100: [row.cells for row in list(whole(table))[:most]]
        )
        patched.setattr(Table, "checked_rows", shorter)
        walk.read()
        jobs.wait(walk.uid, 30)
    said = walk.browser.get(walk.address("list")).content.decode()
    assert "This list cannot be read to its end" in said
    assert "There are more than 25 rows." in said
    assert run_of(house).state == State.REFUSED
    assert stored_rows(house) == 0
    assert walk.bring_in().status_code == 200
    assert stored_rows(house) == 0
    assert not list(attachments_folder(house.vault.id).glob("*"))


@pytest.mark.parametrize("missing", ["file", "kind", "source"])
def test_an_upload_says_what_is_missing_and_keeps_nothing(house, walk, missing):
    form = {"file": SimpleUploadedFile("list.csv", LIST), "kind": "sought", "source": "a list"}
    del form[missing]
    answer = walk.browser.post(reverse("lists", kwargs={"vault": house.vault.pk}), form)
    assert answer.context["form"].errors.keys() == {missing}
    with house.open(house.marta):
        assert not ImportRun.objects.exists()
        assert not Attachment.objects.exists()


def test_steps_that_do_not_belong_to_where_an_import_stands_do_nothing(house, walk):
    """Old tabs, the back button, a second click."""
    walk.upload(LIST, "sought")
    walk.read()
    jobs.wait(walk.uid, 30)
    walk.bring_in()
    jobs.wait(walk.uid, 30)
    before = [(one.pk, one.changed_at) for one in people(house)]
    for name, form in (
        ("letters", {"encoding": "cp1252"}),
        ("columns", {"column_1": "name"}),
        ("start-import", {"blanks": "on"}),
        ("go-on", {}),
        ("cancel-import", {}),
        ("take-back", {"number": "4"}),
    ):
        answer = walk.browser.post(walk.address(name), form, follow=True)
        assert answer.status_code == 200, name
        assert "please decide first" not in answer.content.decode(), name
        jobs.wait(walk.uid, 30)
        assert run_of(house).state == State.DONE, name
        assert [(one.pk, one.changed_at) for one in people(house)] == before, name


def looked_through(walk, content, kind="sought", **columns):
    walk.upload(content, kind)
    walk.read(**columns)
    jobs.wait(walk.uid, 30)
    return walk.browser.get(walk.address("list")).content.decode()


def test_a_surname_in_a_column_of_its_own_is_not_lost(house, walk):
    said = looked_through(walk, b"Nombre,Apellidos\nLuisa Fernanda,Zelaya Murillo\n")
    assert "Luisa Fernanda Zelaya Murillo" in said
    walk.bring_in()
    jobs.wait(walk.uid, 30)
    with house.open(house.marta):
        assert [name.text for person in Person.objects.all() for name in person.names.all()] == [
            "Luisa Fernanda Zelaya Murillo"
        ]


def test_a_full_name_beside_a_surname_is_asked_about(house, walk):
    asked = "You chose both a full name and a surname. Is the first column only the given names?"
    walk.upload(b"Nombre completo,Apellidos\nLuisa Zelaya,Zelaya\n", "sought")
    page = walk.read()
    assert asked in page.content.decode()
    assert 'name="whole_names"' in page.content.decode()
    assert run_of(house).state == State.UPLOADED
    walk.read(whole_names="on")
    jobs.wait(walk.uid, 30)
    said = walk.browser.get(walk.address("list")).content.decode()
    assert "Luisa Zelaya · Zelaya" in said, "every name is shown before it is kept"


def test_what_m_means_is_asked_only_where_a_list_holds_one(house, walk):
    assert 'name="m_means"' not in walk.upload(b"Name,Sex\nAmina,female\n", "sought").content.decode()
    assert 'name="m_means"' in walk.upload(b"Name,Sex\nAmina,M\n", "sought").content.decode()
    far_down = b"Name,Sex\n" + b"Amina,female\n" * 300 + b"Jose,M\n"
    assert 'name="m_means"' not in walk.upload(far_down, "sought").content.decode()
    walk.read()
    jobs.wait(walk.uid, 30)
    assert 'name="m_means"' in walk.browser.get(walk.address("columns")).content.decode()


def test_a_column_described_wrongly_is_said_once_and_correcting_it_comes_first(house, walk):
    rows = "\n".join(f"Amina Example{n},Town {n},{20 + n}" for n in range(9))
    said = looked_through(walk, f"Name,Place,Age\n{rows}\nX,,old enough\n".encode(), Place="event_date")
    assert "9 of 9 cells in “Place” are not dates." in said
    assert said.count("The column is probably described wrongly.") == 1
    assert "1 of 10 cells in “Age” is not an age." in said
    assert said.count("is not a date we can read") == 5
    assert f'<a class="btn" href="{walk.address("columns")}"' in said
    assert '<button class="btn quiet">Import' in said
    said = looked_through(walk, f"Name,Place,Age\n{rows}\nX,,old enough\n".encode(), Place="event_place")
    assert "probably described wrongly" not in said
    assert '<button class="btn">Import' in said


def test_what_is_not_decided_is_said_at_its_box(house, walk):
    looked_through(walk, BLANKS)
    page = walk.bring_in().content.decode()
    assert 'aria-invalid="true" aria-describedby="blanks_error"' in page
    assert 'id="blanks_error">Nothing was imported: please decide first' in page


def test_an_unclear_wish_has_to_be_mended(house, walk):
    said = looked_through(walk, b"Name,Contact wish\nAmina Example,Does NOT want contact!\n", "found")
    assert "1 of them has to be mended" in said
    assert "nobody&#x27;s wish is guessed" in said
    walk.bring_in(blanks=True)
    assert stored_rows(house) == 0


def test_found_people_whom_nobody_asked(house, walk):
    said = "Nobody on this list has been asked whether they want to be found."
    assert said in looked_through(walk, b"Name\nAmina Example\n", "found")
    assert said not in looked_through(walk, b"Name,Contact wish\nAmina Example,yes\n", "found")
    assert said not in looked_through(walk, b"Name\nAmina Example\n", "sought")


def test_the_same_file_again_is_said_until_it_is_taken_back(house, walk):
    said = "This same file was imported on"
    assert said not in looked_through(walk, LIST)
    walk.bring_in()
    jobs.wait(walk.uid, 30)
    first, again = walk.uid, Walk(walk.browser, house.vault)
    page = looked_through(again, LIST)
    assert said in page
    assert "(3 records). Importing it again makes everybody twice." in page
    assert said not in looked_through(Walk(walk.browser, house.vault), LIST + b"A-4;X;;;;;;\n")
    walk.browser.post(reverse("take-back", kwargs={"vault": house.vault.pk, "uid": first}), {"number": "3"})
    assert said not in again.browser.get(again.address("list")).content.decode()
    again.bring_in()
    jobs.wait(again.uid, 30)
    assert len(people(house)) == 3


def test_how_much_is_known_lists_what_was_mapped_and_nothing_else(house, walk):
    walk.upload(LIST, "sought")
    walk.read(Pueblo="cause_of_death")
    jobs.wait(walk.uid, 30)
    page = walk.browser.get(walk.address("list"))
    known = {str(line["title"]): (line["known"], line["blank"]) for line in page.context["coverage"]}
    assert known == {
        "Reference": (3, 0),
        "Name": (3, 0),
        "Sex": (2, 1),
        "Date of birth": (2, 1),
        "Age": (2, 1),
        "Marks": (2, 1),
        "Cause of death": (2, 1),
    }


def test_the_end_leads_to_the_records_of_this_list_and_on(house, walk):
    looked_through(walk, LIST)
    walk.bring_in()
    jobs.wait(walk.uid, 30)
    said = walk.browser.get(walk.address("list")).content.decode()
    kwargs = {"vault": house.vault.pk, "kind": "sought"}
    assert f'{reverse("people", kwargs=kwargs)}?from={walk.uid}"' in said
    assert f'{reverse("new-person", kwargs=kwargs)}"' in said
    assert "Import another list" in said


def test_a_refused_file_is_not_said_to_be_still_there(house, walk):
    said = walk.upload(b"Name,Age\n", "sought").content.decode()
    assert "Choose the file again." in said
    assert "still here" not in said
    assert (
        "The file is empty. Nothing was kept. Choose another." in walk.upload(b"", "sought").content.decode()
    )
