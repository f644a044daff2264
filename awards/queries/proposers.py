"""For whom a person may propose in a round, clusters headed, rounds of the own level."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from django.db.models import Q

from awards.models import AwardRound
from campaigns.models import ClusterHead, EmulationCluster
from campaigns.queries.parties import Names, party_names
from campaigns.rules import acting
from communes.models import Agency, UnitVersion
from kbang_ntm.core import clock
from kbang_ntm.core.models import User


def level_of(unit_ids: Collection[int], agency_ids: Collection[int], day: date) -> frozenset[int]:
    """Ids of the units whose rounds these units and agencies propose in: their own, and the one
    above on that day. Two queries at most."""
    found = set(unit_ids)
    if unit_ids:
        above = UnitVersion.objects.filter(unit_id__in=unit_ids, valid__contains=day)
        found |= {pk for pk in above.values_list("parent_id", flat=True) if pk}
    if agency_ids:
        found |= set(Agency.objects.filter(pk__in=agency_ids).values_list("unit_id", flat=True))
    return frozenset(found)


def whose(unit_id: int | None, agency_id: int | None) -> Q:
    """Rows of that unit or agency."""
    return Q(unit_id=unit_id) if unit_id is not None else Q(agency_id=agency_id)


def proposes_in(
    award_round: AwardRound, unit_id: int | None, agency_id: int | None, day: date
) -> bool:
    """Whether that unit or agency belongs to the round's level. One query."""
    units = [unit_id] if unit_id else []
    agencies = [agency_id] if agency_id else []
    return award_round.unit_id in level_of(units, agencies, day)


def proposer_choices(user: User, award_round: AwardRound) -> list[tuple[str, str]]:
    """("u12" or "a7", name) of whom the person may propose for in the round. Four queries."""
    mine, today = acting(user), clock.today()
    units = sorted(pk for pk in mine.units if proposes_in(award_round, pk, None, today))
    agencies = sorted(
        Agency.objects.filter(pk__in=mine.agencies, unit_id=award_round.unit_id).values_list(
            "pk", flat=True
        )
    )
    names: Names = party_names(units, agencies, today)
    return [
        *((f"u{pk}", names.of(pk, None)) for pk in units),
        *((f"a{pk}", names.of(None, pk)) for pk in agencies),
    ]


def _heads(where: Q, year: int) -> list[EmulationCluster]:
    heads = ClusterHead.objects.filter(where, year=year, withdrawn_at__isnull=True)
    rows = EmulationCluster.objects.filter(pk__in=heads.values("cluster_id"))
    return list(rows.order_by("name"))


def clusters_headed(user: User, year: int) -> list[EmulationCluster]:
    """Clusters headed this year by a unit or agency the person speaks for. One query."""
    mine = acting(user)
    return _heads(Q(member__unit_id__in=mine.units) | Q(member__agency_id__in=mine.agencies), year)


def heads_cluster(
    cluster: EmulationCluster, unit_id: int | None, agency_id: int | None, year: int
) -> bool:
    """Whether that unit or agency heads the cluster in the year. One query."""
    whose = Q(member__unit_id=unit_id) if unit_id else Q(member__agency_id=agency_id)
    return cluster.pk in {one.pk for one in _heads(whose, year)}
