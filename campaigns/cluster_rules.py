"""Who may do what in clusters, pledges and scoring."""

from __future__ import annotations

from typing import Any

from campaigns.rules import acting, leads_unit
from communes.enums import UnitKind
from communes.rules import is_administrator, reach
from kbang_ntm.core.models import User


def keeps_clusters_of(user: User, unit_id: int) -> bool:
    """Keeps the clusters of that unit: the district's two offices, or the commune's people."""
    return leads_unit(user, unit_id)


def keeps_cluster(user: User, cluster: Any) -> bool:
    """Keeps that cluster: members, heads, scoring sheets."""
    return keeps_clusters_of(user, cluster.unit_id)


def speaks_for_member(user: User, member: Any) -> bool:
    """Acts for a member: its own people; for a village the people of its commune, since a village
    has no office."""
    if acting(user).speaks_for(member.unit_id, member.agency_id):
        return True
    if member.unit_id and member.unit.level == UnitKind.VILLAGE:
        return member.cluster.unit_id in reach(user).commune_ids
    return False


def may_keep_sheet(user: User, sheet: Any) -> bool:
    """Keeps the cluster of the sheet, or speaks for the member that heads it that year."""
    return keeps_cluster(user, sheet.cluster) or heads_year(user, sheet.cluster, sheet.year)


def heads_year(user: User, cluster: Any, year: int) -> bool:
    """Speaks for the member that heads the cluster in that year. One query."""
    rows = cluster.heads.model._default_manager  # models lie above rules
    heads = rows.filter(cluster=cluster, year=year, withdrawn_at__isnull=True)
    heads = heads.select_related("member__unit", "member__cluster")
    return any(speaks_for_member(user, head.member) for head in heads)


def may_sign(user: User, pledge: Any) -> bool:
    """Speaks for the member whose pledge it is."""
    return speaks_for_member(user, pledge.member)


def reads_every_cluster(user: User) -> bool:
    """The district's readers and quản trị see every cluster, the communes' own ones too."""
    return reach(user).reads_district or is_administrator(user)
