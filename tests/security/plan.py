"""The demonstration campaign, its plan and everybody's part: things the tests of rights walk with.

The district's plan is issued, an amendment is a draft; Krong has a small campaign of its own.
"""

from __future__ import annotations

from typing import Any

from campaigns.models import Campaign, PartyPaper, PlanVersion, Target
from communes.models import AdministrativeUnit, Agency
from tests.security.registers import MISSING

Things = dict[str, dict[str, Any]]
DISTRICT, KRONG = "kbang-chung-suc-2021-2025", "krong-chung-suc-2022-2025"


def plan_things() -> dict[str, Things]:
    """{address: {object name: values}} of the campaign, its plan and its targets."""
    campaign = Campaign.objects.get(code=DISTRICT)
    target = {"there": {"uid": _target(campaign).uid}, "missing": MISSING}
    found = _by_code() | _versions(campaign) | _rows(campaign) | _parties()
    found |= {"target": target, "target-edit": target}
    return {f"campaigns:{name}": things for name, things in found.items()}


def _by_code() -> dict[str, Things]:
    codes = {
        "huyen": {"code": DISTRICT},
        "krong": {"code": KRONG},
        "missing": {"code": "khong-co"},
    }
    names = "campaign-edit campaign-copy plan-begin subject-new link-new phase-new milestone-new"
    return dict.fromkeys((*names.split(), "target-new", "objective-new"), codes)


def _versions(campaign: Campaign) -> dict[str, Things]:
    issued, draft = campaign.versions.order_by("sequence")
    versions = {
        "issued": {"uid": issued.uid},
        "draft": {"uid": draft.uid},
        "krong": {"uid": PlanVersion.objects.get(campaign__code=KRONG).uid},
        "missing": MISSING,
    }
    section = {"draft": {"uid": draft.uid, "key": "muc-tieu"}, "missing": {**MISSING, "key": "x"}}
    names = "plan-version plan-compare plan-edit plan-section-new plan-issue plan-number"
    return {
        **dict.fromkeys(names.split(), versions),
        **dict.fromkeys(("plan-section", "plan-section-drop"), section),
    }


def _rows(campaign: Campaign) -> dict[str, Things]:
    managers = {
        "subject-edit": campaign.subjects,
        "link-edit": campaign.links,
        "phase-edit": campaign.phases,
        "milestone-edit": campaign.milestones,
        "objective-edit": campaign.objectives,
    }
    found: dict[str, Things] = {
        name: {"huyen": {"uid": rows.order_by("pk")[0].uid}, "missing": MISSING}
        for name, rows in managers.items()
    }
    found["row-remove"] = {
        name: {"kind": "moc", **values} for name, values in found["milestone-edit"].items()
    }
    return found


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
