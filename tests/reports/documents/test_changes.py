"""Differences between two prints are found figure by figure, and nothing else."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from reports.documents.changes import MISSING, Change, changes
from reports.documents.tree import (
    Annex,
    Cell,
    Column,
    Document,
    Figure,
    Heading,
    Paragraph,
    Row,
    Run,
    Table,
)
from tests.reports.documents.samples import issued, report

NAMES = ("Sơn Lang", "Krong")


def document(sent: int = 5, figures: tuple[int, ...] = (12, 9), **given: object) -> Document:
    table = Table(
        columns=(Column("STT"), Column("Xã"), Column("Tiêu chí đạt")),
        rows=tuple(
            Row((Cell(number), Cell(name), Cell(value)))
            for number, (name, value) in enumerate(zip(NAMES, figures, strict=False), 1)
        ),
        caption="Bảng 1",
    )
    blocks = (
        Heading(1, "I. Tình hình"),
        Paragraph((Run("Có "), Run(figure="sent"), Run(" xã đã gửi, "), Run(figure="rate"))),
    )
    return replace(
        issued(),
        blocks=blocks,
        figures=(Figure("sent", sent), Figure("rate", Decimal("0.5"), suffix="%")),
        annexes=(Annex("Kết quả", (table,)),),
        **given,
    )


def test_nothing_differs_from_itself() -> None:
    for one in (issued(), report(), document()):
        assert changes(one, one) == ()


def test_words_that_changed_are_no_figures() -> None:
    assert changes(document(), document(recipients=("Như trên", "Lưu: VT"))) == ()


def test_a_bound_figure_is_found_by_the_words_before_it() -> None:
    assert changes(document(5), document(6)) == (Change("I. Tình hình, «Có …»", "5", "6"),)


def test_a_cell_is_found_by_row_and_column() -> None:
    assert changes(document(), document(figures=(12, 10))) == (
        Change("Bảng 1, Krong, Tiêu chí đạt", "9", "10"),
    )


def test_rows_that_went_and_came() -> None:
    one, two = document(figures=(12,)), document()
    where = "Bảng 1, Krong, Tiêu chí đạt"
    assert Change(where, "9", MISSING) in changes(two, one)
    assert Change(where, MISSING, "9") in changes(one, two)


def test_rows_of_one_name_are_told_apart() -> None:
    def twice(second: int) -> Document:
        base = document()
        table = Table(
            columns=(Column("Xã"), Column("Số")),
            rows=(Row((Cell("Krong"), Cell(1))), Row((Cell("Krong"), Cell(second)))),
            caption="Bảng",
        )
        return replace(base, annexes=(Annex("Kết quả", (table,)),))

    assert changes(twice(2), twice(3)) == (Change("Bảng, Krong, Số (2)", "2", "3"),)
