"""Targets as a sheet."""

from __future__ import annotations

from import_export.fields import Field

from campaigns.enums import TargetKind
from campaigns.models import Campaign, Target
from communes.resources.base import (
    ChoiceWidget,
    KeyWidget,
    ReferenceResource,
    TextWidget,
    WholeWidget,
    YesNoWidget,
)
from communes.resources.units import unit_field


class TargetResource(ReferenceResource):
    related = (
        "campaign",
        "unit",
        "within",
    )
    campaign = Field("campaign", "mã phong trào", KeyWidget(Campaign, "code", "phong trào"))
    kind = Field("kind", "mục tiêu", ChoiceWidget(TargetKind.choices))
    unit = unit_field("unit", "đơn vị")
    within = unit_field("within", "thuộc")
    year = Field("year", "đến năm", WholeWidget())
    read_as = Field("read_as", "chữ đọc được trong bản quét", TextWidget())
    certain = Field("certain", "đã kiểm chứng", YesNoWidget())
    source = Field("source", "nguồn", TextWidget())
    note = Field("note", "ghi chú", TextWidget())

    class Meta(ReferenceResource.Meta):
        model = Target
        import_id_fields = ("campaign", "kind", "unit", "within", "year", "read_as")
        fields = (
            "campaign",
            "kind",
            "unit",
            "within",
            "year",
            "read_as",
            "certain",
            "source",
            "note",
        )
