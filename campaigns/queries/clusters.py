"""Clusters with their members and heads, as one reader sees them; constant numbers of queries."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q, QuerySet
from psycopg2.extras import DateRange

from campaigns.cluster_enums import PledgeState
from campaigns.models import (
    ClusterHead,
    ClusterMember,
    EmulationCluster,
    Pledge,
    PledgeResult,
    ScoringSheet,
)
from campaigns.queries.parties import Names, Party, party_names
from communes.enums import UnitKind
from communes.models import Agency, UnitVersion
from communes.queries.register_rules import names_on
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import fold


def whole_year(year: int) -> DateRange:
    """All days of a year."""
    return DateRange(date(year, 1, 1), date(year + 1, 1, 1))


def members_in(cluster: EmulationCluster, year: int) -> list[ClusterMember]:
    """Members at some day of the year, agencies and units in their order. One query."""
    rows = ClusterMember.objects.filter(cluster=cluster, valid__overlap=whole_year(year))
    return list(
        rows.select_related("unit", "agency", "cluster").order_by(
            "unit__order", "agency__order", "id"
        )
    )


def member_names(members: Iterable[ClusterMember], on: date) -> dict[int, str]:
    """{member id: its name that day}. Two queries at most."""
    rows = list(members)
    names: Names = party_names([row.unit_id for row in rows], [row.agency_id for row in rows], on)
    return {row.pk: names.of(row.unit_id, row.agency_id) for row in rows}


def head_of(cluster: EmulationCluster, year: int) -> ClusterHead | None:
    """Who heads the cluster that year. One query."""
    return (
        ClusterHead.objects.filter(cluster=cluster, year=year, withdrawn_at__isnull=True)
        .select_related("member__unit", "member__agency", "member__cluster")
        .first()
    )


@dataclass(frozen=True)
class ClusterLine:
    """A cluster as the list prints it, in a year."""

    cluster: EmulationCluster
    owner: str
    members: int
    names: tuple[str, ...]
    head: str
    signed: int
    sheet: ScoringSheet | None


def cluster_lines(user: User, year: int, words: str = "") -> list[ClusterLine]:
    """Clusters alive in the year that the person sees. Eight queries at most."""
    seen: QuerySet[EmulationCluster] = EmulationCluster.objects.visible_to(user)
    found = list(
        seen.filter(valid__overlap=whole_year(year))
        .select_related("unit")
        .order_by("-unit__level", "unit__order", "name")
    )
    on = min(clock.today(), date(year, 12, 31))
    owners = names_on({row.unit_id for row in found}, on)
    members: dict[int, list[ClusterMember]] = defaultdict(list)
    for member in ClusterMember.objects.filter(
        cluster__in=found, valid__overlap=whole_year(year)
    ).order_by("unit__order", "agency__order", "id"):
        members[member.cluster_id].append(member)
    names = member_names((one for rows in members.values() for one in rows), on)
    heads = {
        row.cluster_id: row.member_id
        for row in ClusterHead.objects.filter(
            cluster__in=found, year=year, withdrawn_at__isnull=True
        )
    }
    sheets = {row.cluster_id: row for row in ScoringSheet.objects.filter(
        cluster__in=found, year=year
    )}  # fmt: skip
    signed = set(
        Pledge.objects.filter(
            member__cluster__in=found, year=year, state=PledgeState.SIGNED
        ).values_list("member_id", flat=True)
    )
    lines = [
        ClusterLine(
            cluster=row,
            owner=owners.get(row.unit_id, ""),
            members=len(members[row.pk]),
            names=tuple(names[one.pk] for one in members[row.pk]),
            head=names.get(heads.get(row.pk, 0), ""),
            signed=sum(one.pk in signed for one in members[row.pk]),
            sheet=sheets.get(row.pk),
        )
        for row in found
    ]
    wanted = fold(words).split()
    return [
        line
        for line in lines
        if all(
            word in fold(f"{line.cluster.name} {line.owner} {' '.join(line.names)}")
            for word in wanted
        )
    ]


def joinable(cluster: EmulationCluster, on: date) -> list[Party]:
    """Who may be a member on a day: of a district's cluster its agencies and communes, of a
    commune's cluster its villages; without those in it now. Three queries at most."""
    inside = set(cluster.members.filter(valid__contains=on).values_list("unit_id", "agency_id"))
    kinds = [UnitKind.COMMUNE, UnitKind.TOWNSHIP]
    agencies = Agency.objects.filter(valid__contains=on, unit_id=cluster.unit_id).order_by("order")
    found = [Party(None, pk, name) for pk, name in agencies.values_list("id", "name")]
    if cluster.unit.level != UnitKind.DISTRICT:
        kinds = [UnitKind.VILLAGE]
    units = UnitVersion.objects.filter(
        Q(parent_id=cluster.unit_id), kind__in=kinds, valid__contains=on
    ).order_by("unit__order", "sort_key")
    found += [Party(pk, None, name) for pk, name in units.values_list("unit_id", "name")]
    return [one for one in found if (one.unit_id, one.agency_id) not in inside]


@dataclass(frozen=True)
class PledgeLine:
    """A member of a cluster and its pledge of the year, as far as the person sees it."""

    member: ClusterMember
    name: str
    pledge: Pledge | None


def pledge_lines(user: User, cluster: EmulationCluster, year: int) -> list[PledgeLine]:
    """Every member of the year with its pledge. Four queries."""
    members = members_in(cluster, year)
    names = member_names(members, min(clock.today(), date(year, 12, 31)))
    rows: QuerySet[Pledge] = Pledge.objects.visible_to(user)
    pledges = {row.member_id: row for row in rows.filter(member__in=members, year=year).distinct()}
    return [PledgeLine(one, names[one.pk], pledges.get(one.pk)) for one in members]


def newest_results(target_ids: Collection[int]) -> dict[int, PledgeResult]:
    """{target id: its newest result}. One query."""
    rows = PledgeResult.objects.filter(target_id__in=target_ids).select_related("by")
    return {row.target_id: row for row in rows.order_by("id")}
