"""Lists of clusters and of yearly results."""

from __future__ import annotations

import django_tables2 as tables
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from campaigns.cluster_enums import SheetState
from campaigns.queries.clusters import ClusterLine
from campaigns.queries.statement import StatementLine
from communes.tables.registers import link
from kbang_ntm.core.tables import PortalTable
from kbang_ntm.core.templatetags.portal import state

KINDS = {SheetState.DRAFT: "draft", SheetState.AGREED: "done"}


def sheet_badge(value: str) -> SafeString:
    """The square badge of a scoring sheet."""
    words = str(SheetState(value).label)
    return state(f"{words[:1].upper()}{words[1:]}", KINDS.get(SheetState(value), "moving"))


class ClusterTable(PortalTable):
    """Clusters of a year."""

    caption = "Cụm, khối thi đua"
    noun = "cụm, khối"
    empty_title = "Chưa có cụm, khối nào"
    empty_hint = "Văn phòng Điều phối, Phòng Nội vụ lập cụm, khối của huyện; xã lập của xã mình."

    name = tables.Column(verbose_name="Cụm, khối", accessor="cluster__name")
    owner = tables.Column(verbose_name="Của")
    members = tables.Column(verbose_name="Thành viên", empty_values=())
    head = tables.Column(verbose_name="Trưởng", default="chưa ghi", empty_values=("",))
    signed = tables.Column(verbose_name="Giao ước đã ký")
    sheet = tables.Column(verbose_name="Chấm điểm", empty_values=())

    class Meta(PortalTable.Meta):
        orderable = False

    def __init__(self, *args: object, year: int, **kwargs: object) -> None:
        self.year = year
        super().__init__(*args, **kwargs)

    def render_name(self, record: ClusterLine) -> SafeString:
        url = reverse("campaigns:cluster", args=[record.cluster.uid])
        return link(f"{url}?nam={self.year}", record.cluster.name)

    def render_members(self, record: ClusterLine) -> SafeString:
        return format_html(
            '<span>{}<br><span class="small muted">{}</span></span>',
            record.members,
            ", ".join(record.names),
        )

    def render_signed(self, record: ClusterLine) -> str:
        return f"{record.signed}/{record.members}"

    def value_members(self, record: ClusterLine) -> str:
        return ", ".join(record.names)

    def render_sheet(self, record: ClusterLine) -> SafeString | str:
        return sheet_badge(record.sheet.state) if record.sheet else "chưa lập"


class StatementTable(PortalTable):
    """Everybody's result of a year."""

    caption = "Kết quả phong trào trong năm"
    noun = "đơn vị"
    empty_title = "Không có đơn vị nào khớp"
    empty_hint = "Chọn năm khác hoặc bỏ bớt chữ cần tìm."

    name = tables.Column(verbose_name="Cơ quan, đơn vị")
    stand = tables.Column(verbose_name="Tiêu chí đạt", default="–")
    place = tables.Column(verbose_name="Xếp hạng trong cụm, khối", default="chưa có số liệu")
    pledge = tables.Column(verbose_name="Giao ước", default="chưa ký")

    class Meta(PortalTable.Meta):
        orderable = False

    def __init__(self, *args: object, year: int, **kwargs: object) -> None:
        self.year = year
        super().__init__(*args, **kwargs)

    def render_name(self, record: StatementLine) -> SafeString:
        return link(reverse("campaigns:statement", args=[self.year, record.uid]), record.name)
