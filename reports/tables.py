"""Lists of what was printed."""

from __future__ import annotations

import django_tables2 as tables

from kbang_ntm.core.tables import PortalTable
from reports.models import DocumentSnapshot


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
