"""What pages say of an entry: unknown is never no, and nothing that somebody typed is more than words."""

from __future__ import annotations

import pytest

from tessera.directory.models import Entry


@pytest.mark.parametrize(
    "typed", [{"papers": ""}, {"papers": "none"}, {"papers": "some", "paper_list": "Passport"}]
)
def test_papers_nobody_knows_of_are_never_said_to_be_none(desk, typed):
    desk.post("new-entry", typed={"name": "Clinic"} | typed, kind="service")
    with desk.open():
        entry = Entry.objects.get()
        desk.agree(entry)
    anybody = desk.house.browser().get(f"/en/directory/{entry.uid}/").content.decode()
    for shown in (desk.page(entry), desk.page(entry, name="show-entry"), anybody):
        said = shown[shown.index("Papers required</dt>") :]
        said = said[: said.index("</dd>")]
        assert ("not known" in said) is (typed["papers"] == "")
        assert ("None" in said) is (typed["papers"] == "none")
        assert ("Passport" in said) is (typed["papers"] == "some")


@pytest.mark.parametrize("document", [{}, {"required_documents": []}, {"required_documents": [{"id": "1"}]}])
def test_a_list_that_names_no_papers_does_not_promise_that_none_are_asked_for(desk, document):
    entry = desk.enter(**document)
    assert "not known: ask before you show any" in desk.page(entry)


def test_every_fact_that_is_not_known_is_said_so(desk):
    shown = desk.page(desk.enter())
    facts = shown[shown.index('<dl class="facts">') : shown.index("</dl>")]
    assert facts.count('class="unknown"') == facts.count("<dt>") == 6


HOSTILE = "<script>alert('x')</script>\"><img src=x onerror=y>"


@pytest.mark.parametrize("kind", ["service", "organisation", "office"])
def test_nothing_typed_becomes_part_of_a_page(desk, neighbour, kind):
    names = (
        "name",
        "alert",
        "description",
        "street",
        "city",
        "eligibility",
        "holder",
        "host_needs",
        "phones",
    )
    typed = dict.fromkeys(names, HOSTILE) | {"paper_list": HOSTILE, "papers": "some"}
    desk.post("new-entry", typed=typed | {"ours": "1"}, kind=kind)
    with desk.open():
        entry = Entry.objects.exclude(kind="location").get()
        desk.agree(entry)
    pages = [desk.page(entry, name=name) for name in ("entry", "change-entry", "show-entry", "delete-entry")]
    pages += [desk.page(entry, neighbour, "change-entry")]
    pages += [desk.post("directory", typed={"words": HOSTILE, "kind": kind}).content.decode()]
    pages += [desk.house.browser().get(f"/ar/directory/{entry.uid}/").content.decode()]
    pages += [desk.house.browser().post("/en/directory/", {"words": HOSTILE, "kind": kind}).content.decode()]
    for shown in pages:
        assert "&lt;script&gt;" in shown
        assert "<script>" not in shown
        assert "<img" not in shown
