"""Plan files: what is read, what is refused in words, and shares that add up to one whole."""

from __future__ import annotations

import io
import unicodedata
import zipfile
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest
import xlsxwriter
from hypothesis import assume, given
from hypothesis import strategies as st

from communes.changes import Share, read_definition, share_problems
from communes.changes.files import read_answers, read_plan
from kbang_ntm.core.errors import Refused
from tests.factories.changes import NEW, definition, end, merge, rename, split

EXAMPLES = Path(__file__).resolve().parents[3] / "docs" / "examples"
PLACES = 8


@given(st.lists(st.integers(1, 10**8), min_size=1, max_size=6))
def test_any_whole_divided_at_eight_decimals_is_accepted(cuts):
    """Cut one at any places of eight decimals: the parts always add up, and are accepted."""
    edges = sorted({0, 10**PLACES, *cuts})
    parts = [Decimal(b - a).scaleb(-PLACES) for a, b in pairwise(edges)]
    shares = [Share("a", f"b{n}", part, part) for n, part in enumerate(parts)]
    assert sum(parts) == 1
    assert share_problems(shares) == []


@given(st.lists(st.integers(1, 10**8), min_size=2, max_size=6))
def test_whatever_does_not_add_up_is_refused(units):
    assume(sum(units) != 10**PLACES)
    shares = [Share("a", f"b{n}", Decimal(one).scaleb(-PLACES)) for n, one in enumerate(units)]
    problems = share_problems(shares)
    assert len(problems) == 1
    assert "dân số" in problems[0]
    assert "1" in problems[0]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ((Decimal("0.5"), None), "ghi cho một số nơi"),
        ((Decimal(0), Decimal(1)), "lớn hơn 0"),
        ((Decimal("1.5"), Decimal("-0.5")), "lớn hơn 0"),
        ((Decimal("0.333333333"), Decimal("0.666666667")), "tám chữ số"),
        ((Decimal("0.33333333"), Decimal("0.66666666")), "0,99999999"),
    ],
)
def test_wrong_shares_say_what_is_wrong(values, words):
    found = share_problems([Share("a", f"b{n}", None, one) for n, one in enumerate(values)])
    assert len(found) == 1
    assert words in found[0]
    assert "diện tích" in found[0]


def test_unknown_shares_may_stay_unknown():
    assert share_problems([Share("a", "b"), Share("a", "c")]) == []


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"date": ""}, "Thiếu ngày hiệu lực"),
        ({"date": "32/13/2025"}, "chưa đúng"),
        ({"title": ""}, "Thiếu tên"),
        ({"legal_basis": " "}, "Thiếu căn cứ"),
        ({"steps": []}, "Chưa có bước nào"),
        ({"steps": ["x"]}, "không đúng dạng"),
        ({"steps": [{"kind": "nhap", "predecessors": ["a1"]}]}, "kind là một trong"),
        ({"steps": [{"about": "x", "kind": "end", "predecessors": ["a1"]}]}, "about là"),
        ({"steps": [{"kind": "end", "predecessors": []}]}, "chưa ghi đơn vị"),
        ({"steps": [{"kind": "end", "predecessors": ["Đăk Hlơ"]}]}, "mã «Đăk Hlơ» chưa đúng"),
        ({"steps": [{"kind": "end", "predecessors": "dak-hlo"}]}, "phải là một danh sách"),
        ({"steps": [{**end("a1"), "successors": ["b1"]}]}, "không có nơi kế tục"),
        ({"steps": [merge("a1", "a1")]}, "ghi hai lần"),
        ({"steps": [{**merge("a1"), "successors": ["b1", "b2"]}]}, "đúng một nơi"),
        ({"steps": [split("a1", "b1")]}, "từ hai nơi"),
        ({"steps": [merge("a1", after={**NEW, "kind": "xa"})]}, "loại đơn vị"),
        ({"steps": [merge("a1", after={**NEW, "region_column": "x"})]}, "vùng"),
        (
            {"steps": [split("a1", "b1", "b2", shares=[{"from": "a1", "to": "b1", "area": "x"}])]},
            "không phải là số",
        ),
        (
            {"steps": [split("a1", "b1", "b2", shares=[{"from": "c1", "to": "b1"}])]},
            "không thuộc bước này",
        ),
        ({"uid": "không phải mã"}, "uid"),
    ],
)
def test_what_is_wrong_is_said_with_its_place(change, words):
    body = {"title": "T", "date": "2025-07-01", "legal_basis": "NQ", "steps": [end("a1")], **change}
    with pytest.raises(Refused, match=words) as refused:
        read_definition(body)
    assert refused.value.code == "bad_plan"


def test_a_definition_comes_back_from_its_json():
    one = definition(
        split("a1", "b1", "b2", shares=[
            {"from": "a1", "to": "b1", "population": "0,25", "area": "0.5", "source": "NQ"},
            {"from": "a1", "to": "b2", "population": "0,75", "area": "0.5"},
        ]),
        rename("c1", name="Xã C"),
        document_date="16/6/2025",
    )  # fmt: skip
    assert read_definition(one.as_json()) == one


def test_the_same_file_is_the_same_change():
    assert definition(merge("a1", "b1")).uid == definition(merge("a1", "b1")).uid
    assert definition(merge("a1", "b1")).uid != definition(merge("a1", "c1")).uid


def example(name: str) -> bytes:
    return (EXAMPLES / name).read_bytes()


def sheet(first: str, formula: str, result: str) -> bytes:
    """A workbook with a text and a computed cell."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet()
        page.write_string(0, 0, first)
        page.write_formula(0, 1, formula, None, result)
    return out.getvalue()


def bomb() -> bytes:
    """A workbook of a few kilobytes whose sheet unpacks to 40 MB."""
    out = io.BytesIO(sheet("bước", "=1", "1"))
    with zipfile.ZipFile(out) as whole:
        parts = {name: whole.read(name) for name in whole.namelist()}
    parts["xl/worksheets/sheet1.xml"] += b" " * (40 * 1024 * 1024)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as whole:
        for name, content in parts.items():
            whole.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize("name", ["sap-xep-2025-07-01.json", "chia-tach-2024-11-01.csv"])
def test_examples_are_read(name):
    assert read_definition(read_plan(name, example(name))).steps


def test_a_sheet_says_the_same_as_csv_and_as_xlsx():
    text = example("chia-tach-2024-11-01.csv").decode()
    out = io.BytesIO()
    with xlsxwriter.Workbook(out) as book:
        page = book.add_worksheet()
        for row, line in enumerate(text.splitlines()):
            for column, cell in enumerate(line.split(";")):
                page.write_string(row, column, cell)
    by_csv = read_definition(read_plan("x.csv", text.encode("utf-8-sig")))
    assert read_definition(read_plan("x.xlsx", out.getvalue())) == by_csv
    for other in (text.encode("utf-16"), unicodedata.normalize("NFD", text).encode()):
        assert read_definition(read_plan("x.csv", other)) == by_csv
    assert by_csv.steps[0].share("dak-hlo", "nghia-an").population == Decimal("0.09857688")


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("x.json", b"{", "JSON"),
        ("x.json", b"[]", "nhóm"),
        ("x.json", b"\xff\xfe", "JSON"),
        ("x.json", b" " * (1024 * 1024 + 1), "1 MB"),
        ("x.csv", b"a;b", "bước"),
        ("x.csv", "tên lạ;x\nbước;việc".encode(), "Không hiểu mục"),
        ("x.csv", "bước;cột lạ\n1;x".encode(), "Không hiểu cột"),
        ("x.csv", "bước;việc\n;sáp nhập".encode(), "số bước"),
        ("x.csv", b"\xc3\x28", "bước"),
        ("x.csv", b"b\xad\xedc;vi\xd6c\n1;s\xb8p nh\xcbp v\xb5 chia t\xb8ch", "TCVN3"),
        ("x.csv", b"a;b\n" * 2_001, "2.000 dòng"),
        ("x.csv", b"", "trống|rỗng|không có"),
        ("x.xlsx", b"PK\x03\x04 hong", "x.xlsx"),
        ("x.xlsx", bomb(), "giải nén"),
        ("x.xlsx", sheet("bước", "=1/0", "#DIV/0!"), "lỗi #DIV/0!"),
        ("x.doc", b"", "JSON, CSV"),
    ],
)
def test_files_that_cannot_be_read_say_so(name, content, words):
    with pytest.raises(Refused, match=words):
        read_plan(name, content)


def test_answers_are_two_columns_or_an_object():
    expected = {"village:lang-lot": "nghia-an"}
    assert read_answers("x.csv", b"village:lang-lot;nghia-an\n;\n") == expected
    assert read_answers("x.json", b'{"village:lang-lot": "nghia-an"}') == expected
