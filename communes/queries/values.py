"""Between rows and the pure value types."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, NamedTuple
from uuid import UUID

from django.db.models import QuerySet

from communes.enums import EntryReview
from communes.measures import EntryValue, IndicatorSpec, PartValue, display_part
from communes.models import IndicatorEntry, MeasuredValue, ProgressReport
from kbang_ntm.core.prepared import Prepared


class Figures(NamedTuple):
    """An entry as the entry page reads it: a plain row, a third of the cost of an instance.

    The page and every save read all entries of two periods; nothing here is written back.
    """

    id: int
    uid: UUID
    indicator_id: int
    version: int
    changed_at: datetime
    save_code: str
    review: str
    reviewed_at: datetime | None
    verdict: str
    gap: str
    numerator: Decimal | None
    denominator: Decimal | None
    number: Decimal | None
    choice: str
    numerator_b: Decimal | None
    denominator_b: Decimal | None
    number_b: Decimal | None
    choice_b: str
    na_reason: str
    note: str
    survey: str


Measured = MeasuredValue | Figures


def figures_of(report: ProgressReport) -> dict[int, Figures]:
    """All entries of a report by indicator id. One query."""
    return {row[2]: Figures._make(row) for row in _of_one(report.pk)}


@Prepared
def _of_one(report: int) -> QuerySet[Any, Any]:
    return IndicatorEntry.objects.filter(report_id=report).values_list(*Figures._fields)


def figures_of_both(
    report: ProgressReport, other: ProgressReport | None
) -> tuple[dict[int, Figures], dict[int, Figures]]:
    """As `figures_of`, of two reports, none of the second where there is none. One query."""
    if other is None:
        return figures_of(report), {}
    found: dict[int, dict[int, Figures]] = {report.pk: {}, other.pk: {}}
    for report_id, *columns in _of_two(*found):
        found[report_id][columns[2]] = Figures._make(columns)
    return found[report.pk], found[other.pk]


@Prepared
def _of_two(one: int, other: int) -> QuerySet[Any, Any]:
    rows = IndicatorEntry.objects.filter(report_id__in=[one, other]).order_by()
    return rows.values_list("report_id", *Figures._fields)


ACCEPTED = frozenset({EntryReview.ACCEPTED, EntryReview.SETTLED})


def part_values(row: Measured, parts: int) -> tuple[PartValue, ...]:
    """The stored parts of a value, as many as its indicator has."""
    both = (
        PartValue(row.numerator, row.denominator, row.number, row.choice),
        PartValue(row.numerator_b, row.denominator_b, row.number_b, row.choice_b),
    )
    return both[:parts]


def entry_value(
    row: Measured, spec: IndicatorSpec, *, review: str = EntryReview.NONE
) -> EntryValue | None:
    """The value as the evaluation wants it; None when nothing was entered.

    "Not applicable" counts as approved once the agency in duty accepted the entry.
    """
    parts = part_values(row, len(spec.parts))
    if not row.na_reason and all(part.is_empty for part in parts):
        return None
    return EntryValue(
        parts=parts, na_reason=row.na_reason, na_approved=review in ACCEPTED and bool(row.na_reason)
    )


def value_columns(value: EntryValue | None) -> dict[str, Any]:
    """Model columns for a value: part a, part b, reason for not applicable."""
    parts = list(value.parts) if value else []
    parts += [PartValue()] * (2 - len(parts))
    a, b = parts[:2]
    return {
        "numerator": a.numerator,
        "denominator": a.denominator,
        "number": a.number,
        "choice": a.choice,
        "numerator_b": b.numerator,
        "denominator_b": b.denominator,
        "number_b": b.number,
        "choice_b": b.choice,
        "na_reason": value.na_reason if value else "",
    }


def is_filled(entry: Measured, spec: IndicatorSpec) -> bool:
    """Every part entered, or declared not applicable with a reason."""
    if entry.na_reason:
        return True
    return all(_whole(part) for part in part_values(entry, len(spec.parts)))


def _whole(part: PartValue) -> bool:
    if part.numerator is not None or part.denominator is not None:
        return part.numerator is not None and part.denominator is not None
    return part.number is not None or bool(part.choice)


def show_value(spec: IndicatorSpec, parts: Sequence[PartValue], na_reason: str) -> str:
    """A value in words: "12,46 %", "Nam 61,8 %, Nữ 60,9 %", or the reason for not applicable."""
    if na_reason:
        return na_reason
    shown = [
        f"{part.label} {display_part(part, value)}".strip()
        for part, value in zip(spec.parts, parts, strict=False)
        if not value.is_empty
    ]
    return ", ".join(shown)


def value_words(spec: IndicatorSpec, entry: Measured) -> str:
    """A stored value in words."""
    return show_value(spec, part_values(entry, len(spec.parts)), entry.na_reason)
