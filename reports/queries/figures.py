"""What the units of a period reported, as values to count anew: now, or as known at a moment."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime

from communes.enums import Basis, EntryReview, ReportState
from communes.measures import EntryValue
from communes.models import CriteriaSet, IndicatorEntry, ProgressReport, ReportingPeriod
from communes.queries.specs import SetSpec
from communes.queries.values import Figures, entry_value
from communes.rules import SENT
from reports.queries.as_known import accepted_by, latest_revisions, states_at

Values = dict[int, EntryValue | None]


@dataclass
class UnitFigures:
    """One unit's sent report of a period: state and {indicator id: value}."""

    state: str
    illustrative: bool
    values: Values = field(default_factory=dict)
    updated_at: datetime | None = None

    @property
    def confirmed(self) -> bool:
        """Whether the district has confirmed the report."""
        return self.state == ReportState.CONFIRMED


def states_for(basis: str) -> Collection[str]:
    """States whose figures count on a basis. Drafts never go onto another map."""
    return (ReportState.CONFIRMED,) if basis == Basis.CONFIRMED else SENT


def period_figures(
    *,
    period: ReportingPeriod,
    criteria_set: CriteriaSet,
    spec: SetSpec,
    known_at: datetime | None = None,
    basis: str = Basis.SELF_ASSESSED,
) -> dict[int, UnitFigures]:
    """{unit id: its sent figures}. Two queries; four with `known_at`."""
    reports = {
        report.pk: report
        for report in ProgressReport.objects.filter(period=period, criteria_set=criteria_set)
        if known_at is None or report.created_at <= known_at
    }
    states = (
        {pk: str(report.state) for pk, report in reports.items()}
        if known_at is None
        else states_at(list(reports.values()), known_at)
    )
    wanted = states_for(basis)
    found = {
        report.unit_id: UnitFigures(state=states[pk], illustrative=report.illustrative)
        for pk, report in reports.items()
        if states[pk] in wanted
    }
    if known_at is None:
        _put_entries(found, period, criteria_set, spec)
    else:
        _put_revisions(found, period, criteria_set, spec, known_at)
    return found


def _put_entries(
    found: dict[int, UnitFigures],
    period: ReportingPeriod,
    criteria_set: CriteriaSet,
    spec: SetSpec,
) -> None:
    rows = IndicatorEntry.objects.filter(
        report__period=period, report__criteria_set=criteria_set, report__unit_id__in=found
    ).values_list("report__unit_id", *Figures._fields)
    for unit_id, *columns in rows:
        figures, unit = Figures._make(columns), found[unit_id]
        row = spec.indicators.get(figures.indicator_id)
        if row is not None and figures.version:
            unit.values[row.id] = entry_value(figures, row.spec, review=figures.review)
            unit.updated_at = max(figures.changed_at, unit.updated_at or figures.changed_at)


def _put_revisions(
    found: dict[int, UnitFigures],
    period: ReportingPeriod,
    criteria_set: CriteriaSet,
    spec: SetSpec,
    known_at: datetime,
) -> None:
    accepted: dict[int, set[int]] = defaultdict(set)
    accepted.update(accepted_by(period, criteria_set, known_at))
    newest = latest_revisions(period, criteria_set, known_at)
    for (unit_id, indicator_id), revision in newest.items():
        row = spec.indicators.get(indicator_id)
        if unit_id not in found or row is None:
            continue
        agreed = indicator_id in accepted[revision.entry.report_id]
        review = EntryReview.ACCEPTED if agreed else EntryReview.NONE
        unit = found[unit_id]
        unit.values[indicator_id] = entry_value(revision, row.spec, review=review)
        unit.updated_at = max(revision.received_at, unit.updated_at or revision.received_at)
