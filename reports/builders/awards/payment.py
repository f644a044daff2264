"""Danh sách ký nhận tiền thưởng of a decision."""

from __future__ import annotations

from decimal import Decimal

from awards.enums import AwardState, DecisionState
from awards.models import Decision
from awards.queries.decisions import Line, sheet_of
from kbang_ntm.core import clock
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.vietnamese import amount_in_words, format_date
from reports.builders.awards.decisions import AMOUNT_HEAD
from reports.builders.binding import Figures, para
from reports.builders.parts import Level, banners, capital, number_column
from reports.documents.registry import DocumentKind, Format, Parameter, register
from reports.documents.tree import (
    Align,
    Cell,
    Column,
    Document,
    Function,
    Paragraph,
    Row,
    RowKind,
    SignOff,
    Table,
    Total,
)

PAYMENT = "payment-list"


def build_payment(*, decision: Decision) -> Document:
    """The list that is signed when prizes are handed over. Four queries. Raises Refused
    (`not_decided`)."""
    if decision.state == DecisionState.DRAFT:
        raise Refused("not_decided", "Quyết định chưa ký nên chưa có tiền thưởng để chi.")
    level = Level(decision.unit, decision.decided_on or clock.today())
    sheet, figures = sheet_of(decision), Figures()
    lines = [
        line
        for line in sheet.lines
        if line.award.amount is not None and line.award.state == AwardState.VALID
    ]
    total = sum(int(line.award.amount or 0) for line in lines)
    number = decision.number or "……"
    dated = format_date(decision.number_date) if decision.number_date else "……"
    return Document(
        kind=PAYMENT,
        title="DANH SÁCH",
        created=decision.decided_at or clock.now(),
        abstract=("Ký nhận tiền thưởng", decision.title),
        head=level.committee("DS-UBND"),
        blocks=(
            para(f"Theo Quyết định số {number} ngày {dated} của Chủ tịch UBND {level.inside}."),
            _base(decision, figures),
            _table(lines, total),
            para(
                "Cộng: ",
                figures.bind("total", total, unit="đồng"),
                f" đồng (bằng chữ: {amount_in_words(total).lower()}).",
            ),
        ),
        ending="",
        signers=(
            SignOff(authority=("NGƯỜI LẬP",)),
            SignOff(authority=("KẾ TOÁN",)),
        ),
        figures=figures.all(),
        banners=banners(decision.illustrative),
        subject=f"Danh sách ký nhận: {decision.title}",
    )


def _base(decision: Decision, figures: Figures) -> Paragraph:
    """The base salary as frozen; a decision without prizes may have none."""
    if decision.base_amount is None:
        return para("Lương cơ sở: chưa ghi.")
    base = int(decision.base_amount)
    return para(
        "Lương cơ sở: ",
        figures.bind("base", base, unit="đồng", source=f"decision:{decision.pk}"),
        f" đồng; {decision.get_rounding_display() or 'chưa ghi cách làm tròn'!s}"
        f"{'' if decision.rounding_certain else ' (chưa kiểm chứng)'}.",
    )


def _table(lines: list[Line], total: int) -> Table:
    rows = [
        Row(
            (
                Cell(number),
                Cell(line.award.shown_name),
                Cell(capital(line.award.place)),
                Cell(_plain(line.factor), note=""),
                Cell(int(line.award.amount or 0)),
                Cell(""),
            )
        )
        for number, line in enumerate(lines, start=1)
    ]
    if rows:
        rows.append(
            Row(
                (Cell("Cộng", span=4), Cell(total, total=Total(Function.SUM)), Cell("")),
                kind=RowKind.TOTAL,
            )
        )
    columns = (
        number_column(),
        Column("Tên", 26),
        Column("Đơn vị, địa chỉ", 26),
        Column("Hệ số", 9, align=Align.RIGHT),
        Column(AMOUNT_HEAD, 16, align=Align.RIGHT, decimals=0),
        Column("Ký nhận, ghi rõ họ tên", 22),
    )
    return Table(columns=columns, rows=tuple(rows), empty_text="Không có tiền thưởng để chi.")


def _plain(factor: Decimal | None) -> Decimal | None:
    """0.600 as 0.6, and 10 not as 1E+1."""
    return None if factor is None else Decimal(f"{factor.normalize():f}")


PAYMENT_KIND = register(
    DocumentKind(
        code=PAYMENT,
        label_vi="Danh sách ký nhận tiền thưởng",
        formats=(Format.PDF, Format.DOCX, Format.XLSX),
        builder=build_payment,
        parameters=(Parameter("decision", "quyết định"),),
    )
)
