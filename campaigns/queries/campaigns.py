"""Small questions of the campaign's overview."""

from __future__ import annotations

from dataclasses import dataclass

from campaigns.models import Campaign
from campaigns.plan_enums import PlanState
from campaigns.queries.party_plans import part_lines
from campaigns.rules import LEAD_ROLES
from communes.enums import Role, UnitKind
from communes.models import UnitVersion
from communes.rules import is_administrator, reach
from kbang_ntm.core import clock
from kbang_ntm.core.models import User


def units_to_open(user: User) -> list[tuple[int, str]]:
    """(id, name) of units living today for which the person may open a campaign: quản trị any
    above the villages, the offices their district, a commune's leader the commune. One query."""
    kinds: list[str] = [UnitKind.PROVINCE, UnitKind.DISTRICT, UnitKind.COMMUNE, UnitKind.TOWNSHIP]
    rows = UnitVersion.objects.filter(kind__in=kinds, valid__contains=clock.today())
    if not is_administrator(user):
        rows = rows.filter(unit_id__in=reach(user).units(*LEAD_ROLES, Role.COMMUNE_LEADER))
    found = rows.order_by("unit__order", "sort_key").values_list("unit_id", "name", "kind")
    return [(pk, name) for pk, name, _kind in sorted(found, key=lambda row: kinds.index(row[2]))]


@dataclass(frozen=True)
class HomeFigures:
    """Counts of the overview: how the plan stands, who has a plan of their own."""

    version: int | None
    issued: int
    drafting: bool
    parties: int
    with_plan: int
    launched: int
    overdue: int


def home_figures(user: User, campaign: Campaign) -> HomeFigures:
    """A constant number of queries."""
    states = list(campaign.versions.order_by("sequence").values_list("sequence", "state"))
    issued = [number for number, state in states if state == PlanState.ISSUED]
    lines = part_lines(user, campaign)
    return HomeFigures(
        version=issued[-1] if issued else None,
        issued=len(issued),
        drafting=len(issued) < len(states),
        parties=len(lines),
        with_plan=sum(line.plan is not None for line in lines),
        launched=sum(line.launch is not None for line in lines),
        overdue=sum(line.overdue for line in lines),
    )
