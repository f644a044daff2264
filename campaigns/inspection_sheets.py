"""Lists of visits and findings as sheets: exactly the rows the pages show."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from campaigns.queries.inspections import FindingLine, VisitLine
from kbang_ntm.core import clock
from kbang_ntm.core.sheets import Column, Sheet, Value
from kbang_ntm.core.vietnamese import format_date


def visit_sheet(lines: Iterable[VisitLine]) -> Sheet:
    """Visits with real dates."""
    columns = [
        Column("Nội dung", 36), Column("Đơn vị", 20), Column("Loại", 24), Column("Từ ngày", 12),
        Column("Đến ngày", 12), Column("Cơ quan kiểm tra", 26), Column("Kế hoạch", 26),
        Column("Số mục", 9), Column("Đã ghi", 9), Column("Tồn tại chưa khép", 12),
        Column("Trạng thái", 18), Column("Số kết luận", 16), Column("Ngày kết luận", 12),
    ]  # fmt: skip
    rows: list[list[Value]] = [
        [
            line.row.title,
            line.unit_name,
            line.row.get_kind_display(),
            line.row.days.lower,
            line.row.days.upper - timedelta(days=1),
            line.body_name,
            line.row.plan.title if line.row.plan else "",
            line.items,
            line.answered,
            line.open_findings,
            line.row.get_state_display(),
            line.row.conclusion_number,
            line.row.conclusion_date,
        ]
        for line in lines
    ]
    return Sheet(_title("Các cuộc kiểm tra, giám sát"), columns, rows, name="Kiểm tra")


def finding_sheet(lines: Iterable[FindingLine]) -> Sheet:
    """Findings with their deadline and whether it has passed."""
    columns = [
        Column("Tồn tại, hạn chế", 50), Column("Chỉ tiêu", 9), Column("Nơi kiểm tra", 20),
        Column("Chịu trách nhiệm", 26), Column("Hạn khắc phục", 12), Column("Quá hạn", 9),
        Column("Trạng thái", 20), Column("Cuộc kiểm tra", 32),
    ]  # fmt: skip
    rows: list[list[Value]] = [
        [
            line.row.text,
            line.row.indicator.code if line.row.indicator else "",
            line.where,
            line.party,
            line.row.deadline,
            "quá hạn" if line.overdue else "",
            line.row.get_state_display(),
            line.row.inspection.title,
        ]
        for line in lines
    ]
    return Sheet(_title("Tồn tại, hạn chế sau kiểm tra"), columns, rows, name="Tồn tại")


def _title(words: str) -> str:
    return f"{words}, đến ngày {format_date(clock.today())}"
