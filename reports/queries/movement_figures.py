"""Sums over a whole campaign that its papers print, whoever may print them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, Max, Q, Sum

from campaigns.models import Campaign, Contribution, ContributionPlan
from campaigns.queries.contribution_totals import Sums, groups
from campaigns.queries.contributions import Reading, units_of_ledger
from communes.enums import UnitKind

ZERO = Decimal(0)


@dataclass(frozen=True)
class Mobilised:
    """The ledger of a campaign: đồng planned by source, by year, and sums by unit that has rows.
    `until` is the day of the newest row."""

    campaign_id: int
    whole: Sums
    planned: dict[str, Decimal]
    years: tuple[tuple[int, Decimal], ...]
    units: tuple[tuple[str, Sums], ...]
    until: date | None
    illustrative: bool


def mobilised(campaign: Campaign) -> Mobilised:
    """Of a district's campaign all units, of a commune's its own unit only. Five queries."""
    names = units_of_ledger(
        Reading(
            own=frozenset({campaign.unit_id}),
            all_units=campaign.unit.level in (UnitKind.DISTRICT, UnitKind.PROVINCE),
            all_donors=False,
        )
    )
    ids = [pk for pk, _name in names]
    rows = Contribution.objects.filter(campaign=campaign, unit_id__in=ids)
    whole = Sums()
    per_unit: dict[int, Sums] = defaultdict(Sums)
    for group in groups(campaign=campaign, unit_id__in=ids):
        whole.add(group)
        per_unit[group.unit_id].add(group)
    planned: dict[str, Decimal] = defaultdict(lambda: ZERO)
    plans = ContributionPlan.objects.filter(campaign=campaign, unit_id__in=ids)
    for source, amount in plans.values_list("source", "amount"):
        planned[source] += amount
    by_year = (
        rows.order_by("on__year").values_list("on__year").annotate(worth=Sum("value", default=ZERO))
    )
    last = rows.aggregate(until=Max("on"), invented=Count("id", filter=Q(illustrative=True)))
    return Mobilised(
        campaign_id=campaign.pk,
        whole=whole,
        planned=dict(planned),
        years=tuple(by_year),
        units=tuple((name, per_unit[pk]) for pk, name in names if pk in per_unit),
        until=last["until"],
        illustrative=bool(last["invented"]),
    )
