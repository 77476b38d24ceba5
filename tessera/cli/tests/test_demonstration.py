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


@pytest.fixture(autouse=True)
def _two_organisations_without_records(monkeypatch):
    whole = build_network()
    small = dataclasses.replace(
        whole,
        organisations=whole.organisations[:2],
        members=[member for member in whole.members if member.organisation < 2],
        requests=[],
        findings=[],
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


def test_a_network_in_earnest_is_not_touched(house):
    with pytest.raises(typer.Exit):
        demonstration.lay_out()
    assert Organisation.objects.get() == house.casa
