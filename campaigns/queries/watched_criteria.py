"""Income and poverty (the watched criteria) by commune, against the levels of the target year."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from campaigns.enums import TargetKind
from campaigns.models import Campaign, Target
from campaigns.queries.target_figures import FigureBook, Judged
from communes.enums import Standard, UnitKind
from communes.models import Criterion, UnitVersion


@dataclass(frozen=True)
class WatchedLine:
    """A commune of the map and what it still has to do in each watched indicator."""

    name: str
    key: str
    year: int
    judged: tuple[Judged, ...]
    period: str
    illustrative: bool

    @property
    def known(self) -> bool:
        """Whether a report is confirmed."""
        return bool(self.judged)


def watched_numbers() -> tuple[str, ...]:
    """Numbers of the criteria that are watched, "10" and "11". One query."""
    rows = Criterion.objects.filter(watched=True, criteria_set__standard=Standard.NTM)
    return tuple(dict.fromkeys(rows.order_by("order").values_list("no", flat=True)))


def watched_lines(campaign: Campaign, day: date) -> list[WatchedLine]:
    """Communes of the day's map in the plan's order; the year is that of the commune's target,
    else the campaign's last. A constant number of queries."""
    numbers = set(watched_numbers())
    years = dict(
        Target.objects.filter(campaign=campaign, kind=TargetKind.COMMUNE_NTM).values_list(
            "unit_id", "year"
        )
    )
    upper = campaign.period.upper
    last = upper.year - 1 if upper else day.year
    versions = list(
        UnitVersion.objects.filter(kind=UnitKind.COMMUNE, valid__contains=day)
        .select_related("unit")
        .order_by("unit__order", "sort_key")
    )
    ids = [row.unit_id for row in versions]
    ntm = Standard.NTM.value
    wanted = {(ntm, years.get(pk, last)) for pk in ids}
    book = FigureBook(ids, day, wanted)
    found = []
    for row in versions:
        year = years.get(row.unit_id, last)
        figures = book.of(row.unit_id, ntm, year)
        judged = figures.judged if figures else ()
        found.append(
            WatchedLine(
                name=row.name,
                key=row.unit.key,
                year=year,
                judged=tuple(one for one in judged if one.criterion in numbers),
                period=figures.standing.period.label if figures else "",
                illustrative=figures is not None and figures.standing.illustrative,
            )
        )
    return found
