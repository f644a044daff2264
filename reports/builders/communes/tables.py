"""Tables of one unit's report: criteria beside earlier periods, and every indicator."""

from __future__ import annotations

from collections.abc import Iterable

from communes.comparison import threshold_text
from communes.queries.history import CriterionLines, EntryLine, value_words
from communes.queries.specs import IndicatorRow
from reports.builders.comparing import NAMES
from reports.builders.progress_tables import MARKS
from reports.documents.tree import Align, Annex, Cell, Column, Mark, Row, RowKind, Table
from reports.queries.commune_report import EarlierReport, ReportFacts

NONE_KNOWN = "chưa có"


def criterion_name(one: CriterionLines) -> str:
    """ "11. Nghèo đa chiều"."""
    row = one.criterion
    return f"{row.no}. {row.short_title or row.title}"


def mark(verdict: str) -> Cell:
    """A verdict as a mark; words where none is known."""
    if not verdict:
        return Cell(NONE_KNOWN, align=Align.CENTER)
    return Cell(mark=MARKS[verdict], align=Align.CENTER)


def criteria_table(facts: ReportFacts) -> Table:
    """Each criterion: indicators met, the verdict now and in the earlier periods."""
    rows = []
    for one in facts.criteria:
        now = one.verdict or Mark.UNKNOWN.value
        rows.append(
            Row(
                (
                    Cell(one.criterion.no, align=Align.CENTER),
                    Cell(one.criterion.title),
                    Cell(f"{one.met}/{one.total}", align=Align.CENTER),
                    mark(now),
                    *(mark(then.verdict_of(one.criterion.no)) for then in facts.earlier),
                )
            )
        )
    return Table(
        columns=(
            Column("TT", 6, Align.CENTER),
            Column("Tiêu chí", 44),
            Column("Chỉ tiêu đạt", 12, Align.CENTER),
            Column("Kỳ này", 12, Align.CENTER),
            *(Column(_head(then), 14, Align.CENTER) for then in facts.earlier),
        ),
        rows=tuple(rows),
        caption="Kết quả từng tiêu chí",
    )


def _head(then: EarlierReport) -> str:
    name = NAMES[then.key]
    return f"{name[:1].upper()}{name[1:]}"


def indicator_annex(facts: ReportFacts, *, title: str, number: str = "") -> Annex:
    """Every indicator of the set: figure, level, verdict, what is missing, earlier figures."""
    return Annex(title=title, blocks=(indicator_table(facts),), number=number, landscape=True)


def indicator_table(facts: ReportFacts) -> Table:
    """The table of the annex, criterion by criterion."""
    rows: list[Row] = []
    width = 6 + len(facts.earlier)
    for one in facts.criteria:
        head = f"{one.criterion.no}. {one.criterion.title}"
        rows.append(Row((Cell(head, span=width),), kind=RowKind.HEADING))
        rows += [_indicator(facts, line) for line in one.lines]
    return Table(
        columns=(
            Column("Mã", 6, Align.CENTER),
            Column("Chỉ tiêu", 30),
            Column("Số liệu kỳ này", 18),
            Column("Mức đạt", 15),
            Column("Kết quả", 7, Align.CENTER),
            Column("Còn thiếu", 18),
            *(Column(_head(then), 13) for then in facts.earlier),
        ),
        rows=tuple(rows),
    )


def _indicator(facts: ReportFacts, line: EntryLine) -> Row:
    return Row(
        (
            Cell(line.row.code, align=Align.CENTER),
            Cell(line.row.short_title or line.row.title),
            Cell(figure_words(line)),
            Cell(level_words(facts, line.row)),
            Cell(mark=MARKS[line.verdict], align=Align.CENTER),
            Cell(line.entry.gap if line.entry else ""),
            *(Cell(_then(then, line)) for then in facts.earlier),
        )
    )


def _then(then: EarlierReport, line: EntryLine) -> str:
    return value_words(line.row, then.entries.get(line.row.code)) or NONE_KNOWN


def figure_words(line: EntryLine) -> str:
    """ "12,46 % (154/1.236 hộ)"; "chưa nhập" where there is nothing."""
    if not line.value:
        return "chưa nhập"
    counts = line.counts if line.counts and line.counts != line.value else ""
    return f"{line.value} ({counts})" if counts else line.value


def level_words(facts: ReportFacts, row: IndicatorRow) -> str:
    """The levels of an indicator's parts; one mark for those nobody has checked."""
    rules = facts.rules.get(row.id, {})
    several = len(row.spec.parts) > 1
    return "; ".join(
        _level(part.label if several else "", threshold_text(part, rules.get(part.key)))
        for part in row.spec.parts
    )


def _level(label: str, words: str) -> str:
    return f"{label} {words}".strip()


def names_of(found: Iterable[CriterionLines]) -> list[str]:
    """Criteria by number and name, for a sentence."""
    return [criterion_name(one).replace(". ", " ", 1) for one in found]
