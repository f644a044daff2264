"""The prize fund of a level and year: income, money held and let go, organising, counter-entries.

The ledger is append-only. The balance is refused by trigger too; here it is refused with the sum
that is missing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import transaction

from awards.decision_rules import may_keep_fund
from awards.enums import FundSource, LineKind
from awards.models import Award, Decision, FundLine, PrizeFund
from awards.nomination_rules import is_desk
from awards.queries.addresses import level_name
from awards.queries.bodies import living_body
from awards.queries.funds import FundSums, share_rule, sums_of
from communes.models import AdministrativeUnit
from communes.queries.register_rules import money_words
from communes.services.register_papers import Scan, check_past, clean_text, keep_paper
from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User

FILE_KIND = "fund_line"
KEEPERS = "Chỉ nơi thường trực của cấp này ghi sổ quỹ."
COUNTERED = (LineKind.INCOME, LineKind.ORGANISING, LineKind.PAYMENT, LineKind.RETURN)


@dataclass(frozen=True)
class LineText:
    """What is typed about a line: amount in đồng, source, day and papers."""

    amount: Decimal
    on: date
    source: str = FundSource.BUDGET
    paper: str = ""
    paper_date: date | None = None
    receiver: str = ""
    note: str = ""


@transaction.atomic
def open_fund(*, unit: AdministrativeUnit, year: int, actor: User) -> PrizeFund:
    """Begin the ledger of a level and year. Raises NotAllowed, Refused (`year`, `there`,
    `body_ended`)."""
    if not is_desk(actor, unit.pk):
        raise NotAllowed("not_allowed", KEEPERS)
    today = clock.today()
    if not 2000 <= year <= today.year + 1:
        raise Refused("year", "Năm của quỹ không hợp lệ. Xem lại năm.")
    living_body(unit, min(date(year, 12, 31), today) if year <= today.year else today)
    AdministrativeUnit.objects.select_for_update().get(pk=unit.pk)
    if PrizeFund.objects.filter(unit=unit, year=year).exists():
        raise Refused("there", f"Đã có quỹ năm {year}.")
    fund = PrizeFund.objects.create(unit=unit, year=year, made_by=actor)
    _record(fund, actor, "open", f"Lập quỹ thi đua, khen thưởng năm {year}")
    return fund


@transaction.atomic
def take_in(*, fund: PrizeFund, text: LineText, scan: Scan | None = None, actor: User) -> FundLine:
    """Enter income by its source. Raises NotAllowed, Refused (`amount`, `source`, `year`,
    `future`, `no_paper`, `body_ended`)."""
    row = lock(fund, actor)
    line = _write(row, LineKind.INCOME, text, actor, scan)
    _record(row, actor, "income", f"Thu {money_words(line.amount)}: {line.get_source_display()}")
    return line


@transaction.atomic
def spend_on_organising(
    *, fund: PrizeFund, text: LineText, scan: Scan | None = None, actor: User
) -> tuple[FundLine, str]:
    """Enter a cost of organising; returns the line and a warning ("" for none).

    The row of law says whether more than its share is refused (`share`) or only warned of. Raises
    as `take_in`, and Refused (`no_money`).
    """
    row = lock(fund, actor)
    sums = sums_of([row])[row.pk]
    need_money(row, sums, text.source, text.amount)
    rule, warning = share_rule(sums, text.on), ""
    spent = sums.organising + text.amount
    if rule is not None and spent > rule.most:
        warning = (
            f"Chi tổ chức sẽ là {money_words(spent)}, quá {rule.rule.amount.normalize():f} % số "  # type: ignore[union-attr]  # a rule without an amount is none
            f"thu của quỹ ({money_words(rule.most)})."
        )
        if rule.blocks:
            raise Refused("share", f"{warning} Giảm khoản chi hoặc chi từ nguồn khác.")
    line = _write(row, LineKind.ORGANISING, text, actor, scan)
    _record(row, actor, "organising", f"Chi tổ chức {money_words(line.amount)}")
    return line, warning


@transaction.atomic
def authorise_overdraft(*, fund: PrizeFund, amount: Decimal, paper: str, actor: User) -> PrizeFund:
    """Let the fund go below zero by so much, as a paper allows; 0 takes it back. Raises
    NotAllowed, Refused (`amount`, `no_paper`, `in_use`)."""
    row = lock(fund, actor)
    paper = clean_text(paper, 160)
    if amount < 0:
        raise Refused("amount", "Số tiền được chi trước không âm.")
    if amount and not paper:
        raise Refused("no_paper", "Ghi số, ngày văn bản cho phép chi trước.")
    free = sums_of([row])[row.pk].free
    if free + amount < 0:
        raise Refused(
            "in_use",
            f"Quỹ đang chi trước {money_words(-free)}: mức cho phép không thể thấp hơn.",
        )
    row.overdraft, row.overdraft_paper = amount, paper
    row.save(update_fields=["overdraft", "overdraft_paper"])
    _record(row, actor, "overdraft", f"Được chi trước {money_words(amount)}: {paper}")
    return row


@transaction.atomic
def counter(*, line: FundLine, reason: str, actor: User) -> FundLine:
    """Answer a wrong line by a counter-entry; of a payment, its release too, so that the prize is
    held again. Raises NotAllowed, Refused (`no_reason`, `kind`, `countered`, `no_money`)."""
    row = lock(line.fund, actor)
    reason = clean_text(reason, 300)
    if not reason:
        raise Refused("no_reason", "Ghi lý do đảo bút toán.")
    if line.kind not in COUNTERED or line.counter_of_id is not None:
        raise Refused("kind", "Bút toán này không đảo được. Chỉ đảo khoản thu, chi, thu hồi.")
    if FundLine.objects.filter(counter_of=line).exists():
        raise Refused("countered", "Bút toán này đã được đảo.")
    if line.kind in (LineKind.INCOME, LineKind.RETURN):
        need_money(row, sums_of([row])[row.pk], line.source, line.amount)
    made = _mirror(line, reason, actor)
    if line.kind == LineKind.PAYMENT and line.award is not None:
        released = standing([line.award]).get((line.award.pk, LineKind.RELEASE))
        if released is not None:
            _mirror(released, reason, actor)
    _record(row, actor, "counter", f"Đảo bút toán {money_words(line.amount)}: {reason}")
    return made


def commit(*, decision: Decision, actor: User) -> None:
    """Hold the prizes of a decision that has just been decided in the fund of its own level and
    year. Raises Refused (`no_fund`, `no_money`)."""
    awards = list(decision.awards.filter(amount__gt=0).order_by("order"))
    if not awards:
        return
    assert decision.decided_on is not None, "money is held on the day of the decision"
    year = decision.decided_on.year
    fund = (
        PrizeFund.objects.select_for_update(of=("self",))
        .filter(unit_id=decision.unit_id, year=year)
        .first()
    )
    total = sum((one.amount for one in awards if one.amount), Decimal(0))
    if fund is None:
        place = level_name(decision.unit_id, decision.decided_on)
        raise Refused(
            "no_fund",
            f"Chưa có quỹ thi đua, khen thưởng năm {year} của {place} để chi {money_words(total)}. "
            "Lập quỹ và ghi thu trước khi quyết định.",
        )
    need_money(fund, sums_of([fund])[fund.pk], decision.fund_source, total)
    FundLine.objects.bulk_create(
        FundLine(
            fund=fund,
            kind=LineKind.COMMITMENT,
            source=decision.fund_source,
            amount=award.amount or 0,
            on=decision.decided_on,
            award=award,
            decision=decision,
            by=actor,
        )
        for award in awards
    )
    _record(fund, actor, "commit", f"Giữ {money_words(total)} để chi theo quyết định")


def let_go(*, awards: Sequence[Award], decided_on: date, actor: User) -> None:
    """Stop holding money for awards that were revoked before they were paid."""
    lines = standing(awards)
    held = [lines[award.pk, LineKind.COMMITMENT] for award in awards if is_held(award.pk, lines)]
    funds = {line.fund_id for line in held}
    list(PrizeFund.objects.select_for_update(of=("self",)).filter(pk__in=funds).order_by("pk"))
    FundLine.objects.bulk_create(
        FundLine(
            fund_id=line.fund_id,
            kind=LineKind.RELEASE,
            source=line.source,
            amount=line.amount,
            on=decided_on,
            award_id=line.award_id,
            decision_id=line.decision_id,
            note="thôi giữ do hủy bỏ khen thưởng",
            by=actor,
        )
        for line in held
    )


Standing = dict[tuple[int, str], FundLine]


def standing(awards: Sequence[Award]) -> Standing:
    """{(award id, kind): the line that stands}: written, and not answered by a counter-entry. One
    query."""
    countered = FundLine.objects.filter(counter_of__isnull=False).values("counter_of")
    rows = FundLine.objects.filter(
        award__in=[award.pk for award in awards], counter_of__isnull=True
    ).exclude(pk__in=countered)
    return {(row.award_id or 0, row.kind): row for row in rows.select_related("fund")}


def is_held(award_id: int, lines: Standing) -> bool:
    """Whether money is held for the award: committed, and not let go."""
    return (award_id, LineKind.COMMITMENT) in lines and (award_id, LineKind.RELEASE) not in lines


def lock(fund: PrizeFund, actor: User) -> PrizeFund:
    """The fund, locked, for who keeps it. Raises NotAllowed."""
    row = PrizeFund.objects.select_for_update(of=("self",)).get(pk=fund.pk)
    if not may_keep_fund(actor, row):
        raise NotAllowed("not_allowed", KEEPERS)
    return row


def need_money(fund: PrizeFund, sums: FundSums, source: str, amount: Decimal) -> None:
    """Refuse (`no_money`) what the source, and the fund with its overdraft, do not have."""
    own = sums.of(source).free + fund.overdraft
    left = min(own, sums.free + fund.overdraft)
    if amount > left:
        raise Refused(
            "no_money",
            f"Quỹ năm {fund.year}, nguồn «{FundSource(source).label}» còn "
            f"{money_words(max(left, Decimal(0)))}, cần {money_words(amount)}: thiếu "
            f"{money_words(amount - max(left, Decimal(0)))}. Ghi thu thêm, đổi nguồn chi, hoặc ghi "
            "văn bản cho phép chi trước.",
        )


def _write(
    fund: PrizeFund, kind: LineKind, text: LineText, actor: User, scan: Scan | None
) -> FundLine:
    if text.amount <= 0:
        raise Refused("amount", "Số tiền phải lớn hơn 0.")
    if text.source not in FundSource.values:
        raise Refused("source", "Chọn nguồn trong danh sách.")
    check_past(text.on, "Ngày ghi sổ")
    if text.on.year != fund.year:
        raise Refused("year", f"Sổ này của năm {fund.year}. Ghi vào quỹ của năm {text.on.year}.")
    living_body(fund.unit, text.on)
    if not clean_text(text.paper, 160):
        raise Refused("no_paper", "Ghi số chứng từ hoặc văn bản giao kinh phí.")
    values: dict[str, Any] = {
        "paper": clean_text(text.paper, 160),
        "paper_date": text.paper_date,
        "receiver": clean_text(text.receiver, 160),
        "note": clean_text(text.note, 300),
    }
    line = FundLine(
        fund=fund, kind=kind, source=text.source, amount=text.amount, on=text.on, by=actor, **values
    )
    if scan is not None:
        line.file = keep_paper(
            name=scan.name,
            stream=scan.stream,
            owner_kind=FILE_KIND,
            owner_uid=line.uid,
            actor=actor,
        )
    line.save()
    return line


def _mirror(line: FundLine, reason: str, actor: User) -> FundLine:
    return FundLine.objects.create(
        fund_id=line.fund_id,
        kind=line.kind,
        source=line.source,
        amount=line.amount,
        on=max(clock.today(), line.on),
        award_id=line.award_id,
        decision_id=line.decision_id,
        counter_of=line,
        note=reason,
        by=actor,
    )


def _record(fund: PrizeFund, actor: User, act: str, words: str) -> None:
    audit.record(actor=actor, action=f"fund.{act}", subject=fund, summary=words)
