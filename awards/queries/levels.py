"""Whether a level still decides on a day; where it has ended, who follows it and its communes."""

from __future__ import annotations

from datetime import date

from awards.queries.law import deciding_body
from communes.models import AdministrativeUnit, Succession, UnitVersion
from communes.queries.case_bodies import Body
from communes.queries.register_rules import names_on
from kbang_ntm.core import clock
from kbang_ntm.core.errors import Refused


def following(unit: AdministrativeUnit, day: date) -> list[str]:
    """Names of the units that took over the communes of a unit by a day. Three queries."""
    parts = UnitVersion.objects.filter(parent=unit).values("unit_id")
    rows = Succession.objects.filter(predecessor_id__in=parts, date__lte=day)
    after = set(rows.values_list("successor_id", flat=True))
    alive = UnitVersion.objects.filter(unit_id__in=after, valid__contains=day)
    names = names_on(alive.exclude(parent=unit).values_list("unit_id", flat=True), day)
    return sorted(names.values())


def level_on(unit: AdministrativeUnit, day: date) -> Body:
    """The level that decides. Raises Refused (`body_ended`) naming who follows: its successor, and
    for a district without one the communes that took its communes over."""
    try:
        return deciding_body(unit, day)
    except Refused as ended:
        names = following(unit, day)
        if not names:
            raise
        rest = f" Các xã sau sắp xếp: {', '.join(names)}."
        raise Refused(ended.code, ended.message + rest) from ended


def levels(unit_ids: frozenset[int], *, old: bool = False) -> list[tuple[int, str]]:
    """(id, name) of levels to choose from; `old` keeps those that have ended. One query."""
    rows = UnitVersion.objects.filter(unit_id__in=unit_ids).order_by("unit__order", "valid")
    today = clock.today()
    found = {row.unit_id: row.name for row in rows if old or today in row.valid}
    return list(found.items())
