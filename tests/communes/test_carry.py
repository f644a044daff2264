"""Carrying onto another map: exact, whole or unknown, and the same in one step as in two."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communes.carry import ASKED, NO_WAY, Carried, Piece, Way, carry, carry_recognition, judge
from communes.enums import CarryMethod, Divided
from communes.evaluation import ThresholdRule
from communes.measures import (
    NO,
    YES,
    Comparator,
    EntryValue,
    IndicatorSpec,
    Measure,
    PartSpec,
    PartValue,
    Verdict,
)
from communes.tracing import Link, Origin, Portion, origins

POOR = PartSpec(
    "a", "", Measure.RATIO, Comparator.AT_MOST, "%",
    numerator_label="hộ nghèo", denominator_label="tổng số hộ", count_unit="hộ",
)  # fmt: skip
HOUSES = PartSpec("a", "", Measure.NUMBER, Comparator.EQUAL, "nhà")
INCOME = PartSpec("a", "", Measure.CURRENCY, Comparator.AT_LEAST, "triệu đồng/người/năm")
PLANNED = PartSpec("a", "", Measure.BOOLEAN, Comparator.IS)
RANKED = PartSpec(
    "a", "", Measure.ORDINAL, Comparator.AT_LEAST, scale=("Yếu", "Trung bình", "Khá", "Tốt")
)
DIRECT = PartSpec("a", "", Measure.RATIO, Comparator.AT_LEAST, "%")
LEVEL = ThresholdRule(id=1, amount=Decimal(7))
BASIS = {"legal_basis": "Quy ước", "skips_na": True}
SUM = Way(1, CarryMethod.SUM, Divided.POPULATION, **BASIS)  # type: ignore[arg-type]  # a test's short form
RATIO = replace(SUM, id=2, method=CarryMethod.RATIO_OF_SUMS)
MEAN = replace(SUM, id=3, method=CarryMethod.WEIGHTED, skips_na=False)
ALL = replace(SUM, id=4, method=CarryMethod.ALL, divided=Divided.SAME)


def spec(part: PartSpec) -> IndicatorSpec:
    return IndicatorSpec("11", "Chỉ tiêu", (part,))


def ratio(top: int | str, bottom: int | str) -> EntryValue:
    return EntryValue((PartValue(numerator=Decimal(top), denominator=Decimal(bottom)),))


def number(value: int | str | Decimal) -> EntryValue:
    return EntryValue((PartValue(number=Decimal(value)),))


def choice(value: str) -> EntryValue:
    return EntryValue((PartValue(choice=value),))


def whole(name: str, value: EntryValue | None, **more: object) -> Piece:
    return Piece(name, Portion(1, True, Decimal(1), Decimal(1)), value, **more)  # type: ignore[arg-type]  # a test's short form


def piece(name: str, value: EntryValue | None, share: str | None, **more: object) -> Piece:
    part = None if share is None else Decimal(share)
    return replace(whole(name, value, **more), portion=Portion(1, False, part, part))


def only(found: Carried) -> PartValue:
    assert found.value is not None, found.reason
    return found.value.parts[0]


def test_ratios_are_made_of_sums_never_averaged() -> None:
    found = carry(spec(POOR), RATIO, [whole("A", ratio(10, 100)), whole("B", ratio(10, 1000))])
    assert only(found) == PartValue(numerator=Decimal(20), denominator=Decimal(1100))
    assert judge(spec(POOR), found, {"a": LEVEL}).verdict is Verdict.MET
    heavy = carry(spec(POOR), RATIO, [whole("A", ratio(1, 100)), whole("B", ratio(90, 1000))])
    # The mean of 1 % and 9 % would pass.
    assert judge(spec(POOR), heavy, {"a": LEVEL}).verdict is Verdict.NOT_MET


def test_a_share_of_counted_things_stays_exact_and_is_marked() -> None:
    found = carry(
        spec(HOUSES), SUM, [whole("A", number(3)), piece("Đăk Hlơ", number(7), "0.09857688")]
    )
    assert only(found).number == Decimal("3.69003816")
    assert found.scaled == "theo tỷ lệ dân số"


def test_area_goes_by_area_where_the_rule_says_so() -> None:
    way = replace(SUM, divided=Divided.AREA)
    land = Portion(1, False, Decimal("0.1"), Decimal("0.5"))
    found = carry(spec(HOUSES), way, [replace(whole("A", number(8)), portion=land)])
    assert only(found).number == Decimal("4.0") and found.scaled == "theo tỷ lệ diện tích"


def test_one_missing_unit_leaves_the_sum_unknown_and_tells_the_rest() -> None:
    found = carry(
        spec(POOR),
        RATIO,
        [
            whole("Lơ Ku", ratio(200, 500)),
            whole("Đak Smar", ratio(212, 403)),
            whole("thị trấn Kbang", None, missing="không báo cáo bộ tiêu chí xã"),
        ],
    )
    assert found.value is None
    assert found.reason == (
        "thiếu thị trấn Kbang (không báo cáo bộ tiêu chí xã); "
        "riêng Lơ Ku và Đak Smar được 412/903 hộ"
    )
    result = judge(spec(POOR), found, {"a": LEVEL})
    assert result.verdict is Verdict.UNKNOWN and result.reason == found.reason


def test_means_need_every_population() -> None:
    rich = whole("A", number(60), population=Decimal(1000))
    poor = whole("B", number(30), population=Decimal(2000))
    found = carry(spec(INCOME), MEAN, [rich, poor])
    assert only(found).number == Decimal(40)
    part = replace(poor, portion=Portion(1, False, Decimal("0.5"), None))
    assert only(carry(spec(INCOME), MEAN, [rich, part])).number == Decimal(45)
    lacking = carry(spec(INCOME), MEAN, [rich, replace(poor, population=None)])
    assert lacking.value is None and "B (chưa có dân số ghi ngày tháng)" in lacking.reason
    assert "riêng A bình quân 60 triệu" in lacking.reason


def test_a_mean_that_never_ends_is_judged_and_told_shortly() -> None:
    third = [
        whole("A", number(40), population=Decimal(1)),
        whole("B", number(50), population=Decimal(2)),
    ]
    found = carry(spec(INCOME), MEAN, third)
    level = {"a": ThresholdRule(id=1, amount=Decimal(50))}
    result = judge(spec(INCOME), found, level)
    assert result.verdict is Verdict.NOT_MET and len(result.gap) < 60
    assert abs(Fraction(only(found).number or 0) - Fraction(140, 3)) < Fraction(1, 10**59)


def test_yes_needs_all_and_a_scale_takes_the_lowest() -> None:
    assert only(carry(spec(PLANNED), ALL, [whole("A", choice(YES))] * 2)).choice == YES
    two = [whole("A", choice(YES)), whole("B", choice(NO))]
    assert only(carry(spec(PLANNED), ALL, two)).choice == NO
    steps = [whole("A", choice("Tốt")), whole("B", choice("Trung bình")), whole("C", choice("Khá"))]
    assert only(carry(spec(RANKED), ALL, steps)).choice == "Trung bình"


def test_a_part_of_a_divided_unit_keeps_its_yes_only_where_the_rule_says_so() -> None:
    pieces = [whole("A", choice(YES)), piece("Đăk Hlơ", choice(YES), "0.1")]
    assert only(carry(spec(PLANNED), ALL, pieces)).choice == YES
    for divided in (Divided.UNKNOWN, Divided.ASK, Divided.POPULATION):
        found = carry(spec(PLANNED), replace(ALL, divided=divided), pieces)
        assert found.value is None and "Đăk Hlơ (đơn vị bị chia" in found.reason
        assert "riêng A: đạt" in found.reason


@pytest.mark.parametrize("way", [None, replace(SUM, method=CarryMethod.UNKNOWN)])
def test_without_a_rule_nothing_is_carried(way: Way | None) -> None:
    found = carry(spec(HOUSES), way, [whole("A", number(1)), whole("B", number(2))])
    assert found.value is None and found.reason == NO_WAY


def test_what_a_person_must_say_is_asked() -> None:
    way = replace(SUM, method=CarryMethod.ASK)
    found = carry(spec(HOUSES), way, [whole("A", number(1)), whole("B", number(2))])
    assert found.value is None and found.reason == ASKED


def test_one_whole_unit_keeps_its_figure_whatever_the_rule() -> None:
    found = carry(spec(DIRECT), None, [whole("A", number(5))])
    assert found.value == number(5)
    absent = carry(spec(DIRECT), SUM, [whole("A", None, missing="chưa gửi báo cáo")])
    assert absent.value is None and absent.reason == "thiếu A (chưa gửi báo cáo)"


@pytest.mark.parametrize(
    ("part", "way", "value"),
    [(DIRECT, RATIO, number(5)), (DIRECT, SUM, number(5)), (PLANNED, SUM, choice(YES)),
     (POOR, MEAN, ratio(1, 2)), (HOUSES, ALL, number(1)), (HOUSES, RATIO, number(1))],
)  # fmt: skip
def test_a_rule_that_does_not_fit_the_measure_gives_nothing(
    part: PartSpec, way: Way, value: EntryValue
) -> None:
    pieces = [whole(name, value, population=Decimal(5)) for name in "AB"]
    found = carry(spec(part), way, pieces)
    assert found.value is None and found.reason


def test_where_it_does_not_apply_there_is_nothing_to_add() -> None:
    nothing = EntryValue((PartValue(),), na_reason="không có làng nghề", na_approved=True)
    found = carry(spec(POOR), RATIO, [whole("A", ratio(1, 9)), whole("B", nothing)])
    assert only(found) == PartValue(numerator=Decimal(1), denominator=Decimal(9))
    none = carry(spec(POOR), RATIO, [whole("A", nothing), whole("B", nothing)])
    assert none.value is not None and none.value.na_approved
    assert none.value.na_reason == "A: không có làng nghề; B: không có làng nghề"
    claimed = replace(nothing, na_approved=False)
    for way, value in ((RATIO, claimed), (replace(RATIO, skips_na=False), nothing)):
        found = carry(spec(POOR), way, [whole("A", ratio(1, 9)), whole("B", value)])
        assert found.value is None and "B (" in found.reason


def test_half_a_compound_figure_is_half_known() -> None:
    both = IndicatorSpec("12.1", "Lao động", (replace(POOR, label="nam"), replace(POOR, key="b")))
    full = EntryValue(ratio(1, 10).parts * 2)
    half = EntryValue((ratio(2, 10).parts[0], PartValue()))
    found = carry(both, RATIO, [whole("A", full), whole("B", half)])
    assert found.value is not None
    assert found.value.parts[0].numerator == 3 and found.value.parts[1].is_empty
    result = judge(both, found, {"a": ThresholdRule(1, Decimal(50)), "b": LEVEL})
    assert result.verdict is Verdict.UNKNOWN and "B (chưa nhập" in result.reason


def test_recognition_follows_a_rule_row_or_nothing() -> None:
    states: list[tuple[str, bool | None]] = [("A", True), ("B", True)]
    assert carry_recognition(None, states) is None
    assert carry_recognition(ALL, states) is True
    assert carry_recognition(ALL, [*states, ("C", False)]) is False
    assert carry_recognition(ALL, [*states, ("thị trấn", None)]) is None
    assert carry_recognition(replace(ALL, method=CarryMethod.ASK), states) is None


# Properties. Three old units; the first is divided between the others, which then merge or not.

FIRST, SECOND, THIRD = date(2024, 1, 1), date(2024, 11, 1), date(2025, 7, 1)
counts = st.integers(0, 10**9).map(Decimal)
shares = st.integers(1, 10**8 - 1).map(lambda n: Decimal(n).scaleb(-8))
values = st.lists(counts, min_size=3, max_size=3)


def alive(day: date) -> set[int]:
    if day >= THIRD:
        return {5, 3}
    return {2, 3, 4} if day >= SECOND else {1, 2, 3}


def links(share: Decimal, other: Decimal) -> list[Link]:
    """1 is divided between 2 and 4; then 2 and a part of 4 become 5, the rest of 4 goes to 3."""
    rest, remains = Decimal(1) - share, Decimal(1) - other
    rows = [(1, 2, SECOND, share), (1, 4, SECOND, rest), (2, 5, THIRD, Decimal(1)),
            (4, 5, THIRD, other), (4, 3, THIRD, remains)]  # fmt: skip
    return [Link(old, new, on, part, part) for old, new, on, part in rows]


def carried(
    part: PartSpec, way: Way, figures: dict[int, EntryValue | None], found: dict[int, Origin]
) -> dict[int, EntryValue | None]:
    return {
        unit: carry(
            spec(part),
            way,
            [
                Piece(str(p.unit), p, figures[p.unit], population=Decimal(100))
                for p in origin.portions
            ],
        ).value
        for unit, origin in found.items()
    }


def rows(values: list[Decimal]) -> dict[int, EntryValue | None]:
    return {unit: number(value) for unit, value in enumerate(values, 1)}


@given(values, shares, shares)
def test_sums_before_are_sums_after(values: list[Decimal], share: Decimal, other: Decimal) -> None:
    for day in (SECOND, THIRD):
        found = origins(have=FIRST, want=day, links=links(share, other), alive=alive)
        after = carried(HOUSES, SUM, rows(values), found)
        total = sum((v.parts[0].number or Decimal() for v in after.values() if v), Decimal())
        assert total == sum(values)


@given(values, values, shares, shares)
def test_two_steps_are_one_step(
    tops: list[Decimal], bottoms: list[Decimal], share: Decimal, other: Decimal
) -> None:
    chain = links(share, other)
    figures: dict[int, EntryValue | None] = {
        unit: EntryValue((PartValue(numerator=top, denominator=bottom + 1),))
        for unit, (top, bottom) in enumerate(zip(tops, bottoms, strict=True), 1)
    }
    step = origins(have=FIRST, want=SECOND, links=chain, alive=alive)
    then = origins(have=SECOND, want=THIRD, links=chain, alive=alive)
    once = origins(have=FIRST, want=THIRD, links=chain, alive=alive)
    middle = carried(POOR, RATIO, figures, step)
    assert carried(POOR, RATIO, middle, then) == carried(POOR, RATIO, figures, once)


@given(values, shares, shares)
def test_the_same_map_changes_nothing(
    values: list[Decimal], share: Decimal, other: Decimal
) -> None:
    found = origins(have=FIRST, want=FIRST, links=links(share, other), alive=alive)
    assert carried(HOUSES, SUM, rows(values), found) == rows(values)


@given(values, shares, shares, st.integers(1, 3), st.sampled_from([SUM, MEAN, ALL]))
def test_what_one_unit_does_not_know_stays_unknown(
    values: list[Decimal], share: Decimal, other: Decimal, lacking: int, way: Way
) -> None:
    part = PLANNED if way is ALL else HOUSES
    figures: dict[int, EntryValue | None] = {
        unit: choice(YES) if way is ALL else number(value) for unit, value in enumerate(values, 1)
    }
    figures[lacking] = None
    found = origins(have=FIRST, want=THIRD, links=links(share, other), alive=alive)
    after = carried(part, way, figures, found)
    for unit, origin in found.items():
        if lacking in {portion.unit for portion in origin.portions}:
            assert after[unit] is None
        else:
            assert after[unit] is not None


@given(st.lists(counts, min_size=2, max_size=2), st.lists(counts, min_size=2, max_size=2), counts)
def test_a_mean_is_never_on_the_wrong_side_of_a_level(
    incomes: list[Decimal], people: list[Decimal], level: Decimal
) -> None:
    pieces = [
        whole(str(n), number(income), population=weight + 1)
        for n, (income, weight) in enumerate(zip(incomes, people, strict=True))
    ]
    found = carry(spec(INCOME), MEAN, pieces)
    truth = Fraction(sum(i * (w + 1) for i, w in zip(incomes, people, strict=True))) / Fraction(
        sum(people) + 2
    )
    result = judge(spec(INCOME), found, {"a": ThresholdRule(1, level)})
    assert (result.verdict is Verdict.MET) == (truth >= Fraction(level))
