"""Papers of awards."""

from __future__ import annotations

from awards.models import AwardRound, Decision, Nomination, Session
from reports.builders.awards import (
    decisions,
    memos,
    nominees,
    payment,
    session_minutes,
    session_papers,
)
from reports.documents.papers import Paper
from reports.documents.registry import DocumentKind
from reports.queries.award_papers import (
    decisions_to_print,
    nominations_to_print,
    rounds_to_print,
    sessions_to_print,
)


def _of_round(kind: DocumentKind, file: str) -> Paper:
    return Paper(kind, AwardRound, rounds_to_print, file, "awards:round")


def _of_session(kind: DocumentKind, file: str) -> Paper:
    return Paper(kind, Session, sessions_to_print, file, "awards:session")


def _of_decision(kind: DocumentKind, file: str) -> Paper:
    return Paper(kind, Decision, decisions_to_print, file, "awards:decision")


PAPERS = (
    _of_round(nominees.LIST_KIND, "danh-sach-de-nghi"),
    Paper(
        nominees.SHEET_KIND, Nomination, nominations_to_print, "phieu-tham-dinh",
        "awards:nomination",
    ),
    _of_session(session_papers.INVITATION_KIND, "giay-moi"),
    _of_session(session_papers.AGENDA_KIND, "chuong-trinh"),
    _of_session(session_papers.BALLOT_KIND, "phieu-bieu-quyet"),
    _of_session(session_papers.TALLY_KIND, "bien-ban-kiem-phieu"),
    _of_session(session_minutes.KIND, "bien-ban-hop"),
    _of_session(session_papers.NOTICE_KIND, "thong-bao-ket-luan"),
    _of_decision(memos.MEMO_KIND, "to-trinh"),
    _of_round(memos.PROVINCE_KIND, "to-trinh-cap-tren"),
    _of_decision(decisions.DECISION_KIND, "quyet-dinh"),
    _of_decision(payment.PAYMENT_KIND, "danh-sach-ky-nhan"),
)  # fmt: skip
