"""What waits for agencies and for the coordination office, for "Việc của tôi"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import JSONObject
from django.urls import reverse

from communes.enums import DutyRole, EntryReview, Role
from communes.models import (
    IndicatorEntry,
    Membership,
    ProgressReport,
    ReportingPeriod,
    UnitVersion,
)
from communes.queries.review import MOST_RETURNS, SHOWN_NAME, Desk, desks_of, in_duty
from communes.queries.values import ACCEPTED
from communes.rules import UNDER_REVIEW, is_coordination, reach
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from kbang_ntm.core.navigation import NavItem
from kbang_ntm.core.navigation import register as register_navigation
from kbang_ntm.core.registry import InboxItem, registry

VILLAGE_WORDS = ("Làng ", "Thôn ")
NO_ENTRIES = {"waiting": 0, "unaccepted": 0, "meetings": 0}
NAMED = 3  # communes named in a hint before "và ... xã khác"


def register() -> None:
    """Tell core whom to ask, and which pages stand in the head for whom."""
    registry.add_inbox("communes.review", agency_items)
    registry.add_inbox("communes.coordination", coordination_items)
    register_navigation(
        NavItem("Rà soát", "communes:review-queue", order=30, visible=reviews_figures)
    )
    register_navigation(
        NavItem("Việc còn lại", "communes:outstanding", order=35, visible=sees_outstanding)
    )
    register_navigation(NavItem("Ủy quyền", "communes:delegations", order=80, foot_only=True))


def reviews_figures(user: User) -> bool:
    """Works for an agency that may have review duties."""
    return bool(reach(user).review_agencies)


def sees_outstanding(user: User) -> bool:
    """Reads what is outstanding in the district: the office and the district's leaders."""
    return reach(user).has(Role.COORDINATION, Role.DISTRICT_LEADER)


def agency_items(user: User) -> Iterable[InboxItem]:
    """One line per desk and period: how many entries wait, of which communes."""
    if not reviews_figures(user):
        return []
    items = []
    for desk in desks_of(user):
        items.extend(_desk_items(desk))
    return items


@dataclass
class Waiting:
    """Entries of one period that wait for a desk."""

    period: str
    due: date
    count: int = 0
    names: list[str] = field(default_factory=list)


def _desk_items(desk: Desk) -> list[InboxItem]:
    rows = (
        IndicatorEntry.objects.filter(
            in_duty(desk, DutyRole.LEAD, clock.today()),
            review=EntryReview.NONE,
            report__state__in=UNDER_REVIEW,
        )
        .values(
            key=F("report__period__key"),
            unit=F("report__unit_id"),
            name=_unit_name("report__unit_id", "report__period__ends"),
            year=F("report__period__year"),
            kind=F("report__period__kind"),
            ordinal=F("report__period__ordinal"),
        )
        .annotate(count=Count("pk"), closes=F("report__period__closes_at"))
        .order_by("report__period__ends", "report__unit__order")
    )
    waiting: dict[str, Waiting] = {}
    for row in rows:
        found = waiting.setdefault(
            row["key"],
            Waiting(_label(row["kind"], row["year"], row["ordinal"]), _day(row["closes"])),
        )
        found.count += row["count"]
        found.names.append(row["name"])
    return [
        InboxItem(
            title=f"Rà soát {found.count} mục {found.period}",
            url=f"{reverse('communes:review-queue')}?ky={key}&cq={desk.code}",
            group="",
            hint=f"{desk.short_name}: {communes_in_words(found.names)}",
            due=found.due,
        )
        for key, found in waiting.items()
    ]


def _label(kind: str, year: int, ordinal: int) -> str:
    return ReportingPeriod(kind=kind, year=year, ordinal=ordinal).label


def coordination_items(user: User) -> Iterable[InboxItem]:
    """Reports to confirm, meetings to hold, reviews that are late."""
    if not is_coordination(user):
        return []
    items: list[InboxItem] = []
    late: dict[ReportingPeriod, tuple[int, date]] = {}
    for report in _reports_under_review(user):
        due, counts = _day(report.period.closes_at), report.counts or NO_ENTRIES
        if not counts["unaccepted"]:
            items.append(
                InboxItem(
                    title=f"Xác nhận số liệu {report.unit_name}, {report.period.label}",
                    url=reverse("communes:confirm", args=[report.uid]),
                    group="",
                    hint="mọi mục đã được chấp nhận",
                    due=due,
                )
            )
        if counts["meetings"]:
            items.append(
                InboxItem(
                    title=f"Họp liên ngành {counts['meetings']} mục của {report.unit_name}",
                    url=f"{reverse('communes:outstanding')}?ky={report.period.key}",
                    group="",
                    hint=f"{report.period.label}, đã trả lại hai lần",
                    due=due,
                )
            )
        if counts["waiting"] and due < clock.today():
            count, _ = late.get(report.period, (0, due))
            late[report.period] = (count + counts["waiting"], due)
    items.extend(
        InboxItem(
            title=f"Đôn đốc rà soát {period.label}: còn {count} mục",
            url=f"{reverse('communes:outstanding')}?ky={period.key}",
            group="",
            hint="xem còn ở cơ quan nào",
            due=due,
        )
        for period, (count, due) in late.items()
    )
    return items


def _reports_under_review(user: User) -> Iterable[Any]:
    """Sent reports not yet confirmed, with their `unit_name` and `counts` of entries: `waiting` for
    an agency, `unaccepted`, and `meetings` to be held (None where nothing was entered). Those of a
    district that has a coordination office of its own are that office's. One query."""
    # Report by report: joined with the reports, the entries of the whole country would be read.
    entries = IndicatorEntry.objects.filter(report=OuterRef("pk")).order_by().values("report")
    disputed = Q(returns__gte=MOST_RETURNS, review__in=[EntryReview.NONE, EntryReview.RETURNED])
    counts = entries.annotate(
        counts=JSONObject(
            waiting=Count("pk", filter=Q(review=EntryReview.NONE)),
            unaccepted=Count("pk", filter=~Q(review__in=list(ACCEPTED))),
            meetings=Count("pk", filter=disputed),
        )
    ).values("counts")
    today = clock.today()
    others = (
        Membership.objects.on(today)
        .filter(role=Role.COORDINATION)
        .exclude(unit_id__in=reach(user).units(Role.COORDINATION))
    )
    theirs = UnitVersion.objects.filter(
        valid__contains=today, parent_id__in=others.values("unit_id")
    )
    return (
        ProgressReport.objects.filter(state__in=UNDER_REVIEW)
        .exclude(responsible_unit_id__in=theirs.values("unit_id"))
        .select_related("period")
        .annotate(unit_name=_unit_name("unit_id", "period__ends"), counts=Subquery(counts))
        .order_by("period__ends", "unit__order")
    )


def communes_in_words(names: list[str]) -> str:
    """ "Sơn Lang, Krong và 4 xã khác"; "nơi khác" where villages are among them."""
    if len(names) <= NAMED:
        return ", ".join(names)
    kind = "nơi" if any(name.startswith(VILLAGE_WORDS) for name in names) else "xã"
    return f"{', '.join(names[: NAMED - 1])} và {len(names) - NAMED + 1} {kind} khác"


def _unit_name(unit: str, day: str) -> Subquery:
    """The unit's short name on a day of the outer row; a village's says that it is one."""
    versions = UnitVersion.objects.filter(unit_id=OuterRef(unit), valid__contains=OuterRef(day))
    return Subquery(versions.annotate(shown=SHOWN_NAME).values("shown")[:1])


def _day(moment: datetime) -> date:
    return moment.astimezone(clock.LOCAL).date()
