"""Lists of what was printed."""

from __future__ import annotations

import django_tables2 as tables

from kbang_ntm.core.tables import PortalTable
from reports.models import DocumentSnapshot, ReportForm
from reports.services.report_forms import valid_words


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
