"""Tables read from pages: the words that are seen, numbers and days as such."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from kbang_ntm.core.page_tables import sheets_of, text_of, value_of

PAGE = """<h1>Không phải bảng</h1><p>ngoài bảng</p>
<table class="table cards"><caption class="vh">Theo  xã</caption>
<thead><tr><th rowspan="2">Xã</th><th colspan="2">Tiêu chí</th><th>Việc</th></tr>
<tr><th class="num">Đạt</th><th>Ngày</th><th></th></tr></thead>
<tbody><tr><th><a href="/x">Sơn Lang<span class="vh">: xem</span></a></th>
<td class="num">1.234,5</td><td>30/06/2025</td>
<td><form><button>Đôn đốc</button></form><svg><use href="#i"/></svg>đã gọi<br>hai lần</td></tr>
<tr><th>=A1 &amp; B</th><td class="num">7/14</td><td>31/02/2025</td><td>1.234</td></tr></tbody>
<tfoot><tr><td colspan="4">Cộng</td></tr></tfoot></table>
<table data-no-export><tr><td>bỏ</td></tr></table>
<table><caption>Thứ hai</caption><thead><tr><th>A</th></tr></thead><tbody></tbody></table>"""


def test_what_is_seen_is_what_leaves() -> None:
    first, second = sheets_of(PAGE, "Trang")
    assert first.title == "Theo xã"
    assert [column.head for column in first.columns] == ["Xã", "Tiêu chí Đạt", "Ngày", "Việc"]
    assert list(first.rows) == [
        ["Sơn Lang", Decimal("1234.5"), date(2025, 6, 30), "đã gọi\nhai lần"],
        ["=A1 & B", "7/14", "31/02/2025", "1.234"],
        ["Cộng", "", "", ""],
    ]
    assert (second.title, list(second.rows)) == ("Thứ hai", [])


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("0", Decimal(0)),
        ("-12,50", Decimal("-12.50")),
        ("1.000.000", Decimal(1000000)),
        ("007", "007"),
        ("1.23", "1.23"),
        ("12 %", "12 %"),
        ("", ""),
    ],
)
def test_numbers_in_columns_of_numbers(text: str, value: object) -> None:
    assert value_of(text, number=True) == value


def test_a_code_in_a_column_of_words_stays_words() -> None:
    assert value_of("23674") == "23674"


def test_what_a_cell_folds_away_stands_on_its_own_line() -> None:
    assert text_of("<details><summary>2 tệp</summary><span>a.pdf, b.pdf</span></details>") == (
        "2 tệp\na.pdf, b.pdf"
    )


def test_markup_becomes_its_words() -> None:
    assert text_of('<span class="verdict met"><svg><use href="#"/></svg>Đạt</span> &lt;b&gt;') == (
        "Đạt <b>"
    )
