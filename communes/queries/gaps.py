"""What is still missing before a report can be sent, each with where to mend it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Max, Q, QuerySet, Subquery

from communes.enums import EntryReview, EvidenceState, ReportState, ReviewResult
from communes.measures import wild_change
from communes.models import Evidence, IndicatorEntry, ProgressReport, ReportingPeriod, Review
from communes.queries.footings import MAP
from communes.queries.specs import GroupRow, IndicatorRow, SetSpec, load_specs
from communes.queries.values import ACCEPTED, Figures, Measured, figures_of, is_filled, part_values
from communes.rules import SENT
from kbang_ntm.core.prepared import Prepared


@dataclass(frozen=True)
class Gap:
    """One thing missing: `code` is missing, partial, evidence, promised, returned or note."""

    indicator: IndicatorRow
    group: GroupRow
    code: str
    sentence: str


@MAP.kept
def previous_period(period: ReportingPeriod) -> ReportingPeriod | None:
    """The period of the same kind just before. Kept with the map."""
    return (
        ReportingPeriod.objects.filter(kind=period.kind, ends__lt=period.starts)
        .order_by("-ends")
        .first()
    )


def previous_report(report: ProgressReport) -> ProgressReport | None:
    """The same unit's report on the same set in the period before, once it was sent. One query."""
    before = ReportingPeriod.objects.filter(
        kind=report.period.kind, ends__lt=report.period.starts
    ).order_by("-ends")
    return (
        ProgressReport.objects.filter(
            unit_id=report.unit_id,
            criteria_set_id=report.criteria_set_id,
            period=Subquery(before.values("pk")[:1]),
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


def previous_figures(report: ProgressReport) -> dict[int, Figures]:
    """The same as plain rows, for comparing only."""
    before = previous_report(report)
    return figures_of(before) if before else {}


def warning_of(row: IndicatorRow, entry: Measured | None, before: Measured | None) -> str:
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


@dataclass(frozen=True)
class Files:
    """The living files of one entry, counted; `filed_at` is when the newest stored one came."""

    stored: int = 0
    promised: int = 0
    filed_at: datetime | None = None


NO_FILES = Files()


def files_of(report: ProgressReport) -> dict[int, Files]:
    """Files by entry id. One query."""
    return {entry_id: Files(*counts) for entry_id, *counts in _filed(report.pk)}


@Prepared
def _filed(report: int) -> QuerySet[Any, Any]:
    stored, promised = Q(state=EvidenceState.STORED), Q(state=EvidenceState.PROMISED)
    return (
        Evidence.objects.filter(entry__report=report)
        .order_by()
        .values_list("entry_id")
        .annotate(
            stored=Count("id", filter=stored),
            promised=Count("id", filter=promised),
            filed_at=Max("added_at", filter=stored),
        )
    )


def count_files(evidence: Iterable[Evidence]) -> Files:
    """The same for one entry's files already read."""
    rows = list(evidence)
    times = [row.added_at for row in rows if row.state == EvidenceState.STORED]
    promised = sum(1 for row in rows if row.state == EvidenceState.PROMISED)
    return Files(len(times), promised, max(times, default=None))


def find_gaps(
    report: ProgressReport,
    *,
    spec: SetSpec | None = None,
    previous: Mapping[int, Measured] | None = None,
    entries: Mapping[int, Figures] | None = None,
    files: Mapping[int, Files] | None = None,
) -> list[Gap]:
    """All gaps of a report in the order of the set; a constant number of queries.

    What the caller has read already may be given: entries by indicator id, `files` by entry id.
    """
    spec = spec or load_specs(report.criteria_set, on=report.period.ends)
    previous = previous_figures(report) if previous is None else previous
    entries = figures_of(report) if entries is None else entries
    files = files_of(report) if files is None else files
    waiting = _waiting(report) if report.state == ReportState.RETURNED else {}
    found = []
    for group in spec.groups:
        for row in group.indicators:
            entry = entries.get(row.id)
            held = files.get(entry.id, NO_FILES) if entry else NO_FILES
            for code, sentence in _entry_gaps(row, entry, previous.get(row.id), waiting, held):
                found.append(Gap(row, group, code, sentence))
    return found


def _entry_gaps(
    row: IndicatorRow,
    entry: Figures | None,
    before: Measured | None,
    waiting: dict[int, Review],
    files: Files,
) -> list[tuple[str, str]]:
    if entry is None or entry.version == 0:
        return [("missing", "Chưa nhập")]
    if _still_waits(entry, waiting.get(entry.id), files):
        return [("returned", "Trả lại, chưa sửa và chưa trả lời")]
    if not is_filled(entry, row.spec):
        return [("partial", "Mới nhập một phần")]
    gaps = []
    shown = bool(entry.na_reason or entry.survey or files.stored)
    if files.promised:
        gaps.append(("promised", "Tệp minh chứng chưa tới nơi"))
    elif row.needs_evidence and not shown:
        gaps.append(("evidence", "Thiếu minh chứng"))
    if not entry.note and entry.review not in ACCEPTED:
        warning = warning_of(row, entry, before)
        if warning:
            gaps.append(("note", f"Cần giải trình: {warning}"))
    return gaps


def _still_waits(entry: Figures, returned: Review | None, files: Files) -> bool:
    """Returned, and since then neither the figure nor its evidence changed, nor an answer came."""
    if returned is None or entry.review != EntryReview.RETURNED:
        return False
    filed_at = files.filed_at
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
