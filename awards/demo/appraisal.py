"""Invented appraisals: words that clear nominees, sheets, consultations, a posted list."""

from __future__ import annotations

from typing import Any

from awards.enums import FactKind, NominationState
from awards.law_codes import CHECK_EXAMINED
from awards.models import AppraisalSheet, AwardRound, Nomination, NomineeFact
from awards.queries.check_results import blocking
from awards.services import appraisal, checks, comments, complaints, consultations, postings
from awards.services.appraisal import SheetText
from awards.services.comments import CommentText
from awards.services.complaints import Settlement
from awards.services.consultations import Answer, Body, Letter
from awards.services.postings import PostingText
from campaigns.demo.days import on_day
from communes.demo.accounts import Accounts
from communes.models import Agency
from kbang_ntm.core import clock
from kbang_ntm.core.models import User

DISTRICT = "huyen-kbang"
SOURCE = "Công an, Thanh tra huyện (minh họa)"
FINISHED = (("Đợt xét khen thưởng phong trào năm 2023", "2023-10-24"),)
RUNNING = "Đợt xét khen thưởng phong trào năm 2024"
LOOKED_AT, ASKED, COMPLAINED, SETTLED = "2024-10-30", "2024-10-16", "2024-10-17", "2024-10-25"


def load(accounts: Accounts) -> None:
    """Fill an empty portal; called once, on the day before the one shown."""
    if AppraisalSheet.objects.exists():
        return
    clerk = accounts.by_name["noivu"]
    for name, day in FINISHED:
        with on_day(day):
            for row in _waiting(name):
                _appraise(row, clerk)
    _consult(clerk, accounts.by_name["nnptnt"])
    _complain(clerk)
    with on_day(LOOKED_AT):
        rows = _waiting(RUNNING).filter(unit__isnull=False)
        for row in rows.exclude(nominee__form="commune"):
            _appraise(row, clerk)
        _ask_to_pass(rows.get(nominee__form="commune"), clerk)
    _post(accounts)


def _waiting(name: str) -> Any:
    rows = Nomination.objects.filter(round__name=name, state=NominationState.APPRAISING)
    return rows.select_related("round", "nominee").order_by("pk")


def _clear(row: Nomination, clerk: User, kinds: tuple[FactKind, ...] = tuple(FactKind)) -> None:
    known = set(
        NomineeFact.objects.filter(nominee=row.nominee, withdrawn_at__isnull=True).values_list(
            "kind", flat=True
        )
    )
    NomineeFact.objects.bulk_create(
        NomineeFact(
            nominee=row.nominee,
            kind=kind,
            state="no",
            on=clock.today(),
            body=SOURCE,
            by=clerk,
            at=clock.now(),
        )
        for kind in kinds
        if kind not in known
    )


def _appraise(row: Nomination, clerk: User) -> None:
    """Cleared of everything and eligible; nothing blocks these."""
    _clear(row, clerk)
    appraisal.appraise(
        nomination=row,
        text=SheetText(True, True, "Hồ sơ đủ, thành tích rõ (minh họa).", "eligible"),
        actor=clerk,
    )


def _ask_to_pass(row: Nomination, clerk: User) -> None:
    """An inspection goes on; the request to let it pass waits for a second person."""
    NomineeFact.objects.create(
        nominee=row.nominee,
        kind=FactKind.INSPECTION,
        state="yes",
        on=clock.today(),
        body=SOURCE,
        by=clerk,
        at=clock.now(),
    )
    run = checks.run_checks(nomination=row, actor=clerk)
    for one in blocking(row, run):
        if one.code != CHECK_EXAMINED:
            continue
        checks.ask_override(
            nomination=row,
            code=one.code,
            reason="Xã đã giải trình bằng văn bản (minh họa).",
            actor=clerk,
        )


def _consult(clerk: User, reviewer: User) -> None:
    """A cooperative's environment, answered on the portal; tax from paper; one still silent."""
    rows = _waiting(RUNNING).filter(nominee__form="cooperative")
    agency = Agency.objects.get(code="nnptnt")
    with on_day(ASKED):
        row = rows[0]
        letter = Letter("Việc chấp hành pháp luật về môi trường.", "MH-45/PNV", clock.today())
        body = Body("nature", agency_id=agency.pk)
        asked = consultations.ask(nomination=row, body=body, letter=letter, actor=clerk)
        consultations.answer(consultation=asked, said=Answer("agrees"), actor=reviewer)
        tax = Letter("Việc nộp thuế ba năm gần nhất.", "MH-46/PNV", clock.today())
        body = Body("tax", "Chi cục Thuế khu vực (minh họa)")
        paper = consultations.ask(nomination=row, body=body, letter=tax, actor=clerk)
        consultations.answer(
            consultation=paper, said=Answer("agrees", paper="MH-12/CCT"), actor=clerk
        )
        office = _waiting(RUNNING).filter(nominee__form="agency")[0]
        about = Letter("Việc chấp hành chính sách bảo hiểm xã hội.", "MH-47/PNV", clock.today())
        body = Body("insurance", "Bảo hiểm xã hội huyện (minh họa)")
        consultations.ask(nomination=office, body=body, letter=about, actor=clerk)


def _complain(clerk: User) -> None:
    """A complaint that turned out unfounded."""
    with on_day(COMPLAINED):
        row = _waiting(RUNNING).filter(nominee__kind="individual", unit__isnull=False)[0]
        one = complaints.lodge(
            nomination=row,
            about="Đơn cho rằng diện tích vận động ghi chưa đúng (minh họa).",
            received_on=clock.today(),
            actor=clerk,
        )
    with on_day(SETTLED):
        end = Settlement("unfounded", "Kết luận MH-5/KL-UBND (minh họa)", clock.today())
        complaints.settle(complaint=one, settlement=end, actor=clerk)


def _post(accounts: Accounts) -> None:
    """The list of Sơn Lang's own round hangs out; somebody has written."""
    award_round = AwardRound.objects.get(unit__key="son-lang")
    rows = list(_waiting(award_round.name))
    with on_day("2025-06-18"):
        posting = postings.post(
            award_round=award_round,
            nominations=rows,
            text=PostingText(
                "Danh sách đề nghị khen thưởng năm 2025 của xã Sơn Lang (minh họa)",
                "Trụ sở UBND xã, nhà văn hóa các thôn, làng",
                clock.today(),
            ),
            actor=accounts.officer("son-lang"),
        )
        comments.receive_comment(
            posting=posting,
            text=CommentText("Gia đình này góp công thật, bà con đồng tình (minh họa)."),
        )
