"""What core itself brings to its registries."""

from __future__ import annotations

from kbang_ntm.core.models import User
from kbang_ntm.core.navigation import NavItem, register
from kbang_ntm.core.queries import alerts
from kbang_ntm.core.queries import backups as backup_standings
from kbang_ntm.core.queries.files import JOB, job_file_rule
from kbang_ntm.core.registry import registry
from kbang_ntm.core.services import backups, digest


def administrator(user: User) -> bool:
    """Asked anew each time: the app that knows the roles registers its test later."""
    return registry.is_administrator(user)


def register_core() -> None:
    """Called once, from AppConfig.ready()."""
    registry.add_file_rule(JOB, job_file_rule)
    registry.add_job_kind(digest.KIND, digest.run_digest)
    registry.add_job_kind(backups.KIND, backups.run_nightly)
    registry.add_inbox("core.backups", backup_standings.waiting)
    registry.add_inbox("core.alerts", alerts.waiting, alerts.rows)
    registry.add_side_card("core.backups", backup_standings.card)
    register(NavItem("Việc của tôi", "core:home", order=10))
    register(NavItem("Tài khoản", "core:accounts", order=70, visible=administrator))
    register(NavItem("Thông báo", "core:notices", order=80, foot_only=True))
    register(NavItem("Việc máy làm", "core:jobs", order=82, foot_only=True))
    register(NavItem("Nhật ký", "core:audit", order=84, visible=administrator, foot_only=True))
    register(
        NavItem(
            "Tình trạng hệ thống", "core:condition", order=86, visible=administrator, foot_only=True
        )
    )
    register(NavItem("Hướng dẫn", "core:help", order=90, foot_only=True))
