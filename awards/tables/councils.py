"""Lists of councils and sessions."""

from __future__ import annotations

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from awards.enums import SessionState
from awards.models import Council, Session
from kbang_ntm.core.tables import NumberColumn, PortalTable
from kbang_ntm.core.templatetags.portal import state, vn_date, vn_datetime

BADGES = {
    SessionState.PLANNED: "draft",
    SessionState.INVITED: "moving",
    SessionState.OPEN: "moving",
    SessionState.CLOSED: "back",
    SessionState.SIGNED: "done",
    SessionState.CANCELLED: "draft",
}


def session_badge(row: Session) -> SafeString:
    """The state of a session."""
    label = row.get_state_display()
    return state(label[:1].upper() + label[1:], BADGES[SessionState(row.state)])


class CouncilTable(PortalTable):
    """Councils by decision."""

    caption = "Hội đồng thi đua, khen thưởng"
    noun = "Hội đồng"
    empty_title = "Chưa có Hội đồng nào"
    empty_hint = "Phòng Nội vụ (ở xã: UBND xã) ghi Hội đồng theo quyết định thành lập."

    name = tables.Column(verbose_name="Hội đồng")
    decision_number = tables.Column(verbose_name="Quyết định", default="chưa ghi")
    valid = tables.Column(verbose_name="Hiệu lực")

    class Meta(PortalTable.Meta):
        model = Council
        fields = ["name", "decision_number", "valid"]

    def render_name(self, record: Council) -> SafeString:
        url = reverse("awards:council", args=[record.uid])
        return format_html('<a class="tap" href="{}">{}</a>', url, record.name)

    def render_valid(self, record: Council) -> str:
        return range_words(record)


def range_words(record: Council) -> str:
    """ "từ 01/01/2021" or with the last day."""
    words = f"từ {vn_date(record.valid.lower)}"
    last = record.valid.upper
    return words if last is None else f"{words}, trước {vn_date(last)}"


class SessionTable(PortalTable):
    """Sessions, newest first."""

    caption = "Phiên họp Hội đồng"
    noun = "phiên họp"
    empty_title = "Chưa có phiên họp nào"
    empty_hint = "Phòng Nội vụ lên lịch khi đã có đề nghị đủ điều kiện."

    title = tables.Column(verbose_name="Phiên họp")
    held_at = tables.Column(verbose_name="Thời gian")
    round = tables.Column(verbose_name="Đợt", accessor="round__name")
    agenda = NumberColumn(verbose_name="Nội dung", orderable=False)
    state = tables.Column(verbose_name="Trạng thái")

    class Meta(PortalTable.Meta):
        model = Session
        fields = ["title", "held_at", "round", "agenda", "state"]

    def render_title(self, record: Session) -> SafeString:
        url = reverse("awards:session", args=[record.uid])
        return format_html('<a class="tap" href="{}">{}</a>', url, record.title)

    def render_held_at(self, record: Session) -> str:
        return vn_datetime(record.held_at)

    def render_state(self, record: Session) -> SafeString:
        return session_badge(record)
