"""A nomination that passes, and pieces to change in it."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

from awards.checks.facts import CheckFacts, Condition, Past, Rule, Span, Word

ON = date(2024, 10, 10)
YEAR = Span(date(2024, 1, 1), date(2024, 12, 31))
ROAD = "Hiến 500 m2 đất làm đường liên thôn"
NAME = "Kbang chung sức xây dựng nông thôn mới"


def facts(**changes: Any) -> CheckFacts:
    plain = CheckFacts(
        on=ON,
        type_code="GIAY_KHEN_HUYEN",
        type_name="Giấy khen",
        kind="form",
        level="district",
        merit_kind="movement",
        nominee_kind="individual",
        form="",
        span=YEAR,
        merit=ROAD,
        movement=NAME,
        body_name="Huyện Kbang",
        body_decides=True,
    )
    return replace(plain, **changes)


def rule(code: str = "x", amount: int | None = None, **changes: Any) -> Rule:
    return Rule(code, amount=None if amount is None else Decimal(amount), **changes)


def year(number: int) -> Span:
    return Span(date(number, 1, 1), date(number, 12, 31))


def past(code: str = "GIAY_KHEN_XA", **changes: Any) -> Past:
    plain = Past(
        holder="Đinh Văn Bớt",
        type_code=code,
        type_name=code,
        kind="form",
        level="commune",
        merit_kind="movement",
        span=YEAR,
        decided_on=date(2024, 5, 1),
    )
    return replace(plain, **changes)


def title(number: int, code: str = "CSTDCS", **changes: Any) -> Past:
    values = {"kind": "title", "merit_kind": "merit", "span": year(number), **changes}
    return past(code, **values)


def condition(check: str, amount: int | None = None, **changes: Any) -> Condition:
    number = None if amount is None else Decimal(amount)
    return replace(Condition("Điều kiện.", check=check, amount=number), **changes)


def word(kind: str, state: str = "no", **changes: Any) -> Word:
    plain = Word(kind, state, date(2024, 10, 1), body="Công an huyện", holder="Đinh Văn Bớt")
    return replace(plain, **changes)
