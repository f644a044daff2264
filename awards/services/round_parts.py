"""Quotas of a round, and who may send after it has closed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from awards.enums import NomineeKind
from awards.models import AwardRound, LateAllowance, Quota
from awards.queries.proposers import proposes_in
from awards.queries.rounds import sender_lines, type_names
from awards.services.rounds import lock_round
from awards.services.telling import proposer_people, tell_round
from communes.services.register_papers import clean_text
from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import format_date


@dataclass(frozen=True)
class QuotaText:
    """At most `most` of a type, for a kind of nominee and a commune where named, and why."""

    type_code: str
    most: int
    basis: str
    nominee_kind: str = ""
    proposer_unit_id: int | None = None


@transaction.atomic
def set_quota(*, award_round: AwardRound, text: QuotaText, actor: User) -> Quota:
    """Write a quota; for the same type, kind and proposer it takes the earlier one's place.

    Raises NotAllowed, Refused (`type`, `kind`, `no_basis`, `other_level`).
    """
    row = lock_round(award_round, actor)
    if not row.types.filter(type_code=text.type_code).exists():
        raise Refused("type", "Đợt này không xét danh hiệu, hình thức đó. Chọn lại.")
    if text.nominee_kind and text.nominee_kind not in NomineeKind.values:
        raise Refused("kind", "Chọn loại đối tượng trong danh sách.")
    if text.proposer_unit_id and not proposes_in(row, text.proposer_unit_id, None, clock.today()):
        raise Refused("other_level", "Đơn vị này không đề nghị trong đợt. Chọn đơn vị khác.")
    basis = clean_text(text.basis, 240)
    if not basis:
        raise Refused("no_basis", "Ghi căn cứ: số, ngày văn bản quy định số lượng.")
    found, made = Quota.objects.update_or_create(
        round=row,
        type_code=text.type_code,
        nominee_kind=text.nominee_kind,
        proposer_unit_id=text.proposer_unit_id,
        defaults={"most": text.most, "basis": basis},
    )
    audit.record(
        actor=actor,
        action="award_round.quota",
        subject=row,
        summary=f"Ghi số lượng tối đa {_name(found)}: {found.most}"[:500],
        data={"quota": str(found.uid), "most": found.most, "basis": basis, "new": made},
    )
    return found


def _name(quota: Quota) -> str:
    """The type in words."""
    return type_names([quota.type_code], clock.today()).get(quota.type_code, quota.type_code)


@transaction.atomic
def drop_quota(*, quota: Quota, reason: str, actor: User) -> None:
    """Take a quota away; what it said stays in its history. Raises NotAllowed, Refused
    (`no_reason`)."""
    row = lock_round(quota.round, actor)
    reason = clean_text(reason, 300)
    if not reason:
        raise Refused("no_reason", "Ghi lý do bỏ số lượng tối đa.")
    audit.record(
        actor=actor,
        action="award_round.drop_quota",
        subject=row,
        summary=f"Bỏ số lượng tối đa {_name(quota)}: {reason}"[:500],
        data={"quota": str(quota.uid), "most": quota.most, "reason": reason},
    )
    quota.delete()


@transaction.atomic
def allow_late(
    *,
    award_round: AwardRound,
    unit_id: int | None,
    agency_id: int | None,
    until: date,
    reason: str,
    actor: User,
) -> LateAllowance:
    """Let a proposer send after the round has closed, until a day, for a reason.

    Raises NotAllowed, Refused (`other_level`, `no_reason`, `until`).
    """
    row = lock_round(award_round, actor)
    if not proposes_in(row, unit_id, agency_id, clock.today()):
        raise Refused("other_level", "Nơi này không đề nghị trong đợt. Chọn nơi khác.")
    reason = clean_text(reason, 300)
    if not reason:
        raise Refused("no_reason", "Ghi lý do được gửi muộn.")
    if until <= row.due_on or until < clock.today():
        raise Refused(
            "until", f"Ngày được gửi muộn phải sau hạn gửi {format_date(row.due_on)} và chưa qua."
        )
    made = LateAllowance.objects.create(
        round=row,
        unit_id=unit_id,
        agency_id=agency_id,
        until=until,
        reason=reason,
        by=actor,
        at=clock.now(),
    )
    audit.record(
        actor=actor,
        action="award_round.allow_late",
        subject=row,
        summary=f"Cho gửi muộn đến {format_date(until)}: {reason}"[:500],
        data={"allowance": str(made.uid), "until": until.isoformat()},
    )
    tell_round(
        row,
        proposer_people(unit_id, agency_id),
        f"late.{made.uid}",
        f"«{row.name}»: được gửi đề nghị đến hết ngày {format_date(until)}.",
    )
    return made


@transaction.atomic
def withdraw_late(*, allowance: LateAllowance, reason: str, actor: User) -> LateAllowance:
    """Take an allowance back. Raises NotAllowed, Refused (`no_reason`, `gone`)."""
    row = lock_round(allowance.round, actor)
    found = LateAllowance.objects.select_for_update(of=("self",)).get(pk=allowance.pk)
    reason = clean_text(reason, 300)
    if not reason:
        raise Refused("no_reason", "Ghi lý do thôi cho gửi muộn.")
    if found.withdrawn_at is not None:
        raise Refused("gone", "Mục này đã rút trước đó.")
    found.withdrawn_at, found.withdrawn_by = clock.now(), actor
    found.withdrawn_reason = reason
    found.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    audit.record(
        actor=actor,
        action="award_round.withdraw_late",
        subject=row,
        summary=f"Thôi cho gửi muộn: {reason}"[:500],
        data={"allowance": str(found.uid)},
    )
    return found


@transaction.atomic
def remind_missing(*, award_round: AwardRound, actor: User) -> int:
    """A notice to every proposer of whom nothing has come; how many were called. At most once a
    day each. Raises NotAllowed, Refused (`nobody`)."""
    row = lock_round(award_round, actor)
    if row.state != "open":
        raise Refused("wrong_state", "Đợt này không còn nhận hồ sơ nên không nhắc.")
    today = clock.today()
    missing = [line.party for line in sender_lines(row, today) if line.missing]
    if not missing:
        raise Refused("nobody", "Nơi nào cũng đã gửi, không còn nơi cần nhắc.")
    for party in missing:
        tell_round(
            row,
            proposer_people(party.unit_id, party.agency_id),
            f"remind.{today:%Y%m%d}",
            f"«{row.name}» chưa có đề nghị nào của {party.name}; hạn gửi "
            f"{format_date(row.due_on)}.",
        )
    audit.record(
        actor=actor,
        action="award_round.remind",
        subject=row,
        summary=f"Nhắc {len(missing)} nơi chưa gửi đề nghị",
    )
    return len(missing)
