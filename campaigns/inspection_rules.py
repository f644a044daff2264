"""Who inspects, who supervises, and who answers for what was found lacking."""

from __future__ import annotations

from typing import Any

from campaigns.inspection_enums import InspectionKind
from campaigns.rules import LEAD_ROLES, acting, leads_any
from communes.enums import Role
from communes.rules import COMMUNE_ROLES, reach
from kbang_ntm.core.models import User

INSPECTORS = frozenset({*LEAD_ROLES, Role.AGENCY_OFFICER, Role.AGENCY_HEAD})


def may_plan(user: User) -> bool:
    """Begins a plan, a visit or a draw: the offices and agencies, the Front, communes."""
    mine = reach(user)
    return mine.has(*INSPECTORS, Role.FRONT) or bool(mine.commune_ids)


def may_draw(user: User) -> bool:
    """Draws units to inspect: who leads the movement."""
    return leads_any(user)


def inspects_for(user: User, kind: str, unit_id: int | None, agency_id: int | None) -> bool:
    """Acts for that body in a visit of that kind. Supervision is kept by the role Mặt trận, and
    Mặt trận does nothing else here; the offices that lead help every agency of the district."""
    mine = reach(user)
    if kind == InspectionKind.SUPERVISION:
        return agency_id in mine.agencies(Role.FRONT) or unit_id in mine.units(Role.FRONT)
    if unit_id is not None:
        return unit_id in mine.units(*COMMUNE_ROLES, *INSPECTORS)
    return agency_id in mine.agencies(*INSPECTORS) or mine.has(*LEAD_ROLES)


def may_inspect(user: User, inspection: Any) -> bool:
    """Acts for the body that makes this visit."""
    return inspects_for(user, inspection.kind, inspection.body_unit_id, inspection.agency_id)


def may_issue(user: User, plan: Any) -> bool:
    """Acts for the body whose plan this is."""
    return inspects_for(user, plan.kind, plan.body_unit_id, plan.agency_id)


def may_judge(user: User, finding: Any) -> bool:
    """Acts for the body that found it; once an agency has ended and nobody followed it, the leader
    of the commune that answers for it."""
    inspection = finding.inspection
    if may_inspect(user, inspection):
        return True
    mine, agency = reach(user), inspection.agency
    ended = agency is not None and mine.on not in agency.valid
    return ended and finding.unit_id in mine.units(Role.COMMUNE_LEADER)


def may_mend(user: User, finding: Any) -> bool:
    """Speaks for the unit or agency that answers for it."""
    return acting(user).speaks_for(finding.unit_id, finding.agency_id)
