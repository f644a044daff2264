"""A report as it stands and how it came there; one cell through all its versions."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Value

from communes.enums import EntryReview, ImportState, ReportState
from communes.measures import display_part
from communes.models import EntryRevision, IndicatorEntry, MeasuredValue, ProgressReport, Receipt
from communes.queries.sheet import show_counts
from communes.queries.specs import CriterionRow, GroupRow, IndicatorRow, SetSpec, load_specs
from communes.queries.values import part_values
from kbang_ntm.core import clock
from kbang_ntm.core.queries.audit import HistoryLine, history_of
from kbang_ntm.core.vietnamese import format_date


@dataclass(frozen=True)
class EntryLine:
    """One indicator on the page of a report; `entry` is None while nobody has typed in it."""

    row: IndicatorRow
    entry: IndicatorEntry | None
    value: str
    counts: str

    @property
    def verdict(self) -> str:
        """The stored verdict, unknown without an entry."""
        return self.entry.verdict if self.entry else "unknown"


@dataclass(frozen=True)
class CriterionLines:
    """A criterion with its indicators; `verdict` as counted in the standing, "" before that."""

    criterion: CriterionRow
    lines: tuple[EntryLine, ...]
    verdict: str
    met: int
    total: int


@dataclass(frozen=True)
class GroupLines:
    """A group of the set with its criteria."""

    group: GroupRow
    criteria: tuple[CriterionLines, ...]


@dataclass(frozen=True)
class Step:
    """One step of a timeline: `when` is past, now or ""."""

    label: str
    detail: str
    when: str


@dataclass(frozen=True)
class Change:
    """One version of a cell: old value -> new, who, when, through which door."""

    version: int
    old: str
    new: str
    counts: str
    note: str
    reason: str
    by: str
    at: datetime
    origin: str
    code: str


def value_words(row: IndicatorRow, value: MeasuredValue | None) -> str:
    """A stored value in words: "12,46 %", "nam 61,8 %, nữ 60,9 %", "không áp dụng: …"."""
    if value is None:
        return ""
    if value.na_reason:
        return f"không áp dụng: {value.na_reason}"
    parts = row.spec.parts
    shown = [
        (part.label if len(parts) > 1 else "", display_part(part, one))
        for part, one in zip(parts, part_values(value, len(parts)), strict=True)
    ]
    return ", ".join(f"{label} {text}".strip() for label, text in shown if text)


def count_words(row: IndicatorRow, value: MeasuredValue | None) -> str:
    """The counts behind the ratios of a value: "154/1.236 hộ"; "" where there are none."""
    if value is None or value.na_reason:
        return ""
    parts = row.spec.parts
    pairs = zip(parts, part_values(value, len(parts)), strict=True)
    return ", ".join(show_counts(part, one) for part, one in pairs if part.is_counted)


def report_lines(
    report: ProgressReport, verdicts: dict[str, list[object]]
) -> tuple[SetSpec, list[GroupLines]]:
    """All indicators of a report by group and criterion. Five queries.

    `verdicts` is the standing's {criterion no: [verdict, met, total]}.
    """
    spec = load_specs(report.criteria_set, on=report.period.ends)
    entries = {entry.indicator_id: entry for entry in report.entries.all()}
    groups = []
    for group in spec.groups:
        criteria = []
        for criterion in group.criteria:
            found = verdicts.get(criterion.no) or ["", 0, len(criterion.indicators)]
            criteria.append(
                CriterionLines(
                    criterion=criterion,
                    lines=tuple(_line(row, entries.get(row.id)) for row in criterion.indicators),
                    verdict=str(found[0]),
                    met=int(str(found[1])),
                    total=int(str(found[2])),
                )
            )
        groups.append(GroupLines(group, tuple(criteria)))
    return spec, groups


def _line(row: IndicatorRow, entry: IndicatorEntry | None) -> EntryLine:
    return EntryLine(row, entry, value_words(row, entry), count_words(row, entry))


def submissions(report: ProgressReport) -> list[Receipt]:
    """The receipts of sending, oldest first. One query."""
    return list(
        report.receipts.filter(kind=Receipt.Kind.SUBMIT).select_related("by").order_by("id")
    )


def report_steps(report: ProgressReport, sent: list[Receipt], open_count: int) -> list[Step]:
    """How far a report has gone, with dates and persons. No query."""
    steps = []
    if report.handed_at and report.handed_by:
        steps.append(
            Step(
                "Trình lãnh đạo UBND xã",
                f"{moment(report.handed_at)}, {report.handed_by.full_name}",
                "past",
            )
        )
    for number, receipt in enumerate(sent):
        label = "Gửi huyện" if not number else f"Gửi lại lần {number}"
        late = ", gửi muộn" if receipt.late else ""
        steps.append(
            Step(
                label,
                f"{moment(receipt.at)}, {receipt.by.full_name}, Phiếu tiếp nhận "
                f"{receipt.number}{late}",
                "past",
            )
        )
    steps.extend(_ahead(report, open_count))
    return steps


def _ahead(report: ProgressReport, open_count: int) -> list[Step]:
    """The present step and those to come."""
    due = f"hạn {format_date(report.period.due_at.astimezone(clock.LOCAL).date())}"
    if report.state == ReportState.DRAFT:
        return [Step("Nhập số liệu", due, "now"), Step("Gửi huyện", "", "")]
    if report.state == ReportState.HANDED:
        return [Step("Lãnh đạo UBND xã xem và gửi", due, "now"), Step("Xác nhận số liệu", "", "")]
    if report.state == ReportState.CONFIRMED and report.confirmed_at:
        name = report.confirmed_by.full_name if report.confirmed_by else ""
        detail = ", ".join(filter(None, (moment(report.confirmed_at), name)))
        return [Step("Xác nhận số liệu", detail, "past")]
    words = {
        ReportState.RETURNED: "Trả lại, chờ xã sửa",
        ReportState.IN_REVIEW: "Đang rà soát",
    }
    label = words.get(ReportState(report.state), "Chờ cơ quan rà soát")
    return [
        Step(label, f"còn {open_count} mục chưa chấp nhận", "now"),
        Step("Xác nhận số liệu", "", ""),
    ]


def moment(at: datetime) -> str:
    """ "14:05 ngày 08/10/2024" in local time."""
    local = at.astimezone(clock.LOCAL)
    return f"{local:%H:%M} ngày {format_date(local.date())}"


def open_count(groups: list[GroupLines]) -> int:
    """How many indicators of a report are neither accepted nor settled."""
    closed = (EntryReview.ACCEPTED, EntryReview.SETTLED)
    return sum(
        line.entry is None or line.entry.review not in closed
        for group in groups
        for criterion in group.criteria
        for line in criterion.lines
    )


def changes_of(entry: IndicatorEntry, row: IndicatorRow) -> list[Change]:
    """All versions of a cell, newest first. One query."""
    found: list[Change] = []
    before: EntryRevision | None = None
    for revision in entry.revisions.select_related("author", "receipt").order_by("version"):
        found.append(
            Change(
                version=revision.version,
                old=value_words(row, before),
                new=value_words(row, revision) or "xóa trống",
                counts=count_words(row, revision),
                note=revision.note if before is None or revision.note != before.note else "",
                reason=revision.reason,
                by=revision.author.full_name if revision.author else "",
                at=revision.received_at,
                origin=revision.get_origin_display(),
                code=revision.receipt.code if revision.receipt else "",
            )
        )
        before = revision
    return found[::-1]


@dataclass(frozen=True)
class ReportEvent:
    """One act on a report, on one of its cells (`code` and `entry_uid` are set then), or with a
    file of figures (`import_uid`)."""

    line: HistoryLine
    code: str
    entry_uid: uuid.UUID | None
    words: str
    import_uid: uuid.UUID | None = None


def events_of(report: ProgressReport) -> list[ReportEvent]:
    """Every act on a report, its cells and its imports, newest first. Two queries."""
    taken = report.imports.exclude(state=ImportState.PREVIEWED).order_by()
    files = taken.annotate(code=Value("")).values_list("uid", "code")
    told = dict(report.entries.values_list("uid", "indicator__code").union(files, all=True))
    cells = {uid: code for uid, code in told.items() if code}
    return [
        ReportEvent(
            line=line,
            code=cells.get(line.subject_uid, ""),
            entry_uid=line.subject_uid if line.subject_uid in cells else None,
            words=said(line),
            import_uid=line.subject_uid if told.get(line.subject_uid) == "" else None,
        )
        for line in reversed(history_of(report.uid, *told))
    ]


def said(line: HistoryLine) -> str:
    """The words of an act that its summary does not carry: an answer, an opinion, a conclusion."""
    for key in ("remark", "text", "conclusion", "reason", "file"):
        words = str(line.data.get(key) or "")
        if words:
            return "" if words in line.summary else words
    return ""
