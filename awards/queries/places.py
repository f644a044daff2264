"""Places of a level as old lists call them, and their names on pages."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from awards.nominee_rules import area
from communes.enums import UnitKind
from communes.models import AdministrativeUnit, UnitVersion
from kbang_ntm.core import clock
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.vietnamese import fold

_KINDS = tuple(f"{fold(word)} " for word in ("xã", "thị trấn", "huyện", "làng", "thôn", "bản"))


def _bare(name: str) -> str:
    """A name as compared: folded, without the word for its kind."""
    key = " ".join(fold(name).split())
    return next((key.removeprefix(kind) for kind in _KINDS if key.startswith(kind)), key)


class PlaceIndex:
    """The units of a level by name, over all time: old lists speak of units that have ended. One
    query."""

    def __init__(self, unit: AdministrativeUnit) -> None:
        self.unit = unit
        rows = UnitVersion.objects.filter(area(frozenset({unit.pk}))).order_by("valid")
        self.rows = list(rows)

    def find(self, commune: str, village: str, on: date | None) -> int:
        """The unit that a list means; the level itself where it names none.

        Of several with that name the one that was there on the day, else the newest. Raises
        Refused (`commune`, `village`).
        """
        within = self.unit.pk
        if commune:
            found = self._named(commune, on, villages=False, within=None)
            if found is None:
                raise Refused("commune", f"Không thấy đơn vị «{commune}» trong cấp này. Xem lại.")
            within = found
        if not village:
            return within
        place = self._named(village, on, villages=True, within=within if commune else None)
        if place is None:
            raise Refused(
                "village",
                f"Không thấy thôn, làng «{village}» ở đơn vị này. Để trống cột thôn, làng hoặc "
                "nhờ quản trị thêm.",
            )
        return place

    def _named(
        self, name: str, on: date | None, *, villages: bool, within: int | None
    ) -> int | None:
        key = _bare(name)
        rows = [
            row
            for row in self.rows
            if (row.kind == UnitKind.VILLAGE) == villages
            and key in (_bare(row.name), _bare(row.short_name))
            and (within is None or row.parent_id == within)
        ]
        there = [row for row in rows if on is not None and on in row.valid]
        best = there or rows
        return best[-1].unit_id if best else None


def place_names(unit_ids: Collection[int], on: date | None = None) -> dict[int, str]:
    """{unit id: its name on a day with the commune of a village: "Làng A, Xã B"}; the last name
    it had where it has ended. Two queries at most."""
    day = on or clock.today()
    rows = _versions(unit_ids, day)
    above = {row.parent_id for row in rows.values() if row.kind == UnitKind.VILLAGE}
    names = _versions(above - {None}, day)
    return {
        pk: f"{row.name}, {names[row.parent_id].name}"
        if row.kind == UnitKind.VILLAGE and row.parent_id in names
        else row.name
        for pk, row in rows.items()
    }


def _versions(unit_ids: Collection[int | None], day: date) -> dict[int, UnitVersion]:
    found: dict[int, UnitVersion] = {}
    if not unit_ids:
        return found
    for row in UnitVersion.objects.filter(unit_id__in=set(unit_ids)).order_by("valid"):
        if row.unit_id not in found or row.valid.lower is None or row.valid.lower <= day:
            found[row.unit_id] = row
    return found


def communes_in(units: frozenset[int]) -> list[tuple[int, str]]:
    """Communes and towns of these areas, of today and ended ones, by the plan's order. One
    query."""
    rows = UnitVersion.objects.filter(area(units), kind__in=[UnitKind.COMMUNE, UnitKind.TOWNSHIP])
    named = rows.order_by("unit__order", "unit_id", "valid").values_list("unit_id", "name")
    return list(dict(named).items())


def places_in(units: frozenset[int]) -> list[tuple[int, str]]:
    """Units of these areas today to choose from, communes with their villages below. One query."""
    rows = list(
        UnitVersion.objects.filter(area(units), valid__contains=clock.today()).order_by(
            "unit__order", "sort_key"
        )
    )
    tops = [row for row in rows if row.kind != UnitKind.VILLAGE]
    below: dict[int | None, list[UnitVersion]] = {}
    for row in rows:
        if row.kind == UnitKind.VILLAGE:
            below.setdefault(row.parent_id, []).append(row)
    found: list[tuple[int, str]] = []
    for top in tops:
        found.append((top.unit_id, top.name))
        found += [(one.unit_id, f"{one.name}, {top.name}") for one in below.get(top.unit_id, ())]
    return found
