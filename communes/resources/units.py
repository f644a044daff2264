"""Units' versions, agencies and recognitions as sheets."""

from __future__ import annotations

from import_export.fields import Field
from import_export.widgets import ForeignKeyWidget, IntegerWidget

from communes.models import AdministrativeUnit, Agency, Recognition, UnitVersion
from communes.resources.base import DaysWidget, ReferenceResource, TextWidget, YesNoWidget


def unit_field(name: str, title: str) -> Field:
    """A column with the portal's own key of a unit, such as son-lang."""
    return Field(name, title, ForeignKeyWidget(AdministrativeUnit, "key"))


class UnitVersionResource(ReferenceResource):
    unit = unit_field("unit", "mã riêng của cổng")
    valid = Field("valid", "hiệu lực", DaysWidget())
    name = Field("name", "tên", TextWidget())
    short_name = Field("short_name", "tên ngắn", TextWidget())
    kind = Field("kind", "loại", TextWidget())
    official_code = Field("official_code", "mã đơn vị hành chính", TextWidget())
    parent = unit_field("parent", "thuộc")
    region_column = Field("region_column", "chỉ tiêu theo vùng", TextWidget())
    region_certain = Field("region_certain", "vùng đã kiểm chứng", YesNoWidget())
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
            "legal_basis",
            "source",
        )


class AgencyResource(ReferenceResource):
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
    unit = unit_field("unit", "mã riêng của cổng")
    standard = Field("standard", "chuẩn", TextWidget())
    state = Field("state", "việc", TextWidget())
    year = Field("year", "năm", IntegerWidget())
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
