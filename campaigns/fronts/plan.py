"""Home lines, navigation and files of the campaign, its plan and everybody's part in it."""

from __future__ import annotations

from collections.abc import Iterable

from django.urls import reverse

from campaigns import copying
from campaigns.queries.current import seen_campaign
from campaigns.queries.party_plans import late_parties, own_missing, plan_due
from campaigns.rules import acting, reads_campaigns
from campaigns.services import late_letters, passing_plans
from campaigns.services.late_letters import LateKind, LateRow
from campaigns.services.plan_copy import copy_objectives, copy_plan
from campaigns.services.plan_files import FILE_RULES
from communes.queries.register_rules import in_sentence
from kbang_ntm.core import clock
from kbang_ntm.core.models import User
from kbang_ntm.core.navigation import NavItem
from kbang_ntm.core.navigation import register as register_navigation
from kbang_ntm.core.registry import InboxItem, registry


def register() -> None:
    """Called once, when the app is ready."""
    for kind, rule in FILE_RULES.items():
        registry.add_file_rule(kind, rule)
    copying.register("plan", copy_plan)
    copying.register("objectives", copy_objectives)
    passing_plans.register_kind()
    register_navigation(NavItem("Phong trào", "campaigns:home", order=45, visible=reads_campaigns))
    registry.add_inbox("campaigns.party_plan", plan_items)
    late_letters.register(
        LateKind(
            code="ke-hoach",
            label="Kế hoạch riêng quá hạn",
            abstract="V/v đôn đốc ban hành kế hoạch thực hiện phong trào",
            asks="Đề nghị các cơ quan, đơn vị ban hành kế hoạch của mình, ghi số, ngày và tải bản "
            "quét lên cổng.",
            rows=lambda user, campaign: (
                LateRow(addressed(value, name), "Kế hoạch thực hiện phong trào", plan_due(campaign))
                for value, name in late_parties(campaign)
            ),
            back="campaigns:party-plans",
        )
    )


def addressed(value: str, name: str) -> str:
    """Whom the letter goes to: the UBND of a commune, an agency or a cluster by its name."""
    return f"UBND {in_sentence(name)}" if value.startswith("u") else name


def plan_items(user: User) -> Iterable[InboxItem]:
    """The person's own communes and agencies whose plan is due in the campaign of the day."""
    who = acting(user)
    campaign = seen_campaign(user) if who.anybody else None
    due = plan_due(campaign) if campaign else None
    if campaign is None or due is None or clock.today() not in campaign.period:
        return
    for value, name in own_missing(campaign, who.units, who.agencies):
        yield InboxItem(
            title=f"Lập và ghi kế hoạch riêng của {in_sentence(name)}",
            url=reverse("campaigns:party-plan", args=[campaign.code, value]),
            group="Phong trào",
            hint=campaign.title,
            due=due,
        )
