"""Units, their versions and successions, agencies and recognitions as sheets."""

from __future__ import annotations

from import_export.fields import Field

from communes.enums import RecognitionState, RegionColumn, Standard, SuccessionKind, UnitKind
from communes.models import (
    AdministrativeUnit,
    Agency,
    AgencySuccession,
    Recognition,
    Succession,
    UnitVersion,
)
from communes.resources.base import (
    ChoiceWidget,
    DaysWidget,
    DayWidget,
    KeyWidget,
    NumberWidget,
    ReferenceResource,
    TextWidget,
    WholeWidget,
    YesNoWidget,
)


def unit_field(name: str, title: str) -> Field:
    """A column with the portal's own key of a unit, such as son-lang."""
    return Field(name, title, KeyWidget(AdministrativeUnit, "key", "đơn vị"))


class UnitResource(ReferenceResource):
    key = Field("key", "mã riêng của cổng", TextWidget())
    level = Field("level", "cấp", ChoiceWidget(UnitKind.choices))
    order = Field("order", "thứ tự", WholeWidget())
    latitude = Field("latitude", "vĩ độ", NumberWidget())
    longitude = Field("longitude", "kinh độ", NumberWidget())
    source = Field("source", "nguồn", TextWidget())
    note = Field("note", "ghi chú", TextWidget())

    class Meta(ReferenceResource.Meta):
        model = AdministrativeUnit
        import_id_fields = ("key",)
        fields = ("key", "level", "order", "latitude", "longitude", "source", "note")


class SuccessionResource(ReferenceResource):
    related = (
        "predecessor",
        "successor",
    )
    predecessor = unit_field("predecessor", "trước")
    successor = unit_field("successor", "sau")
    date = Field("date", "ngày hiệu lực", DayWidget())
    kind = Field("kind", "việc", ChoiceWidget(SuccessionKind.choices))
    population_share = Field("population_share", "phần dân số", NumberWidget())
    area_share = Field("area_share", "phần diện tích", NumberWidget())
    legal_basis = Field("legal_basis", "căn cứ", TextWidget())
    certain = Field("certain", "đã kiểm chứng", YesNoWidget())
    source = Field("source", "nguồn", TextWidget())

    class Meta(ReferenceResource.Meta):
        model = Succession
        import_id_fields = ("predecessor", "successor", "date")
        fields = (
            "predecessor", "successor", "date", "kind", "population_share", "area_share",
            "legal_basis", "certain", "source",
        )  # fmt: skip


class AgencySuccessionResource(ReferenceResource):
    related = (
        "predecessor",
        "successor",
    )
    predecessor = Field("predecessor", "trước", KeyWidget(Agency, "code", "cơ quan"))
    successor = Field("successor", "sau", KeyWidget(Agency, "code", "cơ quan"))
    date = Field("date", "ngày hiệu lực", DayWidget())
    legal_basis = Field("legal_basis", "căn cứ", TextWidget())
    certain = Field("certain", "đã kiểm chứng", YesNoWidget())

    class Meta(ReferenceResource.Meta):
        model = AgencySuccession
        import_id_fields = ("predecessor", "successor", "date")
        fields = ("predecessor", "successor", "date", "legal_basis", "certain")


class UnitVersionResource(ReferenceResource):
    related = (
        "unit",
        "parent",
    )
    unit = unit_field("unit", "mã riêng của cổng")
    valid = Field("valid", "hiệu lực", DaysWidget())
    name = Field("name", "tên", TextWidget())
    short_name = Field("short_name", "tên ngắn", TextWidget())
    kind = Field("kind", "loại", ChoiceWidget(UnitKind.choices))
    official_code = Field("official_code", "mã đơn vị hành chính", TextWidget())
    parent = unit_field("parent", "thuộc")
    region_column = Field(
        "region_column",
        "chỉ tiêu theo vùng",
        ChoiceWidget([("", ""), *RegionColumn.choices]),
    )
    region_certain = Field("region_certain", "vùng đã kiểm chứng", YesNoWidget())
    commune_group = Field("commune_group", "nhóm xã", TextWidget())
    ethnic_zone = Field("ethnic_zone", "khu vực dân tộc thiểu số", TextWidget())
    name_certain = Field("name_certain", "tên đã kiểm chứng", YesNoWidget())
    legal_basis = Field("legal_basis", "căn cứ", TextWidget())
    source = Field("source", "nguồn", TextWidget())

    class Meta(ReferenceResource.Meta):
        model = UnitVersion
        import_id_fields = ("unit", "valid")
        fields = (
            "unit",
            "valid",
            "name",
            "short_name",
            "kind",
            "official_code",
            "parent",
            "region_column",
            "region_certain",
            "commune_group",
            "ethnic_zone",
            "name_certain",
            "legal_basis",
            "source",
        )


class AgencyResource(ReferenceResource):
    related = ("unit",)
    code = Field("code", "mã", TextWidget())
    name = Field("name", "tên", TextWidget())
    short_name = Field("short_name", "tên ngắn", TextWidget())
    unit = unit_field("unit", "thuộc")
    valid = Field("valid", "hoạt động", DaysWidget())
    is_coordination = Field("is_coordination", "là Văn phòng Điều phối", YesNoWidget())
    certain = Field("certain", "đã kiểm chứng", YesNoWidget())
    source = Field("source", "nguồn", TextWidget())

    class Meta(ReferenceResource.Meta):
        model = Agency
        import_id_fields = ("code",)
        fields = (
            "code",
            "name",
            "short_name",
            "unit",
            "valid",
            "is_coordination",
            "certain",
            "source",
        )


class RecognitionResource(ReferenceResource):
    related = ("unit",)
    unit = unit_field("unit", "mã riêng của cổng")
    standard = Field("standard", "chuẩn", ChoiceWidget(Standard.choices))
    state = Field("state", "việc", ChoiceWidget(RecognitionState.choices))
    year = Field("year", "năm", WholeWidget())
    decision_number = Field("decision_number", "số quyết định", TextWidget())
    decided_by = Field("decided_by", "cấp công nhận", TextWidget())
    certain = Field("certain", "đã kiểm chứng", YesNoWidget())
    year_certain = Field("year_certain", "năm đã kiểm chứng", YesNoWidget())
    source = Field("source", "nguồn", TextWidget())
    note = Field("note", "ghi chú", TextWidget())

    class Meta(ReferenceResource.Meta):
        model = Recognition
        import_id_fields = ("unit", "standard", "state")
        fields = (
            "unit",
            "standard",
            "state",
            "year",
            "decision_number",
            "decided_by",
            "certain",
            "year_certain",
            "source",
            "note",
        )
