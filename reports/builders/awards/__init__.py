"""Papers of awards: lists, appraisal, council, decision, payment. Certificates have a renderer of
their own (`reports/documents/renderers/certificates.py`), because they are drawn, not written."""

from __future__ import annotations

from reports.builders.awards import (
    decisions,
    memos,
    nominees,
    payment,
    session_minutes,
    session_papers,
)

KINDS = (
    nominees.LIST_KIND,
    nominees.SHEET_KIND,
    session_papers.INVITATION_KIND,
    session_papers.BALLOT_KIND,
    session_papers.TALLY_KIND,
    session_minutes.KIND,
    session_papers.NOTICE_KIND,
    memos.MEMO_KIND,
    memos.PROVINCE_KIND,
    decisions.DECISION_KIND,
    payment.PAYMENT_KIND,
)
