"""Without its derivation a verdict is the same verdict: what long files store is what the form
stores."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from communes.evaluation import ThresholdRule, evaluate_indicator
from communes.measures import Comparator, EntryValue, IndicatorSpec, Measure, PartSpec, PartValue

SCALE = ("Yếu", "Trung bình", "Khá", "Tốt")
amounts = st.decimals(min_value=0, max_value=5000, places=2)
optional = st.none() | amounts


@st.composite
def parts(draw: st.DrawFn, key: str) -> tuple[PartSpec, PartValue, ThresholdRule | None]:
    measure = draw(st.sampled_from(Measure))
    counted = measure is Measure.RATIO and draw(st.booleans())
    spec = PartSpec(
        key=key,
        label=draw(st.sampled_from(["", "nam"])),
        measure=measure,
        comparator=draw(st.sampled_from(Comparator)),
        unit=draw(st.sampled_from(["", "%", "nhà"])),
        denominator_label="tổng số hộ" if counted else "",
        count_unit="hộ",
        whole_counts=draw(st.booleans()),
        scale=SCALE if measure is Measure.ORDINAL else (),
    )
    choices = SCALE if measure is Measure.ORDINAL else ("yes", "no")
    if spec.is_choice:
        value = PartValue(choice=draw(st.sampled_from(("", *choices))))
    elif counted:
        value = PartValue(numerator=draw(optional), denominator=draw(optional))
    else:
        value = PartValue(number=draw(optional))
    level = (
        {"choice": draw(st.sampled_from(choices))} if spec.is_choice else {"amount": draw(amounts)}
    )
    rule = ThresholdRule(id=7, certain=draw(st.booleans()), **level)
    return spec, value, draw(st.none() | st.just(rule))


@given(st.lists(parts("a"), min_size=1, max_size=1), st.lists(parts("b"), max_size=1))
def test_verdict_gap_and_thresholds_are_the_same(first, second) -> None:
    found = [*first, *second]
    spec = IndicatorSpec("1", "Thử", tuple(part for part, _value, _rule in found))
    value = EntryValue(tuple(value for _part, value, _rule in found))
    rules = {part.key: rule for part, _value, rule in found}
    whole = evaluate_indicator(spec, value, rules)
    short = evaluate_indicator(spec, value, rules, derivation=False)
    for name in ("verdict", "gap", "unverified", "illustrative", "threshold_ids", "rule_version"):
        assert getattr(short, name) == getattr(whole, name), name


def test_a_share_that_misses_by_little_says_the_same_gap() -> None:
    spec = PartSpec("a", "", Measure.RATIO, Comparator.AT_LEAST, "%", "", "tổng số", "hộ")
    rule = ThresholdRule(id=1, amount=Decimal(95))
    value = EntryValue((PartValue(numerator=Decimal(1000), denominator=Decimal(1236)),))
    whole = IndicatorSpec("1", "Thử", (spec,))
    assert evaluate_indicator(whole, value, {"a": rule}, derivation=False).gap == "còn thiếu 175 hộ"
