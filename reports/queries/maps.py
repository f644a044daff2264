"""The maps of communes there have been, each with its days and how many communes it has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from communes.enums import UnitKind
from communes.queries.carry import load_maps
from communes.queries.footings import MAP


@dataclass(frozen=True)
class KnownMap:
    """One map: its first day (None: from the beginning), the first day after it, its communes."""

    first: date | None
    after: date | None
    communes: int

    def covers(self, day: date) -> bool:
        """Whether the map was the one of that day."""
        return (self.first is None or self.first <= day) and (
            self.after is None or day < self.after
        )


@MAP.kept
def known_maps() -> list[KnownMap]:
    """All maps in order of time. Kept with the map."""
    every = [row for rows in load_maps().versions.values() for row in rows]
    rows = [(row.kind, row.valid) for row in every]
    ends = {day for _kind, valid in rows for day in (valid.lower, valid.upper) if day is not None}
    starts: list[date | None] = [None, *sorted(ends)]
    spans = [valid for kind, valid in rows if kind == UnitKind.COMMUNE]
    found = []
    for first, after in zip(starts, [*starts[1:], None], strict=True):
        count = sum((span.lower is None if first is None else first in span) for span in spans)
        found.append(KnownMap(first, after, count))
    return [known for known in found if known.communes]


def first_days(maps: list[KnownMap]) -> list[date]:
    """Days on which the map changed, oldest first."""
    return [known.first for known in maps if known.first is not None]
