"""Narrowing the list of targets, and which units a new one may name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from campaigns.models import Campaign
from campaigns.queries.target_states import TargetLine
from communes.enums import UnitKind
from communes.models import UnitVersion
from kbang_ntm.core.vietnamese import fold


def narrowed(
    lines: Iterable[TargetLine],
    *,
    kind: str = "",
    year: int | None = None,
    state: str = "",
    words: str = "",
) -> list[TargetLine]:
    """Lines that fit; every word typed stands in the unit's name or that of its commune."""
    wanted = fold(words).split()
    return [
        line
        for line in lines
        if (not kind or line.target.kind == kind)
        and (year is None or line.target.year == year)
        and (not state or line.state.value == state)
        and all(word in fold(f"{line.name} {line.within} {line.target.read_as}") for word in wanted)
    ]


def units_to_promise(campaign: Campaign, day: date) -> list[tuple[int, str]]:
    """(id, name) of the campaign's own unit, its communes and villages on a day. Two queries."""
    kinds = [UnitKind.DISTRICT, UnitKind.COMMUNE, UnitKind.VILLAGE]
    rows = UnitVersion.objects.filter(kind__in=kinds, valid__contains=day)
    if campaign.unit.level == UnitKind.COMMUNE:
        rows = rows.filter(parent_id=campaign.unit_id) | rows.filter(unit_id=campaign.unit_id)
    found = list(rows.order_by("unit__order", "sort_key").select_related("unit"))
    names = {row.unit_id: row.short_name for row in found}
    order: list[str] = [kind.value for kind in kinds]
    found.sort(key=lambda row: order.index(row.kind))
    return [
        (row.unit_id, f"{row.name}, {names[row.parent_id]}")
        if row.kind == UnitKind.VILLAGE and row.parent_id in names
        else (row.unit_id, row.name)
        for row in found
    ]
