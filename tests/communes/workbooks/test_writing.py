"""The written workbook as another program reads it: locked, listed, stamped, free of formulas."""

from __future__ import annotations

import pytest
from openpyxl.worksheet.worksheet import Worksheet

from communes.services.reviews import return_entry
from communes.workbooks.stamp import SHEET
from communes.workbooks.writing import GUIDE, HEAD_ROW, LISTS, OVERVIEW, sheet_name
from tests.factories.communes import make_world
from tests.factories.workbooks import (
    cell_of,
    columns_of,
    downloaded,
    downloaded_district,
    opened,
)

pytestmark = pytest.mark.django_db
VALUE = "Số hoặc lựa chọn"


@pytest.fixture
def world():
    return make_world()


@pytest.fixture
def report(world):
    world.last_period()
    return world.report()


def figures(book) -> list[Worksheet]:
    return [s for s in book.worksheets if s.title not in (GUIDE, OVERVIEW, LISTS, SHEET)]


def rules_at(cell):
    """The data validations of one cell."""
    return [
        rule
        for rule in cell.parent.data_validations.dataValidation
        if cell.coordinate in rule.cells
    ]


def test_a_sheet_per_group_behind_a_guide(world, report):
    book = opened(downloaded(report, world.officer))
    assert book.sheetnames == [GUIDE, "I. Hạ tầng", "II. Kinh tế - xã hội", LISTS, SHEET]
    words = [str(row[1].value) for row in book[GUIDE].iter_rows(max_col=2) if row[1].value]
    assert "Xã Sơn Lang" in words
    assert "Quý II/2025" in words
    assert any("Nhập từ tệp" in text for text in words)


def test_stamp_and_lists_are_out_of_sight(world, report):
    book = opened(downloaded(report, world.officer))
    assert book[SHEET].sheet_state == "veryHidden"
    assert book[LISTS].sheet_state == "hidden"


def test_only_inputs_are_open_and_no_password_stands_in_the_way(world, report):
    book = opened(downloaded(report, world.officer))
    for sheet in book.worksheets:
        assert sheet.protection.sheet
        assert not sheet.protection.password
    assert not cell_of(book, "10", VALUE).protection.locked
    assert not cell_of(book, "11", "Tử số").protection.locked
    assert cell_of(book, "10", "Tử số").protection.locked
    assert cell_of(book, "11", VALUE).protection.locked
    assert cell_of(book, "10", "Mã").protection.locked
    assert not cell_of(book, "1.2", "Lý do không áp dụng").protection.locked
    assert cell_of(book, "10", "Lý do không áp dụng").protection.locked  # it always applies


def test_choices_come_from_a_list_and_numbers_are_checked(world, report):
    book = opened(downloaded(report, world.officer))
    (yes_no,) = rules_at(cell_of(book, "1.1", VALUE))
    (steps,) = rules_at(cell_of(book, "16", VALUE))
    assert yes_no.type == steps.type == "list"

    def words(rule):
        area = rule.formula1.partition("!")[2].replace("$", "")
        return [row[0].value for row in book[LISTS][area]]

    assert words(yes_no) == ["Đạt", "Chưa đạt"]
    assert words(steps) == ["Yếu", "Trung bình", "Khá", "Tốt"]
    assert "Chọn một trong: Đạt, Chưa đạt." in yes_no.error
    (whole,) = rules_at(cell_of(book, "11", "Mẫu số"))
    assert (whole.type, whole.formula1) == ("whole", "1")
    assert whole.errorStyle == "warning"  # the portal also reads a comma typed as text
    assert "số nguyên" in whole.error
    (percent,) = rules_at(cell_of(book, "12.1", VALUE))
    assert (percent.type, float(percent.formula2)) == ("decimal", 100)


def test_numbers_are_numbers_and_texts_are_texts(world, report):
    world.save(
        report,
        world.edit("10", note="=1+1"),
        world.edit("11"),
        world.edit("1.1", note="+cmd|' /C calc'!A0"),
        world.edit("16"),
    )
    book = opened(downloaded(report, world.officer))
    assert cell_of(book, "10", VALUE).value == 51.2
    assert cell_of(book, "11", "Tử số").value == 62
    assert cell_of(book, "11", "Mẫu số").value == 1236
    assert cell_of(book, "1.1", VALUE).value == "Đạt"
    assert cell_of(book, "16", VALUE).value == "Khá"
    assert cell_of(book, "11", "Quý I/2025").value == 5.02
    assert cell_of(book, "11", "Kỳ trước: tử số/mẫu số").value == "62/1.236 hộ"
    note = cell_of(book, "10", "Giải trình")
    assert (note.value, note.data_type) == ("=1+1", "s")
    kinds = {cell.data_type for sheet in book.worksheets for row in sheet for cell in row}
    assert "f" not in kinds


def test_levels_say_where_they_stand_and_that_nobody_checked_them(world, report):
    book = opened(downloaded(report, world.officer))
    assert cell_of(book, "10", "Mức đạt").value == "≥ 50 triệu đồng/người/năm"
    assert cell_of(book, "10", "Căn cứ mức đạt").value == "QĐ 318/QĐ-TTg, chưa kiểm chứng"
    assert cell_of(book, "17.9", "Mức đạt").value == "chưa có mức đạt"
    assert cell_of(book, "10", "Kết quả lúc tải về").value == "Chưa nhập"
    assert cell_of(book, "11", "Nhập gì").value == "hộ nghèo và cận nghèo / tổng số hộ (hộ)"


def test_heads_stay_and_print_on_a4_across(world, report):
    for sheet in figures(opened(downloaded(report, world.officer))):
        assert sheet.freeze_panes == f"C{HEAD_ROW + 2}"
        assert sheet.page_setup.orientation == "landscape"
        assert int(sheet.page_setup.paperSize) == 9
        assert sheet.print_title_rows == f"${HEAD_ROW + 1}:${HEAD_ROW + 1}"
        assert sheet.sheet_properties.pageSetUpPr.fitToPage
        assert sheet.column_dimensions["B"].width > 30


def test_what_may_not_change_is_locked_and_says_why(world):
    sent = world.sent_report()
    words = "Báo cáo đã gửi huyện."
    book = opened(downloaded(sent, world.officer, closed=words))
    assert cell_of(book, "10", VALUE).protection.locked
    assert cell_of(book, "10", "Vì sao khóa").value == words
    assert not [rule for s in figures(book) for rule in s.data_validations.dataValidation]


def test_a_return_opens_what_was_returned_only(world):
    sent = world.sent_report()
    return_entry(
        entry=world.entry(sent, "10"), text="Xem lại", seen_version=1, actor=world.reviewer
    )
    sent.refresh_from_db()
    book = opened(downloaded(sent, world.officer))
    assert not cell_of(book, "10", VALUE).protection.locked
    assert cell_of(book, "16", VALUE).protection.locked
    assert cell_of(book, "16", "Vì sao khóa").value == "Mục này không bị trả lại"


def test_the_district_file_has_a_sheet_per_commune_and_an_overview(world, report):
    world.save(report, world.edit("10"))
    book = opened(downloaded_district(report, world.coordinator))
    assert book.sheetnames == [GUIDE, OVERVIEW, "Sơn Lang", "Krong", LISTS, SHEET]
    rows = [[cell.value for cell in row] for row in book[OVERVIEW].iter_rows(min_row=HEAD_ROW + 2)]
    assert rows == [["Xã Sơn Lang", "nháp", "1/8", "1/7"], ["Xã Krong", "chưa mở báo cáo", "", ""]]
    assert columns_of(book["Sơn Lang"])["Xã"] == 1
    assert cell_of(book, "10", VALUE, unit="Sơn Lang").value == 51.2
    assert cell_of(book, "10", VALUE, unit="Krong").protection.locked


def test_the_district_file_of_a_commune_holds_its_own_only(world, report):
    book = opened(downloaded_district(report, world.officer))
    assert "Krong" not in book.sheetnames


@pytest.mark.parametrize(
    ("wanted", "taken", "name"),
    [
        ("I. Hạ tầng", [], "I. Hạ tầng"),
        ("Kinh tế/xã hội [1]", [], "Kinh tế xã hội  1"),
        ("x" * 40, [], "x" * 31),
        ("III. Kinh tế và tổ chức sản xuất", [], "III. Kinh tế và tổ chức sản…"),
        ("A", ["a"], "A (2)"),
        ("''", [], "Bảng"),
    ],
)
def test_sheet_names_are_such_as_programs_take(wanted, taken, name):
    assert sheet_name(wanted, taken) == name
