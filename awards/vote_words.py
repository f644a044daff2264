"""The result of a closed item in words and arithmetic, the same on pages and in minutes."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from kbang_ntm.core.vietnamese import format_percent


def recommended(item: Any) -> bool:
    """Reached, and within the quota where one forced a choice."""
    return bool(item.reached) and item.within_quota is not False


def arithmetic(item: Any) -> str:
    """ "80 % × 13 = 10,4, cần từ 11 phiếu, có 11 phiếu đồng ý." For a closed item."""
    hundredths = item.percent * (item.total or 0)
    whole, rest = divmod(hundredths, 100)
    product = f"{whole}" + (f",{rest:02}".rstrip("0") if rest else "")
    return (
        f"{format_percent(item.percent, 0)} × {item.total} = {product}, "
        f"cần từ {item.needed} phiếu, có {item.yes} phiếu đồng ý."
    )


def share_words(item: Any) -> str:
    """ "11/13 = 84,62 %" of a closed item."""
    yes, total = item.yes or 0, item.total or 1
    hundredths = (yes * 20_000 + total) // (2 * total)
    return f"{yes}/{total} = {format_percent(Decimal(hundredths) / 100, 2)}"


def verdict_words(item: Any) -> str:
    """Whether it reached, and where the quota put it."""
    if not item.reached:
        return f"Thiếu {(item.needed or 0) - (item.yes or 0)} phiếu."
    if item.within_quota is False:
        return f"Đủ tỷ lệ, ngoài số lượng tối đa ({item.rank_reason})."
    return "Đủ tỷ lệ."
