"""What is measured, each in a process of its own: a function of the store and the sizes asked for."""

from __future__ import annotations

import os
import random
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from itertools import islice
from typing import Any
from uuid import uuid4

from django.conf import settings
from django.utils import timezone

from tessera.accounts.models import Member
from tessera.tracing import queries
from tessera.tracing.actions import land_import, open_record
from tessera.tracing.drafts import PersonDraft
from tessera.tracing.models import Person, Search
from tessera.tracing.writing import write_arriving
from tessera.vault.actions import remove_member
from tessera.vault.current import vault_transaction

from .house import House, enter
from .people import NAMES, people
from .release import install_release
from .writers import Writers

Figures = dict[str, float]

BATCH = 500  # as imports write


def work(store: str, *, rows: int, looks: int, **_sizes: Any) -> Figures:
    """Inserts, list pages and searches, as an import, a form and a page do them."""
    house = enter(store)
    drafts = list(people(rows, seed=7, letters=300))
    began = time.process_time()
    imported = _seconds(lambda: _import(house, drafts))
    spent = time.process_time() - began
    some = list(people(looks, seed=8, letters=300))
    chance = random.Random(9)  # noqa: S311 - what is looked for
    asked = [" ".join(chance.choices(NAMES, k=2)) for _ in range(looks)]
    browser, room = house.browser(), f"/room/{house.vault.id}/"

    def one_record(number: int) -> None:
        with house.open():
            open_record(draft=some[number], by=house.member)

    def list_page(number: int) -> None:
        first = queries.PER_PAGE * number
        with house.open():
            list(queries.list_of("sought")[first : first + queries.PER_PAGE])
            queries.counts("sought")
            queries.places("sought")

    def search(number: int) -> None:
        with house.open():
            queries.describe(queries.search(Search(words=asked[number])).near[: queries.PER_PAGE])

    return {
        "import, rows a second": rows / imported,
        "import, s of CPU": spent,
        **_medians(looks, "one record", one_record),
        **_medians(looks, "list page, its queries", list_page),
        **_medians(looks, "list page, whole", lambda at: browser.get(f"{room}people/sought/?page={at + 1}")),
        **_medians(looks, "search, its queries", search),
        **_medians(
            looks,
            "search, whole",
            lambda at: browser.post(f"{room}search/", {"words": asked[at]}, follow=True),
        ),
        "file, MB": house.megabytes,
    }


def fill(store: str, *, size: int, runs: int, **_sizes: Any) -> Figures:
    """Records with long stories, and colleagues who will leave. A sixth of the file is read into the search index;
    then the stories grow without it, which is the quicker way to a large file.
    """
    house = enter(store)
    house.let_in(runs)
    rows, took, drafts = 0, 0.0, people(10**9, seed=10, letters=1500)
    while not rows or house.megabytes < size / 6:
        batch = list(islice(drafts, BATCH))
        took += _seconds(lambda batch=batch: _import(house, batch))
        rows += len(batch)
    _lengthen(house, size)
    return {"records": rows, "file, MB": house.megabytes, "seconds of importing": took}


def backup(store: str, *, writers: int, rest: float, **_sizes: Any) -> Figures:
    """Writers who open the vault for each record, alone and then while another process takes a backup."""
    house = enter(store)
    target = settings.DATA.with_name(f"backup-{uuid4()}")
    command = [sys.executable, "-m", "tessera.cli", "backup", str(target)]
    with Writers(house, writers) as at_work:
        time.sleep(rest)
        before = at_work.waits()
        took = _seconds(lambda: subprocess.run(command, check=True, stdout=subprocess.DEVNULL))
        meanwhile = at_work.waits()
    copied = sum(path.stat().st_size for path in target.rglob("*") if path.is_file()) / 1e6
    shutil.rmtree(target)
    return {
        "backup, s": took,
        "copied, MB": copied,
        "acknowledged a second, before": len(before) / rest,
        "acknowledged a second, meanwhile": len(meanwhile) / took,
        "longest wait of a writer, s, before": max(before, default=0),
        "longest wait of a writer, s, meanwhile": max(meanwhile, default=0),
        "writes that failed": at_work.failed,
    }


def rekey(store: str, **_sizes: Any) -> Figures:
    """The first unlock after a removal; for plain SQLite, what copying the file onto the disk takes."""
    house = enter(store)
    if store == "plain":
        return {"seconds": _seconds(lambda: _copy(house))}
    leaving = Member.objects.filter(removed_at=None).exclude(pk=house.member.pk)[0]
    with house.open():
        remove_member(member=leaving, by=house.member)
    return {"seconds": _seconds(lambda: _unlock(house))}


def migrate(store: str, *, run: int, **_sizes: Any) -> Figures:
    """The first unlock by a newer version that rebuilds the table of people, the dearest kind of migration."""
    house = enter(store)
    install_release(settings.DATA.parent, run)  # what the runs before left there
    _unlock(house)
    up_to_date = _seconds(lambda: _unlock(house))
    install_release(settings.DATA.parent, run + 1)
    return {"seconds": _seconds(lambda: _unlock(house)), "once up to date, ms": 1000 * up_to_date}


MEASURES: dict[str, Callable[..., Figures]] = {
    "work": work,
    "fill": fill,
    "backup": backup,
    "rekey": rekey,
    "migrate": migrate,
}


def _seconds(does: Callable[[], object]) -> float:
    began = time.perf_counter()
    does()
    return time.perf_counter() - began


def _medians(looks: int, name: str, does: Callable[[int], object]) -> Figures:
    """By the clock, which others on this machine slow down too, and of the processor alone."""
    spent, took = [], []
    for at in range(looks):
        began = time.process_time()
        took.append(_seconds(lambda at=at: does(at)))
        spent.append(time.process_time() - began)
    return {
        f"{name}, ms": 1000 * statistics.median(took),
        f"{name}, ms of CPU": 1000 * statistics.median(spent),
    }


def _import(house: House, drafts: list[PersonDraft]) -> None:
    """As a job writes the rows of a list, up to the moment in which they land."""
    run = uuid4()
    with house.open():
        for at in range(0, len(drafts), BATCH):
            with vault_transaction():
                write_arriving(drafts[at : at + BATCH], run=run, by=house.member.id, at=timezone.now())
        land_import(run=run, by=house.member)


def _lengthen(house: House, size: int) -> None:
    chance = random.Random(11)  # noqa: S311 - letters of stories
    with house.open():
        people = list(Person.objects.values_list("pk", flat=True))
    letters = max(1000, int((size - house.megabytes) * 1e6 / len(people)))
    for at in range(0, len(people), BATCH):
        with house.open(), vault_transaction():
            for one in people[at : at + BATCH]:
                Person.objects.filter(pk=one).update(circumstances=chance.randbytes(letters // 2).hex())


def _unlock(house: House) -> None:
    with house.open():
        pass


def _copy(house: House) -> None:
    copy = house.file.with_suffix(".copy")
    shutil.copyfile(house.file, copy)
    with copy.open("rb") as copied:
        os.fsync(copied.fileno())
    copy.unlink()
