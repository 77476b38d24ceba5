"""What comes out is complete and consistent, whatever goes in."""

import pytest
from hypothesis import given

from tessera.linkage.evidence import REASONS, Code, Reason, Verdict, verdict_of
from tessera.linkage.strength import STRONG_LOG_ODDS, Strength
from tessera.linkage.tests.people import compared, person, profiles


def test_every_code_has_its_values_listed():
    assert set(REASONS) == set(Code)


def test_a_reason_takes_the_values_of_its_code_and_no_others():
    assert Reason.of(Code.SEX_SAME, sex="F").values == {"sex": "F"}
    with pytest.raises(ValueError, match="sex_same takes"):
        Reason.of(Code.SEX_SAME, request="F")


@given(profiles, profiles)
def test_any_two_records_can_be_compared_and_the_sum_holds(request, finding):
    result = compared(request, finding)
    assert result.weight == pytest.approx(sum(one.weight for one in result.evidence))
    assert 0 <= result.probability <= 1
    for one in result.evidence:
        assert tuple(one.reason.values) == REASONS[one.reason.code]
        assert one.verdict is verdict_of(one.weight)
        if one.reason.code is Code.NOT_KNOWN:
            assert (one.verdict, one.weight) == (Verdict.UNKNOWN, 0)


@given(profiles, profiles)
def test_only_the_order_of_events_has_a_direction(request, finding):
    one, other = compared(request, finding), compared(finding, request)
    for forth, back in zip(one.evidence, other.evidence, strict=True):
        if forth.feature not in {"event", "kinship"}:
            assert forth.weight == pytest.approx(back.weight)


@given(profiles, profiles)
def test_strong_needs_high_odds(request, finding):
    result = compared(request, finding)
    assert result.strength is not Strength.STRONG or result.log_odds >= STRONG_LOG_ODDS


def test_lone_surrogates_do_not_stop_a_comparison():
    assert compared(person("Ana \ud800"), person("Ana")).weight > 0
