"""By which column of a set's annex a unit's figures are judged on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db.models import OuterRef, QuerySet, Subquery

from communes.enums import UnitKind
from communes.models import UnitVersion
from kbang_ntm.core.prepared import Prepared


def column_on(unit_id: int, day: date) -> str:
    """The unit's region column (or commune group) on a day, "" where none is known. One query."""
    return next((_judged_by(*row) for _unit, *row in _column(unit_id, day)), "")


def column_of(version: UnitVersion, day: date) -> str:
    """As `column_on`, of a unit as it was on that day; one query for a village."""
    if version.kind == UnitKind.VILLAGE:
        return column_on(version.unit_id, day)
    return version.region_column or version.commune_group


def columns_on(unit_ids: Iterable[int], day: date) -> dict[int, str]:
    """{unit id: its region column or commune group}. One query.

    A village lies in its commune and is judged by the commune's column of that day; a village
    whose commune is not known has none, so that nothing of it counts as met.
    """
    rows = _with_columns(UnitVersion.objects.filter(unit_id__in=list(unit_ids)), day)
    return {unit_id: _judged_by(*row) for unit_id, *row in rows}


@Prepared
def _column(unit_id: int, day: date) -> QuerySet[Any, Any]:
    """The row of one unit; every save of a figure asks for it."""
    return _with_columns(UnitVersion.objects.filter(unit_id=unit_id), day)


def _with_columns(versions: QuerySet[UnitVersion], day: date) -> QuerySet[Any, Any]:
    """Unit, kind, and what is known of its own column and of that of the unit above."""
    above = UnitVersion.objects.filter(unit_id=OuterRef("parent_id"), valid__contains=day)
    return (
        versions.filter(valid__contains=day)
        .annotate(
            above_region=Subquery(above.values("region_column")[:1]),
            above_group=Subquery(above.values("commune_group")[:1]),
        )
        .values_list(
            "unit_id", "kind", "region_column", "commune_group", "above_region", "above_group"
        )
    )


def _judged_by(
    kind: str, region: str, group: str, above_region: str | None, above_group: str | None
) -> str:
    if kind == UnitKind.VILLAGE:
        return above_region or above_group or ""
    return region or group


def judging_version(unit_id: int, day: date) -> UnitVersion | None:
    """The unit whose column counts: the unit itself, for a village its commune. One query, for a
    village two; None where it is not known."""
    version = UnitVersion.objects.filter(unit_id=unit_id, valid__contains=day).first()
    if version is None or version.kind != UnitKind.VILLAGE:
        return version
    return UnitVersion.objects.filter(unit_id=version.parent_id, valid__contains=day).first()
