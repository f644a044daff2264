"""How a commune's part in a running campaign passes on when the commune ends."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from django.db.models import Prefetch, Q

from campaigns.models import PartyPaper, PartyPlan
from communes.holdings import Holding, Place, register
from communes.models import AdministrativeUnit, UnitChange
from communes.services.passing_posts import successor_name
from kbang_ntm.core import audit
from kbang_ntm.core.models import User

KIND = "party_plan"


def parts_of(place: Place, on: date) -> Iterable[Holding]:
    """Parts of the commune in campaigns that run beyond its last day."""
    if not isinstance(place, AdministrativeUnit):
        return
    own = Q(passed_to__isnull=True, unit=place) | Q(passed_to=place)
    papers = PartyPaper.objects.filter(withdrawn_at__isnull=True).select_related("file", "by")
    rows = (
        PartyPlan.objects.filter(own, campaign__period__contains=on)
        .select_related("campaign")
        .prefetch_related(Prefetch("papers", papers))
        .order_by("campaign_id", "id")
    )
    for row in rows:
        kept = list(row.papers.all())
        yield Holding(
            kind=KIND,
            uid=str(row.uid),
            title=f"Kế hoạch riêng trong phong trào {row.campaign.title}",
            who=kept[-1].by.full_name if kept else "",
            files=tuple(paper.file.original_name for paper in kept if paper.file),
            alias=f"{place.key}/{row.campaign.code}",
        )


def pass_part(holding: Holding, successor: Place, actor: User, change: UnitChange) -> None:
    """The successor keeps the part: reads it, records what is still to come."""
    row = _lock(holding)
    assert isinstance(successor, AdministrativeUnit), "parts pass between units"
    row.passed_to = successor
    row.save(update_fields=["passed_to"])
    audit.record(
        actor=actor,
        action="party_plan.pass_on",
        subject=row,
        summary=f"{successor_name(successor, change.date)} tiếp tục theo {change.title}"[:500],
        data={"to": successor.key, "change": str(change.uid)},
    )


def leave_part(holding: Holding, actor: User, change: UnitChange, reason: str) -> None:
    """It stays as it is, under the ended unit's name."""
    audit.record(
        actor=actor,
        action="party_plan.left",
        subject=_lock(holding),
        summary=f"Khép lại theo {change.title}: {reason or 'đơn vị kết thúc hoạt động'}"[:500],
        data={"reason": reason, "change": str(change.uid)},
    )


def _lock(holding: Holding) -> PartyPlan:
    return PartyPlan.objects.select_for_update(of=("self",)).get(uid=holding.uid)


def register_kind() -> None:
    """Called once, when the app starts."""
    register(
        KIND,
        "Kế hoạch riêng trong phong trào thi đua",
        parts_of,
        pass_part,
        close=leave_part,
        close_label="Khép lại, chỉ đọc",
        on_the_day=True,
        order=70,
    )
