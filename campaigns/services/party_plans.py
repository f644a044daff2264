"""A party's own plan, launch and reviews in a campaign: recorded, withdrawn with a reason."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import Q

from campaigns.models import Campaign, EmulationCluster, PartyPaper, PartyPlan
from campaigns.plan_enums import PaperKind
from campaigns.plan_rules import keeps_part
from campaigns.rules import acting
from communes.models import Agency, UnitVersion
from communes.services.register_papers import Scan, check_past, clean_text, keep_paper
from kbang_ntm.core import audit, clock
from kbang_ntm.core.errors import NotAllowed, Refused
from kbang_ntm.core.models import User

FILE_KIND = "campaign_party_paper"
NOT_KEEPER = "Chỉ người của đơn vị, cơ quan ghi phần việc của mình."


@dataclass(frozen=True)
class Whose:
    """A unit, an agency or a cluster, by id; the other two are None."""

    unit_id: int | None = None
    agency_id: int | None = None
    cluster_id: int | None = None


@dataclass(frozen=True)
class PaperText:
    """What is recorded; `words` says how a launch was held."""

    kind: str
    on: date
    number: str = ""
    words: str = ""


@transaction.atomic
def record_paper(
    *, campaign: Campaign, whose: Whose, text: PaperText, actor: User, scan: Scan | None = None
) -> PartyPaper:
    """Record a plan, launch or review of a party.

    Raises NotAllowed, Refused (`party`, `kind`, `future`, `no_number`, `no_words`, `same`, and of
    files).
    """
    part = _part(campaign, whose, actor)
    if text.kind not in PaperKind.values:
        raise Refused("kind", "Chọn việc: kế hoạch, phát động, sơ kết hoặc tổng kết.")
    check_past(text.on, "Ngày")
    if campaign.period.lower and text.on.year < campaign.period.lower.year:
        raise Refused("early", "Ngày trước giai đoạn của phong trào. Xem lại năm.")
    number, words = clean_text(text.number, 60), clean_text(text.words, 500)
    if text.kind == PaperKind.LAUNCH and not words:
        raise Refused("no_words", "Ghi phát động bằng hình thức nào, ví dụ hội nghị, lễ phát động.")
    if text.kind == PaperKind.PLAN and not number and scan is None:
        raise Refused("no_number", "Ghi số kế hoạch như trên giấy, hoặc gửi kèm bản quét.")
    living = part.papers.filter(withdrawn_at__isnull=True, kind=text.kind, on=text.on)
    if living.filter(number=number, words=words).exists():
        raise Refused("same", "Việc này đã được ghi. Xem lại danh sách.")
    row = PartyPaper(part=part, kind=text.kind, on=text.on, number=number, words=words, by=actor)
    if scan is not None:
        row.file = keep_paper(
            name=scan.name,
            stream=scan.stream,
            owner_kind=FILE_KIND,
            owner_uid=row.uid,
            actor=actor,
        )
    row.save(force_insert=True)
    label = PaperKind(text.kind).label
    what = f"{label} số {number}" if number else label
    _tell(actor, part, "record", f"Ghi {what}, ngày {text.on:%d/%m/%Y}")
    return row


@transaction.atomic
def withdraw_paper(*, paper: PartyPaper, reason: str, actor: User) -> PartyPaper:
    """Take a wrong row out; it stays readable. Raises NotAllowed, Refused (`no_reason`,
    `withdrawn`)."""
    row = PartyPaper.objects.select_for_update(of=("self",)).get(pk=paper.pk)
    _check_keeper(actor, row.part)
    if row.withdrawn_at is not None:
        raise Refused("withdrawn", "Dòng này đã rút.")
    reason = clean_text(reason, 300)
    if not reason:
        raise Refused("no_reason", "Ghi lý do rút.")
    row.withdrawn_at, row.withdrawn_by, row.withdrawn_reason = clock.now(), actor, reason
    row.save(update_fields=["withdrawn_at", "withdrawn_by", "withdrawn_reason"])
    _tell(actor, row.part, "withdraw", f"Rút {row.get_kind_display()} ngày {row.on:%d/%m/%Y}")
    return row


def keeps(user: User, part: PartyPlan) -> bool:
    """Keeps that part today: the party itself, or the unit that goes on for an ended one."""
    if part.passed_to_id is not None:
        return part.passed_to_id in acting(user).units
    cluster = part.cluster
    return keeps_part(
        user,
        unit_id=part.unit_id,
        agency_id=part.agency_id,
        cluster_unit_id=cluster.unit_id if cluster else None,
    )


def _check_keeper(actor: User, part: PartyPlan) -> None:
    if not keeps(actor, part):
        raise NotAllowed("not_allowed", NOT_KEEPER)


def _part(campaign: Campaign, whose: Whose, actor: User) -> PartyPlan:
    """The party's part, made on its first paper; only for a party that lives in the period."""
    lookup = {
        "unit_id": whose.unit_id,
        "agency_id": whose.agency_id,
        "cluster_id": whose.cluster_id,
    }
    if sum(value is not None for value in lookup.values()) != 1:
        raise Refused("party", "Chọn một đơn vị, một cơ quan hoặc một cụm, khối.")
    # Two people of one party may record at the same moment: the campaign's row queues them.
    Campaign.objects.select_for_update(of=("self",)).get(pk=campaign.pk)
    blanks = Q(**{name: value for name, value in lookup.items() if value is not None})
    part = PartyPlan.objects.filter(blanks, campaign=campaign).first()
    if part is None:
        part = PartyPlan(campaign=campaign, **lookup)
        _check_keeper(actor, part)
        if not _lives(campaign, whose):
            raise Refused("party", "Đơn vị, cơ quan này không có trong thời gian của phong trào.")
        part.save(force_insert=True)
    else:
        _check_keeper(actor, part)
    return part


def _lives(campaign: Campaign, whose: Whose) -> bool:
    during = {"valid__overlap": campaign.period}
    if whose.unit_id is not None:
        return UnitVersion.objects.filter(unit_id=whose.unit_id, **during).exists()
    if whose.agency_id is not None:
        return Agency.objects.filter(pk=whose.agency_id, **during).exists()
    assert whose.cluster_id is not None, "one of the three is given"
    return EmulationCluster.objects.filter(pk=whose.cluster_id, **during).exists()


def _tell(actor: User, part: PartyPlan, act: str, summary: str) -> None:
    audit.record(actor=actor, action=f"party_plan.{act}", subject=part, summary=summary[:500])
