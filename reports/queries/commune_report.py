"""All that a unit's own report of a period tells, gathered once: figures, levels, reasons, and the
same of the periods it is compared with."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from communes.enums import Basis, EntryReview, ReportState, ReviewResult
from communes.evaluation import ThresholdRule
from communes.models import (
    IndicatorEntry,
    ProgressReport,
    ReportingPeriod,
    Review,
    Standing,
    Threshold,
)
from communes.queries.earlier import earlier_periods
from communes.queries.history import CriterionLines, EntryLine, GroupLines, report_lines
from communes.queries.specs import Rules, SetSpec, thresholds_for
from communes.rules import SENT

DONE = frozenset({EntryReview.ACCEPTED, EntryReview.SETTLED})


@dataclass(frozen=True)
class EarlierReport:
    """A period to compare with and what the same unit had sent then. `standing` is None where it
    had sent nothing, or where it was counted by another set of criteria (`other_set`)."""

    key: str
    period: ReportingPeriod | None
    standing: Standing | None
    entries: dict[str, IndicatorEntry]
    other_set: bool = False

    @property
    def confirmed(self) -> bool:
        """Whether what it says was confirmed."""
        return self.standing is not None and self.standing.basis == Basis.CONFIRMED

    def verdict_of(self, no: str) -> str:
        """The verdict of a criterion then; "" where nothing is known."""
        found = self.standing.verdicts.get(no) if self.standing else None
        return str(found[0]) if found else ""


@dataclass(frozen=True)
class ReportFacts:
    """One report: its standing (confirmed once the report is), lines, levels its verdicts rest on
    by indicator id, last words of the agencies by entry id, and earlier reports."""

    report: ProgressReport
    standing: Standing | None
    spec: SetSpec
    groups: list[GroupLines]
    rules: Rules
    returns: dict[int, Review]
    earlier: tuple[EarlierReport, ...]

    @cached_property
    def criteria(self) -> list[CriterionLines]:
        """All criteria in order."""
        return [one for group in self.groups for one in group.criteria]

    @cached_property
    def lines(self) -> list[EntryLine]:
        """All indicators in order."""
        return [line for one in self.criteria for line in one.lines]

    @property
    def confirmed(self) -> bool:
        """Whether the district has confirmed the report."""
        return self.report.state == ReportState.CONFIRMED

    @property
    def sent(self) -> bool:
        """Whether it has left the commune."""
        return self.report.state in SENT

    @property
    def accepted(self) -> int:
        """Indicators the agencies have agreed to."""
        return sum(line.entry is not None and line.entry.review in DONE for line in self.lines)


def report_facts(report: ProgressReport) -> ReportFacts:
    """Everything of a report, with its period, set and units at hand. Fourteen queries at most."""
    standing = newest_standing([report]).get(report.pk)
    spec, groups = report_lines(report, standing.verdicts if standing else {})
    entries = [
        line.entry
        for group in groups
        for criterion in group.criteria
        for line in criterion.lines
        if line.entry is not None
    ]
    return ReportFacts(
        report=report,
        standing=standing,
        spec=spec,
        groups=groups,
        rules=_rules(report, entries),
        returns=_returns(report),
        earlier=_earlier(report),
    )


def newest_standing(reports: Iterable[ProgressReport]) -> dict[int, Standing]:
    """{report id: the confirmed counts of a confirmed report, else those of the commune}. One
    query."""
    basis = {
        row.pk: Basis.CONFIRMED if row.state == ReportState.CONFIRMED else Basis.SELF_ASSESSED
        for row in reports
    }
    rows = Standing.objects.filter(report_id__in=list(basis))
    return {row.report_id: row for row in rows if row.basis == basis[row.report_id]}


def _rules(report: ProgressReport, entries: Iterable[IndicatorEntry]) -> Rules:
    """{indicator id: {part key: level}}: those the stored verdicts rest on; for parts without a
    verdict, those of the year. Three queries."""
    found = thresholds_for(
        report.criteria_set,
        unit_id=report.unit_id,
        on=report.period.ends,
        year=report.period.year,
    )
    wanted = {pk for entry in entries for pk in entry.threshold_ids}
    rows: Iterable[Any] = Threshold.objects.filter(pk__in=wanted).values_list(
        "part__indicator_id", "part__key", "id", "amount", "choice", "provenance", "certain",
        "legal_basis", "source",
    )  # fmt: skip
    for indicator_id, key, *rule in rows:
        found.setdefault(indicator_id, {})[key] = ThresholdRule(*rule)
    return found


def _returns(report: ProgressReport) -> dict[int, Review]:
    """{entry id: the newest return or settlement of an agency}. One query."""
    rows = Review.objects.filter(
        entry__report=report, result__in=[ReviewResult.RETURN, ReviewResult.SETTLE]
    )
    return {row.entry_id: row for row in rows.select_related("agency").order_by("id")}


def _earlier(report: ProgressReport) -> tuple[EarlierReport, ...]:
    """The same unit's reports of earlier periods, once they were sent. Five queries."""
    periods = earlier_periods(report.period)
    reports = {
        row.period_id: row
        for row in ProgressReport.objects.filter(
            unit_id=report.unit_id,
            period__in=[period for period in periods.values() if period],
            criteria_set__standard=report.criteria_set.standard,
            state__in=SENT,
        )
    }
    same = [row for row in reports.values() if row.criteria_set_id == report.criteria_set_id]
    standings = newest_standing(same)
    entries: dict[int, dict[str, IndicatorEntry]] = {}
    for entry in IndicatorEntry.objects.filter(report__in=same).select_related("indicator"):
        entries.setdefault(entry.report_id, {})[entry.indicator.code] = entry
    found = []
    for key, period in periods.items():
        row = reports.get(period.pk) if period else None
        found.append(
            EarlierReport(
                key=key,
                period=period,
                standing=standings.get(row.pk) if row else None,
                entries=entries.get(row.pk, {}) if row else {},
                other_set=row is not None and row not in same,
            )
        )
    return tuple(found)
