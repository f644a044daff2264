"""The shown matrix as a sheet: letters instead of signs, the same rows, columns and sums."""

from __future__ import annotations

from reports.grid import Grid, GridRow
from reports.resources import Column, Marked, Sheet, Value
from reports.rule_letters import ways_of
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
    rows = [_row(row, len(grid.heads)) for row in grid.rows]
    if grid.letters:
        letters: list[Value | Marked] = [letter for letter, _watched in grid.letters]
        rows.append([Marked("Cách tính chuyển", bold=True), None, *letters, None])
    about = [summary.fresh, summary.mean, *([summary.ground] if found.carried else [])]
    notes = [LEGEND, *carried_notes(grid), *([] if found.carried else [summary.ground])]
    if summary.unproved:
        notes.append(f"Mức đạt của {summary.unproved} chỉ tiêu chưa kiểm chứng.")
    if found.illustrative:
        notes.append("Số liệu minh họa, không phải số liệu chính thức.")
    return Sheet(
        title=f"Tổng hợp {len(found.rows)} xã, {found.period.label}",
        about=[line for line in about if line],
        groups=[("", 2), *((group.title, group.span) for group in grid.groups), ("", 1)],
        columns=columns,
        rows=rows,
        foot=foot,
        notes=notes,
        name="Tổng hợp",
    )


def carried_notes(grid: Grid) -> list[str]:
    """The letters of the rules in words, and what each carried row is made of."""
    if not grid.letters:
        return []
    lines = [f"{way.letter}) {way.words}. Căn cứ: {way.basis}" for way in ways_of(grid.matrix)]
    lines += [f"{row.name}: {row.moved}." for row in grid.rows if row.moved]
    return ["Cách tính chuyển:", *lines]


def _row(row: GridRow, width: int) -> list[Value | Marked]:
    if not row.cells:
        return [Marked(row.name, bold=True), None, *([None] * width), row.state]
    name = row.name if row.confirmed else f"{row.name} *"
    if row.moved:
        name += " (tính chuyển)"
    cells = [
        Marked(f"{cell.letter} {cell.note}".strip(), grey=cell.verdict == "not_met")
        for cell in row.cells
    ]
    met = Marked(row.met if row.counts else "?", bold=True)
    return [Marked(name, bold=True), met, *cells, row.state]
