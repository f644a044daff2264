"""Lists of levels and units."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.html import format_html
from django.utils.safestring import SafeString

from kbang_ntm.core.tables import NumberColumn, PortalTable
from kbang_ntm.core.templatetags.portal import unproved, verdict
from reports.queries.thresholds import CERTAINTY_WORDS, ThresholdLine
from reports.queries.units import UnitLine


class ThresholdTable(PortalTable):
    """Levels to reach with their sources."""

    caption = "Mức đạt chuẩn của từng chỉ tiêu"
    noun = "mức"
    empty_title = "Không có mức nào khớp"
    empty_hint = "Bỏ bớt điều kiện lọc."

    title = tables.Column(verbose_name="Chỉ tiêu", order_by=("order",))
    criterion = tables.Column(verbose_name="Tiêu chí", order_by=("order",))
    level = tables.Column(verbose_name="Mức đạt", orderable=False)
    region = tables.Column(verbose_name="Vùng, nhóm xã")
    years = tables.Column(verbose_name="Năm")
    certainty = tables.Column(verbose_name="Kiểm chứng")
    source = tables.Column(verbose_name="Căn cứ, nguồn", orderable=False)

    class Meta(PortalTable.Meta):
        pass

    def render_title(self, record: ThresholdLine) -> SafeString:
        return format_html("{} {}", record.code, record.title)

    def render_certainty(self, value: str) -> SafeString | str:
        words = CERTAINTY_WORDS[value]
        if value == "none":
            return verdict("unknown", label=words.capitalize())
        return words.capitalize() if value == "certain" else unproved(words)

    def render_source(self, record: ThresholdLine) -> SafeString:
        lines = [record.legal_basis, *record.remarks]
        shown = [line for line in lines if line]
        if not shown:
            return SafeString("")
        return format_html(
            '<div>{}<br><span class="small muted break">{}</span></div>',
            shown[0],
            "; ".join(shown[1:]),
        )


class UnitTable(PortalTable):
    """Communes and towns of a day's map."""

    caption = "Xã, thị trấn của ngày đã chọn"
    noun = "đơn vị"
    empty_title = "Không có đơn vị nào khớp"
    empty_hint = "Chọn ngày khác hoặc bỏ bớt chữ cần tìm."

    name = tables.Column(
        verbose_name="Tên",
        order_by=("order",),
        linkify=("reports:unit", {"key": tables.A("key")}),
        attrs={"a": {"class": "tap"}},
    )
    official_code = tables.Column(verbose_name="Mã", default="chưa rõ")
    zone = tables.Column(verbose_name="Khu vực", default="")
    recognised = tables.Column(
        verbose_name="Công nhận đạt chuẩn", order_by=("recognised",), empty_values=()
    )
    met = NumberColumn(verbose_name="Tiêu chí đạt, đã xác nhận", empty_values=())
    period_label = tables.Column(verbose_name="Kỳ", default="", orderable=False)

    class Meta(PortalTable.Meta):
        pass

    def render_recognised(self, record: UnitLine) -> SafeString | str:
        if record.kind != "xã":
            return "không xét"
        if record.recognised is None:
            return verdict("unknown")
        if not record.recognised:
            return verdict("not_met", label="Chưa")
        year = record.recognised_year
        return verdict("met", label=f"Năm {year}" if year else "Có, chưa rõ năm")

    def render_met(self, record: UnitLine) -> SafeString | str:
        if record.met is None and not record.moved:
            return ""
        if not record.moved:
            return f"{record.met}/{record.total}"
        count = "?" if record.met is None else f"{record.met}/{record.total}"
        return format_html(
            '<div>{}<br><span class="small muted">{}</span></div>', count, record.moved
        )
