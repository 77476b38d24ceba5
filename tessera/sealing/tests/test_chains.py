"""The hash that ties a line to the one before it."""

from __future__ import annotations

from hypothesis import assume, given, strategies as st

from tessera.sealing.chains import FIRST_LINK, canonical, link

FIELDS = st.dictionaries(
    st.text(max_size=5), st.one_of(st.none(), st.text(max_size=9), st.integers()), max_size=6
)


def chain(payloads: list[bytes]) -> list[bytes]:
    links, last = [], FIRST_LINK
    for payload in payloads:
        last = link(last, payload)
        links.append(last)
    return links


@given(before=st.lists(st.binary(), max_size=4), one=st.binary(), other=st.binary(), after=st.binary())
def test_a_change_shows_in_every_link_after_it(before, one, other, after):
    assume(one != other)
    as_it_was, changed = chain([*before, one, after]), chain([*before, other, after])
    assert as_it_was[: len(before)] == changed[: len(before)]
    assert as_it_was[-2] != changed[-2]
    assert as_it_was[-1] != changed[-1]


@given(payload=st.binary(min_size=1), cut=st.integers(0, 50))
def test_two_lines_are_not_one_line(payload, cut):
    assert chain([payload[:cut], payload[cut:]])[-1] != chain([payload])[-1]


@given(fields=FIELDS)
def test_fields_have_one_spelling_in_whatever_order_they_are_named(fields):
    assert canonical(dict(reversed(fields.items()))) == canonical(fields)


@given(one=FIELDS, other=FIELDS)
def test_other_fields_have_another_spelling(one, other):
    assume(one != other)
    assert canonical(one) != canonical(other)
