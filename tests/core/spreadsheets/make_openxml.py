"""Messy workbooks of Excel, each with what must be read of it."""

from __future__ import annotations

import io
import unicodedata
from collections.abc import Callable, Iterator

import xlsxwriter

from tests.core.spreadsheets.make_parts import (
    FIXED,
    Case,
    number,
    row,
    sheet_xml,
    styles,
    text,
    xlsx,
)

Made = tuple[str, bytes, Case]


def written(fill: Callable[[xlsxwriter.Workbook], None], **options: object) -> bytes:
    """A workbook as Excel writes it, with a fixed date."""
    import datetime

    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, **options})
    book.set_properties({"created": datetime.datetime(*FIXED)})
    fill(book)
    book.close()
    return out.getvalue()


def merged_and_moved() -> Iterator[Made]:
    def merged(book: xlsxwriter.Workbook) -> None:
        page = book.add_worksheet("Biểu 1")
        page.merge_range("A1:D1", "BIỂU TỔNG HỢP")
        page.merge_range("A2:A3", "Xã")
        page.merge_range("B2:C2", "Lao động")
        page.write("B3", "Nam")
        page.write("C3", "Nữ")
        page.merge_range("A4:A5", "Sơn Lang")
        page.write("B4", 61)
        page.write("B5", 62)

    yield "merged.xlsx", written(merged), {
        "kind": "xlsx",
        "sheets": {"Biểu 1": {
            "A1": "BIỂU TỔNG HỢP", "B1": "BIỂU TỔNG HỢP", "C1": "BIỂU TỔNG HỢP",
            "D1": "BIỂU TỔNG HỢP", "A2": "Xã", "B2": "Lao động", "C2": "Lao động", "A3": "Xã",
            "B3": "Nam", "C3": "Nữ", "A4": "Sơn Lang", "B4": "61", "A5": "Sơn Lang", "B5": "62",
        }},
        "merged": ["B1", "C1", "D1", "C2", "A3", "A5"],
        "notices": ["merged"],
    }  # fmt: skip

    def moved(book: xlsxwriter.Workbook) -> None:
        page = book.add_worksheet("Số liệu")
        page.write("B1", "ỦY BAN NHÂN DÂN XÃ")
        page.write("D6", "Mẫu số")
        page.write("B6", "MÃ  CHỈ TIÊU:")
        page.write("C6", "Tử số\n(hộ)")
        page.write("F6", "Ghi chú")
        page.write("B7", "11")
        page.write("C7", 62)
        page.write("D7", 1236)

    yield "moved_columns.xlsx", written(moved), {
        "kind": "xlsx",
        "sheets": {"Số liệu": {
            "B1": "ỦY BAN NHÂN DÂN XÃ", "B6": "MÃ  CHỈ TIÊU:", "C6": "Tử số\n(hộ)",
            "D6": "Mẫu số", "F6": "Ghi chú", "B7": "11", "C7": "62", "D7": "1236",
        }},
        "header": {
            "wanted": {"code": ["Mã chỉ tiêu"], "top": ["Tử số (hộ)"], "bottom": ["Mẫu số"],
                       "survey": ["Cuộc điều tra"]},
            "row": 6, "columns": {"code": 2, "top": 3, "bottom": 4}, "missing": ["survey"],
        },
        "notices": [],
    }  # fmt: skip


def numbers() -> Iterator[Made]:
    look = styles([], ["0.00", "#,##0", "0.0%", "0&quot; hộ&quot;", "0.00E+00", "@"])
    rows = (
        row(1, text("A1", "1.236"), text("B1", "12,5\u00a0%"), text("C1", " 1\u00a0236 "))
        + row(2, number("A2", "5.0161812297734629", 1), number("B2", "1236", 2))
        + row(3, number("A3", "0.125", 3), number("B3", "7", 4), number("C3", "12500", 5))
        + row(4, number("A4", "0.30000000000000004"), number("B4", "-0"), number("C4", "1E+3"))
        + row(5, number("A5", "20.4", 6), '<c r="B5" t="b"><v>1</v></c>')
    )
    yield "numbers.xlsx", xlsx({"Số": sheet_xml(rows)}, styles=look), {
        "kind": "xlsx",
        "sheets": {"Số": {
            "A1": "1.236", "B1": "12,5 %", "C1": "1 236", "A2": "5,02", "B2": "1236",
            "A3": "12,5%", "B3": "7", "C3": "12500", "A4": "0,3", "B4": "0", "C4": "1000",
            "A5": "20,4", "B5": "TRUE",
        }},
        "values": {"A1": "text 1.236", "A2": "number 5.01618122977346", "A3": "number 0.125",
                   "A4": "number 0.300000000000000", "B5": "yes", "B2": "number 1236"},
        "notices": [],
    }  # fmt: skip
    rows = (
        row(1, number("A1", "1E400"), number("B1", "NaN"), number("C1", "12abc"))
        + row(2, '<c r="A2" s="99"><v>5</v></c>', '<c r="B2" t="s"><v>7</v></c>')
        + row(3, text("A3", "tốt"))
    )
    yield "impossible_values.xlsx", xlsx({"Sai": sheet_xml(rows)}), {
        "kind": "xlsx",
        "sheets": {"Sai": {
            "A1": "1E400", "B1": "NaN", "C1": "12abc", "A2": "5", "B2": "", "A3": "tốt"}},
        "values": {"A1": "none", "B1": "none", "C1": "none", "A2": "number 5", "B2": "none"},
        "notices": ["bad_cell@Sai!A1", "bad_cell@Sai!B1", "bad_cell@Sai!C1", "bad_cell@Sai!B2"],
    }  # fmt: skip


def days() -> Iterator[Made]:
    look = styles([], ["dd/mm/yyyy", "[$-42A]d/m/yyyy", "hh:mm dd/mm/yyyy", "hh:mm"])
    rows = (
        row(1, number("A1", "45838", 1), number("B1", "45838", 2), number("C1", "45838.5", 3))
        + row(2, number("A2", "0.25", 4), text("B2", "30/6/2025"), number("C2", "45838"))
        + row(3, '<c r="A3" t="d"><v>2025-06-30T00:00:00</v></c>')
    )
    yield "days.xlsx", xlsx({"Ngày": sheet_xml(rows)}, styles=look), {
        "kind": "xlsx",
        "sheets": {"Ngày": {
            "A1": "30/06/2025", "B1": "30/06/2025", "C1": "12:00 30/06/2025", "A2": "06:00",
            "B2": "30/6/2025", "C2": "45838", "A3": "30/06/2025",
        }},
        "values": {"A1": "day 2025-06-30", "C1": "day 2025-06-30 12:00:00", "C2": "number 45838",
                   "A3": "day 2025-06-30"},
        "as_days": {"A1": "2025-06-30", "C1": "2025-06-30", "B2": "2025-06-30",
                    "C2": "2025-06-30", "A2": None},
        "notices": [],
    }  # fmt: skip
    rows = row(1, *(number(f"{c}1", n, 1) for c, n in zip("ABC", ("59", "60", "61"), strict=True)))
    yield (
        "leap_day_of_1900.xlsx",
        xlsx({"Ngày": sheet_xml(rows)}, styles=look),
        {
            "kind": "xlsx",
            "sheets": {"Ngày": {"A1": "28/02/1900", "B1": "60", "C1": "01/03/1900"}},
            "values": {"B1": "number 60"},
            "notices": ["no_such_day@Ngày!B1"],
        },
    )
    rows = row(1, number("A1", "0", 1), number("B1", "44376", 1))
    yield "days_from_1904.xlsx", xlsx(
        {"Ngày": sheet_xml(rows)}, styles=look, properties='<workbookPr date1904="1"/>'
    ), {
        "kind": "xlsx",
        "sheets": {"Ngày": {"A1": "01/01/1904", "B1": "30/06/2025"}},
        "date1904": True,
        "notices": [],
    }  # fmt: skip


def hidden() -> Iterator[Made]:
    def fill(book: xlsxwriter.Workbook) -> None:
        page = book.add_worksheet("Hiện")
        for at, words in enumerate(["một", "hai", "ba"]):
            page.write(at, 0, words)
            page.write(at, 2, at)
        page.set_row(1, None, None, {"hidden": True})
        page.set_column("C:C", None, None, {"hidden": True})
        book.add_worksheet("Ẩn").write("A1", "kín")
        book.get_worksheet_by_name("Ẩn").hide()

    yield (
        "hidden.xlsx",
        written(fill),
        {
            "kind": "xlsx",
            "sheets": {
                "Hiện": {"A1": "một", "C1": "0", "A2": "hai", "C2": "1", "A3": "ba", "C3": "2"},
                "Ẩn": {"A1": "kín"},
            },
            "hidden": ["C1", "A2", "C2", "C3"],
            "hidden_sheets": ["Ẩn"],
            "notices": ["hidden_rows", "hidden_columns", "hidden_sheet"],
        },
    )


def formulas() -> Iterator[Made]:
    rows = row(
        1,
        '<c r="A1"><f>SUM(B1:B9)</f><v>12</v></c>',
        '<c r="B1" t="str"><f>A1&amp;" hộ"</f><v>12 hộ</v></c>',
        '<c r="C1"><f>1+1</f></c>',
        '<c r="D1" t="str"><f>""</f><v></v></c>',
        '<c r="E1"><f>[1]Sheet1!A1</f><v>3</v></c>',
    )
    links = {"xl/externalLinks/externalLink1.xml": "<externalLink/>"}
    yield "formulas.xlsx", xlsx({"Tính": sheet_xml(rows)}, extra=links), {
        "kind": "xlsx",
        "sheets": {"Tính": {"A1": "12", "B1": "12 hộ", "C1": "", "E1": "3"}},
        "values": {"A1": "number 12", "C1": "none"},
        "formula": ["A1", "B1", "C1", "E1"],
        "notices": ["formulas", "external_links", "formula_without_value@Tính!C1",
                    "link_elsewhere@Tính!E1"],
    }  # fmt: skip
    wrong = ("#REF!", "#N/A", "#DIV/0!", "#VALUE!")
    rows = row(
        4, *(f'<c r="{c}4" t="e"><v>{w}</v></c>' for c, w in zip("ABCD", wrong, strict=True))
    )
    yield (
        "error_values.xlsx",
        xlsx({"Lỗi": sheet_xml(rows)}),
        {
            "kind": "xlsx",
            "sheets": {"Lỗi": {"A4": "#REF!", "B4": "#N/A", "C4": "#DIV/0!", "D4": "#VALUE!"}},
            "values": {"A4": "none", "D4": "none"},
            "notices": [f"error_value@Lỗi!{c}4" for c in "ABCD"],
        },
    )


def letters() -> Iterator[Made]:
    apart = unicodedata.normalize("NFD", "Xã Sơn Lang, Kông Lơng Khơng, Đăk Rong")
    rows = row(1, text("A1", apart), text("B1", "H\u200bộ\u00ad"), text("C1", "a_x000D_\nb&amp;c"))
    yield "written_on_a_mac.xlsx", xlsx({unicodedata.normalize("NFD", "Số"): sheet_xml(rows)}), {
        "kind": "xlsx",
        "sheets": {"Số": {
            "A1": "Xã Sơn Lang, Kông Lơng Khơng, Đăk Rong", "B1": "Hộ\u00ad", "C1": "a\nb&c"}},
        "notices": ["decomposed", "invisible"],
    }  # fmt: skip


def tcvn3_fonts() -> Iterator[Made]:
    look = styles([".VnTime", ".VnTimeH", "VNI-Times"], [])
    rows = row(
        1,
        text("A1", "Héi ®ång nh©n d©n x· S¬n Lang", 1),
        text("B1", "ñy ban nh©n d©n", 2),
        text("C1", "Số hộ nghèo"),
        number("D1", "62", 1),
        text("E1", "Tæng sè", 1),
    )
    read = {"C1": "Số hộ nghèo", "D1": "62"}
    raw = {"A1": "Héi ®ång nh©n d©n x· S¬n Lang", "B1": "ñy ban nh©n d©n", "E1": "Tæng sè"}
    made = xlsx({"ABC": sheet_xml(rows)}, styles=look)
    yield (
        "tcvn3_fonts.xlsx",
        made,
        {
            "kind": "xlsx",
            "sheets": {"ABC": {**raw, **read}},
            "old_encoding": "tcvn3",
            "notices": ["old_encoding@ABC!A1"],
        },
    )
    yield "tcvn3_fonts.xlsx+convert", b"", {
        "convert": "tcvn3",
        "kind": "xlsx",
        "sheets": {"ABC": {"A1": "Hội đồng nhân dân xã Sơn Lang", "B1": "ỦY BAN NHÂN DÂN",
                           "E1": "Tổng số", **read}},
        "old_encoding": "tcvn3",
        "notices": ["converted@ABC!A1"],
    }  # fmt: skip


def other_fonts() -> Iterator[Made]:
    look = styles([".VnTime", ".VnTimeH", "VNI-Times"], [])
    rows = row(1, text("A1", "Uyû ban nhaân daân xaõ", 3), text("B1", "TOÅNG SOÁ HOÄ", 3))
    yield (
        "vni_fonts.xlsx",
        xlsx({"VNI": sheet_xml(rows)}, styles=look),
        {
            "convert": "vni",
            "kind": "xlsx",
            "sheets": {"VNI": {"A1": "Uỷ ban nhân dân xã", "B1": "TỔNG SỐ HỘ"}},
            "old_encoding": "vni",
            "notices": ["converted@VNI!A1"],
        },
    )
    rows = row(1, text("A1", "Tû lÖ hé nghÌo ®a chiÒu"), text("B1", "café, 25 °C"))
    yield (
        "tcvn3_without_font.xlsx",
        xlsx({"ABC": sheet_xml(rows)}),
        {
            "convert": "tcvn3",
            "kind": "xlsx",
            "sheets": {"ABC": {"A1": "Tỷ lệ hộ nghèo đa chiều", "B1": "café, 25 °C"}},
            "old_encoding": "tcvn3",
            "notices": ["converted@ABC!A1"],
        },
    )
    run = '<r><rPr><rFont val="{}"/></rPr><t>{}</t></r>'
    texts = (
        f"<si>{run.format('.VnTime', 'Tæng')}{run.format('.VnTime', ' sè hé')}</si>"
        "<si><t>Xã</t><rPh sb='0' eb='1'><t>bỏ</t></rPh></si>"
    )
    cells = row(1, '<c r="A1" t="s"><v>0</v></c>', '<c r="B1" t="s"><v>1</v></c>')
    yield (
        "fonts_of_runs.xlsx",
        xlsx({"Chữ": sheet_xml(cells)}, strings=texts),
        {
            "convert": "tcvn3",
            "kind": "xlsx",
            "sheets": {"Chữ": {"A1": "Tổng số hộ", "B1": "Xã"}},
            "old_encoding": "tcvn3",
            "notices": ["converted@Chữ!A1", "doubtful_text@Chữ!B1"],
        },
    )


def odd_xml() -> Iterator[Made]:
    rows = (
        "<row><c t='inlineStr'><is><t>a</t></is></c><c><v>1</v></c></row><row/>"
        "<row><c><v>2</v></c></row>"
    )
    yield (
        "cells_without_places.xlsx",
        xlsx({"S": sheet_xml(rows)}),
        {
            "kind": "xlsx",
            "sheets": {"S": {"A1": "a", "B1": "1", "A3": "2"}},
            "notices": ["empty_rows"],
        },
    )
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rows = (
        f'<x:worksheet xmlns:x="{main}"><x:sheetData><x:row r="2"><x:c r="B2" t="inlineStr">'
        "<x:is><x:t>chữ</x:t></x:is></x:c></x:row></x:sheetData><x:mergeCells count='1'>"
        '<x:mergeCell ref="B2:C2"/></x:mergeCells></x:worksheet>'
    )
    yield (
        "prefixed_names.xlsx",
        xlsx({"S": rows}),
        {
            "kind": "xlsx",
            "sheets": {"S": {"B2": "chữ", "C2": "chữ"}},
            "merged": ["C2"],
            "notices": ["merged"],
        },
    )
    yield (
        "nothing_in_it.xlsx",
        xlsx({"Trang 1": sheet_xml("")}),
        {
            "kind": "xlsx",
            "sheets": {"Trang 1": {}},
            "notices": ["empty_sheet"],
        },
    )


def beside_the_cells() -> Iterator[Made]:
    extra = {"xl/comments1.xml": "<comments/>", "xl/drawings/drawing1.xml": "<d/>"}
    yield (
        "comments_and_pictures.xlsx",
        xlsx({"S": sheet_xml(row(1, text("A1", "a")))}, extra=extra),
        {
            "kind": "xlsx",
            "sheets": {"S": {"A1": "a"}},
            "notices": ["comments", "not_a_table"],
        },
    )
    macro = {"xl/vbaProject.bin": b"\xd0\xcf\x11\xe0 macro"}
    yield (
        "macros.xlsm",
        xlsx({"S": sheet_xml(row(1, text("A1", "a")))}, extra=macro),
        {
            "kind": "xlsm",
            "sheets": {"S": {"A1": "a"}},
            "notices": ["macros"],
        },
    )
    empty = "".join(row(n, f'<c r="A{n}" s="1"/><c r="B{n}" s="1"/>') for n in range(3, 50_003))
    rows = row(1, text("A1", "Mã")) + row(2, text("A2", "11")) + empty
    yield "fifty_thousand_empty_rows.xlsx", xlsx(
        {"Dài": sheet_xml(rows)}, styles=styles(["Arial"], [])
    ), {
        "kind": "xlsx",
        "sheets": {"Dài": {"A1": "Mã", "A2": "11"}},
        "notices": ["empty_rows"],
        "says": ["50.000 dòng trống"],
    }  # fmt: skip


ALL = (
    merged_and_moved,
    numbers,
    days,
    hidden,
    formulas,
    letters,
    tcvn3_fonts,
    other_fonts,
    odd_xml,
    beside_the_cells,
)
