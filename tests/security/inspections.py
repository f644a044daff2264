"""Inspections of the demonstration: things the tests of rights walk with.

The visit to Sơn Lang is concluded, its reported finding waits for the office; one plan is issued,
one a draft of the office; one draw is drawn, one has no seed yet.
"""

from __future__ import annotations

from campaigns.models import Draw, Finding, Inspection, InspectionPlan
from tests.security.registers import Things, _things

VISIT = (
    "inspection", "inspection-move", "inspection-member", "inspection-items", "inspection-start",
    "inspection-finish", "inspection-reopen", "inspection-cancel", "inspection-conclude",
    "inspection-form", "inspection-photo", "finding-new",
)  # fmt: skip
FINDING = ("", "-begin", "-report", "-return", "-close", "-withdraw", "-note", "-extend")


def inspection_things() -> dict[str, Things]:
    """{address: {object name: values}} of visits, findings, plans and draws."""
    visit = Inspection.objects.get(unit__key="son-lang")
    finding = Finding.objects.get(inspection=visit, state="reported")
    plans = _things(
        issued=InspectionPlan.objects.get(agency__code="vpdp", state="issued"),
        draft=InspectionPlan.objects.get(state="draft"),
    )
    draws = _things(drawn=Draw.objects.get(drawn_at__isnull=False), open=Draw.objects.get(seed=""))
    found = dict.fromkeys(VISIT, _things(sonlang=visit))
    found |= dict.fromkeys((f"finding{act}" for act in FINDING), _things(sonlang=finding))
    found |= dict.fromkeys(("inspection-plan", "inspection-plan-issue"), plans)
    found |= dict.fromkeys(("draw", "draw-seed", "draw-run"), draws)
    found["member-remove"] = _things(sonlang=visit.members.order_by("pk")[0])
    found["photo-withdraw"] = _things(sonlang=visit.photos.get())
    return {f"campaigns:{name}": things for name, things in found.items()}
