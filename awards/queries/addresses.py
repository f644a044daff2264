"""Where nominees belong, down to the village, as a decision and a public list print it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from awards.enums import CollectiveForm, NomineeKind
from awards.models import Nominee
from communes.enums import UnitKind
from communes.models import Agency, UnitVersion
from communes.queries.register_rules import in_sentence, names_on

PLACES: dict[str, tuple[UnitKind, ...]] = {
    CollectiveForm.COMMUNE: (UnitKind.COMMUNE, UnitKind.TOWNSHIP),
    CollectiveForm.VILLAGE: (UnitKind.VILLAGE,),
}
"""Collectives that are a unit themselves, by the kinds of that unit."""


def places_of(nominees: Iterable[Nominee], day: date) -> dict[int, str]:
    """{nominee id: "làng Hà Nừng, xã Sơn Lang", the agency of who works in one}. A collective that
    is itself a commune or village has the unit above; a village that is kept under its commune has
    the commune. Three queries at most."""
    rows = list(nominees)
    versions: dict[int, UnitVersion] = {}
    for one in UnitVersion.objects.filter(unit_id__in={row.unit_id for row in rows}).order_by(
        "valid"
    ):
        if one.unit_id not in versions or one.valid.lower is None or one.valid.lower <= day:
            versions[one.unit_id] = one
    above = {one.parent_id for one in versions.values() if one.parent_id}
    parents = names_on(above, day) if above else {}
    agency_ids = {row.agency_id for row in rows if row.agency_id}
    agencies = (
        dict(Agency.objects.filter(pk__in=agency_ids).values_list("id", "name"))
        if agency_ids
        else {}
    )
    return {row.pk: _place(row, versions.get(row.unit_id), parents, agencies) for row in rows}


def _place(
    row: Nominee, unit: UnitVersion | None, parents: dict[int, str], agencies: dict[int, str]
) -> str:
    if unit is None:
        return ""
    above = parents.get(unit.parent_id or 0, "")
    parent = above[:1].lower() + above[1:]
    if row.kind == NomineeKind.COLLECTIVE and unit.kind in PLACES.get(row.form, ()):
        return parent
    if row.agency_id:
        return agencies.get(row.agency_id, "")
    if unit.kind == UnitKind.VILLAGE:
        return f"{in_sentence(unit.name)}, {parent}" if parent else in_sentence(unit.name)
    return in_sentence(unit.name)


def level_name(unit_id: int, day: date) -> str:
    """The name of a level inside a sentence: "huyện Kbang", "xã Sơn Lang". One query."""
    name = names_on([unit_id], day).get(unit_id, "")
    return name[:1].lower() + name[1:]
