"""Lists of what was printed."""

from __future__ import annotations

import django_tables2 as tables
from django.utils.safestring import SafeString

from kbang_ntm.core.tables import PortalTable
from kbang_ntm.core.templatetags.portal import state, vn_date
from reports.enums import PaperState
from reports.models import DocumentSnapshot, IssuedPaper, ReportForm
from reports.services.report_forms import valid_words

KINDS = {
    PaperState.DRAFT: "draft",
    PaperState.DROPPED: "draft",
    PaperState.SIGNED: "done",
    PaperState.REGISTERED: "done",
    PaperState.REPLACED: "draft",
    PaperState.REVOKED: "draft",
}


def paper_badge(row: IssuedPaper) -> SafeString:
    """The square badge of a document's state."""
    words = PaperState(row.state).label
    return state(words[:1].upper() + words[1:], KINDS.get(PaperState(row.state), "moving"))


class SnapshotTable(PortalTable):
    """Printed documents, newest first."""

    caption = "Bản in"
    noun = "bản in"
    empty_title = "Chưa có bản in nào"
    empty_hint = "Chọn kỳ báo cáo rồi bấm In văn bản."

    title = tables.Column(
        verbose_name="Văn bản", linkify=("reports:document", {"uid": tables.A("uid")})
    )
    created_at = tables.DateTimeColumn(verbose_name="In lúc", format="H:i d/m/Y")
    known_at = tables.DateTimeColumn(verbose_name="Số liệu đến", format="H:i d/m/Y")
    created_by = tables.Column(verbose_name="Người in", default="Máy chủ", orderable=False)

    class Meta(PortalTable.Meta):
        model = DocumentSnapshot
        fields = ("title", "created_at", "known_at", "created_by")


class PaperTable(PortalTable):
    """Documents on their way out, newest first."""

    caption = "Văn bản trình ký và văn bản đi"
    noun = "văn bản"
    empty_title = "Chưa có văn bản nào"
    empty_hint = "Mở một văn bản ở trang của việc, hoặc một bản in báo cáo, rồi bấm Trình ký."

    title = tables.Column(
        verbose_name="Trích yếu", linkify=("reports:issued", {"uid": tables.A("uid")})
    )
    number = tables.Column(verbose_name="Số, ngày", empty_values=(), orderable=False)
    agency = tables.Column(verbose_name="Nơi soạn", empty_values=(), orderable=False)
    state = tables.Column(verbose_name="Trạng thái")

    class Meta(PortalTable.Meta):
        model = IssuedPaper
        fields = ("title", "number", "agency", "state")

    def render_number(self, record: IssuedPaper) -> str:
        if not record.number:
            return "chưa vào sổ"
        return f"{record.number}/{record.sign}, {vn_date(record.dated)}"

    def render_agency(self, record: IssuedPaper) -> str:
        return str(record.agency.short_name if record.agency else record.made_by.full_name)

    def render_state(self, record: IssuedPaper) -> SafeString:
        return paper_badge(record)


class FormTable(PortalTable):
    """Templates of province or ministry, newest first."""

    caption = "Biểu mẫu của tỉnh, bộ"
    noun = "biểu mẫu"
    empty_title = "Chưa có biểu mẫu nào"
    empty_hint = "Văn phòng Điều phối hoặc quản trị tải tệp mẫu lên."

    title = tables.Column(
        verbose_name="Biểu mẫu", linkify=("reports:form", {"uid": tables.A("uid")})
    )
    issuer = tables.Column(verbose_name="Cơ quan ban hành")
    valid = tables.Column(verbose_name="Dùng cho các kỳ", orderable=False)
    added_at = tables.DateTimeColumn(verbose_name="Tải lên lúc", format="H:i d/m/Y")
    withdrawn_at = tables.DateTimeColumn(
        verbose_name="Rút lúc", format="H:i d/m/Y", default="đang dùng"
    )

    class Meta(PortalTable.Meta):
        model = ReportForm
        fields = ("title", "issuer", "valid", "added_at", "withdrawn_at")

    def render_valid(self, record: ReportForm) -> str:
        return valid_words(record)
