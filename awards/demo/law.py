"""Invented nominees, what is confirmed of them, and past awards."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from awards.enums import NomineeKind
from awards.models import Nominee
from awards.services.nominees import FactText, NomineeText, add_fact, find_or_make
from awards.services.past_awards import PastAwardText, add_past_award
from communes.demo.accounts import Accounts
from communes.models import AdministrativeUnit, Agency
from communes.reference.files import Row, read
from kbang_ntm.core.models import User

FILE = Path(__file__).resolve().parent.parent / "data" / "demo" / "law.json"
DISTRICT = "huyen-kbang"


def load(accounts: Accounts) -> None:
    """Fill an empty portal; called once, on the day before the one shown."""
    if Nominee.objects.exists():
        return
    content, desk = read(FILE), accounts.by_name["noivu"]
    units = dict(AdministrativeUnit.objects.values_list("key", "pk"))
    agencies = dict(Agency.objects.values_list("code", "pk"))
    made: dict[str, Nominee] = {}
    for row in content["nominees"]:
        nominee = find_or_make(text=_nominee(row["nominee"], units, agencies), actor=desk)
        made[nominee.name] = nominee
        for award in row["awards"]:
            _award(nominee, award, units[DISTRICT], desk)
    for fact in content["facts"]:
        add_fact(
            nominee=made[fact["name"]],
            text=FactText(
                kind=fact["kind"],
                state=fact["state"],
                on=date.fromisoformat(fact["on"]),
                body=fact["body"],
            ),
            actor=desk,
        )


def _nominee(row: Row, units: dict[str, int], agencies: dict[str, int]) -> NomineeText:
    head = row.get("head")
    return NomineeText(
        kind=row["kind"],
        name=row["name"],
        unit_id=units[row["unit"]],
        form=row.get("form", ""),
        birth_year=row.get("birth_year"),
        gender=row.get("gender", ""),
        women_percent=row.get("women_percent"),
        direct_worker=row.get("direct_worker"),
        position=row.get("position", ""),
        agency_id=agencies.get(row.get("agency", "")),
        head=_nominee({"kind": NomineeKind.INDIVIDUAL, "unit": row["unit"], **head}, units, {})
        if head
        else None,
        illustrative=True,
    )


def _award(nominee: Nominee, row: Row, unit_id: int, desk: User) -> None:
    plain = ("type_code", "type_name", "level", "merit_kind", "number", "decider")
    add_past_award(
        nominee=nominee,
        unit_id=unit_id,
        text=PastAwardText(
            **{name: row[name] for name in plain},
            first=date.fromisoformat(row["first"]),
            last=date.fromisoformat(row["last"]),
            date=date.fromisoformat(row["date"]),
            merit=row.get("words", ""),
            movement=row.get("movement", ""),
            verified=row.get("verified", False),
            source="minh họa",
            illustrative=True,
        ),
        actor=desk,
    )
