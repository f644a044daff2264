"""Papers in the demonstration portal: things the tests of rights walk with."""

from __future__ import annotations

from uuid import UUID

from awards.models import AwardRound, CertificateLayout, Decision, Session
from campaigns.models import ReviewEvent
from communes.models import AdministrativeUnit, ProgressReport, RecognitionCase
from kbang_ntm.core.models import User
from tests.factories.report_forms import add_form, workbook
from tests.security.movement_papers import movement_papers
from tests.security.registers import MISSING, Things

FORM_PAGES = ("reports:form", "reports:form-filled", "reports:form-withdraw")


def paper_things() -> dict[str, Things]:
    """{address: {object name: values}}: a signed session, its decision and its round, a
    confirmed report with an entry, a unit, a case that was sent and is not decided,
    a template of a form."""
    session = Session.objects.filter(state="signed").order_by("pk")[0]
    decision = Decision.objects.filter(state="issued", kind="award", taken_in=False)[0]
    round_ = AwardRound.objects.get(kind="final")

    def paper(kind: str, uid: UUID, form: str) -> dict[str, object]:
        return {"kind": kind, "uid": uid, "format": form}

    review = ReviewEvent.objects.order_by("pk")[0]
    layout = CertificateLayout.objects.order_by("pk")[0]
    case = RecognitionCase.objects.get(unit__key="so-pai")
    commune = ProgressReport.objects.filter(unit__key="son-lang", state="confirmed")[0]
    unit = AdministrativeUnit.objects.get(key="krong")
    form = add_form(workbook({"so_xa": "B2"}), User.objects.get(username="dieuphoi"))
    files = {
        "report_sent": paper("commune-report", commune.uid, "docx"),
        "entry_sent": paper("why-card", commune.entries.order_by("pk")[0].uid, "docx"),
        "unit": paper("unit-standing", unit.uid, "docx"),
        "case_sent": paper("case-commune-memo", case.uid, "docx"),
        "session": paper("session-minutes", session.uid, "docx"),
        "decision": paper("award-decision", decision.uid, "xlsx"),
        "round": paper("award-nominees", round_.uid, "xlsx"),
        "review": paper("review-report", review.uid, "xlsx"),
        "missing": {**MISSING, "kind": "award-decision", "format": "xlsx"},
        "unknown": paper("no-such-paper", decision.uid, "xlsx"),
        **movement_papers(),
    }
    pages = {
        name: {key: value for key, value in values.items() if key != "format"}
        for name, values in files.items()
    }
    return {
        "reports:paper-file": files,
        "reports:paper": pages,
        **{name: {"there": {"uid": form.uid}, "missing": MISSING} for name in FORM_PAGES},
        "reports:village-certificate": {"case_sent": {"uid": case.uid}, "missing": MISSING},
        "reports:certificates": {"issued": {"uid": decision.uid}, "missing": MISSING},
        "reports:certificate-test": {"there": {"uid": layout.uid}, "missing": MISSING},
    }
