"""Totals on paper agree with the cells they cover, or there is no document."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.documents.totals import check_totals, compute
from reports.documents.tree import (
    Axis,
    Cell,
    Column,
    Document,
    Figure,
    Function,
    Mark,
    Row,
    RowKind,
    Table,
    Total,
    Value,
)
from tests.reports.documents import samples


def one_column(values: list[Cell], total: Cell, decimals: int | None = None) -> Table:
    rows = [Row((cell,)) for cell in values]
    return Table((Column("n", decimals=decimals),), (*rows, Row((total,), RowKind.TOTAL)))


@given(st.lists(st.integers(-1000, 1000) | st.decimals(-9, 9, places=2), min_size=1))
def test_a_right_sum_passes_and_a_wrong_one_is_refused(numbers: list[int | Decimal]) -> None:
    cells = [Cell(number) for number in numbers]
    right = sum(map(Decimal, numbers))

    check_totals(one_column(cells, Cell(right, total=Total(Function.SUM))), {})
    with pytest.raises(ValueError, match="is not"):
        check_totals(one_column(cells, Cell(right + 1, total=Total(Function.SUM))), {})


@pytest.mark.parametrize(
    ("function", "expected"),
    [
        (Function.COUNT_MET, 2),
        (Function.COUNT_NOT_MET, 1),
        (Function.COUNT_UNKNOWN, 1),
        (Function.COUNT, 4),
        (Function.SUM, 0),
        (Function.AVERAGE, None),
    ],
)
def test_marks_are_counted_by_verdict(function: Function, expected: int | None) -> None:
    marks = [Mark.MET, Mark.MET, Mark.NOT_MET, Mark.UNKNOWN]

    assert compute(function, [Cell(mark=mark) for mark in marks], {}, None) == expected


def test_averages_are_rounded_half_up_to_the_decimals_of_the_column() -> None:
    cells = [Cell(Decimal("2.4")), Cell(Decimal("2.5"))]

    check_totals(one_column(cells, Cell(Decimal("2.5"), total=Total(Function.AVERAGE)), 1), {})
    check_totals(one_column(cells, Cell(Decimal("2.45"), total=Total(Function.AVERAGE))), {})


def test_totals_and_headings_between_are_not_counted_again() -> None:
    total = Total(Function.SUM)
    rows = (
        Row((Cell("Nhóm 1"),), RowKind.HEADING),
        Row((Cell(2),)),
        Row((Cell(3),)),
        Row((Cell(5, total=total),), RowKind.TOTAL),
        Row((Cell(7),)),
        Row((Cell(12, total=total),), RowKind.TOTAL),
    )

    check_totals(Table((Column("n"),), rows), {})


def test_a_bound_figure_counts_with_its_value() -> None:
    table = one_column([Cell(figure="a"), Cell(3)], Cell(figure="b", total=Total(Function.SUM)))
    values: dict[str, Value] = {"a": 4, "b": 7}

    check_totals(table, values)
    with pytest.raises(ValueError, match="is not"):
        Document("k", "t", samples.SNAPSHOT_TIME, blocks=(table,),
                 figures=(Figure("a", 5), Figure("b", 7)))  # fmt: skip


@pytest.mark.parametrize(
    "total",
    [
        Total(Function.SUM, Axis.ROW, 0, 1),
        Total(Function.SUM, Axis.ROW, 1, 9),
        Total(Function.SUM, Axis.COLUMN, 0, 1),
        Total(Function.SUM, Axis.COLUMN, 0, 9),
    ],
)
def test_a_total_may_not_cover_itself_or_what_is_not_there(total: Total) -> None:
    rows = (Row((Cell(1), Cell(1))), Row((Cell(1, total=total), Cell(1))))

    with pytest.raises(ValueError, match="covers itself"):
        check_totals(Table((Column("a"), Column("b")), rows), {})
