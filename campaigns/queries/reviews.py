"""A review as its pages show it: the list, the checklist of reports, remarks by section."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet

from campaigns.models import Campaign, ReviewEvent, ReviewReport
from campaigns.queries.parties import party_names
from communes.queries.changes import ONE_DAY
from kbang_ntm.core import clock
from kbang_ntm.core.models import User


@dataclass(frozen=True)
class OwedLine:
    """One report of the checklist under the name of who owes it."""

    row: ReviewReport
    name: str
    due: date

    @property
    def late(self) -> bool:
        """Came after the due day, or has not come though it has passed."""
        return (self.row.received_on or clock.today()) > self.due

    @property
    def words(self) -> str:
        """ "đã nhận đúng hạn", "đã nhận, muộn 3 ngày", "chưa nhận", "quá hạn 5 ngày"."""
        days = ((self.row.received_on or clock.today()) - self.due).days
        if self.row.received_on is None:
            return f"quá hạn {days} ngày" if days > 0 else "chưa nhận"
        return f"đã nhận, muộn {days} ngày" if days > 0 else "đã nhận đúng hạn"


def owed_lines(event: ReviewEvent) -> list[OwedLine]:
    """The checklist, agencies last. Three queries."""
    rows = list(event.reports.select_related("file", "received_by"))
    day = min(event.span.upper - ONE_DAY, clock.today())
    names = party_names([r.unit_id for r in rows], [r.agency_id for r in rows], day)
    lines = [OwedLine(r, names.of(r.unit_id, r.agency_id), event.reports_due) for r in rows]
    return sorted(lines, key=lambda line: line.row.unit_id is None)


def remarks_of(event: ReviewEvent) -> dict[str, str]:
    """{section: the newest remark}, empty ones left out. One query."""
    rows = event.remarks.order_by("id").values_list("section", "text")
    return {section: text for section, text in dict(rows).items() if text}


def reviews_seen(user: User, campaign: Campaign | None) -> QuerySet[ReviewEvent]:
    """Reviews of a campaign the person sees, with counts of reports owed and received."""
    return (
        ReviewEvent.objects.visible_to(user)
        .filter(campaign=campaign)
        .select_related("unit")
        .annotate(
            owed=Count("reports"),
            received=Count("reports", filter=Q(reports__received_on__isnull=False)),
        )
        .order_by("-span", "unit__order")
    )
