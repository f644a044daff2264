"""Home lines, navigation and files of the campaign, its plan and everybody's part in it."""

from __future__ import annotations

from campaigns import copying
from campaigns.services import passing_plans
from campaigns.services.plan_copy import copy_objectives, copy_plan
from campaigns.services.plan_files import FILE_RULES
from kbang_ntm.core.registry import registry


def register() -> None:
    """Called once, when the app is ready."""
    for kind, rule in FILE_RULES.items():
        registry.add_file_rule(kind, rule)
    copying.register("plan", copy_plan)
    copying.register("objectives", copy_objectives)
    passing_plans.register_kind()
