"""What a period's workbook shows of one report: its rows, read before, written nowhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from communes.enums import EntryReview, ReportState
from communes.evaluation import threshold_text
from communes.measures import PartValue, display_counts, display_part
from communes.models import ProgressReport, UnitVersion
from communes.queries.sheet import mark_of
from communes.queries.specs import CriterionRow, IndicatorRow, Rules
from communes.queries.values import ACCEPTED, Figures, part_values
from communes.workbooks.layout import Line
from kbang_ntm.core.models import User

VERDICTS = {
    "met": "Đạt",
    "not_met": "Chưa đạt",
    "unknown": "Chưa xác định",
    "not_applicable": "Không áp dụng",
}


@dataclass(frozen=True)
class Commune:
    """One unit of the workbook with all that its rows need; `report` is None before it began.

    `closed` says why nothing of the report may be typed now; `assigned` is {indicator id: {user
    id: name}} where the commune has divided its work.
    """

    unit: UnitVersion
    report: ProgressReport | None
    rules: Rules
    closed: str = ""
    entries: Mapping[int, Figures] = field(default_factory=dict)
    previous: Mapping[int, Figures] = field(default_factory=dict)
    assigned: Mapping[int, Mapping[int, str]] = field(default_factory=dict)


def lines_of(
    commune: Commune, criterion: CriterionRow, *, user: User, name: str = ""
) -> tuple[Line, ...]:
    """The rows of a criterion: one per part of each indicator."""
    return tuple(
        line for row in criterion.indicators for line in _lines(commune, row, user=user, name=name)
    )


def _lines(commune: Commune, row: IndicatorRow, *, user: User, name: str) -> list[Line]:
    entry, before = commune.entries.get(row.id), commune.previous.get(row.id)
    count = len(row.spec.parts)
    blank = (PartValue(),) * count
    values = part_values(entry, count) if entry else blank
    olds = part_values(before, count) if before else blank
    rules = commune.rules.get(row.id, {})
    found = []
    for number, (part, value, old) in enumerate(zip(row.spec.parts, values, olds, strict=True)):
        rule, first = rules.get(part.key), number == 0
        basis = ", ".join(filter(None, (rule.legal_basis if rule else "", mark_of(rule))))
        found.append(
            Line(
                unit=name,
                code=row.code,
                title=row.title if first else f"{row.title} ({part.label})",
                part=part,
                first=first,
                value=value,
                before=old,
                before_words="không áp dụng"
                if before and before.na_reason
                else (display_part(part, old)),
                before_counts=display_counts(part, old),
                level=threshold_text(part, rule),
                basis=basis,
                na_reason=entry.na_reason if entry else "",
                note=entry.note if entry else "",
                survey=entry.survey if entry else "",
                may_not_apply=row.may_not_apply,
                verdict=_verdict(entry) if first else "",
                closed=closed_words(commune, row.id, user),
            )
        )
    return found


def _verdict(entry: Figures | None) -> str:
    if entry is None or entry.version == 0:
        return "Chưa nhập"
    return ", ".join(filter(None, (VERDICTS[entry.verdict], entry.gap)))


def closed_words(commune: Commune, indicator_id: int, user: User) -> str:
    """Why this row is locked, "" when it may be typed in."""
    if commune.closed:
        return commune.closed
    entry = commune.entries.get(indicator_id)
    review = entry.review if entry else EntryReview.NONE
    returned = commune.report is not None and commune.report.state == ReportState.RETURNED
    if returned and review in ACCEPTED:
        return "Đã chấp nhận"
    if returned and review != EntryReview.RETURNED:
        return "Mục này không bị trả lại"
    others = commune.assigned.get(indicator_id)
    if others and user.pk not in others:
        return f"Giao cho {', '.join(sorted(others.values()))}"
    return ""
