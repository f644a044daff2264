"""Who may do what in the registers that recognition rests on."""

from __future__ import annotations

from typing import Any

from communes.enums import Role
from communes.rules import is_coordination, reach
from kbang_ntm.core.models import User


def may_keep(user: User, row: Any) -> bool:
    """Enters or leads for the commune the row belongs to."""
    return row.unit_id in reach(user).commune_ids


def may_lead(user: User, row: Any) -> bool:
    """Leads the commune the row belongs to."""
    return row.unit_id in reach(user).units(Role.COMMUNE_LEADER)


def may_send_version(user: User, version: Any) -> bool:
    """Leads the commune whose registration this version is."""
    return may_lead(user, version.registration)


def is_front(user: User) -> bool:
    """Acts for Mặt trận."""
    return reach(user).has(Role.FRONT)


def may_survey(user: User, survey: Any) -> bool:
    """Acts for the Front of the unit that holds the survey."""
    return survey.front_unit_id in reach(user).units(Role.FRONT)


def reads_registers(user: User) -> bool:
    """Opens the pages of the registers: a commune's people and the district's readers."""
    mine = reach(user)
    return bool(mine.commune_ids) or mine.reads_district


def sees_open_rounds(user: User) -> bool:
    """The coordination office calls those who are late: it sees what is still open."""
    return is_coordination(user)
