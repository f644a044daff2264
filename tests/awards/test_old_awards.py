"""What a list of old awards says, however it is headed."""

from __future__ import annotations

import io
from datetime import datetime

import pytest

from awards.old_awards import OldAwards, read_old_awards, type_code
from kbang_ntm.core.sheets import Column, Sheet, workbook
from kbang_ntm.core.spreadsheets import read_spreadsheet


def read(heads: list[str], *rows: list[object]) -> OldAwards:
    columns = [Column(head, 12) for head in heads]
    sheet = Sheet("DANH SÁCH KHEN THƯỞNG", columns, list(rows), about=["Năm 2023"], name="Sổ")  # type: ignore[arg-type]  # plain cells
    return read_old_awards(read_spreadsheet(io.BytesIO(workbook(sheet, created=MADE)), "so.xlsx"))


MADE = datetime(2024, 5, 1)
HEADS = [
    "Họ và tên",
    "Đối tượng",
    "Hình thức khen thưởng",
    "Cấp",
    "Loại hình",
    "Cấp quyết định",
    "Từ năm",
    "Ngày QĐ",
]


def test_other_heads_in_another_order_below_a_title() -> None:
    found = read(
        HEADS, ["Đinh Văn A", "Cá nhân", "Giấy khen", "Tỉnh", "Chuyên đề", "UBND", 2023, "5/3/2024"]
    )
    assert found.problems == []
    (row,) = found.rows
    assert row.texts["level"] == "province" and row.texts["merit_kind"] == "movement"
    assert (row.texts["first"], row.texts["last"]) == ("2023-01-01", "2023-12-31")
    assert row.texts["date"] == "2024-03-05"
    assert row.at("name") == "A5"


def test_empty_rows_are_nothing() -> None:
    assert read(HEADS, [""] * len(HEADS)).rows == []


@pytest.mark.parametrize(
    ("name", "level", "code"),
    [
        ("Giấy khen của Chủ tịch UBND huyện", "district", "GIAY_KHEN_HUYEN"),
        ("Giấy khen", "commune", "GIAY_KHEN_XA"),
        ("Bằng khen của Thủ tướng Chính phủ", "state", "BANG_KHEN_TTG"),
        ("Danh hiệu \"Tập thể lao động tiên tiến\"", "base", "TTLDTT"),
        ("Lao động tiên tiến", "base", "LDTT"),
        ("Chiến sĩ thi đua cơ sở", "base", "CSTDCS"),
        ("Huân chương Lao động hạng Nhì", "state", "HCLD_2"),
        ("Kỷ niệm chương", "state", ""),
        ("Giấy khen", "province", ""),
    ],
)  # fmt: skip
def test_names_of_titles_and_forms(name: str, level: str, code: str) -> None:
    assert type_code(name, level) == code
