"""Districts side by side: which one a reader's pages tell of, where the map holds several.

A portal of one district never asks for more than its communes. Where communes of a day lie under
several units, pages of figures tell of one of them: the reader's own, or the one asked for.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from communes.enums import UnitKind
from communes.models import UnitVersion
from communes.rules import Reach
from kbang_ntm.core.once import once


@dataclass(frozen=True)
class Area:
    """A unit with its communes of a day; `above` is the unit it lies in."""

    unit_id: int
    key: str
    name: str
    above: int | None


@once
def homes_of(day: date) -> dict[int, int | None]:
    """{commune: the unit it lies in} on a day. One query."""
    rows = UnitVersion.objects.filter(kind=UnitKind.COMMUNE, valid__contains=day)
    return dict(rows.values_list("unit_id", "parent_id"))


def are_several(day: date) -> bool:
    """Whether communes of the day lie under more than one unit."""
    return len(set(homes_of(day).values()) - {None}) > 1


@once
def areas_on(day: date) -> tuple[Area, ...]:
    """The units that hold communes on a day, in order; none where there is but one. Two queries,
    one where there is but one."""
    if not are_several(day):
        return ()
    above = set(homes_of(day).values()) - {None}
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
    return frozenset(unit for unit, home in homes_of(day).items() if home == area.unit_id)
