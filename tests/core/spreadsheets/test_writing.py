"""Text that leaves in a CSV is never a formula, and comes back as it was."""

from __future__ import annotations

import csv
import io
from decimal import Decimal

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from kbang_ntm.core.spreadsheets import guarded, may_compute, read_spreadsheet

COMMANDS = ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", " =1", "＝1"]
HARMLESS = ["", "Sơn Lang", "-5", "+84", "-12,5 %", "1=1", "a@b.vn", "'đã có"]


@pytest.mark.parametrize("text", COMMANDS)
def test_what_may_compute_is_guarded(text: str) -> None:
    assert may_compute(text)
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("value", [*HARMLESS, 5, Decimal("-1.5"), None])
def test_the_rest_is_left_alone(value: object) -> None:
    assert guarded(value) == value


@given(st.text(alphabet="=+-@ab1 ,;'\"ộ%|", min_size=1, max_size=20))
@example(" '=")
def test_no_cell_starts_a_formula_and_each_comes_back(text: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=";", lineterminator="\r\n").writerow(["Tên", guarded(text)])
    (line,) = csv.reader(io.StringIO(out.getvalue()), delimiter=";")
    assert not may_compute(line[1])
    book = read_spreadsheet(io.BytesIO(out.getvalue().encode("utf-8-sig")), "a.csv")
    assert book.sheets[0].rows[0].text(2) == text.strip()
