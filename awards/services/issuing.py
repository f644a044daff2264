"""The register: number and day by the văn thư, golden book, registry, letters to proposers."""

from __future__ import annotations

from datetime import date

from django.db import transaction

from awards.decision_rules import may_register
from awards.decision_workflow import DECISION
from awards.enums import DecisionKind, DecisionState, NominationState
from awards.law_codes import COPY_DAYS, REFUSAL_DAYS
from awards.models import AgendaItem, Award, BookCounter, Decision, Nomination, Notice
from awards.nomination_rules import is_desk
from awards.queries.bodies import living_body
from awards.queries.law import rule_on
from awards.services.corrections import withdraw_past_awards
from awards.services.decision_notices import tell_proposers
from awards.services.decisions import lock
from awards.services.past_awards import record_from_award
from communes.queries.procedures import calendar_of
from communes.services.register_papers import Scan, check_past, clean_text, keep_paper
from communes.working_days import due_on
from kbang_ntm.core import audit
from kbang_ntm.core.errors import Conflict, NotAllowed, Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.workflow import advance

FILE_KIND = "award_decision"
CLERKS = "Chỉ văn thư của cấp này (ở xã: người của UBND xã) vào sổ quyết định."
REFUSED = (NominationState.NOT_RECOMMENDED, NominationState.INELIGIBLE)


@transaction.atomic
def issue(
    *, decision: Decision, number: str, number_date: date, scan: Scan | None, actor: User
) -> Decision:
    """Enter number and day as on the paper, give golden-book numbers in the order of the annex,
    write the registry of past awards and what proposers are to be told.

    Raises NotAllowed, Conflict (`wrong_state`), Refused (`no_number`, `future`, `before_decided`,
    `taken`, `body_ended`, what is wrong with the file).
    """
    row = lock(decision)
    if not may_register(actor, row):
        raise NotAllowed("not_allowed", CLERKS)
    if row.state != DecisionState.DECIDED:
        raise Conflict(
            "wrong_state",
            "Chỉ vào sổ quyết định đã ký, chưa phát hành. Tải lại trang để xem trạng thái.",
        )
    number = clean_text(number, 60)
    if not number:
        raise Refused("no_number", "Ghi số quyết định như trên giấy.")
    check_past(number_date, "Ngày vào sổ")
    if row.decided_on is not None and number_date < row.decided_on:
        raise Refused(
            "before_decided",
            f"Quyết định ký ngày {row.decided_on:%d/%m/%Y}: ngày vào sổ phải từ ngày đó trở đi.",
        )
    living_body(row.unit, number_date)
    counter = _counter(row.unit_id, number_date.year)
    _check_free(row, number, number_date)
    changes: dict[str, object] = {"number": number, "number_date": number_date}
    if scan is not None:
        changes["file"] = keep_paper(
            name=scan.name, stream=scan.stream, owner_kind=FILE_KIND, owner_uid=row.uid, actor=actor
        )
    row = advance(
        DECISION,
        obj=row,
        act="issue",
        actor=actor,
        changes=changes,
        data={"number": number, "date": str(number_date)},
    )
    if row.kind == DecisionKind.AWARD:
        _fill_books(row, counter, actor)
    elif row.kind == DecisionKind.REVOCATION:
        withdraw_past_awards(row, actor)
    if row.kind != DecisionKind.AWARD:
        _tell_of_change(row)
    return row


@transaction.atomic
def attach_scan(*, decision: Decision, scan: Scan, actor: User) -> Decision:
    """Keep the signed scan of an issued decision; once. Raises NotAllowed, Refused
    (`wrong_state`, `there`)."""
    row = lock(decision)
    if not may_register(actor, row):
        raise NotAllowed("not_allowed", CLERKS)
    if row.state != DecisionState.ISSUED:
        raise Refused("wrong_state", "Vào sổ quyết định trước khi tải bản đã ký.")
    if row.file_id is not None:
        raise Refused("there", "Quyết định này đã có bản đã ký.")
    row.file = keep_paper(
        name=scan.name, stream=scan.stream, owner_kind=FILE_KIND, owner_uid=row.uid, actor=actor
    )
    row.save(update_fields=["file"])
    audit.record(
        actor=actor, action="decision.scan", subject=row, summary="Tải bản quyết định đã ký"
    )
    return row


@transaction.atomic
def send_notice(*, notice: Notice, number: str, day: date, actor: User) -> Notice:
    """Enter the letter that told the proposer. Raises NotAllowed, Refused (`sent`, `no_number`,
    `future`)."""
    row = Notice.objects.select_for_update(of=("self",)).get(pk=notice.pk)
    nomination = Nomination.objects.select_related("round").get(pk=row.nomination_id)
    if not is_desk(actor, nomination.round.unit_id):
        raise NotAllowed("not_allowed", "Chỉ nơi thường trực của cấp xét gửi thông báo kết quả.")
    if row.paper_date is not None:
        raise Refused("sent", f"Đã gửi ngày {row.paper_date:%d/%m/%Y}.")
    row.paper_number, row.paper_date = clean_text(number, 60), day
    if not row.paper_number:
        raise Refused("no_number", "Ghi số văn bản thông báo.")
    check_past(day, "Ngày văn bản")
    row.save(update_fields=["paper_number", "paper_date"])
    audit.record(
        actor=actor,
        action="notice.send",
        subject=row,
        summary=f"Gửi thông báo kết quả: {nomination.nominee_name}",
    )
    return row


def _counter(unit_id: int, year: int) -> BookCounter:
    """The golden book of a level and year, locked: two clerks wait for one another."""
    BookCounter.objects.get_or_create(unit_id=unit_id, year=year)
    return BookCounter.objects.select_for_update().get(unit_id=unit_id, year=year)


def _check_free(row: Decision, number: str, number_date: date) -> None:
    other = Decision.objects.filter(
        unit_id=row.unit_id, number=number, number_date=number_date
    ).first()
    if other is not None:
        raise Refused(
            "taken",
            f"Số {number} ngày {number_date:%d/%m/%Y} đã dùng cho «{other.title}». "
            "Xem lại sổ công văn.",
        )


def _fill_books(row: Decision, counter: BookCounter, actor: User) -> None:
    awards = list(
        row.awards.select_related("award_type", "nominee", "nomination", "decision").order_by(
            "order"
        )
    )
    for award in awards:
        award.decision = row
        counter.last += 1
        award.book_number = f"{counter.last}/{counter.year}"
    Award.objects.bulk_update(awards, ["book_number"])
    counter.save(update_fields=["last"])
    for award in awards:
        record_from_award(award, actor)
    _write_notices(row, awards, actor)


def _write_notices(row: Decision, awards: list[Award], actor: User) -> None:
    """A letter is due to each proposer: awarded, and refused with the reason."""
    assert row.number_date is not None, "an issued decision has its day"
    awarded = [award.nomination for award in awards if award.nomination]
    refused = _refused_with(row)
    due = {code: _due(code, row.number_date) for code in (COPY_DAYS, REFUSAL_DAYS)}
    rows = [
        Notice(nomination=one, result="awarded", due_on=due[COPY_DAYS], by=actor) for one in awarded
    ]
    rows += [
        Notice(nomination=one, result="refused", reason=why, due_on=due[REFUSAL_DAYS], by=actor)
        for one, why in refused
    ]
    Notice.objects.bulk_create(rows, ignore_conflicts=True)
    tell_proposers(
        awarded,
        decision=row,
        act="issued",
        words=f"Quyết định số {row.number}: khen thưởng {{names}}.",
    )
    tell_proposers(
        [one for one, _why in refused],
        decision=row,
        act="refused",
        words="Không được khen thưởng đợt này: {names}. Lý do có trong thông báo kết quả.",
    )


def _refused_with(row: Decision) -> list[tuple[Nomination, str]]:
    """Nominations of the round that were turned down and are not told yet, with the reason."""
    if row.round_id is None:
        return []
    rows = list(
        Nomination.objects.filter(round_id=row.round_id, state__in=REFUSED)
        .exclude(notices__result="refused")
        .order_by("pk")
    )
    items = {
        item.nomination_id: item
        for item in AgendaItem.objects.filter(nomination__in=rows, state="closed").order_by("pk")
    }
    return [(one, _why(one, items.get(one.pk))) for one in rows]


def _why(row: Nomination, item: AgendaItem | None) -> str:
    if row.state_reason:
        return row.state_reason
    if item is not None and item.reached is False:
        return (
            f"Hội đồng biểu quyết {item.yes}/{item.total} thành viên đồng ý, "
            f"cần {item.needed} phiếu."
        )
    if item is not None and item.within_quota is False:
        return f"Đạt tỷ lệ phiếu, xếp thứ {item.rank}, ngoài số lượng tối đa của đợt."
    return "Hội đồng không đề nghị."


def _due(code: str, start: date) -> date | None:
    rule = rule_on(code, start)
    if rule is None or rule.amount is None:
        return None
    return due_on(start, int(rule.amount), working=True, calendar=calendar_of())


def _tell_of_change(row: Decision) -> None:
    changes = row.changes.select_related("award__nomination")
    told = [change.award.nomination for change in changes if change.award.nomination]
    words = "Đính chính" if row.kind == DecisionKind.CORRECTION else "Hủy bỏ"
    assert row.about is not None, "a change is about a decision"
    tell_proposers(
        told,
        decision=row.about,
        act=f"{row.kind}.{row.pk}",
        words=f"{words} theo Quyết định số {row.number}: {{names}}.",
    )
