"""The XLSX holds real numbers and formulas, prints on A4, and never runs a person's text."""

from __future__ import annotations

import csv
import io
import time
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from kbang_ntm.core.errors import Refused
from reports.documents.renderers import Format, render, xlsx
from reports.documents.tree import (
    Annex,
    Cell,
    Column,
    Document,
    Figure,
    FigureState,
    Function,
    Mark,
    Row,
    RowKind,
    Table,
    Total,
)
from tests.reports.documents import samples
from tests.reports.documents.office import SHEETS, convert


def books(document: Document) -> tuple[Any, Any]:
    """The workbook with formulas, and with the values kept in them."""
    content = render(document, Format.XLSX).content
    return openpyxl.load_workbook(io.BytesIO(content)), openpyxl.load_workbook(
        io.BytesIO(content), data_only=True
    )


def one_table(table: Table, **changes: object) -> tuple[Any, Any]:
    formulas, values = books(samples.report(blocks=(), annexes=(Annex("A", (table,)),), **changes))
    return formulas["Phụ lục"], values["Phụ lục"]


def rows_of(page: Any, first: str) -> list[tuple[Any, ...]]:
    """Rows from the one whose first cell reads `first`."""
    rows = list(page.iter_rows(values_only=True))
    return rows[next(number for number, row in enumerate(rows) if row[0] == first) :]


def test_sheets_are_named_after_tables_and_annexes() -> None:
    formulas, _ = books(samples.report())

    assert formulas.sheetnames == ["Bảng 1", "Phụ lục I", "Phụ lục II", "Số liệu"]


def test_numbers_are_numbers_and_totals_formulas_with_our_values() -> None:
    formulas, values = books(samples.report())
    shown = rows_of(values["Bảng 1"], "TT")

    assert [row[2] for row in shown[1:6]] == [1, 5, 5, 2, 13]
    assert shown[1][3] == 7.69 and shown[5][3] == 100
    total = next(row for row in formulas["Bảng 1"].iter_rows() if row[0].value == "Tổng số")
    assert str(total[2].value).startswith("=SUM(C")
    assert total[3].number_format == "#,##0.00"


def test_matrix_counts_by_formula_over_rows_and_columns() -> None:
    formulas, values = books(samples.report())
    lines = [row for row in formulas["Phụ lục I"].iter_rows() if isinstance(row[0].value, int)]
    kept = [row for row in values["Phụ lục I"].iter_rows() if isinstance(row[0].value, int)]

    assert len(lines) == 13
    for number, (line, value) in enumerate(zip(lines, kept, strict=True)):
        marks = [samples.verdict(number, criterion) for criterion in range(19)]
        at = line[0].row
        assert line[2].value == f'=COUNTIF(D{at}:V{at},"Đ*")'
        assert value[2].value == marks.count(Mark.MET)
    assert lines[2][2].number_format == '#,##0"*"'  # an unconfirmed number stays a number
    last = next(row for row in values["Phụ lục I"].iter_rows() if row[0].value == "Số xã đạt")
    assert last[2].value == 177


def test_heads_are_frozen_repeated_and_the_page_is_a4_landscape_one_wide() -> None:
    formulas, _ = books(samples.report())

    for name in ("Bảng 1", "Phụ lục I", "Phụ lục II"):
        page = formulas[name]
        assert page.page_setup.orientation == "landscape" and page.page_setup.paperSize == 9
        # Absent means 1; height 0 means as many pages as it takes.
        assert page.page_setup.fitToWidth in (None, 1) and page.page_setup.fitToHeight == 0
        assert page.sheet_properties.pageSetUpPr.fitToPage
        assert page.print_title_rows
        assert "DỰ THẢO" in page.oddFooter.center.text
    head = next(row[0].row for row in formulas["Bảng 1"].iter_rows() if row[0].value == "TT")
    assert formulas["Bảng 1"].freeze_panes == f"A{head + 1}"
    assert formulas["Phụ lục I"].freeze_panes.startswith("C")


@pytest.mark.parametrize(
    "text",
    [
        "=1+1", "+84912", "-5", "@SUM(A1)", '=HYPERLINK("x")', "{=1+1}", "http://example.org",
        "0912345678", "012345678901", "1/2",
    ],
)  # fmt: skip
def test_text_stays_text_whatever_it_begins_with(text: str) -> None:
    table = Table((Column("n"), Column(text)), (Row((Cell(text), Cell(mark=Mark.MET, note=text))),))
    formulas, _ = one_table(table, notes=(text,), title=text)

    cells = [cell for row in formulas.iter_rows() for cell in row if cell.value is not None]
    assert {cell.data_type for cell in cells} == {"s"}
    assert text in {cell.value for cell in cells}
    assert not [cell for cell in cells if cell.hyperlink]


def test_dates_are_dates_and_what_a_sheet_cannot_hold_is_text() -> None:
    values = [date(2024, 9, 5), date(1899, 1, 1), 2**60 + 1, Decimal("0.12345678901234567"), 10**12]
    table = Table((Column("n"),), tuple(Row((Cell(value),)) for value in values))
    _, page = one_table(table)

    shown = [row[0] for row in rows_of(page, "n")[1:6]]
    assert shown == [
        datetime(2024, 9, 5), "01/01/1899", "1.152.921.504.606.846.977",
        "0,12345678901234567", 10**12,
    ]  # fmt: skip


def test_sums_pass_over_subtotals_and_unknown_marks_are_counted() -> None:
    total = Total(Function.SUM)
    rows = (
        Row((Cell(2), Cell(mark=Mark.UNKNOWN)), RowKind.BODY),
        Row((Cell(2, total=total), Cell()), RowKind.TOTAL),
        Row((Cell(Decimal("3.5")), Cell(mark=Mark.MET)), RowKind.BODY),
        Row(
            (Cell(Decimal("5.5"), total=total), Cell(1, total=Total(Function.COUNT_UNKNOWN))),
            RowKind.TOTAL,
        ),
    )
    formulas, values = one_table(Table((Column("n", decimals=1), Column("m")), rows))

    last, kept = rows_of(formulas, "n")[4], rows_of(values, "n")[4]
    start = next(row[0].row for row in formulas.iter_rows() if row[0].value == "n") + 1
    assert last[0] == f"=SUM(A{start},A{start + 2})"
    assert last[1] == f'=COUNTIF(B{start},"~?*")+COUNTIF(B{start + 2},"~?*")'
    assert kept[:2] == (5.5, 1)


def test_figures_are_listed_with_value_unit_and_state() -> None:
    figures = (
        Figure("a", Decimal("12.5"), "Thu nhập", 1, unit="triệu đồng",
               state=FigureState.UNCONFIRMED),
        Figure("b", None, "Còn thiếu"),
    )  # fmt: skip
    _, values = books(samples.report(figures=figures, blocks=(), annexes=()))

    listed = rows_of(values["Số liệu"], "Chỉ số")
    assert listed[1][:4] == ("Thu nhập", 12.5, "triệu đồng", "chưa xác nhận")
    assert listed[2][1] == "chưa có số liệu"


def test_the_same_snapshot_gives_the_same_bytes_later() -> None:
    content = render(samples.report(), Format.XLSX).content
    time.sleep(2.1)  # longer than the two seconds that archives count in

    assert render(Document.from_json(samples.report().to_json()), Format.XLSX).content == content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"2024-10-16T07:05:00Z" in archive.read("docProps/core.xml")


def looks_of(page: Any) -> list[tuple[Any, ...]]:
    """What each cell holds and how it looks, and what is fixed about the sheet."""
    cells = [
        (cell.coordinate, cell.value, cell.data_type, cell.number_format, cell.font.b,
         cell.fill.fgColor.rgb, cell.alignment.textRotation, cell.border.left.style)
        for row in page.iter_rows() for cell in row
    ]  # fmt: skip
    heights = sorted((number, row.height) for number, row in page.row_dimensions.items())
    merged = sorted(str(area) for area in page.merged_cells.ranges)
    return [*cells, *heights, *merged, (page.freeze_panes, page.print_title_rows)]


def test_a_long_table_is_written_row_by_row_and_is_the_same(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole = books(samples.report())
    monkeypatch.setattr(xlsx, "MANY_ROWS", 0)
    streamed = books(samples.report())

    for one, other in zip(whole, streamed, strict=True):
        assert one.sheetnames == other.sheetnames
        for name in one.sheetnames:
            assert looks_of(one[name]) == looks_of(other[name])
    content = render(samples.report(), Format.XLSX).content
    assert render(Document.from_json(samples.report().to_json()), Format.XLSX).content == content
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert b"inlineStr" in archive.read("xl/worksheets/sheet1.xml")


def test_two_annexes_of_one_name_get_two_sheets() -> None:
    annex = Annex("A", (Table((Column("n"),)), Table((Column("m"),))), "I/[x]:*?")
    formulas, _ = books(samples.report(blocks=(), annexes=(annex,)))

    assert formulas.sheetnames == ["Phụ lục I  x", "Phụ lục I  x (2)", "Số liệu"]


def test_a_text_longer_than_a_cell_is_refused_with_a_sentence() -> None:
    table = Table((Column("n"),), (Row((Cell("một " * 10_000),)),))

    with pytest.raises(Refused, match="Rút gọn nội dung") as refusal:
        render(samples.report(blocks=(table,)), Format.XLSX)
    assert refusal.value.code == "cell_too_long"


def test_libreoffice_computes_the_values_we_kept(tmp_path: Path) -> None:
    """Every formula counted anew by another program gives the cell's own value."""
    total = Total(Function.AVERAGE)
    cells = (Decimal("14.2"), Decimal("15.25"), 3)
    rows = (*(Row((Cell(value),)) for value in cells), Row((Cell(Decimal("10.82"), total=total),)))
    average = Annex("B", (Table((Column("n", decimals=2),), rows),), "III")
    document = samples.report(annexes=(*samples.report().annexes, average))
    (tmp_path / "report.xlsx").write_bytes(render(document, Format.XLSX).content)
    made = convert([tmp_path / "report.xlsx"], SHEETS, tmp_path)

    formulas, values = books(document)
    compared = 0
    for page in formulas:
        [exported] = made.glob(f"report-{page.title}.csv")
        lines = list(csv.reader(exported.open(encoding="utf-8"), delimiter=";"))
        for cell in (cell for row in page.iter_rows() for cell in row if cell.data_type == "f"):
            theirs = lines[cell.row - 1][cell.column - 1]
            assert float(theirs) == values[page.title][cell.coordinate].value, cell.coordinate
            compared += 1
    assert compared == 2 + 13 + 20 + 1
