"""Procedures of recognition with their steps and gates as sheets."""

from __future__ import annotations

from typing import Any

from import_export.fields import Field
from import_export.widgets import Widget

from communes.enums import Standard
from communes.models import GateRule, Procedure, ProcedureStep
from communes.recognition_enums import CaseAct, CaseLevel, DayKind, GateKind, VoteBase
from communes.resources.base import (
    ChoiceWidget,
    DaysWidget,
    KeyWidget,
    ReferenceResource,
    TextWidget,
    WholeWidget,
    YesNoWidget,
)
from kbang_ntm.core.vietnamese import nfc


class ListWidget(Widget):
    """Several values in one cell: "10; 11"; an empty cell is none. Each is read by `one`."""

    def __init__(self, one: Widget) -> None:
        super().__init__()
        self.one = one

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> list[str]:
        parts = nfc(str(value if value is not None else "")).split(";")
        return [self.one.clean(part) for part in parts if part.strip()]

    def render(self, value: Any, obj: Any = None, **kwargs: Any) -> str:
        return "; ".join(self.one.render(part) for part in value or [])


def _of_procedure() -> Field:
    return Field("procedure", "mã trình tự", KeyWidget(Procedure, "code", "trình tự"))


def _standard(name: str, words: str) -> Field:
    return Field(name, words, ChoiceWidget([("", ""), *Standard.choices]))


class ProcedureResource(ReferenceResource):
    code = Field("code", "mã", TextWidget())
    standard = Field("standard", "chuẩn", ChoiceWidget(Standard.choices))
    title = Field("title", "tên", TextWidget())
    valid = Field("valid", "hiệu lực", DaysWidget())
    legal_basis = Field("legal_basis", "căn cứ", TextWidget())
    decided_by = Field("decided_by", "cấp công nhận", TextWidget())
    chosen_criteria = Field("chosen_criteria", "tiêu chí được chọn", ListWidget(TextWidget()))
    chosen_least = Field("chosen_least", "số lĩnh vực phải đạt", WholeWidget())
    recheck_standard = _standard("recheck_standard", "kiểm tra lại theo chuẩn")
    certain = Field("certain", "đã kiểm chứng", YesNoWidget())
    source = Field("source", "nguồn", TextWidget())
    note = Field("note", "ghi chú", TextWidget())

    class Meta(ReferenceResource.Meta):
        model = Procedure
        import_id_fields = ("code",)
        fields = (
            "code", "standard", "title", "valid", "legal_basis", "decided_by", "chosen_criteria",
            "chosen_least", "recheck_standard", "certain", "source", "note",
        )  # fmt: skip


class ProcedureStepResource(ReferenceResource):
    related = ("procedure",)
    procedure = _of_procedure()
    code = Field("code", "việc", ChoiceWidget(CaseAct.choices))
    order = Field("order", "thứ tự", WholeWidget())
    label = Field("label", "tên bước", TextWidget())
    level = Field("level", "cấp làm", ChoiceWidget(CaseLevel.choices))
    body = Field("body", "cơ quan làm", TextWidget())
    days_from = Field("days_from", "số ngày, từ", WholeWidget())
    days_to = Field("days_to", "số ngày, đến", WholeWidget())
    day_kind = Field("day_kind", "cách tính ngày", ChoiceWidget(DayKind.choices))
    vote_percent = Field("vote_percent", "tỷ lệ biểu quyết, %", WholeWidget())
    vote_base = Field("vote_base", "tính trên", ChoiceWidget(VoteBase.choices))
    needs = Field("needs", "phải có trước", ListWidget(ChoiceWidget(CaseAct.choices)))
    checks_gates = Field("checks_gates", "xét mọi điều kiện ở bước này", YesNoWidget())
    certain = Field("certain", "đã kiểm chứng", YesNoWidget())
    source = Field("source", "nguồn", TextWidget())
    note = Field("note", "ghi chú", TextWidget())

    class Meta(ReferenceResource.Meta):
        model = ProcedureStep
        import_id_fields = ("procedure", "code")
        fields = (
            "procedure", "code", "order", "label", "level", "body", "days_from", "days_to",
            "day_kind", "vote_percent", "vote_base", "needs", "checks_gates", "certain", "source",
            "note",
        )  # fmt: skip


class GateRuleResource(ReferenceResource):
    related = ("procedure",)
    procedure = _of_procedure()
    code = Field("code", "mã", TextWidget())
    kind = Field("kind", "loại", ChoiceWidget(GateKind.choices))
    order = Field("order", "thứ tự", WholeWidget())
    label = Field("label", "điều kiện", TextWidget())
    percent = Field("percent", "mức, %", WholeWidget())
    each_percent = Field("each_percent", "mức từng nội dung, %", WholeWidget())
    of_standard = _standard("of_standard", "theo chuẩn")
    supplied_by = Field("supplied_by", "cơ quan cung cấp", TextWidget())
    certain = Field("certain", "đã kiểm chứng", YesNoWidget())
    source = Field("source", "nguồn", TextWidget())
    note = Field("note", "ghi chú", TextWidget())

    class Meta(ReferenceResource.Meta):
        model = GateRule
        import_id_fields = ("procedure", "code")
        fields = (
            "procedure", "code", "kind", "order", "label", "percent", "each_percent",
            "of_standard", "supplied_by", "certain", "source", "note",
        )  # fmt: skip
