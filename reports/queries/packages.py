"""What a package holds: figures, reports, files, people and open work of ended units."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from communes.changes import read_definition
from communes.changes.definition import UNIT
from communes.enums import EvidenceState, UnitKind
from communes.measures import Verdict
from communes.models import (
    AdministrativeUnit,
    Evidence,
    IndicatorEntry,
    ProgressReport,
    Succession,
    UnitChange,
    UnitVersion,
)
from communes.queries.changes import handover_lines
from communes.queries.why import VERDICT_WORDS
from kbang_ntm.core.models import StoredFile
from reports.resources import Column, Sheet, Value

FIGURES = "Số liệu"
PARTS = ("numerator", "denominator", "number", "choice")


@dataclass(frozen=True)
class Attachment:
    """A file with where it goes in the package: unit key, period key, shown name."""

    unit: str
    period: str
    name: str
    file: StoredFile


Receivers = list[tuple[AdministrativeUnit, str]]


def receivers(change: UnitChange) -> Receivers:
    """(unit, its name on the day) of the communes that follow in a change, also renamed ones."""
    return receivers_of([change])[change.pk]


def receivers_of(changes: Sequence[UnitChange]) -> dict[int, Receivers]:
    """{change id: as `receivers`}. One query."""
    keys = {
        change.pk: {
            key
            for step in read_definition(change.plan["definition"]).steps
            if step.about == UNIT
            for key in step.successor_keys
        }
        for change in changes
    }
    rows = list(
        UnitVersion.objects.filter(
            unit__key__in=set().union(*keys.values()),
            kind__in=(UnitKind.COMMUNE, UnitKind.TOWNSHIP),
        )
        .select_related("unit")
        .order_by("unit__order", "unit__key")
    )
    return {
        change.pk: [
            (row.unit, row.name)
            for row in rows
            if row.unit.key in keys[change.pk] and change.date in row.valid
        ]
        for change in changes
    }


def ancestors(unit_id: int, day: date) -> set[int]:
    """Ids of the unit and of all that went into it until the day, wholly or in part. One query."""
    before: dict[int, set[int]] = defaultdict(set)
    for old, new in Succession.objects.filter(date__lte=day).values_list(
        "predecessor_id", "successor_id"
    ):
        before[new].add(old)
    found, waiting = {unit_id}, [unit_id]
    while waiting:
        for old in before[waiting.pop()] - found:
            found.add(old)
            waiting.append(old)
    return found


def reporting_units() -> set[int]:
    """Ids of all units that ever reported."""
    return set(ProgressReport.objects.values_list("unit_id", flat=True))


def figure_sheet(unit_ids: Collection[int]) -> Sheet:
    """All figures of units, one row an entry, newest period first. One query."""
    rows = (
        IndicatorEntry.objects.filter(report__unit__in=unit_ids)
        .order_by("report__unit__order", "-report__period__ends", "indicator__order")
        .select_related("report__unit", "report__period", "report__criteria_set", "indicator")
    )
    return Sheet(
        title="Số liệu theo chỉ tiêu",
        name=FIGURES,
        columns=(
            Column("Mã đơn vị", 16),
            Column("Kỳ", 16),
            Column("Bộ tiêu chí", 22),
            Column("Chỉ tiêu", 10),
            Column("Nội dung", 40),
            *(Column(f"{label}{part}", 12) for part in ("", ", phần hai")
              for label in ("Tử số", "Mẫu số", "Số", "Lựa chọn")),
            Column("Không áp dụng", 24),
            Column("Giải trình", 30),
            Column("Kết quả", 14),
            Column("Rà soát", 18),
            Column("Trạng thái báo cáo", 18),
        ),
        rows=[_figure(row) for row in rows.iterator(chunk_size=2000)],
    )  # fmt: skip


def _figure(entry: IndicatorEntry) -> list[Value]:
    report = entry.report
    parts: list[Value] = [getattr(entry, name) for name in PARTS]
    second: list[Value] = [getattr(entry, f"{name}_b") for name in PARTS]
    return [
        report.unit.key,
        report.period.label,
        report.criteria_set.code,
        entry.indicator.code,
        entry.indicator.short_title or entry.indicator.title,
        *parts,
        *second,
        entry.na_reason,
        entry.note,
        str(VERDICT_WORDS.get(Verdict(entry.verdict), entry.verdict)),
        entry.get_review_display(),
        report.get_state_display(),
    ]


def report_sheet(unit_ids: Collection[int]) -> Sheet:
    """All reports of units: how far each came, when, by whom. One query."""
    rows = (
        ProgressReport.objects.filter(unit__in=unit_ids)
        .order_by("unit__order", "-period__ends")
        .select_related("unit", "responsible_unit", "period", "submitted_by", "confirmed_by")
    )
    return Sheet(
        title="Báo cáo theo kỳ",
        name="Báo cáo",
        columns=(
            Column("Mã đơn vị", 16),
            Column("Đơn vị đang giữ", 18),
            Column("Kỳ", 16),
            Column("Trạng thái", 18),
            Column("Gửi lúc", 18),
            Column("Người gửi", 22),
            Column("Gửi muộn", 10),
            Column("Xác nhận lúc", 18),
            Column("Người xác nhận", 22),
            Column("Số báo cáo giấy", 18),
            Column("Ngày báo cáo giấy", 14),
        ),
        rows=[
            [
                row.unit.key,
                row.responsible_unit.key,
                row.period.label,
                row.get_state_display(),
                row.submitted_at,
                row.submitted_by.full_name if row.submitted_by else "",
                "có" if row.late else "",
                row.confirmed_at,
                row.confirmed_by.full_name if row.confirmed_by else "",
                row.paper_number,
                row.paper_date,
            ]
            for row in rows
        ],
    )


def handover_sheet(change: UnitChange, unit_id: int | None) -> Sheet:
    """People and open work: what one unit receives, or all of it. Three queries."""
    return Sheet(
        title=f"Danh mục bàn giao: {change.title}",
        name="Bàn giao",
        columns=(
            Column("Loại", 24),
            Column("Nội dung", 60),
            Column("Người đang giữ", 24),
            Column("Từ", 26),
            Column("Đến", 26),
            Column("Hạn", 12),
            Column("Tệp kèm theo", 40),
            Column("Tình trạng", 24),
            Column("Lý do", 30),
        ),
        rows=[
            [
                group.label,
                line.item.title,
                line.item.who,
                line.source,
                line.target,
                line.item.due,
                ", ".join(line.item.files),
                line.item.get_state_display(),
                line.item.reason,
            ]
            for group in handover_lines(change, to_unit=unit_id)
            for line in group.lines
        ],
    )


def attachments(unit_ids: Collection[int]) -> Iterator[Attachment]:
    """Signed papers and evidence of units, papers first. Two queries."""
    papers = (
        ProgressReport.objects.filter(unit__in=unit_ids, paper_file__isnull=False)
        .select_related("unit", "period", "paper_file")
        .order_by("unit__order", "period__ends")
    )
    for report in papers:
        assert report.paper_file is not None, "filtered above"
        name = f"bao-cao-{report.paper_file.original_name}"
        yield Attachment(report.unit.key, report.period.key, name, report.paper_file)
    evidence = (
        Evidence.objects.filter(entry__report__unit__in=unit_ids, state=EvidenceState.STORED)
        .select_related("entry__report__unit", "entry__report__period", "entry__indicator", "file")
        .order_by("entry__report__unit__order", "entry__report__period__ends", "id")
    )
    for row in evidence:
        assert row.file is not None, "the database holds that stored evidence has its file"
        report = row.entry.report
        name = f"{row.entry.indicator.code}-{row.pk}-{row.file.original_name}"
        yield Attachment(report.unit.key, report.period.key, name, row.file)
