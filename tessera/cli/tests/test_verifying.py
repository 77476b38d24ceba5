"""`bin/tessera verify`: says what holds, ends with 1 where something does not, and opens only what the words open."""

from __future__ import annotations

import pytest
from django.db import connections
from typer.testing import CliRunner

from tessera.accounts import sessions
from tessera.accounts.models import Member, Network, Role
from tessera.audit import heads
from tessera.audit.lines import write_line
from tessera.audit.models import VaultHead, VaultLine
from tessera.cli.__main__ import app
from tessera.sealing import boxes
from tessera.vault.files import attachments_folder, database_file
from tessera.vault.models import Attachment


def verify(*options: str, typed: str = ""):
    return CliRunner().invoke(app, ["verify", *options], input=typed)


def words(house) -> str:
    return f"{house.marta.login}\n{house.marta.passphrase}\n"


def test_the_networks_log_needs_no_words(house):
    done = verify()
    assert done.exit_code == 0
    assert "each follows from those before it" in done.output
    assert "cannot notice" in done.output


def test_rooms_are_checked_with_words_that_are_not_shown_and_locked_again(house):
    open_before = set(sessions._sessions)
    done = verify("--rooms", typed=words(house))
    assert done.exit_code == 0, done.output
    assert "The log of Casa" in done.output
    assert house.marta.passphrase not in done.output
    assert set(sessions._sessions) == open_before
    with house.open(house.marta):
        assert VaultLine.objects.last().verb == "proof.shown"


def test_wrong_words_open_nothing(house):
    done = verify("--rooms", typed="marta\nnot these words\n")
    assert done.exit_code == 1
    assert "No room was opened" in done.output


@pytest.mark.parametrize("chain", ["audit_vaultline", "audit_commonsline"])
def test_a_changed_line_ends_with_1(house, chain):
    with house.open(house.marta) as room:
        alias = room.alias if chain == "audit_vaultline" else "default"
        with connections[alias].cursor() as cursor:
            cursor.execute(f"UPDATE {chain} SET verb = 'x' WHERE number = 1")  # noqa: S608 - our own names
    done = verify("--rooms", typed=words(house))
    assert done.exit_code == 1
    assert "Line 1 does not follow" in done.output


def test_a_role_that_nobody_gave_ends_with_1(house):
    assert "The list of members: as the network's log tells it." in verify().output
    rosa = house.colleague(Role.READER, "Rosa")
    Member.objects.filter(pk=rosa.member.pk).update(role=Role.ADMINISTRATOR)
    done = verify()
    assert done.exit_code == 1
    assert f"{rosa.member} has an account or a role that no line" in done.output
    assert "Rosa" not in done.output


def test_heads_that_disagree_end_with_1(house):
    with house.open(house.marta):
        heads.keep_heads(house.vault.id, now=True)
    VaultHead.objects.all().delete()
    done = verify("--rooms", typed=words(house))
    assert done.exit_code == 1
    assert "The network forgot" in done.output


def test_a_room_that_does_not_open_ends_with_1(house):
    database_file(house.vault.id).unlink()
    done = verify("--rooms", typed=words(house))
    assert done.exit_code == 1
    assert "gone or empty" in done.output


def test_a_changed_attachment_ends_with_1_and_is_named(house):
    with house.open(house.marta) as room:
        folder = attachments_folder(room.id)
        folder.mkdir()
        attachment = Attachment.objects.create(
            about=house.casa.id, name="a", media_type="b", size=3, key=boxes.new_key(), added_by=house.casa.id
        )
        (folder / str(attachment.id)).write_bytes(b"not sealed")
    done = verify("--rooms", typed=words(house))
    assert done.exit_code == 1
    assert f"1 changed or gone, in {folder}: {attachment.id}" in done.output


def test_a_checkpoint_is_compared_with_its_own_chain(house):
    with house.open(house.marta):
        write_line(VaultLine, "person.shown", by=None)
        now = heads.signed_head(house.vault.id)
    done = verify("--rooms", "--checkpoint", typed=now.spell() + "\n" + words(house))
    assert done.exit_code == 0
    assert done.output.count("continues this checkpoint") == 1
    later = now.__class__(now.chain, now.number + 50, now.link)
    done = verify("--rooms", "--checkpoint", typed=later.spell() + "\n" + words(house))
    assert done.exit_code == 1
    assert "ends before line" in done.output


def test_what_is_no_checkpoint_is_said(house):
    done = verify("--checkpoint", typed="AAAA\n")
    assert done.exit_code == 1
    assert "Nothing was checked" in done.output
    assert Network.objects.exists()
