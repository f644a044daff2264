"""Who proposes, edits and approves stories, and who keeps the registers beside them."""

from __future__ import annotations

from typing import Any

from django.db.models import Q, QuerySet

from campaigns.rules import LEAD_ROLES, acting
from communes.enums import Role, UnitKind
from communes.models import UnitVersion
from communes.queries.register_rules import kept_units
from communes.rules import is_administrator, reach
from kbang_ntm.core import clock
from kbang_ntm.core.models import User


def standing_districts() -> QuerySet[UnitVersion]:
    """Districts on the map of today."""
    return UnitVersion.objects.filter(kind=UnitKind.DISTRICT, valid__contains=clock.today())


def district_stands() -> bool:
    """Whether a district is on the map of today. One query."""
    return standing_districts().exists()


def _commune_runs(user: User, story: Any, *roles: str) -> bool:
    """Without a district the commune edits and approves the stories about its own people."""
    if story.unit_id is None or not reach(user).has(*roles):
        return False
    return story.unit_id in kept_units(user) and not district_stands()


def may_edit(user: User, story: Any) -> bool:
    """Trung tâm Văn hóa, Thông tin và Thể thao edits."""
    if reach(user).has(Role.EDITOR):
        return True
    return _commune_runs(user, story, Role.COMMUNE_OFFICER, Role.COMMUNE_LEADER)


def may_approve(user: User, story: Any) -> bool:
    """The two offices that lead the movement approve."""
    if reach(user).has(*LEAD_ROLES):
        return True
    return _commune_runs(user, story, Role.COMMUNE_LEADER)


def may_refuse(user: User, story: Any) -> bool:
    """Who edits sets aside what is not fit to print; what waits for approval, who approves."""
    if story.state == "waiting":
        return may_approve(user, story)
    return may_edit(user, story)


def seen_by(user: User) -> Q:
    """Published stories; those in the making for who edits or approves them and who proposed."""
    mine = reach(user)
    if mine.has(Role.EDITOR, *LEAD_ROLES) or is_administrator(user):
        return Q()
    own = Q(state="published") | Q(proposed_by=user)
    if mine.commune_ids and not district_stands():
        own |= Q(unit_id__in=kept_units(user))
    return own


def may_keep_row(user: User, row: Any) -> bool:
    """Writes in the registers for the unit or agency of a row."""
    return keeps_for(user, row.unit_id, row.agency_id)


def keeps_for(user: User, unit_id: int | None, agency_id: int | None) -> bool:
    """Writes in the registers for that unit (or what lies wholly in the own one) or agency."""
    if unit_id is not None:
        return unit_id in kept_units(user)
    return agency_id in acting(user).agencies


def rows_seen_by(user: User) -> Q:
    """Rows of the registers: all for the district's readers, else those the person keeps."""
    mine = reach(user)
    if mine.reads_district or is_administrator(user):
        return Q()
    return Q(unit_id__in=kept_units(user)) | Q(agency_id__in=acting(user).agencies)
