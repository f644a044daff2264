"""Holidays as a sheet."""

from __future__ import annotations

from import_export.fields import Field
from import_export.widgets import DateWidget

from communes.models import Holiday
from communes.resources.base import ReferenceResource, TextWidget, YesNoWidget


class HolidayResource(ReferenceResource):
    day = Field("day", "ngày", DateWidget("%d/%m/%Y"))
    name = Field("name", "tên", TextWidget())
    kind = Field("kind", "loại", TextWidget())
    certain = Field("certain", "đã kiểm chứng", YesNoWidget())
    source = Field("source", "nguồn", TextWidget())

    class Meta(ReferenceResource.Meta):
        model = Holiday
        import_id_fields = ("day",)
        fields = ("day", "name", "kind", "certain", "source")
