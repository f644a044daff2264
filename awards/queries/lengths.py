"""How long a citation may be, by the rules of the day."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from awards import law_codes
from awards.models import AwardRule
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.once import settled


@dataclass(frozen=True)
class Lengths:
    """Most characters on the certificate and in the list; None where no rule says."""

    certificate: int | None
    in_list: int | None
    certain: bool


@settled
def lengths_on(day: date) -> Lengths:
    """The limits in force on a day. One query."""
    codes = (law_codes.CITATION_CERTIFICATE, law_codes.CITATION_LIST)
    rows = {row.code: row for row in AwardRule.objects.filter(code__in=codes, valid__contains=day)}
    first, second = (rows.get(code) for code in codes)
    return Lengths(
        _number(first), _number(second), all(row is None or row.certain for row in (first, second))
    )


def _number(row: AwardRule | None) -> int | None:
    return int(row.amount) if row is not None and row.amount is not None else None


def length_refusal(citation: str, in_list: str, day: date) -> None:
    """Raises Refused (`citation_long`) with how many characters are too many. One query."""
    limits = lengths_on(day)
    for text, most, field, where in (
        (citation, limits.certificate, "citation", "ghi trên giấy khen"),
        (in_list, limits.in_list, "citation_list", "ghi trong danh sách"),
    ):
        column = 300 if field == "citation" else 600
        allowed = min(most, column) if most is not None else column
        if len(text) > allowed:
            raise Refused(
                "citation_long",
                f"Thành tích {where} dài {len(text)} ký tự, nhiều nhất {allowed}. "
                f"Bớt {len(text) - allowed} ký tự.",
            )
