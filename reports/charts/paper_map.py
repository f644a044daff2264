"""The map of a period for paper: outlines, a disc for each unit, the legend below."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from reports.charts.map_bands import BANDS, sign_of
from reports.charts.outlines import HEIGHT, WIDTH, Outline
from reports.charts.unit_map import ON_PAPER, KeyWords, Sign, Spot, draw_map
from reports.documents.blocks import Chart

WIDTH_MM = 118  # as wide as leaves the legend and the title of the annex on the same page


@dataclass(frozen=True)
class MapUnit:
    """A unit: place in pixels of the sheet (None: unknown), criteria met (None: why stands in
    `lacking`) of `total`, whether its figures are confirmed."""

    name: str
    x: float | None
    y: float | None
    met: int | None
    total: int
    confirmed: bool = True
    lacking: str = "chưa có số liệu"

    @property
    def count(self) -> str:
        """ "14/19", or what stands in its place."""
        return self.lacking if self.met is None else f"{self.met}/{self.total}"

    @property
    def words(self) -> str:
        """ "Đông 14/19, chưa xác nhận"."""
        open_ = self.met is not None and not self.confirmed
        return f"{self.name} {self.count}{', chưa xác nhận' if open_ else ''}"


def period_map(
    outlines: Iterable[Outline], units: Sequence[MapUnit], *, subject: str, caption: str
) -> Chart | None:
    """The map with every unit that has a place; the sentence also tells those without. None where
    nothing is known of any unit that could be drawn."""
    spots = [
        _spot(unit, unit.x, unit.y) for unit in units if unit.x is not None and unit.y is not None
    ]
    if all(spot.sign is Sign.ABSENT for spot in spots):
        return None
    key = _key(spots)
    drawing = draw_map(outlines, spots, title=subject, key=key, look=ON_PAPER)
    height = round(WIDTH_MM * (HEIGHT + KeyWords.height(key)) / WIDTH)
    told = "; ".join(unit.words for unit in units)
    return Chart(drawing, f"{subject}: {told}.", WIDTH_MM, height, caption)


def _spot(unit: MapUnit, x: float, y: float) -> Spot:
    open_ = unit.met is not None and not unit.confirmed
    label = unit.name if unit.met is None else f"{unit.name} {unit.count}"
    return Spot(x, y, label, sign_of(unit.met), unit.words, ringed=open_)


def _key(spots: Sequence[Spot]) -> list[KeyWords]:
    """The signs that were used, each with how many units."""
    signs = [spot.sign for spot in spots]
    lines = [(sign, words) for sign, _low, _high, words in BANDS]
    lines.append((Sign.ABSENT, "chưa có số liệu hoặc chưa xác định"))
    found = [
        KeyWords(sign, f"{words}: {signs.count(sign)} xã") for sign, words in lines if sign in signs
    ]
    ringed = sum(spot.ringed for spot in spots)
    if ringed:
        words = f"chấm ở góc: chưa xác nhận: {ringed} xã"
        found.append(KeyWords(Sign.EMPTY, words, ringed=True))
    return found
