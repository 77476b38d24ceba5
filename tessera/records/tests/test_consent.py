"""A yes covers what was read to whoever gave it, and nothing else."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from datetime import date, timedelta
from uuid import uuid4

import pytest
from django.utils import timezone
from hypothesis import given, strategies as st

from tessera.common.spans import DateSpan
from tessera.common.status_words import heads_status
from tessera.records import subjects
from tessera.records.consent import wordings
from tessera.records.consent.models import Capacity, Consent, Purpose
from tessera.records.consent.rules import (
    AlreadyDisclosed,
    ConsentDoesNotCover,
    ConsentOver,
    ConsentWithdrawn,
    FieldsNotNamed,
    NobodyConsented,
    OfAge,
    OtherPurpose,
    RecipientNotNamed,
    Sending,
    require_cover,
)
from tessera.records.consent.taking import eighteenth, may_be_a_child, retake_on
from tessera.records.consent.wordings import Terms

ABOUT, CASA = uuid4(), uuid4()
GIVEN = date(2026, 3, 1)
SENDING = Sending(ABOUT, CASA, Purpose.SEARCH, ["identity"])
TERMS = Terms(
    capacity=Capacity.GUARDIAN,
    purpose=Purpose.SEARCH,
    groups=list(subjects.GROUPS),
    recipients=["Casa", "Ndar"],
    authority="Servicio Médico Forense",
    public_photo=False,
    until=date(2027, 3, 1),
    retake_on=date(2026, 12, 24),
    with_assent=True,
)


class Named:
    """Recipients without a database."""

    def __init__(self, *organisations):
        self._named = organisations

    def all(self):
        return [type("One", (), {"organisation": one})() for one in self._named]


def consent(monkeypatch, *named, **changed) -> Consent:
    said = {
        "about": ABOUT,
        "purpose": Purpose.SEARCH,
        "groups": ["identity", "event"],
        "given_on": GIVEN,
        "until": date(2027, 3, 1),
    } | changed
    monkeypatch.setattr(Consent, "recipients", Named(*(named or (CASA,))))
    return Consent(**said)


def test_it_covers_what_was_asked(monkeypatch):
    for on in (GIVEN, date(2027, 3, 1)):
        require_cover(consent(monkeypatch), SENDING, on=on)


@pytest.mark.parametrize(
    ("changed", "sending", "on", "refusal"),
    [
        ({"about": uuid4()}, {}, GIVEN, NobodyConsented),
        ({"withdrawn_at": timezone.now()}, {}, GIVEN, ConsentWithdrawn),
        ({}, {}, date(2027, 3, 2), ConsentOver),
        ({}, {}, date(2026, 2, 28), ConsentOver),
        ({"retake_on": date(2026, 12, 24)}, {}, date(2026, 12, 24), OfAge),
        ({}, {"purpose": Purpose.HELP}, GIVEN, OtherPurpose),
        ({}, {"organisation": uuid4()}, GIVEN, RecipientNotNamed),
        ({}, {"organisation": None}, GIVEN, RecipientNotNamed),
        (
            {"authority": "A court", "used_at": timezone.now()},
            {"organisation": None},
            GIVEN,
            AlreadyDisclosed,
        ),
        ({}, {"groups": ["identity", "family"]}, GIVEN, FieldsNotNamed),
    ],
)
def test_it_covers_nothing_else(monkeypatch, changed, sending, on, refusal):
    with pytest.raises(refusal):
        require_cover(consent(monkeypatch, **changed), replace(SENDING, **sending), on=on)


def test_an_authority_receives_once(monkeypatch):
    require_cover(consent(monkeypatch, authority="A court"), replace(SENDING, organisation=None), on=GIVEN)


@given(
    groups=st.sets(st.sampled_from(subjects.GROUPS)),
    agreed=st.sets(st.sampled_from(subjects.GROUPS)),
    days=st.integers(-800, 800),
    purpose=st.sampled_from(Purpose.values),
)
def test_whatever_is_sent_was_agreed(groups, agreed, days, purpose):
    with pytest.MonkeyPatch.context() as monkeypatch:
        yes = consent(monkeypatch, groups=sorted(agreed))
        on = GIVEN + timedelta(days=days)
        covered = groups <= agreed and 0 <= days <= 365 and purpose == Purpose.SEARCH
        try:
            require_cover(yes, Sending(ABOUT, CASA, purpose, groups), on=on)
        except ConsentDoesNotCover:
            assert not covered
        else:
            assert covered


# Children


@pytest.mark.parametrize(
    ("born", "grown"), [(date(2008, 12, 24), date(2026, 12, 24)), (date(2008, 2, 29), date(2026, 3, 1))]
)
def test_at_eighteen_they_are_asked_themselves(born, grown):
    assert eighteenth(born) == grown


@pytest.mark.parametrize(
    ("born", "retake", "is_child"),
    [
        (DateSpan.of_day(2010, 5, 1), date(2028, 5, 1), True),
        (DateSpan.of_year(2010), date(2028, 1, 1), True),
        (
            DateSpan.of_years(2007, 2010),
            date(2028, 12, 31),
            True,
        ),  # grown up already, perhaps: asked as a child
        (DateSpan.of_year(1990), None, False),
        (None, None, False),
    ],
)
def test_whose_age_is_not_known_well_is_asked_as_soon_as_they_may_be_grown(born, retake, is_child):
    assert retake_on(born, GIVEN) == retake
    assert may_be_a_child(born, GIVEN) is is_child


# The words


PINNED = {
    "1.en": "66577182f3bee05031a5efd457be65b37c84774003089fa6af5a276b42f950c0",
    "1.es": "176d548f7a11aa490bd38c9d20b036dd739bec7ab7464c44b96c3be6c726f78d",
    "1.fr": "0ec0b8569bcaa0591b34290b24239e34a375b7a439c9071014d9d08000b88f97",
    "1.ar": "42d2a6ceaa605c90a87f50a0211bce2019fefecd9045c1609e84f4a60234cf22",
    "1.ht": "9ab197552aed4b4ba3ec1e0acde839f6ff7bfa8494be44660f7de7e7cd9734ea",
    "2.en": "9b6f52b08238bfc94fa3f0fc7fb24e734fcb9e54dae646f78bc10f7a05c5c65c",
    "2.es": "2f245c7ead33fdf2d7c12341683bcabef6354ddc9c3c3f04cabd3642da5c6217",
    "2.fr": "db5dfef63fd0aa1eba01f119f7dd265aecb6eb6240bac44c230c847e0a07081b",
    "2.ar": "39e47ca0275f2c086d79a0d1a5412084e2b30a94618832a094a5181ad3a4263d",
    "2.ht": "79f335451a24496ebd1780b3edbda562f1f3c610d275e198b4a7c1bc5dbb835c",
}


@pytest.mark.parametrize("name", PINNED)
def test_the_words_are_those_that_were_read_ever_since(name):
    """An edition is never changed once it was read to somebody: another wording is another edition."""
    file = wordings._FOLDER / f"{name}.json"
    assert hashlib.sha256(file.read_bytes()).hexdigest() == PINNED[name]


def test_every_edition_is_pinned():
    assert {file.stem for file in wordings._FOLDER.iterdir()} == set(PINNED)
    assert {f"{wordings.EDITION}.{language}" for language in wordings.LANGUAGES} <= set(PINNED)


@pytest.mark.parametrize("language", wordings.LANGUAGES)
def test_of_a_body_with_two_roles_it_is_said(language):
    """And it is not said in the same breath that nothing goes to such bodies."""
    plain = wordings.plain(TERMS, language)
    said = wordings.plain(replace(TERMS, two_roles=True), language)
    assert said.count("Servicio Médico Forense") == plain.count("Servicio Médico Forense") + 1
    never = wordings._wording(language)["never"]
    assert never in plain
    assert never not in said


@pytest.mark.parametrize("language", wordings.LANGUAGES)
@pytest.mark.parametrize("capacity", Capacity.values)
@pytest.mark.parametrize("purpose", Purpose.values)
def test_in_every_language_everything_is_said(language, capacity, purpose):
    said = wordings.plain(replace(TERMS, capacity=capacity, purpose=purpose), language)
    for named in ("Casa", "Ndar", "Servicio Médico Forense", "2027", "2026"):
        assert named in said
    assert said.count("\n- ") == len(subjects.GROUPS) + 3 + 1
    assert "{" not in said


def test_every_language_has_the_same_parts():
    files = {one: json.loads((wordings._FOLDER / f"1.{one}.json").read_text()) for one in wordings.LANGUAGES}
    assert len({tuple(sorted(said)) for said in files.values()}) == 1
    for said in files.values():
        assert tuple(said["groups"]) == subjects.GROUPS
        assert set(said["purposes"]) == set(Purpose.values)
        assert len(said["months"]) == 12


def test_other_terms_are_other_words():
    changes = [
        {},
        {"recipients": ["Casa"]},
        {"groups": ["identity"]},
        {"public_photo": True},
        {"until": date(2027, 3, 2)},
        {"authority": ""},
        {"retake_on": None},
        {"with_assent": False},
        {"purpose": Purpose.HELP},
    ]
    texts = {wordings.digest(wordings.plain(replace(TERMS, **changed), "ht")) for changed in changes}
    assert len(texts) == len(changes)


# The firewall


def test_no_kind_of_record_has_a_field_about_status():
    assert subjects.subjects()
    for kind in subjects.subjects():
        for field in kind.fields:
            assert not heads_status(field.code.partition(".")[2].replace("-", " ")), field.code
            assert not heads_status(str(field.label)), field.code


@pytest.mark.parametrize("name", ["immigration-status", "visa", "residence-permit", "asylum", "statut"])
def test_none_can_be_registered(name):
    field = subjects.Field(f"identity.{name}", "A field")
    kind = replace(subjects.subjects()[0], kind="test.kind", fields=(field,))
    with pytest.raises(subjects.StatusField):
        subjects.register(kind)
    assert subjects.subject("test.kind") is None
