"""Drawings of the progress report: the average over periods, the heat map, the map of units."""

from __future__ import annotations

from collections.abc import Sequence

from communes.enums import PeriodKind
from communes.models import ReportingPeriod
from kbang_ntm.core.vietnamese import format_date
from reports.builders.binding import listed
from reports.builders.comparing import OTHER_SET, as_printed, period_words
from reports.builders.progress_tables import MARKS, name_of
from reports.charts.paper import NO_FIGURE, HeatRow, PeriodColumn, heat_map, period_columns
from reports.charts.paper_map import MapUnit, period_map
from reports.documents.tree import Annex, Block, Paragraph, Run
from reports.queries.averages import PeriodAverage
from reports.queries.mapping import UnitPlaces
from reports.queries.matrix import Matrix, Row


def average_chart(matrix: Matrix, averages: Sequence[PeriodAverage]) -> list[Block]:
    """Columns of the periods that are known; nothing where only this one is: one column says no
    more than the sentence above it."""
    columns = [_column(one) for one in averages]
    if sum(one.value is not None for one in columns) < 2:
        return []
    caption = "Bình quân số tiêu chí đạt của một xã qua các kỳ"
    if any(one.illustrative for one in averages) and not matrix.illustrative:
        caption += " (có kỳ dùng số liệu minh họa)"
    if matrix.carried:
        caption += ", tính trên cùng một bản đồ"
    chart = period_columns(
        columns,
        top=matrix.criteria_total,
        subject="Bình quân tiêu chí đạt/xã",
        caption=caption,
    )
    return [chart] if chart else []


def _column(one: PeriodAverage) -> PeriodColumn:
    label, year = _label(one.period)
    average = one.average
    return PeriodColumn(
        name=period_words(one.period),
        label=label,
        year=year,
        value=None if average is None else as_printed(average),  # type: ignore[arg-type]  # of a Decimal a Decimal
        note=f"{one.counted}/{one.units} xã" if average is not None else "",
        settled=one.settled,
        lacking=OTHER_SET if one.other_set else NO_FIGURE,
    )


def _label(period: ReportingPeriod) -> tuple[str, str]:
    """Two short lines for under a column."""
    if period.kind == PeriodKind.HALF:
        return f"6 tháng {('đầu', 'cuối')[period.ordinal - 1]}", str(period.year)
    if period.kind == PeriodKind.YEAR:
        return "Năm", str(period.year)
    return period.label.split("/")[0], str(period.year)


def drawings_annex(matrix: Matrix, places: UnitPlaces, number: str) -> Annex | None:
    """Map and heat map, upright; None where nothing can be drawn."""
    when = period_words(matrix.period)
    blocks: list[Block] = [*_map(matrix, places, when), *_heat(matrix, when)]
    if not blocks:
        return None
    return Annex(f"Hình về kết quả thực hiện tiêu chí {when}", tuple(blocks), number=number)


def _heat(matrix: Matrix, when: str) -> list[Block]:
    """Sorted, which the table is not: who meets most stands above, what fewest meet at the right,
    so that what is lacking together lies together."""
    criteria = sorted(matrix.spec.criteria, key=lambda one: -matrix.met_of(one.no))
    rows = sorted(matrix.rows, key=lambda row: (not row.counts, -row.met))
    chart = heat_map(
        [_heat_row(row, [one.no for one in criteria]) for row in rows],
        [one.no for one in criteria],
        subject=f"Tiêu chí đạt, chưa đạt của từng xã {when}",
        caption="Tiêu chí đạt và chưa đạt, xếp từ xã đạt nhiều nhất và tiêu chí nhiều xã đạt nhất",
    )
    if chart is None:
        return []
    return [chart, _note("Số ở hàng trên cùng là số thứ tự của tiêu chí trong bộ tiêu chí.")]


def _heat_row(row: Row, order: list[str]) -> HeatRow:
    by_no = {cell.no: MARKS[cell.verdict] for cell in row.cells}
    marks = tuple(by_no[no] for no in order) if by_no else ()
    return HeatRow(name_of(row), marks, f"{row.met}/{len(order)}" if row.counts else "")


def _map(matrix: Matrix, places: UnitPlaces, when: str) -> list[Block]:
    units = [_unit(row, places, matrix.criteria_total) for row in matrix.rows]
    chart = period_map(
        places.sheet.outlines,
        units,
        subject=f"Bản đồ số tiêu chí đạt của từng xã {when}",
        caption=f"Số tiêu chí đạt của từng xã {when}",
    )
    if chart is None:
        return []
    first = format_date(places.sheet.valid_from)
    ground = (
        f"Đường viền là các xã từ ngày {first}."
        if places.outlined
        else "Chưa có ranh giới mở của các xã của kỳ: mỗi dấu tròn là một xã, đặt trong đường viền "
        f"của các xã từ ngày {first}."
    )
    lost = listed(unit.name for unit in units if unit.x is None)
    unplaced = f" Chưa có tọa độ của {lost}." if lost else ""
    return [chart, _note(f"{ground}{unplaced} {places.sheet.attribution}")]


def _unit(row: Row, places: UnitPlaces, total: int) -> MapUnit:
    place = places.places[row.unit_id]
    return MapUnit(
        name=name_of(row),
        x=place.x,
        y=place.y,
        met=row.met if row.counts else None,
        total=total,
        confirmed=row.confirmed,
        lacking="chưa xác định" if row.has_figures else NO_FIGURE,
    )


def _note(words: str) -> Paragraph:
    return Paragraph((Run(f"Ghi chú: {words}", italic=True),))
