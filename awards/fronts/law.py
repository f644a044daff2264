"""Navigation and files of the law of awards, nominees and past awards."""

from __future__ import annotations

from awards.nomination_rules import reads_awards
from awards.services import file_rules
from communes.rules import is_administrator
from kbang_ntm.core.navigation import NavItem
from kbang_ntm.core.navigation import register as register_navigation
from kbang_ntm.core.registry import registry


def register() -> None:
    """Called once, when the app is ready."""
    for kind, rule in file_rules.FILE_RULES.items():
        registry.add_file_rule(kind, rule)
    for item in (
        NavItem("Sổ khen thưởng", "awards:past-awards", 72, reads_awards, foot_only=True),
        NavItem("Đối tượng khen thưởng", "awards:nominees", 73, reads_awards, foot_only=True),
        NavItem("Quy định về khen thưởng", "awards:law", 74, reads_awards, foot_only=True),
        NavItem(
            "Lượt xem thông tin riêng", "awards:detail-reads", 92, is_administrator, foot_only=True
        ),
    ):
        register_navigation(item)
