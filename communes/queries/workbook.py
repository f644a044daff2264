"""A period's figures gathered for the spreadsheet: one commune, or all communes of the district.

A constant number of queries, however many communes and entries there are.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from communes.enums import Basis, PeriodKind, ReportState, UnitKind
from communes.models import (
    CriteriaSet,
    IndicatorEntry,
    ProgressReport,
    ReportingPeriod,
    Standing,
    UnitVersion,
)
from communes.queries.gaps import previous_period
from communes.queries.people import divisions_of
from communes.queries.specs import Rules, SetSpec, thresholds_by_column
from communes.queries.values import Figures
from communes.queries.wording import kept_specs
from communes.queries.workbook_rows import Commune, lines_of
from communes.rules import SENT, is_coordination, reach
from communes.workbooks.layout import Overview, Page, PeriodBook
from communes.workbooks.stamp import Stamp, StampedReport
from communes.workbooks.writing import GUIDE, LISTS, OVERVIEW, sheet_name
from kbang_ntm.core import clock
from kbang_ntm.core.models import User

PERIODS = 8  # two years of quarters


def commune_book(report: ProgressReport, user: User, *, closed: str) -> PeriodBook:
    """One commune's workbook, a sheet per group. `closed` says why nothing may be typed."""
    period = report.period
    spec = kept_specs(report.criteria_set, on=period.ends)
    (commune,) = _communes(
        list(UnitVersion.objects.filter(unit_id=report.unit_id, valid__contains=period.ends)),
        period,
        report.criteria_set,
        {report.unit_id: report},
        {report.pk: closed},
        user,
    )
    taken = [GUIDE, LISTS]
    pages = []
    for group in spec.groups:
        name = sheet_name(group.title, taken)
        taken.append(name)
        sections = tuple(
            (f"Tiêu chí {c.no}. {c.title}", lines_of(commune, c, user=user)) for c in group.criteria
        )
        pages.append(Page(name, f"{group.title}, {commune.unit.name}, {period.label}", sections))
    return _book(period, spec, [commune], pages, user, scope="report", title=commune.unit.name)


def district_book(
    period: ReportingPeriod, criteria_set: CriteriaSet, user: User, *, closed: Mapping[int, str]
) -> PeriodBook:
    """All communes a person may collect figures for, a sheet per commune and a summary.

    `closed` is {report id: why nothing may be typed}.
    """
    spec = kept_specs(criteria_set, on=period.ends)
    units = collectable_units(period, user)
    reports = reports_of(period, criteria_set, [unit.unit_id for unit in units])
    communes = _communes(units, period, criteria_set, reports, closed, user)
    taken = [GUIDE, LISTS, OVERVIEW]
    pages = []
    for commune in communes:
        name = sheet_name(commune.unit.short_name, taken)
        taken.append(name)
        sections = tuple(
            (
                f"Tiêu chí {c.no}. {c.title}",
                lines_of(commune, c, user=user, name=commune.unit.short_name),
            )
            for c in spec.criteria
        )
        pages.append(Page(name, f"{commune.unit.name}, {period.label}", sections))
    return _book(
        period,
        spec,
        communes,
        pages,
        user,
        scope="period",
        title="Các xã của huyện",
        overview=_overview(communes),
    )


def collectable_units(period: ReportingPeriod, user: User) -> list[UnitVersion]:
    """The communes on the period's last day: all for the coordination office, else one's own."""
    rows = UnitVersion.objects.filter(
        valid__contains=period.ends, kind=UnitKind.COMMUNE
    ).select_related("unit")
    if not is_coordination(user):
        rows = rows.filter(unit_id__in=reach(user).commune_ids)
    return list(rows.order_by("unit__order", "name"))


def reports_of(
    period: ReportingPeriod, criteria_set: CriteriaSet, unit_ids: Collection[int]
) -> dict[int, ProgressReport]:
    """{unit id: its report of the period}. One query."""
    rows = ProgressReport.objects.filter(
        period=period, criteria_set=criteria_set, unit_id__in=unit_ids
    ).select_related("period", "criteria_set", "unit")
    return {row.unit_id: row for row in rows}


def entries_by_report(report_ids: Iterable[int]) -> dict[int, dict[int, Figures]]:
    """{report id: {indicator id: entry}}. One query."""
    found: dict[int, dict[int, Figures]] = defaultdict(dict)
    rows: Iterable[Any] = IndicatorEntry.objects.filter(report_id__in=list(report_ids)).values_list(
        "report_id", *Figures._fields
    )
    for report_id, *columns in rows:
        entry = Figures._make(columns)
        found[report_id][entry.indicator_id] = entry
    return found


def _communes(
    units: list[UnitVersion],
    period: ReportingPeriod,
    criteria_set: CriteriaSet,
    reports: Mapping[int, ProgressReport],
    closed: Mapping[int, str],
    user: User,
) -> list[Commune]:
    before = previous_period(period)
    olds = dict(
        ProgressReport.objects.filter(
            period=before, criteria_set=criteria_set, unit_id__in=[u.unit_id for u in units],
            state__in=SENT,
        ).values_list("unit_id", "pk")
    ) if before else {}  # fmt: skip
    entries = entries_by_report([*(report.pk for report in reports.values()), *olds.values()])
    columns = {unit.region_column or unit.commune_group for unit in units}
    rules: dict[str, Rules] = {
        column: thresholds_by_column(criteria_set, column=column, year=period.year)
        for column in columns
    }
    divisions = divisions_of(reach(user).commune_ids)
    found = []
    for unit in units:
        report = reports.get(unit.unit_id)
        found.append(
            Commune(
                unit=unit,
                report=report,
                rules=rules[unit.region_column or unit.commune_group],
                closed=closed.get(report.pk, "") if report else "Xã chưa mở báo cáo kỳ này",
                entries=entries[report.pk] if report else {},
                previous=entries[olds[unit.unit_id]] if unit.unit_id in olds else {},
                assigned=divisions.get(unit.unit_id, {}),
            )
        )
    return found


def _book(
    period: ReportingPeriod,
    spec: SetSpec,
    communes: list[Commune],
    pages: list[Page],
    user: User,
    *,
    scope: str,
    title: str,
    overview: Sequence[Overview] = (),
) -> PeriodBook:
    now = clock.now()
    stamp = Stamp(
        scope=scope,
        period=period.key,
        period_label=period.label,
        criteria_set=spec.code,
        made_at=now.isoformat(timespec="seconds"),
        made_by=user.full_name,
        reports=tuple(_stamped(commune, spec) for commune in communes),
    )
    before = previous_period(period)
    first = communes[0].report if scope == "report" else None
    return PeriodBook(
        title=f"Bảng nhập số liệu {period.label}, {title}",
        facts=(
            ("Đơn vị", title),
            ("Kỳ báo cáo", period.label),
            ("Bộ tiêu chí", spec.title),
            ("Số liệu chốt đến", f"{period.cut_off:%d/%m/%Y}"),
            ("Tải về lúc", f"{now.astimezone(clock.LOCAL):%H:%M ngày %d/%m/%Y}"),
            ("Người tải về", user.full_name),
            ("Bản số liệu lúc tải", str(first.version) if first else "theo từng xã"),
            ("Mã nhận dạng tệp", stamp.short),
        ),
        pages=pages,
        stamp=stamp,
        before_label=before.label if before else "Kỳ trước",
        made_at=now,
        by_unit=scope == "period",
        overview=overview,
    )


def _stamped(commune: Commune, spec: SetSpec) -> StampedReport:
    report = commune.report
    return StampedReport(
        uid=str(report.uid) if report else "",
        unit=commune.unit.unit.key,
        name=commune.unit.name,
        version=report.version if report else 0,
        versions={
            row.code: commune.entries[pk].version
            for pk, row in spec.indicators.items()
            if pk in commune.entries
        },
    )


def _overview(communes: list[Commune]) -> list[Overview]:
    """How far each commune is, for reading only. One query."""
    reports = [commune.report.pk for commune in communes if commune.report]
    standings = {
        row.report_id: row
        for row in Standing.objects.filter(report_id__in=reports, basis=Basis.SELF_ASSESSED)
    }
    lines = []
    for commune in communes:
        report = commune.report
        standing = standings.get(report.pk) if report else None
        lines.append(
            Overview(
                unit=commune.unit.name,
                state=ReportState(report.state).label if report else "chưa mở báo cáo",
                entered=f"{standing.entered}/{standing.indicators_total}" if standing else "",
                criteria=f"{standing.criteria_met}/{standing.criteria_total}" if standing else "",
            )
        )
    return lines


def collected_periods() -> list[ReportingPeriod]:
    """The quarters of two years that have opened, newest first. One query."""
    rows = ReportingPeriod.objects.filter(kind=PeriodKind.QUARTER, opens_at__lte=clock.now())
    return list(rows.order_by("-ends")[:PERIODS])
