"""Who may do what with tasks, guidance, proposals, letters and boards."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from campaigns.rules import LEAD_ROLES, Acting, acting, leads, leads_unit
from communes.enums import Role
from communes.rules import COMMUNE_ROLES, is_administrator, reach
from kbang_ntm.core.models import User

Holder = tuple[int | None, int | None]
"""(unit id, agency id), one of them None: who a task is with."""


def holder_of(task: Any) -> Holder:
    """Who goes on with a task: the unit or agency it passed to, else its own."""
    if task.passed_unit_id or task.passed_agency_id:
        return task.passed_unit_id, task.passed_agency_id
    return task.unit_id, task.agency_id


def held_by(who: Acting, prefix: str = "") -> Q:
    """Tasks these units and agencies go on with; `prefix` leads to the task, as in "task__"."""
    p = prefix
    own = Q(**{f"{p}passed_unit__isnull": True, f"{p}passed_agency__isnull": True})
    own &= Q(**{f"{p}unit_id__in": who.units}) | Q(**{f"{p}agency_id__in": who.agencies})
    passed = Q(**{f"{p}passed_unit_id__in": who.units})
    return own | passed | Q(**{f"{p}passed_agency_id__in": who.agencies})


def may_do(user: User, task: Any) -> bool:
    """Works for the unit or agency that leads the task."""
    return acting(user).speaks_for(*holder_of(task))


def may_lead(user: User, task: Any) -> bool:
    """Runs the campaign the task belongs to: gives, confirms, returns, withdraws."""
    return leads(user, task.campaign)


def may_note(user: User, task: Any) -> bool:
    """Writes how a task goes: who does it, who works along, who gave it."""
    who = acting(user)
    if who.speaks_for(*holder_of(task)) or may_lead(user, task):
        return True
    return any(who.speaks_for(one.unit_id, one.agency_id) for one in task.parties.all())


def may_answer_proposal(user: User, proposal: Any) -> bool:
    """Runs the campaign: records what was decided on a proposal."""
    return leads(user, proposal.campaign)


def may_raise(user: User, proposal: Any) -> bool:
    """Works for the agency that made the proposal."""
    return proposal.agency_id in acting(user).agencies


def keeps_letters(user: User, unit_id: int) -> bool:
    """Keeps the register of incoming letters of a unit: its clerk, the people of a commune."""
    mine = reach(user)
    return unit_id in mine.units(Role.CLERK) or unit_id in mine.commune_ids


def keeps_some_letters(user: User) -> bool:
    """Keeps the register of some unit."""
    mine = reach(user)
    return mine.has(Role.CLERK, *COMMUNE_ROLES)


def reads_letters(user: User) -> bool:
    """Opens the register of letters: who keeps one, who leads, who may have one to answer."""
    mine = reach(user)
    if keeps_some_letters(user) or mine.has(Role.DISTRICT_LEADER, *LEAD_ROLES):
        return True
    return bool(acting(user).agencies)


def keeps_board(user: User, unit_id: int, parent_id: int | None = None) -> bool:
    """Keeps the boards of a unit: who runs campaigns of it; the commune those of its villages."""
    if leads_unit(user, unit_id):
        return True
    return parent_id is not None and parent_id in reach(user).commune_ids


def reads_all(user: User) -> bool:
    """Sees the tasks of everybody: the district's readers and quản trị."""
    return reach(user).reads_district or is_administrator(user)
