"""What one file lost the other still knows; and where both lost it, nobody here can."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from uuid import uuid4

import pytest
from django.db import DatabaseError, connections
from hypothesis import given, settings, strategies as st

from tessera.audit import heads
from tessera.audit.actions import accept_heads
from tessera.audit.heads import COMMONS, Comparison, Trouble
from tessera.audit.lines import write_line
from tessera.audit.models import CommonsLine, Seal, VaultHead, VaultLine
from tessera.audit.saying import COMPARISONS, TROUBLES
from tessera.sealing import chains, signing
from tessera.sealing.checkpoints import Checkpoint, read_checkpoint
from tessera.sealing.tokens import Misspelled
from tessera.vault.files import database_file

_OUTSIDE = ("audit_commonsline", "audit_vaulthead")


class Past:
    """One moment of the vault and of what concerns chains in the commons, to be put back."""

    def __init__(self, house) -> None:
        self.file = database_file(house.vault.id)
        self.copy = self.file.with_suffix(".past")
        shutil.copyfile(self.file, self.copy)
        with connections["default"].cursor() as cursor:
            self.rows = {}
            for table in _OUTSIDE:
                cursor.execute(f"SELECT * FROM {table}")  # noqa: S608 - our own names
                self.rows[table] = cursor.fetchall()

    def put_back_vault(self) -> None:
        shutil.copyfile(self.copy, self.file)

    def put_back_commons(self) -> None:
        with connections["default"].cursor() as cursor:
            for table, rows in self.rows.items():
                cursor.execute(f"DELETE FROM {table}")  # noqa: S608
                for row in rows:
                    places = ", ".join(["%s"] * len(row))
                    cursor.execute(f"INSERT INTO {table} VALUES ({places})", row)  # noqa: S608


def work(house, lines: int = 3) -> None:
    """Something happens in the room and in the network, as on any day."""
    with house.open(house.marta):
        for _ in range(lines):
            write_line(VaultLine, "person.shown", by=house.marta.member.id)
            write_line(CommonsLine, "signed-in", by=house.marta.member.id)
        heads.keep_heads(house.vault.id, now=True)


def noticed(house) -> list[Trouble]:
    with house.open(house.marta):
        return heads.troubles(house.vault.id)


@pytest.fixture
def past(house) -> Past:
    """A moment at which all was well, and after which more happened."""
    work(house)
    past = Past(house)
    work(house)
    assert noticed(house) == []
    return past


# Going back


def test_a_vault_put_back_is_noticed(house, past):
    past.put_back_vault()
    assert noticed(house) == [Trouble.VAULT_WENT_BACK]


def test_commons_put_back_are_noticed(house, past):
    past.put_back_commons()
    assert noticed(house) == [Trouble.COMMONS_WENT_BACK, Trouble.HEAD_LOST]


def test_both_put_back_cannot_be_noticed_here_but_by_a_checkpoint_held_elsewhere(house, past):
    with house.open(house.marta):
        elsewhere = heads.signed_head(house.vault.id)
        network = heads.head(CommonsLine, COMMONS)
    past.put_back_vault()
    past.put_back_commons()
    assert noticed(house) == []
    with house.open(house.marta):
        assert heads.compare(elsewhere, VaultLine, house.vault.id) == Comparison.TOO_SHORT
        assert heads.compare(network, CommonsLine, COMMONS) == Comparison.TOO_SHORT
    work(house, lines=10)  # and as both go on, their lines are others
    assert noticed(house) == []
    with house.open(house.marta):
        assert heads.compare(elsewhere, VaultLine, house.vault.id) == Comparison.DIFFERS
        assert heads.compare(network, CommonsLine, COMMONS) == Comparison.DIFFERS


@pytest.mark.parametrize("lines", [1, 30])
def test_a_vault_continued_on_two_sides_is_noticed_however_far_either_came(house, past, lines):
    past.put_back_vault()
    work(house, lines=lines)
    assert noticed(house) == [Trouble.VAULT_WENT_BACK]


@pytest.mark.parametrize("lines", [1, 30])
def test_commons_put_back_stay_noticed_however_much_happens_after(house, past, lines):
    past.put_back_commons()
    work(house, lines=lines)
    assert Trouble.COMMONS_WENT_BACK in noticed(house)


def test_a_vault_put_back_to_before_it_ever_signed_is_noticed(house):
    before = Past(house)
    work(house)
    before.put_back_vault()
    assert noticed(house) == [Trouble.VAULT_WENT_BACK]
    work(house)
    assert noticed(house) == [Trouble.VAULT_WENT_BACK]


def test_what_one_vault_knows_of_the_commons_says_nothing_of_another(house, past):
    stranger, theirs = house.stranger()
    past.put_back_vault()
    with house.open(stranger, theirs):
        assert heads.troubles(theirs.id) == []


@settings(max_examples=12)
@given(
    steps=st.lists(st.sampled_from(["work", "vault back", "commons back"]), max_size=5),
    lines=st.integers(1, 4),
)
def test_whichever_went_back_alone_is_noticed_whatever_came_after(house, steps, lines):
    with house.open(house.marta):
        accept_heads(vault=house.vault.id, by=house.marta.member.id)
    work(house)
    past = Past(house)
    work(house, lines)
    at = {"vault": 1, "commons": 1}  # which past each stands on: 0 is put back
    for step in steps:
        if step == "work":
            work(house, lines)
        elif step == "vault back":
            past.put_back_vault()
            at["vault"] = 0
        else:
            past.put_back_commons()
            at["commons"] = 0
    alone = at["vault"] != at["commons"]
    together = "vault back" in steps and "commons back" in steps
    assert together or bool(noticed(house)) == alone


# Heads and lines that somebody touched


def cut_vault(house, number: int) -> None:
    with house.open(house.marta) as room, connections[room.alias].cursor() as cursor:
        cursor.execute("DELETE FROM audit_vaultline WHERE number >= %s", [number])


def test_lines_cut_off_at_the_end_of_the_vault_are_noticed(house):
    work(house)
    cut_vault(house, VaultHead.objects.get().number)
    assert noticed(house) == [Trouble.VAULT_WENT_BACK]


def test_lines_cut_off_since_the_last_head_are_not_as_the_documentation_says(house):
    work(house)
    with house.open(house.marta):
        number = write_line(VaultLine, "person.shown", by=None).number
    cut_vault(house, number)
    assert noticed(house) == []


def test_lines_cut_off_at_the_end_of_the_commons_are_noticed(house):
    work(house)
    last = CommonsLine.objects.last().number
    with connections["default"].cursor() as cursor:
        cursor.execute("DELETE FROM audit_commonsline WHERE number = %s", [last])
    assert noticed(house) == [Trouble.COMMONS_WENT_BACK]


@pytest.mark.parametrize("name", ["vault", "commons"])
def test_lines_changed_and_all_linked_anew_are_noticed(house, name):
    """Whoever holds the file and its key can do so; the chain alone then holds."""
    chain = {"vault": VaultLine, "commons": CommonsLine}[name]
    work(house)
    with house.open(house.marta) as room:
        alias = {"vault": room.alias, "commons": "default"}[name]
        last = chains.FIRST_LINK
        with connections[alias].cursor() as cursor:
            for line in list(chain.objects.all()):
                line.verb = "changed" if line.number == 2 else line.verb
                last = chains.link(last, chains.canonical(line.payload()))
                cursor.execute(
                    f"UPDATE {chain._meta.db_table} SET verb = %s, link = %s WHERE number = %s",  # noqa: S608
                    [line.verb, last, line.number],
                )
    expected = {"vault": Trouble.VAULT_WENT_BACK, "commons": Trouble.COMMONS_WENT_BACK}[name]
    assert noticed(house) == [expected]


def test_a_head_taken_out_of_the_commons_is_noticed(house):
    work(house)
    VaultHead.objects.all().delete()
    assert noticed(house) == [Trouble.HEAD_LOST]
    work(house)
    assert not VaultHead.objects.exists()  # and not mended by the next who works


@pytest.mark.parametrize("field", ["number", "link", "signature", "public"])
def test_a_head_changed_by_another_hand_is_noticed(house, field):
    work(house)
    kept = VaultHead.objects.get()
    changed = (
        kept.number - 1
        if field == "number"
        else bytes([getattr(kept, field)[0] ^ 1]) + getattr(kept, field)[1:]
    )
    VaultHead.objects.update(**{field: changed})
    assert Trouble.HEAD_FORGED in noticed(house)


def test_a_head_of_an_older_line_signed_by_another_key_is_noticed(house):
    work(house)
    with house.open(house.marta):
        line = VaultLine.objects.get(number=2)
    pair = signing.new_signing_pair()
    forged = Checkpoint(house.vault.id, 2, bytes(line.link)).signed(pair.private)
    VaultHead.objects.update(number=2, link=line.link, signature=forged.signature, public=pair.public)
    assert noticed(house) == [Trouble.HEAD_FORGED]


# When heads are kept


def test_pages_keep_heads_now_and_then_and_changes_at_once(house):
    work(house)
    kept = VaultHead.objects.get().number
    with house.open(house.marta):
        for _ in range(heads.LINES - 1):
            write_line(VaultLine, "person.shown", by=None)
            heads.keep_heads(house.vault.id, now=False)
    assert VaultHead.objects.get().number == kept
    with house.open(house.marta):
        write_line(VaultLine, "person.shown", by=None)
        heads.keep_heads(house.vault.id, now=False)
    assert VaultHead.objects.get().number == kept + heads.LINES
    browser = house.browser(house.marta)
    browser.post(f"/room/{house.vault.id}/search/", {"words": "Amina"})
    assert VaultHead.objects.get().number == kept + heads.LINES + 1
    assert noticed(house) == []


def test_after_some_minutes_a_page_keeps_the_head(house, time_machine):
    work(house)
    kept = VaultHead.objects.get()
    time_machine.move_to(kept.kept_at.timestamp() + heads.MINUTES * 60 + 1, tick=False)
    with house.open(house.marta):
        write_line(VaultLine, "person.shown", by=None)
        heads.keep_heads(house.vault.id, now=False)
    assert VaultHead.objects.get().number == kept.number + 1


def test_whoever_comes_later_with_less_writes_nothing_back(house, monkeypatch):
    work(house)
    with house.open(house.marta):
        earlier, commons = heads.signed_head(house.vault.id), heads.head(CommonsLine, COMMONS)
    work(house)
    kept = VaultHead.objects.get()
    with house.open(house.marta):
        monkeypatch.setattr(heads, "signed_head", lambda _vault: earlier)
        monkeypatch.setattr(heads, "head", lambda _chain, _name: commons)
        heads.keep_heads(house.vault.id, now=True)
        assert Seal.objects.get().kept == kept.number
        assert Seal.objects.get().commons_number > commons.number
    assert VaultHead.objects.get().number == kept.number


class Killed(BaseException):
    """As if the process ended here."""


@pytest.mark.parametrize("point", range(1, 8))
@pytest.mark.parametrize("first", [True, False])
def test_cut_off_at_any_statement_nothing_is_noticed_that_did_not_happen(house, point, first):
    if not first:
        work(house)
    reached = 0

    def kill(execute, sql, params, many, context):
        nonlocal reached
        reached += not sql.startswith(("SELECT", "SAVEPOINT", "RELEASE", "BEGIN"))
        if reached == point:
            raise Killed
        return execute(sql, params, many, context)

    with house.open(house.marta) as room:
        write_line(VaultLine, "person.shown", by=None)
        with stopping(kill, "default", room.alias):
            heads.keep_heads(house.vault.id, now=True)
    assert noticed(house) == []
    work(house)
    assert noticed(house) == []
    with house.open(house.marta):
        assert Seal.objects.get().kept == VaultHead.objects.get().number


@contextmanager
def stopping(kill, *aliases):
    one, other = (connections[alias] for alias in aliases)
    with one.execute_wrapper(kill), other.execute_wrapper(kill):
        try:
            yield
        except Killed:
            return


def test_a_head_that_cannot_be_written_keeps_no_page_back(house, monkeypatch):
    def full(_vault):
        raise DatabaseError("database or disk is full")

    monkeypatch.setattr(heads, "_keep", full)
    with house.open(house.marta):
        heads.keep_heads(house.vault.id, now=True)


# Accepting


@pytest.mark.parametrize("went_back", [("vault",), ("commons",), ("vault", "commons")])
def test_once_the_reason_is_known_heads_are_kept_anew_and_both_logs_say_so(house, past, went_back):
    for place in went_back:
        getattr(past, f"put_back_{place}")()
    before = len(noticed(house))
    with house.open(house.marta):
        accept_heads(vault=house.vault.id, by=house.marta.member.id)
        line = VaultLine.objects.last()
    assert (line.verb, line.details) == ("proof.accepted", f'{{"noticed": {before}}}')
    assert CommonsLine.objects.last().verb == "proof.accepted"
    assert CommonsLine.objects.last().about == house.vault.id
    assert noticed(house) == []
    work(house)
    assert noticed(house) == []
    past.put_back_vault()
    assert noticed(house) == [Trouble.VAULT_WENT_BACK]


# Checkpoints


def test_a_checkpoint_of_any_line_is_continued(house):
    work(house, lines=5)
    with house.open(house.marta):
        for line in VaultLine.objects.all():
            then = Checkpoint(house.vault.id, line.number, bytes(line.link))
            assert heads.compare(then, VaultLine, house.vault.id) == Comparison.CONTINUES
        signed = heads.signed_head(house.vault.id)
        assert (
            heads.compare(read_checkpoint(signed.spell()), VaultLine, house.vault.id) == Comparison.CONTINUES
        )


def test_a_checkpoint_of_something_else_says_so(house):
    work(house)
    vault = house.vault.id
    with house.open(house.marta):
        now = heads.head(VaultLine, vault)
        forged = now.signed(signing.new_signing_pair().private)
        assert heads.compare(forged, VaultLine, vault) == Comparison.FORGED
        assert (
            heads.compare(Checkpoint(uuid4(), now.number, now.link), VaultLine, vault)
            == Comparison.ANOTHER_CHAIN
        )
        assert heads.compare(now, CommonsLine, COMMONS) == Comparison.ANOTHER_CHAIN
        assert heads.compare(Checkpoint(vault, now.number, bytes(32)), VaultLine, vault) == Comparison.DIFFERS
    network = heads.head(CommonsLine, COMMONS)
    assert heads.compare(network, CommonsLine, COMMONS) == Comparison.CONTINUES
    signed = network.signed(signing.new_signing_pair().private)
    assert heads.compare(signed, CommonsLine, COMMONS) == Comparison.FORGED


def test_everything_that_can_be_noticed_has_its_words():
    assert set(TROUBLES) == set(Trouble)
    assert set(COMPARISONS) == set(Comparison)


@given(st.text(max_size=300))
def test_whatever_somebody_types_is_read_or_refused(typed):
    with pytest.raises(Misspelled):
        read_checkpoint(typed)
