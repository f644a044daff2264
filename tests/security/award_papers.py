"""Papers in the demonstration portal: things the tests of rights walk with."""

from __future__ import annotations

from uuid import UUID

from awards.models import AwardRound, CertificateLayout, Decision, Session
from campaigns.models import ReviewEvent
from tests.security.movement_papers import movement_papers
from tests.security.registers import MISSING, Things


def paper_things() -> dict[str, Things]:
    """{address: {object name: values}}: a signed session, its decision and its round."""
    session = Session.objects.filter(state="signed").order_by("pk")[0]
    decision = Decision.objects.filter(state="issued", kind="award", taken_in=False)[0]
    round_ = AwardRound.objects.get(kind="final")

    def paper(kind: str, uid: UUID, form: str) -> dict[str, object]:
        return {"kind": kind, "uid": uid, "format": form}

    review = ReviewEvent.objects.order_by("pk")[0]
    layout = CertificateLayout.objects.order_by("pk")[0]
    files = {
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
        "reports:certificates": {"issued": {"uid": decision.uid}, "missing": MISSING},
        "reports:certificate-test": {"there": {"uid": layout.uid}, "missing": MISSING},
    }
