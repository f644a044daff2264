"""Filling a downloaded workbook as a person with a spreadsheet program does."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from typing import Any, BinaryIO

from openpyxl import Workbook, load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from communes.models import ImportBatch, ProgressReport
from communes.queries.workbook import commune_book, district_book
from communes.services.uploads import upload_for_report
from communes.workbooks.writing import HEAD_ROW, write_period_book
from kbang_ntm.core.models import User

# {indicator code: {(part order, head): what is typed}} of good values, as SMALL_SET's GOOD.
GOOD_CELLS: dict[str, dict[tuple[int, str], Any]] = {
    "1.1": {(0, "Số hoặc lựa chọn"): "Đạt"},
    "1.2": {(0, "Số hoặc lựa chọn"): "Đạt"},
    "9": {(0, "Số hoặc lựa chọn"): 0},
    "10": {(0, "Số hoặc lựa chọn"): 51.2},
    "11": {(0, "Tử số"): 62, (0, "Mẫu số"): 1236},
    "12.1": {(0, "Số hoặc lựa chọn"): 61.8, (1, "Số hoặc lựa chọn"): 60.9},
    "16": {(0, "Số hoặc lựa chọn"): "Khá"},
    "17.9": {(0, "Số hoặc lựa chọn"): 4.2},
}


def downloaded(report: ProgressReport, user: User, *, closed: str = "") -> bytes:
    """The commune's workbook as it is downloaded."""
    return write_period_book(commune_book(report, user, closed=closed))


def downloaded_district(report: ProgressReport, user: User) -> bytes:
    """The district's workbook of the report's period."""
    book = district_book(report.period, report.criteria_set, user, closed={})
    return write_period_book(book)


def opened(content: bytes) -> Workbook:
    """The workbook as a spreadsheet program opens it."""
    return load_workbook(io.BytesIO(content))


def saved(book: Workbook) -> bytes:
    """The workbook as the program saves it."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def columns_of(sheet: Worksheet) -> dict[str, int]:
    """{head: column}."""
    return {str(cell.value): cell.column for cell in sheet[HEAD_ROW + 1] if cell.value is not None}


def cell_of(book: Workbook, code: str, head: str, part: int = 0, unit: str = "") -> Any:
    """The cell of an indicator's part under a head."""
    for sheet in book.worksheets:
        columns = columns_of(sheet)
        if "Mã" not in columns or head not in columns:
            continue
        rows = [
            row
            for row in range(HEAD_ROW + 2, sheet.max_row + 1)
            if sheet.cell(row, columns["Mã"]).value == code
            and (not unit or sheet.cell(row, columns["Xã"]).value == unit)
        ]
        if len(rows) > part:
            return sheet.cell(rows[part], columns[head])
    raise LookupError(f"no cell for {code} {head}")


def filled(
    content: bytes,
    cells: Mapping[str, Mapping[tuple[int, str], Any]] = GOOD_CELLS,
    *,
    unit: str = "",
    change: Callable[[Workbook], None] | None = None,
) -> bytes:
    """The workbook with cells typed in, saved again; `change` does what else was done to it."""
    book = opened(content)
    for code, values in cells.items():
        for (part, head), value in values.items():
            cell_of(book, code, head, part, unit).value = value
    if change is not None:
        change(book)
    return saved(book)


def stream(content: bytes) -> BinaryIO:
    return io.BytesIO(content)


def upload(
    report: ProgressReport, content: bytes, actor: User, name: str = "Quý II.xlsx"
) -> ImportBatch:
    """The file uploaded on the page of the report."""
    return upload_for_report(report=report, name=name, stream=stream(content), actor=actor)
