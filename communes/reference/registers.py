"""Rules of the registers and questionnaires of the Front, from their file into their tables."""

from __future__ import annotations

from communes.models import Questionnaire, RegisterRule, SurveyQuestion
from communes.reference.files import data, days, number
from communes.reference.ledger import Ledger


def load_registers(ledger: Ledger) -> None:
    """Dated rules, then questionnaires with their questions; a used questionnaire stays."""
    content = data("registers.json")
    for row in content["rules"]:
        ledger.put(
            RegisterRule,
            f"{row['code']} {row['valid'][0]}",
            lookup={"code": row["code"], "valid": days(row["valid"])},
            values={
                name: row[name]
                for name in ("title", "text", "legal_basis", "source", "certain", "note")
            }
            | {"amount": number(row["amount"])},
        )
    for row in content["questionnaires"]:
        names = ("title", "standards", "legal_basis", "source", "certain", "note")
        paper = ledger.put(
            Questionnaire,
            row["code"],
            lookup={"code": row["code"]},
            values={name: row[name] for name in names} | {"valid": days(row["valid"])},
        )
        for question in row["questions"] if paper else ():
            ledger.put(
                SurveyQuestion,
                f"{row['code']} {question['order']}",
                lookup={"questionnaire": paper, "order": question["order"]},
                values={name: question[name] for name in ("text", "short_text", "overall")},
                frozen=paper is not None and paper.frozen_at is not None,
            )
