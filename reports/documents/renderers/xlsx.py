"""Tables of a document tree to XLSX: real numbers and dates, totals as formulas.

One sheet a table, one with the bound figures and what the document says of itself. Text is
always written as text, so that what begins with "=", "+", "-" or "@" never becomes a formula.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from typing import Any

import xlsxwriter

from kbang_ntm.core.errors import Refused
from reports.documents import wording
from reports.documents.renderers.xlsx_table import HEAD_LOOK, Looks, TableWriter, put_value
from reports.documents.stamp import Stamp
from reports.documents.tree import Align, Document, Figure, FigureState, Table
from reports.documents.values import NO_FIGURE, format_date

MANY_ROWS = 20_000  # from here on each row is written to a file and forgotten
MAX_ROWS, MAX_COLUMNS = 1_048_576, 16_384
_STATE_WORDS = {
    FigureState.CONFIRMED: "đã xác nhận",
    FigureState.UNCONFIRMED: "chưa xác nhận",
    FigureState.UNVERIFIED: "theo mức chưa kiểm chứng",
    FigureState.ILLUSTRATIVE: "số liệu minh họa",
}
_MARGINS = {"left": 0.8, "right": 0.6, "top": 0.8, "bottom": 0.8}  # inches


@dataclass(frozen=True)
class _Sheet:
    name: str
    title: str
    table: Table


def render_xlsx(document: Document, *, stamp: Stamp | None = None) -> bytes:
    """The tables of a document as a workbook; a long one takes no more memory than its rows.

    `stamp`: the code of a print, in words. Raises Refused ("table_too_large", "cell_too_long").
    """
    buffer = io.BytesIO()
    sheets = list(_sheets(document))
    many = sum(len(sheet.table.rows) for sheet in sheets) > MANY_ROWS
    book = xlsxwriter.Workbook(
        buffer,
        {
            "in_memory": not many,
            "constant_memory": many,
            "strings_to_formulas": False,
            "strings_to_numbers": False,
            "strings_to_urls": False,
            "default_format_properties": {"font_name": "Times New Roman", "font_size": 12},
        },
    )
    # The document's own time: the clock would change the bytes.
    moment = document.created.astimezone(UTC).replace(tzinfo=None, microsecond=0)
    book.set_properties(
        {
            "title": " ".join((document.title, *document.abstract))[:255],
            "subject": document.subject[:255],
            "author": " ".join(document.head.issuing_body if document.head else ())[:255],
            "comments": document.sha256,
            "created": moment,
        }
    )
    looks = Looks(book)
    for sheet in sheets:
        _set_print(_add_table(book, looks, document, sheet), document, stamp)
    _add_about(book, looks, document)
    book.close()
    return buffer.getvalue()


def _sheets(document: Document) -> Iterator[_Sheet]:
    taken: set[str] = {"số liệu"}
    number = 0
    for block in document.blocks:
        if isinstance(block, Table):
            number += 1
            title = block.caption or f"Bảng {number}"
            yield _Sheet(_free_name(f"Bảng {number}", taken), title, block)
    for annex in document.annexes:
        for block in annex.blocks:
            if isinstance(block, Table):
                title = " - ".join(part for part in (annex.title, block.caption) if part)
                yield _Sheet(_free_name(wording.annex_label(annex), taken), title, block)


def _free_name(wanted: str, taken: set[str]) -> str:
    """A name a sheet may have: at most 31 characters, none of []:*?/\\, not used before."""
    base = re.sub(r"[\[\]:*?/\\']", " ", wanted).strip()[:31] or "Bảng"
    name, number = base, 1
    while name.lower() in taken:
        number += 1
        name = f"{base[: 31 - len(str(number)) - 3]} ({number})"
    taken.add(name.lower())
    return name


def _add_table(book: Any, looks: Looks, document: Document, sheet: _Sheet) -> Any:
    table = sheet.table
    if len(table.rows) + 10 > MAX_ROWS or len(table.columns) > MAX_COLUMNS:
        raise Refused(
            "table_too_large",
            f"Bảng “{sheet.title[:80]}” có {len(table.rows)} dòng, nhiều hơn một trang tính chứa "
            "được. Chọn kỳ hoặc phạm vi nhỏ hơn rồi in lại.",
        )
    page = book.add_worksheet(sheet.name)
    lines = [sheet.title, *document.banners.lines, *filter(None, (table.unit_line,))]
    for number, line in enumerate(lines):
        put_value(page, number, 0, line, looks.get(bold=number == 0))
    writer = TableWriter(page, looks, document, table, first_row=len(lines) + 1)
    end = writer.write()
    notes = [wording.mark_legend(table), *wording.state_legends(document, [table])]
    for number, line in enumerate((line for line in notes if line), start=end + 1):
        put_value(page, number, 0, line, looks.get(italic=True))
    body = writer.first_body_row
    page.freeze_panes(body, 2 if len(table.columns) > wording.MANY_COLUMNS else 0)
    page.repeat_rows(writer.first_row, body - 1)
    return page


def _set_print(page: Any, document: Document, stamp: Stamp | None = None) -> None:
    page.set_landscape()
    page.set_paper(9)  # A4
    page.fit_to_pages(1, 0)
    page.set_margins(**_MARGINS)
    page.set_header("&C&P")
    code = f"&L&9{stamp.words[0]}" if stamp else ""
    # "&" begins an order, doubled it is a sign; the library takes "&G" and "&[" for one even then.
    text = wording.banner_line(document).replace("&", "&&")
    text = text.replace("&G", "& G").replace("&[", "& [")
    if code or text:
        page.set_footer(f"{code}&C{text[: 240 - len(code)]}")


def _add_about(book: Any, looks: Looks, document: Document) -> None:
    page = book.add_worksheet("Số liệu")
    head = document.head
    lines = [
        " ".join((document.title, *document.abstract)),
        wording.number_line(head) if head else "",
        wording.place_line(head) if head else "",
        *document.banners.lines,
        *document.notes,
        f"Số liệu chụp ngày {format_date(document.snapshot_day)}. Mã: {document.sha256}",
    ]
    row = 0
    for line in filter(None, lines):
        put_value(page, row, 0, line, looks.get(bold=row == 0))
        row += 1
    page.set_column(0, 0, 45)
    page.set_column(1, 3, 26)
    _set_print(page, document)
    if not document.figures:
        return
    row += 1
    for column, name in enumerate(("Chỉ số", "Giá trị", "Đơn vị", "Tình trạng")):
        put_value(page, row, column, name, looks.get(**HEAD_LOOK))
    page.freeze_panes(row + 1, 0)
    for number, figure in enumerate(document.figures, start=row + 1):
        _add_figure(page, looks, number, figure)


def _add_figure(page: Any, looks: Looks, row: int, figure: Figure) -> None:
    look = looks.number_look(figure.value, figure.decimals, figure.suffix, "")
    put_value(page, row, 0, figure.label or figure.key, looks.get(border=1, text_wrap=True))
    right = Align.RIGHT.value
    value = NO_FIGURE if figure.value is None else figure.value
    put_value(page, row, 1, value, looks.get(border=1, align=right, **look))
    for column, text in enumerate((figure.unit, _STATE_WORDS[figure.state]), 2):
        put_value(page, row, column, text, looks.get(border=1))
