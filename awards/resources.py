"""Rows of the law of awards as sheets."""

from __future__ import annotations

from import_export.fields import Field

from awards.enums import Effect
from awards.models import AwardRule, BaseSalary, CheckRule
from communes.resources.base import (
    ChoiceWidget,
    DaysWidget,
    NumberWidget,
    ReferenceResource,
    TextWidget,
    YesNoWidget,
)

LEGAL = ("legal_basis", "certain", "source", "note")


class LegalResource(ReferenceResource):
    """What every row of law has."""

    valid = Field("valid", "hiệu lực", DaysWidget())
    legal_basis = Field("legal_basis", "căn cứ", TextWidget())
    certain = Field("certain", "đã kiểm chứng", YesNoWidget())
    source = Field("source", "nguồn", TextWidget())
    note = Field("note", "ghi chú", TextWidget())


class BaseSalaryResource(LegalResource):
    amount = Field("amount", "mức lương cơ sở", NumberWidget())

    class Meta(ReferenceResource.Meta):
        model = BaseSalary
        import_id_fields = ("valid",)
        fields = ("valid", "amount", *LEGAL)


class AwardRuleResource(LegalResource):
    code = Field("code", "mã", TextWidget())
    title = Field("title", "tên", TextWidget())
    amount = Field("amount", "mức", NumberWidget())
    text = Field("text", "nội dung", TextWidget())
    measure = Field("measure", "đơn vị tính", TextWidget())

    class Meta(ReferenceResource.Meta):
        model = AwardRule
        import_id_fields = ("code", "valid")
        fields = ("code", "valid", "title", "amount", "text", "measure", *LEGAL)


class CheckRuleResource(LegalResource):
    code = Field("code", "mã", TextWidget())
    title = Field("title", "tên", TextWidget())
    clause = Field("clause", "điều, khoản", TextWidget())
    effect = Field("effect", "khi không đạt", ChoiceWidget(Effect.choices))
    unknown_effect = Field("unknown_effect", "khi chưa xác định", ChoiceWidget(Effect.choices))
    amount = Field("amount", "mức", NumberWidget())

    class Meta(ReferenceResource.Meta):
        model = CheckRule
        import_id_fields = ("code", "valid")
        fields = ("code", "valid", "title", "clause", "effect", "unknown_effect", "amount", *LEGAL)
