"""Votes and withdrawal in whole numbers; nothing unknown ever counts as met."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communes.procedures import WithdrawalSpec
from communes.recognition_arithmetic import (
    RuleOutcome,
    criteria_left,
    fewest_votes,
    vote_reached,
    withdrawal_outcomes,
)
from communes.recognition_enums import GateVerdict, VoteBase, WithdrawalMeasure

MET, NOT, UNKNOWN = GateVerdict.MET, GateVerdict.NOT_MET, GateVerdict.UNKNOWN
THIRTY = WithdrawalSpec("tu-30", "", WithdrawalMeasure.CRITERIA, 30, 50, True, True, "")
FIFTY = WithdrawalSpec("tu-50", "", WithdrawalMeasure.CRITERIA, 50, None, False, True, "")
COMMUNES = WithdrawalSpec("xa-30", "", WithdrawalMeasure.COMMUNES, 30, None, False, True, "")
NUMBERS = [str(n) for n in range(1, 20)]


@pytest.mark.parametrize(
    ("yes", "present", "total", "base", "reached"),
    [
        (18, 20, 25, VoteBase.PRESENT, True),
        (17, 20, 25, VoteBase.PRESENT, False),
        (18, 20, 20, VoteBase.TOTAL, True),
        (18, 20, 21, VoteBase.TOTAL, False),
        (9, 10, 10, VoteBase.PRESENT, True),
        (10, 11, 11, VoteBase.PRESENT, True),
        (9, 11, 11, VoteBase.PRESENT, False),
    ],
)
def test_ninety_percent(yes: int, present: int, total: int, base: str, reached: bool) -> None:
    assert vote_reached(yes=yes, present=present, total=total, percent=90, base=base) is reached


@pytest.mark.parametrize(
    ("yes", "present", "total"), [(5, 4, 9), (4, 10, 9), (0, 0, 9), (-1, 2, 3)]
)
def test_impossible_counts_are_refused(yes: int, present: int, total: int) -> None:
    with pytest.raises(ValueError, match="counts"):
        vote_reached(yes=yes, present=present, total=total, percent=90, base=VoteBase.PRESENT)


@given(
    st.integers(1, 500).flatmap(
        lambda total: st.tuples(
            st.just(total),
            st.integers(1, total).flatmap(
                lambda present: st.tuples(st.just(present), st.integers(0, present))
            ),
        )
    ),
    st.integers(1, 100),
    st.sampled_from(VoteBase.values),
)
def test_the_same_as_exact_fractions(
    counts: tuple[int, tuple[int, int]], percent: int, base: str
) -> None:
    total, (present, yes) = counts
    of = present if base == VoteBase.PRESENT else total
    found = vote_reached(yes=yes, present=present, total=total, percent=percent, base=base)
    assert found == (Fraction(yes, of) >= Fraction(percent, 100))
    need = fewest_votes(present=present, total=total, percent=percent, base=base)
    assert found == (yes >= need)


def outcome(
    rule: WithdrawalSpec, failing: list[str], unknown: list[str] | None = None
) -> RuleOutcome:
    verdicts = {
        no: NOT if no in failing else UNKNOWN if no in (unknown or []) else MET for no in NUMBERS
    }
    return withdrawal_outcomes(rules=[rule], verdicts=verdicts, flagged={"10", "17", "19"})[0]


def test_six_of_nineteen_with_a_flagged_one() -> None:
    found = outcome(THIRTY, ["1", "2", "3", "4", "5", "10"])
    assert (found.verdict, found.below, found.total, found.from_count) == (MET, 6, 19, 6)
    assert found.flagged == ("10",)


def test_six_of_nineteen_without_a_flagged_one() -> None:
    assert outcome(THIRTY, ["1", "2", "3", "4", "5", "6"]).verdict is NOT


def test_five_of_nineteen_are_too_few() -> None:
    assert outcome(THIRTY, ["1", "2", "3", "4", "10"]).verdict is NOT


def test_nine_is_the_last_below_half() -> None:
    nine = [*NUMBERS[:8], "10"]
    assert outcome(THIRTY, nine).verdict is MET
    assert outcome(FIFTY, nine).verdict is NOT


def test_ten_of_nineteen_is_half_whatever_they_are() -> None:
    ten = ["1", "2", "3", "4", "5", "6", "7", "8", "9", "11"]
    assert outcome(FIFTY, ten).verdict is MET
    assert outcome(THIRTY, ten).verdict is NOT  # from 30 % to under 50 % no more
    assert outcome(FIFTY, ten).from_count == 10


def test_criteria_nobody_judged_leave_the_rule_open() -> None:
    assert outcome(THIRTY, ["1", "2", "3", "4", "5"], ["10"]).verdict is UNKNOWN
    assert outcome(THIRTY, ["1", "2", "3", "4", "5"], ["6"]).verdict is NOT
    assert outcome(FIFTY, NUMBERS[:9], ["19"]).verdict is UNKNOWN


def test_communes_of_a_district() -> None:
    for withdrawn, verdict in ((3, NOT), (4, MET)):
        found = withdrawal_outcomes(
            rules=[COMMUNES], verdicts={}, flagged=set(), communes=(withdrawn, 13)
        )[0]
        assert found.verdict is verdict
    nobody = withdrawal_outcomes(rules=[COMMUNES], verdicts={}, flagged=set())[0]
    assert nobody.verdict is UNKNOWN


@given(st.lists(st.sampled_from([MET, NOT, UNKNOWN]), min_size=19, max_size=19))
def test_an_open_rule_is_one_that_some_answer_would_fulfil(answers: list[GateVerdict]) -> None:
    verdicts = dict(zip(NUMBERS, answers, strict=True))
    found = withdrawal_outcomes(rules=[FIFTY], verdicts=verdicts, flagged=set())[0]
    worst = {no: NOT if v == UNKNOWN else v for no, v in verdicts.items()}
    if found.verdict is not NOT:
        assert withdrawal_outcomes(rules=[FIFTY], verdicts=worst, flagged=set())[0].verdict is MET
    else:
        assert sum(v == NOT for v in worst.values()) * 2 < 19


def test_all_criteria_but_of_chosen_fields_only_some() -> None:
    verdicts = {"1": MET, "2": MET, "10": UNKNOWN, "11": MET, "12": NOT}
    assert criteria_left(verdicts, chosen=["10", "11", "12"], least=1) == []
    assert criteria_left(verdicts, chosen=["10", "11", "12"], least=2) == ["10", "12"]
    assert criteria_left(verdicts) == ["10", "12"]
    assert criteria_left({"1": "not_applicable"}) == ["1"]
