"""Everything of a campaign that is overdue today, whoever owes it: for letters that urge."""

from __future__ import annotations

from dataclasses import dataclass

from campaigns.enums import ReviewState
from campaigns.fronts.plan import addressed
from campaigns.fronts.tasks import addressee
from campaigns.inspection_enums import TO_MEND
from campaigns.models import Campaign, Finding, ReviewReport, Task
from campaigns.punctuality import OPEN
from campaigns.queries.inspections import named_findings
from campaigns.queries.parties import party_names
from campaigns.queries.party_plans import late_parties, plan_due
from campaigns.queries.tasks import lines_of
from campaigns.services.late_letters import LateRow
from kbang_ntm.core import clock


@dataclass(frozen=True)
class LateGroup:
    """Overdue things of one sort."""

    label: str
    rows: tuple[LateRow, ...]


def late_groups(campaign: Campaign) -> list[LateGroup]:
    """Sorts of which something is overdue. Eighteen queries at most."""
    found = (
        LateGroup("Kế hoạch riêng chưa ban hành", _plans(campaign)),
        LateGroup("Nhiệm vụ quá hạn", _tasks(campaign)),
        LateGroup("Báo cáo sơ kết, tổng kết chưa gửi", _reports(campaign)),
        LateGroup("Tồn tại sau kiểm tra chưa khắc phục", _findings(campaign)),
    )
    return [group for group in found if group.rows]


def _plans(campaign: Campaign) -> tuple[LateRow, ...]:
    due = plan_due(campaign)
    return tuple(
        LateRow(addressed(value, name), "Kế hoạch thực hiện phong trào", due)
        for value, name in late_parties(campaign)
    )


def _tasks(campaign: Campaign) -> tuple[LateRow, ...]:
    rows = Task.objects.filter(campaign=campaign, state__in=OPEN, due__lt=clock.today())
    return tuple(
        LateRow(addressee(line), line.task.title, line.task.due, line.task.product)
        for line in lines_of(rows.order_by("due", "title", "id"))
    )


def _reports(campaign: Campaign) -> tuple[LateRow, ...]:
    today = clock.today()
    rows = list(
        ReviewReport.objects.filter(
            event__campaign=campaign, event__reports_due__lt=today, received_on__isnull=True
        )
        .exclude(event__state=ReviewState.CLOSED)
        .select_related("event")
        .order_by("event__reports_due", "unit__order", "agency__order", "pk")
    )
    names = party_names([row.unit_id for row in rows], [row.agency_id for row in rows], today)
    return tuple(
        LateRow(
            addressed("u" if row.unit_id else "a", names.of(row.unit_id, row.agency_id)),
            f"Báo cáo: {row.event.title}",
            row.event.reports_due,
        )
        for row in rows
    )


def _findings(campaign: Campaign) -> tuple[LateRow, ...]:
    today = clock.today()
    rows = Finding.objects.filter(
        inspection__campaign=campaign, state__in=TO_MEND, deadline__lt=today
    ).select_related("inspection")
    return tuple(
        LateRow(
            addressed("u" if line.row.unit_id else "a", line.party), line.row.text,
            line.row.deadline,
        )
        for line in named_findings(list(rows.order_by("deadline", "id")), today)
    )  # fmt: skip
