"""Opening, changing and copying a campaign."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from psycopg2.extras import DateRange

from campaigns import copying
from campaigns.models import Campaign
from campaigns.plan_rules import opens_for
from campaigns.rules import leads
from communes.models import AdministrativeUnit, UnitVersion
from communes.services.register_papers import clean_text
from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import nfc

CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


@dataclass(frozen=True)
class CampaignText:
    """What is written of a campaign; `first` and `last` are the days of its official period."""

    title: str
    first: date
    last: date
    launched_on: date | None = None
    plan_number: str = ""
    plan_date: date | None = None
    legal_bases: Sequence[str] = ()
    parent_id: int | None = None
    note: str = ""


@transaction.atomic
def open_campaign(*, code: str, unit_id: int, text: CampaignText, actor: User) -> Campaign:
    """Open a campaign of a unit.

    Raises NotAllowed, Refused (`code`, `same_code`, `no_unit`, and see `_columns`).
    """
    if not opens_for(actor, unit_id):
        raise NotAllowed("not_allowed", "Bạn không lập phong trào của đơn vị này. Hỏi quản trị.")
    code = code.strip().lower()
    if not CODE.fullmatch(code) or len(code) > 60:
        raise Refused("code", "Mã chỉ gồm chữ thường không dấu, số và gạch nối, ví dụ xa-2026.")
    if Campaign.objects.filter(code=code).exists():
        raise Refused("same_code", f"Đã có phong trào mang mã «{code}». Chọn mã khác.")
    today = clock.today()
    if not UnitVersion.objects.filter(unit_id=unit_id, valid__contains=today).exists():
        raise Refused("no_unit", "Đơn vị này không còn hoạt động. Chọn đơn vị khác.")
    row = Campaign.objects.create(
        code=code,
        unit=AdministrativeUnit.objects.get(pk=unit_id),
        opened_by=actor,
        **_columns(text, None),
    )
    _tell(actor, row, "open", f"Lập phong trào {row.title}")
    return row


@transaction.atomic
def change_campaign(*, campaign: Campaign, text: CampaignText, actor: User) -> Campaign:
    """Mend what is written of a campaign; older words stay in its history."""
    row = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
    check_leads(actor, row)
    for name, value in _columns(text, row).items():
        setattr(row, name, value)
    row.save()
    _tell(actor, row, "change", f"Sửa thông tin phong trào {row.title}")
    return row


@transaction.atomic
def copy_campaign(
    *,
    campaign: Campaign,
    code: str,
    title: str,
    unit_id: int,
    first: date,
    last: date,
    actor: User,
) -> Campaign:
    """Set a new campaign up from an old one, in one act: every part adds what it carries over.

    Papers, numbers, days of issue and results stay behind: the new campaign has none yet. Raises
    as `open_campaign`.
    """
    text = CampaignText(title=title, first=first, last=last, note=f"Lập từ {campaign.title}.")
    new = open_campaign(code=code, unit_id=unit_id, text=text, actor=actor)
    for copier in copying.copiers():
        copier(campaign, new, actor)
    _tell(actor, new, "copy", f"Sao chép từ phong trào {campaign.title}")
    return new


def check_leads(actor: User, campaign: Campaign) -> None:
    """Refuse who does not run the campaign."""
    if not leads(actor, campaign):
        raise NotAllowed("not_allowed", "Chỉ cơ quan chủ trì phong trào làm việc này.")


def period_of(first: date, last: date) -> DateRange:
    """The range from the first to the last day, both in it. Raises Refused (`period`)."""
    if last < first:
        raise Refused("period", "Ngày cuối trước ngày đầu. Xem lại hai ngày.")
    if not (first.year >= 2000 and last.year <= 2100):
        raise Refused("period", "Năm không hợp lý. Xem lại ngày đầu và ngày cuối.")
    return DateRange(first, last + timedelta(days=1), "[)")


def _columns(text: CampaignText, row: Campaign | None) -> dict[str, Any]:
    title = clean_text(text.title, 240)
    if not title:
        raise Refused("no_title", "Ghi tên phong trào.")
    if text.parent_id is not None:
        parent = Campaign.objects.filter(pk=text.parent_id).first()
        _check_parent(parent, row)
    return {
        "title": title,
        "period": period_of(text.first, text.last),
        "launched_on": text.launched_on,
        "plan_number": clean_text(text.plan_number, 60),
        "plan_date": text.plan_date,
        "legal_bases": [nfc(line).strip() for line in text.legal_bases if line.strip()],
        "parent_id": text.parent_id,
        "note": nfc(text.note).strip(),
    }


def _check_parent(parent: Campaign | None, row: Campaign | None) -> None:
    """No campaign lies under itself, not even by a detour."""
    seen = set[int]()
    above = parent
    while above is not None and above.pk not in seen:
        if row is not None and above.pk == row.pk:
            raise Refused("parent", "Phong trào không thể thuộc chính nó. Chọn phong trào khác.")
        seen.add(above.pk)
        above = above.parent
    if parent is None:
        raise Refused("parent", "Không tìm thấy phong trào cấp trên. Chọn lại.")


def _tell(actor: User, row: Campaign, act: str, summary: str) -> None:
    audit.record(actor=actor, action=f"campaign.{act}", subject=row, summary=summary[:500])
