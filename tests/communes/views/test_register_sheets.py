"""What lists and pages of the registers give as files."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from openpyxl import load_workbook

from communes.services import opinions
from kbang_ntm.core.models import User
from tests.factories.registers import Registers, make_registers

pytestmark = pytest.mark.django_db


@pytest.fixture
def book() -> Registers:
    return make_registers()


@pytest.fixture
def get(client: Client) -> Callable[..., Any]:
    def ask(user: User, name: str, *args: Any, data: Any = None) -> Any:
        client.force_login(user)
        address = name if ":" in name else f"communes:{name}"
        return client.get(reverse(address, args=args), data)

    return ask


def _stream(answer: Any) -> Any:
    return io.BytesIO(answer.content)


@pytest.mark.parametrize(
    ("name", "head"),
    [
        ("communes:registrations", "Đăng ký năm"),
        ("communes:works", "Sổ công trình"),
        ("communes:opinion-rounds", "Ý kiến nhân dân"),
    ],
)
def test_sheets_hold_what_the_list_shows(book: Registers, get: Any, name: str, head: str) -> None:
    book.sent()
    book.work("=1+1")
    row = book.round()
    for village in row.villages.all():
        book.minutes(village)
    opinions.close_round(round_=row, actor=book.world.leader)
    asked = {"tai": "xlsx"}
    sheet = load_workbook(_stream(get(book.world.reader, name, data=asked))).active
    assert str(sheet["A1"].value).startswith(head)
    text = [str(cell.value) for line in sheet.iter_rows() for cell in line]
    assert any("Sơn Lang" in cell for cell in text)
    found = get(book.world.reader, name, data={"tim": "son lang", "tai": "csv"}).content
    assert "Sơn Lang" in found.decode("utf-8-sig")
    asked["tim"] = "khong co"
    empty = load_workbook(_stream(get(book.world.reader, name, data=asked))).active
    assert not any("Sơn Lang" in str(c.value) for line in empty.iter_rows() for c in line)


def test_the_file_of_works_holds_both_tables_of_the_page(book: Registers, get: Any) -> None:
    row = book.work("Đường liên thôn")
    book.line(row, "accepted", 300_000_000)
    book.line(row, "paid", 100_000_000)
    sheets = load_workbook(
        _stream(get(book.world.reader, "communes:works", data={"tai": "xlsx"}))
    ).worksheets
    assert [sheet.title for sheet in sheets] == ["Công trình", "Nợ"]
    line = next(line for line in sheets[1].values if line[0] == "Xã Sơn Lang")
    assert line[1:4] == (1, 200_000_000, 0) and line[7] == "chờ văn bản"
    # Not one of the works, but still the debts: the links stand below these.
    page = get(book.world.reader, "communes:works", data={"tim": "khong co"}).text
    assert page.count("tai=csv") == 1


def test_the_ledger_of_a_work_leaves_without_its_buttons(book: Registers, get: Any) -> None:
    row = book.work("Đường liên thôn")
    assert "tai=csv" not in get(book.world.officer, "communes:work", row.uid).text
    book.line(row, "paid", 100_000_000)
    answer = get(book.world.officer, "communes:work", row.uid, data={"tai": "csv"})
    words = answer.content.decode("utf-8-sig")
    assert ";100000000;" in words and "Đảo dòng" not in words


def test_minutes_leave_without_the_column_of_acts(book: Registers, get: Any) -> None:
    row = book.round()
    page = get(book.world.officer, "communes:opinion-round", row.uid).text
    assert "Nhập biên bản" in page
    answer = get(book.world.officer, "communes:opinion-round", row.uid, data={"tai": "csv"})
    words = answer.content.decode("utf-8-sig")
    assert words.startswith("Thôn, làng;") and "Nhập biên bản" not in words and "Việc" not in words
