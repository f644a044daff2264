"""Reporting periods as a sheet."""

from __future__ import annotations

from import_export.fields import Field

from communes.enums import PeriodKind
from communes.models import ReportingPeriod
from communes.resources.base import (
    ChoiceWidget,
    DayWidget,
    MomentWidget,
    ReferenceResource,
    TextWidget,
    WholeWidget,
    YesNoWidget,
)


class PeriodResource(ReferenceResource):
    key = Field("key", "mã", TextWidget())
    kind = Field("kind", "loại kỳ", ChoiceWidget(PeriodKind.choices))
    year = Field("year", "năm", WholeWidget())
    ordinal = Field("ordinal", "thứ tự trong năm", WholeWidget())
    starts = Field("starts", "từ ngày", DayWidget())
    ends = Field("ends", "đến ngày", DayWidget())
    cut_off = Field("cut_off", "ngày chốt số liệu", DayWidget())
    opens_at = Field("opens_at", "mở lúc", MomentWidget())
    due_at = Field("due_at", "hạn gửi", MomentWidget())
    closes_at = Field("closes_at", "đóng lúc", MomentWidget())
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
