"""From parts to indicators, criteria and sets: what is not known is never met."""

from __future__ import annotations

import itertools
import json
import random
from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communes.evaluation import (
    NA_NO_REASON,
    NA_NOT_ALLOWED,
    NA_WAITING,
    NO_THRESHOLD,
    NO_VALUE,
    RULE_VERSION,
    CriterionResult,
    IndicatorResult,
    ThresholdRule,
    as_json,
    evaluate_criterion,
    evaluate_indicator,
    evaluate_set,
)
from communes.measures import (
    Comparator,
    EntryValue,
    IndicatorSpec,
    Measure,
    PartSpec,
    PartValue,
    Verdict,
)

NBSP = "\u00a0"
MEN = PartSpec(
    key="a", label="nam", measure=Measure.RATIO, comparator=Comparator.AT_LEAST, unit="%"
)
WOMEN = replace(MEN, key="b", label="nữ")
TRAINED = IndicatorSpec(code="12.1", title="Tỷ lệ lao động qua đào tạo", parts=(MEN, WOMEN))
INCOME = IndicatorSpec(
    code="10",
    title="Thu nhập bình quân đầu người",
    parts=(
        PartSpec(
            key="a",
            label="",
            measure=Measure.CURRENCY,
            comparator=Comparator.AT_LEAST,
            unit="triệu đồng/người/năm",
        ),
    ),
)
CRAFT = IndicatorSpec(
    code="13.4",
    title="Bảo tồn, phát triển làng nghề (nếu có)",
    parts=(PartSpec(key="a", label="", measure=Measure.BOOLEAN, comparator=Comparator.IS),),
    may_not_apply=True,
)
CRAFT_LEVEL = {"a": ThresholdRule(id=9, choice="yes", certain=True, provenance="sourced")}
SIXTY = {
    "a": ThresholdRule(id=1, amount=Decimal(60), certain=True, provenance="sourced"),
    "b": ThresholdRule(id=2, amount=Decimal(60), certain=True, provenance="sourced"),
}


def entry(*numbers: str) -> EntryValue:
    return EntryValue(parts=tuple(PartValue(number=Decimal(n) if n else None) for n in numbers))


@pytest.mark.parametrize(
    ("men", "women", "verdict"),
    [
        ("61", "60", Verdict.MET),
        ("61", "59", Verdict.NOT_MET),
        ("59", "61", Verdict.NOT_MET),
        ("61", "", Verdict.UNKNOWN),
        ("", "61", Verdict.UNKNOWN),
        ("59", "", Verdict.NOT_MET),
        ("", "59", Verdict.NOT_MET),
        ("", "", Verdict.UNKNOWN),
    ],
)
def test_both_parts_must_hold(men: str, women: str, verdict: Verdict) -> None:
    assert evaluate_indicator(TRAINED, entry(men, women), SIXTY).verdict is verdict


def test_parts_speak_under_their_label() -> None:
    result = evaluate_indicator(TRAINED, entry("61.8", "59"), SIXTY)
    assert result.gap == "nữ: còn thiếu 1 điểm phần trăm"
    assert result.reason == f"nữ: 59{NBSP}%, mức tối thiểu 60{NBSP}%"
    assert evaluate_indicator(TRAINED, entry("61"), SIXTY).reason == f"nữ: {NO_VALUE}"


def test_a_failing_part_needs_no_level_for_the_other() -> None:
    only_men = {"a": SIXTY["a"], "b": None}
    assert evaluate_indicator(TRAINED, entry("59", "99"), only_men).verdict is Verdict.NOT_MET
    result = evaluate_indicator(TRAINED, entry("61", "99"), only_men)
    assert (result.verdict, result.reason) == (Verdict.UNKNOWN, f"nữ: {NO_THRESHOLD}")
    assert result.threshold_ids == (1,)


def test_nothing_reported_is_unknown() -> None:
    for value in (None, EntryValue()):
        result = evaluate_indicator(INCOME, value, {"a": ThresholdRule(5, Decimal(50))})
        assert (result.verdict, result.reason) == (Verdict.UNKNOWN, NO_VALUE)
        assert (result.threshold_ids, result.unverified) == ((), False)


def test_a_verdict_names_what_it_rests_on() -> None:
    unchecked = {"a": ThresholdRule(5, Decimal(50), certain=False, provenance="recalled")}
    result = evaluate_indicator(INCOME, entry("51"), unchecked)
    assert (result.verdict, result.threshold_ids) == (Verdict.MET, (5,))
    assert (result.unverified, result.illustrative) == (True, False)
    assert result.rule_version == RULE_VERSION
    illustrative = {"a": ThresholdRule(6, Decimal(50), provenance="illustrative")}
    assert evaluate_indicator(INCOME, entry("51"), illustrative).illustrative
    checked = evaluate_indicator(TRAINED, entry("61", "62"), SIXTY)
    assert (checked.unverified, checked.illustrative) == (False, False)


@pytest.mark.parametrize(
    ("reason", "approved", "verdict", "told"),
    [
        ("Xã không có làng nghề", True, Verdict.NOT_APPLICABLE, "Xã không có làng nghề"),
        ("Xã không có làng nghề", False, Verdict.UNKNOWN, NA_WAITING),
        ("", True, Verdict.UNKNOWN, NA_NO_REASON),
        ("  ", True, Verdict.UNKNOWN, NA_NO_REASON),
    ],
)
def test_not_applicable_needs_reason_and_approval(
    reason: str, approved: bool, verdict: Verdict, told: str
) -> None:
    value = EntryValue((PartValue(choice="yes"),), na_reason=reason, na_approved=approved)
    result = evaluate_indicator(CRAFT, value, CRAFT_LEVEL)
    assert (result.verdict, result.reason) == (verdict, told)


def test_what_always_applies_cannot_be_waived() -> None:
    value = EntryValue(na_reason="Không muốn tính", na_approved=True)
    result = evaluate_indicator(INCOME, value, {"a": ThresholdRule(5, Decimal(50))})
    assert (result.verdict, result.reason) == (Verdict.UNKNOWN, NA_NOT_ALLOWED)


def indicator(verdict: Verdict, **flags: bool) -> IndicatorResult:
    return IndicatorResult(code="x", verdict=verdict, **flags)


MET, NOT, UNK, NA = Verdict.MET, Verdict.NOT_MET, Verdict.UNKNOWN, Verdict.NOT_APPLICABLE


@pytest.mark.parametrize(
    ("verdicts", "expected"),
    [
        ([MET, MET], MET),
        ([MET, NA], MET),
        ([NA, NA], NA),
        ([MET, UNK], UNK),
        ([NA, UNK], UNK),
        ([MET, UNK, NOT], NOT),
        ([NA, NOT], NOT),
        ([], UNK),
    ],
)
def test_a_criterion_from_its_indicators(verdicts: list[Verdict], expected: Verdict) -> None:
    result = evaluate_criterion("13", [indicator(verdict) for verdict in verdicts])
    assert result.verdict is expected
    assert result.total == len(verdicts)
    assert (result.met, result.not_met) == (verdicts.count(MET), verdicts.count(NOT))
    assert (result.unknown, result.not_applicable) == (verdicts.count(UNK), verdicts.count(NA))


def test_flags_rise_to_criterion_and_set() -> None:
    plain = evaluate_criterion("1", [indicator(MET)])
    flagged = evaluate_criterion("2", [indicator(MET), indicator(MET, unverified=True)])
    shown = evaluate_criterion("3", [indicator(NOT, illustrative=True)])
    assert (plain.unverified, flagged.unverified, flagged.illustrative) == (False, True, False)
    whole = evaluate_set([plain, flagged, shown])
    assert (whole.unverified, whole.illustrative) == (True, True)


def test_a_set_counts_criteria_that_do_not_apply_as_met() -> None:
    rows = [
        evaluate_criterion("1", [indicator(MET), indicator(NA)]),
        evaluate_criterion("2", [indicator(NA)]),
        evaluate_criterion("3", [indicator(UNK), indicator(MET)]),
        evaluate_criterion("4", [indicator(NOT)]),
    ]
    result = evaluate_set(rows)
    assert result.verdict is NOT
    assert (result.criteria_met, result.criteria_na) == (2, 1)
    assert (result.criteria_not_met, result.criteria_unknown) == (1, 1)
    assert result.criteria_total == 4
    assert (result.indicators_met, result.indicators_na) == (2, 2)
    assert (result.indicators_not_met, result.indicators_unknown) == (1, 1)
    assert result.indicators_total == 6
    assert evaluate_set(rows[:2]).verdict is MET
    assert evaluate_set(rows[:3]).verdict is UNK
    assert evaluate_set([]).verdict is UNK


criteria = st.lists(st.lists(st.sampled_from(list(Verdict)), max_size=5), max_size=19)


def build(rows: list[list[Verdict]]) -> list[CriterionResult]:
    return [
        evaluate_criterion(str(no), [indicator(verdict) for verdict in verdicts])
        for no, verdicts in enumerate(rows)
    ]


@given(criteria, st.randoms(use_true_random=False))
def test_order_does_not_matter(rows: list[list[Verdict]], rng: random.Random) -> None:
    shuffled = [rng.sample(verdicts, len(verdicts)) for verdicts in rows]
    assert build(rows) == build(shuffled)
    results = build(rows)
    assert evaluate_set(results) == evaluate_set(rng.sample(results, len(results)))


@given(criteria)
def test_counts_add_up(rows: list[list[Verdict]]) -> None:
    whole = evaluate_set(build(rows))
    assert (
        whole.criteria_total
        == len(rows)
        == (whole.criteria_met + whole.criteria_not_met + whole.criteria_unknown)
    )
    assert (
        whole.indicators_total
        == len(list(itertools.chain(*rows)))
        == (
            whole.indicators_met
            + whole.indicators_not_met
            + whole.indicators_unknown
            + whole.indicators_na
        )
    )


@given(criteria)
def test_one_unknown_or_failing_indicator_keeps_the_set_from_being_met(
    rows: list[list[Verdict]],
) -> None:
    seen = set(itertools.chain(*rows))
    whole = evaluate_set(build(rows))
    if whole.verdict is MET:
        assert seen <= {MET, NA}
    if NOT in seen:
        assert whole.verdict is NOT
    elif UNK in seen:
        assert whole.verdict is UNK


@given(criteria.filter(bool), st.data())
def test_a_better_indicator_never_worsens_the_set(
    rows: list[list[Verdict]], data: st.DataObject
) -> None:
    rank = {NOT: 0, UNK: 1, NA: 2, MET: 2}
    before = evaluate_set(build(rows)).verdict
    place = data.draw(st.integers(0, len(rows) - 1))
    if rows[place]:
        rows[place][data.draw(st.integers(0, len(rows[place]) - 1))] = MET
    assert rank[evaluate_set(build(rows)).verdict] >= rank[before]


values = st.one_of(st.none(), st.decimals(min_value=0, max_value=100, places=4, allow_nan=False))


@given(values, values, values, values)
def test_met_only_with_every_value_and_level(
    men: Decimal | None,
    women: Decimal | None,
    level_men: Decimal | None,
    level_women: Decimal | None,
) -> None:
    value = EntryValue((PartValue(number=men), PartValue(number=women)))
    rules = {"a": ThresholdRule(1, level_men), "b": ThresholdRule(2, level_women)}
    verdict = evaluate_indicator(TRAINED, value, rules).verdict
    holds = [
        None if got is None or level is None else got >= level
        for got, level in ((men, level_men), (women, level_women))
    ]
    expected = NOT if False in holds else UNK if None in holds else MET
    assert verdict is expected


def test_results_can_be_stored_and_come_out_the_same() -> None:
    result = evaluate_indicator(INCOME, entry("46.2"), {"a": ThresholdRule(5, Decimal(50))})
    stored = as_json(result)
    assert json.loads(json.dumps(stored, ensure_ascii=False)) == stored
    assert stored["verdict"] == "not_met"
    assert stored["threshold_ids"] == [5]
    assert stored["parts"][0]["gap_amount"] == "3.8"
    assert stored["parts"][0]["actual"] == "46.2"
    assert stored["parts"][0]["steps"][2] == ["50 − 46,2", "3,8 triệu đồng/người/năm"]
    padded = evaluate_indicator(
        INCOME, entry("46.2000"), {"a": ThresholdRule(5, Decimal("50.0000"))}
    )
    assert as_json(padded) == stored


def test_criteria_and_sets_can_be_stored() -> None:
    criterion = evaluate_criterion("1", [indicator(MET)])
    assert as_json(criterion)["verdict"] == "met"
    stored = as_json(evaluate_set([criterion]))
    assert stored["criteria_met"] == 1
    assert json.loads(json.dumps(stored)) == stored
