"""The pages that check the logs: what they say when all is well, and that they do not when it is not."""

from __future__ import annotations

import re
import shutil

import pytest
from django.db import connections

from tessera.accounts.models import Role
from tessera.audit import heads
from tessera.audit.lines import write_line
from tessera.audit.models import CommonsLine, VaultHead, VaultLine
from tessera.sealing.checkpoints import read_checkpoint
from tessera.tracing.actions import open_record
from tessera.tracing.drafts import PersonDraft
from tessera.vault.files import database_file


def page_of(house, somebody=None, path: str = "", **sent) -> str:
    browser = house.browser(somebody or house.marta)
    address = f"/room/{house.vault.id}/proof/{path}"
    answer = browser.post(address, sent) if sent else browser.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_all_is_well(house):
    page = page_of(house, house.colleague(Role.READER))
    assert "each follows from those before it" in page
    assert "neither was put back" in page
    assert "What this cannot notice" in page
    assert "I know why" not in page


def test_a_changed_line_is_said_with_its_number(house):
    page_of(house)
    with house.open(house.marta) as room, connections[room.alias].cursor() as cursor:
        cursor.execute("UPDATE audit_vaultline SET verb = 'x' WHERE number = 1")
    page = page_of(house)
    assert "Line 1 does not follow" in page
    assert "each follows" not in page


def test_a_room_put_back_is_said_on_the_page_and_on_today_until_somebody_knows_why(house):
    page_of(house)
    then = database_file(house.vault.id).with_suffix(".past")
    shutil.copyfile(database_file(house.vault.id), then)
    house.browser(house.marta).post(f"/room/{house.vault.id}/search/", {"words": "Amina"})
    shutil.copyfile(then, database_file(house.vault.id))
    browser = house.browser(house.marta)
    title = "This room is not the one it was"
    assert title in browser.get("/").content.decode()
    page = page_of(house)
    assert title in page
    assert "I know why" in page
    reader = page_of(house, house.colleague(Role.READER))
    assert "Tell a coordinator" in reader
    assert "I know why" not in reader
    accepted = browser.post(f"/room/{house.vault.id}/proof/accept/", follow=True).content.decode()
    assert title not in accepted
    assert title not in browser.get("/").content.decode()
    assert "accepted that the logs disagreed" in page_of(house, path="log/")


def test_a_checkpoint_from_paper_and_from_its_code_is_continued(house):
    page = page_of(house)
    letters = re.search(r'<p class="words letters" dir="ltr">([A-Z2-7 ]+)</p>', page)[1]
    number = read_checkpoint(letters).number
    page_of(house)
    for typed in (letters, letters.lower().replace(" ", "\n")):
        page = page_of(house, checkpoint=typed)
        assert f"up to line {number} it is the same as then" in page
    with house.open(house.marta):
        signed = heads.signed_head(house.vault.id).spell()
    assert "continues this checkpoint" in page_of(house, checkpoint=signed)


def test_a_checkpoint_of_a_room_that_went_back_with_the_network_is_too_long_for_it(house):
    page_of(house)
    with house.open(house.marta):
        elsewhere = heads.signed_head(house.vault.id)
    later = elsewhere.__class__(elsewhere.chain, elsewhere.number + 50, elsewhere.link)
    assert "ends before line" in page_of(house, checkpoint=later.spell())


@pytest.mark.parametrize("typed", ["AAAA", "<script>", "ñ" * 500, "A" * 700])
def test_what_is_no_checkpoint_is_said_and_kept(house, typed):
    page = page_of(house, checkpoint=typed)
    assert "continues this checkpoint" not in page
    assert "<script>" not in page.replace("<script src", "")
    assert 'class="field wrong"' in page


def test_the_log_says_who_what_and_when_without_words_of_searches(house):
    case_worker = house.colleague(name="Rosa")
    with house.open(house.marta):
        person = open_record(draft=PersonDraft(names=[("Amadou Diallo", "full")]), by=case_worker.member)
        write_line(VaultLine, "written.by-newer-software", by=house.marta.member.id)
        write_line(VaultLine, "person.shown", by=None)
    browser = house.browser(case_worker)
    browser.post(f"/room/{house.vault.id}/search/", {"words": "Zzyzx"})
    page = page_of(house, path="log/")
    for said in (
        "Rosa</span> opened a request",
        person.reference,
        "Rosa</span> searched the room",
        "let somebody in",
    ):
        assert said in page
    assert "written.by-newer-software" in page
    assert "Somebody unknown here" in page
    assert "Zzyzx" not in page
    assert "Amadou" not in page


def test_the_log_has_pages(house):
    with house.open(house.marta):
        for _ in range(60):
            write_line(VaultLine, "person.shown", by=house.marta.member.id)
    assert page_of(house, path="log/").count("looked at a record") == 50
    # One more was moved here by the line that the first page left.
    assert page_of(house, path="log/?page=2").count("looked at a record") == 11


def test_the_networks_log(house):
    page_of(house)
    browser = house.browser(house.marta)
    page = browser.get("/network/proof/").content.decode()
    assert "each follows from those before it" in page
    assert "set up the network" in page
    assert "1 room remembers" in page
    assert "another hand" not in page
    letters = re.search(r'<p class="words letters" dir="ltr">([A-Z2-7 ]+)</p>', page)[1]
    answer = browser.post("/network/proof/", {"checkpoint": letters})
    assert "continues this checkpoint" in answer.content.decode()
    VaultHead.objects.update(link=bytes(32))
    assert "1 room was changed by another hand" in browser.get("/network/proof/").content.decode()


def test_a_line_taken_out_of_the_networks_log_is_said(house):
    number = CommonsLine.objects.last().number
    write_line(CommonsLine, "signed-in", by=None, refused_before=0)
    with connections["default"].cursor() as cursor:
        cursor.execute("DELETE FROM audit_commonsline WHERE number = %s", [number])
    assert (
        f"Line {number} does not follow" in house.browser(house.marta).get("/network/proof/").content.decode()
    )
