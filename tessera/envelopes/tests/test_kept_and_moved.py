"""What waits goes into a backup; a room that closes is on no card; one that moves finds its correspondents again."""

from __future__ import annotations

from uuid import uuid4

from tessera.envelopes import keys, node
from tessera.envelopes.models import Correspondent, Letterbox, NodeKey, VaultKeys
from tessera.envelopes.queries import how_many_came_since
from tessera.vault.backups.manifest import read_manifest
from tessera.vault.backups.restoring import check_backup
from tessera.vault.backups.taking import take_backup
from tessera.vault.files import waiting_folder
from tessera.vault.leaving.closing import finish_closing, note_closing
from tessera.vault.models import Vault


def test_a_backup_holds_what_nobody_has_opened_yet(desks, tmp_path):
    one, other = desks
    person = one.person()
    row = one.disclose(person, other, one.consent(person, other))
    waiting = waiting_folder(other.vault.pk)
    (waiting / f"{uuid4()}.part").write_bytes(b"half of one")
    take_backup(tmp_path / "backup")
    named = [name for name in read_manifest(tmp_path / "backup").files if ".envelopes/" in name]
    assert named == [f"vaults/{waiting.name}/{row.pk}"]
    assert (tmp_path / "backup" / named[0]).read_bytes() == (waiting / str(row.pk)).read_bytes()
    check_backup(tmp_path / "backup")


def test_what_was_taken_in_is_not_in_the_next_backup_twice(desks, tmp_path):
    one, other = desks
    person = one.person()
    one.disclose(person, other, one.consent(person, other))
    other.inbox()
    take_backup(tmp_path / "backup")
    assert not [name for name in read_manifest(tmp_path / "backup").files if ".envelopes/" in name]


def test_a_room_that_is_closed_is_on_no_card(desks):
    _one, other = desks
    assert node.this_card().letterbox(other.vault.pk)
    note = note_closing(other.vault.pk)
    Vault.objects.filter(pk=other.vault.pk).delete()
    finish_closing(note)
    assert node.this_card().letterbox(other.vault.pk) is None
    assert not Letterbox.objects.filter(pk=other.vault.pk).exists()


def test_whoever_closes_a_room_learns_what_came_since_its_copy(desks):
    one, other = desks
    with other.open():
        before = VaultKeys.objects.get().since
        assert how_many_came_since(before) == 0
    person = one.person()
    one.disclose(person, other, one.consent(person, other))
    with other.open():
        assert how_many_came_since(before) == 1


def test_a_room_at_another_server_gets_keys_there_and_knows_who_stayed_behind(desks):
    one, other = desks
    before, elsewhere, moved_before = keys.node_key().node, uuid4(), uuid4()
    with one.open():
        first = keys.newest()
        Correspondent.objects.create(
            vault=moved_before,
            organisation=uuid4(),
            name="Moved there before",
            node=elsewhere,
            epoch=1,
            kem_public=bytes(1216),
            signing_public=bytes(32),
            compared_by=one.who.member.pk,
        )
    NodeKey.objects.update(node=elsewhere)
    one.unlock()
    with one.open():
        assert keys.newest().epoch == first.epoch + 1
        assert keys.newest().node == elsewhere
        assert Correspondent.objects.get(pk=other.vault.pk).node == before
        assert Correspondent.objects.get(pk=moved_before).node is None
    box = node.this_card().letterbox(one.vault.pk)
    assert box
    assert box.epoch == first.epoch + 1
