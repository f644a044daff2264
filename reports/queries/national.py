"""The country's period at one look: each province's communes counted, from standings alone."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, F, Q, Sum

from communes.enums import Basis
from communes.models import CriteriaSet, ReportingPeriod, Standing, UnitVersion
from communes.queries.footings import MAP
from communes.rules import SENT
from reports.queries.areas import areas_on, homes_of
from reports.queries.matrix import set_of


@dataclass(frozen=True)
class RollUp:
    """A province (or a district under none): communes, how many have sent and are confirmed, how
    many criteria they meet together, how many meet all."""

    unit_id: int | None
    name: str
    communes: int
    sent: int
    confirmed: int
    met: int
    full: int

    @property
    def average(self) -> Decimal | None:
        """Mean criteria met per commune that has sent; None before any has."""
        return Decimal(self.met) / self.sent if self.sent else None


@dataclass(frozen=True)
class Country:
    """All provinces and their sum."""

    period: ReportingPeriod
    criteria_set: CriteriaSet
    rows: tuple[RollUp, ...]
    whole: RollUp


_COUNTS = ("sent", "confirmed", "met", "full")


def roll_up(period: ReportingPeriod) -> Country | None:
    """The period by province; None without a criteria set. Figures of reports that were sent.
    Two queries and the map's, whatever the number of communes; the database counts the figures."""
    criteria_set = set_of(period)
    if criteria_set is None:
        return None
    homes = homes_of(period.ends)
    above = {area.unit_id: area.above or area.unit_id for area in areas_on(period.ends)}
    provinces = {unit: above.get(home or 0, home) for unit, home in homes.items()}
    sums: dict[int | None, dict[str, int]] = defaultdict(lambda: dict.fromkeys(_COUNTS, 0))
    for home, counts in _by_home(period, criteria_set).items():
        place = sums[above.get(home or 0, home)]
        for name in _COUNTS:
            place[name] += counts[name]
    communes: dict[int | None, int] = defaultdict(int)
    for province in provinces.values():
        communes[province] += 1
    names = _names(frozenset(communes) - {None}, period.ends)
    rows = tuple(RollUp(unit, name, communes[unit], **sums[unit]) for unit, name in names.items())
    totals = {name: sum(getattr(row, name) for row in rows) for name in _COUNTS}
    whole = RollUp(None, "Cả nước", sum(row.communes for row in rows), **totals)
    return Country(period, criteria_set, rows, whole)


@MAP.kept
def _names(units: frozenset[int | None], day: date) -> dict[int, str]:
    """{unit: its name on a day}, in order. Kept with the map."""
    rows = UnitVersion.objects.filter(unit_id__in=units, valid__contains=day)
    return dict(rows.order_by("unit__order").values_list("unit_id", "name"))


def _by_home(
    period: ReportingPeriod, criteria_set: CriteriaSet
) -> dict[int | None, dict[str, int]]:
    """{unit above the commune: its counts}. One query."""
    rows = (
        Standing.objects.filter(
            period=period,
            criteria_set=criteria_set,
            basis=Basis.SELF_ASSESSED,
            report__state__in=SENT,
            unit__versions__kind="commune",
            unit__versions__valid__contains=period.ends,
        )
        .order_by()
        .values_list("unit__versions__parent_id")
        .annotate(
            sent=Count("id"),
            confirmed=Count("id", filter=Q(report__state="confirmed")),
            met=Sum("criteria_met"),
            full=Count("id", filter=Q(criteria_met=F("criteria_total"))),
        )
    )
    return {home: dict(zip(_COUNTS, counts, strict=True)) for home, *counts in rows}
