"""Documents on their way in the demonstration portal: things the tests of rights walk with."""

from __future__ import annotations

from campaigns.models import ReviewEvent
from reports.models import DocumentSnapshot, IssuedPaper
from tests.security.registers import MISSING, Things

PLAIN = (
    "issued",
    "issued-register",
    "issued-signed",
    "issued-replace",
    "issued-section",
    "issued-foot",
    "issued-page",
    "issued-page-picture",
    "issued-refresh",
)


def issuing_things() -> dict[str, Things]:
    """{address: {object name: values}}: a draft, one before the leader, one that is signed."""
    papers = {row.state: row for row in IssuedPaper.objects.order_by("pk")}
    states = ("draft", "leader", "signed")
    there: Things = {state: {"uid": papers[state].uid} for state in states}
    there["missing"] = MISSING
    print_ = DocumentSnapshot.objects.about_periods().order_by("pk")[0]
    review = {"kind": "review-report", "uid": ReviewEvent.objects.order_by("pk")[0].uid}
    code: Things = {"print": {"code": print_.code}, "none": {"code": "ABCDEFGH2345"}}
    return {
        **{f"reports:{name}": there for name in PLAIN},
        "reports:issued-act": {key: {**one, "act": "return"} for key, one in there.items()},
        "reports:issued-file": {key: {**one, "format": "docx"} for key, one in there.items()},
        "reports:paper-draft": {
            "review": review,
            "missing": {**MISSING, "kind": "review-report"},
        },
        "reports:document-draft": {"print": {"uid": print_.uid}, "missing": MISSING},
        "reports:print-check-one": code,
        "reports:print-check-short": code,
    }
