from __future__ import annotations

from decimal import Decimal

from communes.measures import PartValue, display_counts, display_part
from tests.communes.measures.test_reading import (
    HOUSES,
    INCOME,
    MARKET,
    POOR,
    RANK,
    ROADS,
    TRAINED,
)

NBSP = "\u00a0"


def test_shows_results_in_their_unit() -> None:
    poor = PartValue(numerator=Decimal(154), denominator=Decimal(1236))
    assert display_part(POOR, poor) == f"12,46{NBSP}%"
    assert display_part(TRAINED, PartValue(number=Decimal("61.80"))) == f"61,8{NBSP}%"
    assert display_part(INCOME, PartValue(number=Decimal("46.2"))) == "46,2 triệu đồng/người/năm"
    assert display_part(HOUSES, PartValue(number=Decimal(0))) == "0 nhà"
    assert display_part(MARKET, PartValue(choice="yes")) == "Đạt"
    assert display_part(MARKET, PartValue(choice="no")) == "Chưa đạt"
    assert display_part(RANK, PartValue(choice="Khá")) == "Khá"


def test_shows_whole_percentages_without_decimals() -> None:
    half = PartValue(numerator=Decimal(618), denominator=Decimal(1236))
    assert display_part(POOR, half) == f"50{NBSP}%"


def test_shows_nothing_for_nothing() -> None:
    for spec in (POOR, TRAINED, INCOME, MARKET, RANK):
        assert display_part(spec, None) == ""
        assert display_part(spec, PartValue()) == ""
        assert display_counts(spec, None) == ""
        assert display_counts(spec, PartValue()) == ""


def test_shows_no_percentage_of_half_a_ratio() -> None:
    assert display_part(POOR, PartValue(numerator=Decimal(5))) == ""
    assert display_part(POOR, PartValue(numerator=Decimal(0), denominator=Decimal(0))) == ""


def test_shows_counts() -> None:
    value = PartValue(numerator=Decimal(154), denominator=Decimal(1236))
    assert display_counts(POOR, value) == "154/1.236 hộ"
    lengths = PartValue(numerator=Decimal("12.35"), denominator=Decimal(20))
    assert display_counts(ROADS, lengths) == "12,35/20 km"
    assert display_counts(POOR, PartValue(denominator=Decimal(1236))) == "…/1.236 hộ"
    assert display_counts(INCOME, PartValue(number=Decimal(46))) == ""
