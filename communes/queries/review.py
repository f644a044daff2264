"""What an agency has to review in a period, in the order it is worked through."""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Case, Exists, F, OuterRef, Q, QuerySet, When

from communes.enums import DutyRole, EntryReview, Role, UnitKind
from communes.measures import Verdict, display_part
from communes.models import (
    Agency,
    IndicatorEntry,
    ProgressReport,
    ReportingPeriod,
    ReviewDuty,
    UnitVersion,
)
from communes.queries.gaps import previous_entries
from communes.queries.specs import load_specs
from communes.queries.values import part_values
from communes.rules import SENT, UNDER_REVIEW, reach
from kbang_ntm.core import clock
from kbang_ntm.core.models import User

# "Sơn Lang", but "Làng Sơ Tơr": a village must not be taken for a commune of the same name.
SHOWN_NAME = Case(When(kind=UnitKind.VILLAGE, then=F("name")), default=F("short_name"))
MOST_RETURNS = 2  # office practice: what goes round twice is settled by a joint meeting


@dataclass(frozen=True)
class Desk:
    """The agency a person reviews for. The coordination office also takes what nobody leads."""

    agency_id: int
    code: str
    name: str
    short_name: str
    coordination: bool


@dataclass(frozen=True)
class QueueItem:
    """One entry of the queue; `review` and `state` as stored, `unit` the commune's short name."""

    uid: uuid.UUID
    entry_id: int
    version: int
    code: str
    title: str
    verdict: str
    unverified: bool
    review: str
    returns: int
    report_uid: uuid.UUID
    state: str
    sent_at: datetime | None
    unit_id: int
    unit: str

    @property
    def is_open(self) -> bool:
        """Waits for the agency's word."""
        return self.review == EntryReview.NONE and self.state in UNDER_REVIEW

    @property
    def waits_for_commune(self) -> bool:
        """Returned, the commune has not sent it again."""
        return self.review == EntryReview.RETURNED

    @property
    def needs_meeting(self) -> bool:
        """Went round twice: agreed now, or settled by a joint meeting."""
        return self.is_open and self.returns >= MOST_RETURNS


@dataclass(frozen=True)
class Queue:
    """All entries in a desk's duty that were sent for a period, by commune, then indicator."""

    items: tuple[QueueItem, ...]

    @property
    def open(self) -> tuple[QueueItem, ...]:
        """Those that wait for the agency."""
        return tuple(item for item in self.items if item.is_open)

    @property
    def waiting(self) -> tuple[QueueItem, ...]:
        """Those that wait for a commune."""
        return tuple(item for item in self.items if item.waits_for_commune)

    @property
    def done(self) -> int:
        """How many are accepted or settled."""
        return len(self.items) - len(self.open) - len(self.waiting)

    def place(self, uid: uuid.UUID) -> int:
        """The entry's place, from 1; 0 when it is not in the queue."""
        return next((n for n, item in enumerate(self.items, 1) if item.uid == uid), 0)

    def after(self, uid: uuid.UUID) -> QueueItem | None:
        """The next open entry behind this one, else the first open one; never itself."""
        return _next(self.items, self.place(uid), uid)

    def before(self, uid: uuid.UUID) -> QueueItem | None:
        """The open entry before this one, else the last open one; never itself."""
        items = self.items[::-1]
        return _next(items, len(items) - max(self.place(uid), 1) + 1, uid)


def _next(items: tuple[QueueItem, ...], start: int, uid: uuid.UUID) -> QueueItem | None:
    turned = items[start:] + items[:start]
    return next((item for item in turned if item.is_open and item.uid != uid), None)


def desks_of(user: User) -> list[Desk]:
    """The agencies the person reviews for today, in the plan's order. One query."""
    mine = reach(user)
    office = mine.agencies(Role.COORDINATION)
    rows = (
        Agency.objects.on(clock.today())
        .filter(pk__in=mine.review_agencies)
        .values_list("id", "code", "name", "short_name")
    )
    return [Desk(*row, coordination=row[0] in office) for row in rows]


def reviewed_periods() -> QuerySet[ReportingPeriod]:
    """Periods in which something was sent, newest first."""
    sent = ProgressReport.objects.filter(period=OuterRef("pk"), state__in=SENT)
    return ReportingPeriod.objects.filter(Exists(sent)).order_by("-ends", "kind")


def in_duty(desk: Desk, role: str, on: date) -> Q:
    """The condition on entries: the desk has this duty for the indicator on that day."""
    duties = ReviewDuty.objects.filter(indicator_id=OuterRef("indicator_id"), valid__contains=on)
    own = Q(Exists(duties.filter(agency_id=desk.agency_id, role=role)))
    if desk.coordination and role == DutyRole.LEAD:
        own |= ~Q(Exists(duties.filter(role=DutyRole.LEAD)))
    return own


@dataclass(frozen=True)
class Standpoint:
    """How a person stands to one entry: from which desk, and what they may say of it."""

    lead: str
    co_agencies: tuple[str, ...]
    desk: Desk | None
    role: str
    may_decide: bool
    may_comment: bool


def standpoint(*, indicator_id: int, desks: list[Desk]) -> Standpoint:
    """Who has the duty for an indicator today, and what the person's desks may do. One query."""
    duties = list(
        ReviewDuty.objects.filter(indicator_id=indicator_id, valid__contains=clock.today())
        .select_related("agency")
        .order_by("agency__order")
    )
    lead = next((duty for duty in duties if duty.role == DutyRole.LEAD), None)
    co = {duty.agency_id for duty in duties if duty.role == DutyRole.CO}
    office = next((desk for desk in desks if desk.coordination), None)
    leading = next(
        (desk for desk in desks if lead is not None and desk.agency_id == lead.agency_id),
        office if lead is None else None,
    )
    helping = next((desk for desk in desks if desk.agency_id in co), None)
    return Standpoint(
        lead=lead.agency.name if lead else "",
        co_agencies=tuple(d.agency.short_name for d in duties if d.role == DutyRole.CO),
        desk=leading or helping or (desks[0] if desks else None),
        role=DutyRole.CO if helping is not None and leading is None else DutyRole.LEAD,
        may_decide=leading is not None,
        may_comment=leading is None and (helping is not None or office is not None),
    )


def lead_agency(indicator_id: int, on: date) -> str:
    """The name of the agency that accepts this indicator's figures, "" when nobody leads."""
    name = ReviewDuty.objects.filter(
        indicator_id=indicator_id, role=DutyRole.LEAD, valid__contains=on
    ).values_list("agency__name", flat=True)
    return name.first() or ""


def review_queue(
    *, desk: Desk, period: ReportingPeriod, user: User, role: str = DutyRole.LEAD
) -> Queue:
    """The desk's queue of a period. Two queries, whatever its length."""
    reports = ProgressReport.objects.visible_to(user).filter(period=period, state__in=SENT)
    rows = list(
        IndicatorEntry.objects.filter(in_duty(desk, role, clock.today()), report__in=reports)
        .order_by("report__unit__order", "report__unit__key", "indicator__order")
        .values_list(
            "uid",
            "id",
            "version",
            "indicator__code",
            "indicator__short_title",
            "verdict",
            "verdict_unverified",
            "review",
            "returns",
            "report__uid",
            "report__state",
            "report__submitted_at",
            "report__unit_id",
        )
    )
    names = unit_names((row[-1] for row in rows), period.ends)
    return Queue(tuple(QueueItem(*row, unit=names.get(row[-1], "")) for row in rows))


@dataclass(frozen=True)
class UnchangedRow:
    """An open entry that is met and stands as in the period before."""

    entry: IndicatorEntry
    value: str


def unchanged_entries(*, report: ProgressReport, desk: Desk) -> list[UnchangedRow]:
    """Open entries in the desk's duty, met, with the value of the period before.

    At most eight queries. An entry with a note or returned before is left to be read.
    """
    if report.state not in UNDER_REVIEW:
        return []
    spec = load_specs(report.criteria_set, on=report.period.ends)
    before = previous_entries(report)
    rows = report.entries.filter(
        in_duty(desk, DutyRole.LEAD, clock.today()),
        review=EntryReview.NONE,
        returns=0,
        verdict=Verdict.MET,
        note="",
        na_reason="",
    ).select_related("indicator", "report")
    found = []
    for entry in rows.order_by("indicator__order"):
        row, old = spec.indicators[entry.indicator_id], before.get(entry.indicator_id)
        parts = part_values(entry, len(row.spec.parts))
        if old is None or old.na_reason or part_values(old, len(parts)) != parts:
            continue
        shown = [
            " ".join(filter(None, (part.label, display_part(part, value))))
            for part, value in zip(row.spec.parts, parts, strict=True)
        ]
        found.append(UnchangedRow(entry=entry, value=", ".join(shown)))
    return found


def unit_names(unit_ids: Iterable[int], day: date) -> dict[int, str]:
    """Short names of units on a day, whole names of villages. One query."""
    return dict(
        UnitVersion.objects.filter(unit_id__in=set(unit_ids), valid__contains=day)
        .annotate(shown=SHOWN_NAME)
        .values_list("unit_id", "shown")
    )


def visible_entries(user: User) -> QuerySet[IndicatorEntry]:
    """Entries of the reports the person may see, with what their pages show of them."""
    return IndicatorEntry.objects.filter(
        report__in=ProgressReport.objects.visible_to(user)
    ).select_related(
        "indicator",
        "changed_by",
        "reviewed_agency",
        "report__unit",
        "report__period",
        "report__criteria_set",
        "report__submitted_by",
    )
