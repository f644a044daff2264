"""A period as it was known at an earlier moment, counted anew from revisions and reviews."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from communes.enums import Basis, EntryReview, ReportState, ReviewResult
from communes.evaluation import evaluate_criterion, evaluate_indicator, evaluate_set
from communes.models import CriteriaSet, EntryRevision, ReportingPeriod, Review
from communes.queries.columns import columns_on
from communes.queries.specs import Rules, SetSpec, load_specs, thresholds_by_column
from communes.queries.values import entry_value
from kbang_ntm.core.models import AuditEvent


@dataclass(frozen=True)
class Counted:
    """What one unit's report counted to: {criterion no: (verdict, met, total)}."""

    state: str
    met: int
    verdicts: dict[str, tuple[str, int, int]]
    illustrative: bool
    unverified: bool
    updated_at: datetime | None


def counted_as_known(
    period: ReportingPeriod, criteria_set: CriteriaSet, *, known_at: datetime, basis: str
) -> dict[int, Counted]:
    """{unit id: counts} from what had arrived by `known_at`.

    Values are the newest revisions received by then, "không áp dụng" counts where it had been
    accepted by then, states come from the report's own dates. Thresholds are those entered by
    then. Nine queries, whatever the number of units.
    """
    spec = load_specs(criteria_set, on=period.ends)
    reports = {
        report.pk: report
        for report in period.reports.filter(criteria_set=criteria_set, created_at__lte=known_at)
    }
    states = states_at(list(reports.values()), known_at)
    latest: dict[int, dict[int, EntryRevision]] = defaultdict(dict)
    for (unit_id, indicator_id), revision in latest_revisions(
        period, criteria_set, known_at
    ).items():
        latest[unit_id][indicator_id] = revision
    reviews = Review.objects.filter(
        entry__report__period=period, entry__report__criteria_set=criteria_set
    )
    accepted = accepted_by(reviews, known_at)
    columns = columns_on([report.unit_id for report in reports.values()], period.ends)
    rules = {
        column: thresholds_by_column(
            criteria_set, column=column, year=period.year, known_at=known_at
        )
        for column in sorted(set(columns.values()))
    }
    found = {}
    for pk, report in reports.items():
        state = states[pk]
        if basis == Basis.CONFIRMED and state != ReportState.CONFIRMED:
            continue
        column = columns.get(report.unit_id, "")
        found[report.unit_id] = _count(
            spec,
            rules.get(column, {}),
            latest[report.unit_id],
            accepted[pk],
            state,
            report.illustrative,
        )
    return found


def _count(
    spec: SetSpec,
    rules: Rules,
    revisions: dict[int, EntryRevision],
    accepted: set[int],
    state: str,
    illustrative: bool,
) -> Counted:
    criteria = []
    for criterion in spec.criteria:
        results = []
        for row in criterion.indicators:
            revision = revisions.get(row.id)
            review = EntryReview.ACCEPTED if row.id in accepted else EntryReview.NONE
            value = entry_value(revision, row.spec, review=review) if revision else None
            results.append(evaluate_indicator(row.spec, value, rules.get(row.id, {})))
        criteria.append(evaluate_criterion(criterion.no, results))
    whole = evaluate_set(criteria)
    return Counted(
        state=state,
        met=whole.criteria_met,
        verdicts={c.no: (c.verdict.value, c.met + c.not_applicable, c.total) for c in criteria},
        illustrative=whole.illustrative or illustrative,
        unverified=whole.unverified,
        updated_at=max((r.received_at for r in revisions.values()), default=None),
    )


def latest_revisions(
    period: ReportingPeriod,
    criteria_set: CriteriaSet,
    known_at: datetime,
    indicator_ids: Iterable[int] | None = None,
) -> dict[tuple[int, int], EntryRevision]:
    """{(unit id, indicator id): newest revision received by known_at}. One query."""
    rows = EntryRevision.objects.filter(
        entry__report__period=period, entry__report__criteria_set=criteria_set
    )
    if indicator_ids is not None:
        rows = rows.filter(entry__indicator_id__in=list(indicator_ids))
    newest = newest_revisions(rows, known_at)
    return {(r.entry.report.unit_id, r.entry.indicator_id): r for r in newest}


def newest_revisions(rows: QuerySet[EntryRevision], known_at: datetime) -> QuerySet[EntryRevision]:
    """Of each entry the newest revision received by known_at. One query."""
    return (
        rows.filter(received_at__lte=known_at)
        .select_related("entry__report")
        .order_by("entry_id", "-version")
        .distinct("entry_id")
    )


def accepted_by(reviews: QuerySet[Review], known_at: datetime) -> dict[int, set[int]]:
    """{report id: indicator ids whose last word by known_at was acceptance}. One query."""
    found: dict[int, set[int]] = defaultdict(set)
    rows = (
        reviews.filter(
            at__lte=known_at,
            result__in=[ReviewResult.ACCEPT, ReviewResult.RETURN, ReviewResult.SETTLE],
        )
        .order_by("entry_id", "-id")
        .distinct("entry_id")
        .values_list("entry__report_id", "entry__indicator_id", "result")
    )
    for report_id, indicator_id, result in rows:
        if result != ReviewResult.RETURN:
            found[report_id].add(indicator_id)
    return found


def states_at(reports: list[Any], known_at: datetime) -> dict[int, str]:
    """{report id: state at known_at}, from the audit of its steps, else from its dates. One
    query."""
    by_uid = {report.uid: report.pk for report in reports}
    steps: dict[int, str] = {}
    events = (
        AuditEvent.objects.filter(
            subject_uid__in=list(by_uid),
            at__lte=known_at,
            action__startswith="report.",
            detail__data__has_key="to",
        )
        .order_by("id")
        .values_list("subject_uid", "detail__data__to")
    )
    for uid, state in events:
        steps[by_uid[uid]] = state
    return {
        report.pk: steps.get(report.pk) or _state_by_dates(report, known_at) for report in reports
    }


def _state_by_dates(report: Any, known_at: datetime) -> str:
    if report.confirmed_at and report.confirmed_at <= known_at:
        return ReportState.CONFIRMED
    if report.submitted_at and report.submitted_at <= known_at:
        return ReportState.SUBMITTED
    return ReportState.DRAFT
