"""The list of reviews."""

from __future__ import annotations

import django_tables2 as tables
from django.urls import reverse
from django.utils.safestring import SafeString

from campaigns.enums import ReviewKind, ReviewState
from campaigns.models import ReviewEvent
from communes.queries.changes import ONE_DAY
from communes.tables.registers import link
from kbang_ntm.core.tables import PortalTable
from kbang_ntm.core.templatetags.portal import state, vn_date

STATES = {
    ReviewState.PREPARING: "draft",
    ReviewState.GATHERED: "moving",
    ReviewState.CLOSED: "done",
}


class ReviewTable(PortalTable):
    """Reviews of a campaign."""

    caption = "Các đợt sơ kết, tổng kết"
    noun = "đợt"
    empty_title = "Chưa có đợt sơ kết, tổng kết nào"
    empty_hint = (
        "Cơ quan thường trực mở đợt khi đến kỳ; cổng lập danh sách đơn vị phải gửi báo cáo."
    )

    title = tables.Column(verbose_name="Tên")
    kind = tables.Column(verbose_name="Loại")
    span = tables.Column(verbose_name="Nhìn lại")
    received = tables.Column(verbose_name="Đã nhận", empty_values=())
    state = tables.Column(verbose_name="Trạng thái")

    class Meta(PortalTable.Meta):
        pass

    def render_title(self, record: ReviewEvent) -> SafeString:
        return link(reverse("campaigns:review", args=[record.uid]), record.title)

    def render_kind(self, record: ReviewEvent) -> str:
        return ReviewKind(record.kind).label

    def render_span(self, record: ReviewEvent) -> str:
        return f"{vn_date(record.span.lower)} – {vn_date(record.span.upper - ONE_DAY)}"

    def render_received(self, record: ReviewEvent) -> str:
        return f"{record.received}/{record.owed}"  # type: ignore[attr-defined]  # annotated

    def render_state(self, record: ReviewEvent) -> SafeString:
        found = ReviewState(record.state)
        return state(found.label.capitalize(), STATES[found])
