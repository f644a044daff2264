"""The list of everybody's own part in a campaign."""

from __future__ import annotations

from typing import Any

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from campaigns.plan_enums import PaperKind
from campaigns.queries.party_plans import LATE, MISSING, NO_DUE, PartLine
from communes.tables.registers import link
from kbang_ntm.core.tables import PortalTable
from kbang_ntm.core.templatetags.portal import mark, state, vn_date


class PartTable(PortalTable):
    """One party a row: plan, launch, reviews."""

    caption = "Kế hoạch riêng của xã, cơ quan, cụm, khối"
    noun = "đơn vị"
    empty_title = "Không có đơn vị nào khớp"
    empty_hint = "Bỏ bớt điều kiện lọc."

    name = tables.Column(verbose_name="Đơn vị, cơ quan")
    plan = tables.Column(verbose_name="Kế hoạch", empty_values=(), orderable=False)
    status = tables.Column(verbose_name="Đúng hạn", empty_values=())
    launch = tables.Column(verbose_name="Phát động", empty_values=(), orderable=False)
    reviews = tables.Column(verbose_name="Sơ kết, tổng kết", empty_values=(), orderable=False)

    class Meta(PortalTable.Meta):
        pass

    def __init__(self, *args: Any, code: str, **kwargs: Any) -> None:
        self.code = code
        super().__init__(*args, **kwargs)

    def render_name(self, record: PartLine) -> SafeString:
        return link(reverse("campaigns:party-plan", args=[self.code, record.value]), record.name)

    def render_plan(self, record: PartLine) -> str:
        if record.plan is None:
            return "chưa có"
        number = f"số {record.plan.number}, " if record.plan.number else ""
        return f"{number}{vn_date(record.plan.on)}"

    def render_status(self, record: PartLine) -> SafeString | str:
        if record.status == MISSING:
            return mark("late", "quá hạn") if record.overdue else "chưa có"
        if record.status == NO_DUE:
            return "chưa xác định hạn"
        return mark("late", "muộn") if record.status == LATE else state("Đúng hạn", "done")

    def render_launch(self, record: PartLine) -> SafeString | str:
        if record.launch is None:
            return "chưa ghi"
        return format_html("{}, {}", vn_date(record.launch.on), record.launch.words)

    def render_reviews(self, record: PartLine) -> str:
        words = [f"{PaperKind(row.kind).label} {vn_date(row.on)}" for row in record.reviews]
        return ", ".join(words).capitalize() or "chưa ghi"
