"""For whom packages of a change are made, and whose records each one holds."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Sequence
from datetime import date

from psycopg2.extras import DateRange

from communes.changes import read_definition
from communes.changes.definition import UNIT
from communes.enums import UnitKind
from communes.models import (
    AdministrativeUnit,
    DebtStatement,
    OpinionRound,
    ProgressReport,
    RecognitionCase,
    Registration,
    Succession,
    Survey,
    UnitChange,
    UnitVersion,
    Work,
)

Receivers = list[tuple[AdministrativeUnit, str]]


def receivers(change: UnitChange) -> Receivers:
    """(unit, its name on the day) of the communes that follow in a change, also renamed ones."""
    return receivers_of([change])[change.pk]


def receivers_of(changes: Sequence[UnitChange]) -> dict[int, Receivers]:
    """{change id: as `receivers`}. One query."""
    keys = {
        change.pk: {
            key
            for step in read_definition(change.plan["definition"]).steps
            if step.about == UNIT
            for key in step.successor_keys
        }
        for change in changes
    }
    rows = list(
        UnitVersion.objects.filter(
            unit__key__in=set().union(*keys.values()),
            kind__in=(UnitKind.COMMUNE, UnitKind.TOWNSHIP),
        )
        .select_related("unit")
        .order_by("unit__order", "unit__key")
    )
    return {
        change.pk: [
            (row.unit, row.name)
            for row in rows
            if row.unit.key in keys[change.pk] and change.date in row.valid
        ]
        for change in changes
    }


def holders(unit_id: int, day: date) -> set[int]:
    """Ids of the units whose records one successor gets: itself, all that went into it, and their
    villages. Two queries.

    A village that lives goes where it lies on the day; of a divided commune's, those that nobody
    has placed go to the archive only. One that ended before goes with those it went into, or with
    the commune it lay in.
    """
    went: dict[int, set[int]] = defaultdict(set)
    before: dict[int, set[int]] = defaultdict(set)
    for old, new in Succession.objects.filter(date__lte=day).values_list(
        "predecessor_id", "successor_id"
    ):
        if old != new:
            went[old].add(new)
            before[new].add(old)
    own = _back([unit_id], before)
    versions: dict[int, list[UnitVersion]] = defaultdict(list)
    past = DateRange(None, day, "[]")
    for row in UnitVersion.objects.filter(kind=UnitKind.VILLAGE, valid__overlap=past):
        versions[row.unit_id].append(row)
    here, gone = set(), set()
    for pk, rows in versions.items():
        living = next((row for row in rows if day in row.valid), None)
        if living is not None:
            here |= {pk} if living.parent_id == unit_id else set()
        elif not went[pk] and any(row.parent_id in own for row in rows):
            gone.add(pk)
    return own | gone | _back(here, before)


def _back(ids: Collection[int], before: dict[int, set[int]]) -> set[int]:
    """The units and all that went into them, however long ago."""
    found, waiting = set(ids), list(ids)
    while waiting:
        for old in before[waiting.pop()] - found:
            found.add(old)
            waiting.append(old)
    return found


def all_holders() -> set[int]:
    """Ids of all units of which the portal keeps records. One query."""
    rows = (
        ProgressReport.objects.values_list("unit_id"),
        *(
            model.objects.values_list("unit_id")
            for model in (RecognitionCase, Work, DebtStatement, OpinionRound, Survey, Registration)
        ),
    )
    return {pk for (pk,) in rows[0].union(*rows[1:])}
