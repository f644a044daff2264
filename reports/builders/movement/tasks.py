"""Báo cáo nhiệm vụ theo cơ quan, đơn vị: counts by who does them, by state, and every task."""

from __future__ import annotations

from itertools import groupby

from campaigns.models import Campaign, Task
from campaigns.punctuality import WORDS, Share
from campaigns.queries.tasks import (
    SECTION_WORDS,
    Sum,
    Sums,
    TaskLine,
    lines_of,
    sums_of,
)
from campaigns.task_enums import TaskState
from campaigns.task_rules import holder_of
from communes.queries.register_rules import in_sentence
from kbang_ntm.core import clock
from kbang_ntm.core.vietnamese import format_date
from reports.builders.binding import Figures, para
from reports.builders.movement.parts import campaign_report, chapters, counts, kind_of
from reports.builders.parts import capital, number_column
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

CODE = "tasks-by-agency"
COUNTED = (
    ("on_time", "Xong đúng hạn"),
    ("late", "Xong chậm"),
    ("overdue", "Quá hạn"),
    ("in_time", "Còn trong hạn"),
)


def build(*, campaign: Campaign) -> Document:
    """All tasks of a campaign; those withdrawn are told, not counted. Seven queries."""
    figures, day = Figures(), clock.today()
    rows = Task.objects.filter(campaign=campaign).order_by("due", "title", "id")
    every = lines_of(rows, day)
    found = [line for line in every if line.task.state != TaskState.WITHDRAWN]
    sums = sums_of(found)
    return campaign_report(
        campaign,
        kind=CODE,
        abstract="Kết quả nhiệm vụ của các cơ quan, đơn vị thực hiện",
        blocks=chapters(
            (
                (f"Kết quả chung đến ngày {format_date(day)}", _whole(every, sums.total, figures)),
                ("Theo cơ quan, đơn vị", [*_worst(sums), _by_holder(sums), *_where(found)]),
            )
        ),
        annexes=(_annex(found, sums),) if found else (),
        figures=figures,
        illustrative=any(line.task.illustrative for line in every),
    )


def _whole(every: list[TaskLine], whole: Share, figures: Figures) -> list[Block]:
    withdrawn = len(every) - whole.total
    if not every:
        return [para("Phong trào chưa giao nhiệm vụ nào.")]
    told: list[Block] = [
        para("Đã giao ", figures.bind("tasks", whole.total), " nhiệm vụ.")
        if whole.total
        else para("Không còn nhiệm vụ nào đang tính: các nhiệm vụ đã giao đều đã rút.")
    ]
    if whole.total:
        told += [
            counts(
                figures,
                "Theo hạn",
                [(key, getattr(whole, key), label.lower()) for key, label in COUNTED],
            ),
            counts(
                figures,
                "Theo trạng thái",
                [
                    (f"state-{state}", sum(line.task.state == state for line in every),
                     str(state.label))
                    for state in TaskState
                    if state != TaskState.WITHDRAWN
                ],
            ),
        ]  # fmt: skip
    if withdrawn:
        told.append(para("Không tính ", figures.bind("withdrawn", withdrawn), " nhiệm vụ đã rút."))
    return told


def _worst(sums: Sums) -> list[Block]:
    """Who has most tasks overdue, told from the counts of the table below."""
    rows = [*sums.agencies, *sums.communes]
    most = max((one.share.overdue for one in rows), default=0)
    if not rows:
        return []
    if not most:
        return [para("Không cơ quan, đơn vị nào có nhiệm vụ quá hạn.")]
    names = [in_sentence(one.name) for one in rows if one.share.overdue == most]
    return [para(f"Nhiều nhiệm vụ quá hạn nhất ({most:02d} nhiệm vụ): {', '.join(names)}.")]


def _where(found: list[TaskLine]) -> list[Block]:
    return [para("Từng nhiệm vụ, hạn và tình trạng tại Phụ lục.")] if found else []


def _by_holder(sums: Sums) -> Table:
    body: list[Row] = []
    for heading, rows in (("Cơ quan", sums.agencies), ("Xã, thị trấn", sums.communes)):
        if rows:
            body.append(Row((Cell(heading, span=7),), RowKind.HEADING))
            body += [_counted(number, one) for number, one in enumerate(rows, start=1)]
    if body:
        whole = sums.total
        values = (whole.total, *(getattr(whole, key) for key, _label in COUNTED))
        cells = [Cell(value, total=Total(Function.SUM)) for value in values]
        body.append(Row((Cell(""), Cell("Cộng"), *cells), RowKind.TOTAL))
    return Table(
        columns=(
            number_column(),
            Column("Cơ quan, đơn vị", 38),
            Column("Được giao", 11, align=Align.CENTER),
            *[Column(label, 11, align=Align.CENTER) for _key, label in COUNTED],
        ),
        rows=tuple(body),
        empty_text="Chưa có nhiệm vụ để tổng hợp.",
    )


def _counted(number: int, one: Sum) -> Row:
    return Row(
        (
            Cell(number),
            Cell(one.name),
            Cell(one.share.total, total=Total(Function.SUM, Axis.ROW, 3, 6)),
            *[Cell(getattr(one.share, key)) for key, _label in COUNTED],
        )
    )


def _annex(found: list[TaskLine], sums: Sums) -> Annex:
    """Every task under who does it, in the order of the table of counts."""
    order = {one.value: place for place, one in enumerate([*sums.agencies, *sums.communes])}

    def place(line: TaskLine) -> int:
        unit, agency = holder_of(line.task)
        return order[f"u{unit}" if unit else f"a{agency}"]

    rows: list[Row] = []
    for _place, group in groupby(sorted(found, key=place), key=place):
        lines = list(group)
        rows.append(Row((Cell(lines[0].holder_name, span=7),), RowKind.HEADING))
        rows += [_task(number, line) for number, line in enumerate(lines, start=1)]
    columns = (
        number_column(),
        Column("Nhiệm vụ", 36),
        Column("Mục của kế hoạch", 22),
        Column("Sản phẩm", 22),
        Column("Hạn", 12, align=Align.CENTER),
        Column("Ngày báo cáo kết quả", 13, align=Align.CENTER),
        Column("Tình trạng", 19),
    )
    table = Table(columns=columns, rows=tuple(rows), size=11)
    return Annex("Nhiệm vụ của từng cơ quan, đơn vị", (table,), landscape=True)


def _task(number: int, line: TaskLine) -> Row:
    task = line.task
    late = f", {line.days_over} ngày" if line.overdue else ""
    return Row(
        (
            Cell(number),
            Cell(f"{task.title} ({line.lead_name} giao lại)" if line.passed else task.title),
            Cell(SECTION_WORDS[task.section]),
            Cell(capital(task.product) or "không ghi"),
            Cell(task.due),
            Cell(task.handed_on),
            Cell(f"{capital(str(task.get_state_display()))} ({WORDS[line.standing]}{late})"),
        )
    )


KIND = kind_of(
    CODE, "Báo cáo nhiệm vụ theo cơ quan, đơn vị", build, ("campaign", "phong trào"), sheet=True
)
