"""All units, agencies, names and successions at once: what planning a change stands on."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from functools import cached_property

from communes.models import (
    AdministrativeUnit,
    Agency,
    AgencySuccession,
    Succession,
    UnitVersion,
)


def holds(valid: object, day: date) -> bool:
    """Whether a range of days holds the day."""
    return day in valid  # type: ignore[operator]  # a DateRange


class Ground:
    """The state of units and agencies as read once. Five queries, whatever the number of units."""

    def __init__(self) -> None:
        self.units = {unit.key: unit for unit in AdministrativeUnit.objects.all()}
        self.keys = {unit.pk: key for key, unit in self.units.items()}
        self.versions: dict[str, list[UnitVersion]] = defaultdict(list)
        for version in UnitVersion.objects.order_by("unit__order", "unit__key", "valid"):
            self.versions[self.keys[version.unit_id]].append(version)
        self.successions = {
            (self.keys[row.predecessor_id], self.keys[row.successor_id], row.date): row
            for row in Succession.objects.order_by("id")
        }
        self.agencies = {agency.code: agency for agency in Agency.objects.order_by("order", "code")}
        codes = {agency.pk: code for code, agency in self.agencies.items()}
        self.agency_successions = {
            (codes[row.predecessor_id], codes[row.successor_id], row.date): row
            for row in AgencySuccession.objects.order_by("id")
        }

    def version_on(self, key: str, day: date) -> UnitVersion | None:
        """The unit's name, code and parent on that day; None when it did not exist."""
        return next((row for row in self.versions[key] if holds(row.valid, day)), None)

    def last_version(self, key: str) -> UnitVersion | None:
        """The newest name of the unit."""
        return self.versions[key][-1] if self.versions[key] else None

    def name(self, key: str, day: date) -> str:
        """What the unit is called on that day, or last, or its key."""
        version = self.version_on(key, day) or self.last_version(key)
        return version.name if version else key

    def agency_on(self, code: str, day: date) -> Agency | None:
        """The agency, if it works on that day."""
        agency = self.agencies.get(code)
        return agency if agency is not None and holds(agency.valid, day) else None

    def parent_key(self, version: UnitVersion) -> str:
        """Key of the unit a version belongs to, "" for none."""
        return self.keys[version.parent_id] if version.parent_id else ""

    def children(self, key: str, day: date) -> list[str]:
        """Keys of the units that belong to `key` on that day."""
        pk = self.units[key].pk
        return [
            child
            for child, rows in self.versions.items()
            if any(row.parent_id == pk and holds(row.valid, day) for row in rows)
        ]

    @cached_property
    def followers(self) -> dict[str, set[str]]:
        """{unit key: keys of those that followed it, ever}."""
        found: dict[str, set[str]] = defaultdict(set)
        for before, after, _day in self.successions:
            if before != after:
                found[before].add(after)
        return found
