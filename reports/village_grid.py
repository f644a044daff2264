"""The villages as they are shown, cell by cell: one source for the page and the spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from communes.queries.specs import CriterionRow
from communes.rules import SENT, Reach
from kbang_ntm.core.templatetags.portal import vn_date, vn_datetime
from kbang_ntm.core.vietnamese import fold
from reports.filters import VillageChoice
from reports.grid import MET, SIGNS, GridCell, GridGroup, GridHead, cell_of, sees_drafts, state_of
from reports.queries.village_matrix import VillageMatrix, VillageRow
from reports.resources import Column, Marked, Sheet, Value


@dataclass(frozen=True)
class VillageGridRow:
    """One village with its cells (none while it has no figures)."""

    village: VillageRow
    cells: tuple[GridCell, ...]
    state: str
    state_kind: str
    report_url: str

    @property
    def met(self) -> int:
        """Criteria met."""
        return sum(cell.verdict in MET for cell in self.cells)


@dataclass(frozen=True)
class VillageGrid:
    """All that the page draws."""

    matrix: VillageMatrix
    groups: tuple[GridGroup, ...]
    heads: tuple[GridHead, ...]
    rows: tuple[VillageGridRow, ...]

    @property
    def feet(self) -> tuple[tuple[int, bool], ...]:
        """(in how many shown villages the criterion is met, watched), column by column."""
        counted = [row for row in self.rows if row.cells]
        return tuple(
            (sum(row.cells[n].verdict in MET for row in counted), head.watched)
            for n, head in enumerate(self.heads)
        )

    @property
    def confirmed(self) -> int:
        """How many shown villages are confirmed."""
        return sum(row.village.confirmed for row in self.rows)

    @property
    def any_own(self) -> bool:
        """Whether a ring stands anywhere."""
        return any(row.cells and not row.village.confirmed for row in self.rows)

    @property
    def fresh(self) -> str:
        """ "Số liệu đến 14:05 ngày 16/10/2024, đã xác nhận 2/10 làng."."""
        found = self.matrix
        confirmed = f"đã xác nhận {found.confirmed_count}/{len(found.rows)} làng."
        if found.as_of is None:
            return f"Chưa có số liệu của làng nào, {confirmed}"
        return f"Số liệu đến {vn_datetime(found.as_of)}, {confirmed}"


def build_villages(matrix: VillageMatrix, choice: VillageChoice, reach: Reach) -> VillageGrid:
    """Cut the matrix to what was asked for, with links where this reader may follow them."""
    criteria = matrix.spec.criteria
    return VillageGrid(
        matrix=matrix,
        groups=tuple(GridGroup(g.title, len(g.criteria)) for g in matrix.groups if g.criteria),
        heads=tuple(
            GridHead(c.no, c.short_title or c.title, c.watched, wide=False) for c in criteria
        ),
        rows=tuple(
            _row(matrix, row, reach)
            for row in matrix.rows
            if choice.commune in ("", row.commune_key)
            and all(word in fold(f"{row.short_name} {row.commune}") for word in choice.words)
        ),
    )


def _row(matrix: VillageMatrix, row: VillageRow, reach: Reach) -> VillageGridRow:
    mine = row.responsible_id in reach.commune_ids
    linked = bool(row.report_uid) and (mine or (reach.reads_district and row.state in SENT))
    found = {cell.no: cell for cell in row.cells}
    cells = [
        cell_of(
            row, criterion, found.get(criterion.no), url=_why_url(row, criterion) if linked else ""
        )
        for criterion in matrix.spec.criteria
        if row.cells
    ]
    state, kind = state_of(row, mine=mine, sees_drafts=sees_drafts(reach))
    return VillageGridRow(
        village=row,
        cells=tuple(cells),
        state=state,
        state_kind=kind,
        report_url=reverse("communes:report", args=[row.report_uid]) if linked else "",
    )


def _why_url(row: VillageRow, criterion: CriterionRow) -> str:
    return reverse("communes:why-criterion", args=[row.report_uid, criterion.no])


def village_sheet(grid: VillageGrid) -> Sheet:
    """The shown rows and columns; letters instead of signs."""
    found = grid.matrix
    columns = [Column("Làng", 20), Column("Xã", 20), Column("Năm kế hoạch", 9), Column("Đạt", 8)]
    columns += [Column(f"{head.no}. {head.name}", 6.5, upright=True) for head in grid.heads]
    columns.append(Column("Xác nhận", 16))
    foot: list[Value | Marked] = [Marked("Số làng đạt", bold=True), None, None, None]
    foot += [count for count, _watched in grid.feet]
    foot.append(f"{grid.confirmed}/{len(grid.rows)}")
    legend = ", ".join(f"{letter}: {word}" for _css, _glyph, word, letter in SIGNS.values())
    notes = [f"{legend}. * sau tên làng: xã tự đánh giá, chưa xác nhận.", found.criteria_set.note]
    if found.illustrative:
        notes.append("Số liệu minh họa, không phải số liệu chính thức.")
    return Sheet(
        title=f"Các làng, {found.period.label}, bản đồ ngày {vn_date(found.map_date)}",
        about=[grid.fresh],
        groups=[("", 4), *((group.title, group.span) for group in grid.groups), ("", 1)],
        columns=columns,
        rows=[_line(row, len(grid.heads)) for row in grid.rows],
        foot=foot,
        notes=[note for note in notes if note],
        name="Các làng",
    )


def _line(row: VillageGridRow, width: int) -> list[Value | Marked]:
    village = row.village
    own = row.cells and not village.confirmed
    cells: list[Value | Marked] = [
        Marked(f"{cell.letter} {cell.note}".strip(), grey=cell.verdict == "not_met")
        for cell in row.cells
    ] or [None] * width
    return [
        Marked(f"{village.short_name} *" if own else village.short_name, bold=True),
        village.commune,
        village.year,
        Marked(f"{row.met}/{len(row.cells)}" if row.cells else None, bold=True),
        *cells,
        row.state,
    ]
