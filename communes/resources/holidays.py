"""Holidays as a sheet: the days an office is closed, and days of rest worked instead."""

from __future__ import annotations

from import_export.fields import Field

from communes.models import Holiday
from communes.recognition_enums import HolidayKind
from communes.resources.base import (
    ChoiceWidget,
    DayWidget,
    ReferenceResource,
    TextWidget,
    YesNoWidget,
)


class HolidayResource(ReferenceResource):
    day = Field("day", "ngày", DayWidget())
    name = Field("name", "tên", TextWidget())
    kind = Field("kind", "loại", ChoiceWidget(HolidayKind.choices))
    certain = Field("certain", "đã kiểm chứng", YesNoWidget())
    source = Field("source", "nguồn", TextWidget())

    class Meta(ReferenceResource.Meta):
        model = Holiday
        import_id_fields = ("day",)
        fields = ("day", "name", "kind", "certain", "source")
