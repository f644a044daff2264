"""Who may see and print the district's papers."""

from __future__ import annotations

from communes.rules import COMMUNE_ROLES, is_administrator, reach, works_for_commune
from kbang_ntm.core.models import User


def may_see_district(user: User) -> bool:
    """Sees the district's matrix of sent figures: everybody with a post, commune or district."""
    return reach(user).reads_district or reach(user).has(*COMMUNE_ROLES) or is_administrator(user)


def may_print(user: User) -> bool:
    """Prints the district's reports: those who read the district."""
    return reach(user).reads_district or is_administrator(user)


def reads_district(user: User) -> bool:
    """Sees whom to call in the communes: the district's people, not the administrator as such."""
    return reach(user).reads_district


def may_see_packages(user: User) -> bool:
    """Sees packages of handover: quản trị all, a commune's people their own commune's."""
    return is_administrator(user) or works_for_commune(user)
