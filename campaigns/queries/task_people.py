"""Who is told about a task: the people of the units and agencies it is with."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from django.db.models import Q

from campaigns.rules import LEAD_ROLES
from campaigns.task_rules import Holder
from communes.enums import Role
from communes.models import Membership
from communes.rules import COMMUNE_ROLES, REVIEWERS
from kbang_ntm.core import clock
from kbang_ntm.core.models import User

SPEAK_FOR_AGENCY = [str(role) for role in (*REVIEWERS, Role.EDITOR, Role.CLERK)]
SPEAK_FOR_COMMUNE = [str(role) for role in COMMUNE_ROLES]


def people_of(holders: Iterable[Holder]) -> dict[Holder, list[User]]:
    """{holder: its people today}; who works for a task as `rules.acting` says. One query."""
    wanted = set(holders)
    units = {unit for unit, _agency in wanted if unit}
    agencies = {agency for _unit, agency in wanted if agency}
    posts = (
        Membership.objects.on(clock.today())
        .filter(
            Q(unit_id__in=units, role__in=SPEAK_FOR_COMMUNE)
            | Q(agency_id__in=agencies, role__in=SPEAK_FOR_AGENCY)
        )
        .select_related("user")
        .order_by("id")
    )
    found: dict[Holder, list[User]] = defaultdict(list)
    for post in posts:
        if post.agency_id in agencies and post.role in SPEAK_FOR_AGENCY:
            found[None, post.agency_id].append(post.user)
        if post.unit_id in units and post.role in SPEAK_FOR_COMMUNE:
            found[post.unit_id, None].append(post.user)
    return found


def lead_people(unit_ids: Iterable[int]) -> dict[int, list[User]]:
    """{unit of a campaign: the people who run it today}. One query."""
    roles = [str(role) for role in (*LEAD_ROLES, *COMMUNE_ROLES)]
    posts = (
        Membership.objects.on(clock.today())
        .filter(unit_id__in=set(unit_ids), role__in=roles)
        .select_related("user")
        .order_by("id")
    )
    found: dict[int, list[User]] = defaultdict(list)
    for post in posts:
        found[post.unit_id].append(post.user)
    return found
