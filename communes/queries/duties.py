"""Posts a person may pass on, stand-ins in force, and the work that waits at a post."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse

from communes.enums import DutyRole, EntryReview, ReportState, Role, UnitKind
from communes.models import IndicatorEntry, Membership, ProgressReport, ReviewDuty, UnitVersion
from communes.rules import REVIEWERS, UNDER_REVIEW, is_administrator, reach
from kbang_ntm.core import clock
from kbang_ntm.core.models import User

IN_CHARGE = frozenset({Role.COMMUNE_LEADER, Role.AGENCY_HEAD})


def managed_posts(user: User) -> QuerySet[Membership]:
    """Posts in force today that the person may give a stand-in or hand over.

    Quản trị: all. Who leads a commune or an agency: those of the place. Stand-ins pass nothing on.
    """
    posts = (
        Membership.objects.on(clock.today())
        .filter(stands_for__isnull=True)
        .select_related("user", "agency", "unit")
        .order_by("unit__order", "agency__order", "role", "user__sort_key")
    )
    if is_administrator(user):
        return posts
    own = [post for post in reach(user).posts if post.stands_for_id is None]
    places = Q(pk__in=[])
    for post in own:
        if post.role in IN_CHARGE:
            places |= (
                Q(agency_id=post.agency_id)
                if post.agency_id
                else Q(unit_id=post.unit_id, agency__isnull=True)
            )
    return posts.filter(places)


def delegable_posts(user: User) -> QuerySet[Membership]:
    """Posts for which the person may name a stand-in: those managed, and the own ones."""
    managed = managed_posts(user)
    if is_administrator(user):
        return managed
    own = [post.membership_id for post in reach(user).posts if post.stands_for_id is None]
    posts = Membership.objects.on(clock.today()).filter(
        Q(pk__in=managed.values("pk")) | Q(pk__in=own)
    )
    return posts.select_related("user", "agency", "unit").order_by(
        "unit__order", "agency__order", "role", "user__sort_key"
    )


def colleagues(user: User, posts: Iterable[Membership]) -> QuerySet[User]:
    """Who may stand in or take over: people of the same places; for quản trị everybody."""
    people = User.objects.filter(is_active=True)
    if is_administrator(user):
        return people
    places = Q(pk__in=[])
    for post in posts:
        places |= Q(agency_id=post.agency_id) if post.agency_id else Q(unit_id=post.unit_id)
    found = Membership.objects.on(clock.today()).filter(places)
    return people.filter(pk__in=found.values("user_id"))


def delegations_of(user: User) -> QuerySet[Membership]:
    """Stand-ins that concern the person, running and coming, and those ended this year."""
    rows = Membership.objects.filter(stands_for__isnull=False).select_related(
        "user", "agency", "unit", "stands_for__user", "created_by", "ended_by"
    )
    recent = date(clock.today().year, 1, 1)
    rows = rows.filter(Q(valid__endswith__gt=recent) | Q(valid__endswith__isnull=True))
    if not is_administrator(user):
        rows = rows.filter(
            Q(user=user) | Q(stands_for__user=user) | Q(stands_for__in=managed_posts(user))
        )
    return rows.order_by("-valid", "-id")


def place_names(posts: Iterable[Membership]) -> dict[int, str]:
    """{membership id: where the post is}: the agency, or the unit as called today. One query."""
    rows = list(posts)
    names = dict(
        UnitVersion.objects.filter(
            unit_id__in={row.unit_id for row in rows}, valid__contains=clock.today()
        ).values_list("unit_id", "name")
    )
    return {
        row.pk: row.agency.short_name if row.agency else names.get(row.unit_id, row.unit.key)
        for row in rows
    }


@dataclass(frozen=True)
class OpenWork:
    """Work that waits at a post: words, how much, and where."""

    label: str
    count: int
    url: str


def open_work(post: Membership) -> list[OpenWork]:
    """What the next holder of a post finds waiting, for the page of handover."""
    if post.role in (Role.COMMUNE_OFFICER, Role.COMMUNE_LEADER):
        return _commune_work(post)
    if post.role in REVIEWERS and post.agency_id:
        return _agency_work(post)
    return []


def _commune_work(post: Membership) -> list[OpenWork]:
    waiting = {
        Role.COMMUNE_OFFICER: (ReportState.DRAFT, ReportState.RETURNED),
        Role.COMMUNE_LEADER: (ReportState.HANDED, ReportState.RETURNED),
    }[Role(post.role)]
    reports = (
        ProgressReport.objects.filter(responsible_unit_id=post.unit_id, state__in=waiting)
        .annotate(village=_village_name())
        .select_related("period")
        .order_by("-period__ends", "unit__order")
    )
    return [
        OpenWork(
            f"Báo cáo {report.period.label}"
            f"{f', {report.village}' if report.village else ''}: {report.get_state_display()}",
            1,
            reverse("communes:report", args=[report.uid]),
        )
        for report in reports
    ]


def _village_name() -> Subquery:
    """The name of a report's unit where that is a village, else None."""
    versions = UnitVersion.objects.filter(
        unit_id=OuterRef("unit_id"),
        valid__contains=OuterRef("period__ends"),
        kind=UnitKind.VILLAGE,
    )
    return Subquery(versions.values("name")[:1])


def _agency_work(post: Membership) -> list[OpenWork]:
    assert post.agency_id is not None, "asked for posts at an agency only"
    duties = ReviewDuty.objects.filter(
        agency_id=post.agency_id, role=DutyRole.LEAD, valid__contains=clock.today()
    )
    rows = (
        IndicatorEntry.objects.filter(
            indicator_id__in=duties.values("indicator_id"),
            review=EntryReview.NONE,
            report__state__in=UNDER_REVIEW,
        )
        .select_related("report__period")
        .order_by("-report__period__ends")
    )
    counts: dict[str, tuple[str, int]] = {}
    for entry in rows:
        period = entry.report.period
        counts[period.key] = (period.label, counts.get(period.key, ("", 0))[1] + 1)
    address = reverse("communes:review-queue")
    return [
        OpenWork(f"Mục chờ rà soát {label}", count, f"{address}?ky={key}")
        for key, (label, count) in counts.items()
    ]
