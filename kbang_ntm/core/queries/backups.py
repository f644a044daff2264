"""How the newest backup and rehearsal stand, for the administrator's first page."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.urls import reverse

from kbang_ntm.core import clock
from kbang_ntm.core.models import BackupRun, User
from kbang_ntm.core.once import once
from kbang_ntm.core.registry import InboxItem, registry

FRESH = timedelta(hours=26)  # a night and the time it may take
KINDS = BackupRun.Kind
COMMANDS = {KINDS.BACKUP: "manage.py backup", KINDS.REHEARSAL: "manage.py rehearse_restore"}
LABELS = {KINDS.BACKUP: "Sao lưu", KINDS.REHEARSAL: "Diễn tập phục hồi"}


@dataclass(frozen=True)
class Standing:
    """One kind: its newest run (None before the first) and its age by the real clock."""

    kind: BackupRun.Kind
    run: BackupRun | None
    age: timedelta

    @property
    def label(self) -> str:
        """ "Sao lưu"."""
        return LABELS[self.kind]

    @property
    def good(self) -> bool:
        """Whether it went well and lately."""
        return self.run is not None and self.run.ok and self.age <= FRESH

    @property
    def age_words(self) -> str:
        """ "3 giờ trước"."""
        minutes = int(self.age.total_seconds() // 60)
        if minutes < 60:
            return f"{max(minutes, 1)} phút trước"
        hours = minutes // 60
        return f"{hours} giờ trước" if hours < 48 else f"{hours // 24} ngày trước"

    @property
    def result(self) -> str:
        """ "Được", "Không được" or "Chưa có"."""
        if self.run is None:
            return "Chưa có"
        return "Được" if self.run.ok else "Không được"


@once
def standings() -> tuple[Standing, ...]:
    """Backup and rehearsal. One query."""
    rows = BackupRun.objects.order_by("kind", "-ended_at").distinct("kind")
    newest = {row.kind: row for row in rows}
    now = datetime.now(UTC)
    return tuple(
        Standing(kind, run, now - run.ended_at if run else timedelta.max)
        for kind in KINDS
        for run in (newest.get(kind),)
    )


def waiting(user: User) -> list[InboxItem]:
    """A line for quản trị about each that failed or is too old."""
    if not registry.is_administrator(user):
        return []
    return [_item(found) for found in standings() if not found.good]


def _item(found: Standing) -> InboxItem:
    do = f"Chạy ngay trên máy chủ: {COMMANDS[found.kind]}."
    if found.run is None:
        title = f"{found.label}: chưa có lần nào"
        hint = f"Mỗi đêm 1 giờ 30 máy tự làm nếu worker và beat đang chạy. {do}"
    elif not found.run.ok:
        title, hint = f"{found.label} không được, {found.age_words}", f"{found.run.words} {do}"
    else:
        title = f"{found.label} đã cũ: lần gần nhất {found.age_words}"
        hint = f"Xem worker và beat còn chạy không, còn chỗ trên đĩa không. {do}"
    return InboxItem(title=title, url=reverse("core:jobs"), group="", hint=hint, due=clock.today())


def card(user: User) -> dict[str, Any] | None:
    """Result and age of both, for quản trị."""
    if not registry.is_administrator(user):
        return None
    return {"template": "core/backup_card.html", "standings": standings()}
