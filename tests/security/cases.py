"""Cases of recognition for the table of rights."""

from __future__ import annotations

from typing import Any

from communes.models import RecognitionCase
from tests.security.registers import NOBODY as MISSING


def case_addresses(words: Any) -> dict[str, dict[str, Any]]:
    """The commune's case that was sent and the village's that was not, of the demonstration,
    with a file and a count of the first."""
    cases = {
        "case_sent": RecognitionCase.objects.get(unit__key="so-pai"),
        "case_draft": RecognitionCase.objects.get(unit__key="lang-to-kor"),
    }
    found: dict[str, dict[str, Any]] = {}
    for key, case in cases.items():
        paper, vote = case.papers.first(), case.votes.first()
        values = {
            "uid": case.uid,
            "slug": "tra-lai",
            "act": "send",
            "code": "to-trinh-xa",
            "paper": paper.uid if paper else MISSING,
            "vote": vote.uid if vote else MISSING,
            "late": MISSING,
        }
        found[key] = {word: values[word] for word in words}
    found["missing"] = {**found["case_draft"], "uid": MISSING}
    return found
