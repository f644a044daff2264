"""Lists as files: kinds of values, no formulas, names of pages, long lists."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest
from django.http import FileResponse, StreamingHttpResponse

from kbang_ntm.core.sheets import Column, Marked, Sheet, Value, csv_lines, download, workbook

pytestmark = pytest.mark.django_db  # the file carries the portal's date
HEADS = [Column("Tên"), Column("Số")]


def as_csv(*rows: list[Value | Marked]) -> list[list[str]]:
    text = "".join(csv_lines(Sheet("Thử", HEADS, rows)))
    assert text.startswith("\ufeff")
    return list(csv.reader(io.StringIO(text[1:]), delimiter=";"))


@pytest.mark.parametrize("text", ["=1+1", "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "\r=1+1"])
def test_no_text_of_a_csv_is_a_formula(text: str) -> None:
    _head, [cell, _number] = as_csv([text, 1])
    assert cell == f"'{text}"


def test_kinds_of_values_in_a_csv() -> None:
    rows = as_csv(
        ["Xã; «Đak Rong»", Decimal("-14.30")],
        [date(2025, 6, 30), Marked(7, bold=True)],
        [datetime(2024, 10, 16, 7, 5, tzinfo=UTC), None],
    )
    assert rows[1:] == [
        ["Xã; «Đak Rong»", "-14,3"],
        ["30/06/2025", "7"],
        ["14:05 16/10/2024", ""],
    ]


def test_several_tables_are_several_pages() -> None:
    sheets = [Sheet("A", HEADS, [["x", 1]], name="Theo xã: 2/4"), Sheet("B", HEADS, [], name="?")]
    sheets.append(Sheet("C", HEADS, [], name="Theo xã: 2/4"))
    book = openpyxl.load_workbook(io.BytesIO(workbook(sheets)))
    assert book.sheetnames == ["Theo xã  2 4", "Bảng", "Theo xã  2 4 2"]
    text = "".join(csv_lines(sheets))
    assert text == (
        "\ufeffTheo xã: 2/4\r\nTên;Số\r\nx;1\r\n\r\n?\r\nTên;Số\r\n\r\nTheo xã: 2/4\r\nTên;Số\r\n"
    )


def test_long_lists_leave_row_by_row() -> None:
    made = 0

    def rows() -> Iterator[list[Value]]:
        nonlocal made
        for number in range(3000):
            made += 1
            yield [f"hàng {number}", number]

    file = download(Sheet("Dài", HEADS, rows()), "dai", "csv")
    assert isinstance(file, StreamingHttpResponse)
    lines = iter(file)
    for _ in range(3):
        next(lines)
    assert made < 10
    sheet = download(Sheet("Dài", HEADS, rows()), "dai", "xlsx")
    assert isinstance(sheet, FileResponse)
    body = b"".join(sheet)
    page = openpyxl.load_workbook(io.BytesIO(body)).active
    assert page.max_row == 3000 + 3
    assert 'filename="dai.xlsx"' in sheet["Content-Disposition"]
