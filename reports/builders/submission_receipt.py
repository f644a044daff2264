"""Phiếu tiếp nhận: what a commune holds in its hand after sending a report."""

from __future__ import annotations

from datetime import datetime

from communes.models import Receipt
from communes.queries.people import sender_name, unit_name
from kbang_ntm.core import clock
from reports.builders.parts import banners, coordination
from reports.documents.registry import DocumentKind, Format, Parameter, register
from reports.documents.tree import (
    Align,
    Cell,
    Column,
    Document,
    Paragraph,
    Row,
    Run,
    Table,
)
from reports.queries.progress import district_of

CODE = "submission-receipt"


def moment(at: datetime) -> str:
    """ "16:40:12 ngày 04/10/2024", local time."""
    return f"{at.astimezone(clock.LOCAL):%H:%M:%S ngày %d/%m/%Y}"


def _inside(name: str) -> str:
    """A name inside a sentence: "quý III/2024", "xã Sơn Lang"."""
    return name[:1].lower() + name[1:]


def build(*, receipt: Receipt) -> Document:
    """The slip of one sending: number, time, who, what, hash. Needs a receipt with a number."""
    report = receipt.report
    district = district_of(report.period)
    for_village = report.unit_id != report.responsible_unit_id
    lines = [
        ("Số phiếu", receipt.number or ""),
        ("Đơn vị gửi", sender_name(report)),
        *([("Báo cáo cho", unit_name(report))] if for_village else []),
        ("Kỳ báo cáo", report.period.label),
        ("Bộ tiêu chí", report.criteria_set.title),
        ("Người gửi", receipt.by.full_name),
        ("Nhận lúc", moment(receipt.at)),
        ("Hạn gửi", moment(report.period.due_at)),
        ("Gửi muộn", "Có" if receipt.late else "Không"),
        ("Số chỉ tiêu", str(receipt.entries)),
        ("Báo cáo giấy", report.paper_number or "chưa đính kèm"),
        ("Mã kiểm tra (SHA-256)", receipt.sha256),
    ]
    table = Table(
        columns=(Column("Nội dung", 30), Column("Chi tiết", 70)),
        rows=tuple(Row((Cell(label), Cell(value))) for label, value in lines),
    )
    closing = (
        "Phiếu do cổng thông tin lập tự động khi nhận báo cáo. Mã kiểm tra đổi nếu bất kỳ số liệu "
        "nào khác với lúc gửi."
    )
    return Document(
        kind=CODE,
        title="PHIẾU TIẾP NHẬN",
        created=receipt.at,
        abstract=(f"Báo cáo {_inside(report.period.label)} của {_inside(unit_name(report))}",),
        head=coordination(
            district.short_name, "PTN", dated=receipt.at.astimezone(clock.LOCAL).date()
        ),
        blocks=(table, Paragraph((Run(closing, italic=True),), align=Align.LEFT)),
        banners=banners(report.illustrative),
        ending="",
    )


KIND = register(
    DocumentKind(
        code=CODE,
        label_vi="Phiếu tiếp nhận báo cáo",
        formats=(Format.PDF,),
        builder=build,
        parameters=(Parameter("receipt", "phiếu tiếp nhận"),),
    )
)
