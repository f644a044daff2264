"""Who opens and runs a campaign, and who keeps a party's own papers in it."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Q

from campaigns.rules import LEAD_ROLES, acting, leads, leads_unit
from communes.enums import Role
from communes.rules import is_administrator, reach
from kbang_ntm.core.models import User


def opens_for(user: User, unit_id: int) -> bool:
    """May open a campaign of that unit: the two offices for the district, a commune's leader for
    the commune, quản trị for any."""
    mine = reach(user)
    return is_administrator(user) or unit_id in mine.units(*LEAD_ROLES, Role.COMMUNE_LEADER)


def opens_any(user: User) -> bool:
    """May open some campaign."""
    return is_administrator(user) or reach(user).has(*LEAD_ROLES, Role.COMMUNE_LEADER)


def may_issue(user: User, version: Any) -> bool:
    """Issues a version of the plan: who runs the campaign; in a commune its leader."""
    unit_id = version.campaign.unit_id
    if not leads(user, version.campaign):
        return False
    mine = reach(user)
    officer_only = unit_id in mine.units(Role.COMMUNE_OFFICER) and not opens_for(user, unit_id)
    return not officer_only


def keeps_part(
    user: User, *, unit_id: int | None, agency_id: int | None, cluster_unit_id: int | None
) -> bool:
    """Keeps the papers of that unit, agency, or cluster of that unit."""
    if cluster_unit_id is not None:
        return leads_unit(user, cluster_unit_id)
    return acting(user).speaks_for(unit_id, agency_id)


def seen_by(user: User, unit_ids: Collection[int]) -> Q:
    """Parts a person sees: all for the district's readers, else those of own communes."""
    if reach(user).reads_district or is_administrator(user):
        return Q()
    return Q(unit_id__in=unit_ids) | Q(passed_to_id__in=unit_ids) | Q(cluster__unit_id__in=unit_ids)
