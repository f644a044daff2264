"""Posting a list of nominations for the people to see, for so many working days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from awards import law_codes
from awards.enums import NominationState
from awards.models import AwardRound, Nomination, PostedNomination, PublicPosting
from awards.nomination_rules import is_desk
from awards.queries.law import deciding_body, rule_on
from awards.queries.postings import place_words
from awards.queries.rounds import type_names
from communes.queries.procedures import calendar_of
from communes.services.register_papers import clean_text
from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import format_date

POSTABLE = (
    NominationState.APPRAISING,
    NominationState.ELIGIBLE,
    NominationState.AT_COUNCIL,
    NominationState.RECOMMENDED,
)


@dataclass(frozen=True)
class PostingText:
    """What stands over the list; `ends_on` empty: as the law counts from `starts_on`."""

    title: str
    where: str
    starts_on: date
    ends_on: date | None = None
    on_portal: bool = True


@transaction.atomic
def post(
    *,
    award_round: AwardRound,
    nominations: Sequence[Nomination],
    text: PostingText,
    actor: User,
) -> PublicPosting:
    """Post nominations of a round. The words that are posted are kept: name, unit to the village,
    award, short merit, nothing else.

    Raises NotAllowed, Refused (`none`, `other_round`, `wrong_state`, `no_title`, `no_place`,
    `no_merit`, `body_ended`, `start_past`, `no_days`, `too_short`).
    """
    if not is_desk(actor, award_round.unit_id):
        raise NotAllowed("not_allowed", "Chỉ nơi thẩm định của cấp này niêm yết danh sách.")
    deciding_body(award_round.unit, clock.today())
    rows = list(
        Nomination.objects.select_for_update(of=("self",))
        .select_related("nominee", "award_type")
        .filter(pk__in=[one.pk for one in nominations])
        .order_by("type_code", "nominee__kind", "nominee__name_key", "pk")
    )
    title, where = clean_text(text.title, 240), clean_text(text.where, 240)
    _check(award_round, rows, title, where)
    today = clock.today()
    if text.starts_on < today:
        raise Refused("start_past", "Ngày bắt đầu niêm yết không thể trước hôm nay.")
    ends = _end(text, rows)
    posting = PublicPosting.objects.create(
        round=award_round,
        title=title,
        starts_on=text.starts_on,
        ends_on=ends,
        working_days=calendar_of().between(text.starts_on, ends),
        where=where,
        on_portal=text.on_portal,
        by=actor,
        at=clock.now(),
    )
    _write_rows(posting, rows, today)
    audit.record(
        actor=actor,
        action="posting.post",
        subject=posting,
        summary=f"Niêm yết {len(rows)} đề nghị đến hết ngày {format_date(ends)}",
        data={"nominations": [str(row.uid) for row in rows]},
    )
    return posting


def _write_rows(posting: PublicPosting, rows: list[Nomination], today: date) -> None:
    places = place_words([row.nominee for row in rows], today)
    names = type_names([row.type_code for row in rows], today)
    PostedNomination.objects.bulk_create(
        PostedNomination(
            posting=posting,
            nomination=row,
            order=number,
            name=row.nominee_name,
            place=places.get(row.nominee_id, "")[:240],
            award=row.award_type.name if row.award_type else names.get(row.type_code, ""),
            merit=(row.citation_list or row.citation)[:600],
        )
        for number, row in enumerate(rows, start=1)
    )


@transaction.atomic
def withdraw_posting(*, posting: PublicPosting, reason: str, actor: User) -> PublicPosting:
    """Take a list down, with a reason; it does not count as posted any more.

    Raises NotAllowed, Refused (`no_reason`, `withdrawn`).
    """
    rows = PublicPosting.objects.select_for_update(of=("self",)).select_related("round")
    one = rows.get(pk=posting.pk)
    if not is_desk(actor, one.round.unit_id):
        raise NotAllowed("not_allowed", "Chỉ nơi thẩm định của cấp này gỡ danh sách niêm yết.")
    reason = clean_text(reason, 300)
    if not reason:
        raise Refused("no_reason", "Ghi lý do gỡ danh sách niêm yết.")
    if one.withdrawn_at is not None:
        raise Refused("withdrawn", "Danh sách này đã gỡ. Tải lại trang.")
    one.withdrawn_at, one.withdrawn_by, one.withdrawn_reason = clock.now(), actor, reason
    one.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    audit.record(
        actor=actor,
        action="posting.withdraw",
        subject=one,
        summary=f"Gỡ danh sách niêm yết: {reason}"[:500],
    )
    return one


def days_needed(rows: Sequence[Nomination], day: date) -> int | None:
    """Working days the list must hang out: the most any type on it asks for, else the rule of the
    day; None where neither says. One query."""
    types = [row.award_type.posting_days for row in rows if row.award_type]
    asked: int = max((days for days in types if days), default=0)
    if asked:
        return asked
    rule = rule_on(law_codes.POSTING_DAYS, day)
    return int(rule.amount) if rule is not None and rule.amount is not None else None


def _end(text: PostingText, rows: Sequence[Nomination]) -> date:
    days = days_needed(rows, text.starts_on)
    if days is None:
        if text.ends_on is None:
            raise Refused("no_days", "Chưa có quy định số ngày niêm yết. Ghi ngày kết thúc.")
        if text.ends_on < text.starts_on:
            raise Refused("too_short", "Ngày kết thúc phải từ ngày bắt đầu trở đi.")
        return text.ends_on
    least = calendar_of().add(text.starts_on, days)
    if text.ends_on is not None and text.ends_on < least:
        raise Refused(
            "too_short",
            f"Cần niêm yết {days} ngày làm việc, ít nhất đến hết ngày {format_date(least)}.",
        )
    return text.ends_on or least


def _check(award_round: AwardRound, rows: Sequence[Nomination], title: str, where: str) -> None:
    if not rows:
        raise Refused("none", "Chưa chọn đề nghị nào. Đánh dấu các đề nghị cần niêm yết.")
    if not title:
        raise Refused("no_title", "Ghi tên danh sách niêm yết.")
    if not where:
        raise Refused("no_place", "Ghi nơi niêm yết, ví dụ trụ sở UBND xã và trang công khai.")
    for row in rows:
        if row.round_id != award_round.pk:
            raise Refused("other_round", "Danh sách chỉ gồm đề nghị của đợt này.")
        if row.state not in POSTABLE:
            raise Refused(
                "wrong_state",
                f"{row.nominee_name}: đang ở trạng thái «{row.get_state_display()}» nên chưa niêm "
                "yết được.",
            )
        if not (row.citation_list or row.citation):
            raise Refused("no_merit", f"{row.nominee_name}: chưa ghi thành tích ngắn gọn.")
