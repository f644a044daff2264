"""A workbook after it went through other hands: still read, or said where and why not."""

from __future__ import annotations

import io
from datetime import date

import pytest
from openpyxl import Workbook

from communes.measures import Comparator, IndicatorSpec, Measure, PartSpec
from communes.queries.specs import IndicatorRow
from communes.workbooks.reading import choice_of, read_content, read_entries
from communes.workbooks.stamp import Stamp, StampedReport, read_stamp
from kbang_ntm.core.spreadsheets import read_spreadsheet

YES_NO = PartSpec("a", "", Measure.BOOLEAN, Comparator.IS)
COUNTED = PartSpec("a", "", Measure.RATIO, Comparator.AT_MOST, "%", "hộ nghèo", "tổng số hộ", "hộ")
PLAIN = PartSpec("a", "", Measure.NUMBER, Comparator.AT_LEAST, "km", whole_counts=False)
MEN = PartSpec("a", "nam", Measure.RATIO, Comparator.AT_LEAST, "%")
WOMEN = PartSpec("b", "nữ", Measure.RATIO, Comparator.AT_LEAST, "%")
STEPS = PartSpec("a", "", Measure.ORDINAL, Comparator.AT_LEAST, scale=("Yếu", "Khá", "Tốt"))


def row(pk: int, code: str, *parts: PartSpec, title: str = "") -> IndicatorRow:
    title = title or f"Chỉ tiêu {code}"
    spec = IndicatorSpec(code, title, parts, may_not_apply=True)
    return IndicatorRow(pk, code, title, title, "", 1, False, False, True, "sum", True, "", spec)


KNOWN = [
    row(1, "1.1", YES_NO),
    row(2, "11", COUNTED),
    row(3, "12.1", MEN, WOMEN),
    row(4, "17.1", PLAIN, title="Nước sạch"),
    row(5, "17.10", PLAIN, title="Cây xanh"),
    row(6, "16", STEPS),
]
HEADS = ["Mã", "Nội dung chỉ tiêu", "Phần", "Tử số", "Mẫu số", "Số hoặc lựa chọn", "Giải trình"]


def read(*rows: list, heads: list = HEADS, above: int = 0):
    """(entries by code, troubles) of a sheet with these rows."""
    book = Workbook()
    sheet = book.active
    for _ in range(above):
        sheet.append(["CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"])
    sheet.append(heads)
    for one in rows:
        sheet.append(one)
    out = io.BytesIO()
    book.save(out)
    content = read_content(read_spreadsheet(io.BytesIO(out.getvalue()), "a.xlsx"))
    entries, troubles = read_entries(content.rows, KNOWN)
    return {entry.code: entry for entry in entries}, troubles


def test_each_kind_of_measure_goes_into_its_field():
    entries, troubles = read(
        ["1.1", "", "", None, None, "Đạt", None],
        ["11", "", "", 62, 1236, None, "rà soát cuối năm"],
        ["12.1", "", "nam", None, None, 61.8, None],
        ["12.1", "", "nữ", None, None, "60,9 %", None],
        ["16", "", "", None, None, "khá", None],
    )
    assert troubles == []
    assert entries["1.1"].raw == {"a": {"choice": "yes"}}
    assert entries["11"].raw == {"a": {"numerator": "62", "denominator": "1236"}}
    assert entries["11"].texts == {"note": "rà soát cuối năm"}
    assert entries["12.1"].raw == {"a": {"number": "61,8"}, "b": {"number": "60,9 %"}}
    assert entries["16"].raw == {"a": {"choice": "Khá"}}
    assert entries["11"].places == {"a": "D3", "note": "G3"}


def test_columns_may_have_moved_and_titles_may_stand_above():
    heads = ["Giải trình", "Mẫu số", "Tử số", "TT", "MÃ CHỈ TIÊU"]
    entries, troubles = read(["", "1.236", "62", 1, "11"], heads=heads, above=5)
    assert troubles == []
    assert entries["11"].raw == {"a": {"numerator": "62", "denominator": "1.236"}}
    assert entries["11"].places["a"] == "C7"


def test_a_column_that_is_not_there_says_nothing():
    entries, _ = read(["11", 62], heads=["Mã", "Tử số"])
    assert entries["11"].raw == {"a": {"numerator": "62"}}
    assert entries["11"].texts == {}


def test_parts_without_their_word_follow_the_order():
    entries, _ = read(["12.1", "", "", None, None, 61.8], ["12.1", "", "", None, None, 60.9])
    assert entries["12.1"].raw == {"a": {"number": "61,8"}, "b": {"number": "60,9"}}


@pytest.mark.parametrize(
    ("title", "code"), [("Nước sạch", "17.1"), ("CÂY XANH", "17.10"), ("Nuoc sach", "17.1")]
)
def test_a_code_that_became_a_number_is_told_by_its_title(title, code):
    entries, troubles = read([17.1, title, "", None, None, 4])
    assert troubles == []
    assert list(entries) == [code]


def test_a_code_that_became_a_number_without_title_is_not_guessed_wrongly():
    entries, troubles = read([17.1, "Khác hẳn", "", None, None, 4])
    assert entries == {}
    assert troubles[0].code == "no_such_code"


def test_the_same_indicator_twice_is_no_answer():
    entries, troubles = read(["11", "", "", 62, 1236], ["11", "", "", 63, 1236])
    assert entries == {}
    assert (troubles[0].code, troubles[0].indicator) == ("twice", "11")
    assert "dòng 2" in troubles[0].message
    assert "dòng 3" in troubles[0].message


def test_the_same_indicator_twice_with_the_same_figures_is_one():
    entries, troubles = read(["11", "", "", 62, 1236], ["11", "", "", 62, 1236])
    assert troubles == []
    assert list(entries) == ["11"]


@pytest.mark.parametrize(
    ("cell", "code", "words"),
    [
        (date(2025, 5, 12), "unreadable", "ngày tháng (12/05/2025)"),
        ("=1/0", "unreadable", "công thức chưa có kết quả"),
    ],
)
def test_what_is_no_figure_is_told_with_its_cell(cell, code, words):
    entries, troubles = read(["17.1", "Nước sạch", "", None, None, cell])
    assert entries == {}
    (trouble,) = troubles
    assert (trouble.code, trouble.cell, trouble.sheet) == (code, "F2", "Sheet")
    assert words in trouble.message


def test_a_percentage_where_counts_are_asked_for_is_told():
    entries, troubles = read(["11", "", "", None, None, "5 %"])
    assert entries == {}
    assert troubles[0].code == "wrong_column"
    assert troubles[0].cell == "F2"


def test_an_unknown_code_is_told_and_the_rest_is_read():
    entries, troubles = read(["99", "", "", None, None, 1], ["17.1", "", "", None, None, "4,2"])
    assert list(entries) == ["17.1"]
    assert "«99»" in troubles[0].message


def test_a_percent_cell_is_read_as_people_see_it():
    book = Workbook()
    book.active.append(HEADS)
    book.active.append(["12.1", "", "nam", None, None, 0.618])
    book.active["F2"].number_format = "0.0%"
    out = io.BytesIO()
    book.save(out)
    content = read_content(read_spreadsheet(io.BytesIO(out.getvalue()), "a.xlsx"))
    entries, _ = read_entries(content.rows, KNOWN)
    assert entries[0].raw["a"] == {"number": "61,8%"}


def test_a_sheet_without_heads_is_named():
    book = Workbook()
    book.active.title = "Nháp"
    book.active.append(["tính thử", 5])
    out = io.BytesIO()
    book.save(out)
    content = read_content(read_spreadsheet(io.BytesIO(out.getvalue()), "a.xlsx"))
    assert content.rows == []
    assert content.unread == ["Nháp"]


def test_a_csv_with_semicolons_is_read():
    text = "Mã;Tử số;Mẫu số\n11;62;1.236\n"
    content = read_content(read_spreadsheet(io.BytesIO(text.encode()), "a.csv"))
    entries, troubles = read_entries(content.rows, KNOWN)
    assert troubles == []
    assert entries[0].raw == {"a": {"numerator": "62", "denominator": "1.236"}}


@pytest.mark.parametrize(
    ("part", "text", "choice"),
    [
        (YES_NO, "ĐẠT", "yes"),
        (YES_NO, "có", "yes"),
        (YES_NO, "x", "yes"),
        (YES_NO, "Chưa đạt", "no"),
        (YES_NO, "không đạt", "no"),
        (YES_NO, "chưa rõ", "chưa rõ"),
        (YES_NO, "", ""),
        (STEPS, "tot", "Tốt"),
        (STEPS, "Giỏi", "Giỏi"),
    ],
)
def test_choices_are_read_forgivingly_and_never_guessed(part, text, choice):
    assert choice_of(part, text) == choice


STAMP = Stamp(
    "report",
    "2025-Q2",
    "Quý II/2025",
    "xa",
    "2025-06-20T08:00:00+07:00",
    "Đinh Thị Hạnh",
    (StampedReport("u", "son-lang", "Xã Sơn Lang", 3, {"1.1": 2, "11": 1}),),
)


def test_a_stamp_comes_back_as_it_was():
    assert read_stamp(STAMP.rows()) == STAMP
    padded = [(*row, "", "") for row in STAMP.rows()]
    assert read_stamp([*padded, ("", "")]) == STAMP


@pytest.mark.parametrize("number", range(len(STAMP.rows())))
def test_a_stamp_that_was_edited_is_no_stamp(number):
    rows = [list(row) for row in STAMP.rows()]
    rows[number][-1] += "1"
    assert read_stamp(rows) is None
    assert read_stamp(STAMP.rows()[:number] + STAMP.rows()[number + 1 :]) is None
