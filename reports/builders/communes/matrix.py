"""Phụ lục ma trận tiêu chí of a period on its own: in how many communes each criterion is met, and
every commune with every criterion, for a meeting or beside another paper."""

from __future__ import annotations

from datetime import date, datetime

from communes.models import ReportingPeriod
from kbang_ntm.core.vietnamese import format_date
from reports.builders.binding import Figures, para
from reports.builders.comparing import period_words
from reports.builders.parts import coordination, inside
from reports.builders.progress_tables import (
    criteria_table,
    matrix_annexes,
    progress_banners,
)
from reports.documents.registry import DocumentKind, Format, Parameter, register
from reports.documents.tree import Document
from reports.queries.progress import gather

CODE = "matrix-annex"


def build(
    *, period: ReportingPeriod, map_date: date | None = None, known_at: datetime | None = None
) -> Document:
    """The matrix of one period. Raises Refused where no district or set was in force."""
    facts, figures = gather(period=period, map_date=map_date, known_at=known_at), Figures()
    matrix = facts.matrix
    counted = figures.bind("counted", len(matrix.counted), source="matrix")
    total = figures.bind("units", len(matrix.own_rows), source="matrix")
    confirmed = figures.bind("confirmed", matrix.confirmed_count, source="matrix")
    return Document(
        kind=CODE,
        title="BẢNG TỔNG HỢP",
        created=facts.known_at,
        abstract=(
            f"Ma trận tiêu chí xã nông thôn mới {period_words(period)}",
            f"của {inside(facts.district.name)}",
        ),
        head=coordination(facts.district.short_name, "BTH"),
        blocks=(
            para(
                f"Số liệu chốt đến ngày {format_date(period.cut_off)}. Có số liệu của ",
                *(counted, " xã, đã xác nhận "),
                *(confirmed, "/", total, " xã. Từng xã ở Phụ lục kèm theo."),
            ),
            criteria_table(facts, figures),
        ),
        ending="",
        annexes=matrix_annexes(facts, figures),
        banners=progress_banners(facts),
        figures=figures.all(),
        subject=f"Ma trận tiêu chí {period_words(period)}",
    )


KIND = register(
    DocumentKind(
        code=CODE,
        label_vi="Phụ lục ma trận tiêu chí, theo kỳ",
        formats=(Format.PDF, Format.DOCX, Format.XLSX),
        builder=build,
        parameters=(
            Parameter("period", "kỳ báo cáo"),
            Parameter("map_date", "ngày của bản đồ", required=False),
            Parameter("known_at", "số liệu biết đến lúc", required=False),
        ),
    )
)
