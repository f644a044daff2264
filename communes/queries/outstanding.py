"""What is still outstanding in a period, by agency and by commune."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import OuterRef, Subquery

from communes.enums import DutyRole, EntryReview, ReportState, Standard, UnitKind
from communes.models import (
    AdministrativeUnit,
    IndicatorEntry,
    PeriodExtension,
    ProgressReport,
    ReportingPeriod,
    ReviewDuty,
    UnitVersion,
)
from communes.queries.review import MOST_RETURNS
from communes.rules import SENT, UNDER_REVIEW
from kbang_ntm.core import clock
from kbang_ntm.core.models import User


@dataclass
class AgencyRow:
    """One agency's work in a period: entries sent, waiting for it, waiting for communes."""

    name: str
    code: str
    total: int = 0
    open: int = 0
    waiting: int = 0
    oldest: datetime | None = None

    @property
    def done(self) -> int:
        """Accepted or settled."""
        return self.total - self.open - self.waiting


@dataclass
class CommuneRow:
    """One commune's report in a period; `report_uid` is None while nothing was begun."""

    unit_uid: uuid.UUID
    name: str
    report_uid: uuid.UUID | None = None
    state: str = ""
    sent_at: datetime | None = None
    confirmed_at: datetime | None = None
    late: bool = False
    total: int = 0
    open: int = 0
    waiting: int = 0
    meetings: list[tuple[uuid.UUID, str]] = field(default_factory=list)
    extended_until: datetime | None = None

    @property
    def sent(self) -> bool:
        """Lies with the district."""
        return self.state in SENT

    @property
    def ready(self) -> bool:
        """Every entry accepted or settled: may be confirmed."""
        return self.state in UNDER_REVIEW and not self.open and not self.waiting

    @property
    def label(self) -> str:
        """The state in words; "chưa nhập" while nothing was begun."""
        return ReportState(self.state).label if self.state else "chưa nhập"


@dataclass(frozen=True)
class Outstanding:
    """The tables of a period; `villages` are those some commune has begun a report for."""

    agencies: tuple[AgencyRow, ...]
    communes: tuple[CommuneRow, ...]
    villages: tuple[CommuneRow, ...]

    @property
    def confirmed(self) -> int:
        """How many communes are confirmed."""
        return sum(row.state == ReportState.CONFIRMED for row in self.communes)


def outstanding(period: ReportingPeriod, user: User) -> Outstanding:
    """All tables of a period for the map of its last day. Six queries.

    Who may not open drafts reads of a commune with one what they read of one that has not begun.
    """
    communes, villages = _communes(period, user), _villages(period, user)
    units = villages | communes
    agencies: dict[int | None, AgencyRow] = {}
    leads = {
        indicator: (agency, name, code)
        for indicator, agency, name, code in ReviewDuty.objects.filter(
            role=DutyRole.LEAD, valid__contains=clock.today()
        )
        .order_by("agency__order")
        .values_list("indicator_id", "agency_id", "agency__name", "agency__code")
    }
    nobody = (None, "Chưa phân công (Văn phòng Điều phối)", "")
    rows = (
        IndicatorEntry.objects.filter(report__period=period, report__state__in=SENT)
        .order_by("indicator__order")
        .values_list(
            "report__unit_id",
            "indicator_id",
            "indicator__code",
            "uid",
            "review",
            "returns",
            "report__state",
            "report__submitted_at",
        )
    )
    for unit_id, indicator, code, uid, review, returns, state, sent_at in rows:
        key, name, agency_code = leads.get(indicator, nobody)
        agency = agencies.setdefault(key, AgencyRow(name, agency_code))
        commune = units.get(unit_id)
        is_open = review == EntryReview.NONE and state in UNDER_REVIEW
        waits = review == EntryReview.RETURNED
        for row in (agency, commune):
            if row is not None:
                row.total += 1
                row.open += is_open
                row.waiting += waits
        if is_open and sent_at and (agency.oldest is None or sent_at < agency.oldest):
            agency.oldest = sent_at
        if commune is not None and (is_open or waits) and returns >= MOST_RETURNS:
            commune.meetings.append((uid, code))
    order = [key for key, _name, _code in leads.values()]
    place = {key: n for n, key in enumerate(dict.fromkeys(order))}
    ranked = sorted(agencies.items(), key=lambda pair: place.get(pair[0] or 0, len(place)))
    return Outstanding(
        tuple(row for _key, row in ranked), tuple(communes.values()), tuple(villages.values())
    )


def _communes(period: ReportingPeriod, user: User) -> dict[int, CommuneRow]:
    found = {
        unit_id: CommuneRow(uid, name)
        for unit_id, uid, name in UnitVersion.objects.filter(
            kind=UnitKind.COMMUNE, valid__contains=period.ends
        )
        .order_by("unit__order", "unit__key")
        .values_list("unit_id", "unit__uid", "short_name")
    }
    for report in ProgressReport.objects.visible_to(user).filter(period=period):
        row = found.get(report.unit_id)
        if row is not None:
            row.report_uid, row.state, row.late = report.uid, report.state, report.late
            row.sent_at, row.confirmed_at = report.submitted_at, report.confirmed_at
    for unit_id, until in PeriodExtension.objects.filter(period=period).values_list(
        "unit_id", "until"
    ):
        row = found.get(unit_id)
        if row is not None and (row.extended_until is None or until > row.extended_until):
            row.extended_until = until
    return found


def _villages(period: ReportingPeriod, user: User) -> dict[int, CommuneRow]:
    """Villages with a report this person may see; more time for one is given to its commune."""
    names = UnitVersion.objects.filter(
        unit_id=OuterRef("unit_id"), valid__contains=period.ends
    ).values("name")
    reports = (
        ProgressReport.objects.visible_to(user)
        .filter(period=period, criteria_set__standard=Standard.VILLAGE)
        .annotate(shown=Subquery(names[:1]))
        .select_related("responsible_unit")
        .order_by("unit__order", "unit__key")
    )
    return {
        report.unit_id: CommuneRow(
            unit_uid=report.responsible_unit.uid,
            name=report.shown or "",
            report_uid=report.uid,
            state=report.state,
            late=report.late,
            sent_at=report.submitted_at,
            confirmed_at=report.confirmed_at,
        )
        for report in reports
    }


@dataclass(frozen=True)
class OpenEntry:
    """One entry that keeps a report from being confirmed."""

    uid: uuid.UUID
    code: str
    title: str
    review: str
    agency: str


def open_entries(report: ProgressReport) -> list[OpenEntry]:
    """Entries neither accepted nor settled, with who leads their review. Two queries."""
    leads = dict(
        ReviewDuty.objects.filter(role=DutyRole.LEAD, valid__contains=clock.today()).values_list(
            "indicator_id", "agency__short_name"
        )
    )
    rows: Iterable[Any] = (
        report.entries.filter(review__in=[EntryReview.NONE, EntryReview.RETURNED])
        .order_by("indicator__order")
        .values_list("uid", "indicator__code", "indicator__short_title", "review", "indicator_id")
    )
    return [
        OpenEntry(uid, code, title, review, leads.get(pk, "Văn phòng Điều phối"))
        for uid, code, title, review, pk in rows
    ]


def verdict_counts(report: ProgressReport) -> Counter[str]:
    """How many entries of a report have which verdict. One query."""
    return Counter(report.entries.values_list("verdict", flat=True))


def commune_units(period: ReportingPeriod) -> list[AdministrativeUnit]:
    """The communes of a period's map."""
    return list(
        AdministrativeUnit.objects.filter(
            versions__kind=UnitKind.COMMUNE, versions__valid__contains=period.ends
        ).order_by("order", "key")
    )
