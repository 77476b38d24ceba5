"""The words, spoken: kept sealed in the room, played on the page where they are read, and nothing but sound."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from tessera.accounts.models import Role
from tessera.records.consent import wordings
from tessera.records.consent.recordings import NoAudio, audio_type, recording_of
from tessera.vault.files import attachments_folder

SOUND = b"OggS" + bytes(range(256)) * 8


def keep(browser, house, sound=SOUND, language="ht"):
    file = SimpleUploadedFile("words.ogg", sound, "text/html")
    return browser.post(f"/room/{house.vault.pk}/consent/words/", {"language": language, "file": file})


def test_it_is_played_where_the_words_are_read(house):
    browser = house.browser(house.marta)
    assert keep(browser, house).status_code == 302
    played = browser.get(f"/room/{house.vault.pk}/consent/words/ht/")
    assert played.headers["Content-Type"] == "audio/ogg", "whatever the sender called it"
    assert b"".join(played.streaming_content) == SOUND
    page = browser.get(f"/room/{house.vault.pk}/consent/words/").content.decode()
    assert f"/room/{house.vault.pk}/consent/words/ht/" in page
    assert browser.get(f"/room/{house.vault.pk}/consent/words/es/").status_code == 404


def test_another_one_takes_its_place(house):
    browser = house.browser(house.marta)
    keep(browser, house)
    keep(browser, house, SOUND + b"better")
    with house.open(house.marta):
        kept = recording_of("ht")
        assert kept.size == len(SOUND) + 6
    assert len(list(attachments_folder(house.vault.pk).iterdir())) == 1


@pytest.mark.parametrize("sound", [b"<html>", b"MZ", b"%PDF-1.7", b"\x89PNG\r\n\x1a\n", b""])
def test_what_is_no_sound_is_not_kept(house, sound):
    answer = keep(house.browser(house.marta), house, sound)
    assert answer.status_code == 200
    with house.open(house.marta):
        assert recording_of("ht") is None


def test_only_who_may_keeps_one_and_everybody_listens(house):
    keep(house.browser(house.marta), house)
    worker = house.browser(house.colleague(Role.CASE_WORKER))
    page = worker.get(f"/room/{house.vault.pk}/consent/words/")
    assert "Keep the recording" not in page.content.decode()
    keep(worker, house, b"OggSother")
    with house.open(house.marta):
        assert recording_of("ht").size == len(SOUND)
    assert worker.get(f"/room/{house.vault.pk}/consent/words/ht/").status_code == 200


@pytest.mark.parametrize(
    ("beginning", "kind"),
    [
        (b"ID3\x04", "audio/mpeg"),
        (b"\xff\xfb\x90", "audio/mpeg"),
        (b"\x00\x00\x00\x1cftypM4A ", "audio/mp4"),
        (b"RIFF....WAVE", "audio/wav"),
        (b"\x1aE\xdf\xa3", "audio/webm"),
    ],
)
def test_recordings_are_known_by_how_they_begin(beginning, kind):
    assert audio_type(beginning) == kind
    with pytest.raises(NoAudio):
        audio_type(b"x" + beginning)


@pytest.mark.parametrize("language", wordings.LANGUAGES)
def test_what_is_always_said_has_no_gap_to_fill(language):
    said = wordings.always_said(language)
    assert len(said) == 6
    assert not any("{" in line for line in said)
