"""Units, their names over time, successions, facts, and the agencies of the district."""

from __future__ import annotations

from communes.models import (
    AdministrativeUnit,
    Agency,
    AgencySuccession,
    Succession,
    UnitAlias,
    UnitFact,
    UnitVersion,
)
from communes.reference.files import Row, data, day, days, number
from communes.reference.ledger import Ledger
from kbang_ntm.core.vietnamese import fold

Units = dict[str, AdministrativeUnit]


def load_units(ledger: Ledger) -> Units:
    """All units by key, with versions, aliases, facts and successions."""
    content = data("units.json")
    units = {row["key"]: _unit(ledger, row) for row in content["units"]}
    for row in content["units"]:
        for version in row["versions"]:
            _version(ledger, units, row["key"], version)
        _aliases_and_facts(ledger, units[row["key"]], row)
    for row in content["successions"]:
        before, after = units[row["predecessor"]], units[row["successor"]]
        ledger.put(
            Succession,
            f"{before.key} {after.key} {row['date']}",
            lookup={"predecessor": before, "successor": after, "date": day(row["date"])},
            values={
                "kind": row["kind"],
                "population_share": number(row["population_share"]),
                "area_share": number(row["area_share"]),
                "legal_basis": row["legal_basis"],
                "certain": row["certain"],
                "source": row["source"],
            },
        )
    return units


def _unit(ledger: Ledger, row: Row) -> AdministrativeUnit:
    def degrees(name: str) -> object:
        return None if row.get(name) is None else number(str(row[name]))

    return ledger.need(
        AdministrativeUnit,
        row["key"],
        lookup={"key": row["key"]},
        values={
            "level": row["level"],
            "order": row["order"],
            "latitude": degrees("latitude"),
            "longitude": degrees("longitude"),
            "source": row["source"],
            "note": row["note"],
        },
    )


def _version(ledger: Ledger, units: Units, key: str, row: Row) -> None:
    ledger.put(
        UnitVersion,
        f"{key} {row['from'] or ''}",
        lookup={"unit": units[key], "valid": days([row["from"], row["to"]])},
        values={
            "name": row["name"],
            "short_name": row["short_name"],
            "kind": row["kind"],
            "official_code": row["official_code"],
            "parent": units[row["parent"]] if row["parent"] else None,
            "region_column": row.get("region_column", ""),
            "region_certain": row.get("region_certain", False),
            "ethnic_zone": row.get("ethnic_zone", ""),
            "legal_basis": row.get("legal_basis", ""),
            "name_certain": row.get("name_certain", True),
            "source": row.get("source", ""),
        },
    )


def _aliases_and_facts(ledger: Ledger, unit: AdministrativeUnit, row: Row) -> None:
    for alias in row["aliases"]:
        ledger.put(
            UnitAlias,
            f"{unit.key} {alias['name']}",
            lookup={"unit": unit, "name": alias["name"]},
            values={"search_key": fold(alias["name"])[:160], "source": alias["source"]},
        )
    for fact in row["facts"]:
        lookup = {
            "unit": unit,
            "metric": fact["metric"],
            "as_of": fact["as_of"],
            "value": number(fact["value"]),
        }
        ledger.put(
            UnitFact,
            f"{unit.key} {fact['metric']} {fact['as_of']} {fact['value']}",
            lookup=lookup,
            values={name: fact[name] for name in ("measure_unit", "certain", "source", "note")},
        )


def load_agencies(ledger: Ledger, units: Units) -> dict[str, Agency]:
    """All agencies by code, with the successions the sources state."""
    content = data("agencies.json")
    agencies = {
        row["code"]: ledger.need(
            Agency,
            row["code"],
            lookup={"code": row["code"]},
            values={
                "name": row["name"],
                "short_name": row["short_name"],
                "unit": units[row["unit"]],
                "valid": days(row["valid"]),
                "order": row["order"],
                "is_coordination": row["is_coordination"],
                "certain": row["certain"],
                "source": row["source"],
            },
        )
        for row in content["agencies"]
    }
    for row in content["successions"]:
        before, after = agencies[row["predecessor"]], agencies[row["successor"]]
        ledger.put(
            AgencySuccession,
            f"{before.code} {after.code} {row['date']}",
            lookup={"predecessor": before, "successor": after, "date": day(row["date"])},
            values={"legal_basis": row["legal_basis"], "certain": row["certain"]},
        )
    return agencies
