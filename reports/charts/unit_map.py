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
KEY_LINE = 22  # pixels of a line of the legend below a map
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
class Look:
    """Colours of letters and discs, of the lines around communes and of their ground."""

    ink: str = INK
    edge: str = ACCENT
    ground: str = TINT


SCREEN = Look()
ON_PAPER = Look(ink="#000000", edge="#595959", ground="#ececec")


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


@dataclass(frozen=True)
class KeyWords:
    """A line of the legend that is part of the drawing, for paper."""

    sign: Sign
    words: str
    ringed: bool = False

    @staticmethod
    def height(lines: Sequence[KeyWords]) -> int:
        """Pixels that so many lines add below the sheet."""
        return len(lines) * KEY_LINE + 6 if lines else 0


def draw_map(
    outlines: Iterable[Outline],
    spots: Sequence[Spot],
    *,
    title: str,
    name: str = "ban-do",
    key: Sequence[KeyWords] = (),
    look: Look = SCREEN,
) -> SafeString:
    """The map as SVG markup on a sheet of 460 x 620 that grows with its box; `key` below it."""
    drawing = Drawing(WIDTH, HEIGHT + KeyWords.height(key), title=title, name=name, css="map")
    for outline in outlines:
        drawing.add(
            "path", d=outline.path, fill=look.ground, stroke=look.edge, stroke_width=1.5,
            stroke_linejoin="round",
        )  # fmt: skip
    for spot, label in zip(spots, place_labels(spots), strict=True):
        _spot(drawing, spot, label, look.ink)
    for number, line in enumerate(key):
        y = HEIGHT + 6 + KEY_LINE * (number + 0.5)
        _disc(drawing, 20, y, line.sign, line.ringed, look.ink)
        drawing.add("text", line.words, x=38, y=y + 5, fill=look.ink, font_size=14)
    return drawing.text()


def sign_key(sign: Sign, *, ringed: bool = False) -> SafeString:
    """One sign alone, for the legend."""
    drawing = Drawing(20, 20, css="map key", sized=True)
    _disc(drawing, 10, 10, sign, ringed, INK)
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


def _spot(drawing: Drawing, spot: Spot, label: Label, ink: str) -> None:
    if spot.href:
        place = drawing.add("a", href=spot.href)
        place.set("aria-label", spot.words)
    else:
        place = drawing.add("g")
    drawing.add("title", spot.words, inside=place)
    _disc(drawing, spot.x, spot.y, spot.sign, spot.ringed, ink, inside=place)
    anchor = {"start": "r", "end": "l", "middle": ""}[label.anchor]
    written = drawing.add(
        "text", spot.label, inside=place, x=label.x, y=label.y, fill=ink, font_size=13,
        font_weight="600", text_anchor=label.anchor,
    )  # fmt: skip
    if anchor:
        written.set("class", anchor)  # the page's style sheet sets the middle for all others


def _disc(
    drawing: Drawing,
    x: float,
    y: float,
    sign: Sign,
    ringed: bool,
    ink: str,
    inside: Element | None = None,
) -> None:
    radius = RADIUS - 1
    # The classes beat the page's rule for outlines; the attributes serve paper, where no rule is.
    rim: dict[str, Any] = {"css": "p", "fill": PAPER, "stroke": ink, "stroke_width": 2}
    if sign == Sign.ABSENT:
        rim["stroke_dasharray"] = "3 2"
    if sign == Sign.FULL:
        rim |= {"css": "p on", "fill": ink}
    drawing.add("circle", inside=inside, cx=x, cy=y, r=radius, **rim)
    if sign in QUARTERS:
        turn = pi / 2 * QUARTERS[sign]
        end = f"{x + radius * sin(turn):.1f} {y - radius * cos(turn):.1f}"
        arc = f"A{radius} {radius} 0 {int(QUARTERS[sign] > 2)} 1 {end}"
        slice_ = f"M{x:.1f} {y:.1f}V{y - radius:.1f}{arc}z"
        drawing.add("path", inside=inside, css="p on", fill=ink, d=slice_)
    if ringed:
        drawing.add("circle", inside=inside, css="p", cx=x + 8, cy=y - 8, r=3.5, fill=PAPER,
                    stroke=ink, stroke_width=1.5)  # fmt: skip
