"""The two kinds of file of the administration screens: XLSX, and CSV for Vietnamese Excel.

Reading goes through the portal's one door for spreadsheets, so that either entry of the list takes
whatever offices send; writing through the sheets every list uses.
"""

from __future__ import annotations

import io
from typing import Any

import tablib
from import_export.formats import base_formats

from kbang_ntm.core.errors import Refused
from kbang_ntm.core.sheets import CONTENT_TYPE, CSV, Column, Sheet, csv_lines, workbook
from kbang_ntm.core.spreadsheets import Book, may_compute, read_spreadsheet
from kbang_ntm.core.spreadsheets.writing import GUARD


def dataset_of(content: bytes) -> tablib.Dataset:
    """The first sheet with anything in it: its first row are the heads. `lines` holds each row's
    number in the file. Raises Refused with the sentence for the person."""
    book = read_spreadsheet(io.BytesIO(content), "bảng")
    if book.old_encoding is not None and not _is_unicode(book):
        raise Refused(
            "old_encoding",
            "Tệp dùng phông chữ cũ (TCVN3 hoặc VNI). Chuyển sang Unicode rồi tải lên lại.",
        )
    sheet = next((each for each in book.sheets if each.rows and not each.hidden), None)
    if sheet is None:
        raise Refused("no_data", "Tệp không có dòng nào. Kiểm tra lại tệp.")
    head, *rows = sheet.rows
    columns = [cell.column for cell in head.cells]
    found = tablib.Dataset(headers=[cell.text for cell in head.cells])
    found.lines = []
    for row in rows:
        values = [_bare(row.text(column)) for column in columns]
        if any(values):
            found.append(values)
            found.lines.append(row.number)
    return found


def _bare(text: str) -> str:
    """A text without the apostrophe that keeps it from being a formula in a CSV."""
    return text[1:] if text.startswith(GUARD) and may_compute(text[1:]) else text


def _is_unicode(book: Book) -> bool:
    """Whether letters that only Unicode has stand in the file: old fonts cannot hold them."""
    return any(
        "\u1ea0" <= letter <= "\u1ef9"
        for sheet in book.sheets
        for cell in sheet.cells
        for letter in cell.text
    )


def _sheet(dataset: tablib.Dataset) -> Sheet:
    columns = [Column(str(head), 22) for head in dataset.headers or []]
    rows = [["" if value is None else str(value) for value in row] for row in dataset]
    return Sheet(title="Dữ liệu tham chiếu", columns=columns, rows=rows, name="Bảng", plain=True)


class OfficeFormat(base_formats.Format):
    """What both kinds share: any spreadsheet is read, whatever its encoding."""

    def __init__(self, encoding: str | None = None) -> None:
        super().__init__()

    def create_dataset(self, in_stream: bytes, **kwargs: Any) -> tablib.Dataset:
        return dataset_of(in_stream)

    def is_binary(self) -> bool:
        return True

    def get_read_mode(self) -> str:
        return "rb"

    def can_import(self) -> bool:
        return True

    def can_export(self) -> bool:
        return True


class CsvFormat(OfficeFormat):
    """CSV, UTF-8 with byte order mark, semicolons."""

    CONTENT_TYPE = CSV

    def get_title(self) -> str:
        return "CSV (mở bằng Excel)"

    def get_extension(self) -> str:
        return "csv"

    def get_content_type(self) -> str:
        return CSV

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        return "".join(csv_lines(_sheet(dataset))).encode()


class XlsxFormat(OfficeFormat):
    """XLSX; the heads stand in the first row, so that the file can come back."""

    CONTENT_TYPE = CONTENT_TYPE

    def get_title(self) -> str:
        return "XLSX"

    def get_extension(self) -> str:
        return "xlsx"

    def get_content_type(self) -> str:
        return CONTENT_TYPE

    def export_data(self, dataset: tablib.Dataset, **kwargs: Any) -> bytes:
        return workbook(_sheet(dataset))


FORMATS = [CsvFormat, XlsxFormat]
