"""What everybody outside may read: promises, recognised units, and confirmed counts only."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from campaigns.models import Campaign
from campaigns.queries.contribution_totals import PublicSums, public_sums
from campaigns.queries.current import campaign_on
from campaigns.queries.outlook import Outlook, tiles_and_lines
from campaigns.queries.promises import RecognisedUnit, promises, recognised_units
from campaigns.queries.village_targets import VillageTarget, village_targets
from communes.enums import Basis, Standard
from communes.models import ReportingPeriod, Standing, Succession, UnitVersion
from kbang_ntm.core.once import one_reading
from reports.queries.units import Count, UnitLine, counts_on, newest_confirmed_period, units_on


@dataclass(frozen=True)
class PublicUnit:
    """A commune of the plan: recognition, confirmed count (None = none shown), who follows it."""

    recognition: RecognisedUnit
    met: int | None
    total: int
    followed_by: str


@dataclass(frozen=True)
class PublicPage:
    """All of the public page; `period` is the newest one confirmed for every commune of its map.

    `map_units` are the units of another day's map, with counts carried onto it; None where none
    was asked for. `given` are the sums of contributions: no donor is among them.
    """

    campaign: Campaign
    tiles: tuple[Outlook, ...]
    lines: tuple[Outlook, ...]
    units: tuple[PublicUnit, ...]
    villages: tuple[VillageTarget, ...]
    period: ReportingPeriod | None
    illustrative: bool
    given: PublicSums
    map_units: tuple[UnitLine, ...] | None = None


def public_page(
    day: date, *, map_date: date | None = None, known_at: datetime | None = None
) -> PublicPage | None:
    """The page on a day; None before the plan is loaded. A constant number of queries.

    Another map shows confirmed figures only, carried; `known_at` what was confirmed by then.
    """
    campaign = campaign_on(day)
    if campaign is None:
        return None
    with one_reading():
        return _page(campaign, day, map_date, known_at)


def _page(
    campaign: Campaign, day: date, map_date: date | None, known_at: datetime | None
) -> PublicPage:
    period = newest_confirmed_period(known_at)
    recognised = recognised_units(campaign, day)
    standings = {
        row.unit_id: row
        for row in Standing.objects.filter(
            period=period,
            basis=Basis.CONFIRMED,
            criteria_set__standard=Standard.NTM,
            unit_id__in=[unit.unit_id for unit in recognised],
        )
    }
    counts = {
        unit_id: Count(row.criteria_met, row.criteria_total, "")
        for unit_id, row in standings.items()
    }
    if known_at is not None:
        counts = counts_on(period, None, known_at) if period else {}
    follows = followers([unit.unit_id for unit in recognised])
    units = [_unit(unit, counts.get(unit.unit_id), follows) for unit in recognised]
    map_units = None
    if map_date is not None:
        onto = counts_on(period, map_date, known_at) if period else {}
        map_units = tuple(units_on(map_date, known_at=known_at, counts=onto))
    tiles, lines = tiles_and_lines(promises(campaign, day), campaign, day)
    # Nothing of a quarter is told before all of it is confirmed, of villages neither.
    villages = tuple(village_targets(campaign, day, up_to=period.ends if period else date.min))
    given = public_sums(campaign, map_date, known_at=known_at)
    return PublicPage(
        campaign=campaign,
        tiles=tiles,
        lines=lines,
        units=tuple(units),
        villages=villages,
        period=period,
        illustrative=any(row.illustrative for row in standings.values())
        or any(village.illustrative for village in villages)
        or given.illustrative,
        given=given,
        map_units=map_units,
    )


def _unit(unit: RecognisedUnit, count: Count | None, follows: dict[int, str]) -> PublicUnit:
    return PublicUnit(
        recognition=unit,
        met=count.met if count else None,
        total=count.total if count else 0,
        followed_by=follows.get(unit.unit_id, ""),
    )


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
