"""Immigration status is nowhere: in no model, no form, no mapping of a list, no letter, and no register of what is sent.

It walks all there is, so what comes later is walked too. Bodies that control migration are recipients nowhere either.
"""

from __future__ import annotations

import importlib
import importlib.util
import json
import pkgutil
from collections.abc import Iterator
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from django import forms
from django.apps import apps
from django.db import models

import tessera
from tessera.common.enforcement import names_enforcement
from tessera.common.status_words import heads_status, says_status
from tessera.envelopes import kinds, letters
from tessera.envelopes.letters import Letter
from tessera.exchange.tables import Target
from tessera.exchange.targets import TARGET_CHOICES
from tessera.records import subjects
from tessera.records.consent.models import AuthorityKind
from tests.rules.project import our_apps

# Nobody's: what services and organisations do and ask for, what help is sought, and what an authority is.
NOBODYS = {
    ("ServiceForm", "status"),
    ("ServiceForm", "papers"),
    ("ServiceForm", "themes"),
    ("OrganisationForm", "themes"),
    ("OrganisationForm", "serves"),
    ("OrganisationForm", "led_by"),
    ("SituationForm", "need"),
    ("ExampleForm", "need"),
    ("AskForm", "roles"),
}


def says(*texts: object) -> bool:
    said = [str(text).replace("_", " ").replace("-", " ").replace(".", " ") for text in texts if text]
    return any(heads_status(one) or says_status([one]) for one in said)


def choices_of(field: object) -> list[object]:
    found = []
    for value, label in getattr(field, "choices", None) or ():
        inner = label if isinstance(label, list | tuple) else [(value, label)]
        found += [one for pair in inner for one in pair]
    return found


def in_model(model: type[models.Model]) -> Iterator[str]:
    for field in model._meta.get_fields():
        if says(field.name, getattr(field, "verbose_name", ""), *choices_of(field)):
            yield f"{model.__name__}.{field.name}"


def every_form() -> list[type[forms.Form]]:
    for module in pkgutil.walk_packages(tessera.__path__, "tessera."):
        if not any(part in module.name for part in (".tests", ".migrations", "__main__")):
            importlib.import_module(module.name)
    found, waiting = set(), [forms.BaseForm]
    while waiting:
        classes = waiting.pop().__subclasses__()
        waiting += classes
        found |= {one for one in classes if one.__module__.startswith("tessera.")}
    return sorted(found, key=lambda one: (one.__module__, one.__qualname__))


def in_form(form: type[forms.Form]) -> Iterator[str]:
    for name, field in getattr(form, "base_fields", {}).items():
        if says(name, field.label, *choices_of(field)) and (form.__name__, name) not in NOBODYS:
            yield f"{form.__name__}.{name}"


def test_no_model_has_a_field_for_it() -> None:
    walked = [model for config in our_apps() for model in config.get_models(include_auto_created=True)]
    assert len(walked) > 50
    assert not [found for model in walked for found in in_model(model)]


def test_no_form_asks_for_it() -> None:
    walked = every_form()
    assert {form.__name__ for form in walked} >= {name for name, _field in NOBODYS}
    assert len(walked) > 50
    found = [found for form in walked for found in in_form(form)]
    assert not found, "\n".join(found)


def test_no_column_of_a_list_is_mapped_to_it() -> None:
    labels = [label for _group, named in TARGET_CHOICES[1:] for _value, label in named]
    assert len(labels) == len(Target) - 1
    assert not [one for one in (*(target.value for target in Target), *labels) if says(one)]


def test_nothing_that_is_sent_of_a_record_says_it() -> None:
    registered = subjects.subjects()
    assert registered
    fields = [field for subject in registered for field in subject.fields]
    assert not [field.code for field in fields if says(field.code, field.label)]
    assert not [group for group in subjects.GROUPS if says(group)]


@pytest.mark.parametrize(
    "code", ["identity.migration-status", "identity.visa", "story.asylum", "family.residence_permit"]
)
def test_no_part_can_register_a_field_for_it(code: str) -> None:
    (known, *_others) = subjects.subjects()
    field = subjects.Field(code, known.fields[0].label)
    with pytest.raises(subjects.StatusField):
        subjects.register(
            subjects.Subject(
                **{name: getattr(known, name) for name in known.__slots__} | {"fields": (field,)}
            )
        )
    assert subjects.subject(known.kind) is known


BODIES = {
    "a name": {"migration_status": "x"},
    "deep inside": {"person": {"history": [{"asylum": "applied"}]}},
    "a field of a record": {"subject": "tracing.person", "fields": [["identity.visa", ["yes"]]], "note": ""},
    "in another language": {"titre de séjour": "10 ans"},
    "beside a report": {"receipts": [], "situación migratoria": "irregular"},
}


@pytest.mark.parametrize("kind", [*(one.name for one in kinds.kinds()), "something-later"])
@pytest.mark.parametrize("where", BODIES)
def test_no_letter_of_any_kind_carries_it(kind: str, where: str) -> None:
    letter = Letter(kind, uuid4(), datetime.now(UTC), BODIES[where], consent={"until": "2030-01-01"})
    with pytest.raises(letters.StatusInLetter):
        letters.write(letter)
    harmless = letters.write(
        Letter(kind, letter.sender, letter.written_at, {"put": "in"}, consent=letter.consent)
    )

    forged = json.loads(harmless) | {"body": BODIES[where]}
    with pytest.raises(letters.StatusInLetter):
        letters.read(json.dumps(forged).encode())


def test_there_is_no_api_that_this_does_not_walk() -> None:
    assert importlib.util.find_spec("tessera.api") is None, "Walk its schemas here, too."


def test_no_kind_of_authority_controls_migration() -> None:
    assert not [
        kind for kind in AuthorityKind if names_enforcement(str(kind.label)) or names_enforcement(kind.value)
    ]
    assert set(AuthorityKind.values) == {"forensic", "consular", "child-protection", "justice"}


def test_the_walk_notices(monkeypatch: pytest.MonkeyPatch) -> None:
    """One of each kind is put in, and found."""

    class BadForm(forms.Form):
        permit = forms.CharField(label="Residence permit number")
        kind = forms.ChoiceField(choices=[("a", "Other"), ("b", "Asylum seeker")])

    assert list(in_form(BadForm)) == ["BadForm.permit", "BadForm.kind"]
    model = apps.get_model("tracing", "Person")
    field = model._meta.get_field("sex")
    monkeypatch.setattr(field, "verbose_name", "Immigration status")
    assert list(in_model(model)) == ["Person.sex"]
