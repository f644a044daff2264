"""Reporting periods as a sheet."""

from __future__ import annotations

from import_export.fields import Field
from import_export.widgets import DateTimeWidget, DateWidget, IntegerWidget

from communes.models import ReportingPeriod
from communes.resources.base import ReferenceResource, TextWidget, YesNoWidget

DAY, MOMENT = "%d/%m/%Y", "%d/%m/%Y %H:%M:%S"


class PeriodResource(ReferenceResource):
    key = Field("key", "mã", TextWidget())
    kind = Field("kind", "loại kỳ", TextWidget())
    year = Field("year", "năm", IntegerWidget())
    ordinal = Field("ordinal", "thứ tự trong năm", IntegerWidget())
    starts = Field("starts", "từ ngày", DateWidget(DAY))
    ends = Field("ends", "đến ngày", DateWidget(DAY))
    cut_off = Field("cut_off", "ngày chốt số liệu", DateWidget(DAY))
    opens_at = Field("opens_at", "mở lúc", DateTimeWidget(MOMENT))
    due_at = Field("due_at", "hạn gửi", DateTimeWidget(MOMENT))
    closes_at = Field("closes_at", "đóng lúc", DateTimeWidget(MOMENT))
    certain = Field("certain", "đã kiểm chứng", YesNoWidget())
    note = Field("note", "ghi chú", TextWidget())

    class Meta(ReferenceResource.Meta):
        model = ReportingPeriod
        import_id_fields = ("key",)
        fields = (
            "key",
            "kind",
            "year",
            "ordinal",
            "starts",
            "ends",
            "cut_off",
            "opens_at",
            "due_at",
            "closes_at",
            "certain",
            "note",
        )
