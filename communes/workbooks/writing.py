"""The workbook as XLSX: inputs open, everything else locked, lists to choose from, real numbers."""

from __future__ import annotations

import io
import re
from collections.abc import Iterable
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from communes.measures import HUNDRED, YES, Measure, PartSpec, PartValue
from communes.measures.display import percent_of
from communes.workbooks.guide import STEPS
from communes.workbooks.layout import (
    FIGURES,
    NO_WORD,
    TEXTS,
    YES_WORD,
    Field,
    Head,
    Line,
    Page,
    PeriodBook,
    asked_for,
    choices_of,
    heads_of,
)
from communes.workbooks.stamp import SHEET
from kbang_ntm.core.vietnamese import format_number

FONT = "Times New Roman"
GUIDE, LISTS, OVERVIEW = "Hướng dẫn", "_danh_muc", "Tổng hợp"
HEAD_ROW = 2  # counted from 0: title, a line about the file, heads
LONGEST = {Field.REASON: 500, Field.NOTE: 1000, Field.SURVEY: 300}
A4 = 9
LOOSE = {"format_columns": True, "format_rows": True, "select_locked_cells": True}
"""What may be done on a protected sheet; there is no password."""
HIGHEST = 99_999_999_999_999  # fourteen digits, as much as a measure holds


def write_period_book(book: PeriodBook) -> bytes:
    """The XLSX file. Text is written as text, so nothing in it can become a formula."""
    out = io.BytesIO()
    file = xlsxwriter.Workbook(
        out,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    )
    moment = book.made_at.replace(tzinfo=None, microsecond=0)
    title = book.title[:255]
    file.set_properties({"title": title, "comments": book.stamp.short, "created": moment})
    _Writer(file, book).write()
    file.close()
    return out.getvalue()


def sheet_name(wanted: str, taken: Iterable[str] = ()) -> str:
    """A name a sheet may have: at most 31 characters, none of []:*?/\\', not used before."""
    base = re.sub(r"[\[\]:*?/\\']", " ", wanted).strip() or "Bảng"
    if len(base) > 31:  # cut between words: half a word reads as a wrong one
        words = base[:31].rpartition(" ")[0]
        base = f"{words}…" if words else base[:31]
    name, number, used = base, 1, {one.lower() for one in taken}
    while name.lower() in used:
        number += 1
        name = f"{base[:26]} ({number})"
    return name


class _Writer:
    """Writes one workbook; formats are made once each."""

    def __init__(self, file: xlsxwriter.Workbook, book: PeriodBook) -> None:
        self.file, self.book = file, book
        self.heads = heads_of(book)
        self.formats: dict[tuple[tuple[str, object], ...], Format] = {}
        self.lists: dict[tuple[str, ...], str] = {}

    def look(self, **properties: object) -> Format:
        """A cell format, the same object for the same properties."""
        whole: dict[str, object] = {"font_name": FONT, "font_size": 11, "valign": "top"}
        whole |= properties
        key = tuple(sorted(whole.items(), key=lambda item: item[0]))
        if key not in self.formats:
            self.formats[key] = self.file.add_format(whole)
        return self.formats[key]

    def write(self) -> None:
        """All sheets, the guide first; the lists behind the choices and the stamp are hidden."""
        self._guide(self.file.add_worksheet(GUIDE))
        if self.book.overview:
            self._overview(self.file.add_worksheet(OVERVIEW))
        sheets = [(page, self.file.add_worksheet(page.name)) for page in self.book.pages]
        self._lists(self.file.add_worksheet(LISTS))
        for page, sheet in sheets:
            self._page(page, sheet)
        self._stamp(self.file.add_worksheet(SHEET))

    def _guide(self, sheet: Worksheet) -> None:
        sheet.set_column(0, 0, 26)
        sheet.set_column(1, 1, 78)
        sheet.write_string(0, 0, self.book.title, self.look(bold=True, font_size=14))
        row = 2
        for label, text in self.book.facts:
            sheet.write_string(row, 0, label, self.look(text_wrap=True, border=1))
            sheet.write_string(row, 1, text, self.look(text_wrap=True, border=1, bold=True))
            row += 1
        row += 1
        sheet.write_string(row, 0, "Cách làm", self.look(bold=True))
        for number, step in enumerate(STEPS, start=1):
            sheet.write_string(row + number, 0, f"Bước {number}", self.look())
            sheet.write_string(row + number, 1, step, self.look(text_wrap=True))
        self._paper(sheet)
        sheet.protect("", LOOSE)

    def _overview(self, sheet: Worksheet) -> None:
        columns = (
            ("Xã", 22),
            ("Trạng thái báo cáo", 24),
            ("Chỉ tiêu đã nhập", 18),
            ("Tiêu chí đạt, xã tự đánh giá", 26),
        )
        sheet.write_string(0, 0, f"{self.book.title}: tổng hợp", self.look(bold=True, font_size=14))
        for number, (words, width) in enumerate(columns):
            sheet.set_column(number, number, width)
            sheet.write_string(HEAD_ROW, number, words, self._head_look())
        for row, line in enumerate(self.book.overview, start=HEAD_ROW + 1):
            for number, text in enumerate((line.unit, line.state, line.entered, line.criteria)):
                sheet.write_string(row, number, text, self.look(border=1, text_wrap=True))
        sheet.freeze_panes(HEAD_ROW + 1, 1)
        self._paper(sheet)
        sheet.protect("", LOOSE)

    def _head_look(self, *, open_: bool = False) -> Format:
        colour = "#E8EFF8" if open_ else "#EDF0F4"
        return self.look(
            bold=True, border=1, text_wrap=True, align="center", valign="vcenter", bg_color=colour
        )

    def _page(self, page: Page, sheet: Worksheet) -> None:
        sheet.write_string(0, 0, page.title, self.look(bold=True, font_size=13))
        about = "Chỉ nhập vào ô nền trắng. Không xóa cột Mã. Cách làm ở trang Hướng dẫn."
        sheet.write_string(1, 0, about, self.look(italic=True))
        for column, head in enumerate(self.heads):
            sheet.set_column(column, column, head.width)
            words = self.book.before_label if head.field is Field.BEFORE else head.words
            sheet.write_string(HEAD_ROW, column, words, self._head_look(open_=head.input))
        row = HEAD_ROW + 1
        for title, lines in page.sections:
            if title:
                for column in range(len(self.heads)):
                    sheet.write_blank(row, column, None, self.look(top=1, bg_color="#EDF0F4"))
                look = self.look(bold=True, top=1, bg_color="#EDF0F4")
                sheet.write_string(row, self._column(Field.TITLE), title, look)
                row += 1
            for line in lines:
                self._line(sheet, row, line)
                row += 1
        sheet.freeze_panes(HEAD_ROW + 1, self._column(Field.TITLE) + 1)
        sheet.repeat_rows(HEAD_ROW)
        self._paper(sheet)
        sheet.protect("", LOOSE)

    def _column(self, field: Field) -> int:
        return next(n for n, head in enumerate(self.heads) if head.field is field)

    def _paper(self, sheet: Worksheet) -> None:
        sheet.set_landscape()
        sheet.set_paper(A4)
        sheet.fit_to_pages(1, 0)
        sheet.set_margins(left=0.5, right=0.5, top=0.6, bottom=0.6)  # inches
        words = self.book.title.replace("&", "&&")[:200]
        sheet.set_footer(f"&L{words}&RTrang &P/&N")

    def _line(self, sheet: Worksheet, row: int, line: Line) -> None:
        for column, head in enumerate(self.heads):
            if head.input:
                self._input(sheet, row, column, head, line)
            else:
                self._shown(sheet, row, column, head, line)

    def _shown(self, sheet: Worksheet, row: int, column: int, head: Head, line: Line) -> None:
        look: dict[str, object] = {"border": 1, "text_wrap": True, "bg_color": "#F5F6F8"}
        number = shown_number(line.part, line.before) if head.field is Field.BEFORE else None
        if number is not None:
            places = "0.00" if line.part.is_counted else number_format(number)
            sheet.write_number(row, column, float(number), self.look(num_format=places, **look))
            return
        words = {
            Field.UNIT: line.unit,
            Field.CODE: line.code,
            Field.TITLE: line.title,
            Field.PART: line.part.label,
            Field.BEFORE: line.before_words,
            Field.BEFORE_COUNTS: line.before_counts,
            Field.LEVEL: line.level,
            Field.BASIS: line.basis,
            Field.MEASURE: asked_for(line.part),
            Field.VERDICT: line.verdict,
            Field.LOCK: line.closed,
        }[head.field]
        sheet.write_string(row, column, words, self.look(**look))

    def _input(self, sheet: Worksheet, row: int, column: int, head: Head, line: Line) -> None:
        open_ = not line.closed and takes(head.field, line)
        look: dict[str, object] = {"border": 1, "locked": not open_}
        if not open_:
            look["bg_color"] = "#EDF0F4"
        if head.field in TEXTS:
            text = getattr(line, head.field.value) if line.first else ""
            sheet.write_string(row, column, text, self.look(text_wrap=True, **look))
            if open_:
                sheet.data_validation(row, column, row, column, text_rule(head.field))
            return
        self._figure(sheet, row, column, head.field, line, look)
        if open_:
            rule = self._figure_rule(head.field, line.part)
            sheet.data_validation(row, column, row, column, rule)

    def _figure(
        self,
        sheet: Worksheet,
        row: int,
        column: int,
        field: Field,
        line: Line,
        look: dict[str, object],
    ) -> None:
        value = figure_of(field, line.part, line.value)
        if isinstance(value, Decimal):
            style = self.look(num_format=number_format(value), align="right", **look)
            sheet.write_number(row, column, float(value), style)
        elif value:
            sheet.write_string(row, column, value, self.look(**look))
        else:
            whole = "#,##0" if line.part.whole_counts and field is not Field.VALUE else "General"
            style = self.look(num_format=whole, **look)
            sheet.write_blank(row, column, None, style)

    def _figure_rule(self, field: Field, part: PartSpec) -> dict[str, Any]:
        if part.is_choice:
            return {
                "validate": "list",
                "source": self.lists[choices_of(part)],
                "error_title": "Chọn trong danh sách",
                "error_message": f"Chọn một trong: {', '.join(choices_of(part))}."[:255],
            }
        return number_rule(field, part)

    def _lists(self, sheet: Worksheet) -> None:
        """The words of each list in a column of its own: words may hold commas."""
        wanted = {
            choices_of(line.part)
            for page in self.book.pages
            for _title, lines in page.sections
            for line in lines
            if line.part.is_choice
        }
        for column, words in enumerate(sorted(wanted)):
            for row, word in enumerate(words):
                sheet.write_string(row, column, word)
            name = xlsxwriter.utility.xl_col_to_name(column, True)
            self.lists[words] = f"={LISTS}!{name}$1:{name}${len(words)}"
        sheet.hide()
        sheet.protect()

    def _stamp(self, sheet: Worksheet) -> None:
        for row, texts in enumerate(self.book.stamp.rows()):
            for column, text in enumerate(texts):
                sheet.write_string(row, column, text)
        sheet.very_hidden()
        sheet.protect()


def takes(field: Field, line: Line) -> bool:
    """Whether the row has something to type in that column."""
    if field in TEXTS:
        return line.first and (field is not Field.REASON or line.may_not_apply)
    return (field is Field.VALUE) is not line.part.is_counted


def figure_of(field: Field, part: PartSpec, value: PartValue) -> Decimal | str | None:
    """What stands in one figure's cell: an exact number, a word of the list, or nothing."""
    if field not in FIGURES or (field is Field.VALUE) is part.is_counted:
        return None
    if field is Field.NUMERATOR:
        return value.numerator
    if field is Field.DENOMINATOR:
        return value.denominator
    if part.measure is Measure.BOOLEAN and value.choice:
        return YES_WORD if value.choice == YES else NO_WORD
    return value.choice if part.is_choice else value.number


def shown_number(part: PartSpec, value: PartValue) -> Decimal | None:
    """Last period's figure as a number where it is one: a percentage to two decimals."""
    if part.is_choice:
        return None
    if not part.is_counted:
        return value.number
    percent = percent_of(part, value)
    return None if percent is None else percent.quantize(Decimal("0.01"), ROUND_HALF_UP)


def number_format(value: Decimal) -> str:
    """Thousands grouped, as many decimals as the number has."""
    _, _, exponent = value.normalize().as_tuple()
    places = max(0, -exponent) if isinstance(exponent, int) else 0
    return "#,##0" + ("." + "0" * places if places else "")


def number_rule(field: Field, part: PartSpec) -> dict[str, Any]:
    """Numbers from 0 on, whole where only whole ones make sense; a warning, because the portal
    also reads what a spreadsheet in another language takes for text."""
    counted = field is not Field.VALUE
    whole = part.whole_counts and (counted or part.measure is Measure.NUMBER)
    highest: Decimal | int = HIGHEST
    if not counted and (part.measure is Measure.RATIO or part.unit == "%"):
        highest = HUNDRED if part.max_value is None else part.max_value
    lowest = 1 if field is Field.DENOMINATOR and whole else 0
    what = "số nguyên" if whole else "số"
    unit = part.count_unit if counted else part.unit
    top = "trở lên" if highest == HIGHEST else f"đến {format_number(highest)}"
    words = f"Nhập {what} từ {lowest} {top}"
    label = {
        Field.NUMERATOR: part.numerator_label or "tử số",
        Field.DENOMINATOR: part.denominator_label,
        Field.VALUE: part.label or unit or "số",
    }[field]
    return {
        "validate": "integer" if whole else "decimal",
        "criteria": "between",
        "minimum": lowest,
        "maximum": float(highest),
        "input_title": label[:32].strip(),
        "input_message": f"{words}{f', đơn vị {unit}' if unit else ''}."[:255],
        "error_title": "Xem lại số vừa nhập",
        "error_message": f"{words}. Không ghi chữ và đơn vị tính vào ô.",
        "error_type": "warning",
    }


def text_rule(field: Field) -> dict[str, Any]:
    """Texts no longer than what is kept."""
    return {
        "validate": "length",
        "criteria": "<=",
        "value": LONGEST[field],
        "error_title": "Ghi ngắn lại",
        "error_message": f"Ô này nhận tới {LONGEST[field]} ký tự.",
    }
