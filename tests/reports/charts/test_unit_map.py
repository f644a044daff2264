"""The map: units where they lie, signs that need no colour, labels that leave each other room."""

from __future__ import annotations

import json
from datetime import date
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest
from django.conf import settings
from hypothesis import given
from hypothesis import strategies as st

from reports.charts.outlines import HEIGHT, WIDTH, sheet
from reports.charts.unit_map import RADIUS, Sign, Spot, draw_map, place_labels, sign_key

UNITS = json.loads(Path(settings.BASE_DIR, "communes/data/units.json").read_text(encoding="utf-8"))[
    "units"
]


def old_communes() -> list[Spot]:
    spots = []
    for row in UNITS:
        if row["level"] == "commune" and row["latitude"] and not row["key"].endswith("2025"):
            x, y = sheet().place(row["longitude"], row["latitude"])
            name = row["versions"][0]["short_name"]
            spots.append(Spot(x, y, f"{name} 14/19", Sign.HALF, name))
    return spots


def inside(x: float, y: float, path: str) -> bool:
    """Whether a point lies in an outline (even-odd rule)."""
    ring = [tuple(map(float, pair.split())) for pair in path[1:-1].replace("M", "L").split("L")]
    found = False
    for (x1, y1), (x2, y2) in zip(ring, [*ring[1:], ring[0]], strict=True):
        if (y1 > y) != (y2 > y) and x < (x2 - x1) * (y - y1) / (y2 - y1) + x1:
            found = not found
    return found


def test_six_outlines_hold_from_the_first_of_july_2025() -> None:
    assert sheet().valid_from == date(2025, 7, 1)
    keys = {outline.key for outline in sheet().outlines}
    assert len(keys) == 6 and "krong" in keys
    assert keys <= {row["key"] for row in UNITS}
    assert "sapnhap.bando.com.vn" in sheet().attribution


def test_old_communes_lie_in_the_outline_of_their_successor() -> None:
    spots = {spot.words: spot for spot in old_communes()}
    paths = {outline.key: outline.path for outline in sheet().outlines}
    pairs = {"Kon Pne": "xa-dak-rong-2025", "Sơ Pai": "xa-son-lang-2025", "Đông":
             "xa-kong-bo-la-2025", "Lơ Ku": "xa-kbang-2025", "Krong": "krong"}  # fmt: skip
    for name, key in pairs.items():
        assert inside(spots[name].x, spots[name].y, paths[key]), name


def test_no_label_covers_another_label_or_disc() -> None:
    spots = old_communes()
    labels = place_labels(spots)
    for (i, a), (j, b) in combinations(enumerate(labels), 2):
        assert not a.box.touches(b.box), (spots[i].label, spots[j].label)
    for i, label in enumerate(labels):
        for j, spot in enumerate(spots):
            near = (
                label.box.left < spot.x < label.box.right
                and label.box.top < spot.y < label.box.bottom
            )
            assert i == j or not near, (spots[i].label, spot.label)


@given(st.lists(st.tuples(st.integers(0, WIDTH), st.integers(0, HEIGHT)), max_size=20))
def test_every_spot_gets_one_label_whatever_the_crowd(places: list[tuple[int, int]]) -> None:
    spots = [Spot(float(x), float(y), "Xã", Sign.FULL, "Xã") for x, y in places]
    assert len(place_labels(spots)) == len(spots)


@pytest.mark.parametrize("sign", list(Sign))
def test_signs_differ_in_shape(sign: Sign) -> None:
    others = {str(sign_key(other)) for other in Sign if other != sign}
    assert str(sign_key(sign)) not in others
    assert 'aria-hidden="true"' in sign_key(sign)


def test_unconfirmed_spots_carry_a_ring() -> None:
    spot = Spot(100, 100, "Krong", Sign.FULL, "Krong: 19/19")
    plain = draw_map([], [spot], title="x")
    ringed = draw_map([], [Spot(**{**spot.__dict__, "ringed": True})], title="x")
    assert ringed.count("<circle") == plain.count("<circle") + 1


def test_a_spot_with_an_address_is_a_link_with_words() -> None:
    spot = Spot(100, 100, "Krong", Sign.FULL, 'Krong "19"', href="/don-vi/krong/")
    root = ElementTree.fromstring(draw_map([], [spot], title="x"))
    link = root.find("a")
    assert link is not None and link.get("href") == "/don-vi/krong/"
    assert link.get("aria-label") == 'Krong "19"'


def test_discs_stay_small_enough_for_neighbours() -> None:
    spots = old_communes()
    for a, b in combinations(spots, 2):
        assert ((a.x - b.x) ** 2 + (a.y - b.y) ** 2) ** 0.5 > 2 * RADIUS, (a.label, b.label)
