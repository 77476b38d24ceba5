"""A list that ends early says so, what became of it, and what to do; and every code has its sentence."""

from __future__ import annotations

from typing import Any

import pytest
from django.db import IntegrityError
from django.utils import translation

from tessera.directory.models import Entry
from tessera.exchange.directories import DIRECTORY_CODES, PROBLEM_CODES, DirectoryError
from tessera.exchange.directories.errors import JsonTooDeep
from tessera.exchange.directory_lists import actions, work
from tessera.exchange.directory_lists.saying import FILES, ROWS, STOPPED, say_files
from tessera.exchange.models import State
from tessera.exchange.tests.list_desk import ListDesk, listed
from tessera.vault.attachments import end_attachments
from tessera.vault.models import Attachment

AGAIN = "It stopped before the end, and nothing of it came in."


@pytest.mark.parametrize(
    ("where", "error"),
    [
        ("read_directory", JsonTooDeep(file="x")),
        ("entries_of", RecursionError()),
        ("made_ready", MemoryError()),
        ("_store", KeyError("x")),
        ("_keep_vocabulary", IntegrityError()),
    ],
)
def test_whatever_ends_it_early_it_says_so_and_can_be_taken_in_again(
    desk: ListDesk, monkeypatch: pytest.MonkeyPatch, where: str, error: Exception
) -> None:
    def fail(*_args: Any, **_named: Any) -> None:
        raise error

    with monkeypatch.context() as broken:
        broken.setattr(work, where, fail)
        run, page = desk.take_in(listed())
    assert run.state == State.CHECKED
    assert AGAIN in page
    assert "Take all of it in" in page
    assert "Leave it" in page
    with desk.open():
        assert not Entry.objects.exists()
    run, page = desk.go_on(run)
    assert run.state == State.DONE
    assert AGAIN not in page
    assert desk.titles() == ["Clinic"]


def test_files_that_are_lost_are_said_to_be(desk: ListDesk) -> None:
    desk.upload(listed())
    run = desk.last_run()
    with desk.open():
        end_attachments(Attachment.objects.all())
    run, page = desk.go_on(run)
    assert "Its files are damaged or gone, and nothing of it came in." in page
    desk.house.browser(desk.house.marta).post(desk.address("cancel-directory", uid=run.pk))
    assert desk.last_run().state == State.CANCELLED


def test_a_stop_stands_on_the_page_once(desk: ListDesk, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_args: Any) -> None:
        raise KeyError("x")

    monkeypatch.setattr(work, "_store", fail)
    run, _page = desk.take_in(listed())
    run, page = desk.go_on(run)
    assert page.count(AGAIN) == 1


def test_one_that_a_lock_stopped_says_that_it_stands_still(
    desk: ListDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk.upload(listed())
    monkeypatch.setattr(actions.jobs, "start", lambda *_args, **_named: None)
    run, page = desk.go_on(desk.last_run())
    assert run.state == State.WRITING
    assert "It stopped before the end" in page
    assert "Begin again" in page


def test_every_code_has_its_sentence() -> None:
    assert set(ROWS) == set(PROBLEM_CODES)
    assert set(STOPPED) == set(work.STOPS)
    assert set(FILES) | {"unreadable_table"} == set(DIRECTORY_CODES)


@pytest.mark.parametrize("language", ["en", "es", "fr", "ar"])
def test_what_is_wrong_with_files_is_said_with_its_values(language: str) -> None:
    with translation.override(language):
        for kind in DirectoryError.__subclasses__():
            if kind.code in FILES:
                assert "%(" not in say_files(kind(**dict.fromkeys(kind.names, "7 %")))
