"""The outlines of the six communes from 01/7/2025, projected once onto a sheet of 460 x 620."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import pairwise
from math import cos, radians
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).resolve().parent.parent / "data" / "successor_communes.geojson"
WIDTH, HEIGHT, MARGIN = 460, 620, 10

Ring = list[tuple[float, float]]


@dataclass(frozen=True)
class Outline:
    """One commune: our unit key, its name, SVG path data, and where its label stands."""

    key: str
    name: str
    path: str
    x: float
    y: float


@dataclass(frozen=True)
class Sheet:
    """All outlines and the projection that made them (degrees -> pixels).

    `valid_from` is the first day the outlines hold; `attribution` the sentence a page must show.
    """

    valid_from: date
    attribution: str
    outlines: tuple[Outline, ...]
    west: float
    north: float
    scale: float
    squeeze: float

    def place(self, longitude: float, latitude: float) -> tuple[float, float]:
        """Pixels of a point: equirectangular, true at the district's middle latitude."""
        x = MARGIN + (longitude - self.west) * self.squeeze * self.scale
        return x, MARGIN + (self.north - latitude) * self.scale


@cache
def sheet() -> Sheet:
    """The outlines, read once a process."""
    data = json.loads(SOURCE.read_text(encoding="utf-8"))
    shapes = {
        (row["properties"]["key"], row["properties"]["name"]): _rings(row["geometry"])
        for row in data["features"]
    }
    points = [point for rings in shapes.values() for ring in rings for point in ring]
    west, east = min(p[0] for p in points), max(p[0] for p in points)
    south, north = min(p[1] for p in points), max(p[1] for p in points)
    squeeze = cos(radians((south + north) / 2))
    scale = min(
        (WIDTH - 2 * MARGIN) / ((east - west) * squeeze), (HEIGHT - 2 * MARGIN) / (north - south)
    )
    west -= ((WIDTH - 2 * MARGIN) / (squeeze * scale) - (east - west)) / 2  # stands in the middle
    bare = Sheet(
        valid_from=date.fromisoformat(data["valid_from"]),
        attribution=data["attribution"],
        outlines=(),
        west=west,
        north=north,
        scale=scale,
        squeeze=squeeze,
    )
    outlines = tuple(_outline(bare, key, name, rings) for (key, name), rings in shapes.items())
    return Sheet(**{**bare.__dict__, "outlines": outlines})


def _rings(geometry: dict[str, Any]) -> list[Ring]:
    return [
        [(float(x), float(y)) for x, y, *_ in ring]
        for polygon in geometry["coordinates"]
        for ring in polygon
    ]


def _outline(bare: Sheet, key: str, name: str, rings: list[Ring]) -> Outline:
    drawn = [[bare.place(x, y) for x, y in ring] for ring in rings]
    path = "".join(
        "M" + "L".join(f"{x:.0f} {y:.0f}" for x, y in _without_repeats(ring)) + "z"
        for ring in drawn
    )
    x, y = _centre(max(drawn, key=len))
    return Outline(key=key, name=name, path=path, x=x, y=y)


def _without_repeats(ring: Ring) -> Ring:
    """Whole pixels are fine enough on this sheet and keep the page light."""
    kept: Ring = []
    for point in ring[:-1]:
        whole = (round(point[0]), round(point[1]))
        if not kept or kept[-1] != whole:
            kept.append(whole)
    return kept


def _centre(ring: Ring) -> tuple[float, float]:
    """Centre of area of a closed ring (shoelace formula)."""
    area = sum_x = sum_y = 0.0
    for (x1, y1), (x2, y2) in pairwise(ring):
        cross = x1 * y2 - x2 * y1
        area += cross
        sum_x += (x1 + x2) * cross
        sum_y += (y1 + y2) * cross
    return sum_x / (3 * area), sum_y / (3 * area)
