"""Laying out the demonstration: once, whole, and from nothing where it was interrupted."""

from __future__ import annotations

import dataclasses
import re
import shutil

import pytest
import typer
from django.test import Client

from tessera.accounts.models import Member, Network, Organisation
from tessera.cli import demonstration
from tessera.cli.demo import build_network
from tessera.vault.files import vaults_folder
from tessera.vault.models import Vault

pytestmark = pytest.mark.django_db(transaction=True, databases=["default", "keys"])
PAIRS = 3


@pytest.fixture(autouse=True)
def _two_organisations_with_three_pairs(monkeypatch):
    whole = build_network()
    records = {one.reference: one for one in (*whole.requests, *whole.findings) if one.organisation < 2}
    easy = [pair for pair in whole.true_pairs if pair.request in records and pair.difficulty == "easy"]
    pairs = easy[:PAIRS]
    small = dataclasses.replace(
        whole,
        organisations=whole.organisations[:2],
        members=[member for member in whole.members if member.organisation < 2],
        requests=[records[pair.request] for pair in pairs],
        findings=[records[pair.finding] for pair in pairs],
        true_pairs=pairs,
    )
    monkeypatch.setattr(demonstration, "build_network", lambda _seed: small)
    yield
    shutil.rmtree(vaults_folder(), ignore_errors=True)
    demonstration._mark().unlink(missing_ok=True)


def printed_accounts(capsys):
    said = capsys.readouterr().out
    return said, re.findall(
        r"^    (\S+ +)(administrator|coordinator|case worker|reader) +(\S.*)$", said, re.MULTILINE
    )


def test_interrupted_it_is_laid_out_again_from_nothing(monkeypatch, capsys):
    def power_cut(*_args, **_kwargs):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(demonstration, "_join_first", power_cut)
        with pytest.raises(KeyboardInterrupt):
            demonstration.lay_out()
    assert Organisation.objects.count() == 1
    demonstration.lay_out()
    assert Network.objects.get().is_demonstration
    assert Organisation.objects.count() == 2
    assert Vault.objects.count() == 3  # the network's too
    said, accounts = printed_accounts(capsys)
    assert "begins again from nothing" in said
    for login, _role, words in accounts:
        answer = Client().post("/sign-in/", {"login": login.strip(), "passphrase": words})
        assert answer.status_code == 302


def test_laid_out_once_it_stays_as_people_left_it(capsys):
    demonstration.lay_out()
    before = set(Member.objects.values_list("id", flat=True))
    first, _accounts = printed_accounts(capsys)
    demonstration.lay_out()
    again, accounts = printed_accounts(capsys)
    assert set(Member.objects.values_list("id", flat=True)) == before
    assert first.endswith(again), "the same people with the same words"
    assert len({len(login) for login, _role, _words in accounts}) == 1, "roles stand below each other"


def test_it_reveals_where_the_ranking_puts_the_true_pairs(capsys):
    demonstration.lay_out()
    capsys.readouterr()
    demonstration.score()
    said = capsys.readouterr().out
    pairs, first = re.findall(r"\d+", next(line for line in said.splitlines() if "all " in line))[:2]
    assert (int(pairs), int(first)) == (PAIRS, PAIRS), "nobody else is there to be taken for them"
    assert f"on the pages of all {PAIRS} requests" in said


def test_a_network_in_earnest_is_not_touched(house):
    with pytest.raises(typer.Exit):
        demonstration.lay_out()
    assert Organisation.objects.get() == house.casa
