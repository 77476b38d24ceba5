"""Immigration status is asked nowhere: no field, label, help, target or template has a word for it.

What is forbidden is told by the firewall of lists itself, so that the two cannot drift apart; what the pages may
say about it is the sentence that says that it is not asked.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.apps import apps
from django.utils import translation

from tessera.exchange.forms import UploadForm
from tessera.exchange.tables import Target
from tessera.exchange.tables.firewall import is_firewalled
from tessera.exchange.targets import TARGET_CHOICES
from tessera.tracing.forms import FORMS, SearchForm

OURS = [model for label in ("tracing", "exchange") for model in apps.get_app_config(label).get_models()]
FORMS_ASKED = [*FORMS.values(), SearchForm, UploadForm]
PACKAGE = Path(__file__).parents[2]
SAID_ON_PURPOSE = {
    "Papers and permits are never asked here.",
    "Left out: papers and permits are never kept here",
}
_WORDS = re.compile(
    r"\b(?:immigra\w*|migra(?:tion|tory) status|asylum\w*|refugee\w*|visas?|undocumented|illegal\w*|irregular\w*"
    r"|residen(?:ce|cy)|permits?|deport\w*|legal status)\b",
    re.IGNORECASE,
)


def _texts(choices):
    for value, label in choices:
        if isinstance(label, list | tuple):
            yield str(value)
            yield from _texts(label)
        else:
            yield from (str(value), str(label))


def asked() -> list[str]:
    """Everything the two parts ask for, in words."""
    found = [field.name for model in OURS for field in model._meta.get_fields()]
    found += [str(getattr(field, "verbose_name", "")) for model in OURS for field in model._meta.get_fields()]
    for form in FORMS_ASKED:
        for name, field in form().fields.items():
            found += [name, str(field.label or ""), str(field.help_text)]
            found += _texts(getattr(field, "choices", []))
    return found + list(_texts(TARGET_CHOICES)) + [str(target) for target in Target]


@pytest.mark.parametrize("language", ["en", "es"])
def test_no_field_label_or_target_asks(language):
    with translation.override(language):
        texts = asked()
    assert len(texts) > 150
    assert [text for text in texts if is_firewalled(text) or _WORDS.search(text)] == []


def test_no_template_asks():
    templates = [*PACKAGE.glob("tracing/templates/**/*.html"), *PACKAGE.glob("exchange/templates/**/*.html")]
    assert len(templates) > 10
    for template in templates:
        text = template.read_text()
        for allowed in SAID_ON_PURPOSE:
            text = text.replace(allowed, "")
        assert not _WORDS.search(text), template


def test_the_words_would_be_noticed():
    for text in ("Legal status", "Estatus migratorio", "Residence permit", "situation_administrative"):
        assert is_firewalled(text) or _WORDS.search(text)
