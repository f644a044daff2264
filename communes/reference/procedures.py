"""Procedures of recognition, the criteria that weigh in a withdrawal, and public holidays."""

from __future__ import annotations

from communes.models import (
    CriteriaSet,
    Criterion,
    FlaggedCriterion,
    GateRule,
    Holiday,
    Procedure,
    ProcedureStep,
    StepPaper,
    WithdrawalRule,
)
from communes.queries.procedures import GATE, WITHDRAWAL
from communes.reference.files import Row, data, day, days
from communes.reference.ledger import Ledger

PROCEDURE = (
    "standard",
    "title",
    "legal_basis",
    "decided_by",
    "chosen_criteria",
    "chosen_least",
    "recheck_standard",
    "certain",
    "source",
    "note",
)
STEP = (
    "label",
    "level",
    "body",
    "day_kind",
    "vote_percent",
    "vote_base",
    "needs",
    "checks_gates",
    "certain",
    "source",
    "note",
)
# The columns a specification is frozen from, but for the key.
GATE_ROW = tuple(name for name in GATE if name != "code")
WITHDRAWAL_ROW = tuple(name for name in WITHDRAWAL if name != "code")


def load_procedures(ledger: Ledger, sets: dict[str, CriteriaSet]) -> None:
    """Procedures with steps, dossiers, gates and withdrawal rules; flags; holidays."""
    content = data("procedures.json")
    for row in content["procedures"]:
        put_procedure(ledger, row)
    criteria = {
        (criterion.criteria_set_id, criterion.no): criterion
        for criterion in Criterion.objects.filter(criteria_set__in=sets.values())
    }
    for row in content["flagged_criteria"]:
        ledger.put(
            FlaggedCriterion,
            f"{row['set']} {row['no']}",
            lookup={"criterion": criteria[sets[row["set"]].pk, row["no"]]},
            values={name: row[name] for name in ("certain", "source")},
        )
    for row in content["holidays"]:
        ledger.put(
            Holiday,
            row["day"],
            lookup={"day": day(row["day"])},
            values={name: row[name] for name in ("name", "kind", "certain", "source")},
        )


def put_procedure(ledger: Ledger, row: Row) -> None:
    """One procedure of the file with all its rows."""
    found = ledger.need(
        Procedure,
        row["code"],
        lookup={"code": row["code"]},
        values={name: row[name] for name in PROCEDURE} | {"valid": days(row["valid"])},
    )
    for order, step in enumerate(row["steps"], start=1):
        _step(ledger, found, order, step)
    for order, gate in enumerate(row["gates"], start=1):
        ledger.put(
            GateRule,
            f"{found.code} {gate['code']}",
            lookup={"procedure": found, "code": gate["code"]},
            values={name: gate[name] for name in GATE_ROW} | {"order": order},
        )
    for order, rule in enumerate(row["withdrawals"], start=1):
        ledger.put(
            WithdrawalRule,
            f"{found.code} {rule['code']}",
            lookup={"procedure": found, "code": rule["code"]},
            values={name: rule[name] for name in WITHDRAWAL_ROW} | {"order": order},
        )


def _step(ledger: Ledger, procedure: Procedure, order: int, row: Row) -> None:
    first, last = row["days"]
    step = ledger.need(
        ProcedureStep,
        f"{procedure.code} {row['code']}",
        lookup={"procedure": procedure, "code": row["code"]},
        values={name: row[name] for name in STEP}
        | {"order": order, "days_from": first, "days_to": last},
    )
    for place, paper in enumerate(row["papers"], start=1):
        ledger.put(
            StepPaper,
            f"{procedure.code} {row['code']} {paper['code']}",
            lookup={"step": step, "code": paper["code"]},
            values={name: paper[name] for name in ("label", "required", "certain", "source")}
            | {"order": place},
        )
