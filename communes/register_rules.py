"""Who may do what in the registers that recognition rests on."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from django.db.models import Q

from communes.enums import Role
from communes.rules import is_coordination, reach
from kbang_ntm.core.models import User


def kept_by(unit_ids: Collection[int], prefix: str = "") -> Q:
    """Rows of registers that these communes keep: their own, unless another goes on with them, and
    those that passed to them. `prefix` leads to the row, as in "registration__"."""
    own = Q(**{f"{prefix}passed_to__isnull": True, f"{prefix}unit_id__in": unit_ids})
    return own | Q(**{f"{prefix}passed_to_id__in": unit_ids})


def keeper_of(row: Any) -> int:
    """Id of the commune that keeps a row: the one it passed to, else its own."""
    found: int = row.passed_to_id or row.unit_id
    return found


def may_keep(user: User, row: Any) -> bool:
    """Enters or leads for the commune that keeps the row."""
    return keeper_of(row) in reach(user).commune_ids


def may_lead(user: User, row: Any) -> bool:
    """Leads the commune that keeps the row."""
    return keeper_of(row) in reach(user).units(Role.COMMUNE_LEADER)


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
