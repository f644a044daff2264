"""After the decision: prizes paid once, certificates and prizes handed over, money taken back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import transaction

from awards.decision_rules import may_draft
from awards.enums import AwardState, DecisionState, LineKind
from awards.models import Award, Decision, FundLine
from awards.queries.bodies import living_body
from awards.services import fund as funds
from communes.queries.register_rules import money_words
from communes.services.register_papers import check_past, clean_text
from kbang_ntm.core import audit
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User

PAYERS = "Chỉ nơi thường trực của cấp đã quyết định ghi việc trao, chi thưởng."


@dataclass(frozen=True)
class PayText:
    """Day and voucher of one payment of several prizes; `receivers` by award id, else the name of
    the award."""

    on: date
    paper: str
    receivers: Mapping[int, str]


@transaction.atomic
def pay(
    *, decision: Decision, awards: Sequence[Award], text: PayText, actor: User
) -> list[FundLine]:
    """Pay prizes of an issued decision out of what was held for them; each once.

    Raises NotAllowed, Refused (`none`, `not_issued`, `future`, `before`, `no_paper`, `line`,
    `revoked`, `no_prize`, `paid`, `not_held`, `body_ended`).
    """
    rows = _lines(decision, awards, actor)
    check_past(text.on, "Ngày chi")
    _after_issue(decision, text.on)
    living_body(decision.unit, text.on)
    paper = clean_text(text.paper, 160)
    if not paper:
        raise Refused("no_paper", "Ghi số phiếu chi hoặc danh sách ký nhận.")
    lines = funds.standing(rows)
    held = [_payable(award, lines) for award in rows]
    for fund in {line.fund_id: line.fund for line in held}.values():
        funds.lock(fund, actor)
    written = [
        FundLine(
            kind=kind,
            fund_id=line.fund_id,
            source=line.source,
            amount=line.amount,
            on=text.on,
            award=award,
            decision=decision,
            receiver=_receiver(award, text) if kind == LineKind.PAYMENT else "",
            paper=paper,
            paper_date=text.on,
            by=actor,
        )
        for award, line in zip(rows, held, strict=True)
        for kind in (LineKind.RELEASE, LineKind.PAYMENT)
    ]
    FundLine.objects.bulk_create(written)
    made = written[1::2]
    total = sum((line.amount for line in made), Decimal(0))
    audit.record(
        actor=actor,
        action="decision.pay",
        subject=decision,
        summary=f"Chi {len(made)} tiền thưởng, {money_words(total)}",
        data={"paper": paper},
    )
    return made


@transaction.atomic
def deliver(
    *, decision: Decision, awards: Sequence[Award], on: date, note: str, actor: User
) -> list[Award]:
    """Note that certificates were handed over. Raises NotAllowed, Refused (`none`, `not_issued`,
    `future`, `before`, `line`, `revoked`, `delivered`)."""
    rows = _lines(decision, awards, actor)
    check_past(on, "Ngày trao")
    _after_issue(decision, on)
    for award in rows:
        if award.delivered_on is not None:
            raise Refused(
                "delivered", f"{award.shown_name}: đã trao ngày {award.delivered_on:%d/%m/%Y}."
            )
        award.delivered_on, award.delivered_note = on, clean_text(note, 200)
    Award.objects.bulk_update(rows, ["delivered_on", "delivered_note"])
    audit.record(
        actor=actor,
        action="decision.deliver",
        subject=decision,
        summary=f"Trao {len(rows)} khen thưởng ngày {on:%d/%m/%Y}",
    )
    return rows


@transaction.atomic
def take_back(*, award: Award, on: date, paper: str, actor: User) -> FundLine:
    """Enter that the prize of a revoked award was paid back. Raises NotAllowed, Refused
    (`not_revoked`, `not_paid`, `returned`, `future`, `before`, `no_paper`)."""
    decision = Decision.objects.select_related("unit").get(pk=award.decision_id)
    if not may_draft(actor, decision):
        raise NotAllowed("not_allowed", PAYERS)
    row = (
        Award.objects.select_for_update(of=("self",)).select_related("revoked_by").get(pk=award.pk)
    )
    if row.state != AwardState.REVOKED or row.revoked_by is None:
        raise Refused("not_revoked", "Chỉ thu hồi tiền thưởng của khen thưởng đã bị hủy bỏ.")
    check_past(on, "Ngày thu hồi")
    first = row.revoked_by.decided_on
    if first is not None and on < first:
        raise Refused("before", f"Hủy bỏ ngày {first:%d/%m/%Y}: ngày thu hồi từ ngày đó trở đi.")
    text = clean_text(paper, 160)
    if not text:
        raise Refused("no_paper", "Ghi số phiếu thu.")
    lines = funds.standing([row])
    if (row.pk, LineKind.RETURN) in lines:
        raise Refused("returned", "Tiền thưởng này đã thu hồi.")
    line = lines.get((row.pk, LineKind.PAYMENT))
    if line is None:
        raise Refused("not_paid", "Tiền thưởng này chưa chi nên không phải thu hồi.")
    fund = funds.lock(line.fund, actor)
    made = FundLine.objects.create(
        fund=fund,
        kind=LineKind.RETURN,
        source=line.source,
        amount=line.amount,
        on=on,
        award=row,
        decision=decision,
        receiver=line.receiver,
        paper=text,
        paper_date=on,
        by=actor,
    )
    audit.record(
        actor=actor,
        action="fund.return",
        subject=fund,
        summary=f"Thu hồi {money_words(line.amount)}: {row.shown_name}",
    )
    return made


def _lines(decision: Decision, awards: Sequence[Award], actor: User) -> list[Award]:
    """The rows, locked, all valid lines of this issued decision."""
    if not may_draft(actor, decision):
        raise NotAllowed("not_allowed", PAYERS)
    if decision.state != DecisionState.ISSUED:
        raise Refused("not_issued", "Quyết định chưa phát hành. Văn thư vào sổ trước.")
    rows = list(
        Award.objects.select_for_update(of=("self",))
        .filter(pk__in=[one.pk for one in awards], decision=decision)
        .order_by("order")
    )
    if not rows or len(rows) != len({one.pk for one in awards}):
        raise Refused("none" if not rows else "line", "Chọn các trường hợp của quyết định này.")
    for row in rows:
        if row.state != AwardState.VALID:
            raise Refused("revoked", f"{row.shown_name}: khen thưởng đã bị hủy bỏ.")
    return rows


def _after_issue(decision: Decision, on: date) -> None:
    first = decision.number_date or decision.decided_on
    if first is not None and on < first:
        raise Refused(
            "before", f"Quyết định ngày {first:%d/%m/%Y}: ngày chi, ngày trao từ ngày đó trở đi."
        )


def _receiver(award: Award, text: PayText) -> str:
    return clean_text(text.receivers.get(award.pk, ""), 160) or award.shown_name[:160]


def _payable(award: Award, lines: funds.Standing) -> FundLine:
    """The line that holds money for the award."""
    if award.amount is None:
        raise Refused(
            "no_prize", f"{award.shown_name}: không có tiền thưởng. {award.no_prize_reason}".strip()
        )
    if (award.pk, LineKind.PAYMENT) in lines:
        raise Refused("paid", f"{award.shown_name}: tiền thưởng này đã chi, không chi lần hai.")
    if not funds.is_held(award.pk, lines):
        raise Refused("not_held", f"{award.shown_name}: quỹ chưa giữ tiền cho khen thưởng này.")
    return lines[award.pk, LineKind.COMMITMENT]
