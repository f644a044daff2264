"""Ranking of a cluster by points; equal totals are told apart by an agreed order of preference.

Pure: no ORM, exact numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from kbang_ntm.core.vietnamese import format_number

ZERO = Decimal(0)


@dataclass(frozen=True)
class Preference:
    """What is looked at where totals are equal, first to last: item and its words."""

    item: int
    words: str


@dataclass(frozen=True)
class Entrant:
    """One member: `key` names it, `points` are its agreed points by item."""

    key: int
    points: dict[int, Decimal]

    @property
    def total(self) -> Decimal:
        """Sum of all points."""
        return sum(self.points.values(), ZERO)


@dataclass(frozen=True)
class Place:
    """A rank with its total, and why it stands apart from, or beside, those of the same total."""

    key: int
    rank: int
    total: Decimal
    why: str = ""


def rank(entrants: Iterable[Entrant], preferences: Sequence[Preference]) -> list[Place]:
    """Places from the highest total down; after two seconds comes a fourth.

    Equal totals are compared by the points of the preferred items, one after the other; those
    equal in all of them share a rank. The order of what is given does not matter.
    """
    rows = sorted(entrants, key=lambda one: (*_key(one, preferences), one.key))
    places: list[Place] = []
    for _total, group in groupby(rows, key=lambda one: one.total):
        places += _places(list(group), preferences, len(places))
    return places


def _key(one: Entrant, preferences: Sequence[Preference]) -> tuple[Decimal, ...]:
    return (-one.total, *(-_points(one, preference) for preference in preferences))


def _points(one: Entrant, preference: Preference) -> Decimal:
    return one.points.get(preference.item, ZERO)


def _places(tied: list[Entrant], preferences: Sequence[Preference], before: int) -> list[Place]:
    """Places of all entrants of one total, already in order; `before` stand above them."""
    if len(tied) == 1:
        return [Place(tied[0].key, before + 1, tied[0].total)]
    places: list[Place] = []
    for number, one in enumerate(tied):
        same = bool(number) and _key(one, preferences) == _key(tied[number - 1], preferences)
        place = places[-1].rank if same else before + number + 1
        places.append(Place(one.key, place, one.total, _why(one, tied, preferences)))
    return places


def _why(one: Entrant, tied: list[Entrant], preferences: Sequence[Preference]) -> str:
    """The preferences that tell this one from others of its total, or that none does."""
    used: list[str] = []
    left = [other for other in tied if other is not one]
    for preference in preferences:
        apart = [other for other in left if _points(other, preference) != _points(one, preference)]
        if apart:
            used.append(f"{preference.words}: {format_number(_points(one, preference))} điểm")
        left = [other for other in left if other not in apart]
    if used:
        start = f"Bằng tổng điểm với {len(tied) - 1} thành viên khác, xét theo thứ tự ưu tiên: "
        words = start + "; ".join(used)
        return f"{words}. Vẫn bằng {len(left)} thành viên nên đồng hạng." if left else f"{words}."
    if preferences:
        return "Bằng tổng điểm và bằng cả các nội dung ưu tiên nên đồng hạng."
    return "Bằng tổng điểm, bảng chấm không có thứ tự ưu tiên nên đồng hạng."
