"""Units and agencies that take part in a campaign on a day, by name."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from communes.enums import UnitKind
from communes.models import Agency, UnitVersion
from communes.queries.register_rules import names_on


@dataclass(frozen=True)
class Party:
    """A unit or an agency as it is called on a day; one of the ids is None."""

    unit_id: int | None
    agency_id: int | None
    name: str

    @property
    def value(self) -> str:
        """Its value in a list of choices: "u12" or "a7"."""
        return f"u{self.unit_id}" if self.unit_id else f"a{self.agency_id}"


def read_party(value: str) -> tuple[int | None, int | None]:
    """(unit id, agency id) of a choice's value; ValueError for anything else."""
    number = int(value[1:])
    if value[:1] == "u":
        return number, None
    if value[:1] == "a":
        return None, number
    raise ValueError(value)


def communes_on(day: date, within: int | None = None) -> list[Party]:
    """Communes and the town of the map of that day, of one district or all. One query."""
    rows = UnitVersion.objects.filter(
        kind__in=[UnitKind.COMMUNE, UnitKind.TOWNSHIP], valid__contains=day
    )
    if within is not None:
        rows = rows.filter(parent_id=within)
    return [
        Party(pk, None, name)
        for pk, name in rows.order_by("unit__order", "sort_key").values_list("unit_id", "name")
    ]


def agencies_on(day: date) -> list[Party]:
    """Agencies that exist on that day. One query."""
    rows = Agency.objects.filter(valid__contains=day).order_by("name")
    return [Party(None, pk, name) for pk, name in rows.values_list("id", "name")]


def parties_on(day: date) -> list[Party]:
    """Agencies, then communes. Two queries."""
    return [*agencies_on(day), *communes_on(day)]


@dataclass(frozen=True)
class Names:
    """Names of units on a day and of agencies, as a page prints them."""

    units: dict[int, str]
    agencies: dict[int, str]

    def of(self, unit_id: int | None, agency_id: int | None) -> str:
        """The name of a row's unit or agency."""
        if unit_id is not None:
            return self.units.get(unit_id, "")
        return self.agencies.get(agency_id or 0, "")


def party_names(units: Iterable[int | None], agencies: Iterable[int | None], on: date) -> Names:
    """Names for the rows of a page. Two queries, none for what is not asked."""
    unit_ids: Collection[int] = {pk for pk in units if pk}
    agency_ids: Collection[int] = {pk for pk in agencies if pk}
    return Names(
        names_on(unit_ids, on) if unit_ids else {},
        dict(Agency.objects.filter(pk__in=agency_ids).values_list("id", "name"))
        if agency_ids
        else {},
    )
