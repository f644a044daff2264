"""Charts for paper: columns over periods, a heat map of criteria, bars of targets and of money.

Pure: figures in, a Chart of a document out, with the sentence that says the same figures in words.
Each tells kinds apart by hatching, grey and letters, and writes its figures beside the bars, so
that a copy in black and white loses nothing. None is drawn where there is nothing to show; what is
not known is drawn dashed or left out and said, never as zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from reports.charts.paper_pen import (
    SMALL,
    TEXT,
    WIDTH_MM,
    Fill,
    Pen,
    cap_height,
    folded,
    line_height,
)
from reports.documents.blocks import Chart, Mark
from reports.documents.faces import text_width
from reports.documents.values import format_number

NO_FIGURE = "chưa có số liệu"
UNSETTLED = "còn xã chưa xác nhận"
MOST_ROWS = 40  # communes of a heat map that a page holds
_FILLS = {
    Mark.MET: Fill.EMPTY,
    Mark.NOT_MET: Fill.GREY,
    Mark.UNKNOWN: Fill.HATCHED,
    Mark.NOT_APPLICABLE: Fill.EMPTY,
}


@dataclass(frozen=True)
class PeriodColumn:
    """One period: `name` in a sentence, `label` over `year` under the column, the value (None: no
    figure, with the reason `lacking`), `note` of how many units, `settled`: all confirmed."""

    name: str
    label: str
    year: str
    value: Decimal | None
    note: str = ""
    settled: bool = True
    lacking: str = NO_FIGURE


def period_columns(
    columns: Sequence[PeriodColumn], *, top: int, subject: str, caption: str
) -> Chart | None:
    """Columns in order of time on a scale from 0 to `top`, at most about eight. Columns, not a
    line: periods without a figure lie between, and a line would claim them."""
    if all(one.value is None for one in columns):
        return None
    head, plot, foot, left = 9.0, 34.0, 15.0, 9.0
    pen = Pen(head + plot + foot)
    base, step = head + plot, (WIDTH_MM - left) / max(len(columns), 4)
    for level in [*range(0, top, 5), top] if top else [0]:
        y = base - plot * level / max(top, 1)
        pen.line(left, y, WIDTH_MM, y, pale=level > 0)
        if level == top or top - level > 2:  # two labels would touch
            pen.write(str(level), left - 1.5, y + cap_height() / 2, anchor="end")
    for number, one in enumerate(columns):
        _column(pen, one, left + step * (number + 0.5), base, step, plot / max(top, 1))
    settled = {one.settled for one in columns if one.value is not None}
    entries = ((True, Fill.SOLID, "đã xác nhận hết"), (False, Fill.HATCHED, UNSETTLED))
    _legend(pen, [(fill, words) for kind, fill, words in entries if kind in settled])
    return pen.chart(_columns_alt(columns, subject), caption)


def _column(
    pen: Pen, one: PeriodColumn, middle: float, base: float, step: float, scale: float
) -> None:
    """One period around `middle`; `scale`: mm for each criterion."""
    if one.value is None:
        words = folded(one.lacking, step - 3, most=3)
        pen.clear(middle, base - 8, step - 3, line_height() * len(words))
        pen.write_lines(words, middle, base - 8, anchor="middle")
    else:
        high, wide = scale * float(one.value), min(step * 0.55, 14.0)
        fill = Fill.SOLID if one.settled else Fill.HATCHED
        pen.box(middle - wide / 2, base - high, wide, high, fill)
        value = format_number(one.value, 1)
        pen.clear(middle, base - high - 2.6, text_width(value, TEXT, bold=True) + 1, 3.6)
        pen.write(value, middle, base - high - 1.2, anchor="middle", size=TEXT, bold=True)
    for line, text in enumerate((one.label, one.year, one.note)):
        pen.write(text, middle, base + 4.4 + line * line_height(), anchor="middle")


def _legend(pen: Pen, entries: Sequence[tuple[Fill, str]]) -> None:
    """Above the chart, of the fills that were used."""
    x = 9.0
    for fill, words in entries:
        pen.box(x, 0.8, 6, 3.4, fill)
        pen.write(words, x + 7.5, 3.6)
        x += 7.5 + text_width(words, SMALL) + 8


def _columns_alt(columns: Sequence[PeriodColumn], subject: str) -> str:
    parts = []
    for one in columns:
        if one.value is None:
            parts.append(f"{one.name} {one.lacking}")
            continue
        notes = ", ".join(filter(None, (one.note, "" if one.settled else UNSETTLED)))
        parts.append(f"{one.name} {format_number(one.value, 1)}{f' ({notes})' if notes else ''}")
    return f"{subject}: {'; '.join(parts)}."


@dataclass(frozen=True)
class HeatRow:
    """A unit with a mark for each column; () while it has sent nothing. `total` in words."""

    name: str
    marks: tuple[Mark, ...]
    total: str = ""


def heat_map(
    rows: Sequence[HeatRow], heads: Sequence[str], *, subject: str, caption: str
) -> Chart | None:
    """Units x criteria: white Đ, grey C, hatched ?. None without rows, columns or any mark, and for
    more units than a page holds: the table says it then."""
    if not heads or not any(row.marks for row in rows) or len(rows) > MOST_ROWS:
        return None
    left, right, head, high = 36.0, 14.0, 6.0, 5.4
    wide = (WIDTH_MM - left - right) / len(heads)
    pen = Pen(head + high * len(rows) + 8)
    for number, text in enumerate(heads):
        pen.write(text, left + wide * (number + 0.5), head - 1.5, anchor="middle", bold=True)
    pen.write("Đạt", WIDTH_MM - right / 2, head - 1.5, anchor="middle", bold=True)
    for number, row in enumerate(rows):
        y = head + high * number
        middle = y + high / 2
        pen.write_lines(folded(row.name, left - 3, most=1), left - 1.5, middle, anchor="end")
        if not row.marks:
            pen.box(left, y, wide * len(heads), high, dashed=True)
            pen.write_lines([NO_FIGURE], left + wide * len(heads) / 2, middle, anchor="middle")
        for place, mark in enumerate(row.marks):
            _mark(pen, mark, left + wide * place, y, wide, high)
        total = [row.total] if row.total else []
        pen.write_lines(total, WIDTH_MM - right / 2, middle, anchor="middle", bold=True)
    _heat_legend(pen, rows, left, head + high * len(rows) + 2.5)
    told = "; ".join(
        f"{row.name} {_counted(row)}" if row.marks else f"{row.name} {NO_FIGURE}" for row in rows
    )
    return pen.chart(f"{subject}: {told}.", caption)


def _mark(pen: Pen, mark: Mark, x: float, y: float, wide: float, high: float) -> None:
    pen.box(x, y, wide, high, _FILLS[mark])
    if mark is Mark.UNKNOWN:  # the letter needs a quiet ground
        pen.clear(x + wide / 2, y + high / 2, 3.2, 3.6)
    bold = mark is Mark.NOT_MET
    pen.write_lines([mark.sign], x + wide / 2, y + high / 2, anchor="middle", bold=bold)


def _counted(row: HeatRow) -> str:
    """ "đạt 15, chưa đạt 3, chưa xác định 1"."""
    counts = [(mark.label, row.marks.count(mark)) for mark in Mark]
    return ", ".join(f"{label} {count}" for label, count in counts if count)


def _heat_legend(pen: Pen, rows: Sequence[HeatRow], x: float, y: float) -> None:
    used = {mark for row in rows for mark in row.marks}
    for mark in Mark:
        if mark in used:
            _mark(pen, mark, x, y, 5.5, 4.6)
            pen.write(mark.label, x + 7, y + 3.5)
            x += 7 + text_width(mark.label, SMALL) + 7
