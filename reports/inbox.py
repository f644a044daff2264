"""What the district's people find on their first page: the period at a glance, whom to call."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from communes.enums import Role
from communes.rules import is_coordination, reach
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from kbang_ntm.core.registry import InboxItem, registry
from reports.enums import PaperState
from reports.queries.glance import glance
from reports.queries.home_ground import HOME
from reports.queries.issuing import waiting_rows
from reports.queries.late import uncalled
from reports.rules import may_print
from reports.summary import rounded

# Those who look at the whole rather than at one queue of figures.
OVERLOOKERS = (
    Role.COORDINATION,
    Role.HOME_AFFAIRS,
    Role.DISTRICT_LEADER,
    Role.COUNCIL_CHAIR,
    Role.COUNCIL_SECRETARY,
    Role.COUNCIL_MEMBER,
    Role.CLERK,
    Role.EDITOR,
    Role.FRONT,
    Role.READER,
)


def register() -> None:
    """Tell core whom to ask."""
    registry.add_inbox("reports.late", to_call)
    registry.add_inbox("reports.signing", to_pass_on, waiting_rows)
    registry.add_side_card("reports.district", district_card)
    registry.add_home_ground("reports", HOME)


def to_call(user: User) -> list[InboxItem]:
    """One line for the coordination office while communes have neither sent nor been reminded
    today."""
    if not is_coordination(user):
        return []
    found = glance(reach(user))
    if found is None or not found.missing:
        return []
    missing = uncalled(found.period, found.units)
    if not missing:
        return []
    return [
        InboxItem(
            title=f"Đôn đốc {len(missing)} xã chưa báo cáo {found.period.label}",
            url=f"{reverse('reports:late')}?ky={found.period.key}",
            group="",
            hint=", ".join(row.name.removeprefix("Xã ") for row in missing),
            due=found.period.due_at.astimezone(clock.LOCAL).date(),
        )
    ]


# What the person is asked to do with a document in that state.
ASKED = {
    PaperState.DRAFT: "Soạn, trình",
    PaperState.HEAD: "Xem, chuyển Văn phòng",
    PaperState.OFFICE: "Rà soát thể thức",
    PaperState.LEADER: "Duyệt",
    PaperState.APPROVED: "Vào sổ",
    PaperState.REGISTERED: "Nhận bản đã ký",
}


def to_pass_on(user: User) -> list[InboxItem]:
    """One line a document that waits for the person's act. One query."""
    rows = waiting_rows(user)
    if rows is None:
        return []
    return [
        InboxItem(
            title=f"{ASKED[PaperState(row.state)]}: {row.title}",
            url=reverse("reports:issued", args=[row.uid]),
            group="Trình ký",
            hint=row.agency.short_name if row.agency else "",
        )
        for row in rows.select_related("agency")
    ]


def district_card(user: User) -> dict[str, Any] | None:
    """The period at a glance with the ways to the matrix, the targets and the print."""
    if not reach(user).has(*OVERLOOKERS):
        return None
    found = glance(reach(user))
    if found is None:
        return None
    return {
        "template": "reports/district_card.html",
        "glance": found,
        "average": rounded(found.average),
        "may_print": may_print(user),
    }
