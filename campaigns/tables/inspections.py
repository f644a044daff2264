"""Lists of visits and findings."""

from __future__ import annotations

from datetime import timedelta

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from psycopg2.extras import DateRange

from campaigns.inspection_enums import FindingState, InspectionState
from campaigns.queries.inspections import FindingLine, VisitLine
from communes.tables.registers import link
from kbang_ntm.core.tables import NumberColumn, PortalTable
from kbang_ntm.core.templatetags.portal import due, mark, state, vn_date

VISIT_LOOKS = {
    InspectionState.PLANNED: "draft",
    InspectionState.RUNNING: "moving",
    InspectionState.FINISHED: "moving",
    InspectionState.CONCLUDED: "done",
    InspectionState.CANCELLED: "draft",
}
FINDING_LOOKS = {
    FindingState.STATED: "draft",
    FindingState.FIXING: "moving",
    FindingState.REPORTED: "moving",
    FindingState.RETURNED: "back",
    FindingState.CLOSED: "done",
    FindingState.WITHDRAWN: "draft",
}


def visit_state(value: str) -> SafeString:
    """The square badge of a visit."""
    return state(
        str(InspectionState(value).label).capitalize(), VISIT_LOOKS[InspectionState(value)]
    )


def finding_state(value: str) -> SafeString:
    """The square badge of a finding."""
    return state(str(FindingState(value).label).capitalize(), FINDING_LOOKS[FindingState(value)])


def days_words(days: DateRange) -> str:
    """ "12/06/2025" or "12/06/2025 - 14/06/2025"."""
    first, last = days.lower, days.upper - timedelta(days=1)
    return vn_date(first) if first == last else f"{vn_date(first)} - {vn_date(last)}"


class VisitTable(PortalTable):
    """Visits, newest first."""

    caption = "Các cuộc kiểm tra, giám sát"
    noun = "cuộc"
    empty_title = "Chưa có cuộc kiểm tra nào khớp"
    empty_hint = "Bỏ bớt điều kiện lọc, hoặc cơ quan kiểm tra lên lịch một cuộc."

    title = tables.Column(verbose_name="Nội dung", accessor="row__title")
    unit_name = tables.Column(verbose_name="Đơn vị", order_by=("row__unit__order",))
    kind = tables.Column(verbose_name="Loại", accessor="row__kind")
    days = tables.Column(verbose_name="Thời gian", accessor="row__days", orderable=False)
    body_name = tables.Column(verbose_name="Cơ quan kiểm tra")
    items = tables.Column(verbose_name="Phiếu", orderable=False)
    open_findings = NumberColumn(verbose_name="Tồn tại chưa khép")
    state = tables.Column(verbose_name="Trạng thái", accessor="row__state")

    class Meta(PortalTable.Meta):
        pass

    def render_title(self, record: VisitLine) -> SafeString:
        return link(reverse("campaigns:inspection", args=[record.row.uid]), record.row.title)

    def render_kind(self, record: VisitLine) -> str:
        words = record.row.get_kind_display()
        return f"{words[:1].upper()}{words[1:]}"

    def render_days(self, record: VisitLine) -> str:
        return days_words(record.row.days)

    def render_items(self, record: VisitLine) -> str:
        return f"{record.answered}/{record.items}"

    def render_state(self, value: str) -> SafeString:
        return visit_state(value)


class FindingTable(PortalTable):
    """Findings by deadline."""

    caption = "Tồn tại, hạn chế"
    noun = "tồn tại"
    empty_title = "Không có tồn tại nào khớp"
    empty_hint = "Bỏ bớt điều kiện lọc. Tồn tại được nêu ở trang của cuộc kiểm tra."

    text = tables.Column(verbose_name="Tồn tại, hạn chế", accessor="row__text", orderable=False)
    where = tables.Column(verbose_name="Nơi kiểm tra", order_by=("row__inspection__unit_id",))
    party = tables.Column(verbose_name="Chịu trách nhiệm")
    deadline = tables.Column(verbose_name="Hạn", accessor="row__deadline")
    state = tables.Column(verbose_name="Trạng thái", accessor="row__state")

    class Meta(PortalTable.Meta):
        pass

    def render_text(self, record: FindingLine) -> SafeString:
        words = record.row.text[:160]
        if record.row.indicator:
            words = f"{record.row.indicator.code}: {words}"
        return link(reverse("campaigns:finding", args=[record.row.uid]), words)

    def render_deadline(self, record: FindingLine) -> SafeString | str:
        if not record.row.open:
            return vn_date(record.row.deadline)
        if record.row.state == FindingState.REPORTED:
            return format_html(
                "<span>{}<br>{}</span>", vn_date(record.row.deadline), mark("soon", "chờ xem lại")
            )
        return format_html(
            "<span>{}<br>{}</span>", vn_date(record.row.deadline), due(record.row.deadline)
        )

    def render_state(self, value: str) -> SafeString:
        return finding_state(value)
