"""What is still missing before a report can be sent, each with where to mend it."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, Q

from communes.enums import EntryReview, EvidenceState, ReportState, ReviewResult
from communes.measures import wild_change
from communes.models import IndicatorEntry, ProgressReport, ReportingPeriod, Review
from communes.queries.specs import GroupRow, IndicatorRow, SetSpec, load_specs
from communes.queries.values import is_filled, part_values


@dataclass(frozen=True)
class Gap:
    """One thing missing: `code` is missing, partial, evidence, promised, returned or note."""

    indicator: IndicatorRow
    group: GroupRow
    code: str
    sentence: str


def previous_period(period: ReportingPeriod) -> ReportingPeriod | None:
    """The period of the same kind just before."""
    return (
        ReportingPeriod.objects.filter(kind=period.kind, ends__lt=period.starts)
        .order_by("-ends")
        .first()
    )


def previous_report(report: ProgressReport) -> ProgressReport | None:
    """The same unit's report on the same set in the period before, once it was sent."""
    before = previous_period(report.period)
    if before is None:
        return None
    return (
        ProgressReport.objects.filter(
            unit_id=report.unit_id, criteria_set_id=report.criteria_set_id, period=before
        )
        .select_related("period")
        .first()
    )


def previous_entries(report: ProgressReport) -> dict[int, IndicatorEntry]:
    """Entries of the period before by indicator id; empty when there is none."""
    before = previous_report(report)
    if before is None:
        return {}
    return {entry.indicator_id: entry for entry in before.entries.all()}


def warning_of(
    row: IndicatorRow, entry: IndicatorEntry | None, before: IndicatorEntry | None
) -> str:
    """The sentence about a change against last period that needs an explanation, or ""."""
    if entry is None or before is None or entry.na_reason or before.na_reason:
        return ""
    for spec, new, old in zip(
        row.spec.parts,
        part_values(entry, len(row.spec.parts)),
        part_values(before, len(row.spec.parts)),
        strict=True,
    ):
        if new.is_empty:
            continue
        sentence = wild_change(spec, new, None if old.is_empty else old)
        if sentence:
            return sentence
    return ""


def find_gaps(
    report: ProgressReport,
    *,
    spec: SetSpec | None = None,
    previous: dict[int, IndicatorEntry] | None = None,
) -> list[Gap]:
    """All gaps of a report in the order of the set; a constant number of queries."""
    spec = spec or load_specs(report.criteria_set, on=report.period.ends)
    previous = previous_entries(report) if previous is None else previous
    entries = {
        entry.indicator_id: entry
        for entry in report.entries.annotate(
            stored=Count("evidence", filter=Q(evidence__state=EvidenceState.STORED)),
            promised=Count("evidence", filter=Q(evidence__state=EvidenceState.PROMISED)),
        )
    }
    answered = _answered(report) if report.state == ReportState.RETURNED else {}
    found = []
    for group in spec.groups:
        for row in group.indicators:
            entry = entries.get(row.id)
            for code, sentence in _entry_gaps(row, entry, previous.get(row.id), answered):
                found.append(Gap(row, group, code, sentence))
    return found


def _entry_gaps(
    row: IndicatorRow,
    entry: IndicatorEntry | None,
    before: IndicatorEntry | None,
    answered: dict[int, int],
) -> list[tuple[str, str]]:
    if entry is None or entry.version == 0:
        return [("missing", "Chưa nhập")]
    if entry.review == EntryReview.RETURNED and answered.get(entry.pk, 0) >= entry.version:
        return [("returned", "Trả lại, chưa sửa và chưa trả lời")]
    if not is_filled(entry, row.spec):
        return [("partial", "Mới nhập một phần")]
    gaps = []
    stored = getattr(entry, "stored", 0)
    if getattr(entry, "promised", 0):
        gaps.append(("promised", "Tệp minh chứng chưa tới nơi"))
    elif row.needs_evidence and not entry.na_reason and not stored and not entry.survey:
        gaps.append(("evidence", "Thiếu minh chứng"))
    if not entry.note and entry.review not in (EntryReview.ACCEPTED, EntryReview.SETTLED):
        warning = warning_of(row, entry, before)
        if warning:
            gaps.append(("note", f"Cần giải trình: {warning}"))
    return gaps


def _answered(report: ProgressReport) -> dict[int, int]:
    """{entry id: version that still waits}: returned and neither changed nor answered since."""
    last: dict[int, int] = defaultdict(int)
    rows = Review.objects.filter(
        entry__report=report, result__in=[ReviewResult.RETURN, ReviewResult.ANSWER]
    ).values_list("entry_id", "result", "entry_version")
    for entry_id, result, version in rows.order_by("id"):
        last[entry_id] = version if result == ReviewResult.RETURN else -1
    return last
