"""What the units of a period reported, as values to count anew: now, or as known at a moment."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from communes.enums import Basis, EntryReview, ReportState
from communes.measures import EntryValue
from communes.models import (
    CriteriaSet,
    EntryRevision,
    IndicatorEntry,
    ProgressReport,
    ReportingPeriod,
    Review,
)
from communes.queries.specs import SetSpec
from communes.queries.values import Figures, entry_value
from communes.rules import SENT
from reports.queries.as_known import accepted_by, newest_revisions, states_at

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
    reports = list(ProgressReport.objects.filter(period=period, criteria_set=criteria_set))
    specs = {report.pk: spec for report in reports}
    found = figures_of_reports(reports, specs=specs, known_at=known_at, basis=basis)
    return {report.unit_id: found[report.pk] for report in reports if report.pk in found}


def figures_of_reports(
    reports: Collection[ProgressReport],
    *,
    specs: Mapping[int, SetSpec],
    known_at: datetime | None = None,
    basis: str = Basis.SELF_ASSESSED,
) -> dict[int, UnitFigures]:
    """{report id: its figures} of those that count on the basis; `specs` are the sets' wordings by
    report id. One query; three with `known_at`."""
    rows = [row for row in reports if known_at is None or row.created_at <= known_at]
    if known_at is None:
        states = {row.pk: str(row.state) for row in rows}
    else:
        states = states_at(rows, known_at)
    wanted = states_for(basis)
    found = {
        row.pk: UnitFigures(state=states[row.pk], illustrative=row.illustrative)
        for row in rows
        if states[row.pk] in wanted
    }
    if known_at is None:
        _put_entries(found, specs)
    else:
        _put_revisions(found, specs, known_at)
    return found


def _put_entries(found: dict[int, UnitFigures], specs: Mapping[int, SetSpec]) -> None:
    rows = IndicatorEntry.objects.filter(report_id__in=list(found))
    for report_id, *columns in rows.values_list("report_id", *Figures._fields):
        figures, unit = Figures._make(columns), found[report_id]
        row = specs[report_id].indicators.get(figures.indicator_id)
        if row is not None and figures.version:
            unit.values[row.id] = entry_value(figures, row.spec, review=figures.review)
            unit.updated_at = max(figures.changed_at, unit.updated_at or figures.changed_at)


def _put_revisions(
    found: dict[int, UnitFigures], specs: Mapping[int, SetSpec], known_at: datetime
) -> None:
    ids = list(found)
    accepted = accepted_by(Review.objects.filter(entry__report_id__in=ids), known_at)
    rows = EntryRevision.objects.filter(entry__report_id__in=ids)
    for revision in newest_revisions(rows, known_at):
        report_id, indicator_id = revision.entry.report_id, revision.entry.indicator_id
        row, unit = specs[report_id].indicators.get(indicator_id), found[report_id]
        if row is None:
            continue
        agreed = indicator_id in accepted.get(report_id, ())
        review = EntryReview.ACCEPTED if agreed else EntryReview.NONE
        unit.values[indicator_id] = entry_value(revision, row.spec, review=review)
        unit.updated_at = max(revision.received_at, unit.updated_at or revision.received_at)
