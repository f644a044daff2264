"""Home lines, navigation and files of support assignments and visits."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from campaigns.models import SupportVisit
from campaigns.queries.support import QUIET, SupportAsked, assigned_on, support_lines
from campaigns.rules import acting, leads_any, reads_campaigns
from campaigns.services.passing_movement import register_support
from campaigns.services.support import VISIT_KIND
from communes.queries.register_rules import in_sentence
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from kbang_ntm.core.navigation import NavItem
from kbang_ntm.core.navigation import register as register_navigation
from kbang_ntm.core.registry import InboxItem, registry, sees_owner
from kbang_ntm.core.vietnamese import format_date


def register() -> None:
    """Called once, when the app is ready."""
    register_support()
    registry.add_inbox("campaigns.support", quiet_units)
    registry.add_file_rule(VISIT_KIND, may_read_visit)
    register_navigation(
        NavItem(
            "Giúp đỡ xã, làng",
            "campaigns:support",
            order=64,
            visible=reads_campaigns,
            foot_only=True,
        )
    )


may_read_visit = sees_owner(SupportVisit)


def quiet_units(user: User) -> Iterable[InboxItem]:
    """Units with a gap that the person's agencies have not visited for long; for the offices that
    assign, one line about all of them."""
    mine = acting(user).agencies
    offices = leads_any(user)
    if not mine and not offices:
        return
    units = {
        row.unit_id for row in assigned_on(user, clock.today()) if offices or row.agency_id in mine
    }
    lines = support_lines(user, SupportAsked(look=QUIET), unit_ids=units) if units else []
    own = [line for line in lines if mine & {one.agency.pk for one in line.helpers}]
    for line in own:
        yield InboxItem(
            title=f"Đến làm việc với {in_sentence(line.name)}",
            url=reverse("campaigns:support-unit", args=[line.uid]),
            group="Giúp đỡ xã, làng",
            hint=f"còn tiêu chí chưa đạt, chưa ai đến từ {format_date(line.quiet_since)}"
            if line.quiet_since
            else "",
        )
    if offices and len(lines) > len(own):
        yield InboxItem(
            title=f"Nhắc cơ quan đến {len(lines) - len(own)} đơn vị lâu chưa có người xuống",
            url=f"{reverse('campaigns:support')}?xem={QUIET}",
            group="Giúp đỡ xã, làng",
        )
