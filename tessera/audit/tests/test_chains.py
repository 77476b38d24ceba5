"""What was written stays written: whoever changes the database by hand is noticed by the next who verifies."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.db import connections, router
from hypothesis import given, settings, strategies as st

from tessera.audit.lines import ChainBroken, verify_chain, write_line
from tessera.audit.models import CommonsLine, LineRefused, VaultLine
from tessera.sealing import chains

SOMEBODY, RECORD = uuid4(), uuid4()


@pytest.fixture(params=[CommonsLine, VaultLine], ids=["commons", "vault"])
def chain(request, house):
    """Each of the two chains, with lines of all sorts in it; the vault is open."""
    with house.open(house.marta):
        for number in range(8):
            write_line(
                request.param, f"did.{number}", by=SOMEBODY, about=RECORD if number % 2 else None, n=number
            )
        write_line(request.param, "happened", by=None, state="señal")
        yield request.param


def by_hand(chain, statement: str, *values: object) -> None:
    """As somebody at the database would, past everything that refuses."""
    with connections[router.db_for_write(chain)].cursor() as cursor:
        cursor.execute(statement.replace("LINES", chain._meta.db_table), values)


def broken_at(chain) -> int:
    with pytest.raises(ChainBroken) as broken:
        verify_chain(chain)
    assert str(broken.value.number) in str(broken.value)
    return broken.value.number


def test_a_chain_as_it_was_written_holds(chain):
    assert verify_chain(chain) == chain.objects.count() == chain.objects.last().number
    line = chain.objects.last()
    assert (line.verb, line.by, line.about, line.details) == (
        "happened",
        None,
        None,
        '{"state": "se\\u00f1al"}',
    )
    assert str(line) == f"{line.number} {line.at} happened"


def test_an_empty_chain_holds(house):
    with house.open(house.marta):
        with connections[router.db_for_write(VaultLine)].cursor() as cursor:
            cursor.execute("DELETE FROM audit_vaultline")
        assert verify_chain(VaultLine) == 0
        assert write_line(VaultLine, "first", by=None).number == 1


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("verb", "did.something-else"),
        ("at", "2020-01-01T00:00:00.000000+00:00"),
        ("by", "31403aac120747029281daf6ebd12d58"),
        ("by", None),
        ("about", "31403aac120747029281daf6ebd12d58"),
        ("details", '{"n": 5}'),
        ("details", '{"n":4}'),
        ("link", bytes(32)),
        ("link", b""),
    ],
)
def test_a_changed_line_is_noticed(chain, column, value):
    by_hand(chain, f'UPDATE LINES SET "{column}" = %s WHERE number = 5', value)  # noqa: S608 - our own names
    assert broken_at(chain) == 5


@pytest.mark.parametrize("number", [1, 2, 5])
def test_a_line_taken_out_is_noticed(chain, number):
    by_hand(chain, "DELETE FROM LINES WHERE number = %s", number)
    assert broken_at(chain) == number


def test_lines_taken_out_and_the_others_moved_up_are_noticed(chain):
    by_hand(chain, "DELETE FROM LINES WHERE number = 4")
    for number in range(5, chain.objects.last().number + 1):
        by_hand(chain, "UPDATE LINES SET number = %s WHERE number = %s", number - 1, number)
    assert broken_at(chain) == 4


def test_two_lines_that_changed_places_are_noticed(chain):
    for old, new in ((4, 1000), (5, 4), (1000, 5)):
        by_hand(chain, "UPDATE LINES SET number = %s WHERE number = %s", new, old)
    assert broken_at(chain) == 4


def test_an_inserted_line_is_noticed(chain):
    for number in range(chain.objects.last().number, 4, -1):
        by_hand(chain, "UPDATE LINES SET number = %s WHERE number = %s", number + 1, number)
    by_hand(
        chain,
        'INSERT INTO LINES (number, at, "by", verb, about, details, link) VALUES (5, %s, NULL, %s, NULL, %s, %s)',
        "2026-01-01T00:00:00.000000+00:00",
        "never-happened",
        "{}",
        bytes(32),
    )
    assert broken_at(chain) == 5


def test_a_line_put_before_the_first_is_noticed(chain):
    by_hand(
        chain,
        'INSERT INTO LINES (number, at, "by", verb, about, details, link) VALUES (0, %s, NULL, %s, NULL, %s, %s)',
        "",
        "",
        "{}",
        bytes(32),
    )
    assert broken_at(chain) == 1


def test_a_line_of_the_other_chain_does_not_fit(house):
    with house.open(house.marta):
        write_line(VaultLine, "one", by=None)
        line = CommonsLine.objects.last()
        by_hand(VaultLine, "UPDATE LINES SET link = %s WHERE number = 1", bytes(line.link))
        assert broken_at(VaultLine) == 1


def test_a_first_line_taken_out_is_noticed_even_when_all_others_were_linked_anew(chain):
    by_hand(chain, "DELETE FROM LINES WHERE number = 1")
    last = chains.FIRST_LINK
    for line in chain.objects.all():
        last = chains.link(last, chains.canonical(line.payload()))
        by_hand(chain, "UPDATE LINES SET link = %s WHERE number = %s", last, line.number)
    assert broken_at(chain) == 1


def test_lines_cut_off_at_the_end_are_not_noticed_by_the_chain_alone(chain):
    """But by its head, kept elsewhere: see test_heads."""
    last = chain.objects.last().number
    by_hand(chain, "DELETE FROM LINES WHERE number = %s", last)
    assert verify_chain(chain) == last - 1


def test_after_a_line_was_changed_the_chain_goes_on_but_stays_broken(chain):
    by_hand(chain, "UPDATE LINES SET verb = 'x' WHERE number = 3")
    write_line(chain, "later", by=SOMEBODY)
    assert broken_at(chain) == 3


@settings(max_examples=40)
@given(
    verb=st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=64),
    details=st.dictionaries(
        st.text("abc", min_size=1, max_size=3),
        st.one_of(st.integers(), st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"))),
    ),
)
def test_whatever_a_line_says_the_chain_holds(house, verb, details):
    with house.open(house.marta):
        for chain in (CommonsLine, VaultLine):
            written = write_line(chain, verb, by=SOMEBODY, about=RECORD, **details)
            read = chain.objects.get(pk=written.number)
            assert read.payload() == written.payload()
            assert verify_chain(chain) == written.number


# Lines are only ever added, and only by write_line


def test_a_line_can_be_neither_saved_nor_taken_out(chain):
    line = chain.objects.last()
    before = verify_chain(chain)
    line.verb = "something-else"
    for refused in (line.save, line.delete, chain(number=100, verb="x").save):
        with pytest.raises(LineRefused):
            refused()
    assert verify_chain(chain) == before


def test_queries_neither_change_lines_nor_take_them_out(chain):
    before = verify_chain(chain)
    lines = chain.objects
    one = lines.last()
    for refused in (
        lambda: lines.update(verb="x"),
        lambda: lines.all().delete(),
        lambda: lines.filter(number=1).update(verb="x"),
        lambda: lines.filter(number=1).delete(),
        lambda: lines.create(number=100, verb="x", link=b""),
        lambda: lines.get_or_create(number=100),
        lambda: lines.update_or_create(number=1, defaults={"verb": "x"}),
        lambda: lines.bulk_create([chain(number=100, verb="x", link=b"")]),
        lambda: lines.bulk_update([one], ["verb"]),
    ):
        with pytest.raises(LineRefused):
            refused()
    assert verify_chain(chain) == before
