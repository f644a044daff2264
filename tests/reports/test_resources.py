"""Spreadsheets: numbers are numbers, text is never a formula."""

from __future__ import annotations

import io
from datetime import UTC, date, datetime
from decimal import Decimal

import openpyxl
import pytest

from reports.resources import Column, Marked, Sheet, Value, workbook

pytestmark = pytest.mark.django_db  # the file carries the portal's date
DANGEROUS = ['=HYPERLINK("http://x","y")', "+1+1", "-2+3", "@SUM(A1)", "\t=1+1", "http://x.vn"]


def cells(*values: Value | Marked) -> list[object]:
    columns = [Column(str(n)) for n in range(len(values))]
    book = openpyxl.load_workbook(io.BytesIO(workbook(Sheet("Thử", columns, [list(values)]))))
    row = next(row for row in book.active.iter_rows(min_row=4, max_row=4))
    return list(row)


@pytest.mark.parametrize("text", DANGEROUS)
def test_text_is_never_a_formula(text: str) -> None:
    (cell,) = cells(text)
    assert cell.data_type == "s" and cell.value == text and cell.hyperlink is None


def test_numbers_and_days_keep_their_kind() -> None:
    whole, exact, day, moment, nothing = cells(
        7, Decimal("14.3"), date(2024, 11, 1), datetime(2024, 10, 16, 7, 5, tzinfo=UTC), None
    )
    assert (whole.value, exact.value) == (7, 14.3)
    assert day.value == datetime(2024, 11, 1)
    assert moment.value == datetime(2024, 10, 16, 14, 5)  # local time
    assert nothing.value is None


def test_marks_show_as_grey_and_bold() -> None:
    grey, bold = cells(Marked("C 2/4", grey=True), Marked(14, bold=True))
    assert grey.fill.fgColor.rgb.endswith("DDDDDD") and bold.font.b


def test_digits_in_text_stay_text() -> None:
    (code,) = cells("23674")
    assert code.data_type == "s"
