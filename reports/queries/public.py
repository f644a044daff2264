"""What everybody outside may read: promises, recognised units, and confirmed counts only."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date

from campaigns.models import Campaign
from communes.enums import Basis, PeriodKind, Standard, UnitKind
from communes.models import ReportingPeriod, Standing, Succession, UnitVersion
from reports.queries.outlook import Outlook, tiles_and_lines
from reports.queries.targets import (
    RecognisedUnit,
    campaign_on,
    promises,
    recognised_units,
)
from reports.queries.village_targets import VillageTarget, village_targets


@dataclass(frozen=True)
class PublicUnit:
    """A commune of the plan: recognition, confirmed count (None = none shown), who follows it."""

    recognition: RecognisedUnit
    met: int | None
    total: int
    followed_by: str


@dataclass(frozen=True)
class PublicPage:
    """All of the public page; `period` is the newest one confirmed for every commune of its map."""

    campaign: Campaign
    tiles: tuple[Outlook, ...]
    lines: tuple[Outlook, ...]
    units: tuple[PublicUnit, ...]
    villages: tuple[VillageTarget, ...]
    period: ReportingPeriod | None
    illustrative: bool


def public_page(day: date) -> PublicPage | None:
    """The page on a day; None before the plan is loaded. A constant number of queries."""
    campaign = campaign_on(day)
    if campaign is None:
        return None
    period = newest_confirmed_period()
    counts = {
        row.unit_id: row
        for row in Standing.objects.filter(
            period=period, basis=Basis.CONFIRMED, criteria_set__standard=Standard.NTM
        )
    }
    recognised = recognised_units(campaign, day)
    follows = followers([unit.unit_id for unit in recognised])
    units = []
    for unit in recognised:
        standing = counts.get(unit.unit_id)
        units.append(
            PublicUnit(
                recognition=unit,
                met=standing.criteria_met if standing else None,
                total=standing.criteria_total if standing else 0,
                followed_by=follows.get(unit.unit_id, ""),
            )
        )
    tiles, lines = tiles_and_lines(promises(campaign, day), campaign, day)
    # Nothing of a quarter is told before all of it is confirmed, of villages neither.
    villages = tuple(village_targets(campaign, day, up_to=period.ends if period else date.min))
    return PublicPage(
        campaign=campaign,
        tiles=tiles,
        lines=lines,
        units=tuple(units),
        villages=villages,
        period=period,
        illustrative=any(row.illustrative for row in counts.values())
        or any(village.illustrative for village in villages),
    )


def newest_confirmed_period() -> ReportingPeriod | None:
    """The newest quarter in which every commune of its last day's map is confirmed. Three queries.

    One unconfirmed commune keeps the whole quarter from the public.
    """
    done: Counter[int] = Counter(
        Standing.objects.filter(
            basis=Basis.CONFIRMED,
            criteria_set__standard=Standard.NTM,
            period__kind=PeriodKind.QUARTER,
        ).values_list("period_id", flat=True)
    )
    spans = [
        version.valid for version in UnitVersion.objects.filter(kind=UnitKind.COMMUNE).only("valid")
    ]
    for period in ReportingPeriod.objects.filter(pk__in=done).order_by("-ends"):
        if done[period.pk] >= sum(period.ends in span for span in spans):
            return period
    return None


def followers(unit_ids: list[int]) -> dict[int, str]:
    """{unit id: names of the units that follow it, "A, B (01/11/2024)"}; itself where it goes on.
    Three queries."""
    rows = list(
        Succession.objects.filter(predecessor_id__in=unit_ids)
        .exclude(successor=None)
        .order_by("date", "-population_share", "id")
    )
    names: dict[int, str] = {}
    for version in UnitVersion.objects.filter(
        unit_id__in=[row.successor_id for row in rows]
    ).order_by("valid"):
        names[version.unit_id] = version.short_name
    found: dict[int, list[str]] = {}
    for row in rows:
        name = names.get(row.successor_id, "")
        if name and name not in found.setdefault(row.predecessor_id, []):
            found[row.predecessor_id].append(name)
    return {unit_id: ", ".join(parts) for unit_id, parts in found.items()}
