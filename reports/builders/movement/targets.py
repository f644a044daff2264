"""Báo cáo mục tiêu và cảnh báo sớm: how each objective and target of a campaign stands today, and
why; nothing unknown counts as met."""

from __future__ import annotations

from campaigns.enums import TargetKind
from campaigns.models import Campaign
from campaigns.plan_enums import ObjectiveKind
from campaigns.queries.objectives import WORDS, ObjectiveLine, objective_lines
from campaigns.queries.target_states import TargetLine, target_lines
from campaigns.warning import State
from communes.queries.register_rules import in_sentence
from kbang_ntm.core import clock
from kbang_ntm.core.vietnamese import format_date
from reports.builders.binding import Figures, item, para
from reports.builders.movement.parts import campaign_report, chapters, counts, kind_of
from reports.builders.parts import capital, number_column
from reports.charts.paper_bars import TargetBar, target_bars
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
    Table,
    Total,
)

CODE = "targets-report"
WARNED = (State.MISSED, State.AT_RISK, State.BEHIND)
UNPROVED = " (chưa kiểm chứng)"


def build(*, campaign: Campaign) -> Document:
    """Objectives, counts by state, what is warned of, every target in the annex. A constant number
    of queries."""
    figures, day = Figures(), clock.today()
    targets = target_lines(campaign, day)
    objectives = objective_lines(campaign, day, targets)
    warned = [one for state in WARNED for one in targets if one.state is state]
    return campaign_report(
        campaign,
        kind=CODE,
        abstract="Tình hình thực hiện mục tiêu và cảnh báo sớm",
        blocks=chapters(
            (
                ("Mục tiêu chung", [_objectives(objectives), *_reached(objectives)]),
                (
                    f"Mục tiêu của từng đơn vị đến ngày {format_date(day)}",
                    _summary(targets, figures),
                ),
                ("Cảnh báo sớm", _warnings(targets, warned)),
            )
        ),
        annexes=(_annex(targets),) if targets else (),
        figures=figures,
        illustrative=any(one.illustrative for one in targets),
    )


def _objectives(rows: list[ObjectiveLine]) -> Table:
    def reached(row: ObjectiveLine) -> str:
        if row.objective.kind == ObjectiveKind.WORDS:
            return "nêu bằng lời"
        known = ("?" if one is None else f"{one}" for one in (row.achieved, row.planned))
        return f"{'/'.join(known)} {row.unit}".strip()

    return Table(
        columns=(
            number_column(),
            Column("Mục tiêu", 30),
            Column("Đến năm", 8, align=Align.CENTER),
            Column("Đạt/kế hoạch", 13, align=Align.CENTER),
            Column("Tình trạng", 13),
            Column("Giải thích", 36),
        ),
        rows=tuple(
            Row(
                (
                    Cell(number),
                    Cell(f"{row.objective.words}{'' if row.objective.certain else UNPROVED}"),
                    Cell(str(row.objective.year)),
                    Cell(reached(row)),
                    Cell(WORDS[row.state]),
                    Cell(row.reason),
                )
            )
            for number, row in enumerate(rows, start=1)
        ),
        empty_text="Phong trào chưa ghi mục tiêu chung nào.",
    )


def _reached(rows: list[ObjectiveLine]) -> list[Block]:
    """The objectives that count something, as bars; those in words have no length."""
    chart = target_bars(
        [
            TargetBar(_dated(row), row.planned, row.achieved, row.unit)
            for row in rows
            if row.planned is not None
        ],
        subject="Đã đạt so với kế hoạch",
        caption="Kết quả thực hiện mục tiêu chung so với kế hoạch",
    )
    return [chart] if chart else []


def _dated(row: ObjectiveLine) -> str:
    """The objective with its year, unless its words name it, and its doubt."""
    words, year = row.objective.words, str(row.objective.year)
    dated = words if year in words else f"{words} (đến năm {year})"
    return f"{dated}{'' if row.objective.certain else UNPROVED}"


def _summary(targets: list[TargetLine], figures: Figures) -> list[Block]:
    if not targets:
        return [para("Phong trào chưa ghi mục tiêu của đơn vị nào.")]
    parts = [
        (state.value, sum(one.state is state for one in targets), label)
        for state, label in WORDS.items()
    ]
    start = ("Có ", figures.bind("targets", len(targets)), " mục tiêu của đơn vị (Phụ lục).")
    return [para(*start), counts(figures, "Trong đó", parts), _by_kind(targets)]


def _by_kind(targets: list[TargetLine]) -> Table:
    """Kinds of targets by state, with sums that a spreadsheet computes."""
    kinds = [kind for kind in TargetKind if any(one.target.kind == kind for one in targets)]
    states, body = list(WORDS), []
    for kind in kinds:
        found = [
            sum(one.target.kind == kind and one.state is state for one in targets)
            for state in states
        ]
        last = len(states)
        body.append(
            Row(
                (
                    Cell(capital(str(kind.label))),
                    *[Cell(count) for count in found],
                    Cell(sum(found), total=Total(Function.SUM, Axis.ROW, 1, last)),
                )
            )
        )
    sums = [sum(one.state is state for one in targets) for state in states]
    total = Row(
        (
            Cell("Cộng"),
            *[Cell(count, total=Total(Function.SUM)) for count in (*sums, len(targets))],
        ),
        RowKind.TOTAL,
    )
    return Table(
        columns=(
            Column("Mục tiêu", 28),
            *[Column(capital(WORDS[state]), 11, align=Align.CENTER) for state in states],
            Column("Cộng", 9, align=Align.CENTER),
        ),
        rows=(*body, total),
        size=11,
    )


def _warnings(targets: list[TargetLine], warned: list[TargetLine]) -> list[Block]:
    if not targets:
        return [para("Chưa có mục tiêu để cảnh báo.")]
    if not warned:
        return [para("Không có mục tiêu nào không đạt, có nguy cơ không đạt hoặc chậm tiến độ.")]
    return [
        item(
            f"{target_name(one)}, {one.kind_words} năm {one.target.year}: {WORDS[one.state]}. "
            f"{one.reason}"
        )
        for one in warned
    ]


def target_name(line: TargetLine) -> str:
    """The unit of a target; of a village also its commune, or what could be read of its name."""
    name = line.name or (
        f"làng đọc là “{line.target.read_as}”" if line.target.read_as else "làng chưa đọc được tên"
    )
    return capital(f"{name} ({in_sentence(line.within)})" if line.within else name)


def _annex(targets: list[TargetLine]) -> Annex:
    columns = (
        number_column(),
        Column("Đơn vị", 22),
        Column("Mục tiêu", 20),
        Column("Đến năm", 8, align=Align.CENTER),
        Column("Tình trạng", 13),
        Column("Giải thích", 46),
        Column("Theo dõi", 15),
    )
    rows = tuple(
        Row(
            (
                Cell(number),
                Cell(f"{target_name(one)}{'' if one.target.certain else UNPROVED}"),
                Cell(one.kind_words),
                Cell(str(one.target.year)),
                Cell(WORDS[one.state]),
                Cell(one.reason),
                Cell(one.owner or "chưa phân công"),
            )
        )
        for number, one in enumerate(targets, start=1)
    )
    table = Table(columns=columns, rows=rows, size=11)
    return Annex("Tình trạng từng mục tiêu", (table,), landscape=True)


KIND = kind_of(
    CODE, "Báo cáo mục tiêu và cảnh báo sớm của phong trào", build,
    ("campaign", "phong trào"), sheet=True,
)  # fmt: skip
