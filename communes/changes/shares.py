"""Shares of a divided unit: exact, complete, and adding up to one whole."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

ONE = Decimal(1)
PLACES = Decimal("0.00000001")  # what the database keeps of a share: eight decimals


@dataclass(frozen=True)
class Share:
    """The part of `predecessor` that goes to `successor`: of its people, of its area.

    Both are fractions of one (0.25), or None where no source gives them.
    """

    predecessor: str
    successor: str
    population: Decimal | None = None
    area: Decimal | None = None
    source: str = ""

    def as_json(self) -> dict[str, Any]:
        """As written in a plan file."""
        return {
            "from": self.predecessor,
            "to": self.successor,
            "population": None if self.population is None else f"{self.population.normalize():f}",
            "area": None if self.area is None else f"{self.area.normalize():f}",
            "source": self.source,
        }


def share_problems(shares: Sequence[Share]) -> list[str]:
    """Sentences about what is wrong with the shares of one step; none when they may be stored.

    Of each predecessor, either no share of people (of area) is known, or all are, each above 0 and
    at most 1, with at most eight decimals, and together exactly 1. A rounding that leaves
    0.99999999 is refused: sums carried onto another map would lose people.
    """
    found: list[str] = []
    by_unit: dict[str, list[Share]] = defaultdict(list)
    for share in shares:
        by_unit[share.predecessor].append(share)
    for key, rows in by_unit.items():
        for word, values in (
            ("dân số", [row.population for row in rows]),
            ("diện tích", [row.area for row in rows]),
        ):
            wrong = _wrong(values)
            if wrong:
                found.append(f"Phần {word} của «{key}» {wrong}")
    return found


def _wrong(values: Sequence[Decimal | None]) -> str:
    known = [value for value in values if value is not None]
    if not known:
        return ""
    if len(known) < len(values):
        return "mới ghi cho một số nơi. Ghi đủ cho mọi nơi kế tục, hoặc để trống tất cả."
    if any(value <= 0 or value > ONE for value in known):
        return "phải lớn hơn 0 và không quá 1. Viết 0,25 cho một phần tư."
    if any(value != value.quantize(PLACES) for value in known):
        return "có quá tám chữ số sau dấu phẩy. Làm tròn đến tám chữ số."
    total = sum(known, Decimal(0))
    if total != ONE:
        shown = f"{total.normalize():f}".replace(".", ",")
        return f"cộng lại được {shown}, phải đúng bằng 1. Sửa lại một trong các phần."
    return ""
