"""The law of awards by date, from its files into its tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from awards.models import (
    AwardRule,
    AwardType,
    BaseSalary,
    CheckRule,
    ConditionRule,
    DossierRule,
    Regime,
    ReportForm,
)
from communes.reference.files import Row, day, days, number, read
from communes.reference.ledger import Ledger
from communes.reference.units import Units

DATA = Path(__file__).resolve().parent / "data"
LEGAL = ("legal_basis", "certain", "source", "note")
Types = dict[tuple[str, str], AwardType]


def load_law(ledger: Ledger, units: Units) -> None:
    """Regimes, salaries, types, dossiers, conditions, rules, checks and forms."""
    regimes = _load_regimes(ledger)
    types = _load_types(ledger, regimes)
    rules = read(DATA / "rules.json")
    _load_conditions(ledger, types, rules["conditions"])
    for row in rules["rules"]:
        ledger.put(
            AwardRule,
            f"{row['code']} {row['valid'][0]}",
            lookup={"code": row["code"], "valid": days(row["valid"])},
            values=_legal(row, "title", "text", "measure") | {"amount": number(row["amount"])},
        )
    for row in read(DATA / "checks.json")["checks"]:
        names = ("title", "clause", "effect", "unknown_effect", "levels", "merit_kinds")
        ledger.put(
            CheckRule,
            f"{row['code']} {row['valid'][0]}",
            lookup={"code": row["code"], "valid": days(row["valid"])},
            values=_legal(row, *names) | {"amount": number(row["amount"])},
        )
    for row in read(DATA / "forms.json")["forms"]:
        regime = regimes[row["regime"]]
        ledger.put(
            ReportForm,
            f"{regime.code} {row['title']}",
            lookup={"regime": regime, "title": row["title"]},
            values=_legal(row, "number", "subject", "merit_kind") | {"valid": regime.valid},
        )


def _legal(row: Row, *names: str) -> dict[str, Any]:
    return {name: row[name] for name in (*names, *LEGAL)}


def _load_regimes(ledger: Ledger) -> dict[str, Regime]:
    """Regimes by code, and the base salaries beside them."""
    content = read(DATA / "regimes.json")
    regimes: dict[str, Regime] = {}
    for row in content["regimes"]:
        regimes[row["code"]] = ledger.need(
            Regime,
            row["code"],
            lookup={"code": row["code"]},
            values=_legal(row, "law", "favourable")
            | {"valid": days(row["valid"]), "types_of": regimes.get(row["types_of"] or "")},
        )
    for row in content["base_salaries"]:
        ledger.put(
            BaseSalary,
            row["valid"][0],
            lookup={"valid": days(row["valid"])},
            values=_legal(row) | {"amount": number(row["amount"])},
        )
    return regimes


def _load_types(ledger: Ledger, regimes: dict[str, Regime]) -> Types:
    """Types by (code, regime), each with the parts of its dossier."""
    plain = (
        "order", "name", "kind", "level", "decider", "decided_in_commune", "decided_in_district",
        "subjects", "vote_percent", "vote_percent_local", "secret", "copies", "posting_days",
        "legal_basis", "certain", "certain_note", "source",
    )  # fmt: skip
    exact = ("individual_multiplier", "collective_multiplier", "household_multiplier")
    types: Types = {}
    for row in read(DATA / "award_types.json")["types"]:
        key = f"{row['code']} {row['regime']}"
        made = ledger.need(
            AwardType,
            key,
            lookup={
                "code": row["code"],
                "regime": regimes[row["regime"]],
                "valid": days(row["valid"]),
            },
            values={name: row[name] for name in plain}
            | {name: number(row[name]) for name in exact}
            | {"review_from": day(row["review_from"])},
        )
        types[row["code"], row["regime"]] = made
        for order, label in enumerate(row["dossier"], 1):
            ledger.put(
                DossierRule,
                f"{key} {order}",
                lookup={"award_type": made, "order": order},
                values={
                    "label": label,
                    "required": not label.endswith("nếu có"),
                    "valid": made.valid,
                    "legal_basis": row["legal_basis"],
                    "certain": row["certain"],
                    "source": row["source"],
                },
            )
    return types


def _load_conditions(ledger: Ledger, types: Types, rows: list[Row]) -> None:
    names = ("subject", "clause", "text", "alternative", "check_code", "certain", "source")
    for row in rows:
        made = types[row["type"], row["regime"]]
        ledger.put(
            ConditionRule,
            f"{row['type']} {row['regime']} {row['order']}",
            lookup={"award_type": made, "order": row["order"]},
            values={name: row[name] for name in names}
            | {"amount": number(row["amount"]), "valid": made.valid, "legal_basis": row["clause"]},
        )
