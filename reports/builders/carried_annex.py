"""Annex of a report printed on another map: units and shares, rules with their basis, and every
figure that could not be carried with its reason."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from communes.enums import CarryMethod
from reports.builders.binding import Figures
from reports.documents.tree import (
    Align,
    Annex,
    Block,
    Cell,
    Column,
    Paragraph,
    Row,
    Run,
    Table,
)
from reports.queries.carried import CarriedUnit, Source
from reports.queries.matrix import Matrix
from reports.queries.matrix import Row as MatrixRow
from reports.rule_letters import LETTERS, letter_of, used_letters, ways_of

UNCHECKED = "chưa kiểm chứng"


def day_words(day: date) -> str:
    """ "01/7/2025": a zero before days under 10 and before months 1 and 2 only, as NĐ 30 has it."""
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return f"{day.day:02d}/{month}/{day.year}"


def carried_note(matrix: Matrix) -> Paragraph:
    """The letters of the column «Cách tính chuyển» in words."""
    words = {mark: CarryMethod(method).label for method, mark in LETTERS.items()}
    told = "; ".join(f"{mark}) {words[mark]}" for mark in used_letters(matrix))
    text = f"Cách tính chuyển: {told}. Căn cứ và kiểm chứng của từng cách ở Phụ lục II."
    return Paragraph((Run(text, italic=True),))


def carried_annex(matrix: Matrix, figures: Figures) -> Annex:
    """The whole annex. Shares are bound figures, as all numbers of the report."""
    day = day_words(matrix.map_date)
    blocks: list[Block] = [
        _units_table(matrix, figures),
        _rules_table(matrix),
        _indicators_table(matrix),
        _note(
            "Thiếu số liệu của một đơn vị cũ thì kết quả là chưa xác định; phần đã biết được nêu "
            "bằng lời, không coi là số của cả xã. Số đếm được của đơn vị bị chia không làm tròn. "
            "Kết quả công nhận của các đơn vị cũ không tự chuyển sang đơn vị mới."
        ),
    ]
    return Annex(
        title=f"Cách tính chuyển số liệu sang bản đồ hành chính ngày {day}",
        blocks=tuple(blocks),
        number="II",
        landscape=True,
    )


def _note(words: str) -> Paragraph:
    return Paragraph((Run(f"Ghi chú: {words}", italic=True),))


def _units_table(matrix: Matrix, figures: Figures) -> Table:
    rows = []
    for number, line in enumerate(matrix.rows, start=1):
        head = [Cell(number, align=Align.CENTER), Cell(line.short_name)]
        if line.carried is None:
            kept = "không thay đổi, giữ nguyên số liệu"
            rows.append(Row((*head, Cell(kept, span=3), Cell(""), Cell(line.state_label))))
        elif line.carried.blocked:
            rows.append(
                Row((*head, Cell(line.carried.blocked, span=3), Cell(""), Cell("chưa xác định")))
            )
        else:
            rows += _source_rows(line, line.carried, head, figures)
    day = day_words(matrix.map_date)
    return Table(
        columns=(
            Column("TT", 4, Align.CENTER),
            Column(f"Xã ngày {day}", 15),
            Column("Số liệu của đơn vị trong kỳ", 18),
            Column("Phần dân số (%)", 10, Align.RIGHT, decimals=2),
            Column("Phần diện tích (%)", 10, Align.RIGHT, decimals=2),
            Column("Căn cứ", 30),
            Column("Báo cáo của kỳ", 18),
        ),
        rows=tuple(rows),
        caption="1. Đơn vị cũ và phần được tính vào từng xã",
    )


def _source_rows(
    line: MatrixRow, unit: CarriedUnit, head: list[Cell], figures: Figures
) -> list[Row]:
    rows = []
    for place, source in enumerate(unit.sources):
        shares = []
        for name, share in (
            ("population", source.portion.population),
            ("area", source.portion.area),
        ):
            key = f"share-{line.key}-{source.key}-{name}"
            percent = None if share is None else share * Decimal(100)
            origin = f"succession:{source.key}:{line.key}"
            figures.bind(key, percent, decimals=2, source=origin)
            shares.append(Cell(figure=key))
        first = head if place == 0 else [Cell(""), Cell("")]
        basis = "; ".join(source.bases) or "đơn vị tiếp tục"
        rows.append(Row((*first, Cell(source.name), *shares, Cell(basis), Cell(_state(source)))))
    return rows


def _state(source: Source) -> str:
    if not source.reports:
        return "không báo cáo bộ tiêu chí xã"
    if source.figures is None:
        return "chưa có số liệu"
    return "đã xác nhận" if source.figures.confirmed else "đã gửi, chưa xác nhận"


def _rules_table(matrix: Matrix) -> Table:
    rows = [
        Row(
            (
                Cell(way.letter, align=Align.CENTER),
                Cell(way.words),
                Cell(way.divided),
                Cell(f"{way.basis.removesuffix(' (chưa kiểm chứng)')}. {way.source}".strip(". ")),
                Cell("đã kiểm chứng" if way.certain else UNCHECKED),
            )
        )
        for way in ways_of(matrix)
    ]
    return Table(
        columns=(
            Column("Ký hiệu", 6, Align.CENTER),
            Column("Cách tính", 24),
            Column("Đơn vị bị chia", 20),
            Column("Căn cứ, nguồn", 42),
            Column("Kiểm chứng", 12),
        ),
        rows=tuple(rows),
        caption="2. Cách tính và căn cứ",
    )


def _indicators_table(matrix: Matrix) -> Table:
    carried = [line for line in matrix.rows if line.carried is not None]
    rows = []
    for criterion in matrix.spec.criteria:
        for indicator in criterion.indicators:
            made = [(line, line.carried.figures[indicator.id]) for line in carried if line.carried]
            way = made[0][1].carried.way
            own = ""
            if way is not None and way.own:
                checked = "đã kiểm chứng" if way.certain else UNCHECKED
                own = f"; riêng chỉ tiêu này: {way.legal_basis} ({checked})"
            lacking = [
                f"{line.short_name}: {figure.carried.reason}"
                for line, figure in made
                if figure.carried.reason
            ]
            scaled = next((f.carried.scaled for _, f in made if f.carried.scaled), "")
            words = "; ".join(filter(None, (f"{letter_of(made[0][1])}{own}", scaled)))
            rows.append(
                Row(
                    (
                        Cell(indicator.code, align=Align.CENTER),
                        Cell(indicator.short_title or indicator.title),
                        Cell(words, align=Align.CENTER),
                        Cell(f"{len(made) - len(lacking)}/{len(made)} xã", align=Align.CENTER),
                        Cell(". ".join(lacking)),
                    )
                )
            )
    return Table(
        columns=(
            Column("Mã", 6, Align.CENTER),
            Column("Chỉ tiêu", 30),
            Column("Cách tính", 12, Align.CENTER),
            Column("Tính chuyển được", 10, Align.CENTER),
            Column("Số liệu chưa xác định và lý do", 52),
        ),
        rows=tuple(rows),
        caption="3. Từng chỉ tiêu: cách tính, số liệu chưa xác định và lý do",
    )
