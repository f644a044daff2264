"""Báo cáo huy động nguồn lực: sums of the whole campaign by source, kind, year and commune. No
donor is named. What nobody has converted into đồng is told, never counted."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from decimal import Decimal

from campaigns.contribution_enums import ContributionKind, ContributionSource
from campaigns.models import Campaign
from campaigns.queries.contribution_totals import Sums
from kbang_ntm.core import clock
from kbang_ntm.core.vietnamese import amount_in_words, compare_words, format_date, format_percent
from reports.builders.binding import Figures, item, para
from reports.builders.movement.parts import campaign_report, chapters, kind_of, plain
from reports.builders.parts import capital, number_column
from reports.charts.paper_bars import MoneyBar, money_bars
from reports.documents.tree import (
    Align,
    Annex,
    Axis,
    Block,
    Cell,
    Column,
    Document,
    Function,
    Row,
    RowKind,
    Run,
    Table,
    Total,
)
from reports.queries.movement_figures import Mobilised, mobilised

CODE = "contributions-report"
UNIT_LINE = "Đơn vị tính: đồng"
ZERO = Decimal(0)
BUDGETS = (
    ContributionSource.CENTRAL,
    ContributionSource.PROVINCE,
    ContributionSource.DISTRICT,
    ContributionSource.COMMUNE,
)
# The columns of the annex: the budgets together, the rest each for itself.
GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Ngân sách các cấp", BUDGETS),
    *(
        (capital(str(source.label)), (source.value,))
        for source in ContributionSource
        if source not in BUDGETS
    ),
)


def build(*, campaign: Campaign) -> Document:
    """Every row of the ledger up to today. Eight queries."""
    figures = Figures()
    found = mobilised(campaign)
    return campaign_report(
        campaign,
        kind=CODE,
        abstract="Kết quả huy động nguồn lực thực hiện",
        blocks=chapters(
            (
                ("Kết quả chung", _whole(found, figures)),
                ("Theo nguồn, so với kế hoạch", [_by_source(found), *_bars(found)]),
                ("Theo năm", [_by_year(found), *_where(found)]),
            )
        ),
        annexes=(_annex(found),) if found.units else (),
        figures=figures,
        illustrative=found.illustrative,
    )


def _whole(found: Mobilised, figures: Figures) -> list[Block]:
    sums = found.whole
    if not sums.rows:
        return [para("Sổ huy động chưa có khoản nào.")]
    total = int(sums.value)
    people = int(sums.people)
    blocks: list[Block] = [
        para(
            f"Đến ngày {format_date(found.until or clock.today())}, sổ huy động có ",
            figures.bind("rows", sums.rows, source=f"campaign:{found.campaign_id}"),
            " khoản; tổng giá trị ",
            figures.bind("total", total, unit="đồng"),
            " đồng. Bằng chữ: ",
            Run(amount_in_words(total), italic=True, figure="total"),
            ".",
        ),
        para(
            "Nhân dân đóng góp ",
            figures.bind("people", people, unit="đồng"),
            f" đồng{_share(people, total)}.",
        ),
        *_kinds(sums, figures),
    ]
    if sums.unconverted:
        blocks.append(
            para(
                "Chưa kể ",
                figures.bind("unconverted", sums.unconverted),
                " khoản chưa quy đổi ra đồng.",
            )
        )
    return blocks


def _share(part: int, whole: int) -> str:
    return f", bằng {format_percent(Decimal(part) * 100 / whole, 1)} tổng giá trị" if whole else ""


def _kinds(sums: Sums, figures: Figures) -> list[Block]:
    """What was given otherwise than in money."""
    told: list[Block] = []
    for kind, label, unit in (
        (ContributionKind.LABOUR, "Ngày công", "ngày"),
        (ContributionKind.LAND, "Đất hiến", "m²"),
    ):
        amount = sums.by_kind.get(kind, ZERO)
        if amount:
            run = figures.bind(kind.value, plain(amount), unit=unit)
            told.append(item(f"{label}: ", run, f" {unit}."))
    goods = sums.value_by_kind.get(ContributionKind.GOODS, ZERO)
    if goods:
        run = figures.bind("goods", int(goods), unit="đồng")
        told.append(item("Hiện vật đã quy đổi: ", run, " đồng."))
    return told


def _by_source(found: Mobilised) -> Table:
    rows = []
    for source in ContributionSource:
        planned = found.planned.get(source.value)
        done = found.whole.by_source.get(source.value, ZERO)
        rows.append(
            Row(
                (
                    Cell(capital(str(source.label))),
                    Cell("chưa có số liệu" if planned is None else planned),
                    Cell(done),
                    Cell(format_percent(done * 100 / planned, 1) if planned else "–"),
                )
            )
        )
    planned_all = sum(found.planned.values(), ZERO)
    rows.append(
        Row(
            (
                Cell("Cộng"),
                Cell(planned_all, total=Total(Function.SUM))
                if found.planned
                else Cell("chưa có số liệu"),
                Cell(found.whole.value, total=Total(Function.SUM)),
                Cell(format_percent(found.whole.value * 100 / planned_all, 1))
                if planned_all
                else Cell("–"),
            ),
            RowKind.TOTAL,
        )
    )
    return Table(
        columns=(
            Column("Nguồn", 34),
            Column("Kế hoạch", 24, align=Align.RIGHT),
            Column("Đã huy động", 24, align=Align.RIGHT),
            Column("So với kế hoạch", 18, align=Align.RIGHT),
        ),
        rows=tuple(rows),
        unit_line=UNIT_LINE,
    )


def _bars(found: Mobilised) -> list[Block]:
    """The same figures as the table above; nothing is drawn while there are none."""
    chart = money_bars(
        [
            MoneyBar(
                capital(str(source.label)),
                found.whole.by_source.get(source.value, ZERO),
                found.planned.get(source.value),
            )
            for source in ContributionSource
        ],
        subject="Đã huy động theo nguồn, đồng",
        caption="Kết quả huy động theo nguồn, so với kế hoạch (đồng)",
    )
    return [chart] if chart else []


def _by_year(found: Mobilised) -> Table:
    rows = []
    before: Decimal | None = None
    for year, value in found.years:
        compared = "–" if before is None else f"{compare_words(value, before)}"
        rows.append(Row((Cell(str(year)), Cell(value), Cell(compared))))
        before = value
    if rows:
        total = Cell(found.whole.value, total=Total(Function.SUM))
        rows.append(Row((Cell("Cộng"), total, Cell("")), RowKind.TOTAL))
    return Table(
        columns=(
            Column("Năm", 20, align=Align.CENTER),
            Column("Đã huy động", 35, align=Align.RIGHT),
            Column("So với năm trước có khoản", 45, align=Align.RIGHT),
        ),
        rows=tuple(rows),
        unit_line=UNIT_LINE if rows else "",
        empty_text="Sổ huy động chưa có khoản nào.",
    )


def _where(found: Mobilised) -> list[Block]:
    return [para("Kết quả của từng xã, thị trấn tại Phụ lục.")] if found.units else []


def _annex(found: Mobilised) -> Annex:
    rows = []
    for number, (name, sums) in enumerate(found.units, start=1):
        values = [_of(sums.by_source, sources) for _label, sources in GROUPS]
        last = len(GROUPS) + 1
        rows.append(
            Row(
                (
                    Cell(number),
                    Cell(name),
                    *[Cell(value) for value in values],
                    Cell(sum(values, ZERO), total=Total(Function.SUM, Axis.ROW, 2, last)),
                    Cell(plain(sums.by_kind.get(ContributionKind.LABOUR, ZERO))),
                    Cell(plain(sums.by_kind.get(ContributionKind.LAND, ZERO))),
                    Cell(sums.unconverted),
                )
            )
        )
    whole = found.whole
    sums_ = [
        *[_of(whole.by_source, sources) for _label, sources in GROUPS],
        whole.value,
        plain(whole.by_kind.get(ContributionKind.LABOUR, ZERO)),
        plain(whole.by_kind.get(ContributionKind.LAND, ZERO)),
        whole.unconverted,
    ]
    cells = [Cell(value, total=Total(Function.SUM)) for value in sums_]
    rows.append(Row((Cell(""), Cell("Cộng"), *cells), RowKind.TOTAL))
    columns = (
        number_column(),
        Column("Xã, thị trấn", 18),
        *[Column(label, 15, align=Align.RIGHT) for label, _sources in GROUPS],
        Column("Cộng", 16, align=Align.RIGHT),
        Column("Ngày công (ngày)", 9, align=Align.RIGHT),
        Column("Đất (m²)", 9, align=Align.RIGHT),
        Column("Khoản chưa quy đổi", 9, align=Align.RIGHT),
    )
    table = Table(columns=columns, rows=tuple(rows), unit_line=UNIT_LINE, size=10)
    return Annex("Kết quả huy động của từng xã, thị trấn", (table,), landscape=True)


def _of(by_source: dict[str, Decimal], sources: Iterable[str]) -> Decimal:
    known = defaultdict(lambda: ZERO, by_source)
    return sum((known[source] for source in sources), ZERO)


KIND = kind_of(CODE, "Báo cáo huy động nguồn lực", build, ("campaign", "phong trào"), sheet=True)
