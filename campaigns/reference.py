"""The campaign of the plan, its text and its targets, loaded with the other reference data."""

from __future__ import annotations

from pathlib import Path

from campaigns.models import (
    Campaign,
    CampaignLink,
    Milestone,
    Objective,
    Phase,
    PlanSection,
    PlanVersion,
    Subject,
    SubjectCriterion,
    Target,
)
from campaigns.plan_enums import PlanState
from communes.models import RegisterRule
from communes.reference.files import Row, day, days, number, read
from communes.reference.ledger import Ledger
from communes.reference.units import Units

DATA = Path(__file__).resolve().parent / "data"
FILE, PLAN_FILE = DATA / "campaign.json", DATA / "plan.json"


def load_campaign(ledger: Ledger, units: Units) -> None:
    """The movement 2021-2025 with every target of the plan, read or not."""
    content = read(FILE)
    row = content["campaign"]
    plain = ("title", "plan_number", "legal_bases", "source", "note")
    campaign = ledger.need(
        Campaign,
        row["code"],
        lookup={"code": row["code"]},
        values={name: row[name] for name in plain}
        | {
            "unit": units[row["unit"]],
            "period": days(row["period"]),
            "launched_on": day(row["launched_on"]),
            "plan_date": day(row["plan_date"]),
        },
    )
    for target in content["targets"]:
        place = target["unit"] or target["within"]
        ledger.put(
            Target,
            f"{campaign.code} {target['kind']} {place} {target['year']}",
            lookup={
                "campaign": campaign,
                "kind": target["kind"],
                "unit": units[target["unit"]] if target["unit"] else None,
                "within": units[target["within"]] if target["within"] else None,
                "year": target["year"],
                "read_as": target["read_as"],
            },
            values={name: target[name] for name in ("certain", "source", "note")},
        )


def load_plan(ledger: Ledger, units: Units) -> None:
    """The plan's text, stages, links, subjects and objectives, and the rules of its pages."""
    content = read(PLAN_FILE)
    campaign = Campaign.objects.get(code=content["campaign"])
    for row in content["rules"]:
        names = ("title", "text", "legal_basis", "source", "certain", "note")
        ledger.put(
            RegisterRule,
            f"{row['code']} {row['valid'][0]}",
            lookup={"code": row["code"], "valid": days(row["valid"])},
            values={name: row[name] for name in names} | {"amount": number(row["amount"])},
        )
    _load_version(ledger, campaign, content)
    _load_rows(ledger, campaign, content)
    for order, (kind, count, year, words, certain) in enumerate(content["objectives"], 1):
        ledger.put(
            Objective,
            f"{campaign.code} {kind} {year} {words}"[:200],
            lookup={"campaign": campaign, "kind": kind, "year": year, "words": words},
            values={
                "order": order,
                "number": count,
                "certain": certain,
                "source": content["source"],
            },
        )


def _load_version(ledger: Ledger, campaign: Campaign, content: Row) -> None:
    """The plan as it was issued; once there it is closed and no file changes it."""
    row = content["version"]
    version = ledger.put(
        PlanVersion,
        f"{campaign.code} {row['sequence']}",
        lookup={"campaign": campaign, "sequence": row["sequence"]},
        values={
            "number": row["number"],
            "date": day(row["date"]),
            "in_force_from": day(row["date"]),
            "source": row["source"],
        },
        frozen=True,
    )
    closed = version is None or version.state == PlanState.ISSUED
    for order, (key, heading, body) in enumerate(content["sections"], 1):
        if version is not None:
            ledger.put(
                PlanSection,
                f"{campaign.code} {row['sequence']} {key}",
                lookup={"version": version, "key": key},
                values={"order": order, "heading": heading, "body": body},
                frozen=True,
            )
    if version is not None and not closed:
        version.state = PlanState.ISSUED
        version.save(update_fields=["state"])


def _load_rows(ledger: Ledger, campaign: Campaign, content: Row) -> None:
    source = content["source"]
    for title, first, after, words in content["phases"]:
        ledger.put(
            Phase,
            f"{campaign.code} {title}",
            lookup={"campaign": campaign, "title": title},
            values={"period": days([first, after]), "words": words, "source": source},
        )
    for title, due, done_on, note in content["milestones"]:
        ledger.put(
            Milestone,
            f"{campaign.code} {title} {due}",
            lookup={"campaign": campaign, "title": title, "due": day(due)},
            values={"done_on": day(done_on), "note": note, "source": source},
        )
    for order, (title, led_by, division, basis) in enumerate(content["links"], 1):
        ledger.put(
            CampaignLink,
            f"{campaign.code} {title}",
            lookup={"campaign": campaign, "title": title},
            values={"order": order, "led_by": led_by, "division": division, "source": basis},
        )
    for order, (code, title, alternatives, criteria) in enumerate(content["subjects"], 1):
        subject = ledger.put(
            Subject,
            f"{campaign.code} {code}",
            lookup={"campaign": campaign, "code": code},
            values={
                "order": order,
                "title": title,
                "alternatives": alternatives,
                "source": source,
            },
        )
        for place, text in enumerate(criteria, 1):
            if subject is not None:
                ledger.put(
                    SubjectCriterion,
                    f"{campaign.code} {code} {place}",
                    lookup={"subject": subject, "order": place},
                    values={"text": text},
                )
