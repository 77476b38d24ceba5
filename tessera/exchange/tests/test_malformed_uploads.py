"""Every file that goes wrong, sent through the page: it says what is wrong, and keeps nothing of it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import translation

from tessera.exchange.models import ImportRun, State
from tessera.exchange.saying import FILE_SENTENCES
from tessera.exchange.tests.malformed import LARGE, SMALL
from tessera.exchange.tests.walking import Walk
from tessera.tracing.models import Person
from tessera.vault.files import attachments_folder, incoming_folder
from tessera.vault.models import Attachment

# Django itself refuses a file without content, before anybody opens it.
BY_DJANGO = {"nothing": "The file is empty. Nothing was kept. Choose another."}
# The server refuses to take so much in, before there is a form.
NOT_TAKEN_IN = {"51 MB"}


def what_is_left(house) -> list[str]:
    """Everything that a refused upload could have left behind."""
    with house.open(house.marta):
        rows = [str(row) for model in (ImportRun, Attachment) for row in model.objects.all()]
        rows += [str(row) for row in Person.with_arriving.all()]
    folders = (attachments_folder(house.vault.id), incoming_folder())
    files = [path.name for folder in folders for path in folder.glob("*")]
    return rows + files + [path.name for path in Path(settings.DATA).rglob("*upload*")]


def sentence(code: str) -> re.Pattern[str]:
    """What is said of this code, whatever values it brings along."""
    with translation.override("en"):
        words = re.split(r"%\(\w+\)s", str(FILE_SENTENCES[code]))
    return re.compile("[^%]+".join(map(re.escape, words)) + re.escape(" Nothing was kept."))


def refused(house, name: str, code: str, content: bytes) -> str:
    """What is not as it should be after this file was sent; "" when all is well."""
    walk = Walk(house.browser(house.marta), house.vault)
    answer = walk.upload(content, "sought")
    if code == "mixed_encoding":  # not refused: its letters are asked for, and only then is it read
        asked = "Which of these reads right?" in answer.content.decode()
        walk.browser.post(walk.address("cancel-import"))
        with house.open(house.marta):
            ImportRun.objects.get(state=State.CANCELLED).delete()  # that somebody began it is history
        return "" if asked and not what_is_left(house) else f"asked: {asked}, left: {what_is_left(house)}"
    said = re.compile(re.escape(BY_DJANGO[name])) if name in BY_DJANGO else sentence(code)
    errors = answer.context["form"].errors.get("file", [])
    if answer.status_code != 200 or len(errors) != 1 or not said.fullmatch(errors[0]) or walk.uid:
        return f"{answer.status_code}: {errors} instead of {said.pattern}"
    return f"left: {left}" if (left := what_is_left(house)) else ""


def test_small_ones(house):
    assert len(SMALL) >= 60
    wrong = {
        name: problem
        for name, (code, make) in SMALL.items()
        if (problem := refused(house, name, code, make()))
    }
    assert wrong == {}


@pytest.mark.parametrize("name", sorted(set(LARGE) - NOT_TAKEN_IN))
def test_large_ones(house, name):
    code, make = LARGE[name]
    assert refused(house, name, code, make()) == ""


@pytest.mark.parametrize("name", sorted(NOT_TAKEN_IN))
def test_too_large_to_be_taken_in(house, name):
    walk = Walk(house.browser(house.marta), house.vault)
    answer = walk.upload(LARGE[name][1](), "sought")
    assert answer.status_code == 400
    assert "a file may be too large (50 MB at most)" in answer.content.decode()
    assert what_is_left(house) == []


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_refusal_is_said_in_every_language(house, language):
    """With its values filled in: the page's own sentences are others than the engine's."""
    browser = house.browser(house.marta, language)
    for name in ("old Excel", "501 columns", "cut workbook", "text after a quote"):
        code, make = SMALL[name]
        answer = Walk(browser, house.vault).upload(make(), "sought")
        (said,) = answer.context["form"].errors["file"]
        assert "%(" not in said
        assert bool(sentence(code).fullmatch(said)) == (language == "en")
