"""One part against one threshold: exact at the edge, and the gap closes to the unit."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from communes.comparison import (
    NO_THRESHOLD,
    NO_VALUE,
    PartResult,
    ThresholdRule,
    evaluate_part,
    threshold_text,
)
from communes.measures import Comparator, Measure, PartSpec, PartValue, Verdict

NBSP = "\u00a0"

POOR = PartSpec(
    key="a",
    label="",
    measure=Measure.RATIO,
    comparator=Comparator.AT_MOST,
    unit="%",
    numerator_label="hộ nghèo và cận nghèo",
    denominator_label="tổng số hộ",
    count_unit="hộ",
)
WATER = replace(POOR, comparator=Comparator.AT_LEAST, numerator_label="hộ dùng nước sạch")
ROADS = replace(WATER, count_unit="km", whole_counts=False, numerator_label="đường cứng hóa")
TRAINED = PartSpec(
    key="a", label="nam", measure=Measure.RATIO, comparator=Comparator.AT_LEAST, unit="%"
)
INCOME = PartSpec(
    key="a",
    label="",
    measure=Measure.CURRENCY,
    comparator=Comparator.AT_LEAST,
    unit="triệu đồng/người/năm",
)
HOUSES = PartSpec(
    key="a", label="", measure=Measure.NUMBER, comparator=Comparator.EQUAL, unit="nhà"
)
MARKET = PartSpec(key="a", label="", measure=Measure.BOOLEAN, comparator=Comparator.IS)
RANK = PartSpec(
    key="a",
    label="",
    measure=Measure.ORDINAL,
    comparator=Comparator.IS,
    scale=("Yếu", "Trung bình", "Khá", "Tốt"),
)
ALL_SPECS = (POOR, WATER, ROADS, TRAINED, INCOME, HOUSES, MARKET, RANK)


def ratio(top: int | str | Decimal, bottom: int | str | Decimal) -> PartValue:
    return PartValue(numerator=Decimal(top), denominator=Decimal(bottom))


def number(value: int | str | Decimal) -> PartValue:
    return PartValue(number=Decimal(value))


def level(amount: int | str | Decimal) -> ThresholdRule:
    return ThresholdRule(id=3, amount=Decimal(amount))


def judged(spec: PartSpec, value: PartValue, rule: ThresholdRule | None) -> Verdict:
    return evaluate_part(spec, value, rule).verdict


def test_the_card_of_a_poverty_rate() -> None:
    result = evaluate_part(POOR, ratio(154, 1236), level("7.0000"))
    assert result == PartResult(
        key="a",
        verdict=Verdict.NOT_MET,
        actual=Decimal("12.459547"),
        threshold_id=3,
        gap="còn phải giảm 68 hộ",
        gap_amount=Decimal(68),
        reason=f"12,46{NBSP}%, mức tối đa 7{NBSP}%",
        steps=(
            ("Hộ nghèo và cận nghèo", "154 hộ"),
            ("Tổng số hộ", "1.236 hộ"),
            ("154 ÷ 1.236", f"12,46{NBSP}%"),
            (f"7{NBSP}% × 1.236 = 86,52, tối đa", "86 hộ"),
            ("154 − 86", "68 hộ"),
        ),
    )


def test_the_card_of_an_income() -> None:
    result = evaluate_part(INCOME, number("46.2"), level(50))
    assert result.verdict is Verdict.NOT_MET
    assert result.gap == "còn thiếu 3,8 triệu đồng/người/năm"
    assert result.steps == (
        ("Số liệu báo cáo", "46,2 triệu đồng/người/năm"),
        ("Mức đạt, tối thiểu", "50 triệu đồng/người/năm"),
        ("50 − 46,2", "3,8 triệu đồng/người/năm"),
    )


@pytest.mark.parametrize(
    ("spec", "value", "rule", "gap"),
    [
        (WATER, ratio(735, 1236), level(60), "còn thiếu 7 hộ"),
        (WATER, ratio(742, 1236), level(60), ""),
        (ROADS, ratio("12.35", "20.5"), level(80), "còn thiếu 4,05 km"),
        (ROADS, ratio("12.345", "20.111"), level("66.66"), "còn thiếu 1,065 km"),
        (HOUSES, number(12), level(0), "còn 12 nhà"),
        (HOUSES, number(0), level(0), ""),
        (
            replace(HOUSES, comparator=Comparator.AT_MOST),
            number(5),
            level(2),
            "còn phải giảm 3 nhà",
        ),
        (
            replace(HOUSES, comparator=Comparator.AT_LEAST),
            number(1),
            level("2.5"),
            "còn thiếu 2 nhà",
        ),
        (TRAINED, number("58.5"), level(60), "còn thiếu 1,5 điểm phần trăm"),
        (replace(POOR, comparator=Comparator.EQUAL), ratio(3, 90), level(0), "còn phải giảm 3 hộ"),
        (replace(POOR, comparator=Comparator.EQUAL), ratio(87, 90), level(100), "còn thiếu 3 hộ"),
    ],
)
def test_gaps_in_human_terms(
    spec: PartSpec, value: PartValue, rule: ThresholdRule, gap: str
) -> None:
    result = evaluate_part(spec, value, rule)
    assert result.gap == gap
    assert result.verdict is (Verdict.NOT_MET if gap else Verdict.MET)
    assert (result.gap_amount is None) == (not gap)


def test_a_whole_limit_is_not_written_twice() -> None:
    steps = dict(evaluate_part(POOR, ratio(90, 1200), level(7)).steps)
    assert steps[f"7{NBSP}% × 1.200, tối đa"] == "84 hộ"


@pytest.mark.parametrize(
    ("top", "bottom", "shown"),
    [
        (700_4, 100_000, f"7,004{NBSP}%"),
        (70_000_001, 10**9, f"trên 7{NBSP}%"),
        (7, 100, f"7{NBSP}%"),
    ],
)
def test_shown_percentage_stands_on_its_side_of_the_level(
    top: int, bottom: int, shown: str
) -> None:
    result = evaluate_part(POOR, ratio(top, bottom), level(7))
    assert result.reason == f"{shown}, mức tối đa 7{NBSP}%"


def test_choices() -> None:
    assert judged(MARKET, PartValue(choice="yes"), ThresholdRule(1, choice="yes")) is Verdict.MET
    failed = evaluate_part(MARKET, PartValue(choice="no"), ThresholdRule(1, choice="yes"))
    assert (failed.verdict, failed.gap) == (Verdict.NOT_MET, "")
    assert failed.reason == "báo cáo là chưa đạt"


@pytest.mark.parametrize(
    ("step", "verdict"),
    [("Yếu", "not_met"), ("Trung bình", "not_met"), ("Khá", "met"), ("Tốt", "met")],
)
def test_steps_of_a_scale_count_from_the_asked_one_up(step: str, verdict: str) -> None:
    result = evaluate_part(RANK, PartValue(choice=step), ThresholdRule(1, choice="Khá"))
    assert result.verdict == verdict
    assert result.gap == ("" if verdict == "met" else "cần từ Khá trở lên")


def test_the_top_of_a_scale_has_nothing_above() -> None:
    rule = ThresholdRule(1, choice="Tốt")
    assert threshold_text(RANK, rule) == "Tốt"
    assert judged(RANK, PartValue(choice="Khá"), rule) is Verdict.NOT_MET


@pytest.mark.parametrize(
    ("spec", "value", "reason"),
    [
        (POOR, None, NO_VALUE),
        (POOR, PartValue(), NO_VALUE),
        (POOR, PartValue(numerator=Decimal(5)), "chưa nhập tổng số hộ"),
        (POOR, PartValue(denominator=Decimal(5)), "chưa nhập hộ nghèo và cận nghèo"),
        (POOR, ratio(0, 0), "tổng số hộ bằng 0"),
        (POOR, PartValue(number=Decimal(5)), "chưa nhập hộ nghèo và cận nghèo"),
        (INCOME, PartValue(choice="yes"), NO_VALUE),
        (MARKET, PartValue(choice="Khá"), NO_VALUE),
        (RANK, PartValue(choice="yes"), NO_VALUE),
    ],
)
def test_incomplete_values_are_unknown(
    spec: PartSpec, value: PartValue | None, reason: str
) -> None:
    rule = ThresholdRule(id=1, amount=Decimal(0), choice="Khá" if spec is RANK else "yes")
    result = evaluate_part(spec, value, rule)
    assert (result.verdict, result.reason) == (Verdict.UNKNOWN, reason)
    assert result.threshold_id is None


SOME_VALUES = {
    POOR: ratio(0, 9),
    WATER: ratio(9, 9),
    ROADS: ratio(9, 9),
    TRAINED: number(100),
    INCOME: number(10**9),
    HOUSES: number(0),
    MARKET: PartValue(choice="yes"),
    RANK: PartValue(choice="Tốt"),
}


@pytest.mark.parametrize("spec", ALL_SPECS)
@pytest.mark.parametrize("rule", [None, ThresholdRule(id=1), ThresholdRule(id=1, choice="Đạt")])
def test_without_a_level_nothing_is_met(spec: PartSpec, rule: ThresholdRule | None) -> None:
    result = evaluate_part(spec, SOME_VALUES[spec], rule)
    assert (result.verdict, result.reason) == (Verdict.UNKNOWN, NO_THRESHOLD)
    assert (result.threshold_id, result.gap, result.gap_amount) == (None, "", None)
    assert threshold_text(spec, rule) == NO_THRESHOLD


@pytest.mark.parametrize(
    ("spec", "rule", "text"),
    [
        (INCOME, level("50.0000"), "≥ 50 triệu đồng/người/năm"),
        (POOR, level(7), f"≤ 7{NBSP}%"),
        (HOUSES, level(0), "= 0 nhà"),
        (MARKET, ThresholdRule(1, choice="yes"), "Đạt"),
        (RANK, ThresholdRule(1, choice="Khá"), "từ Khá trở lên"),
    ],
)
def test_levels_in_words(spec: PartSpec, rule: ThresholdRule, text: str) -> None:
    assert threshold_text(spec, rule) == text


counts = st.integers(0, 10**9)
bottoms = st.integers(1, 10**9)
percents = st.decimals(min_value=0, max_value=100, places=4)
lengths = st.decimals(min_value=0, max_value=10**9, places=4)
numeric = st.sampled_from([Comparator.AT_LEAST, Comparator.AT_MOST])


@given(bottom=bottoms, percent=percents)
def test_exact_at_the_threshold(bottom: int, percent: Decimal) -> None:
    """On the very level both directions hold; the smallest step off it only one does."""
    top = Decimal(bottom) * percent / 100
    step = Decimal("0.000001")
    spec = replace(ROADS, comparator=Comparator.AT_LEAST)
    assert judged(spec, ratio(top, bottom), level(percent)) is Verdict.MET
    assert judged(spec, ratio(top - step, bottom), level(percent)) is Verdict.NOT_MET
    spec = replace(ROADS, comparator=Comparator.AT_MOST)
    assert judged(spec, ratio(top, bottom), level(percent)) is Verdict.MET
    assert judged(spec, ratio(top + step, bottom), level(percent)) is Verdict.NOT_MET


@given(counts, bottoms, percents)
def test_agrees_with_fractions(top: int, bottom: int, percent: Decimal) -> None:
    share = Fraction(top * 100, bottom)
    assert (judged(WATER, ratio(top, bottom), level(percent)) is Verdict.MET) == (
        share >= Fraction(percent)
    )
    assert (judged(POOR, ratio(top, bottom), level(percent)) is Verdict.MET) == (
        share <= Fraction(percent)
    )


@given(counts, counts, bottoms, percents)
def test_more_is_never_worse_and_less_never_better(
    one: int, other: int, bottom: int, percent: Decimal
) -> None:
    low, high = sorted((one, other))
    if judged(WATER, ratio(low, bottom), level(percent)) is Verdict.MET:
        assert judged(WATER, ratio(high, bottom), level(percent)) is Verdict.MET
    if judged(POOR, ratio(high, bottom), level(percent)) is Verdict.MET:
        assert judged(POOR, ratio(low, bottom), level(percent)) is Verdict.MET


@given(lengths, percents, percents, numeric)
def test_a_stricter_level_never_helps(
    value: Decimal, one: Decimal, other: Decimal, comparator: Comparator
) -> None:
    low, high = sorted((one, other))
    mild, strict = (low, high) if comparator is Comparator.AT_LEAST else (high, low)
    spec = replace(INCOME, comparator=comparator)
    if judged(spec, number(value), level(strict)) is Verdict.MET:
        assert judged(spec, number(value), level(mild)) is Verdict.MET


@given(counts, bottoms, percents, numeric)
def test_the_gap_of_a_count_closes_exactly(
    top: int, bottom: int, percent: Decimal, comparator: Comparator
) -> None:
    spec = replace(POOR, comparator=comparator)
    result = evaluate_part(spec, ratio(top, bottom), level(percent))
    assume(result.gap_amount is not None)
    assert result.gap_amount is not None
    assert result.gap_amount == int(result.gap_amount) >= 1
    toward = 1 if comparator is Comparator.AT_LEAST else -1
    closed = top + toward * int(result.gap_amount)
    assert judged(spec, ratio(closed, bottom), level(percent)) is Verdict.MET
    assert judged(spec, ratio(closed - toward, bottom), level(percent)) is Verdict.NOT_MET


@given(lengths, lengths.filter(bool), percents, numeric)
def test_the_gap_of_a_length_closes_to_a_hundredth(
    top: Decimal, bottom: Decimal, percent: Decimal, comparator: Comparator
) -> None:
    spec = replace(ROADS, comparator=comparator)
    result = evaluate_part(spec, ratio(top, bottom), level(percent))
    assume(result.gap_amount is not None)
    assert result.gap_amount is not None
    toward = 1 if comparator is Comparator.AT_LEAST else -1
    closed = top + toward * result.gap_amount
    step = Decimal("0.01") * toward
    assert judged(spec, ratio(closed, bottom), level(percent)) is Verdict.MET
    assert judged(spec, ratio(closed - step, bottom), level(percent)) is Verdict.NOT_MET


@given(lengths, lengths, numeric)
def test_the_gap_of_a_number_closes_exactly(
    value: Decimal, amount: Decimal, comparator: Comparator
) -> None:
    spec = replace(INCOME, comparator=comparator)
    result = evaluate_part(spec, number(value), level(amount))
    assume(result.gap_amount is not None)
    assert result.gap_amount is not None
    toward = 1 if comparator is Comparator.AT_LEAST else -1
    assert value + toward * result.gap_amount == amount


@given(counts, bottoms, percents, numeric)
def test_the_gap_is_told_exactly_when_there_is_one(
    top: int, bottom: int, percent: Decimal, comparator: Comparator
) -> None:
    result = evaluate_part(replace(POOR, comparator=comparator), ratio(top, bottom), level(percent))
    missing = result.verdict is Verdict.NOT_MET
    assert missing == bool(result.gap) == (result.gap_amount is not None)
    assert result.verdict in (Verdict.MET, Verdict.NOT_MET)


@given(counts, bottoms, percents)
def test_zeros_of_the_database_change_nothing(top: int, bottom: int, percent: Decimal) -> None:
    padded = evaluate_part(
        POOR, ratio(f"{top}.0000", f"{bottom}.0000"), level(percent.quantize(Decimal("0.000001")))
    )
    assert padded == evaluate_part(POOR, ratio(top, bottom), level(percent))
