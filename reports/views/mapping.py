"""The map of a period: how many criteria each unit meets, readable without colour."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from communes.rules import reach
from kbang_ntm.core.access import member
from reports.charts.map_bands import BANDS, sign_of
from reports.charts.unit_map import Sign, Spot, draw_map, sign_key
from reports.filters import MatrixForm
from reports.grid import Grid, GridRow, build_grid
from reports.map_choice import map_options
from reports.queries.mapping import UnitPlaces, matrix_places
from reports.queries.matrix import load_matrix
from reports.queries.periods import newest_with_figures, offered_periods
from reports.summary import summarise
from reports.views.matrix import readers_only


@dataclass(frozen=True)
class KeyLine:
    """A line of the legend with the units it stands for."""

    sign: SafeString
    words: str
    count: int


@readers_only
@require_safe
def period_map(request: HttpRequest) -> HttpResponse:
    """The map beside its table; before 01/7/2025 points in the outlines of the later communes."""
    periods = offered_periods()
    default = newest_with_figures(periods)
    if default is None:
        return render(request, "reports/matrix_empty.html")
    form = MatrixForm(request.GET, periods=periods, default=default)
    choice = form.choice()
    found = load_matrix(
        period=choice.period,
        map_date=choice.map_date,
        known_at=choice.known_at,
        basis=choice.basis,
        own_units=reach(member(request)).commune_ids,
    )
    if found is None:
        return render(request, "reports/matrix_empty.html", {"period": choice.period})
    form.offer_groups([(g.order, g.title) for g in found.groups], found.criteria_total)
    grid = build_grid(found, choice, reach(member(request)))
    places = matrix_places(found)
    context = {
        "form": form,
        "choice": choice,
        "grid": grid,
        "summary": summarise(found, choice),
        "places": places,
        "map": _draw(grid, places),
        "keys": _keys(grid),
        "options": map_options(choice.period, choice.map_date),
        "lines": [(row, count_words(row)) for row in grid.rows],
        "unplaced": [row.name for row in grid.rows if row.key in places.unplaced],
    }
    return render(request, "reports/map.html", context)


def band_sign(row: GridRow) -> Sign:
    """The disc of a unit: filled by the band its count lies in."""
    return sign_of(row.met if row.cells and row.counts else None)


def count_words(row: GridRow) -> str:
    """ "14/19"; what stands in its place where there is no count."""
    if not row.cells:
        return "chưa có số liệu"
    return f"{row.met}/{row.total}" if row.counts else "chưa xác định"


def _draw(grid: Grid, places: UnitPlaces) -> SafeString:
    by_key = {place.key: place for place in places.places.values()}
    spots = []
    for row in grid.rows:
        place = by_key[row.key]
        if place.x is None or place.y is None:
            continue
        count = count_words(row)
        label = f"{row.name} {count}" if row.cells and row.counts else row.name
        words = f"{row.name}: {count}" + (", chưa xác nhận" if row.any_own else "")
        if row.moved:
            words += f", {row.moved}"
        spots.append(Spot(place.x, place.y, label, band_sign(row), words, ringed=row.any_own))
    period = grid.matrix.period.label
    title = f"Bản đồ {len(spots)} xã, số tiêu chí đạt {period}; bảng bên cạnh có cùng số liệu"
    return draw_map(places.sheet.outlines, spots, title=title)


def _keys(grid: Grid) -> list[KeyLine]:
    signs = [band_sign(row) for row in grid.rows]
    lines = [
        KeyLine(sign_key(sign), words, signs.count(sign)) for sign, _low, _high, words in BANDS
    ]
    if Sign.ABSENT in signs:
        lines.append(
            KeyLine(
                sign_key(Sign.ABSENT),
                "chưa có số liệu hoặc chưa xác định",
                signs.count(Sign.ABSENT),
            )
        )
    if grid.any_own:
        ringed = sum(row.any_own for row in grid.rows)
        lines.append(KeyLine(sign_key(Sign.HALF, ringed=True), "chấm ở góc: chưa xác nhận", ringed))
    return lines
