"""Navigation, files and reference rows of the ledger of contributions."""

from __future__ import annotations

from campaigns.contribution_reference import load_contribution_rules
from campaigns.rules import reads_campaigns
from campaigns.services.contribution_papers import may_read_paper
from campaigns.services.contributions import FILE_KIND, NOTICE
from communes.reference import loading
from kbang_ntm.core.navigation import NavItem
from kbang_ntm.core.navigation import register as register_navigation
from kbang_ntm.core.registry import registry


def register() -> None:
    """Called once, when the app is ready."""
    loading.register("campaigns.contributions", load_contribution_rules)
    registry.add_file_rule(FILE_KIND, may_read_paper)
    registry.add_notice_kind(NOTICE, "Khoản huy động bạn ghi, hoặc cho công trình của xã, bị đảo")
    register_navigation(
        NavItem(
            "Huy động nguồn lực",
            "campaigns:contributions",
            order=64,
            visible=reads_campaigns,
            foot_only=True,
        )
    )
