"""Levels to reach as a sheet: rows are added or withdrawn, through the services."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from import_export.fields import Field
from import_export.widgets import ForeignKeyWidget

from communes.enums import Provenance, RegionColumn
from communes.models import AdministrativeUnit, IndicatorPart, Threshold
from communes.resources.base import (
    ChoiceWidget,
    KeyWidget,
    NumberWidget,
    ReferenceResource,
    TextWidget,
    WholeWidget,
    YesNoWidget,
)
from communes.services.thresholds import (
    add_threshold,
    check_level,
    level_of,
    withdraw_threshold,
)
from kbang_ntm.core.errors import Refused


class PartWidget(ForeignKeyWidget):
    """A part of an indicator: "xa-ntm-2021-2025/17.1/b"."""

    def __init__(self) -> None:
        super().__init__(IndicatorPart, "key")
        self.rows: dict[str, IndicatorPart] | None = None  # a resource has widgets of its own

    def clean(self, value: Any, row: Any = None, **kwargs: Any) -> IndicatorPart:
        if self.rows is None:
            every = IndicatorPart.objects.select_related("indicator__criteria_set")
            self.rows = {self.render(each): each for each in every.order_by("indicator__valid")}
        found = self.rows.get(str(value or "").strip())
        if found is None:
            raise ValueError(f"«{value}»: không có phần này. Ghi mã bộ/mã chỉ tiêu/a hoặc b.")
        return found

    def render(self, value: IndicatorPart | None, obj: Any = None, **kwargs: Any) -> str:
        if value is None:
            return ""
        return f"{value.indicator.criteria_set.code}/{value.indicator.code}/{value.key}"


class ThresholdResource(ReferenceResource):
    related = (
        "part__indicator__criteria_set",
        "province",
    )
    key_fields = (
        "part", "year_from", "year_to", "region_column", "province", "amount", "choice"
    )  # fmt: skip
    part = Field("part", "chỉ tiêu/phần", PartWidget())
    year_from = Field("year_from", "từ năm", WholeWidget())
    year_to = Field("year_to", "đến năm", WholeWidget())
    region_column = Field("region_column", "chỉ tiêu theo vùng", ChoiceWidget(RegionColumn.choices))
    province = Field(
        "province", "quyết định của tỉnh", KeyWidget(AdministrativeUnit, "key", "đơn vị")
    )
    amount = Field("amount", "mức", NumberWidget())
    choice = Field("choice", "mức bằng chữ", TextWidget())
    legal_basis = Field("legal_basis", "căn cứ", TextWidget())
    source = Field("source", "nguồn", TextWidget())
    certain = Field("certain", "đã kiểm chứng", YesNoWidget())
    provenance = Field(
        "provenance", "nguồn của mức", ChoiceWidget(Provenance.choices), readonly=True
    )
    withdrawn_reason = Field("withdrawn_reason", "lý do rút", TextWidget())

    class Meta(ReferenceResource.Meta):
        model = Threshold
        import_id_fields = ("part", "year_from", "year_to", "region_column", "amount", "choice")
        clean_model_instances = False  # the service checks, in its own words
        fields = (
            "part",
            "year_from",
            "year_to",
            "region_column",
            "province",
            "amount",
            "choice",
            "legal_basis",
            "source",
            "certain",
            "provenance",
            "withdrawn_reason",
        )

    def skip_row(
        self, instance: Any, original: Any, row: Any, import_validation_errors: Any = None
    ) -> bool:
        """A level that stands already is left as it is: levels are never changed, only
        withdrawn. A reason beside a level that does not stand is one withdrawn before."""
        if import_validation_errors:
            return False
        return bool(instance.pk is not None) != bool(instance.withdrawn_reason)

    def get_queryset(self) -> Any:
        """Levels that stand; of several that say the same the newest is meant."""
        return Threshold.objects.filter(withdrawn_at__isnull=True).order_by("pk")

    def validate_instance(
        self, instance: Any, import_validation_errors: Any = None, validate_unique: bool = True
    ) -> None:
        super().validate_instance(instance, import_validation_errors, validate_unique)
        if instance.pk is None:
            try:
                check_level(instance.part, level_of(instance))
            except Refused as refused:
                raise ValidationError(refused.message) from refused

    def do_instance_save(self, instance: Any, is_create: bool) -> None:
        """Write through the service, so that the act is audited and open reports judged anew."""
        if not is_create:
            reason, instance.withdrawn_reason = instance.withdrawn_reason, ""
            withdraw_threshold(threshold=instance, reason=reason, actor=self.actor)
            return
        made = add_threshold(part=instance.part, level=level_of(instance), actor=self.actor)
        instance.pk, instance.uid = made.pk, made.uid

    def before_import(self, dataset: Any, **kwargs: Any) -> None:
        self.actor = kwargs["user"]
        super().before_import(dataset, **kwargs)
