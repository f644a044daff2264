"""Tables of the progress report: criteria, watched figures, and the units x criteria annex."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

from communes.queries.specs import GroupRow
from reports.builders.binding import Figures
from reports.builders.carried_annex import carried_annex
from reports.builders.comparing import EARLIER_HEADS, change_words, period_words
from reports.builders.parts import ILLUSTRATIVE
from reports.documents.tree import (
    Align,
    Annex,
    Banners,
    Block,
    Cell,
    Column,
    FigureState,
    Function,
    HeaderGroup,
    Mark,
    Paragraph,
    Row,
    RowKind,
    Run,
    Table,
    Total,
)
from reports.documents.tree import Axis as TotalAxis
from reports.queries.matrix import Cell as MatrixCell
from reports.queries.matrix import Row as MatrixRow
from reports.queries.progress import Earlier, ProgressFacts
from reports.queries.watched import Watched, watched_indicators
from reports.rule_letters import letter_of, letters_of

MARKS = {
    "met": Mark.MET,
    "not_met": Mark.NOT_MET,
    "unknown": Mark.UNKNOWN,
    "not_applicable": Mark.NOT_APPLICABLE,
}


def state_of(row: MatrixRow) -> FigureState:
    """How sure the paper is of a unit's figures."""
    return FigureState.CONFIRMED if row.confirmed else FigureState.UNCONFIRMED


def criteria_table(facts: ProgressFacts, figures: Figures) -> Table:
    """Each criterion: in how many units it is met, and the change against the period before."""
    matrix, letters = facts.matrix, letters_of(facts.matrix)
    rows = []
    for criterion in matrix.spec.criteria:
        now = matrix.met_of(criterion.no)
        key = f"met-{criterion.no}"
        figures.bind(key, now, source="matrix")
        rows.append(
            Row(
                (
                    Cell(criterion.no, align=Align.CENTER),
                    Cell(criterion.title),
                    Cell(figure=key),
                    Cell(matrix.known_of(criterion.no)),
                    *(
                        Cell(_change(now, earlier, criterion.no), align=Align.CENTER)
                        for earlier in facts.earlier
                    ),
                    *([Cell(letters[criterion.no], align=Align.CENTER)] if letters else []),
                )
            )
        )
    return Table(
        columns=(
            Column("TT", 5, Align.CENTER),
            Column("Tiêu chí", 45),
            Column("Số xã đạt", 12, Align.RIGHT),
            Column("Số xã xác định được" if letters else "Số xã có số liệu", 14, Align.RIGHT),
            *(Column(EARLIER_HEADS[one.key], 14, Align.CENTER) for one in facts.earlier),
            *([Column("Cách tính chuyển", 15, Align.CENTER)] if letters else []),
        ),
        rows=tuple(rows),
        caption="Số xã đạt theo từng tiêu chí",
    )


def _change(now: int, earlier: Earlier, no: str) -> str:
    if earlier.matrix is None:
        return change_words(None)
    return change_words(now - earlier.matrix.met_of(no))


def watched_table(facts: ProgressFacts, figures: Figures) -> Table:
    """Income and poverty, unit by unit, with what is missing."""
    indicators = watched_indicators(facts.matrix.spec)
    columns = [Column("TT", 5, Align.CENTER), Column("Xã", 20)]
    for row in indicators:
        unit = row.spec.parts[0].unit
        columns.append(
            Column(f"{row.short_title or row.title} ({unit})", 17, Align.RIGHT, decimals=2)
        )
        columns.append(Column("Còn thiếu so với mức đạt", 27))
    rows = []
    for number, unit_row in enumerate(facts.matrix.shown, start=1):
        cells = [Cell(number, align=Align.CENTER), Cell(name_of(unit_row))]
        for row in indicators:
            found = facts.watched[unit_row.unit_id][row.code]
            key = f"{unit_row.key}-{row.code}"
            figures.bind(
                key,
                found.number,
                decimals=2,
                source=f"entry:{unit_row.key}:{row.code}",
                state=state_of(unit_row),
            )
            lacking = found.carried is not None and found.number is None
            cells.append(Cell("chưa xác định") if lacking else Cell(figure=key))
            cells.append(Cell(_gap_words(found)))
        rows.append(Row(tuple(cells)))
    return Table(
        columns=tuple(columns), rows=tuple(rows), caption="Thu nhập và nghèo đa chiều của từng xã"
    )


def _gap_words(found: Watched) -> str:
    """What is missing; of a carried figure also by which rule, or why it is unknown."""
    words = "đạt" if found.verdict == "met" else found.gap or "chưa xác định"
    if found.carried is None:
        return words
    if found.number is None:
        return found.carried.carried.reason
    scaled = found.carried.carried.scaled
    note = ", ".join(filter(None, (f"tính chuyển {letter_of(found.carried)}", scaled)))
    return f"{words} ({note})"


def name_of(row: MatrixRow) -> str:
    """ "Sơn Lang (TC)" where its figures were carried from other units."""
    return f"{row.short_name} (TC)" if row.carried is not None else row.short_name


def annex_table(facts: ProgressFacts) -> Table:
    """Units x criteria: marks with the count of met indicators where not all are met."""
    spec = facts.matrix.spec
    columns = [Column("TT", 4, Align.CENTER), Column("Xã", 18)]
    columns += [
        # "C 11/12" needs more room than "C 2/4".
        Column(
            c.short_title or c.title,
            8 if len(c.indicators) > 9 else 6,
            Align.CENTER,
            rotate=True,
            note=c.no,
        )
        for c in spec.criteria
    ]
    columns += [Column("Số tiêu chí đạt", 7, Align.CENTER), Column("Xác nhận", 15)]
    groups = [HeaderGroup("", 1), HeaderGroup("", 1)]
    groups += [HeaderGroup(_group_title(g), len(g.criteria)) for g in spec.groups]
    groups += [HeaderGroup("", 1), HeaderGroup("", 1)]
    rows = [_unit_row(i, row, len(spec.criteria)) for i, row in enumerate(facts.matrix.rows, 1)]
    if facts.matrix.counted:
        rows.append(_sum_row(facts, len(spec.criteria)))
    return Table(
        columns=tuple(columns),
        rows=tuple(rows),
        groups=tuple(groups),
        mark_note="2/4: số chỉ tiêu đạt trên tổng số chỉ tiêu của tiêu chí",
    )


def _group_title(group: GroupRow) -> str:
    """Over one or two narrow columns only the numeral fits: "I", "V"."""
    return group.title if len(group.criteria) > 2 else group.title.partition(".")[0]


def _unit_row(number: int, row: MatrixRow, width: int) -> Row:
    head = [Cell(number, align=Align.CENTER), Cell(name_of(row))]
    if not row.has_figures:
        blanks = [Cell("chưa có số liệu", span=width + 1, italic=True, align=Align.CENTER)]
        return Row((*head, *blanks, Cell(row.state_label.capitalize())))
    if not row.counts:  # a carried row of which nothing is known has met nothing we know of
        unknown = [_mark(cell) for cell in row.cells]
        return Row((*head, *unknown, Cell(mark=Mark.UNKNOWN), Cell(row.state_label.capitalize())))
    met = Cell(
        row.met,
        bold=True,
        align=Align.CENTER,
        total=Total(Function.COUNT_MET, TotalAxis.ROW, 2, width + 1) if _plain(row.cells) else None,
        state=state_of(row),
    )
    marks = [_mark(cell) for cell in row.cells]
    return Row((*head, *marks, met, Cell(row.state_label.capitalize())))


def _plain(cells: tuple[MatrixCell, ...]) -> bool:
    """Whether counting met marks gives the count: wholly inapplicable criteria count as met."""
    return all(cell.verdict != "not_applicable" for cell in cells)


def _mark(cell: MatrixCell) -> Cell:
    whole = cell.verdict in ("met", "not_applicable")
    return Cell(mark=MARKS[cell.verdict], note="" if whole else f"{cell.met}/{cell.total}")


def _sum_row(facts: ProgressFacts, width: int) -> Row:
    matrix = facts.matrix
    cells = [Cell("Số xã đạt", span=2)]
    plain = all(_plain(row.cells) for row in matrix.counted)
    for criterion in matrix.spec.criteria:
        cells.append(
            Cell(
                matrix.met_of(criterion.no),
                align=Align.CENTER,
                total=Total(Function.COUNT_MET) if plain else None,
            )
        )
    average = (matrix.average or Decimal()).quantize(Decimal("0.1"), ROUND_HALF_UP)
    cells.append(Cell(average, align=Align.CENTER, bold=True))
    cells.append(Cell(f"{matrix.confirmed_count}/{len(matrix.own_rows)} xã"))
    return Row(tuple(cells), kind=RowKind.TOTAL)


def matrix_annexes(
    facts: ProgressFacts, figures: Figures, *, more: bool = False
) -> tuple[Annex, ...]:
    """Units x criteria, and on another map the annex of how figures were carried onto it. `more`:
    another annex follows, so that this one needs its number."""
    carried = facts.matrix.carried
    annex = Annex(
        title=f"Kết quả thực hiện tiêu chí xã nông thôn mới {period_words(facts.matrix.period)}",
        blocks=(annex_table(facts), *_annex_notes(facts)),
        number="I" if carried or more else "",
        landscape=True,
    )
    return (annex, carried_annex(facts.matrix, figures)) if carried else (annex,)


def _annex_notes(facts: ProgressFacts) -> list[Block]:
    notes = ["Thị trấn không xét bộ tiêu chí xã nông thôn mới."]
    if facts.matrix.carried:
        notes.append("Xã ghi (TC) có số liệu tính chuyển từ các đơn vị cũ, xem Phụ lục II.")
    if any(row.unverified for row in facts.matrix.counted):
        notes.append("Kết quả có dùng mức đạt chuẩn chưa kiểm chứng với văn bản.")
    return [Paragraph((Run("Ghi chú: " + " ".join(notes), italic=True),))]


def progress_banners(facts: ProgressFacts) -> Banners:
    """A draft until every unit is confirmed."""
    matrix = facts.matrix
    total, confirmed = len(matrix.own_rows), matrix.confirmed_count
    return Banners(
        draft=confirmed < total,
        unconfirmed="" if confirmed == total else f"Số liệu đã xác nhận {confirmed}/{total} xã.",
        illustrative=ILLUSTRATIVE if matrix.illustrative else "",
    )
