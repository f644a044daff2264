"""Districts side by side: which one a reader's pages tell of, where the map holds several.

A portal of one district never asks for more than its communes. Where communes of a day lie under
several units, pages of figures tell of one of them: the reader's own, or the one asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from communes.models import UnitVersion
from communes.queries.carry import load_maps
from communes.queries.footings import MAP
from communes.rules import Reach


@dataclass(frozen=True)
class Area:
    """A unit with its communes of a day; `above` is the unit it lies in."""

    unit_id: int
    key: str
    name: str
    above: int | None


@MAP.kept
def homes_of(day: date) -> dict[int, int | None]:
    """{commune: the unit it lies in} on a day. Kept with the map."""
    return {commune.unit_id: commune.parent_id for commune in load_maps().communes(day)}


@MAP.kept
def _holdings(day: date) -> dict[int | None, frozenset[int]]:
    """{unit: the communes that lie in it} on a day."""
    found: dict[int | None, set[int]] = {}
    for commune, home in homes_of(day).items():
        found.setdefault(home, set()).add(commune)
    return {home: frozenset(communes) for home, communes in found.items()}


def are_several(day: date) -> bool:
    """Whether communes of the day lie under more than one unit."""
    return len(_holdings(day).keys() - {None}) > 1


@MAP.kept
def areas_on(day: date) -> tuple[Area, ...]:
    """The units that hold communes on a day, in order; none where there is but one. Kept with the
    map."""
    if not are_several(day):
        return ()
    above = _holdings(day).keys() - {None}
    rows = UnitVersion.objects.filter(unit_id__in=above, valid__contains=day).order_by(
        "unit__order", "sort_key"
    )
    return tuple(
        Area(*row) for row in rows.values_list("unit_id", "unit__key", "name", "parent_id")
    )


def own_area(areas: Iterable[Area], reach: Reach, day: date) -> Area | None:
    """The reader's own: where one of their posts is, or their commune lies, or the first of their
    province; else the first. None without areas."""
    offered = tuple(areas)
    if not offered:
        return None
    posts = {post.unit_id for post in reach.posts}
    posts |= {home for unit, home in homes_of(day).items() if unit in posts and home is not None}
    ranked = (
        [area for area in offered if area.unit_id in posts]
        or [area for area in offered if area.above in posts]
        or offered
    )
    return ranked[0]


def communes_of(area: Area | None, day: date) -> frozenset[int] | None:
    """Ids of the communes of an area; None for no narrowing."""
    if area is None:
        return None
    return _holdings(day).get(area.unit_id, frozenset())
