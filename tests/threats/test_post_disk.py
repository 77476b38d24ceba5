"""What a seized disk shows of what rooms send each other: how much waits for whom and until when, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings
from django.db import connections

from tessera.envelopes import actions
from tessera.envelopes.tests.post import Desk, corresponding
from tessera.records.consent import actions as consent_actions
from tessera.sealing import envelopes
from tessera.vault.files import waiting_folder
from tests.scanner import traces_in_folder

SECRETS = {
    "name": "Huehueteotzin",
    "place": "Tlaltecayohua",
    "giver": "Macuilxochitzin",
    "note": "Necocyaotlan",
    "answer": "Tepeyollotlan",
    "law": "Chalchiuhtotolin",
    "urgency": "Itzpapalotitlan",
}


@pytest.fixture
def desks(house):
    return corresponding(house)


def everything_is_sent(one: Desk, other: Desk) -> None:
    """Records under a yes and in danger, answered, kept by law, and one that still waits."""
    described = {"names": [(SECRETS["name"], "full")], "event_place": SECRETS["place"]}
    person = one.person(**described)
    consent = one.consent(person, other, giver=SECRETS["giver"])
    one.disclose(person, other, consent, note=SECRETS["note"])
    one.disclose(person, other, urgent=SECRETS["urgency"])
    for came in other.inbox():
        with other.open():
            actions.note_read(incoming=came, by=other.who.member)
            actions.answer(incoming=came, text=SECRETS["answer"], by=other.who.member)
            actions.state_law(incoming=came, law=SECRETS["law"], by=other.who.member)
    one.unlock()
    one.disclose(person, other, consent)
    with one.open():
        consent_actions.withdraw(consent=consent, by=one.who.member)
    other.unlock()
    one.disclose(person, other, one.consent(person, other))


def on_the_disk(words: list[str]) -> dict[str, set[str]]:
    for alias in ("default", "keys"):
        connections[alias].close()
    return traces_in_folder(Path(settings.DATA), words)


def test_of_the_post_a_seized_disk_shows_sealed_files_alone(desks):
    one, other = desks
    everything_is_sent(one, other)
    waiting = list(waiting_folder(other.vault.pk).iterdir())
    assert waiting
    assert {envelopes.is_sealed_size(file.stat().st_size) for file in waiting} == {True}
    assert on_the_disk(list(SECRETS.values())) == {}


def test_that_the_search_would_find_it(desks):
    one, other = desks
    everything_is_sent(one, other)
    (Path(settings.DATA) / "leak").write_text(f"of {SECRETS['name']}")
    try:
        assert on_the_disk(list(SECRETS.values()))
    finally:
        (Path(settings.DATA) / "leak").unlink()


def test_an_envelope_that_waits_names_its_receiver_and_its_end_and_no_sender(desks):
    one, other = desks
    everything_is_sent(one, other)
    for file in waiting_folder(other.vault.pk).iterdir():
        content = file.read_bytes()
        cover = envelopes.read_cover(content)
        assert (str(cover.id), cover.to) == (file.name, other.vault.pk)
        for told in (one.vault.pk, one.vault.organisation_id):
            assert told.bytes not in content
            assert str(told).encode() not in content
