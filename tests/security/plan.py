"""The demonstration campaign, its plan and everybody's part: things the tests of rights walk with.

The district's plan is issued, an amendment is a draft; Krong has a small campaign of its own.
"""

from __future__ import annotations

from typing import Any

from campaigns.models import Campaign, PartyPaper, PlanVersion, Target
from communes.models import AdministrativeUnit, Agency
from tests.security.registers import MISSING, NOBODY

Things = dict[str, dict[str, Any]]
DISTRICT, KRONG = "kbang-chung-suc-2021-2025", "krong-chung-suc-2022-2025"


def plan_things() -> dict[str, Things]:
    """{address: {object name: values}} of the campaign, its plan and its targets."""
    campaign = Campaign.objects.get(code=DISTRICT)
    codes = {
        "huyen": {"code": DISTRICT},
        "krong": {"code": KRONG},
        "missing": {"code": "khong-co"},
    }
    found: dict[str, Things] = dict.fromkeys(
        (
            "campaign-edit",
            "campaign-copy",
            "plan-begin",
            "subject-new",
            "link-new",
            "phase-new",
            "milestone-new",
            "target-new",
            "objective-new",
        ),
        codes,
    )
    issued, draft = campaign.versions.order_by("sequence")
    versions = {
        "issued": {"uid": issued.uid},
        "draft": {"uid": draft.uid},
        "krong": {"uid": PlanVersion.objects.get(campaign__code=KRONG).uid},
        "missing": MISSING,
    }
    found |= dict.fromkeys(
        (
            "plan-version",
            "plan-compare",
            "plan-edit",
            "plan-section-new",
            "plan-issue",
            "plan-number",
        ),
        versions,
    )
    section = {"draft": {"uid": draft.uid, "key": "muc-tieu"}, "missing": {**MISSING, "key": "x"}}
    found |= dict.fromkeys(("plan-section", "plan-section-drop"), section)
    for name, rows in (
        ("subject-edit", campaign.subjects),
        ("link-edit", campaign.links),
        ("phase-edit", campaign.phases),
        ("milestone-edit", campaign.milestones),
        ("objective-edit", campaign.objectives),
    ):
        found[name] = {"huyen": {"uid": rows.order_by("pk")[0].uid}, "missing": MISSING}
    found["row-remove"] = {
        "huyen": {"kind": "moc", **found["milestone-edit"]["huyen"]},
        "missing": {"kind": "moc", "uid": NOBODY},
    }
    target = {"there": {"uid": _target(campaign).uid}, "missing": MISSING}
    found |= {"target": target, "target-edit": target} | _parties()
    return {f"campaigns:{name}": things for name, things in found.items()}


def _target(campaign: Campaign) -> Target:
    return Target.objects.get(campaign=campaign, kind="commune_ntm", unit__key="kon-pne")


def _parties() -> dict[str, Things]:
    unit = AdministrativeUnit.objects.get(key="son-lang")
    agency = Agency.objects.get(code="nnptnt")
    parties = {
        "sonlang": {"code": DISTRICT, "party": f"u{unit.pk}"},
        "nnptnt": {"code": DISTRICT, "party": f"a{agency.pk}"},
        "missing": {"code": DISTRICT, "party": "u0"},
    }
    paper = PartyPaper.objects.filter(part__unit=unit).order_by("pk")[0]
    return {
        "party-plan": parties,
        "party-paper-new": parties,
        "party-paper-withdraw": {"sonlang": {"uid": paper.uid}, "missing": MISSING},
    }
