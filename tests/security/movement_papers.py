"""Papers of the movement in the demonstration portal: one row of each sort they are printed of."""

from __future__ import annotations

from awards.models import Consultation
from campaigns.models import (
    Campaign,
    GuidanceDocument,
    Inspection,
    MeetingNotice,
    Petition,
    PetitionBatch,
    PlanVersion,
    Pledge,
    ScoringSheet,
)
from tests.security.registers import Things


def movement_papers() -> Things:
    """{object name: values}: a draft of the plan, a campaign by what is printed of it, the visit to
    Sơn Lang, a list of petitions, the decided petition of Đak Rong, guidance, a consultation of
    Phòng NN&PTNT, the signed pledge of Sơn Lang, a sheet still scored, the conclusions of a
    meeting."""
    district = Campaign.objects.get(unit__level="district")
    rows = {
        "plandraft": ("plan", PlanVersion.objects.get(state="draft"), "docx"),
        "targets": ("targets-report", district, "docx"),
        "tasks": ("tasks-by-agency", district, "docx"),
        "ledger": ("contributions-report", district, "xlsx"),
        "late": ("reminder-letter", district, "docx"),
        "visit": ("inspection-conclusion", Inspection.objects.get(unit__key="son-lang"), "xlsx"),
        "petitions": ("petition-list", PetitionBatch.objects.order_by("pk")[0], "xlsx"),
        "petition": ("petition-answer", Petition.objects.get(state="decided"), "docx"),
        "guidance": ("guidance-letter", GuidanceDocument.objects.order_by("pk")[0], "docx"),
        "opinion": (
            "opinion-letter",
            Consultation.objects.filter(agency__code="nnptnt").order_by("pk")[0],
            "docx",
        ),
        "pledge": (
            "pledge-sheet",
            Pledge.objects.get(member__unit__key="son-lang", state="signed", year=2025),
            "docx",
        ),
        "sheet": ("scoring-sheet", ScoringSheet.objects.get(state="self"), "xlsx"),
        "meeting": ("meeting-notice", MeetingNotice.objects.order_by("pk")[0], "docx"),
    }
    return {
        name: {"kind": kind, "uid": row.uid, "format": form}
        for name, (kind, row, form) in rows.items()
    }
