"""Review duties as a sheet."""

from __future__ import annotations

from typing import Any

from import_export.fields import Field
from import_export.widgets import ForeignKeyWidget

from communes.models import Agency, Indicator, ReviewDuty
from communes.resources.base import DaysWidget, ReferenceResource, TextWidget, YesNoWidget


class IndicatorWidget(ForeignKeyWidget):
    """An indicator by the code of its set and its own: "xa-ntm-2021-2025/17.1"."""

    def __init__(self) -> None:
        super().__init__(Indicator, "code")

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Indicator:
        set_code, _slash, code = str(value or "").strip().partition("/")
        found = Indicator.objects.filter(criteria_set__code=set_code, code=code)
        newest = found.order_by("-valid").first()
        if newest is None:
            raise ValueError(f"«{value}»: không có chỉ tiêu này. Ghi mã bộ/mã chỉ tiêu.")
        return newest

    def render(self, value: Indicator | None, obj: Any = None, **kwargs: Any) -> str:
        return f"{value.criteria_set.code}/{value.code}" if value else ""


class ReviewDutyResource(ReferenceResource):
    indicator = Field("indicator", "chỉ tiêu", IndicatorWidget())
    agency = Field("agency", "mã cơ quan", ForeignKeyWidget(Agency, "code"))
    role = Field("role", "vai", TextWidget())
    valid = Field("valid", "hiệu lực", DaysWidget())
    legal_basis = Field("legal_basis", "căn cứ", TextWidget())
    certain = Field("certain", "đã kiểm chứng", YesNoWidget())
    source = Field("source", "nguồn", TextWidget())

    class Meta(ReferenceResource.Meta):
        model = ReviewDuty
        import_id_fields = ("indicator", "agency", "valid")
        fields = ("indicator", "agency", "role", "valid", "legal_basis", "certain", "source")
