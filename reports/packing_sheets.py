"""Spreadsheets of a package: all figures and reports of units, people and open work."""

from __future__ import annotations

from collections.abc import Collection

from communes.measures import Verdict
from communes.models import IndicatorEntry, ProgressReport, UnitChange
from communes.queries.changes import handover_lines
from communes.queries.why import VERDICT_WORDS
from reports.resources import Column, Sheet, Value

PARTS = ("numerator", "denominator", "number", "choice")


def figure_sheet(unit_ids: Collection[int]) -> Sheet:
    """All figures of units, one row an entry, newest period first. One query."""
    rows = (
        IndicatorEntry.objects.filter(report__unit__in=unit_ids)
        .order_by(
            "report__unit__order",
            "report__unit__key",
            "-report__period__ends",
            "report_id",
            "indicator__order",
            "id",
        )
        .select_related("report__unit", "report__period", "report__criteria_set", "indicator")
    )
    return Sheet(
        title="Số liệu theo chỉ tiêu",
        name="Số liệu",
        columns=(
            Column("Mã đơn vị", 16),
            Column("Kỳ", 16),
            Column("Bộ tiêu chí", 22),
            Column("Chỉ tiêu", 10),
            Column("Nội dung", 40),
            *(Column(f"{label}{part}", 12) for part in ("", ", phần hai")
              for label in ("Tử số", "Mẫu số", "Số", "Lựa chọn")),
            Column("Không áp dụng", 24),
            Column("Giải trình", 30),
            Column("Kết quả", 14),
            Column("Rà soát", 18),
            Column("Trạng thái báo cáo", 18),
        ),
        rows=[_figure(row) for row in rows.iterator(chunk_size=2000)],
    )  # fmt: skip


def _figure(entry: IndicatorEntry) -> list[Value]:
    report = entry.report
    parts: list[Value] = [getattr(entry, name) for name in PARTS]
    second: list[Value] = [getattr(entry, f"{name}_b") for name in PARTS]
    return [
        report.unit.key,
        report.period.label,
        report.criteria_set.code,
        entry.indicator.code,
        entry.indicator.short_title or entry.indicator.title,
        *parts,
        *second,
        entry.na_reason,
        entry.note,
        str(VERDICT_WORDS.get(Verdict(entry.verdict), entry.verdict)),
        entry.get_review_display(),
        report.get_state_display(),
    ]


def report_sheet(unit_ids: Collection[int]) -> Sheet:
    """All reports of units: how far each came, when, by whom. One query."""
    rows = (
        ProgressReport.objects.filter(unit__in=unit_ids)
        .order_by("unit__order", "unit__key", "-period__ends", "id")
        .select_related("unit", "responsible_unit", "period", "submitted_by", "confirmed_by")
    )
    return Sheet(
        title="Báo cáo theo kỳ",
        name="Báo cáo",
        columns=(
            Column("Mã đơn vị", 16),
            Column("Đơn vị đang giữ", 18),
            Column("Kỳ", 16),
            Column("Trạng thái", 18),
            Column("Gửi lúc", 18),
            Column("Người gửi", 22),
            Column("Gửi muộn", 10),
            Column("Xác nhận lúc", 18),
            Column("Người xác nhận", 22),
            Column("Số báo cáo giấy", 18),
            Column("Ngày báo cáo giấy", 14),
        ),
        rows=[
            [
                row.unit.key,
                row.responsible_unit.key,
                row.period.label,
                row.get_state_display(),
                row.submitted_at,
                row.submitted_by.full_name if row.submitted_by else "",
                "có" if row.late else "",
                row.confirmed_at,
                row.confirmed_by.full_name if row.confirmed_by else "",
                row.paper_number,
                row.paper_date,
            ]
            for row in rows
        ],
    )


def handover_sheet(change: UnitChange, unit_id: int | None) -> Sheet:
    """People and open work: what one unit receives, or all of it. Three queries."""
    return Sheet(
        title=f"Danh mục bàn giao: {change.title}",
        name="Bàn giao",
        columns=(
            Column("Loại", 24),
            Column("Nội dung", 60),
            Column("Người đang giữ", 24),
            Column("Từ", 26),
            Column("Đến", 26),
            Column("Hạn", 12),
            Column("Tệp kèm theo", 40),
            Column("Tình trạng", 24),
            Column("Lý do", 30),
        ),
        rows=[
            [
                group.label,
                line.item.title,
                line.item.who,
                line.source,
                line.target,
                line.item.due,
                ", ".join(line.item.files),
                line.item.get_state_display(),
                line.item.reason,
            ]
            for group in handover_lines(change, to_unit=unit_id)
            for line in group.lines
        ],
    )
