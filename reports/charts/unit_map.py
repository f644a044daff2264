"""A map of units: outlines, a sign for each unit that needs no colour, and labels that do not
cover each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from math import cos, pi, sin
from typing import Any
from xml.etree.ElementTree import Element

from django.utils.safestring import SafeString

from reports.charts.drawing import ACCENT, INK, PAPER, TINT, Drawing
from reports.charts.outlines import HEIGHT, WIDTH, Outline

RADIUS = 8
LETTER, LINE_HEIGHT = 6.9, 15  # a wide guess of a letter at 13 px; labels must never touch
PASSES = 6
# Sides in order of liking: (across, down) from the disc.
AROUND = ((0, 1), (1, 0), (-1, 0), (0, -1), (1, 1), (-1, 1), (1, -1), (-1, -1))


class Sign(StrEnum):
    """A disc filled by how much is reached; ABSENT is dashed: nothing is known."""

    FULL = "full"
    THREE = "three"
    HALF = "half"
    QUARTER = "quarter"
    EMPTY = "empty"
    ABSENT = "absent"


QUARTERS = {Sign.THREE: 3, Sign.HALF: 2, Sign.QUARTER: 1}


@dataclass(frozen=True)
class Spot:
    """One unit on the map: pixels, label, sign; a ring when its figures are not confirmed.

    `href` makes the spot a link with `words` as what is read aloud.
    """

    x: float
    y: float
    label: str
    sign: Sign
    words: str
    ringed: bool = False
    href: str = ""


@dataclass(frozen=True)
class Box:
    """A rectangle on the sheet."""

    left: float
    top: float
    right: float
    bottom: float

    def touches(self, other: Box) -> bool:
        """Whether the two share any area."""
        return (
            self.left < other.right
            and other.left < self.right
            and self.top < other.bottom
            and other.top < self.bottom
        )


@dataclass(frozen=True)
class Label:
    """Where a label is written: baseline, anchor, and the room it takes."""

    x: float
    y: float
    anchor: str
    box: Box


def draw_map(
    outlines: Iterable[Outline], spots: Sequence[Spot], *, title: str, name: str = "ban-do"
) -> SafeString:
    """The map as SVG markup on a sheet of 460 x 620 that grows with its box."""
    drawing = Drawing(WIDTH, HEIGHT, title=title, name=name, css="map")
    for outline in outlines:
        drawing.add(
            "path", d=outline.path, fill=TINT, stroke=ACCENT, stroke_width=1.5,
            stroke_linejoin="round",
        )  # fmt: skip
    for spot, label in zip(spots, place_labels(spots), strict=True):
        _spot(drawing, spot, label)
    return drawing.text()


def sign_key(sign: Sign, *, ringed: bool = False) -> SafeString:
    """One sign alone, for the legend."""
    drawing = Drawing(20, 20, css="map key", sized=True)
    _disc(drawing, 10, 10, sign, ringed)
    return drawing.text()


def place_labels(spots: Sequence[Spot]) -> list[Label]:
    """A place for each label around its disc, so that it covers no disc and no other label.

    Each label in turn moves to the side with the least trouble, until none gains by moving.
    """
    discs = [Box(s.x - RADIUS, s.y - RADIUS, s.x + RADIUS, s.y + RADIUS) for s in spots]
    choices = [[_label(spot, *side) for side in AROUND] for spot in spots]
    placed = [labels[0] for labels in choices]
    for _ in range(PASSES):
        before = list(placed)
        for index, labels in enumerate(choices):
            others = [label.box for n, label in enumerate(placed) if n != index]
            others += [disc for n, disc in enumerate(discs) if n != index]
            placed[index] = min(labels, key=lambda label: _trouble(label.box, others))
        if placed == before:
            break
    return placed


def _trouble(box: Box, taken: Sequence[Box]) -> int:
    inside = box.left >= 0 and box.top >= 0 and box.right <= WIDTH and box.bottom <= HEIGHT
    return sum(box.touches(other) for other in taken) + (0 if inside else 3)


def _label(spot: Spot, across: int, down: int) -> Label:
    wide, gap = len(spot.label) * LETTER, RADIUS + 2
    anchor = {-1: "end", 0: "middle", 1: "start"}[across]
    if not across:
        x, top = spot.x, spot.y + gap if down > 0 else spot.y - gap - LINE_HEIGHT
    elif down:  # a corner: tucked in, half over the disc's side
        x = spot.x + across * gap * 0.6
        top = spot.y + gap * 0.6 if down > 0 else spot.y - gap * 0.6 - LINE_HEIGHT
    else:
        x, top = spot.x + across * gap, spot.y - LINE_HEIGHT / 2
    left = x - wide * {-1: 1.0, 0: 0.5, 1: 0.0}[across]
    return Label(x, top + LINE_HEIGHT - 4, anchor, Box(left, top, left + wide, top + LINE_HEIGHT))


def _spot(drawing: Drawing, spot: Spot, label: Label) -> None:
    if spot.href:
        place = drawing.add("a", href=spot.href)
        place.set("aria-label", spot.words)
    else:
        place = drawing.add("g")
    drawing.add("title", spot.words, inside=place)
    _disc(drawing, spot.x, spot.y, spot.sign, spot.ringed, inside=place)
    anchor = {"start": "r", "end": "l", "middle": ""}[label.anchor]
    written = drawing.add(
        "text", spot.label, inside=place, x=label.x, y=label.y, fill=INK, font_size=13,
        font_weight="600", text_anchor=label.anchor,
    )  # fmt: skip
    if anchor:
        written.set("class", anchor)  # the page's style sheet sets the middle for all others


def _disc(
    drawing: Drawing, x: float, y: float, sign: Sign, ringed: bool, inside: Element | None = None
) -> None:
    radius = RADIUS - 1
    # The classes beat the page's rule for outlines; the attributes serve paper, where no rule is.
    rim: dict[str, Any] = {"css": "p", "fill": PAPER, "stroke": INK, "stroke_width": 2}
    if sign == Sign.ABSENT:
        rim["stroke_dasharray"] = "3 2"
    if sign == Sign.FULL:
        rim |= {"css": "p on", "fill": INK}
    drawing.add("circle", inside=inside, cx=x, cy=y, r=radius, **rim)
    if sign in QUARTERS:
        turn = pi / 2 * QUARTERS[sign]
        end = f"{x + radius * sin(turn):.1f} {y - radius * cos(turn):.1f}"
        arc = f"A{radius} {radius} 0 {int(QUARTERS[sign] > 2)} 1 {end}"
        slice_ = f"M{x:.1f} {y:.1f}V{y - radius:.1f}{arc}z"
        drawing.add("path", inside=inside, css="p on", fill=INK, d=slice_)
    if ringed:
        drawing.add("circle", inside=inside, css="p", cx=x + 8, cy=y - 8, r=3.5, fill=PAPER,
                    stroke=INK, stroke_width=1.5)  # fmt: skip
