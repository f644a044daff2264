"""Templates of forms as an office would send them, made here."""

from __future__ import annotations

import io
import zipfile
from datetime import date

import docx
import xlsxwriter

from kbang_ntm.core.models import User
from reports.models import ReportForm
from reports.services import report_forms


def workbook(names: dict[str, str], *, formulas: dict[str, str] | None = None) -> bytes:
    """An XLSX of two sheets with named cells {name: "B2"} on the first ("Biểu 1")."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        sheet, other = book.add_worksheet("Biểu 1"), book.add_worksheet("Khác")
        bold = book.add_format({"bold": True, "num_format": "0.0"})
        sheet.write("A1", "BIỂU TỔNG HỢP", bold)
        other.write("A1", "Giữ nguyên")
        for name, cell in names.items():
            sheet.write_blank(cell, None, bold)
            book.define_name(name, f"='Biểu 1'!${cell[0]}${cell[1:]}")
        for cell, formula in (formulas or {}).items():
            sheet.write_formula(cell, formula)
    return buffer.getvalue()


def text_document(*paragraphs: tuple[str, ...]) -> bytes:
    """A DOCX whose paragraphs are made of these runs, every second one bold."""
    file, buffer = docx.Document(), io.BytesIO()
    for runs in paragraphs:
        paragraph = file.add_paragraph()
        for number, run in enumerate(runs):
            paragraph.add_run(run).bold = bool(number % 2)
    file.save(buffer)
    return buffer.getvalue()


def with_part(content: bytes, name: str, part: bytes) -> bytes:
    """The file with one part more, or another in its place."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(buffer, "w") as new:
        for info in old.infolist():
            if info.filename != name:
                new.writestr(info, old.read(info))
        new.writestr(name, part)
    return buffer.getvalue()


def add_form(content: bytes, actor: User, *, name: str = "bieu.xlsx") -> ReportForm:
    """The template taken in for the years from 2024 on."""
    return report_forms.add_form(
        title="Biểu 01 tổng hợp",
        issuer="Sở Nội vụ",
        first=date(2024, 1, 1),
        last=None,
        name=name,
        stream=io.BytesIO(content),
        actor=actor,
    )
