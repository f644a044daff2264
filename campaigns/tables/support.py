"""Lists of units that are helped, and of visits."""

from __future__ import annotations

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from campaigns.queries.support import SupportLine, VisitLine
from communes.enums import UnitKind
from communes.tables.registers import link
from kbang_ntm.core.tables import PortalTable
from kbang_ntm.core.templatetags.portal import mark, vn_date


def stand_words(line: SupportLine) -> str:
    """ "15/19"; what is known of units without a count."""
    if line.stand is None:
        return "không chấm tiêu chí" if line.kind == UnitKind.TOWNSHIP else "chưa có số liệu"
    return f"{line.stand.met}/{line.stand.total}"


class SupportTable(PortalTable):
    """Every unit: who helps it, how far it is, when somebody last came."""

    caption = "Cơ quan giúp xã, làng"
    noun = "đơn vị"
    empty_title = "Không có đơn vị nào khớp"
    empty_hint = "Bỏ bớt điều kiện lọc."

    name = tables.Column(verbose_name="Đơn vị")
    helpers = tables.Column(verbose_name="Cơ quan giúp đỡ", empty_values=())
    stand = tables.Column(verbose_name="Tiêu chí đạt", empty_values=())
    lacks = tables.Column(verbose_name="Chưa đạt", empty_values=(), accessor="stand")
    last_visit = tables.Column(verbose_name="Đến gần nhất", empty_values=())

    class Meta(PortalTable.Meta):
        orderable = False

    def render_name(self, record: SupportLine) -> SafeString:
        name = f"{record.name}, {record.within}" if record.within else record.name
        return link(reverse("campaigns:support-unit", args=[record.uid]), name)

    def render_helpers(self, record: SupportLine) -> SafeString:
        if not record.helpers:
            return format_html('<span class="muted">{}</span>', "chưa có cơ quan nào")
        return format_html(
            "<span>{}</span>",
            format_html_join(
                ", ",
                '<a class="tap" href="{}">{}</a>',
                (
                    (
                        reverse("campaigns:support-agency", args=[one.agency.uid]),
                        one.agency.short_name,
                    )
                    for one in record.helpers
                ),
            ),
        )

    def render_stand(self, record: SupportLine) -> str:
        return stand_words(record)

    def render_lacks(self, record: SupportLine) -> str:
        if record.stand is None:
            return "–"
        return ", ".join(one.no for one in record.stand.lacks) or "không còn"

    def render_last_visit(self, record: SupportLine) -> SafeString | str:
        words = vn_date(record.last_visit) if record.last_visit else "chưa có chuyến nào"
        if record.quiet_since is None:
            return words
        since = vn_date(record.quiet_since)
        sign = mark("late", "lâu chưa xuống" if words == since else f"chưa ai đến từ {since}")
        return format_html("<span>{} {}</span>", words, sign) if record.last_visit else sign


class VisitTable(PortalTable):
    """Visits, newest first."""

    caption = "Các chuyến làm việc giúp xã, làng"
    noun = "chuyến"
    empty_title = "Chưa có chuyến làm việc nào"
    empty_hint = "Cơ quan được phân công ghi lại mỗi lần xuống xã, làng."

    on = tables.Column(verbose_name="Ngày", accessor="visit__on")
    agency = tables.Column(verbose_name="Cơ quan", accessor="visit__agency__short_name")
    unit_name = tables.Column(verbose_name="Đơn vị")
    seen = tables.Column(verbose_name="Đã xem, đã nghe", accessor="visit__seen", orderable=False)
    agreed = tables.Column(
        verbose_name="Đã thống nhất", accessor="visit__agreed", orderable=False, default="–"
    )

    class Meta(PortalTable.Meta):
        pass

    def render_on(self, record: VisitLine) -> SafeString:
        return link(
            reverse("campaigns:support-visit", args=[record.visit.uid]), vn_date(record.visit.on)
        )

    def value_on(self, record: VisitLine) -> str:
        return vn_date(record.visit.on)

    def render_seen(self, value: str) -> str:
        return _short(value)

    def render_agreed(self, value: str) -> str:
        return _short(value)


def _short(text: str) -> str:
    """The beginning of a long text, whole words."""
    if len(text) <= 160:
        return text
    return f"{text[:160].rsplit(' ', 1)[0]}…"
