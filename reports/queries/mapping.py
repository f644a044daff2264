"""A period's figures on a map: outlines of the six communes from 01/7/2025, points before."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from communes.models import AdministrativeUnit
from reports.charts.outlines import Sheet, sheet
from reports.queries.matrix import Matrix


@dataclass(frozen=True)
class MapPlace:
    """A unit with its place in pixels (None: no coordinates known) and whether its own outline is
    drawn."""

    unit_id: int
    key: str
    x: float | None
    y: float | None
    outlined: bool


@dataclass(frozen=True)
class UnitPlaces:
    """Where the units of a day stand. `outlined` tells that the drawn outlines are the units' own;
    else they are those of the communes that followed them."""

    day: date
    sheet: Sheet
    outlined: bool
    places: dict[int, MapPlace]

    @property
    def unplaced(self) -> list[str]:
        """Keys of units without coordinates."""
        return [place.key for place in self.places.values() if place.x is None]


def places_on(day: date, unit_ids: list[int]) -> UnitPlaces:
    """Places of units on a day's map. One query."""
    drawn = sheet()
    centres = {outline.key: (outline.x, outline.y) for outline in drawn.outlines}
    outlined = day >= drawn.valid_from
    found = {}
    for unit in AdministrativeUnit.objects.filter(pk__in=unit_ids):
        x: float | None = None
        y: float | None = None
        if outlined and unit.key in centres:
            x, y = centres[unit.key]
        elif unit.latitude is not None and unit.longitude is not None:
            x, y = drawn.place(float(unit.longitude), float(unit.latitude))
        found[unit.pk] = MapPlace(unit.pk, unit.key, x, y, outlined and unit.key in centres)
    return UnitPlaces(day=day, sheet=drawn, outlined=outlined, places=found)


def matrix_places(matrix: Matrix) -> UnitPlaces:
    """Places of the units of a matrix on its map."""
    return places_on(matrix.map_date, [row.unit_id for row in matrix.rows])
