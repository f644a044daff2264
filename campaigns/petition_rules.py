"""Who sends, receives, decides and answers petitions, and who keeps the people's voice."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from campaigns.rules import acting
from communes.enums import Role
from communes.rules import COMMUNE_ROLES, is_administrator, reach
from kbang_ntm.core.models import User


def sender_of(row: Any) -> tuple[int | None, int | None]:
    """(unit id, agency id) of who sent a petition: whoever goes on for it, else its own."""
    if row.passed_to_id or row.passed_agency_id:
        return row.passed_to_id, row.passed_agency_id
    return row.unit_id, row.agency_id


def sent_by(user: User) -> Q:
    """Petitions of the units and agencies the person speaks for."""
    mine = acting(user)
    own = Q(passed_to__isnull=True, passed_agency__isnull=True)
    return (
        own & (Q(unit_id__in=mine.units) | Q(agency_id__in=mine.agencies))
        | Q(passed_to_id__in=mine.units)
        | Q(passed_agency_id__in=mine.agencies)
    )


def handled_by(user: User) -> Q:
    """Petitions put to the offices the person receives for; a commune without a district above
    receives its own."""
    mine = reach(user)
    return Q(to_agency_id__in=mine.agencies(Role.HOME_AFFAIRS)) | Q(
        to_agency__isnull=True, to_unit_id__in=mine.units(*COMMUNE_ROLES)
    )


def is_desk(user: User) -> bool:
    """Works for an office that receives and compiles petitions of a district."""
    return reach(user).has(Role.HOME_AFFAIRS)


def may_write(user: User, petition: Any) -> bool:
    """Speaks for the sender."""
    return acting(user).speaks_for(*sender_of(petition))


def may_send(user: User, petition: Any) -> bool:
    """Sends for the sender: a commune's leader, anybody of an agency."""
    unit_id, agency_id = sender_of(petition)
    if unit_id is not None:
        return unit_id in reach(user).units(Role.COMMUNE_LEADER)
    return agency_id in acting(user).agencies


def may_handle(user: User, row: Any) -> bool:
    """Receives, compiles and answers for the office a petition (or a compiled list) went to."""
    mine = reach(user)
    if row.to_agency_id is not None:
        return row.to_agency_id in mine.agencies(Role.HOME_AFFAIRS)
    return row.to_unit_id in mine.units(*COMMUNE_ROLES)


def may_decide(user: User, row: Any) -> bool:
    """Decides for the unit: the leader of the district, of the commune where none is above."""
    mine = reach(user)
    if row.to_unit_id in mine.units(Role.DISTRICT_LEADER):
        return True
    return row.to_agency_id is None and row.to_unit_id in mine.units(Role.COMMUNE_LEADER)


def reads_petitions(user: User) -> bool:
    """Opens the pages of petitions: senders, the district's readers, quản trị."""
    return acting(user).anybody or reach(user).reads_district or is_administrator(user)


def keeper_of(voice: Any) -> int:
    """Id of the commune that keeps an opinion: the one it passed to, else its own."""
    found: int = voice.passed_to_id or voice.unit_id
    return found


def may_keep(user: User, voice: Any) -> bool:
    """Works for the commune that keeps the opinion."""
    return keeper_of(voice) in reach(user).commune_ids


def may_publish(user: User, voice: Any) -> bool:
    """Leads the commune that keeps the opinion."""
    return keeper_of(voice) in reach(user).units(Role.COMMUNE_LEADER)
