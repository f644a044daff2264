"""Criteria sets with their groups, criteria, indicators and parts, and review duties, as sheets.

A set that reports use is frozen: rows of it that stay as they are pass, changes are refused.
"""

from __future__ import annotations

import json
from typing import Any

from django.core.exceptions import ValidationError
from import_export.fields import Field
from import_export.widgets import ForeignKeyWidget, Widget

from communes.enums import DutyRole, Standard
from communes.measures import Comparator, Measure
from communes.models import (
    Agency,
    CriteriaGroup,
    CriteriaSet,
    Criterion,
    Indicator,
    IndicatorPart,
    ReviewDuty,
)
from communes.resources.base import (
    ChoiceWidget,
    DaysWidget,
    KeyWidget,
    NumberWidget,
    ReferenceResource,
    TextWidget,
    WholeWidget,
    YesNoWidget,
)
from kbang_ntm.core.vietnamese import nfc

FROZEN = (
    "Bộ tiêu chí này đã có báo cáo dùng nên không đổi chữ nghĩa nữa. Mức đạt chuẩn thì thêm, rút "
    "ở trang Mức đạt chuẩn; sửa đổi của trung ương là một bộ tiêu chí mới."
)


class OfSetWidget(ForeignKeyWidget):
    """A row of a set by the set's code and its own: "xa-ntm-2021-2025/17.1"."""

    def __init__(self, model: Any, field: str, words: str) -> None:
        super().__init__(model, field)
        self.words = words
        self.rows: dict[str, Any] | None = None  # a resource has widgets of its own

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> Any:
        text = nfc(str(value or "")).strip()
        if self.rows is None:
            every = self.model.objects.select_related("criteria_set").order_by("pk")
            if self.model is Indicator:  # the newest wording last: it is the one that is meant
                every = every.order_by("valid")
            self.rows = {self.render(each): each for each in every}
        found = self.rows.get(text)
        if found is None:
            raise ValueError(f"«{text}»: không có {self.words} này. Ghi mã bộ/{self.words}.")
        return found

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return f"{value.criteria_set.code}/{getattr(value, self.field)}" if value else ""


class IndicatorWidget(OfSetWidget):
    """An indicator by the code of its set and its own."""

    def __init__(self) -> None:
        super().__init__(Indicator, "code", "chỉ tiêu")


class ScaleWidget(Widget):
    """The steps of a scale, the lowest first: "chưa đạt; đạt; tốt"."""

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> list[str]:
        return [step for part in nfc(str(value or "")).split(";") if (step := part.strip())]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        if all(isinstance(step, str) for step in value or []):
            return "; ".join(value or [])
        return json.dumps(value, ensure_ascii=False)


class SetResource(ReferenceResource):
    """Rows of a criteria set: nothing changes in one that reports use."""

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        super().validate_instance(instance, import_validation_errors, validate_unique)
        if isinstance(instance, IndicatorPart):
            instance = instance.indicator
        its_set = instance if isinstance(instance, CriteriaSet) else instance.criteria_set
        if its_set.frozen_at is not None:
            raise ValidationError(FROZEN)


def _set_field() -> Field:
    return Field("criteria_set", "mã bộ tiêu chí", KeyWidget(CriteriaSet, "code", "bộ tiêu chí"))


class CriteriaSetResource(SetResource):
    code = Field("code", "mã", TextWidget())
    title = Field("title", "tên", TextWidget())
    standard = Field("standard", "chuẩn", ChoiceWidget(Standard.choices))
    applies_to = Field("applies_to", "áp dụng cho", TextWidget())
    legal_basis = Field("legal_basis", "căn cứ", TextWidget())
    short_basis = Field("short_basis", "căn cứ, viết ngắn", TextWidget())
    valid = Field("valid", "hiệu lực", DaysWidget())
    certain = Field("certain", "đã kiểm chứng", YesNoWidget())
    note = Field("note", "ghi chú", TextWidget())
    source = Field("source", "nguồn", TextWidget())

    class Meta(ReferenceResource.Meta):
        model = CriteriaSet
        import_id_fields = ("code",)
        fields = (
            "code", "title", "standard", "applies_to", "legal_basis", "short_basis", "valid",
            "certain", "note", "source",
        )  # fmt: skip


class CriterionResource(SetResource):
    related = (
        "criteria_set",
        "group__criteria_set",
    )
    criteria_set = _set_field()
    no = Field("no", "số", TextWidget())
    group = Field("group", "nhóm (mã bộ/thứ tự)", OfSetWidget(CriteriaGroup, "order", "nhóm"))
    order = Field("order", "thứ tự", WholeWidget())
    title = Field("title", "tên", TextWidget())
    short_title = Field("short_title", "tên ngắn", TextWidget())
    watched = Field("watched", "theo dõi riêng", YesNoWidget())
    certain = Field("certain", "đã kiểm chứng", YesNoWidget())
    source = Field("source", "nguồn", TextWidget())

    class Meta(ReferenceResource.Meta):
        model = Criterion
        import_id_fields = ("criteria_set", "no")
        fields = (
            "criteria_set", "no", "group", "order", "title", "short_title", "watched", "certain",
            "source",
        )  # fmt: skip


class IndicatorResource(SetResource):
    related = (
        "criteria_set",
        "criterion__criteria_set",
    )
    criteria_set = _set_field()
    code = Field("code", "mã", TextWidget())
    valid = Field("valid", "hiệu lực", DaysWidget())
    criterion = Field("criterion", "tiêu chí (mã bộ/số)", OfSetWidget(Criterion, "no", "tiêu chí"))
    order = Field("order", "thứ tự", WholeWidget())
    title = Field("title", "nội dung", TextWidget())
    short_title = Field("short_title", "tên ngắn", TextWidget())
    formula = Field("formula", "cách tính", TextWidget())
    may_not_apply = Field("may_not_apply", "có thể không áp dụng", YesNoWidget())
    yearly = Field("yearly", "điều tra một năm một lần", YesNoWidget())
    needs_evidence = Field("needs_evidence", "cần minh chứng", YesNoWidget())
    set_by = Field("set_by", "cấp quy định mức", TextWidget())
    certain = Field("certain", "đã kiểm chứng", YesNoWidget())
    note = Field("note", "ghi chú", TextWidget())
    source = Field("source", "nguồn", TextWidget())

    class Meta(ReferenceResource.Meta):
        model = Indicator
        import_id_fields = ("criteria_set", "code", "valid")
        fields = (
            "criteria_set", "code", "valid", "criterion", "order", "title", "short_title",
            "formula", "may_not_apply", "yearly", "needs_evidence", "set_by", "certain", "note",
            "source",
        )  # fmt: skip


class IndicatorPartResource(SetResource):
    related = ("indicator__criteria_set",)
    indicator = Field("indicator", "chỉ tiêu", IndicatorWidget())
    key = Field("key", "phần", TextWidget())
    label = Field("label", "tên phần", TextWidget())
    measure = Field("measure", "kiểu số", ChoiceWidget([(m.value, m.value) for m in Measure]))
    comparator = Field(
        "comparator", "so sánh", ChoiceWidget([(c.value, c.value) for c in Comparator])
    )
    unit = Field("unit", "đơn vị tính", TextWidget())
    numerator_label = Field("numerator_label", "tử số", TextWidget())
    denominator_label = Field("denominator_label", "mẫu số", TextWidget())
    count_unit = Field("count_unit", "đơn vị đếm", TextWidget())
    whole_counts = Field("whole_counts", "chỉ số nguyên", YesNoWidget())
    scale = Field("scale", "thang xếp loại", ScaleWidget())
    max_value = Field("max_value", "không vượt quá", NumberWidget())

    class Meta(ReferenceResource.Meta):
        model = IndicatorPart
        import_id_fields = ("indicator", "key")
        fields = (
            "indicator", "key", "label", "measure", "comparator", "unit", "numerator_label",
            "denominator_label", "count_unit", "whole_counts", "scale", "max_value",
        )  # fmt: skip


class ReviewDutyResource(ReferenceResource):
    related = (
        "indicator__criteria_set",
        "agency",
    )
    indicator = Field("indicator", "chỉ tiêu", IndicatorWidget())
    agency = Field("agency", "mã cơ quan", KeyWidget(Agency, "code", "cơ quan"))
    role = Field("role", "vai", ChoiceWidget(DutyRole.choices))
    valid = Field("valid", "hiệu lực", DaysWidget())
    legal_basis = Field("legal_basis", "căn cứ", TextWidget())
    certain = Field("certain", "đã kiểm chứng", YesNoWidget())
    source = Field("source", "nguồn", TextWidget())

    class Meta(ReferenceResource.Meta):
        model = ReviewDuty
        import_id_fields = ("indicator", "agency", "valid")
        fields = ("indicator", "agency", "role", "valid", "legal_basis", "certain", "source")
