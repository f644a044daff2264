"""What waits for agencies and for the coordination office, for "Việc của tôi"."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime

from django.urls import reverse

from communes.enums import Role
from communes.models import ReportingPeriod
from communes.queries.review import Desk, desks_of
from communes.queries.review_waiting import reports_under_review, waiting_entries
from communes.rules import is_coordination, reach
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
    waiting: dict[str, Waiting] = {}
    for row in waiting_entries(desk):
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
    for report in reports_under_review(user):
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


def communes_in_words(names: list[str]) -> str:
    """ "Sơn Lang, Krong và 4 xã khác"; "nơi khác" where villages are among them."""
    if len(names) <= NAMED:
        return ", ".join(names)
    kind = "nơi" if any(name.startswith(VILLAGE_WORDS) for name in names) else "xã"
    return f"{', '.join(names[: NAMED - 1])} và {len(names) - NAMED + 1} {kind} khác"


def _day(moment: datetime) -> date:
    return moment.astimezone(clock.LOCAL).date()
