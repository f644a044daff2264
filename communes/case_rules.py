"""Who may do what with a recognition case, on the reach of the person's posts today."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from communes.enums import Role
from communes.recognition_enums import CaseState
from communes.rules import COMMUNE_ROLES, REVIEWERS, Reach, reach
from kbang_ntm.core.models import User

# What the district's people read: everything that has left the unit that prepares it.
LEFT_COMMUNE = frozenset(set(CaseState) - {CaseState.DRAFT})
# Who types what stands on papers of the body that recognises.
TYPISTS = (Role.COORDINATION, Role.CLERK)


def filter_cases(mine: Reach, cases: QuerySet[Any]) -> QuerySet[Any]:
    """Own unit's cases in every state, others' once sent, for those who read the district."""
    own = Q(responsible_id__in=mine.units(*COMMUNE_ROLES)) | Q(
        verifier_id__in=mine.units(*COMMUNE_ROLES), state__in=LEFT_COMMUNE
    )
    if mine.has(Role.COORDINATION):
        return cases
    if mine.reads_district:
        return cases.filter(own | Q(state__in=LEFT_COMMUNE))
    return cases.filter(own)


def may_prepare(user: User, case: Any) -> bool:
    """Prepares the dossier: the commune's people, or the office for the district's own case."""
    mine = reach(user)
    return case.responsible_id in mine.units(*COMMUNE_ROLES, Role.COORDINATION)


def may_send(user: User, case: Any) -> bool:
    """Sends the dossier up: the leader of the commune that prepared it."""
    return case.responsible_id in reach(user).units(Role.COMMUNE_LEADER)


def _stands_in(user: User, case: Any) -> bool:
    """Works for the unit in charge while the body that verified is no more."""
    return case.responsible_id in reach(user).units(*COMMUNE_ROLES) and not case.verifier_lives()


def may_verify(user: User, case: Any) -> bool:
    """Leads the verification: the office, or the people of a successor that was named."""
    mine = reach(user).units(Role.COORDINATION, *COMMUNE_ROLES)
    return case.verifier_id in mine or _stands_in(user, case)


def may_judge(user: User, case: Any) -> bool:
    """Says of a criterion whether it is met; the duty of the agency is asked besides."""
    mine = reach(user)
    return case.verifier_id in mine.units(*REVIEWERS) or may_verify(user, case)


def may_submit(user: User, case: Any) -> bool:
    """Signs the submission to the level that recognises."""
    mine = reach(user).units(Role.DISTRICT_LEADER, Role.COMMUNE_LEADER)
    return case.verifier_id in mine or _stands_in(user, case)


def may_register(user: User, case: Any) -> bool:
    """Types number and date of a paper of the body that recognises."""
    mine = reach(user)
    return (
        case.verifier_id in mine.units(*TYPISTS, *COMMUNE_ROLES)
        or case.responsible_id in mine.units(*TYPISTS)
        or _stands_in(user, case)
    )


def may_publish(user: User, case: Any) -> bool:
    """Announces: who types the decision, or the commune itself."""
    return may_register(user, case) or case.responsible_id in reach(user).units(*COMMUNE_ROLES)


def may_name_successor(user: User, case: Any) -> bool:
    """Names who goes on after a body has ended."""
    mine = reach(user)
    return (
        mine.has(Role.COORDINATION, Role.ADMINISTRATOR)
        or user.is_superuser
        or case.responsible_id in mine.units(Role.COMMUNE_LEADER)
    )


def may_work_on(user: User, case: Any) -> bool:
    """Has any act in the case: may then confirm a colleague's late paper."""
    return (
        may_prepare(user, case)
        or may_register(user, case)
        or may_submit(user, case)
        or may_verify(user, case)
    )


def may_open(user: User) -> bool:
    """Opens cases somewhere: for a commune, its villages, or the district."""
    return reach(user).has(*COMMUNE_ROLES, Role.COORDINATION)


def sees_cases(user: User) -> bool:
    """Has any use of the list of cases."""
    return may_open(user) or reach(user).reads_district
