"""The matrix as it is shown, cell by cell: one source for the page and the spreadsheet."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

from django.http import QueryDict
from django.urls import reverse

from communes.enums import Basis, ReportState, Role
from communes.queries.specs import CriterionRow
from communes.rules import SENT, Reach
from kbang_ntm.core.vietnamese import fold
from reports.filters import MatrixChoice
from reports.queries.carried import CarriedUnit
from reports.queries.matrix import Cell, Matrix, Row
from reports.rule_letters import letters_of

# verdict -> (class of the cell, glyph, word read aloud, letter on a sheet)
SIGNS = {
    "met": ("met", "met", "đạt", "Đ"),
    "not_met": ("not", "not", "chưa đạt", "C"),
    "unknown": ("unk", "unk", "chưa xác định", "?"),
    "not_applicable": ("na", "na", "không áp dụng", "–"),
}
STATE_KINDS = {
    ReportState.SUBMITTED: "moving",
    ReportState.IN_REVIEW: "moving",
    ReportState.RESUBMITTED: "moving",
    ReportState.RETURNED: "back",
    ReportState.CONFIRMED: "done",
}
# Short enough for the narrow column of the matrix.
DRAFT_WORDS = {ReportState.DRAFT: "Nháp", ReportState.HANDED: "Đã trình"}
MET = frozenset({"met", "not_applicable"})
WIDE_COUNT = 10  # a criterion of so many indicators writes "10/12" and needs a wider column


@dataclass(frozen=True)
class GridCell:
    """One criterion of one unit; `note` is "2/4" where it is not met, `words` is read aloud."""

    no: str
    verdict: str
    css: str
    glyph: str
    letter: str
    note: str
    words: str
    url: str
    own: bool
    watched: bool
    moved: bool = False


@dataclass(frozen=True)
class GridRow:
    """One unit with the cells of the shown criteria (none while it has no figures).

    `moved` tells where carried figures come from ("từ Đông, Nghĩa An"); `counts` is False where
    nothing of them is known, so that the row stands in no sum.
    """

    key: str
    name: str
    met: int
    total: int
    cells: tuple[GridCell, ...]
    state: str
    state_kind: str
    confirmed: bool
    report_url: str
    counts: bool
    moved: str = ""

    @property
    def any_own(self) -> bool:
        """Shows figures that are the commune's own word."""
        return bool(self.cells) and not self.confirmed


@dataclass(frozen=True)
class GridGroup:
    """A group over the columns: the numeral fits a narrow span, the title a wide one."""

    title: str
    span: int

    @property
    def numeral(self) -> str:
        """ "IV" of "IV. Văn hóa - Xã hội - Môi trường"."""
        return self.title.partition(".")[0]

    @property
    def rest(self) -> str:
        """The title without its numeral."""
        return self.title.partition(".")[2].strip() or self.title


@dataclass(frozen=True)
class GridHead:
    """One criterion over its column."""

    no: str
    name: str
    watched: bool
    wide: bool


@dataclass(frozen=True)
class Grid:
    """All that the page draws. `letters` are the rules of carrying (and whether the criterion is
    watched), column by column; none where nothing was carried."""

    matrix: Matrix
    groups: tuple[GridGroup, ...]
    heads: tuple[GridHead, ...]
    rows: tuple[GridRow, ...]
    letters: tuple[tuple[str, bool], ...] = ()

    @property
    def counted(self) -> tuple[GridRow, ...]:
        """Shown rows that stand in the sums."""
        return tuple(row for row in self.rows if row.cells and row.counts)

    @property
    def average(self) -> Decimal | None:
        """Mean of the shown sums; None without figures."""
        rows = self.counted
        return Decimal(sum(row.met for row in rows)) / len(rows) if rows else None

    @property
    def feet(self) -> tuple[tuple[int, bool], ...]:
        """(in how many shown units the criterion is met, watched), column by column."""
        return tuple(
            (sum(row.cells[n].verdict in MET for row in self.counted), head.watched)
            for n, head in enumerate(self.heads)
        )

    @property
    def confirmed(self) -> int:
        """How many shown units are confirmed."""
        return sum(row.confirmed for row in self.rows)

    @property
    def any_own(self) -> bool:
        """Whether a ring stands anywhere."""
        return any(row.any_own for row in self.rows)


def build_grid(matrix: Matrix, choice: MatrixChoice, reach: Reach) -> Grid:
    """Cut the matrix to what was asked for, with links where this reader may follow them."""
    groups = [g for g in matrix.groups if choice.group in (None, g.order)] or list(matrix.groups)
    criteria = [criterion for group in groups for criterion in group.criteria]
    letters = letters_of(matrix)
    rows = [
        _row(row, criteria, reach, _query(choice))
        for row in matrix.rows
        if all(word in fold(row.name) for word in choice.words)
    ]
    return Grid(
        matrix=matrix,
        groups=tuple(GridGroup(g.title, len(g.criteria)) for g in groups if g.criteria),
        heads=tuple(
            GridHead(c.no, c.short_title or c.title, c.watched, len(c.indicators) >= WIDE_COUNT)
            for c in criteria
        ),
        rows=tuple(_ordered(rows, choice.order)),
        letters=tuple((letters[c.no], c.watched) for c in criteria) if letters else (),
    )


def _query(choice: MatrixChoice) -> str:
    """What a card of one carried cell must be asked with."""
    asked = QueryDict(mutable=True)
    asked["ky"] = choice.period.key
    if choice.map_date:
        asked["ban_do"] = f"{choice.map_date:%d/%m/%Y}"
    if choice.known_at:
        asked["biet_den"] = f"{choice.known_at:%Y-%m-%dT%H:%M:%S}"
    if choice.basis == Basis.CONFIRMED:
        asked["tinh"] = "xac-nhan"
    return asked.urlencode()


def _ordered(rows: list[GridRow], order: str) -> list[GridRow]:
    if order == "it":
        return sorted(rows, key=lambda row: (not row.cells, row.met))
    if order == "nhieu":
        return sorted(rows, key=lambda row: (not row.cells, -row.met))
    if order == "ten":
        return sorted(rows, key=lambda row: fold(row.name))
    return rows


def _row(row: Row, criteria: list[CriterionRow], reach: Reach, query: str) -> GridRow:
    mine = row.unit_id in reach.commune_ids
    open_to_reader = _open_to(row, reach)
    found = {cell.no: cell for cell in row.cells}
    cells = [
        cell_of(
            row,
            criterion,
            found.get(criterion.no),
            url=_why_url(row, criterion, reach, query),
            moved=row.carried is not None,
        )
        for criterion in criteria
        if row.has_figures
    ]
    state, kind = (
        state_of(row, mine=mine, sees_drafts=sees_drafts(reach))
        if row.carried is None
        else _carried_state(row.carried)
    )
    return GridRow(
        key=row.key,
        name=row.short_name,
        met=sum(cell.verdict in MET for cell in cells),
        total=len(criteria),
        cells=tuple(cells),
        state=state,
        state_kind=kind,
        confirmed=row.confirmed,
        report_url=reverse("communes:report", args=[row.report_uid]) if open_to_reader else "",
        counts=row.counts,
        moved=row.carried.moved if row.carried is not None else "",
    )


def _open_to(row: Row, reach: Reach) -> bool:
    mine = row.unit_id in reach.commune_ids
    return bool(row.report_uid) and (mine or (reach.reads_district and row.state in SENT))


def _why_url(row: Row, criterion: CriterionRow, reach: Reach, query: str) -> str:
    """The card of one cell, for who may see the figures behind it."""
    if row.carried is not None:
        if not reach.reads_district:
            return ""
        return f"{reverse('reports:carried', args=[row.key, criterion.no])}?{query}"
    if not _open_to(row, reach):
        return ""
    return reverse("communes:why-criterion", args=[row.report_uid, criterion.no])


class Counted(Protocol):
    """Whoever has cells: a commune, or a village."""

    @property
    def short_name(self) -> str: ...
    @property
    def confirmed(self) -> bool: ...


def cell_of(
    row: Counted, criterion: CriterionRow, found: Cell | None, *, url: str, moved: bool = False
) -> GridCell:
    """One criterion of a unit as it is shown; unknown where nothing was counted. `moved` tells
    that the figure was carried onto another map."""
    verdict = found.verdict if found else "unknown"
    met, total = (found.met, found.total) if found else (0, len(criterion.indicators))
    css, glyph, word, letter = SIGNS[verdict]
    words = f"{row.short_name}, tiêu chí {criterion.no}, {word}"
    if moved:
        words += ", tính chuyển"
    return GridCell(
        no=criterion.no,
        verdict=verdict,
        css=css,
        glyph=glyph,
        letter=letter,
        note=f"{met}/{total}" if verdict in ("not_met", "unknown") else "",
        words=words if row.confirmed else f"{words}, chưa xác nhận",
        url=url,
        own=not row.confirmed,
        watched=criterion.watched,
        moved=moved,
    )


def sees_drafts(reach: Reach) -> bool:
    """Who calls the late ones knows whether a draft exists; others do not."""
    return reach.has(Role.COORDINATION)


def _carried_state(unit: CarriedUnit) -> tuple[str, str]:
    """How many of the units it is made of are confirmed, and the kind of badge."""
    done, of = unit.confirmed_count, len(unit.reporting)
    if not of:
        return "Chưa xác định", "draft"
    kind = "done" if done == of else "moving" if unit.with_figures else "draft"
    return f"{done}/{of} xã cũ", kind


class Reported(Protocol):
    """Whoever reports: how far the report has gone, as stored and in words."""

    @property
    def state(self) -> str: ...
    @property
    def state_label(self) -> str: ...


def state_of(row: Reported, *, mine: bool, sees_drafts: bool) -> tuple[str, str]:
    """How far a unit's report has gone, in words for this reader, and the kind of badge."""
    if row.state in SENT:
        label = row.state_label
        return label[0].upper() + label[1:], STATE_KINDS[ReportState(row.state)]
    if row.state and (mine or sees_drafts):
        return DRAFT_WORDS[ReportState(row.state)], "draft"
    return "Chưa gửi", "draft"
