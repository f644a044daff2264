"""Who leads a campaign, and for whom a person acts in it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from communes.enums import Role
from communes.rules import COMMUNE_ROLES, REVIEWERS, is_administrator, reach
from kbang_ntm.core.models import User

LEAD_ROLES = frozenset({Role.COORDINATION, Role.HOME_AFFAIRS})
"""Văn phòng Điều phối leads the movement, Phòng Nội vụ is its standing body (sections III, IV of
the plan)."""


@dataclass(frozen=True)
class Acting:
    """For whom a person speaks today: ids of units (communes) and of agencies."""

    units: frozenset[int]
    agencies: frozenset[int]

    @property
    def anybody(self) -> bool:
        """Speaks for somebody at all."""
        return bool(self.units or self.agencies)

    def speaks_for(self, unit_id: int | None, agency_id: int | None) -> bool:
        """Whether that unit or agency is one of the person's own."""
        return unit_id in self.units or agency_id in self.agencies


def acting(user: User) -> Acting:
    """The communes a person enters or leads for, the agencies it works in."""
    mine = reach(user)
    return Acting(mine.commune_ids, mine.agencies(*REVIEWERS, Role.EDITOR, Role.CLERK))


def leads_unit(user: User, unit_id: int) -> bool:
    """Runs campaigns of that unit: the district's two offices, a commune its own, quản trị all."""
    mine = reach(user)
    if unit_id in mine.units(*LEAD_ROLES) or unit_id in mine.units(*COMMUNE_ROLES):
        return True
    return is_administrator(user)


def leads(user: User, campaign: Any) -> bool:
    """Runs that campaign: writes its plan, gives tasks, keeps its registers."""
    return leads_unit(user, campaign.unit_id)


def leads_any(user: User) -> bool:
    """Runs some campaign of the district (or is quản trị)."""
    return is_administrator(user) or reach(user).has(*LEAD_ROLES)


def reads_campaigns(user: User) -> bool:
    """Opens the pages of the movement: everybody with a post in a commune or in the district."""
    mine = reach(user)
    return bool(mine.commune_ids) or mine.reads_district or is_administrator(user)


def may_run_review(user: User, event: Any) -> bool:
    """Runs campaigns of the unit that holds the review."""
    return leads_unit(user, event.unit_id)
