"""The shown matrix as a sheet: letters instead of signs, the same rows, columns and sums."""

from __future__ import annotations

from reports.grid import Grid, GridRow
from reports.resources import Column, Marked, Sheet, Value
from reports.summary import Summary, rounded

LEGEND = (
    "Đ: đạt; C: chưa đạt; ?: chưa xác định; –: không áp dụng. "
    "2/4 là số chỉ tiêu đạt trên tổng số. * sau tên xã: xã tự đánh giá, chưa xác nhận."
)


def grid_sheet(grid: Grid, summary: Summary) -> Sheet:
    """Title, freshness, table, sums and legend, in the order of the page."""
    found = grid.matrix
    columns = [Column("Xã", 20), Column("Đạt", 7)]
    columns += [Column(f"{head.no}. {head.name}", 6.5, upright=True) for head in grid.heads]
    columns.append(Column("Xác nhận", 16))
    average = rounded(grid.average)
    foot: list[Value | Marked] = [Marked("Số xã đạt", bold=True), Marked(average, bold=True)]
    foot += [count for count, _ in grid.feet]
    foot.append(f"{grid.confirmed}/{len(grid.rows)}")
    about = [summary.fresh, summary.mean]
    notes = [LEGEND, summary.ground]
    if summary.unproved:
        notes.append(f"Mức đạt của {summary.unproved} chỉ tiêu chưa kiểm chứng.")
    if found.illustrative:
        notes.append("Số liệu minh họa, không phải số liệu chính thức.")
    return Sheet(
        title=f"Tổng hợp {len(found.rows)} xã, {found.period.label}",
        about=[line for line in about if line],
        groups=[("", 2), *((group.title, group.span) for group in grid.groups), ("", 1)],
        columns=columns,
        rows=[_row(row, len(grid.heads)) for row in grid.rows],
        foot=foot,
        notes=notes,
        name="Tổng hợp",
    )


def _row(row: GridRow, width: int) -> list[Value | Marked]:
    if not row.cells:
        return [Marked(row.name, bold=True), None, *([None] * width), row.state]
    name = row.name if row.confirmed else f"{row.name} *"
    cells = [
        Marked(f"{cell.letter} {cell.note}".strip(), grey=cell.verdict == "not_met")
        for cell in row.cells
    ]
    return [Marked(name, bold=True), Marked(row.met, bold=True), *cells, row.state]
