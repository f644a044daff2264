"""Home lines, navigation and files of inspections, findings and draws."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from django.db.models import Count, Q, QuerySet
from django.urls import reverse

from campaigns.inspection_enums import TO_MEND, FindingState, InspectionState, PlanState
from campaigns.inspection_reference import load_draw_weights
from campaigns.inspection_rules import INSPECTORS
from campaigns.models import Finding, Inspection
from campaigns.rules import acting, reads_campaigns
from campaigns.services import passing_inspections
from campaigns.services.inspection_notices import NOTICE_KINDS
from campaigns.services.inspection_papers import (
    PAPER_KIND,
    PHOTO_KIND,
    PROOF_KIND,
    may_read_paper,
    may_read_photo,
    may_read_proof,
)
from communes.enums import Role
from communes.queries.register_rules import in_sentence, named_on
from communes.queries.villages import villages_near
from communes.reference import loading
from communes.rules import COMMUNE_ROLES, reach
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from kbang_ntm.core.navigation import NavItem
from kbang_ntm.core.navigation import register as register_navigation
from kbang_ntm.core.once import once
from kbang_ntm.core.registry import InboxItem, registry

VISITS, FINDINGS = "Kiểm tra, giám sát", "Tồn tại, hạn chế"
COMING_DAYS = 14  # a visit to one's own commune appears this long before


def register() -> None:
    """Called once, when the app is ready."""
    loading.register("campaigns.inspections", load_draw_weights)
    passing_inspections.register_kinds()
    for kind, label in NOTICE_KINDS.items():
        registry.add_notice_kind(kind, label)
    registry.add_inbox("campaigns.inspections", visit_items, own_visits)
    registry.add_inbox("campaigns.inspected", coming_items, coming_visits)
    registry.add_inbox("campaigns.findings", finding_items, own_findings)
    registry.add_file_rule(PAPER_KIND, may_read_paper)
    registry.add_file_rule(PHOTO_KIND, may_read_photo)
    registry.add_file_rule(PROOF_KIND, may_read_proof)
    register_navigation(
        NavItem(
            "Kiểm tra, giám sát",
            "campaigns:inspections",
            order=65,
            visible=reads_campaigns,
            foot_only=True,
        )
    )


def _own_visits(user: User) -> Q:
    """Visits of the bodies the person itself works in, not of all it may help."""
    mine = reach(user)
    supervision = Q(kind="supervision")
    front = Q(agency_id__in=mine.agencies(Role.FRONT)) | Q(body_unit_id__in=mine.units(Role.FRONT))
    own = Q(agency_id__in=mine.agencies(*INSPECTORS)) | Q(
        body_unit_id__in=mine.units(*COMMUNE_ROLES, *INSPECTORS)
    )
    return (supervision & front) | (~supervision & own)


@once
def own_visits(user: User) -> QuerySet[Inspection] | None:
    """Visits of today, those under way, and those without a conclusion."""
    if not acting(user).anybody:
        return None
    return Inspection.objects.filter(
        _own_visits(user),
        Q(days__contains=clock.today(), state=InspectionState.PLANNED)
        | Q(state__in=[InspectionState.RUNNING, InspectionState.FINISHED]),
    )


def visit_items(user: User) -> Iterable[InboxItem]:
    """Visits of today, checklists to finish, conclusions to register. One query."""
    visits = own_visits(user)
    if visits is None:
        return
    rows = visits.annotate(
        left=Count("items", filter=Q(items__answer="")),
        place=named_on("unit_id", clock.today()),
    )
    for row in rows.order_by("days", "id"):
        name = in_sentence(row.place)
        yield InboxItem(
            title=_visit_title(row, name, row.left),
            url=reverse("campaigns:inspection", args=[row.uid]),
            group=VISITS,
            hint=row.title,
            due=row.days.lower if row.state == InspectionState.PLANNED else None,
        )


@once
def coming_visits(user: User) -> QuerySet[Inspection] | None:
    """Visits to the person's communes that begin soon."""
    units, today = reach(user).commune_ids, clock.today()
    soon = today + timedelta(days=COMING_DAYS)
    rows = Inspection.objects.filter(
        Q(unit_id__in=units) | Q(unit_id__in=villages_near(units).values("unit_id")),
        state=InspectionState.PLANNED,
        days__startswith__range=(today, soon),
    ).exclude(Q(body_unit_id__in=units) | Q(plan__state=PlanState.DRAFT))
    return rows if units else None


def coming_items(user: User) -> Iterable[InboxItem]:
    """Be ready for who comes. One query."""
    rows = coming_visits(user)
    for row in rows.order_by("days", "id") if rows is not None else ():
        yield InboxItem(
            title=f"Chuẩn bị đón đoàn {row.get_kind_display()}",
            url=reverse("campaigns:inspection", args=[row.uid]),
            group=VISITS,
            hint=row.title,
            due=row.days.lower,
        )


def _visit_title(row: Inspection, name: str, left: int) -> str:
    if row.state == InspectionState.PLANNED:
        return f"Kiểm tra {name}: bắt đầu hôm nay hoặc đổi ngày"
    if row.state == InspectionState.FINISHED:
        return f"Ghi kết luận kiểm tra {name}"
    if left:
        return f"Ghi phiếu kiểm tra {name}: còn {left} mục"
    return f"Kiểm tra {name}: phiếu đã đủ, ghi kiểm tra xong"


@once
def own_findings(user: User) -> QuerySet[Finding] | None:
    """Findings the person's unit or agency has to mend, and reports to judge."""
    mine = acting(user)
    if not mine.anybody:
        return None
    to_mend = Q(state__in=TO_MEND) & (Q(unit_id__in=mine.units) | Q(agency_id__in=mine.agencies))
    visits = Inspection.objects.filter(_own_visits(user)).values("pk")
    left = Q(unit_id__in=reach(user).units(Role.COMMUNE_LEADER)) & ~Q(
        inspection__agency__valid__contains=clock.today()
    )
    to_judge = Q(state=FindingState.REPORTED) & (
        Q(inspection__in=visits) | (left & Q(inspection__agency__isnull=False))
    )
    return Finding.objects.filter(to_mend | to_judge)


def finding_items(user: User) -> Iterable[InboxItem]:
    """Findings the person's unit or agency has to mend, and reports to judge. One query."""
    findings = own_findings(user)
    if findings is None:
        return
    rows = findings.annotate(place=named_on("inspection__unit_id", clock.today()))
    for row in rows.order_by("deadline", "id"):
        judges = row.state == FindingState.REPORTED
        place = in_sentence(row.place)
        yield InboxItem(
            title=f"Xem báo cáo khắc phục ở {place}" if judges else f"Khắc phục: {row.text[:80]}",
            url=reverse("campaigns:finding", args=[row.uid]),
            group=FINDINGS,
            hint=row.text[:80] if judges else row.get_state_display(),
            due=None if judges else row.deadline,
        )
