"""Who helps whom: units with their agencies, standing and last visit, as one reader sees them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Max, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from campaigns.models import SupportAssignment, SupportVisit
from campaigns.queries.shortfalls import UnitStand, stands_of
from communes.enums import UnitKind
from communes.models import AdministrativeUnit, Agency, RegisterRule, UnitVersion
from communes.queries.register_rules import (
    in_sentence,
    kept_units,
    names_on,
    rule_on,
    territories,
)
from communes.rules import is_administrator, reach
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from kbang_ntm.core.once import once
from kbang_ntm.core.vietnamese import fold

QUIET_MONTHS = "support-visit-months"
NOBODY, QUIET, OPEN = "chua-ai", "im", "thieu"


def quiet_rule(day: date) -> RegisterRule | None:
    """After how many months without a visit a unit with a gap stands out. One query."""
    return rule_on(QUIET_MONTHS, day)


def months_before(day: date, months: int) -> date:
    """The same day so many months earlier, or the last one of a shorter month."""
    place = day.year * 12 + day.month - 1 - months
    year, month = divmod(place, 12)
    for last in (day.day, 30, 29, 28):
        try:
            return date(year, month + 1, min(day.day, last))
        except ValueError:
            continue
    raise AssertionError("every month has 28 days")


@dataclass(frozen=True)
class Helper:
    """One assignment as a page prints it."""

    assignment: SupportAssignment
    agency: Agency


@dataclass(frozen=True)
class SupportLine:
    """One unit: who helps it, how far it is, when it was last visited.

    `quiet_since` is the day from which nobody has come, where that is longer than the rule allows
    and the unit has a gap; else None.
    """

    unit_id: int
    uid: UUID
    name: str
    within: str
    kind: str
    helpers: tuple[Helper, ...]
    stand: UnitStand | None
    last_visit: date | None
    quiet_since: date | None

    @property
    def agency_names(self) -> str:
        """ "Phòng Nội vụ, Phòng NN&PTNT"."""
        return ", ".join(one.agency.short_name for one in self.helpers)


@dataclass(frozen=True)
class SupportAsked:
    """What the list is narrowed to; empty fields ask for everything."""

    agency_id: int | None = None
    look: str = ""
    words: str = ""


def support_lines(
    user: User, asked: SupportAsked | None = None, *, unit_ids: Collection[int] | None = None
) -> list[SupportLine]:
    """Communes and the town of today, and villages somebody helps. Seven queries at most."""
    asked, today = asked or SupportAsked(), clock.today()
    helpers: dict[int, list[Helper]] = defaultdict(list)
    for row in assigned_on(user, today):
        helpers[row.unit_id].append(Helper(row, row.agency))
    versions = _versions(user, today, helpers.keys(), unit_ids)
    ids = [version.unit_id for version in versions]
    stands, visits = stands_of(ids), last_visits(ids, today)
    rule = quiet_rule(today)
    months = int(rule.amount) if rule and rule.amount else None
    lines = []
    for version in versions:
        pk = version.unit_id
        own = tuple(helpers.get(pk, ()))
        stand = stands.get(pk)
        lines.append(
            SupportLine(
                unit_id=pk,
                uid=version.unit.uid,
                name=version.name,
                within=in_sentence(version.within),
                kind=version.kind,
                helpers=own,
                stand=stand,
                last_visit=visits.get(pk),
                quiet_since=_quiet(own, stand, visits.get(pk), months, today),
            )
        )
    return [line for line in lines if _fits(line, asked)]


def unit_seen(user: User, uid: UUID) -> AdministrativeUnit | None:
    """A commune, town or village whose support the person may look at: the district's readers
    all, a commune's people their own and its villages. Two queries at most besides rights."""
    row = AdministrativeUnit.objects.filter(
        uid=uid, level__in=[UnitKind.COMMUNE, UnitKind.TOWNSHIP, UnitKind.VILLAGE]
    ).first()
    if row is None or reach(user).reads_district or is_administrator(user):
        return row
    mine = kept_units(user)
    own = row.pk in mine or UnitVersion.objects.filter(unit=row, parent_id__in=mine).exists()
    return row if own else None


def assignments_on(user: User, day: date) -> QuerySet[SupportAssignment]:
    """Assignments in force on a day that the person sees. One query."""
    rows: QuerySet[SupportAssignment] = SupportAssignment.objects.visible_to(user)
    return (
        rows.filter(withdrawn_at__isnull=True, valid__contains=day)
        .select_related("agency")
        .order_by("agency__order", "agency__code")
    )


@once
def assigned_on(user: User, day: date) -> tuple[SupportAssignment, ...]:
    """The rows of `assignments_on`. One query."""
    return tuple(assignments_on(user, day))


def _versions(
    user: User, day: date, helped: Iterable[int], unit_ids: Collection[int] | None
) -> list[Any]:
    """Versions of the day, each with `within`, the name of the commune a village lies in."""
    on_map = UnitVersion.objects.filter(valid__contains=day)
    above = on_map.filter(unit_id=OuterRef("parent_id"), kind=UnitKind.COMMUNE)
    within = Coalesce(Subquery(above.values("name")[:1]), Value(""))
    rows = on_map.select_related("unit").annotate(within=within)
    if unit_ids is not None:
        rows = rows.filter(unit_id__in=unit_ids)
    else:
        main = rows.filter(kind__in=[UnitKind.COMMUNE, UnitKind.TOWNSHIP])
        if not (reach(user).reads_district or is_administrator(user)):
            main = main.filter(unit_id__in=kept_units(user))
        rows = main | rows.filter(kind=UnitKind.VILLAGE, unit_id__in=list(helped))
    villages_last = sorted(
        rows, key=lambda one: (one.kind == UnitKind.VILLAGE, one.unit.order, one.sort_key)
    )
    return villages_last


def last_visits(unit_ids: Collection[int], day: date) -> dict[int, date]:
    """{unit id: day of its newest visit}, visits to units that became part of it too. Two
    queries."""
    found = territories(unit_ids, day)
    parts = {old: pk for pk, one in found.items() for old in one.whole}
    newest: dict[int, date] = {}
    rows = SupportVisit.objects.filter(unit_id__in=parts, withdrawn_at__isnull=True)
    for unit_id, on in rows.order_by().values_list("unit_id").annotate(newest=Max("on")):
        pk = parts[unit_id]
        newest[pk] = max(on, newest.get(pk, on))
    return newest


def _quiet(
    helpers: tuple[Helper, ...],
    stand: UnitStand | None,
    visited: date | None,
    months: int | None,
    today: date,
) -> date | None:
    if months is None or stand is None or not stand.has_gap or not helpers:
        return None
    begun = min(one.assignment.valid.lower or today for one in helpers)
    since = max(visited or begun, begun)
    return since if since < months_before(today, months) else None


def _fits(line: SupportLine, asked: SupportAsked) -> bool:
    if asked.agency_id and asked.agency_id not in {one.agency.pk for one in line.helpers}:
        return False
    if asked.look == NOBODY and line.helpers:
        return False
    if asked.look == QUIET and line.quiet_since is None:
        return False
    if asked.look == OPEN and not (line.stand and line.stand.has_gap):
        return False
    key = fold(f"{line.name} {line.within} {line.agency_names}")
    return all(word in key for word in fold(asked.words).split())


@dataclass(frozen=True)
class VisitLine:
    """A visit with the name of where it went."""

    visit: SupportVisit
    unit_name: str


def visit_lines(
    user: User,
    *,
    agency_id: int | None = None,
    unit_ids: Collection[int] | None = None,
    words: str = "",
) -> list[VisitLine]:
    """Visits the person sees, newest first. Two queries."""
    rows: QuerySet[SupportVisit] = SupportVisit.objects.visible_to(user)
    rows = rows.filter(withdrawn_at__isnull=True).select_related("agency", "file")
    if agency_id:
        rows = rows.filter(agency_id=agency_id)
    if unit_ids is not None:
        rows = rows.filter(unit_id__in=unit_ids)
    found = list(rows.order_by("-on", "-id"))
    names = names_on([row.unit_id for row in found], clock.today())
    lines = [VisitLine(row, names.get(row.unit_id, "")) for row in found]
    wanted = fold(words).split()
    return [
        line
        for line in lines
        if all(
            word in fold(f"{line.unit_name} {line.visit.agency.name} {line.visit.seen}")
            for word in wanted
        )
    ]


def assignments_of(user: User, unit_ids: Collection[int]) -> list[SupportAssignment]:
    """Every assignment of these units, old ones too, newest first. One query."""
    rows: QuerySet[SupportAssignment] = SupportAssignment.objects.visible_to(user)
    return list(
        rows.filter(unit_id__in=unit_ids)
        .select_related("agency", "withdrawn_by")
        .order_by("-valid", "agency__order")
    )
