"""Who holds which post today."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, Iterable
from datetime import date
from typing import Any

from django.db.models import OuterRef, Q, QuerySet, Subquery, TextField
from django.db.models.functions import Cast, JSONObject

from communes.enums import Role
from communes.models import IndicatorAssignment, Membership, ProgressReport, UnitVersion
from communes.rules import COMMUNE_ROLES, REVIEWERS, reach
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from kbang_ntm.core.prepared import Prepared
from kbang_ntm.core.who import known


def holders(*, roles: list[str], unit_id: int | None = None) -> QuerySet[User]:
    """Active people who hold one of the roles today, in one unit or anywhere."""
    posts = Membership.objects.on(clock.today()).filter(role__in=roles)
    if unit_id is not None:
        posts = posts.filter(unit_id=unit_id)
    return User.objects.filter(pk__in=posts.values("user_id"))


def people_of_commune(unit_id: int) -> QuerySet[User]:
    """Officers and leaders of a commune today."""
    return holders(roles=[str(role) for role in COMMUNE_ROLES], unit_id=unit_id)


def leaders_of(unit_id: int) -> QuerySet[User]:
    """Leaders of a commune today."""
    return holders(roles=[Role.COMMUNE_LEADER], unit_id=unit_id)


def officers_of(unit_id: int) -> QuerySet[User]:
    """Officers of a commune today."""
    return holders(roles=[Role.COMMUNE_OFFICER], unit_id=unit_id)


def coordinators() -> QuerySet[User]:
    """People of Văn phòng Điều phối today."""
    return holders(roles=[Role.COORDINATION])


def agency_people(agency_id: int) -> QuerySet[User]:
    """Those who review figures for an agency today."""
    posts = Membership.objects.on(clock.today()).filter(
        agency_id=agency_id, role__in=[str(role) for role in REVIEWERS]
    )
    return User.objects.filter(pk__in=posts.values("user_id"))


Division = dict[int, dict[int, str]]


def assigned_to(unit_id: int) -> Division:
    """{indicator id: {user id: name}} of the commune's division of indicators today."""
    return _divided([unit_id], _division(unit_id, clock.today()))[unit_id]


def divisions_of(unit_ids: Collection[int]) -> dict[int, Division]:
    """{unit id: as `assigned_to`} of several communes. One query."""
    rows = IndicatorAssignment.objects.filter(membership__unit_id__in=unit_ids)
    return _divided(unit_ids, _in_force(rows, clock.today()))


@Prepared
def _division(unit_id: int, day: date) -> QuerySet[Any, Any]:
    """The rows of one commune; every save of a figure asks for them."""
    return _in_force(IndicatorAssignment.objects.filter(membership__unit_id=unit_id), day)


def _in_force(rows: QuerySet[IndicatorAssignment], day: date) -> QuerySet[Any, Any]:
    return rows.filter(membership__valid__contains=day, valid__contains=day).values_list(
        "membership__unit_id",
        "indicator_id",
        "membership__user_id",
        "membership__user__full_name",
    )


def _divided(unit_ids: Collection[int], rows: Iterable[tuple[Any, ...]]) -> dict[int, Division]:
    found: dict[int, Division] = {unit_id: defaultdict(dict) for unit_id in unit_ids}
    for unit_id, indicator_id, user_id, name in rows:
        found[unit_id][indicator_id][user_id] = name
    return found


def own_units(user: User) -> QuerySet[UnitVersion]:
    """The communes a person works for, as they are called today."""
    return UnitVersion.objects.filter(
        unit_id__in=reach(user).commune_ids, valid__contains=clock.today()
    ).select_related("unit")


LABEL_PART = "communes.label"


def label_of_account(day: date) -> Subquery:
    """The oldest post of an active account on a day as JSON: role, agency, name of the unit."""
    named = UnitVersion.objects.filter(unit_id=OuterRef("unit_id"), valid__contains=day)
    parts = {
        "role": "role",
        "agency": "agency__short_name",
        "unit": Subquery(named.order_by().values("name")[:1]),
    }
    posts = Membership.objects.on(day).filter(user_id=OuterRef("pk")).order_by("id")
    said = posts.annotate(said=Cast(JSONObject(**parts), TextField()))
    return Subquery(said.values("said")[:1])


def _question(user_id: int, day: date) -> QuerySet[Any, Any]:
    return User.objects.filter(pk=user_id).order_by().values_list(label_of_account(day))


_label_of = Prepared(_question)


def post_label(user: User) -> str:
    """What stands beside the name in the head of the page: role and place. Read with the person of
    a request, else one query."""
    today = clock.today()
    said = known(user, LABEL_PART, today)
    if said is None:
        said = next((said for (said,) in _label_of(user.pk, today)), None)
    if not said:
        return user.position
    first = json.loads(said)
    role, agency, name = first["role"], first["agency"], first["unit"]
    if agency:
        return str(agency)
    label = str(Role(role).label)
    return f"{label}, {name[0].lower()}{name[1:]}" if name else label


def administrators() -> QuerySet[User]:
    """Who keeps the portal today, as `rules.is_administrator` says of one. One query."""
    holding = Membership.objects.on(clock.today()).filter(role=Role.ADMINISTRATOR)
    return User.objects.filter(
        Q(is_superuser=True) | Q(pk__in=holding.values("user_id")), is_active=True
    ).order_by("pk")


def unit_name(report: ProgressReport) -> str:
    """The unit's name on the last day of the report's period."""
    version = UnitVersion.objects.filter(
        unit_id=report.unit_id, valid__contains=report.period.ends
    ).first()
    return version.name if version else report.unit.key


def sender_name(report: ProgressReport) -> str:
    """The name of the commune that enters and sends the report, on the period's last day."""
    if report.responsible_unit_id == report.unit_id:
        return unit_name(report)
    version = UnitVersion.objects.filter(
        unit_id=report.responsible_unit_id, valid__contains=report.period.ends
    ).first()
    return version.name if version else report.responsible_unit.key


def of_village(report: ProgressReport) -> str:
    """ " của làng Sơ Tơr" for a report that a commune gives for a village, else ""."""
    if report.responsible_unit_id == report.unit_id:
        return ""
    name = unit_name(report)
    return f" của {name[:1].lower()}{name[1:]}"


def division_of(unit_id: int) -> tuple[list[tuple[int, str]], dict[int, set[int]]]:
    """The commune's officers as (membership id, name), and {indicator id: membership ids} of the
    division that holds today. Two queries."""
    today = clock.today()
    officers = list(
        Membership.objects.on(today)
        .filter(unit_id=unit_id, role=Role.COMMUNE_OFFICER)
        .order_by("user__sort_key")
        .values_list("id", "user__full_name")
    )
    present: dict[int, set[int]] = defaultdict(set)
    for indicator_id, membership_id in IndicatorAssignment.objects.filter(
        membership__unit_id=unit_id, membership__valid__contains=today, valid__contains=today
    ).values_list("indicator_id", "membership_id"):
        present[indicator_id].add(membership_id)
    return officers, present
