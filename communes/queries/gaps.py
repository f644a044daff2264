"""What is still missing before a report can be sent, each with where to mend it."""

from __future__ import annotations

from dataclasses import dataclass

from django.db.models import Count, Max, Q

from communes.enums import EntryReview, EvidenceState, ReportState, ReviewResult
from communes.measures import wild_change
from communes.models import IndicatorEntry, ProgressReport, ReportingPeriod, Review
from communes.queries.specs import GroupRow, IndicatorRow, SetSpec, load_specs
from communes.queries.values import ACCEPTED, is_filled, part_values
from communes.rules import SENT


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
            unit_id=report.unit_id,
            criteria_set_id=report.criteria_set_id,
            period=before,
            state__in=SENT,
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


def entries_with_evidence(report: ProgressReport) -> dict[int, IndicatorEntry]:
    """The report's entries by indicator id with what the gaps need: `stored` and `promised`
    (counts of files), `filed_at` (when the newest stored file came). One query."""
    stored = Q(evidence__state=EvidenceState.STORED)
    promised = Q(evidence__state=EvidenceState.PROMISED)
    rows = report.entries.select_related("changed_by", "reviewed_agency").annotate(
        stored=Count("evidence", filter=stored),
        promised=Count("evidence", filter=promised),
        filed_at=Max("evidence__added_at", filter=stored),
    )
    return {entry.indicator_id: entry for entry in rows}


def find_gaps(
    report: ProgressReport,
    *,
    spec: SetSpec | None = None,
    previous: dict[int, IndicatorEntry] | None = None,
    entries: dict[int, IndicatorEntry] | None = None,
) -> list[Gap]:
    """All gaps of a report in the order of the set; a constant number of queries.

    What the caller has read already may be given: `entries` as by `entries_with_evidence`.
    """
    spec = spec or load_specs(report.criteria_set, on=report.period.ends)
    previous = previous_entries(report) if previous is None else previous
    entries = entries_with_evidence(report) if entries is None else entries
    waiting = _waiting(report) if report.state == ReportState.RETURNED else {}
    found = []
    for group in spec.groups:
        for row in group.indicators:
            entry = entries.get(row.id)
            for code, sentence in _entry_gaps(row, entry, previous.get(row.id), waiting):
                found.append(Gap(row, group, code, sentence))
    return found


def _entry_gaps(
    row: IndicatorRow,
    entry: IndicatorEntry | None,
    before: IndicatorEntry | None,
    waiting: dict[int, Review],
) -> list[tuple[str, str]]:
    if entry is None or entry.version == 0:
        return [("missing", "Chưa nhập")]
    if _still_waits(entry, waiting.get(entry.pk)):
        return [("returned", "Trả lại, chưa sửa và chưa trả lời")]
    if not is_filled(entry, row.spec):
        return [("partial", "Mới nhập một phần")]
    gaps = []
    shown = bool(entry.na_reason or entry.survey) or bool(getattr(entry, "stored", 0))
    if getattr(entry, "promised", 0):
        gaps.append(("promised", "Tệp minh chứng chưa tới nơi"))
    elif row.needs_evidence and not shown:
        gaps.append(("evidence", "Thiếu minh chứng"))
    if not entry.note and entry.review not in ACCEPTED:
        warning = warning_of(row, entry, before)
        if warning:
            gaps.append(("note", f"Cần giải trình: {warning}"))
    return gaps


def _still_waits(entry: IndicatorEntry, returned: Review | None) -> bool:
    """Returned, and since then neither the figure nor its evidence changed, nor an answer came."""
    if returned is None or entry.review != EntryReview.RETURNED:
        return False
    filed_at = getattr(entry, "filed_at", None)
    return entry.version <= returned.entry_version and (filed_at is None or filed_at <= returned.at)


def _waiting(report: ProgressReport) -> dict[int, Review]:
    """{entry id: the return} where the last word is a return, not the commune's answer."""
    last: dict[int, Review] = {}
    rows = Review.objects.filter(
        entry__report=report, result__in=[ReviewResult.RETURN, ReviewResult.ANSWER]
    )
    for review in rows.order_by("id"):
        if review.result == ReviewResult.RETURN:
            last[review.entry_id] = review
        else:
            last.pop(review.entry_id, None)
    return last
