"""Leaving in pages: words on paper, the copy as a download that can go on, arriving, letters back, closing by two."""

from __future__ import annotations

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from tessera.accounts.models import Role
from tessera.audit.models import CommonsLine, VaultLine
from tessera.tracing.actions import open_record
from tessera.tracing.drafts import PersonDraft
from tessera.tracing.models import Person
from tessera.vault import jobs, uploads
from tessera.vault.files import copy_to_take, delete_files, incoming_folder, vaults_folder
from tessera.vault.models import Departure, Vault, Wrap
from tessera.vault.opening import open_vault

PATIENCE = 60


def body(answer):
    return (b"".join(answer.streaming_content) if answer.streaming else answer.content).decode(
        "utf-8", "replace"
    )


def address(house, name, **more):
    return reverse(name, kwargs={"vault": house.vault.pk} | more)


def held_in(page):
    return re.search(r'name="held" value="([^"]+)"', page)[1]


def words_in(page):
    listed = re.search(r'<ol class="words" id="words">(.*?)</ol>', page, re.DOTALL)[1]
    return re.findall(r"<li>([^<]+)</li>", listed)


def take(house, browser):
    """The words and the row of a copy that was asked for as people ask for it."""
    page = body(browser.post(address(house, "take-copy")))
    words = words_in(page)
    typed = {f"word_{at}": words[int(at) - 1] for at in re.findall(r'name="word_(\d)"', page)}
    answer = browser.post(address(house, "take-copy"), {"held": held_in(page), **typed})
    assert answer.status_code == 302
    with house.open(house.marta):
        departure = Departure.objects.first()
    jobs.wait(departure.pk, PATIENCE)
    return " ".join(words), departure.pk


def fetch(house, browser, uid, **headers):
    return browser.get(address(house, "fetch-copy", uid=uid), headers=headers)


def send(browser, content):
    return body(browser.post(reverse("bring-room"), {"file": SimpleUploadedFile("copy.bin", content)}))


def open_it(browser, page, words, **more):
    return body(browser.post(reverse("open-copy"), {"held": held_in(page), "words": words, **more}))


def leave_and_forget(house):
    browser = house.browser(house.marta)
    words, uid = take(house, browser)
    content = b"".join(fetch(house, browser, uid).streaming_content)
    Vault.objects.filter(pk=house.vault.pk).delete()
    Wrap.objects.filter(vault=house.vault.pk).delete()
    delete_files(house.vault.pk)
    return words, content


@pytest.fixture
def fatou(house):
    return house.stranger(name="Fatou")[0]


def test_out_of_one_room_and_into_another_organisations_hands(house, fatou):
    with house.open(house.marta):
        open_record(draft=PersonDraft(names=[("Amadou Diallo", "full")]), by=house.marta.member)
    words, content = leave_and_forget(house)
    browser = house.browser(fatou)
    page = send(browser, content)
    assert "Now its words" in page
    brought = open_it(browser, page, words)
    assert "The room is here" in brought
    assert re.search(r'id="receipt"[^>]*>([A-Z2-7 ]+)<', brought)
    with open_vault(Vault.objects.get(pk=house.vault.pk), fatou.session):
        assert Person.objects.count() == 1
    log = body(browser.get(address(house, "log")))
    assert "(from before)" not in log  # Marta has an account here too
    assert "brought the room here from another server" in log
    assert list(incoming_folder().glob("*")) == []


def test_the_log_says_who_is_from_before(house):
    with house.open(house.marta) as room:
        from uuid import uuid4

        from tessera.audit.lines import write_line

        write_line(VaultLine, "person.shown", by=uuid4())
        assert room
    assert body(house.browser(house.marta).get(address(house, "log"))).count("(from before)") == 1


def test_words_typed_wrongly_cost_no_second_upload_and_another_file_is_not_kept(house, fatou):
    words, content = leave_and_forget(house)
    browser = house.browser(fatou)
    page = send(browser, content)
    again = open_it(browser, page, "one two three four five six")
    assert "not the words of this copy" in again
    checkpoint = open_it(browser, again, words, checkpoint="AAAA")
    assert "no checkpoint" in checkpoint
    assert "The room is here" in open_it(browser, again, words)
    # A second time it is here already, and what was sent is gone.
    page = send(browser, content)
    assert "on this server already" in open_it(browser, page, words)
    assert list(incoming_folder().glob("*")) == []
    assert "waited too long" in open_it(browser, page, words)


@pytest.mark.parametrize("content", [b"%PDF-1.7", b"TS\x08\x02" + bytes(200), bytes(5000)])
def test_any_other_file_is_refused_and_not_kept(house, fatou, content):
    browser = house.browser(fatou)
    page = open_it(browser, send(browser, content), "one two three four five six")
    assert "nothing of the file was kept" in page
    assert list(incoming_folder().glob("*")) == []


def test_somebody_elses_upload_cannot_be_opened(house, fatou):
    browser = house.browser(fatou)
    page = send(browser, bytes(500))
    answer = house.browser(house.marta).post(
        reverse("open-copy"), {"held": held_in(page), "words": "one two three four five six"}
    )
    assert "waited too long" in body(answer)


def test_uploads_that_nobody_opened_are_forgotten(house, fatou, monkeypatch):
    browser = house.browser(fatou)
    send(browser, bytes(500))
    assert len(list(incoming_folder().glob("*"))) == 1
    monkeypatch.setattr(uploads, "_WAITS_SECONDS", -1)
    browser.get(reverse("bring-room"))
    assert list(incoming_folder().glob("*")) == []


def test_a_copy_may_be_larger_than_other_files(house, fatou, monkeypatch):
    monkeypatch.setattr(uploads, "LARGEST_UPLOAD", 1000)
    browser = house.browser(fatou)
    large = SimpleUploadedFile("copy.bin", bytes(2 * 1024 * 1024))
    assert browser.post(reverse("bring-room"), {"file": large}).status_code == 200
    large.seek(0)
    vault = Vault.objects.exclude(pk=house.vault.pk).get()
    assert browser.post(reverse("lists", args=[vault.pk]), {"file": large}).status_code == 400


def test_words_that_were_not_read_back_make_no_copy(house):
    browser = house.browser(house.marta)
    page = body(browser.post(address(house, "take-copy")))
    wrong = {f"word_{at}": "wrong" for at in re.findall(r'name="word_(\d)"', page)}
    again = body(browser.post(address(house, "take-copy"), {"held": held_in(page), **wrong}))
    assert words_in(again) == words_in(page)
    with house.open(house.marta):
        assert not Departure.objects.exists()


def test_everybody_sees_who_took_a_copy_and_a_reader_can_fetch_none(house):
    reader = house.colleague(Role.READER, name="Rosa")
    words, uid = take(house, house.browser(house.marta))
    browser = house.browser(reader)
    assert "Marta had a copy of this room made" in body(browser.get("/"))
    page = body(browser.get(address(house, "leaving")))
    assert "Marta asked for it" in page
    assert "/fetch/" not in page
    assert 'class="words"' not in page
    assert words not in page
    assert fetch(house, browser, uid).status_code == 403
    assert browser.post(address(house, "take-copy")).status_code == 403


# The download


def test_a_download_that_was_cut_off_goes_on(house):
    browser = house.browser(house.marta)
    _words, uid = take(house, browser)
    content = copy_to_take(house.vault.pk, uid).read_bytes()
    whole = fetch(house, browser, uid)
    assert whole.status_code == 200
    assert whole.headers["Content-Disposition"] == 'attachment; filename="copy.bin"'
    assert whole.headers["Accept-Ranges"] == "bytes"
    assert b"".join(whole.streaming_content) == content
    half = len(content) // 2
    rest = fetch(house, browser, uid, range=f"bytes={half}-", if_range=whole.headers["ETag"])
    assert rest.status_code == 206
    assert rest.headers["Content-Range"] == f"bytes {half}-{len(content) - 1}/{len(content)}"
    assert b"".join(rest.streaming_content) == content[half:]
    with house.open(house.marta):
        assert VaultLine.objects.filter(verb="vault.copy-fetched").count() == 2


@pytest.mark.parametrize(
    ("asked", "status", "start", "stop"),
    [
        ("bytes=0-0", 206, 0, 1),
        ("bytes=5-9", 206, 5, 10),
        ("bytes=-7", 206, -7, None),
        ("bytes=0-", 200, 0, None),
        ("bytes=3-99999999999", 206, 3, None),
        ("bytes=99999999999-", 416, 0, 0),
        ("bytes=9-5", 416, 0, 0),
        ("bytes=-", 200, 0, None),
        ("bytes=1-2,4-5", 200, 0, None),
        ("lines=1-2", 200, 0, None),
        ("bytes=٣-٤", 200, 0, None),
    ],
)
def test_parts_as_browsers_and_others_ask_for_them(house, asked, status, start, stop):
    browser = house.browser(house.marta)
    _words, uid = take(house, browser)
    content = copy_to_take(house.vault.pk, uid).read_bytes()
    answer = fetch(house, browser, uid, range=asked)
    assert answer.status_code == status
    if status != 416:
        assert b"".join(answer.streaming_content) == content[start:stop]


def test_who_has_half_of_another_file_begins_anew(house):
    browser = house.browser(house.marta)
    _words, uid = take(house, browser)
    assert fetch(house, browser, uid, range="bytes=5-", if_range='"another"').status_code == 200


def test_a_download_breaks_off_when_its_member_locks(house):
    browser = house.browser(house.marta)
    _words, uid = take(house, browser)
    copy = copy_to_take(house.vault.pk, uid)
    copy.write_bytes(bytes(300_000))
    pieces = iter(fetch(house, browser, uid).streaming_content)
    next(pieces)
    from tessera.accounts import sessions

    sessions.end_all_of(house.marta.member.id)
    assert list(pieces) == []


def test_a_deleted_copy_is_gone_and_its_address_leads_nowhere(house):
    browser = house.browser(house.marta)
    _words, uid = take(house, browser)
    browser.post(address(house, "delete-copy", uid=uid))
    assert fetch(house, browser, uid).status_code == 404
    assert "no longer on this server" in body(browser.get(address(house, "leaving")))


# Closing


def arrive(house):
    with house.open(house.marta):
        Departure.objects.create(
            asked_by=house.marta.member.id, finished_at=timezone.now(), arrived_at=timezone.now()
        )


def close(house, browser, name="Casa"):
    return browser.post(address(house, "close-room"), {"name": name})


def is_closed(house):
    return not Vault.objects.filter(pk=house.vault.pk).exists()


def test_no_page_closes_a_room_that_has_not_left(house):
    browser = house.browser(house.marta)
    assert close(house, browser).status_code == 302
    assert "Close this room" not in body(browser.get(address(house, "leaving")))
    assert not is_closed(house)


def test_two_close_it_and_nothing_is_left(house):
    reader = house.colleague(Role.READER, name="Rosa")
    arrive(house)
    marta, rosa = house.browser(house.marta), house.browser(reader)
    assert "Nothing is deleted yet" in body(marta.get(address(house, "close-room")))
    assert rosa.get(address(house, "close-room")).status_code == 302  # nobody asked yet
    assert "not its name" in body(close(house, marta, "Another"))
    close(house, marta)
    close(house, marta)  # twice by the same is not two
    assert not is_closed(house)
    assert "Marta asks for this room to be closed" in body(rosa.get("/"))
    assert close(house, rosa, "casa").status_code == 302
    assert is_closed(house)
    assert list(vaults_folder().glob(f"{house.vault.pk}*")) == []
    assert not Wrap.objects.filter(vault=house.vault.pk).exists()
    assert CommonsLine.objects.get(verb="vault.closed").by == reader.member.id
    for browser in (marta, rosa):
        assert browser.get(address(house, "leaving")).status_code == 404
        assert browser.get("/").status_code == 200


def test_one_alone_closes_it_in_one_step(house):
    arrive(house)
    assert close(house, house.browser(house.marta)).status_code == 302
    assert is_closed(house)


def test_who_disagrees_keeps_it_open(house):
    reader = house.colleague(Role.READER, name="Rosa")
    arrive(house)
    close(house, house.browser(house.marta))
    house.browser(reader).post(address(house, "keep-open"))
    assert "asks for this room" not in body(house.browser(reader).get("/"))
    close(house, house.browser(reader))
    assert not is_closed(house)
