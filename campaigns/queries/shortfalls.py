"""How far units are by their newest confirmed report, and what each still lacks, in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from communes.enums import Basis, Standard
from communes.measures import Verdict
from communes.models import Criterion, IndicatorEntry, Standing
from communes.rules import SENT

OPEN = (Verdict.NOT_MET, Verdict.UNKNOWN)
STANDARDS = (Standard.NTM, Standard.VILLAGE)


@dataclass(frozen=True)
class Shortfall:
    """One criterion not met or unknown: `words` is what is missing, indicator by indicator."""

    no: str
    title: str
    verdict: str
    words: tuple[str, ...]


@dataclass(frozen=True)
class UnitStand:
    """The newest count of one unit; `confirmed` False where the district has not looked yet."""

    unit_id: int
    met: int
    total: int
    period: str
    confirmed: bool
    illustrative: bool
    lacks: tuple[Shortfall, ...]

    @property
    def has_gap(self) -> bool:
        """Something is still missing."""
        return bool(self.lacks)

    @property
    def source(self) -> str:
        """Where the count comes from, in words."""
        how = "đã xác nhận" if self.confirmed else "xã tự đánh giá, chưa xác nhận"
        return f"{self.period}, {how}"


def stands_of(unit_ids: Collection[int], *, year: int | None = None) -> dict[int, UnitStand]:
    """{unit id: its newest confirmed count, else the newest one sent}, of periods that end in a
    year or of all. Three queries."""
    chosen = _newest(unit_ids, year)
    lacks = _lacks(chosen.values())
    return {
        unit_id: UnitStand(
            unit_id=unit_id,
            met=row.criteria_met,
            total=row.criteria_total,
            period=row.period.label,
            confirmed=row.basis == Basis.CONFIRMED,
            illustrative=row.illustrative,
            lacks=lacks[row.pk],
        )
        for unit_id, row in chosen.items()
    }


def _newest(unit_ids: Collection[int], year: int | None) -> dict[int, Standing]:
    rows = Standing.objects.filter(
        unit_id__in=unit_ids, criteria_set__standard__in=STANDARDS, report__state__in=SENT
    ).select_related("period")
    if year is not None:
        rows = rows.filter(period__ends__year=year)
    found: dict[int, Standing] = {}
    for row in sorted(rows, key=lambda one: (one.basis == Basis.CONFIRMED, one.period.ends)):
        found[row.unit_id] = row
    return found


def _lacks(rows: Collection[Standing]) -> dict[int, tuple[Shortfall, ...]]:
    """{standing id: what its report lacks}, in the order of the set."""
    if not rows:
        return {}
    said: dict[tuple[int, str], list[str]] = defaultdict(list)
    entries: Any = (
        IndicatorEntry.objects.filter(
            report_id__in=[row.report_id for row in rows], verdict__in=OPEN
        )
        .order_by("indicator__order")
        .values_list(
            "report_id", "indicator__criterion__no", "indicator__short_title",
            "indicator__title", "gap", "verdict",
        )
    )  # fmt: skip
    for report_id, no, short, title, gap, verdict in entries:
        why = gap or ("chưa xác định được" if verdict == Verdict.UNKNOWN else "chưa đạt")
        said[report_id, no].append(f"{short or title}: {why}")
    titles: dict[int, list[tuple[str, str]]] = defaultdict(list)
    for set_id, no, title in (
        Criterion.objects.filter(criteria_set_id__in={row.criteria_set_id for row in rows})
        .order_by("order")
        .values_list("criteria_set_id", "no", "short_title")
    ):
        titles[set_id].append((no, title))
    return {
        row.pk: tuple(
            Shortfall(no, title, verdict, tuple(said[row.report_id, no]))
            for no, title in titles[row.criteria_set_id]
            if (verdict := str((row.verdicts.get(no) or [""])[0])) in OPEN
        )
        for row in rows
    }
