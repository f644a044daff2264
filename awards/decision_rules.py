"""Who prepares, decides, registers and reads decisions; who keeps the fund."""

from __future__ import annotations

from typing import Any

from django.apps import apps
from django.db.models import Q

from awards.nomination_rules import desk_units, is_desk, leader_units
from campaigns.rules import acting
from communes.enums import Role
from communes.rules import COMMUNE_ROLES, is_administrator, reach
from kbang_ntm.core.models import User


def register_units(user: User) -> frozenset[int]:
    """Ids of the levels a person registers numbers for: văn thư, in a commune its people."""
    mine = reach(user)
    return frozenset(mine.units(Role.CLERK)) | frozenset(mine.units(*COMMUNE_ROLES))


def seen_by(user: User) -> Q:
    """Decisions of the levels worked for; issued ones of everybody they name."""
    mine = acting(user)
    here = desk_units(user) | leader_units(user) | register_units(user)
    proposed = apps.get_model("awards", "Award").objects.filter(
        Q(nomination__unit_id__in=mine.units)
        | Q(nomination__agency_id__in=mine.agencies)
        | Q(nomination__passed_unit_id__in=mine.units)
        | Q(nomination__passed_agency_id__in=mine.agencies)
    )
    return Q(unit_id__in=here) | Q(state="issued", pk__in=proposed.values("decision_id"))


def may_draft(user: User, decision: Any) -> bool:
    """Prepares it: the desk of the level."""
    return is_desk(user, decision.unit_id)


def may_verify(user: User, decision: Any) -> bool:
    """Compares an old decision with its scan: the desk or the văn thư, not who entered it."""
    works_here = is_desk(user, decision.unit_id) or may_register(user, decision)
    return works_here and decision.made_by_id != user.pk


def may_decide(user: User, decision: Any) -> bool:
    """Decides: the leader of the level, never who merely sits in the council."""
    return decision.unit_id in leader_units(user)


def may_register(user: User, decision: Any) -> bool:
    """Enters number and day."""
    return decision.unit_id in register_units(user)


def may_keep_fund(user: User, fund: Any) -> bool:
    """Writes the ledger of the level's fund: the desk."""
    return is_desk(user, fund.unit_id)


def reads_funds(user: User) -> bool:
    """Opens the pages of funds."""
    return bool(desk_units(user) | leader_units(user)) or is_administrator(user)


def fund_units(user: User) -> frozenset[int]:
    """Ids of the levels whose funds a person reads: the desk's and the leader's."""
    return desk_units(user) | leader_units(user)


def works_on_decisions(user: User) -> bool:
    """Opens the pages of decisions: desk, leader and văn thư of a level, proposers."""
    return (
        acting(user).anybody
        or bool(desk_units(user) | leader_units(user) | register_units(user))
        or is_administrator(user)
    )
