"""For whom a person may inspect, what kinds, and where."""

from __future__ import annotations

from dataclasses import dataclass

from campaigns.inspection_enums import InspectionKind
from campaigns.inspection_rules import INSPECTORS
from campaigns.models import Campaign, InspectionPlan
from campaigns.queries.inspections import visible_plans
from campaigns.queries.parties import Party, communes_on
from campaigns.rules import LEAD_ROLES
from communes.enums import Role, Standard, UnitKind
from communes.models import Agency, Criterion, UnitVersion
from communes.queries.people import own_units
from communes.queries.register_lists import set_of_year
from communes.rules import reach
from kbang_ntm.core import clock
from kbang_ntm.core.models import User

Pairs = list[tuple[str, str]]


@dataclass(frozen=True)
class Offer:
    """What forms of plans and visits offer one person."""

    bodies: Pairs
    kinds: Pairs


def offer_to(user: User) -> Offer:
    """Own agencies and communes; supervision for the Front, the rest for the others. Two
    queries."""
    mine = reach(user)
    agency_ids = mine.agencies(*INSPECTORS, Role.FRONT)
    agencies = Agency.objects.filter(pk__in=agency_ids).order_by("name")
    bodies = [Party(None, one.pk, one.name) for one in agencies]
    bodies += [Party(one.unit_id, None, one.name) for one in own_units(user)]
    kinds = [
        (kind.value, f"{kind.label[:1].upper()}{kind.label[1:]}")
        for kind in InspectionKind
        if _may(user, kind)
    ]
    return Offer([(body.value, body.name) for body in bodies], kinds)


def _may(user: User, kind: InspectionKind) -> bool:
    mine = reach(user)
    if kind == InspectionKind.SUPERVISION:
        return mine.has(Role.FRONT)
    return mine.has(*INSPECTORS, *LEAD_ROLES) or bool(mine.commune_ids)


def places_to_inspect(user: User) -> list[tuple[int, str]]:
    """Communes of today for who inspects from the district; own communes and their villages for
    their people. Two queries."""
    mine, today = reach(user), clock.today()
    if mine.has(*INSPECTORS, Role.FRONT):
        return [(unit.unit_id, unit.name) for unit in communes_on(today) if unit.unit_id]
    own = [(one.unit_id, one.name) for one in own_units(user)]
    villages = UnitVersion.objects.filter(
        kind=UnitKind.VILLAGE, parent_id__in=mine.commune_ids, valid__contains=today
    ).order_by("sort_key")
    return own + [(one.unit_id, one.name) for one in villages]


def own_plans(user: User, campaign: Campaign) -> list[InspectionPlan]:
    """Plans of the person's own bodies, newest year first. One query."""
    mine = reach(user)
    rows = visible_plans(user).filter(campaign=campaign)
    agency_ids = mine.agencies(*INSPECTORS, Role.FRONT)
    return [
        row for row in rows if row.agency_id in agency_ids or row.body_unit_id in mine.commune_ids
    ]


def criteria_to_see() -> list[tuple[str, str]]:
    """Criteria of the commune's set in force, to choose from. Two queries at most."""
    found = set_of_year(Standard.NTM, clock.today().year)
    if found is None:
        return []
    rows = Criterion.objects.filter(criteria_set=found).order_by("order")
    return [(row.no, f"{row.no}. {row.short_title}") for row in rows]
