"""The set of eight indicators of the small district, and good values for it, as data."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

# (code, criterion no, group order, short title, parts, thresholds by part key, flags)
PERCENT: dict[str, Any] = {"measure": "ratio", "comparator": "ge", "unit": "%"}
Line = tuple[str, str, int, str, list[dict[str, Any]], dict[str, Any], dict[str, Any]]
SMALL_SET: tuple[Line, ...] = (
    ("1.1", "1", 1, "Quy hoạch chung", [{"measure": "boolean", "comparator": "is"}],
     {"a": "yes"}, {}),
    ("1.2", "1", 1, "Làng nghề", [{"measure": "boolean", "comparator": "is"}],
     {"a": "yes"}, {"may_not_apply": True}),
    ("9", "9", 1, "Nhà tạm",
     [{"measure": "number", "comparator": "eq", "unit": "nhà"}], {"a": Decimal(0)}, {}),
    ("10", "10", 2, "Thu nhập",
     [{"measure": "currency", "comparator": "ge", "unit": "triệu đồng/người/năm",
       "whole_counts": False}],
     {"a": Decimal(50)}, {"yearly": True}),
    ("11", "11", 2, "Nghèo đa chiều",
     [{"measure": "ratio", "comparator": "le", "unit": "%",
       "numerator_label": "hộ nghèo và cận nghèo", "denominator_label": "tổng số hộ",
       "count_unit": "hộ"}],
     {"a": Decimal(7)}, {"needs_evidence": True}),
    ("12.1", "12", 2, "Lao động qua đào tạo",
     [{"label": "nam", **PERCENT}, {"label": "nữ", **PERCENT}],
     {"a": Decimal(60), "b": Decimal(60)}, {}),
    ("16", "16", 2, "Xếp loại văn hóa",
     [{"measure": "ordinal", "comparator": "ge", "scale": ["Yếu", "Trung bình", "Khá", "Tốt"]}],
     {"a": "Khá"}, {}),
    ("17.9", "17", 2, "Cây xanh",
     [{"measure": "number", "comparator": "ge", "unit": "m²/người", "whole_counts": False}],
     {}, {}),  # nobody knows its level: always "chưa xác định"
)  # fmt: skip

GOOD: dict[str, dict[str, dict[str, str]]] = {
    "1.1": {"a": {"choice": "yes"}},
    "1.2": {"a": {"choice": "yes"}},
    "9": {"a": {"number": "0"}},
    "10": {"a": {"number": "51,2"}},
    "11": {"a": {"numerator": "62", "denominator": "1.236"}},
    "12.1": {"a": {"number": "61,8"}, "b": {"number": "60,9"}},
    "16": {"a": {"choice": "Khá"}},
    "17.9": {"a": {"number": "4,2"}},
}
