"""Checks, appraisal, consultations and posted lists: things the tests of rights walk with."""

from __future__ import annotations

from awards.models import CheckOverride, Complaint, Consultation, PostingComment, PublicPosting
from tests.security.awards_nominations import nomination_things
from tests.security.registers import Things, _things

ROUND = ("appraisal-round", "posting-new")
ONE = ("checks-run", "appraise", "reappraise", "consult", "complaint-new")
ASKED = ("", "-letter", "-answer", "-withdraw")
COMMENT = ("", "-take", "-answer", "-refuse", "-complaint")


def appraisal_things() -> dict[str, Things]:
    """{address: {object name: values}}: rounds and nominations as in their own part; what Phòng
    Nông nghiệp was asked and what the insurance was; Sơn Lang's list with a comment; a request to
    let a check pass that waits, a complaint that is settled."""
    known = nomination_things()
    nominations, rounds = known["awards:nomination"], known["awards:round"]
    found: dict[str, Things] = dict.fromkeys(ROUND, rounds)
    found |= dict.fromkeys(ONE, nominations)
    code = "construction-debt"
    found["override-ask"] = {name: {**row, "code": code} for name, row in nominations.items()}
    waiting = CheckOverride.objects.filter(agreed_by__isnull=True)
    found["override-agree"] = _things(totung=waiting.order_by("pk")[0])
    found["complaint-settle"] = _things(district=Complaint.objects.order_by("pk")[0])
    asked = Consultation.objects.order_by("pk")
    rows = _things(nnptnt=asked.filter(agency__code="nnptnt")[0], paper=asked.filter(answer="")[0])
    found |= {f"consultation{act}": rows for act in ASKED}
    posting = _things(sonlang=PublicPosting.objects.get())
    names = ("posting", "posting-withdraw", "comment-new", "posting-public", "posting-say")
    found |= dict.fromkeys(names, posting)
    comment = _things(sonlang=PostingComment.objects.order_by("pk")[0])
    found |= {f"comment{act}": comment for act in COMMENT}
    return {f"awards:{name}": things for name, things in found.items()}
