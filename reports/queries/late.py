"""Who has not sent a period's report, whom to call, and when they were last reminded."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from communes.enums import Basis, Role
from communes.models import (
    Membership,
    PeriodExtension,
    ProgressReport,
    ReportingPeriod,
    Standing,
    UnitVersion,
)
from communes.queries.carry import load_maps
from communes.rules import COMMUNE_ROLES, SENT
from kbang_ntm.core import clock
from kbang_ntm.core.models import AuditEvent
from reports.queries.as_known import states_at
from reports.queries.matrix import communes_on, reports_of, set_of

REMINDED = "report.remind"


@dataclass(frozen=True)
class Contact:
    """Somebody of the commune to call."""

    name: str
    role: str
    title: str
    phone: str
    email: str
    stands_in: bool


@dataclass(frozen=True)
class LateUnit:
    """A commune that has not sent: how far it is (seen by the coordination office), whom to call,
    until when it may still send, and the last reminder. `now_in` names the units it lies in on the
    asked map, where that is another."""

    unit_id: int
    uid: str
    key: str
    name: str
    state: str
    entered: int
    indicators: int
    closes_at: datetime
    extended: bool
    contacts: tuple[Contact, ...]
    reminded_at: datetime | None
    reminded_by: str
    now_in: str = ""

    @property
    def reminded_today(self) -> bool:
        """One reminder a day is enough."""
        return _today(self.reminded_at)


@dataclass(frozen=True)
class LateSheet:
    """The call sheet of a period."""

    period: ReportingPeriod
    expected: int
    sent: int
    late_sent: tuple[str, ...]
    missing: tuple[LateUnit, ...]


def late_sheet(
    period: ReportingPeriod, *, map_date: date | None = None, known_at: datetime | None = None
) -> LateSheet:
    """Communes of the period's last day without a sent report. Seven queries, whatever the number.

    Only reports on the set of the period count; a second set of the same quarter is not called.
    Who owes a report does not change with the map; `map_date` tells where each commune lies on
    that day (two queries more). With `known_at` the sheet stands as it did at that moment (one
    query more): reports, extensions and reminders of later are left out, how far a draft was is
    not told; whom to call is always of today.
    """
    versions = communes_on(period.ends)
    reports, states = _reports(period, known_at)
    waiting = [v for v in versions if states.get(v.unit_id, "") not in SENT]
    ids = [version.unit_id for version in waiting]
    entered = _entered(period, ids) if known_at is None else {}
    until = _extensions(period, ids, known_at)
    contacts = contacts_of(ids, clock.today())
    reminded = last_reminders(period, [version.unit.uid for version in waiting], known_at)
    late = [
        version.short_name
        for version in versions
        if states.get(version.unit_id, "") in SENT and reports[version.unit_id].late
    ]
    homes = homes_on(map_date, period.ends, ids) if map_date else {}
    missing = []
    for version in waiting:
        done, total = entered.get(version.unit_id, (0, 0))
        at, by = reminded.get(str(version.unit.uid), (None, ""))
        missing.append(
            LateUnit(
                unit_id=version.unit_id,
                uid=str(version.unit.uid),
                key=version.unit.key,
                name=version.name,
                state=states.get(version.unit_id, ""),
                entered=done,
                indicators=total,
                closes_at=until.get(version.unit_id, period.closes_at),
                extended=version.unit_id in until,
                contacts=tuple(contacts[version.unit_id]),
                reminded_at=at,
                reminded_by=by,
                now_in=homes.get(version.unit_id, ""),
            )
        )
    return LateSheet(
        period=period,
        expected=len(versions),
        sent=len(versions) - len(waiting),
        late_sent=tuple(late),
        missing=tuple(missing),
    )


def uncalled(period: ReportingPeriod, units: frozenset[int] | None = None) -> list[UnitVersion]:
    """Communes (of `units`, if given) without a sent report that nobody has reminded today. Four
    queries."""
    _found, states = _reports(period, None, units)
    versions = communes_on(period.ends, units)
    waiting = [v for v in versions if states.get(v.unit_id, "") not in SENT]
    reminded = last_reminders(period, [version.unit.uid for version in waiting])
    return [
        version
        for version in waiting
        if not _today(reminded.get(str(version.unit.uid), (None, ""))[0])
    ]


def _today(at: datetime | None) -> bool:
    return bool(at and at.astimezone(clock.LOCAL).date() == clock.today())


def _reports(
    period: ReportingPeriod, known_at: datetime | None, units: frozenset[int] | None = None
) -> tuple[dict[int, ProgressReport], dict[int, str]]:
    """({unit id: report}, {unit id: its state}), of those that were there at the moment."""
    reports = {
        report.unit_id: report
        for report in reports_of(period, set_of(period), units)
        if known_at is None or report.created_at <= known_at
    }
    if known_at is None:
        return reports, {unit_id: report.state for unit_id, report in reports.items()}
    states = states_at(list(reports.values()), known_at)
    return reports, {unit_id: states[report.pk] for unit_id, report in reports.items()}


def homes_on(day: date, have: date, unit_ids: list[int]) -> dict[int, str]:
    """{unit id: names of the units it lies in on another day's map}; none where it is the same."""
    maps = load_maps()
    found: dict[int, list[str]] = defaultdict(list)
    for unit, origin in maps.origins(have=have, want=day).items():
        for portion in origin.portions:
            if portion.unit in unit_ids and not origin.own:
                part = "" if portion.whole else "một phần ở "
                found[portion.unit].append(f"{part}{maps.name(unit, day)}")
    return {unit: ", ".join(names) for unit, names in found.items()}


def _entered(period: ReportingPeriod, unit_ids: list[int]) -> dict[int, tuple[int, int]]:
    """{unit id: (indicators entered, indicators in all)} of drafts."""
    rows = Standing.objects.filter(
        period=period, unit_id__in=unit_ids, basis=Basis.SELF_ASSESSED
    ).values_list("unit_id", "entered", "indicators_total")
    return {unit_id: (entered, total) for unit_id, entered, total in rows}


def _extensions(
    period: ReportingPeriod, unit_ids: list[int], known_at: datetime | None
) -> dict[int, datetime]:
    found: dict[int, datetime] = {}
    rows = PeriodExtension.objects.filter(period=period, unit_id__in=unit_ids)
    if known_at is not None:
        rows = rows.filter(granted_at__lte=known_at)
    for unit_id, until in rows.values_list("unit_id", "until"):
        found[unit_id] = max(until, found.get(unit_id, period.closes_at))
    return found


def contacts_of(unit_ids: list[int], day: date) -> dict[int, list[Contact]]:
    """{unit id: people of the commune on a day, officers first}. One query."""
    found: dict[int, list[Contact]] = defaultdict(list)
    posts = (
        Membership.objects.on(day)
        .filter(unit_id__in=unit_ids, role__in=[str(role) for role in COMMUNE_ROLES])
        .select_related("user")
        .order_by("role", "user__sort_key", "id")
    )
    for post in posts:
        found[post.unit_id].append(
            Contact(
                name=post.user.full_name,
                role=str(Role(post.role).label),
                title=post.title or post.user.position,
                phone=post.user.phone,
                email=post.user.email,
                stands_in=post.stands_for_id is not None,
            )
        )
    return found


def last_reminders(
    period: ReportingPeriod, unit_uids: list[UUID], known_at: datetime | None = None
) -> dict[str, tuple[datetime, str]]:
    """{unit uid: (when, by whom)} of the last reminder about a period. One query."""
    rows = AuditEvent.objects.filter(
        action=REMINDED, subject_uid__in=unit_uids, detail__data__period=period.key
    ).order_by("id")
    if known_at is not None:
        rows = rows.filter(at__lte=known_at)
    return {
        str(uid): (at, name)
        for uid, at, name in rows.values_list("subject_uid", "at", "detail__actor_name")
    }
