"""Targets and objectives of a campaign, written by who runs it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.exceptions import ValidationError
from django.db import transaction

from campaigns.enums import TargetKind
from campaigns.models import Campaign, Objective, Target
from campaigns.plan_enums import ObjectiveKind
from campaigns.services.campaigns import check_leads
from communes.enums import UnitKind
from communes.models import Agency, UnitVersion
from communes.services.register_papers import clean_text
from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.models import User

LEVELS = {
    TargetKind.COMMUNE_NTM: UnitKind.COMMUNE,
    TargetKind.COMMUNE_ADVANCED: UnitKind.COMMUNE,
    TargetKind.VILLAGE_NTM: UnitKind.VILLAGE,
    TargetKind.DISTRICT_NTM: UnitKind.DISTRICT,
}


@transaction.atomic
def add_target(
    *,
    campaign: Campaign,
    kind: str,
    unit_id: int,
    year: int,
    actor: User,
    owner_id: int | None = None,
    note: str = "",
) -> Target:
    """Promise that a unit reaches a standard by a year.

    Raises NotAllowed, Refused (`kind`, `year`, `no_unit`, `level`, `owner`, `same`).
    """
    check_leads(actor, campaign)
    if kind not in TargetKind.values:
        raise Refused("kind", "Chọn loại mục tiêu.")
    _check_year(campaign, year)
    version = (
        UnitVersion.objects.filter(
            unit_id=unit_id,
            valid__overlap=(date(year, 1, 1), date(year + 1, 1, 1)),
        )
        .order_by("-valid")
        .first()
    )
    if version is None:
        raise Refused(
            "no_unit", f"Đơn vị này không tồn tại trong năm {year}. Chọn đơn vị hoặc năm khác."
        )
    if version.kind != LEVELS[TargetKind(kind)]:
        raise Refused("level", f"{version.name} không thuộc cấp của loại mục tiêu này. Chọn lại.")
    _check_owner(owner_id)
    row = Target(
        campaign=campaign,
        kind=kind,
        unit_id=unit_id,
        within_id=version.parent_id if version.kind == UnitKind.VILLAGE else None,
        year=year,
        owner_id=owner_id,
        certain=True,
        note=clean_text(note, 500),
    )
    _save_new(row, "Phong trào đã có mục tiêu này cho đơn vị và năm này.")
    _tell(actor, row, "add", f"Thêm mục tiêu {version.name}, {row.get_kind_display()}, năm {year}")
    return row


@transaction.atomic
def change_target(
    *,
    target: Target,
    owner_id: int | None,
    missed_reason: str,
    note: str,
    actor: User,
) -> Target:
    """Say who follows a target, and why it was missed once its year is over.

    Raises NotAllowed, Refused (`owner`, `early`).
    """
    row = Target.objects.select_for_update(of=("self",)).get(pk=target.pk)
    check_leads(actor, row.campaign)
    _check_owner(owner_id)
    reason = clean_text(missed_reason, 500).rstrip(".")
    if reason and reason != row.missed_reason and clock.today().year <= row.year:
        raise Refused("early", f"Năm {row.year} chưa hết nên chưa ghi lý do không đạt.")
    row.owner_id, row.missed_reason, row.note = owner_id, reason, clean_text(note, 2000)
    row.save()
    _tell(actor, row, "change", f"Sửa mục tiêu {row.get_kind_display()}, năm {row.year}")
    return row


@dataclass(frozen=True)
class ObjectiveText:
    """An objective; `number` None where nobody has said it yet, or for words."""

    kind: str
    words: str
    year: int
    number: int | None = None


@transaction.atomic
def save_objective(
    *, campaign: Campaign, text: ObjectiveText, actor: User, row: Objective | None = None
) -> Objective:
    """Add or mend an objective. Raises NotAllowed, Refused (`kind`, `no_words`, `year`, `number`,
    `same`)."""
    check_leads(actor, campaign)
    if text.kind not in ObjectiveKind.values:
        raise Refused("kind", "Chọn loại mục tiêu.")
    words = clean_text(text.words, 300)
    if not words:
        raise Refused("no_words", "Ghi lời của mục tiêu.")
    _check_year(campaign, text.year)
    if text.kind == ObjectiveKind.WORDS and text.number is not None:
        raise Refused("number", "Mục tiêu nêu bằng lời thì không ghi số lượng.")
    found = row or Objective(campaign=campaign, order=campaign.objectives.count() + 1)
    found.kind, found.words, found.year, found.number = text.kind, words, text.year, text.number
    if row is None:
        _save_new(found, "Phong trào đã có mục tiêu này.")
    else:
        _check(found, "Phong trào đã có mục tiêu này.")
        found.save()
    audit.record(
        actor=actor,
        action="campaign.objective",
        subject=campaign,
        summary=f"{'Sửa' if row else 'Thêm'} mục tiêu chung «{words}»"[:500],
    )
    return found


def _check_year(campaign: Campaign, year: int) -> None:
    after = campaign.period.upper
    last = after.year if after and (after.month, after.day) > (1, 1) else None
    last = last or (after.year - 1 if after else 2100)
    if not campaign.period.lower.year <= year <= last:
        raise Refused(
            "year",
            f"Năm {year} ngoài giai đoạn của phong trào. Chọn từ "
            f"{campaign.period.lower.year} đến {last}.",
        )


def _check_owner(owner_id: int | None) -> None:
    if owner_id is None:
        return
    if not Agency.objects.filter(pk=owner_id, valid__contains=clock.today()).exists():
        raise Refused("owner", "Cơ quan này không còn hoạt động. Chọn cơ quan khác.")


def _save_new(row: Target | Objective, same: str) -> None:
    _check(row, same)
    row.save(force_insert=True)


def _check(row: Target | Objective, same: str) -> None:
    try:
        row.validate_constraints()
    except ValidationError as error:
        raise Refused("same", same) from error


def _tell(actor: User, row: Target, act: str, summary: str) -> None:
    audit.record(actor=actor, action=f"target.{act}", subject=row, summary=summary[:500])
