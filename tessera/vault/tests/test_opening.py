"""Opening a vault: whose wrap, which file, and what is said when it does not open."""

from __future__ import annotations

import pytest

from tessera.tracing.models import Person
from tessera.vault.current import VaultLocked
from tessera.vault.files import database_file
from tessera.vault.opening import NoGrant, VaultUnreadable


def test_the_holder_of_a_grant_reads_and_writes(house):
    with house.open(house.marta):
        assert Person.objects.count() == 0


def test_without_an_open_vault_nothing_is_read(house):
    with pytest.raises(VaultLocked):
        Person.objects.count()


def test_after_the_block_the_vault_is_closed_again(house):
    with house.open(house.marta):
        pass
    with pytest.raises(VaultLocked):
        Person.objects.count()


def test_who_was_not_let_in_holds_no_key(house):
    joined = house.joined()
    with pytest.raises(NoGrant), house.open(joined):
        pytest.fail("opened")


def test_a_stranger_holds_no_key_of_this_vault(house):
    stranger, _vault = house.stranger()
    with pytest.raises(NoGrant), house.open(stranger):
        pytest.fail("opened")


def test_a_changed_byte_in_the_first_page_is_said_plainly(house):
    path = database_file(house.vault.id)
    content = bytearray(path.read_bytes())
    content[200] ^= 1
    path.write_bytes(content)
    with pytest.raises(VaultUnreadable), house.open(house.marta):
        Person.objects.count()
