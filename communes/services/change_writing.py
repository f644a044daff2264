"""Writing what a plan shows about units and agencies; the caller holds the transaction."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from psycopg2.extras import DateRange

from communes.changes.definition import Definition, Step, Successor
from communes.enums import SuccessionKind
from communes.models import (
    AdministrativeUnit,
    Agency,
    AgencySuccession,
    Succession,
    UnitVersion,
)
from kbang_ntm.core.models import User

ONE_DAY = timedelta(days=1)


@dataclass
class Doer:
    """What effects write with: the definition, the person, and rows by key as they come to be."""

    definition: Definition
    actor: User
    units: dict[str, AdministrativeUnit]
    agencies: dict[str, Agency]


def close_version(version: UnitVersion, doer: Doer) -> None:
    """The last day of a name is the day before the change."""
    version.valid = DateRange(version.valid.lower, doer.definition.date)
    version.save(update_fields=["valid"])


def create_unit(successor: Successor, wanted: dict[str, str], doer: Doer) -> None:
    """A new unit with its first name."""
    unit = doer.units.get(successor.key)
    if unit is None:
        unit = AdministrativeUnit.objects.create(
            key=successor.key,
            level=successor.kind,
            order=successor.order,
            source=doer.definition.source or doer.definition.legal_basis,
        )
        doer.units[successor.key] = unit
    values = {"short_name": short(successor.name), **wanted}
    UnitVersion.objects.create(
        unit=unit,
        valid=DateRange(doer.definition.date, None),
        parent=doer.units[successor.parent],
        legal_basis=doer.definition.legal_basis,
        source=doer.definition.source,
        **values,
    )


def change_version(
    current: UnitVersion, successor: Successor, wanted: dict[str, str], doer: Doer
) -> None:
    """End a name the day before, and go on with what the paper changes."""
    until = current.valid.upper
    close_version(current, doer)
    new = UnitVersion.objects.get(pk=current.pk)
    new.pk = None
    new._state.adding = True
    new.valid = DateRange(doer.definition.date, until)
    new.sort_key = ""
    for column, value in wanted.items():
        setattr(new, column, value)
    if "name" in wanted and "short_name" not in wanted:
        new.short_name = short(wanted["name"])
    if successor.parent:
        new.parent = doer.units[successor.parent]
    new.legal_basis, new.source = doer.definition.legal_basis, doer.definition.source
    new.save()


def set_parent(version: UnitVersion, parent: str, doer: Doer) -> None:
    """A part of an ended unit belongs to the unit named for it, from the day on."""
    day = doer.definition.date
    if version.valid.lower == day:  # the row stands, its parent was not known
        version.parent = doer.units[parent]
        version.legal_basis = doer.definition.legal_basis
        version.save(update_fields=["parent", "legal_basis"])
        return
    change_version(version, Successor(key="", parent=parent), {}, doer)


def link(step: Step, before: str, after: str, doer: Doer) -> None:
    """The succession with its shares."""
    share = step.share(before, after)
    Succession.objects.create(
        predecessor=doer.units[before],
        successor=doer.units[after],
        kind=SuccessionKind(step.kind),
        date=doer.definition.date,
        population_share=share.population,
        area_share=share.area,
        legal_basis=doer.definition.legal_basis,
        source=share.source or doer.definition.source,
    )


def short(name: str) -> str:
    """ "Kbang" of "Xã Kbang": the name without its kind."""
    for word in ("Thị trấn ", "Xã ", "Phường ", "Huyện ", "Tỉnh ", "Thôn ", "Làng "):
        if name.startswith(word):
            return name.removeprefix(word)
    return name


def close_agency(agency: Agency, doer: Doer) -> None:
    """The agency works until the day before the change."""
    agency.valid = DateRange(agency.valid.lower, doer.definition.date)
    agency.save(update_fields=["valid"])


def create_agency(successor: Successor, doer: Doer) -> None:
    """A new agency, working from the day of the change."""
    doer.agencies[successor.key] = Agency.objects.create(
        code=successor.key,
        name=successor.name,
        short_name=successor.short_name or successor.name[:80],
        unit=doer.units[successor.unit],
        valid=DateRange(doer.definition.date, None),
        order=successor.order,
        is_coordination=successor.coordination,
        certain=True,
        source=doer.definition.source or doer.definition.legal_basis,
    )


def link_agencies(before: str, after: str, doer: Doer) -> None:
    """The agency that takes over another's work."""
    AgencySuccession.objects.create(
        predecessor=doer.agencies[before],
        successor=doer.agencies[after],
        date=doer.definition.date,
        legal_basis=doer.definition.legal_basis,
        certain=True,
    )
