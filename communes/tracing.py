"""Whose figures make up whose: units of one day traced to the units of another.

Pure and exact: no database, Decimals only. Shares multiply along a chain of changes and add up
where parts of one unit meet again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from communes.measures.types import EXACT

ONE = Decimal(1)
Alive = Callable[[date], Collection[int]]


@dataclass(frozen=True)
class Link:
    """From `on` a part of `predecessor` belongs to `successor`; shares 0 to 1, None: not known."""

    predecessor: int
    successor: int
    on: date
    population: Decimal | None
    area: Decimal | None
    legal_basis: str = ""
    certain: bool = True


@dataclass(frozen=True)
class Portion:
    """The part of one unit that lies in another. `whole`: all of it, whatever shares are known.

    `links` are the changes on the way, oldest first; none where the unit simply goes on.
    """

    unit: int
    whole: bool
    population: Decimal | None
    area: Decimal | None
    links: tuple[Link, ...] = ()


@dataclass(frozen=True)
class Origin:
    """What a unit of the asked map is made of, in units of the period's map.

    `blocked` lists the units in which its figures are mixed with those of others and cannot be
    told apart (an older map is asked for); then there are no portions.
    """

    unit: int
    portions: tuple[Portion, ...]
    blocked: tuple[int, ...] = ()

    @property
    def own(self) -> bool:
        """The unit is the same on both maps, with nothing given or taken."""
        return len(self.portions) == 1 and self.same and self.portions[0].unit == self.unit

    @property
    def same(self) -> bool:
        """Made of one whole unit: its figures are that unit's figures, whatever the rule."""
        return len(self.portions) == 1 and self.portions[0].whole


@dataclass(frozen=True)
class _Part:
    """A portion on its way. None: a share on the way is not known; `sound` is False once the
    rows of a change did not add up to the whole unit."""

    population: Decimal | None
    area: Decimal | None
    links: tuple[Link, ...]
    sound: bool = True


_Held = dict[int, dict[int, _Part]]


def origins(*, have: date, want: date, links: Iterable[Link], alive: Alive) -> dict[int, Origin]:
    """{unit of the map of `want`: what it is made of on the map of `have`}.

    `alive(day)` gives the ids of the units of a day. Forwards in time every unit is the sum of
    its portions. Backwards a unit is known only where one later unit is all of it and nothing
    else: what was put together cannot be taken apart again.
    """
    rows = list(links)
    if want >= have:
        found = trace(since=have, until=want, links=rows, alive=alive)
        return {
            unit: Origin(unit, tuple(sorted(found.get(unit, ()), key=lambda p: p.unit)))
            for unit in alive(want)
        }
    return _backwards(have=have, want=want, links=rows, alive=alive)


def _backwards(*, have: date, want: date, links: list[Link], alive: Alive) -> dict[int, Origin]:
    later = trace(since=want, until=have, links=links, alive=alive)
    homes: dict[int, list[int]] = defaultdict(list)
    for unit, portions in later.items():
        for portion in portions:
            homes[portion.unit].append(unit)
    found = {}
    for unit in alive(want):
        units = tuple(sorted(homes[unit]))
        made_of = later[units[0]] if len(units) == 1 else ()
        if len(made_of) == 1 and made_of[0].whole:
            whole = Portion(units[0], True, ONE, ONE, made_of[0].links)
            found[unit] = Origin(unit, (whole,))
        else:
            found[unit] = Origin(unit, (), blocked=units)
    return found


def trace(
    *, since: date, until: date, links: Iterable[Link], alive: Alive
) -> dict[int, tuple[Portion, ...]]:
    """{later unit: portions of earlier units it is made of}, from one day to a later one."""
    by_day: dict[date, dict[int, list[Link]]] = defaultdict(lambda: defaultdict(list))
    for link in links:
        if since < link.on <= until:
            by_day[link.on][link.predecessor].append(link)
    held: _Held = {unit: {unit: _Part(ONE, ONE, ())} for unit in alive(since)}
    for day in sorted(by_day):
        held = _step(held, by_day[day], frozenset(alive(day)))
    return _finished(held, frozenset(alive(until)))


def _step(held: _Held, changes: dict[int, list[Link]], living: frozenset[int]) -> _Held:
    """One day's changes: units named as predecessors hand on what they hold."""
    after: _Held = defaultdict(dict)
    for unit, parts in held.items():
        rows = changes.get(unit, [])
        stays = not rows or (unit in living and all(row.successor != unit for row in rows))
        people = _shares([row.population for row in rows], stays)
        land = _shares([row.area for row in rows], stays)
        sound = people is not None and land is not None
        unknown: list[Decimal | None] = [None] * (len(rows) + 1)
        goes = [(row.successor, (row,)) for row in rows] + [(unit, ())] * stays
        for source, part in parts.items():
            for (home, way), share, ground in zip(
                goes, people or unknown, land or unknown, strict=False
            ):
                piece = _Part(
                    _times(part.population, share),
                    _times(part.area, ground),
                    (*part.links, *way),
                    part.sound and sound,
                )
                _add(after[home], source, piece)
    return dict(after)


def _shares(given: list[Decimal | None], stays: bool) -> list[Decimal | None] | None:
    """Shares of the successors and, last, of what stays; None where they cannot add up to the
    whole unit: shares that contradict each other are not used."""
    if not given:
        return [ONE]
    if not stays and len(given) == 1 and given[0] is None:
        return [ONE]
    known = [share for share in given if share is not None]
    if len(known) < len(given):
        return [*given, None]
    total = sum(known, Decimal())
    if stays:
        return [*given, EXACT.subtract(ONE, total)] if total < ONE else None
    return given if total == ONE else None


def _times(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if one is None or other is None else EXACT.multiply(one, other)


def _plus(one: Decimal | None, other: Decimal | None) -> Decimal | None:
    return None if one is None or other is None else EXACT.add(one, other)


def _add(parts: dict[int, _Part], source: int, piece: _Part) -> None:
    """Parts of one unit that meet again in another add up."""
    there = parts.get(source)
    if there is None:
        parts[source] = piece
        return
    links = tuple(dict.fromkeys((*there.links, *piece.links)))
    parts[source] = _Part(
        _plus(there.population, piece.population),
        _plus(there.area, piece.area),
        links,
        there.sound and piece.sound,
    )


def _finished(held: _Held, living: frozenset[int]) -> dict[int, tuple[Portion, ...]]:
    """Portions of the units that live at the end. A unit that lies in one of them only, with
    no part lost on the way, is whole there even where no share was stored."""
    homes: dict[int, set[int]] = defaultdict(set)
    for unit, parts in held.items():
        for source in parts:
            homes[source].add(unit)
    found = {}
    for unit, parts in held.items():
        if unit not in living:
            continue
        portions = []
        for source, part in parts.items():
            whole = homes[source] == {unit} and part.sound
            shares = (ONE, ONE) if whole else (part.population, part.area)
            portions.append(Portion(source, whole, *shares, part.links))
        found[unit] = tuple(portions)
    return found
