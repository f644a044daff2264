from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from communes.measures import (
    Comparator,
    Measure,
    PartSpec,
    PartValue,
    read_number,
    read_part,
    typed_part,
)
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.vietnamese import format_number, format_percent

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
ROADS = PartSpec(
    key="a",
    label="",
    measure=Measure.RATIO,
    comparator=Comparator.AT_LEAST,
    unit="%",
    numerator_label="đường đã cứng hóa",
    denominator_label="tổng chiều dài đường",
    count_unit="km",
    whole_counts=False,
)
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

values = st.decimals(
    min_value=0, max_value=9_999_999_999, places=4, allow_nan=False, allow_infinity=False
)


@pytest.mark.parametrize(
    ("typed", "expected"),
    [
        ("12,5", "12.5"),
        ("12.5", "12.5"),
        ("1.234,5", "1234.5"),
        ("1,234.5", "1234.5"),
        ("1.234", "1234"),
        ("1.234.567", "1234567"),
        ("1,234,567", "1234567"),
        ("1.234.567,89", "1234567.89"),
        ("12,5 %", "12.5"),
        ("12,5%", "12.5"),
        (f"12,5{NBSP}%", "12.5"),
        (f" {NBSP}12 ", "12"),
        (f"1{NBSP}234,5", "1234.5"),
        ("1 234 567", "1234567"),
        ("0", "0"),
        ("007", "7"),
        ("0.234", "0.234"),
        ("1234.567", "1234.567"),
        ("1,236", "1.236"),
        ("12,50000", "12.5"),
        ("99999999999999", "99999999999999"),
        ("-5", "-5"),
        ("\u22125,5", "-5.5"),
        ("-0", "0"),
        ("12\u200b,5", "12.5"),
    ],
)
def test_reads_what_offices_type(typed: str, expected: str) -> None:
    assert read_number(typed) == Decimal(expected)


NO_SENSE = ("", " ", "%", ",", ",5", "5,", "12 5", "1.23.456", "1.234.56", "1,23.4", "1.2,3,4")
NO_DIGITS = ("12..5", "--5", "+5", "1'234", "１２", "٣", "½", "1e5", "NaN", "Infinity", "0x1F")


@pytest.mark.parametrize("typed", [*NO_SENSE, *NO_DIGITS, "5%%"])
def test_refuses_what_is_no_number(typed: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_number(typed)
    assert refusal.value.code == "not_a_number"
    assert "Nhập số, ví dụ" in refusal.value.message


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("2O,4", '"2O,4" có chữ O. Nhập số, ví dụ 20,4.'),
        ("l2", '"l2" có chữ l. Nhập số, ví dụ 12.'),
        ("154 hộ", '"154 hộ" có chữ hộ. Nhập số, ví dụ 154.'),
        ("không rõ", '"không rõ" có chữ không. Nhập số, ví dụ 20,4.'),
        ("12 5", '"12 5" không phải là số. Nhập số, ví dụ 20,4.'),
    ],
)
def test_says_what_to_type_instead(typed: str, sentence: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_number(typed)
    assert refusal.value.message == sentence


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("1,23456", "too_precise"),
        ("123456789012345", "too_long"),
        ("12345678901,2345", "too_long"),
        ("9" * 2000, "too_long"),
    ],
)
def test_refuses_more_digits_than_are_stored(typed: str, code: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_number(typed)
    assert refusal.value.code == code


@given(values)
def test_reads_back_what_documents_print(value: Decimal) -> None:
    assert read_number(format_number(value)) == value
    assert read_number(format_percent(value)) == value


@given(st.text(max_size=80))
def test_any_text_is_a_number_or_a_refusal(typed: str) -> None:
    try:
        value = read_number(typed)
    except Refused:
        return
    assert value.is_finite()
    assert any(char in "0123456789" for char in typed)


def refused(spec: PartSpec, **raw: str) -> Refused:
    with pytest.raises(Refused) as refusal:
        read_part(spec, raw)
    return refusal.value


def test_nothing_typed_is_nothing() -> None:
    for spec in (POOR, ROADS, TRAINED, INCOME, HOUSES, MARKET, RANK):
        assert read_part(spec, {}) is None
        blank = {"numerator": " ", "denominator": "", "number": NBSP, "choice": ""}
        assert read_part(spec, blank) is None


def test_reads_each_kind_of_part() -> None:
    counted = read_part(POOR, {"numerator": "154", "denominator": "1.236"})
    assert counted == PartValue(numerator=Decimal(154), denominator=Decimal(1236))
    lengths = read_part(ROADS, {"numerator": "12,35", "denominator": "20"})
    assert lengths == PartValue(numerator=Decimal("12.35"), denominator=Decimal(20))
    assert read_part(TRAINED, {"number": "61,8 %"}) == PartValue(number=Decimal("61.8"))
    assert read_part(INCOME, {"number": "46,2"}) == PartValue(number=Decimal("46.2"))
    assert read_part(HOUSES, {"number": "0"}) == PartValue(number=Decimal(0))
    assert read_part(MARKET, {"choice": "yes"}) == PartValue(choice="yes")
    assert read_part(RANK, {"choice": "Khá"}) == PartValue(choice="Khá")


def test_keeps_half_a_ratio() -> None:
    assert read_part(POOR, {"numerator": "154"}) == PartValue(numerator=Decimal(154))
    assert read_part(POOR, {"denominator": "9"}) == PartValue(denominator=Decimal(9))


def test_ignores_fields_of_other_measures() -> None:
    assert read_part(MARKET, {"number": "abc", "numerator": "-1"}) is None
    assert read_part(INCOME, {"choice": "yes", "denominator": "0"}) is None


def test_refuses_numerator_over_denominator() -> None:
    refusal = refused(POOR, numerator="1.540", denominator="1.236")
    assert refusal.code == "numerator_over_denominator"
    assert refusal.message == (
        "1.540 hộ nhiều hơn tổng số 1.236 hộ. Kiểm tra lại một trong hai số."
    )
    assert read_part(POOR, {"numerator": "1.236", "denominator": "1.236"}) is not None


def test_refuses_a_ratio_over_its_own_ceiling() -> None:
    spec = PartSpec(
        key="a",
        label="",
        measure=Measure.RATIO,
        comparator=Comparator.AT_LEAST,
        denominator_label="kế hoạch",
        max_value=Decimal(150),
    )
    assert read_part(spec, {"numerator": "150", "denominator": "100"}) is not None
    assert refused(spec, numerator="151", denominator="100").code == "over_max"


def test_refuses_a_zero_denominator_and_points_to_not_applicable() -> None:
    refusal = refused(POOR, numerator="0", denominator="0")
    assert refusal.code == "zero_denominator"
    assert refusal.message.startswith("Tổng số hộ bằng 0")
    assert "Không áp dụng" in refusal.message


@pytest.mark.parametrize("raw", [{"numerator": "-1", "denominator": "5"}, {"numerator": "-0,5"}])
def test_refuses_negative_counts(raw: dict[str, str]) -> None:
    assert refused(POOR, **raw).code == "negative"


def test_refuses_negative_numbers() -> None:
    assert refused(INCOME, number="-46").code == "negative"
    assert refused(INCOME, number="-46").message.startswith("-46 nhỏ hơn 0.")


def test_refuses_fractions_of_what_comes_whole() -> None:
    assert refused(POOR, numerator="1,5", denominator="9").code == "fraction"
    assert refused(HOUSES, number="0,5").code == "fraction"
    assert read_part(ROADS, {"numerator": "1,5", "denominator": "9"}) is not None
    assert read_part(INCOME, {"number": "46,25"}) is not None


def test_guesses_a_thousands_comma() -> None:
    message = refused(POOR, numerator="5", denominator="1,236").message
    assert message == "1,236 hộ không phải số nguyên. Nhập số nguyên, ví dụ 1236."


def test_refuses_over_one_hundred_percent() -> None:
    refusal = refused(TRAINED, number="100,1")
    assert refusal.code == "over_max"
    assert f"100,1{NBSP}%" in refusal.message
    assert read_part(TRAINED, {"number": "100"}) == PartValue(number=Decimal(100))


def test_refuses_over_the_highest_possible_number() -> None:
    spec = PartSpec(
        key="a",
        label="",
        measure=Measure.NUMBER,
        comparator=Comparator.AT_LEAST,
        unit="thôn",
        max_value=Decimal(9),
    )
    refusal = refused(spec, number="10")
    assert refusal.code == "over_max"
    assert "mức cao nhất có thể là 9 thôn" in refusal.message


def test_refuses_a_percent_sign_on_what_is_not_percent() -> None:
    assert refused(INCOME, number="46 %").code == "percent_sign"
    assert refused(POOR, numerator="12,46 %", denominator="1236").code == "percent_sign"


def test_refuses_unknown_choices() -> None:
    assert refused(MARKET, choice="maybe").code == "not_a_choice"
    assert refused(MARKET, choice="Khá").code == "not_a_choice"
    refusal = refused(RANK, choice="yes")
    assert refusal.message == '"yes" không có trong danh sách. Chọn: Yếu, Trung bình, Khá, Tốt.'


@given(top=values, bottom=values.filter(lambda value: value > 0))
def test_form_fields_read_back(top: Decimal, bottom: Decimal) -> None:
    low, high = sorted((top, bottom))
    for spec, value in (
        (ROADS, PartValue(numerator=low, denominator=high)),
        (INCOME, PartValue(number=top)),
        (RANK, PartValue(choice="Khá")),
    ):
        assert read_part(spec, typed_part(value)) == value


def test_form_fields_of_nothing_are_empty() -> None:
    assert set(typed_part(None).values()) == {""}
    assert typed_part(PartValue(number=Decimal("1234.50")))["number"] == "1234,5"
