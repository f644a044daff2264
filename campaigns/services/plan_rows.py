"""Rows of a campaign edited on its pages: linked movements, stages, milestones, subjects."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import models, transaction
from django.db.models.functions import Coalesce

from campaigns.models import Campaign, CampaignLink, Milestone, Phase, Subject, SubjectCriterion
from campaigns.plan_enums import Alternatives
from campaigns.services.campaigns import check_leads, period_of
from communes.services.register_papers import clean_text
from kbang_ntm.core import audit
from kbang_ntm.core.errors import Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import nfc

Row = CampaignLink | Phase | Milestone | Subject
R = TypeVar("R", CampaignLink, Phase, Milestone, Subject)
WORDS: dict[type[models.Model], tuple[str, str]] = {
    CampaignLink: ("link", "phong trào liên quan"),
    Phase: ("phase", "giai đoạn"),
    Milestone: ("milestone", "mốc tiến độ"),
    Subject: ("subject", "đối tượng"),
}


@dataclass(frozen=True)
class LinkText:
    """A linked movement."""

    title: str
    division: str
    led_by: str = ""


@transaction.atomic
def save_link(
    *, campaign: Campaign, text: LinkText, actor: User, row: CampaignLink | None = None
) -> CampaignLink:
    """Add or mend a linked movement. Raises NotAllowed, Refused (`no_title`, `no_division`,
    `same`)."""
    title, division = clean_text(text.title, 240), nfc(text.division).strip()
    if not title:
        raise Refused("no_title", "Ghi tên phong trào, cuộc vận động.")
    if not division:
        raise Refused("no_division", "Ghi ai làm việc gì để hai bên không làm trùng.")
    values = {"title": title, "division": division, "led_by": clean_text(text.led_by, 200)}
    return _save(CampaignLink, campaign, values, actor, row)


@transaction.atomic
def save_phase(
    *,
    campaign: Campaign,
    title: str,
    first: date,
    last: date,
    words: str,
    actor: User,
    row: Phase | None = None,
) -> Phase:
    """Add or mend a stage; it lies inside the campaign's period. Raises NotAllowed, Refused
    (`no_title`, `period`, `outside`, `same`)."""
    title = clean_text(title, 160)
    if not title:
        raise Refused("no_title", "Ghi tên giai đoạn.")
    period = period_of(first, last)
    whole = campaign.period
    if first < whole.lower or (whole.upper and last >= whole.upper):
        raise Refused("outside", "Giai đoạn phải nằm trong thời gian của phong trào.")
    values = {"title": title, "period": period, "words": nfc(words).strip()}
    return _save(Phase, campaign, values, actor, row)


@transaction.atomic
def save_milestone(
    *,
    campaign: Campaign,
    title: str,
    due: date,
    actor: User,
    done_on: date | None = None,
    note: str = "",
    row: Milestone | None = None,
) -> Milestone:
    """Add or mend a milestone. Raises NotAllowed, Refused (`no_title`, `same`)."""
    title = clean_text(title, 200)
    if not title:
        raise Refused("no_title", "Ghi tên mốc.")
    values = {"title": title, "due": due, "done_on": done_on, "note": clean_text(note, 500)}
    return _save(Milestone, campaign, values, actor, row)


@dataclass(frozen=True)
class SubjectText:
    """A kind of those honoured; `criteria` line by line, in order."""

    code: str
    title: str
    criteria: Sequence[str]
    alternatives: str = Alternatives.UNKNOWN
    alternatives_basis: str = ""


@transaction.atomic
def save_subject(
    *, campaign: Campaign, text: SubjectText, actor: User, row: Subject | None = None
) -> Subject:
    """Add or mend a subject with its criteria. Raises NotAllowed, Refused (`no_title`,
    `no_criteria`, `alternatives`, `same`)."""
    code, title = clean_text(text.code, 4), clean_text(text.title, 240)
    if not code or not title:
        raise Refused("no_title", "Ghi điểm (a, b, c...) và tên đối tượng.")
    lines = [clean_text(line, 500) for line in text.criteria if line.strip()]
    if not lines:
        raise Refused("no_criteria", "Ghi ít nhất một tiêu chuẩn, mỗi dòng một ý.")
    if text.alternatives not in Alternatives.values:
        raise Refused("alternatives", "Chọn các ý là đủ mọi ý hay chỉ cần một ý.")
    basis = clean_text(text.alternatives_basis, 240)
    if text.alternatives != Alternatives.UNKNOWN and not basis:
        raise Refused("alternatives", "Ghi căn cứ của cách hiểu, kế hoạch không nói rõ.")
    values = {
        "code": code,
        "title": title,
        "alternatives": text.alternatives,
        "alternatives_basis": basis,
    }
    subject = _save(Subject, campaign, values, actor, row)
    old = list(subject.criteria.order_by("order"))
    for order, line in enumerate(lines, 1):
        if order <= len(old):
            if old[order - 1].text != line:
                old[order - 1].text = line
                old[order - 1].save()
        else:
            SubjectCriterion.objects.create(subject=subject, order=order, text=line)
    for left in old[len(lines) :]:
        left.delete()
    return subject


@transaction.atomic
def remove_row(*, row: Row, actor: User) -> None:
    """Take a row entered by mistake out; what it said stays in its history."""
    check_leads(actor, row.campaign)
    code, words = WORDS[type(row)]
    audit.record(
        actor=actor,
        action=f"campaign.{code}_removed",
        subject=row.campaign,
        summary=f"Bỏ {words} «{row}»"[:500],
    )
    row.delete()


def _save(
    model: type[R], campaign: Campaign, values: dict[str, Any], actor: User, row: R | None
) -> R:
    check_leads(actor, campaign)
    code, words = WORDS[model]
    manager: models.Manager[R] = model._default_manager
    found = row or model(campaign=campaign)
    if row is None and any(field.name == "order" for field in model._meta.fields):
        top = manager.filter(campaign=campaign).aggregate(top=Coalesce(models.Max("order"), 0))[
            "top"
        ]
        values = {**values, "order": top + 1}
    for name, value in values.items():
        setattr(found, name, value)
    try:
        found.validate_constraints()
    except ValidationError as error:
        raise Refused("same", " ".join(error.messages)) from error
    found.save()
    audit.record(
        actor=actor,
        action=f"campaign.{code}",
        subject=campaign,
        summary=f"{'Sửa' if row else 'Thêm'} {words} «{found}»"[:500],
    )
    return found
