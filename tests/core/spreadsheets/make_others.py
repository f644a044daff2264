"""Messy files of other programs: old Excel, LibreOffice, report programs, plain text."""

from __future__ import annotations

import datetime
import io
import unicodedata
from collections.abc import Iterator

from kbang_ntm.core.vietnamese import to_encoding
from tests.core.spreadsheets.make_openxml import Made
from tests.core.spreadsheets.make_parts import ods, ole

MATTER = "Mã;Tên;Giá trị\r\n11;Hộ nghèo;12,5\r\n"
CELLS = {"A1": "Mã", "B1": "Tên", "C1": "Giá trị", "A2": "11", "B2": "Hộ nghèo", "C2": "12,5"}


def excel_97() -> Iterator[Made]:
    """Written by xlwt, which nothing else needs: without it these files stay as they are."""
    try:
        import xlwt
    except ImportError:
        return
    book = xlwt.Workbook()
    page = book.add_sheet("Biểu cũ")
    page.write_merge(0, 0, 0, 2, "Tiêu đề")
    page.write(1, 0, "Xã Sơn Lang")
    page.write(1, 1, 12.5)
    page.write(1, 2, datetime.date(2025, 6, 30), xlwt.easyxf(num_format_str="DD/MM/YYYY"))
    page.write(2, 0, xlwt.Formula("B2*2"))
    page.write(2, 1, "Tæng sè hé", xlwt.easyxf("font: name .VnTime"))
    page.write(2, 2, True)
    page.write(3, 0, 0.125, xlwt.easyxf(num_format_str="0.0%"))
    page.write(3, 1, "ẩn")
    page.row(3).hidden = True
    secret = book.add_sheet("Kín")
    secret.write(0, 0, 1)
    secret.visibility = 1
    yield "excel_97.xls", _saved(book), {
        "convert": "tcvn3",
        "kind": "xls",
        "sheets": {
            "Biểu cũ": {
                "A1": "Tiêu đề", "B1": "Tiêu đề", "C1": "Tiêu đề", "A2": "Xã Sơn Lang",
                "B2": "12,5", "C2": "30/06/2025", "A3": "", "B3": "Tổng số hộ", "C3": "TRUE",
                "A4": "12,5%", "B4": "ẩn",
            },
            "Kín": {"A1": "1"},
        },
        "values": {"C2": "day 2025-06-30", "A4": "number 0.125", "A3": "none"},
        "formula": ["A3"],
        "merged": ["B1", "C1"],
        "hidden": ["A4", "B4"],
        "hidden_sheets": ["Kín"],
        "old_encoding": "tcvn3",
        "notices": ["converted@Biểu cũ!B3", "formula_without_value@Biểu cũ!A3", "formulas",
                    "hidden_rows", "hidden_sheet", "merged"],
    }  # fmt: skip


def excel_97_days() -> Iterator[Made]:
    """By xlwt too."""
    try:
        import xlwt
    except ImportError:
        return
    book = xlwt.Workbook()
    book.dates_1904 = True
    page = book.add_sheet("Ngày")
    page.write(0, 0, 44376, xlwt.easyxf(num_format_str="DD/MM/YYYY"))
    whole = _saved(book)
    yield "excel_97_from_1904.xls", whole, {
        "kind": "xls", "date1904": True, "sheets": {"Ngày": {"A1": "30/06/2025"}}, "notices": [],
    }  # fmt: skip
    yield "excel_97_cut_short.xls", whole[:1400], {"refused": "damaged", "says": ["bị hỏng"]}
    yield "excel_97_named.xlsx", whole, {
        "kind": "xls", "date1904": True, "sheets": {"Ngày": {"A1": "30/06/2025"}},
        "notices": ["extension"],
    }  # fmt: skip


def _saved(book: object) -> bytes:
    out = io.BytesIO()
    book.save(out)  # type: ignore[attr-defined]  # xlwt has no types
    return out.getvalue()


def web_pages() -> Iterator[Made]:
    page = (
        "<html><head><meta charset='utf-8'><style>td{}</style></head><body>Báo cáo quý II"
        "<table><tr><th rowspan=2>Xã</th><th colspan=2>Lao động</th></tr>"
        "<tr><td>Nam<td>Nữ</tr><tr></tr><tr><td>Sơn&nbsp;Lang</td><td> 61,8 </td><td>60<br>,9</td>"
        "</tr></table></body></html>"
    )
    yield "web_page.xls", page.encode(), {
        "kind": "html",
        "sheets": {"Bảng": {
            "A1": "Xã", "B1": "Lao động", "C1": "Lao động", "A2": "Xã", "B2": "Nam", "C2": "Nữ",
            "A4": "Sơn Lang", "B4": "61,8", "C4": "60 ,9",
        }},
        "merged": ["C1", "A2"],
        "notices": ["extension", "merged", "text_outside"],
    }  # fmt: skip
    two = "<table><tr><td>a</td></tr></table><table><tr><td>b</td></tr></table>"
    yield (
        "web_page_of_two_tables.xls",
        two.encode(),
        {
            "kind": "html",
            "sheets": {"Bảng 1": {"A1": "a"}, "Bảng 2": {"A1": "b"}},
            "notices": ["extension"],
        },
    )


def other_markup() -> Iterator[Made]:
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    xml = (
        f'<?xml version="1.0"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="{space}" '
        f'xmlns:ss="{space}"><Styles><Style ss:ID="p"><NumberFormat ss:Format="0.0%"/></Style>'
        '</Styles><Worksheet ss:Name="Số liệu"><Table><Row ss:Index="2"><Cell ss:MergeAcross="1">'
        '<Data ss:Type="String">Tiêu đề</Data></Cell><Cell><Data ss:Type="Number">1236</Data>'
        '</Cell></Row><Row><Cell ss:StyleID="p"><Data ss:Type="Number">0.125</Data></Cell>'
        '<Cell ss:Index="4" ss:Formula="=1+1"><Data ss:Type="Number">2</Data></Cell>'
        '<Cell><Data ss:Type="DateTime">2025-06-30T00:00:00.000</Data></Cell>'
        '<Cell><Data ss:Type="Error">#REF!</Data></Cell></Row></Table></Worksheet></Workbook>'
    )
    yield "excel_2003_xml.xls", xml.encode(), {
        "kind": "xml",
        "sheets": {"Số liệu": {
            "A2": "Tiêu đề", "B2": "Tiêu đề", "C2": "1236", "A3": "12,5%", "D3": "2",
            "E3": "30/06/2025", "F3": "#REF!",
        }},
        "values": {"A3": "number 0.125", "E3": "day 2025-06-30", "F3": "none"},
        "formula": ["D3"],
        "merged": ["B2"],
        "notices": ["empty_rows", "error_value@Số liệu!F3", "extension", "formulas", "merged"],
    }  # fmt: skip
    mht = b"MIME-Version: 1.0\r\nContent-Type: multipart/related\r\n\r\n"
    yield "whole_web_page.xls", mht, {"refused": "wrong_type", "says": ["MHT"]}
    yield "other.xml", b"<?xml version='1.0'?><data/>", {
        "refused": "wrong_type", "says": ["tệp XML"],
    }  # fmt: skip
    yield "word_97.xls", ole("WordDocument"), {"refused": "wrong_type", "says": ["tệp Word"]}


def libre_office() -> Iterator[Made]:
    def cell(words: str, attributes: str = ' office:value-type="string"') -> str:
        return f"<table:table-cell{attributes}><text:p>{words}</text:p></table:table-cell>"

    table = (
        '<table:table table:name="Trang 1"><table:table-column/>'
        '<table:table-column table:visibility="collapse"/>'
        '<table:table-column table:number-columns-repeated="16382"/>'
        "<table:table-row>"
        + cell("Tiêu<text:s/>đề", ' office:value-type="string" table:number-columns-spanned="2"')
        + "<table:covered-table-cell/>"
        + cell("12,50 %", ' office:value-type="percentage" office:value="0.125"')
        + "</table:table-row><table:table-row>"
        + cell("30/06/25", ' office:value-type="date" office:date-value="2025-06-30"')
        + cell("3", ' office:value-type="float" office:value="3" table:formula="of:=1+2"')
        + cell("#REF!", ' office:value-type="string" table:formula="of:=[.#REF!]"')
        + "</table:table-row>"
        '<table:table-row table:visibility="collapse">' + cell("ẩn") + "</table:table-row>"
        '<table:table-row table:number-rows-repeated="2">'
        + cell("lặp", ' office:value-type="string" table:number-columns-repeated="2"')
        + '<table:table-cell table:number-columns-repeated="16382"/></table:table-row>'
        '<table:table-row table:number-rows-repeated="1048570"><table:table-cell '
        'table:number-columns-repeated="16384"/></table:table-row></table:table>'
    )
    yield "libre_office.ods", ods(table), {
        "kind": "ods",
        "sheets": {"Trang 1": {
            "A1": "Tiêu đề", "B1": "Tiêu đề", "C1": "12,5%", "A2": "30/06/2025", "B2": "3",
            "C2": "#REF!", "A3": "ẩn", "A4": "lặp", "B4": "lặp", "A5": "lặp", "B5": "lặp",
        }},
        "values": {"A2": "day 2025-06-30", "C1": "number 0.125", "C2": "none"},
        "formula": ["B2", "C2"],
        "merged": ["B1"],
        "hidden": ["B2", "A3", "B4", "B5"],
        "notices": ["empty_rows", "error_value@Trang 1!C2", "formulas", "hidden_columns",
                    "hidden_rows", "merged"],
    }  # fmt: skip
    locked = ods("", manifest="<manifest:encryption-data/>")
    yield "libre_office_password.ods", locked, {"refused": "protected", "says": ["mật khẩu"]}
    endless = (
        '<table:table table:name="T"><table:table-row table:number-rows-repeated="1048576">'
        + cell("x", ' office:value-type="string" table:number-columns-repeated="900"')
        + "</table:table-row></table:table>"
    )
    yield "libre_office_endless.ods", ods(endless), {
        "refused": "too_large", "says": ["có quá nhiều dòng", "trang «T»"],
    }  # fmt: skip


def plain_text() -> Iterator[Made]:
    sheet = {"Bảng": CELLS}
    fine = {"kind": "csv", "sheets": sheet, "notices": ["delimiter"]}
    yield "semicolons.csv", MATTER.encode("utf-8-sig"), fine
    yield "no_mark.csv", MATTER.encode(), fine
    commas = 'Mã,Tên,Giá trị\n11,Hộ nghèo,"12,5"\n'
    yield "commas.csv", commas.encode(), fine
    tabs = MATTER.replace(";", "\t")
    yield "tabs_utf16.txt", tabs.encode("utf-16"), {**fine, "notices": ["delimiter", "encoding"]}
    yield "tabs_utf16_no_mark.tsv", tabs.encode("utf-16-le"), {
        **fine, "notices": ["delimiter", "encoding"],
    }  # fmt: skip
    yield "csv_named.xlsx", MATTER.encode(), {**fine, "notices": ["delimiter", "extension"]}
    yield (
        "sep_line.csv",
        ("sep=,\r\n" + commas).encode(),
        {
            "kind": "csv",
            "sheets": {"Bảng": {f"{at[0]}{int(at[1]) + 1}": words for at, words in CELLS.items()}},
            "notices": ["delimiter"],
        },
    )
    marks = str.maketrans({"ã": "a\u0303", "ộ": "ô\u0323", "ị": "i\u0323", "è": "e\u0300"})
    yield "windows_1258.csv", MATTER.translate(marks).encode("cp1258"), {
        **fine, "notices": ["decomposed", "delimiter", "encoding"],
    }  # fmt: skip


def old_encodings() -> Iterator[Made]:
    fine = {"kind": "csv", "sheets": {"Bảng": CELLS}}
    for kind in ("tcvn3", "vni"):
        raw = to_encoding(MATTER, kind)
        place = "A1"
        yield f"{kind}.csv", raw.encode("cp1252"), {
            **fine, "convert": kind, "old_encoding": kind,
            "notices": [f"converted@Bảng!{place}", "delimiter"],
        }  # fmt: skip


def odd_text() -> Iterator[Made]:
    fine = {"kind": "csv", "sheets": {"Bảng": CELLS}}
    ragged = "Mã,Giá trị\n11,12,5\n12,7\n"
    yield "decimal_commas.csv", ragged.encode(), {
        "kind": "csv",
        "sheets": {"Bảng": {"A1": "Mã", "B1": "Giá trị", "A2": "11", "B2": "12", "C2": "5",
                            "A3": "12", "B3": "7"}},
        "notices": ["delimiter", "ragged"],
        "says": ["dấu phẩy thập phân"],
    }  # fmt: skip
    guarded = "Tên;Ghi chú\n'=1+1;'@x\n-5;+84\n"
    yield "guarded.csv", guarded.encode(), {
        "kind": "csv",
        "sheets": {"Bảng": {"A1": "Tên", "B1": "Ghi chú", "A2": "=1+1", "B2": "@x", "A3": "-5",
                            "B3": "+84"}},
        "notices": ["apostrophe@Bảng!A2", "apostrophe@Bảng!B2", "delimiter"],
    }  # fmt: skip
    lines = unicodedata.normalize("NFD", MATTER) + ";;\r\n\r\n"
    yield "mac_and_blank_lines.csv", lines.encode(), {
        **fine, "notices": ["decomposed", "delimiter", "empty_rows"],
    }  # fmt: skip
    opened = 'Mã;Tên\n11;"Hộ\n12;b\n'
    yield (
        "open_quote.csv",
        opened.encode(),
        {
            "kind": "csv",
            "sheets": {"Bảng": {"A1": "Mã", "B1": "Tên", "A2": "11", "B2": "Hộ\n12;b"}},
            "notices": ["delimiter", "unclosed_quote"],
        },
    )
    yield "binary.csv", b"\x01\x02\x00\xff" * 64, {
        "refused": "wrong_type", "says": ["không phải bảng tính"],
    }  # fmt: skip
    bad = "Mã;Tên\r\n11;Hộ\r\n".encode("utf-16")[:-3]
    yield (
        "half_a_letter.csv",
        bad,
        {
            "kind": "csv",
            "sheets": {"Bảng": {"A1": "Mã", "B1": "Tên", "A2": "11", "B2": "Hộ\ufffd"}},
            "notices": ["delimiter", "encoding", "replaced"],
        },
    )


ALL = (
    excel_97,
    excel_97_days,
    web_pages,
    other_markup,
    libre_office,
    plain_text,
    old_encodings,
    odd_text,
)
