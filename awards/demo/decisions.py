"""Invented decisions and funds: the district's fund of 2023 and 2024, a decision of 2023.

The decision rests on the signed session of 2023 where the demonstration has one; otherwise an
old decision is taken in from a scan and compared by a second person.
"""

from __future__ import annotations

import io
from datetime import date, timedelta
from decimal import Decimal

from awards.enums import FundSource, NominationState, NomineeKind, SessionState
from awards.models import AwardType, Decision, Nomination, PrizeFund, Session
from awards.queries.law import award_type, regime_on
from awards.services import decisions, issuing, layouts, paying, taken_in
from awards.services import fund as funds
from awards.services.nominees import NomineeText, find_or_make
from campaigns.demo.days import on_day
from communes.demo.accounts import Accounts
from communes.demo.attachments import as_pdf
from communes.models import AdministrativeUnit, UnitVersion
from communes.services.register_papers import Scan
from kbang_ntm.core import clock

DISTRICT = "huyen-kbang"
INCOME = {2023: 90_000_000, 2024: 120_000_000}
FORM = "GIAY_KHEN_HUYEN"
OLD_LINES = (
    (NomineeKind.COLLECTIVE, "Nhân dân và cán bộ làng Hà Nừng", "village"),
    (NomineeKind.INDIVIDUAL, "Đinh Văn Hmor", ""),
    (NomineeKind.INDIVIDUAL, "Nguyễn Thị Lý", ""),
)


def load(accounts: Accounts) -> None:
    """Fill an empty portal; called once, on the day before the one shown."""
    district = AdministrativeUnit.objects.get(key=DISTRICT)
    for year, amount in INCOME.items():
        _fund(accounts, district, year, amount)
    session = (
        Session.objects.filter(
            council__unit=district, state=SessionState.SIGNED, held_at__year=2023
        )
        .order_by("held_at")
        .first()
    )
    if session is not None:
        decide_session(accounts, session)
    else:
        _old_decision(accounts, district)
    layouts.save_layout(
        unit=district,
        name="Phôi giấy khen có sẵn (minh họa)",
        overlay=True,
        offsets=(Decimal("1.5"), Decimal("-2")),
        values={},
        actor=accounts.by_name["noivu"],
    )
    PrizeFund.objects.update(illustrative=True)
    Decision.objects.filter(taken_in=True).update(illustrative=True)


def _fund(accounts: Accounts, district: AdministrativeUnit, year: int, amount: int) -> None:
    desk = accounts.by_name["noivu"]
    with on_day(date(year, 2, 1)):
        fund = funds.open_fund(unit=district, year=year, actor=desk)
        funds.take_in(
            fund=fund,
            text=funds.LineText(
                Decimal(amount),
                date(year, 1, 20),
                FundSource.BUDGET,
                paper="văn bản giao dự toán (minh họa)",
            ),
            actor=desk,
        )
    with on_day(date(year, 12, 20)):
        funds.spend_on_organising(
            fund=fund,
            text=funds.LineText(
                Decimal(5_000_000),
                date(year, 12, 18),
                paper="phiếu chi minh họa",
                receiver="Văn phòng HĐND và UBND huyện",
                note="In giấy khen, khung, hoa",
            ),
            actor=desk,
        )


def decide_session(accounts: Accounts, session: Session) -> Decision | None:
    """Draft, decide, register, pay and hand over what a signed session recommended and the
    district decides; None where nothing is left."""
    desk, leader, clerk = (accounts.by_name[name] for name in ("noivu", "chutich", "vanthu"))
    rows = list(
        Nomination.objects.filter(
            round=session.round,
            state=NominationState.RECOMMENDED,
            agenda_items__session=session,
            agenda_items__reached=True,
            award_type__decided_in_district=True,
        ).distinct()
    )
    if not rows:
        return None
    held = session.held_at.astimezone(clock.LOCAL).date()
    with on_day(held + timedelta(days=3)):
        decision = decisions.draft(
            award_round=session.round,
            session=session,
            nominations=rows,
            text=decisions.DraftText(
                title=f"Về việc khen thưởng {session.round.name}",
                memo_number="minh họa",
                memo_date=held + timedelta(days=2),
                signer=leader.full_name,
            ),
            actor=desk,
        )
        decision = decisions.decide(
            decision=decision, decided_on=held + timedelta(days=3), actor=leader
        )
        decision = issuing.issue(
            decision=decision,
            number="minh họa 01/QĐ-UBND",
            number_date=held + timedelta(days=3),
            scan=None,
            actor=clerk,
        )
    with on_day(held + timedelta(days=6)):
        awards = list(decision.awards.order_by("order"))
        day = held + timedelta(days=6)
        paying.deliver(
            decision=decision, awards=awards, on=day, note="Hội nghị tổng kết năm", actor=desk
        )
        paying.pay(
            decision=decision,
            awards=[one for one in awards if one.amount],
            text=paying.PayText(day, "danh sách ký nhận (minh họa)", {}),
            actor=desk,
        )
    return decision


def _old_decision(accounts: Accounts, district: AdministrativeUnit) -> None:
    desk, clerk = accounts.by_name["noivu"], accounts.by_name["vanthu"]
    day = date(2023, 12, 15)
    form = award_type(FORM, regime_on(day), day)
    places = UnitVersion.objects.filter(kind="commune", parent=district, valid__contains=day)
    unit_ids = list(places.order_by("unit__order").values_list("unit_id", flat=True)[:3])
    with on_day(date(2024, 3, 1)):
        decision = taken_in.take_in(
            unit=district,
            paper=taken_in.OldPaper(
                "minh họa 01/QĐ-UBND",
                day,
                "Về việc khen thưởng phong trào chung sức xây dựng nông thôn mới năm 2023",
            ),
            scan=Scan("quyet-dinh-minh-hoa.pdf", io.BytesIO(_scan(day))),
            actor=desk,
        )
        for (kind, name, shape), unit_id in zip(OLD_LINES, unit_ids, strict=False):
            _old_line(accounts, decision, form, NomineeText(
                kind=kind, name=name, unit_id=unit_id, form=shape, illustrative=True
            ))  # fmt: skip
        taken_in.verify(decision=decision, actor=clerk)


def _old_line(accounts: Accounts, decision: Decision, form: AwardType, text: NomineeText) -> None:
    desk = accounts.by_name["noivu"]
    taken_in.add_line(
        decision=decision,
        line=taken_in.OldLine(
            nominee=find_or_make(text=text, actor=desk),
            award_type=form,
            citation="Có thành tích trong phong trào thi đua năm 2023",
        ),
        actor=desk,
    )


def _scan(day: date) -> bytes:
    """A made-up paper that stands for the scan."""
    words = [f"ngày {day:%d/%m/%Y}", *(name for _kind, name, _shape in OLD_LINES)]
    return as_pdf("QUYẾT ĐỊNH về việc khen thưởng", words)
