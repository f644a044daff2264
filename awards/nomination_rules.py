"""Who proposes, receives, appraises and reads nominations; who keeps rounds."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from awards.council_rules import sits_in
from campaigns.rules import acting
from communes.enums import Role
from communes.rules import COMMUNE_ROLES, is_administrator, reach
from kbang_ntm.core.models import User


def desk_units(user: User) -> frozenset[int]:
    """Ids of the levels a person is the desk of: Phòng Nội vụ of the district, the commune's
    people of the commune."""
    mine = reach(user)
    return frozenset(mine.units(Role.HOME_AFFAIRS)) | frozenset(mine.units(*COMMUNE_ROLES))


def leader_units(user: User) -> frozenset[int]:
    """Ids of the levels a person decides for, as chairman (or for the chairman) of UBND."""
    return frozenset(reach(user).units(Role.DISTRICT_LEADER, Role.COMMUNE_LEADER))


def reader_units(user: User) -> frozenset[int]:
    """Ids of the levels whose sent nominations a person reads by duty."""
    return desk_units(user) | leader_units(user) | frozenset(reach(user).units(Role.CLERK))


def is_desk(user: User, unit_id: int) -> bool:
    """Keeps rounds, receives and appraises for that level."""
    return unit_id in desk_units(user)


def proposer_of(row: Any) -> tuple[int | None, int | None]:
    """(unit id, agency id) of who proposes: whoever goes on for it, else its own."""
    if row.passed_unit_id or row.passed_agency_id:
        return row.passed_unit_id, row.passed_agency_id
    return row.unit_id, row.agency_id


def proposed_by(user: User) -> Q:
    """Nominations of the units and agencies the person speaks for."""
    mine = acting(user)
    own = Q(passed_unit__isnull=True, passed_agency__isnull=True)
    return (
        own & (Q(unit_id__in=mine.units) | Q(agency_id__in=mine.agencies))
        | Q(passed_unit_id__in=mine.units)
        | Q(passed_agency_id__in=mine.agencies)
    )


def seen_by(user: User) -> Q:
    """Own nominations; of the levels read by duty what was sent; of a council sat in, what is or
    was on its agenda."""
    sent = ~Q(state="draft")
    council = Q(round__unit_id__in=sits_in(user), state__in=AT_COUNCIL_OR_LATER)
    return proposed_by(user) | sent & (Q(round__unit_id__in=reader_units(user)) | council)


AT_COUNCIL_OR_LATER = (
    "at_council",
    "recommended",
    "not_recommended",
    "decided",
    "sent_up",
    "answered",
)


def may_write(user: User, nomination: Any) -> bool:
    """Speaks for the proposer."""
    return acting(user).speaks_for(*proposer_of(nomination))


def may_send(user: User, nomination: Any) -> bool:
    """Sends for the proposer: a commune's leader, anybody of an agency."""
    unit_id, agency_id = proposer_of(nomination)
    if unit_id is not None:
        return unit_id in reach(user).units(Role.COMMUNE_LEADER)
    return agency_id in acting(user).agencies


def may_appraise(user: User, nomination: Any) -> bool:
    """Works for the desk of the level the round belongs to."""
    return is_desk(user, nomination.round.unit_id)


def may_keep_round(user: User, award_round: Any) -> bool:
    """Writes the round: the desk of its level."""
    return is_desk(user, award_round.unit_id)


def may_decide(user: User, nomination: Any) -> bool:
    """Leads the level the round belongs to."""
    return nomination.round.unit_id in leader_units(user)


def may_suspend(user: User, nomination: Any) -> bool:
    """The desk, or the leader of the level."""
    return may_appraise(user, nomination) or may_decide(user, nomination)


def may_moderate(user: User, comment: Any) -> bool:
    """Reads and answers comments on a posted list: the desk of its level."""
    return is_desk(user, comment.posting.round.unit_id)


def reads_awards(user: User) -> bool:
    """Opens the pages of awards: proposers, desks, councils, leaders, quản trị."""
    return (
        acting(user).anybody
        or bool(reader_units(user))
        or is_administrator(user)
        or bool(sits_in(user))  # the last: the only one that is asked from the database
    )


def may_record_result(user: User, nomination: Any) -> bool:
    """Whoever signs the session of the nomination's council: its chair, sitting for that level."""
    return nomination.round.unit_id in sits_in(user)
