"""Small made-up papers: pages as picture or PDF, and tables."""

from __future__ import annotations

import io
import time
from collections.abc import Mapping, Sequence
from datetime import datetime

import xlsxwriter
from django.conf import settings
from PIL import Image, ImageDraw, ImageFont

from communes.enums import EvidenceState
from communes.models import Evidence, IndicatorEntry, ProgressReport
from communes.queries.people import unit_name
from communes.services.evidence import OWNER_KIND
from kbang_ntm.core.services.files import store_bytes

STAMP = "SỐ LIỆU MINH HỌA, KHÔNG PHẢI VĂN BẢN THẬT"
PNG, PDF = "image/png", "application/pdf"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_PAGE = (620, 877)  # A4 at 75 dots an inch: legible, and a few kilobytes only
_FIRST = datetime(2025, 6, 16)


def load_files(reports: Mapping[str, ProgressReport]) -> int:
    """A paper for each entry that asks for evidence, in the reports given; how many."""
    made = 0
    for _key, report in sorted(reports.items()):
        place = unit_name(report)
        entries = report.entries.filter(indicator__needs_evidence=True, na_reason="")
        for entry in entries.select_related("indicator", "changed_by").order_by("indicator__order"):
            _attach(entry, place, report.period.label)
            made += 1
    return made


def _attach(entry: IndicatorEntry, place: str, period: str) -> None:
    """One file for one entry: a table for surveys, else a page as PDF or picture."""
    code, title = entry.indicator.code, entry.indicator.short_title
    lines = (place, f"Chỉ tiêu {code}: {title}", period)
    if code in ("10", "11"):
        rows: list[tuple[str, str | int]] = [("Thôn, làng", "Số hộ điều tra")]
        rows += [(f"Thôn {n}", 24 + 3 * n) for n in range(1, 6)]
        name, kind, content = f"Biểu điều tra {code}.xlsx", XLSX, as_xlsx(f"{title}, {place}", rows)
    elif code in ("14.1", "18.2"):
        name, kind, content = f"Ảnh chụp văn bản {code}.png", PNG, as_png(title, lines)
    else:
        name, kind, content = f"Hồ sơ chỉ tiêu {code}.pdf", PDF, as_pdf(title, lines)
    evidence = Evidence(
        entry=entry,
        state=EvidenceState.STORED,
        name=name,
        added_by=entry.changed_by,
        added_at=entry.changed_at,
    )
    evidence.file = store_bytes(
        name=name,
        content=content,
        content_type=kind,
        owner_kind=OWNER_KIND,
        owner_uid=evidence.uid,
        user=entry.changed_by,
    )
    evidence.save()


def page(title: str, lines: Sequence[str]) -> Image.Image:
    """A white page with a title and lines, marked as made up."""
    sheet = Image.new("1", _PAGE, 1)
    draw = ImageDraw.Draw(sheet)
    draw.text((40, 30), STAMP, font=_font(14), fill=0)
    draw.text((40, 90), title, font=_font(20, bold=True), fill=0)
    for number, line in enumerate(lines):
        draw.text((40, 150 + 28 * number), line, font=_font(16), fill=0)
    return sheet


def as_png(title: str, lines: Sequence[str]) -> bytes:
    """The page as PNG."""
    out = io.BytesIO()
    page(title, lines).save(out, format="PNG", optimize=True)
    return out.getvalue()


def as_pdf(title: str, lines: Sequence[str]) -> bytes:
    """The page as PDF; the same bytes every time."""
    out = io.BytesIO()
    when = time.struct_time(_FIRST.timetuple())
    page(title, lines).save(
        out, format="PDF", resolution=75, title=title, creationDate=when, modDate=when
    )
    return out.getvalue()


def as_xlsx(title: str, rows: Sequence[Sequence[str | int]]) -> bytes:
    """A table with a title row."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        book.set_properties({"created": _FIRST})
        sheet = book.add_worksheet("Danh sách")
        sheet.set_column("A:A", 40)
        for number, row in enumerate([[title], [STAMP], *rows]):
            sheet.write_row(number, 0, row)
    return out.getvalue()


def _font(size: int, *, bold: bool = False) -> ImageFont.FreeTypeFont:
    name = "LiberationSerif-Bold.ttf" if bold else "LiberationSerif-Regular.ttf"
    return ImageFont.truetype(str(settings.BASE_DIR / "static" / "fonts" / name), size)
