"""Versions of a campaign's plan: drafted, issued, amended with a reason."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import BinaryIO

from django.db import transaction
from django.utils.text import slugify

from campaigns.models import Campaign, PlanSection, PlanVersion
from campaigns.plan_enums import PlanState
from campaigns.plan_rules import may_issue
from campaigns.plan_workflow import PLAN
from campaigns.services.campaigns import check_leads
from campaigns.services.plan_petitions import cite
from communes.services.register_papers import check_past, clean_text, keep_paper
from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User
from kbang_ntm.core.vietnamese import fold, nfc
from kbang_ntm.core.workflow import advance

FILE_KIND = "campaign_plan"


@dataclass(frozen=True)
class VersionText:
    """What is written on a version beside its sections; a number nobody can read stays blank."""

    number: str = ""
    day: date | None = None
    sent_on: date | None = None
    in_force_from: date | None = None
    reason: str = ""
    cites: str = ""
    source: str = ""


@transaction.atomic
def begin_version(
    *,
    campaign: Campaign,
    actor: User,
    reason: str = "",
    cites: str = "",
    petition_ids: Collection[int] = (),
) -> PlanVersion:
    """Begin the plan, or an amendment that starts from the text in force and answers petitions.

    Raises NotAllowed, Refused (`drafting`, `no_reason`, `petition`).
    """
    locked = Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
    check_leads(actor, locked)
    last = locked.versions.order_by("-sequence").first()
    if last is not None and last.state == PlanState.DRAFT:
        raise Refused("drafting", "Kế hoạch đang có một bản soạn dở. Sửa tiếp bản đó.")
    reason = nfc(reason).strip()
    if last is not None and not reason:
        raise Refused("no_reason", "Ghi lý do sửa đổi kế hoạch.")
    version = PlanVersion.objects.create(
        campaign=locked,
        sequence=last.sequence + 1 if last else 1,
        reason=reason,
        cites=clean_text(cites, 60),
        made_by=actor,
    )
    for section in last.sections.all() if last else ():
        PlanSection.objects.create(
            version=version,
            key=section.key,
            order=section.order,
            heading=section.heading,
            body=section.body,
        )
    _tell(actor, version, "begin", f"Soạn {version.words}")
    cite(version=version, petition_ids=petition_ids, actor=actor)
    return version


@transaction.atomic
def change_version(*, version: PlanVersion, text: VersionText, actor: User) -> PlanVersion:
    """Mend number, days and reason of a draft. Raises NotAllowed, Refused (`issued`, `days`)."""
    row = _draft(version, actor)
    if row.sequence > 1 and not text.reason.strip():
        raise Refused("no_reason", "Ghi lý do sửa đổi kế hoạch.")
    if text.day and text.in_force_from and text.in_force_from < text.day:
        raise Refused("days", "Ngày có hiệu lực không thể trước ngày kế hoạch.")
    row.number, row.date = clean_text(text.number, 60), text.day
    row.sent_on, row.in_force_from = text.sent_on, text.in_force_from
    row.reason, row.cites = nfc(text.reason).strip(), clean_text(text.cites, 60)
    row.source = nfc(text.source).strip()
    row.save()
    _tell(actor, row, "change", f"Sửa bản soạn {row.words}")
    return row


@transaction.atomic
def write_section(
    *, version: PlanVersion, heading: str, body: str, actor: User, key: str = ""
) -> PlanSection:
    """Add a section to a draft, or write one anew. Raises Refused (`issued`, `no_heading`,
    `no_section`)."""
    row = _draft(version, actor)
    heading = clean_text(heading, 240)
    if not heading:
        raise Refused("no_heading", "Ghi đề mục.")
    body = nfc(body).strip()
    if key:
        section = row.sections.filter(key=key).first()
        if section is None:
            raise Refused("no_section", "Mục này không còn trong bản soạn. Tải lại trang.")
        section.heading, section.body = heading, body
        section.save()
    else:
        last = row.sections.order_by("-order").first()
        section = PlanSection.objects.create(
            version=row,
            key=_new_key(row, heading),
            order=last.order + 1 if last else 1,
            heading=heading,
            body=body,
        )
    _tell(actor, row, "section", f"{row.words.capitalize()}, ghi mục «{heading}»")
    return section


@transaction.atomic
def drop_section(*, version: PlanVersion, key: str, actor: User) -> None:
    """Take a section out of a draft. Raises Refused (`issued`, `no_section`)."""
    row = _draft(version, actor)
    section = row.sections.filter(key=key).first()
    if section is None:
        raise Refused("no_section", "Mục này không còn trong bản soạn. Tải lại trang.")
    _tell(actor, row, "drop", f"{row.words.capitalize()}, bỏ mục «{section.heading}»")
    section.delete()


@transaction.atomic
def attach_scan(*, version: PlanVersion, name: str, stream: BinaryIO, actor: User) -> PlanVersion:
    """Keep the scan of a draft's signed paper. Raises Refused (`issued`, and of files)."""
    row = _draft(version, actor)
    row.file = keep_paper(
        name=name, stream=stream, owner_kind=FILE_KIND, owner_uid=row.uid, actor=actor
    )
    row.save(update_fields=["file"])
    _tell(actor, row, "scan", f"{row.words.capitalize()}, lưu bản quét {row.file.original_name}")
    return row


@transaction.atomic
def issue_version(*, version: PlanVersion, actor: User) -> PlanVersion:
    """Close a draft as issued: from now on it stays as it is, an amendment is a new version.

    The campaign's own number and day follow the first version. Raises NotAllowed, Refused
    (`no_date`, `future`, `empty`, `wrong_state`).
    """
    if not may_issue(actor, version):
        raise NotAllowed("not_allowed", "Chỉ cơ quan chủ trì phong trào ban hành kế hoạch.")
    row = PlanVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    if row.state == PlanState.DRAFT:
        if row.date is None:
            raise Refused("no_date", "Ghi ngày kế hoạch trước khi ban hành.")
        check_past(row.date, "Ngày kế hoạch")
        if not row.sections.exists():
            raise Refused("empty", "Kế hoạch chưa có mục nào. Thêm ít nhất một mục.")
    row = advance(
        PLAN,
        obj=row,
        act="issue",
        actor=actor,
        changes={"issued_by": actor, "issued_at": clock.now()},
        data={"sequence": row.sequence, "number": row.number},
    )
    campaign = row.campaign
    if row.sequence == 1 and (campaign.plan_date, campaign.plan_number) != (row.date, row.number):
        campaign.plan_date, campaign.plan_number = row.date, row.number
        campaign.save(update_fields=["plan_date", "plan_number"])
    return row


@transaction.atomic
def fill_number(*, version: PlanVersion, number: str, actor: User) -> PlanVersion:
    """Write the number of an issued version that had none. Raises Refused (`has_number`,
    `no_number`)."""
    row = PlanVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    check_leads(actor, row.campaign)
    if row.number:
        raise Refused("has_number", f"Kế hoạch đã có số {row.number}.")
    number = clean_text(number, 60)
    if not number:
        raise Refused("no_number", "Ghi số kế hoạch như trên bản gốc.")
    row.number = number
    row.save(update_fields=["number"])
    if row.sequence == 1:
        row.campaign.plan_number = number
        row.campaign.save(update_fields=["plan_number"])
    _tell(actor, row, "number", f"Ghi số {row.words}: {number}")
    return row


def _draft(version: PlanVersion, actor: User) -> PlanVersion:
    row = PlanVersion.objects.select_for_update(of=("self",)).get(pk=version.pk)
    check_leads(actor, row.campaign)
    if row.state != PlanState.DRAFT:
        raise Refused("issued", "Kế hoạch đã ban hành thì giữ nguyên. Lập bản sửa đổi.")
    return row


def _new_key(version: PlanVersion, heading: str) -> str:
    base = slugify(fold(heading))[:34].strip("-") or "muc"
    taken = set(version.sections.values_list("key", flat=True))
    key, number = base, 2
    while key in taken:
        key, number = f"{base}-{number}", number + 1
    return key


def _tell(actor: User, row: PlanVersion, act: str, summary: str) -> None:
    audit.record(actor=actor, action=f"plan.{act}", subject=row, summary=summary[:500])
