"""Who may do what in communes: a person's reach on a day, and the predicates built on it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.apps import apps
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Exists, OuterRef, Q, QuerySet, TextField
from django.db.models.functions import Cast, JSONObject

from communes.enums import ReportState, Role
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from kbang_ntm.core.prepared import Prepared
from kbang_ntm.core.who import known

DISTRICT_READERS = frozenset(
    {
        Role.COORDINATION,
        Role.HOME_AFFAIRS,
        Role.AGENCY_OFFICER,
        Role.AGENCY_HEAD,
        Role.DISTRICT_LEADER,
        Role.COUNCIL_CHAIR,
        Role.COUNCIL_SECRETARY,
        Role.COUNCIL_MEMBER,
        Role.CLERK,
        Role.EDITOR,
        Role.FRONT,
        Role.READER,
    }
)
COMMUNE_ROLES = frozenset({Role.COMMUNE_OFFICER, Role.COMMUNE_LEADER})
# Whoever works in an agency in one of these capacities speaks for it when it has a duty.
REVIEWERS = frozenset(
    {
        Role.AGENCY_OFFICER,
        Role.AGENCY_HEAD,
        Role.COORDINATION,
        Role.HOME_AFFAIRS,
        Role.FRONT,
    }
)
SENT = frozenset(
    {
        ReportState.SUBMITTED,
        ReportState.IN_REVIEW,
        ReportState.RETURNED,
        ReportState.RESUBMITTED,
        ReportState.CONFIRMED,
    }
)
UNDER_REVIEW = SENT - {ReportState.CONFIRMED}


@dataclass(frozen=True)
class Post:
    """One membership in force: role, unit, agency, and whom it stands for (or None)."""

    membership_id: int
    role: str
    unit_id: int
    agency_id: int | None
    stands_for_id: int | None


@dataclass(frozen=True)
class Reach:
    """All posts of one person on one day."""

    user_id: int
    on: date
    posts: tuple[Post, ...]

    def has(self, *roles: str) -> bool:
        """Holds one of the roles anywhere."""
        return any(post.role in roles for post in self.posts)

    def units(self, *roles: str) -> frozenset[int]:
        """Ids of units in which the person holds one of the roles."""
        return frozenset(post.unit_id for post in self.posts if post.role in roles)

    def agencies(self, *roles: str) -> frozenset[int]:
        """Ids of agencies in which the person holds one of the roles."""
        return frozenset(
            post.agency_id for post in self.posts if post.role in roles and post.agency_id
        )

    @property
    def review_agencies(self) -> frozenset[int]:
        """Ids of the agencies the person reviews figures for, where those have a duty."""
        return self.agencies(*REVIEWERS)

    @property
    def roles(self) -> frozenset[str]:
        """Codes of all roles held."""
        return frozenset(post.role for post in self.posts)

    @property
    def commune_ids(self) -> frozenset[int]:
        """Communes the person works for."""
        return self.units(*COMMUNE_ROLES)

    @property
    def reads_district(self) -> bool:
        """Sees what every commune has sent."""
        return self.has(*DISTRICT_READERS)

    def filter_reports(self, reports: QuerySet[Any]) -> QuerySet[Any]:
        """Own communes' reports in every state, others' from sending on, for those who read."""
        own = Q(responsible_unit_id__in=self.commune_ids)
        if self.has(Role.COORDINATION):  # calls those who are late: sees that a draft exists
            return reports
        if self.reads_district:
            return reports.filter(own | Q(state__in=SENT))
        return reports.filter(own)


PERSON_PART = "communes.posts"


def posts_of_account(day: date) -> ArraySubquery:
    """The posts of an account on a day, each as JSON with the fields of `Post`.

    By their names: the tables lie in a layer above this one. A post at a unit
    or agency that has ended carries nothing, whether or not somebody ended the post; the portal
    itself must be kept by somebody whatever becomes of the unit.
    """
    memberships, versions = (
        apps.get_model("communes", name) for name in ("Membership", "UnitVersion")
    )
    there = versions._default_manager.filter(unit_id=OuterRef("unit_id"), valid__contains=day)
    rows = memberships._default_manager.filter(
        Q(role=Role.ADMINISTRATOR) | Exists(there.order_by()),
        Q(agency__isnull=True) | Q(agency__valid__contains=day),
        user_id=OuterRef("pk"),
        valid__contains=day,
    )
    fields = {"membership_id": "id"} | {
        name: name for name in ("role", "unit_id", "agency_id", "stands_for_id")
    }
    said = rows.order_by("id").annotate(post=Cast(JSONObject(**fields), TextField()))
    return ArraySubquery(said.values("post"))


def _posts_in_force(user_id: int, day: date) -> QuerySet[Any, Any]:
    rows = User.objects.filter(pk=user_id).order_by()
    return rows.values_list(posts_of_account(day))


_posts = Prepared(_posts_in_force)


def reach(user: User) -> Reach:
    """The person's reach today; read with the person of a request, else asked from the database
    once per user object."""
    today = clock.today()
    if not user.is_active:
        return Reach(user_id=user.pk, on=today, posts=())
    kept: Reach | None = getattr(user, "_reach", None)
    if kept is not None and kept.on == today:
        return kept
    rows = known(user, PERSON_PART, today)
    if rows is None:
        rows = next((row for (row,) in _posts(user.pk, today)), ())
    posts = tuple(Post(**json.loads(row)) for row in rows)
    found = Reach(user_id=user.pk, on=today, posts=posts)
    user._reach = found  # type: ignore[attr-defined]  # a cache that lives as long as the request
    return found


def is_administrator(user: User) -> bool:
    """Holds the post of quản trị (or is the account made by create_administrator)."""
    return user.is_superuser or reach(user).has(Role.ADMINISTRATOR)


def works_for_commune(user: User) -> bool:
    """Enters figures for a commune or leads one."""
    return reach(user).has(*COMMUNE_ROLES)


def is_coordination(user: User) -> bool:
    """Works for Văn phòng Điều phối."""
    return reach(user).has(Role.COORDINATION)


def units_entered(user: User) -> frozenset[int]:
    """Ids of the communes the person enters figures for."""
    return reach(user).units(Role.COMMUNE_OFFICER)


def may_enter(user: User, report: Any) -> bool:
    """Enters figures for the report's commune."""
    return report.responsible_unit_id in units_entered(user)


def may_propose(user: User, report: Any) -> bool:
    """Uploads figures for the report's commune: its officers, and the office that collects the
    communes' tables. What the office uploads waits for the commune, whose figures they are."""
    return may_enter(user, report) or is_coordination(user)


def may_confirm_import(user: User, batch: Any) -> bool:
    """Takes uploaded figures into the report, or back out of it: who enters for the commune."""
    return may_enter(user, batch.report)


def may_drop_import(user: User, batch: Any) -> bool:
    """Sets an upload aside: who made it, and who enters for the commune."""
    return batch.made_by_id == user.pk or may_enter(user, batch.report)


def may_sign_off(user: User, report: Any) -> bool:
    """Leads the commune: signs off, sends, gives back."""
    return report.responsible_unit_id in reach(user).units(Role.COMMUNE_LEADER)


def may_review_report(user: User, report: Any) -> bool:
    """Works for an agency (or the coordination office); duty per indicator is asked besides."""
    return reach(user).has(*REVIEWERS)


def may_confirm(user: User, report: Any) -> bool:
    """Confirms a report for the district."""
    return is_coordination(user)


def may_manage_reference(user: User) -> bool:
    """Keeps units, agencies, duties, criteria, levels and periods: quản trị and the office."""
    return is_administrator(user) or is_coordination(user)
