"""Levels to reach: add one, withdraw one; the services do both."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.contrib import admin
from django.core.exceptions import ValidationError
from django.db import models
from django.http import HttpRequest

from communes.admin.base import ExchangeAdmin
from communes.enums import RegionColumn
from communes.models import IndicatorPart, Threshold
from communes.resources.criteria import IndicatorPartResource
from communes.resources.thresholds import ThresholdResource
from communes.services.thresholds import (
    Level,
    add_threshold,
    check_level,
    level_of,
    withdraw_threshold,
)
from kbang_ntm.core.access import member
from kbang_ntm.core.errors import Refused

if TYPE_CHECKING:  # the class takes a parameter for the type checker only
    LevelForm = forms.ModelForm[Threshold]
else:
    LevelForm = forms.ModelForm

ENTERED = (
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
)


class NewLevelForm(LevelForm):
    """A level from a paper: what it is, for whom, and where it is written."""

    region_column = forms.ChoiceField(label="Chỉ tiêu theo vùng", choices=RegionColumn.choices)

    class Meta:
        model = Threshold
        fields = ENTERED

    def clean(self) -> dict[str, Any]:
        found = super().clean() or self.cleaned_data
        part = found.get("part")
        if isinstance(part, IndicatorPart) and not self.errors:
            try:
                check_level(part, self.level())
            except Refused as refused:
                raise ValidationError(refused.message) from refused
        return found

    def level(self) -> Level:
        """The typed level, for the service."""
        return level_of(Threshold(**{name: self.cleaned_data.get(name) for name in ENTERED}))


class WithdrawForm(LevelForm):
    """Why a level is taken out of use."""

    class Meta:
        model = Threshold
        fields = ("withdrawn_reason",)

    def clean_withdrawn_reason(self) -> str:
        reason: str = self.cleaned_data["withdrawn_reason"]
        if not reason.strip():
            raise ValidationError("Ghi lý do rút mức đạt này.")
        return reason


@admin.register(IndicatorPart)
class IndicatorPartAdmin(ExchangeAdmin):
    """So that a level finds its indicator by typing, and for files; the parts themselves stand
    with their indicator."""

    resource_classes = [IndicatorPartResource]
    export_related = ("indicator__criteria_set",)

    search_fields = ["indicator__code", "indicator__title", "indicator__criteria_set__code"]
    list_display = ["indicator", "key", "label", "measure", "comparator"]
    list_select_related = ["indicator"]

    def has_module_permission(self, request: HttpRequest) -> bool:
        return False

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class RegionFilter(admin.SimpleListFilter):
    """The columns of the country's table by their words; the model keeps codes."""

    title = "chỉ tiêu theo vùng"
    parameter_name = "region_column"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        return [(value, str(label)) for value, label in RegionColumn.choices]

    def queryset(
        self, request: HttpRequest, queryset: models.QuerySet[Threshold]
    ) -> models.QuerySet[Threshold]:
        return queryset.filter(region_column=self.value()) if self.value() else queryset


@admin.register(Threshold)
class ThresholdAdmin(ExchangeAdmin):
    resource_classes = [ThresholdResource]
    export_related = ("part__indicator__criteria_set", "province")
    list_display = ["indicator", "level", "column", "years", "provenance", "certain", "out"]
    list_filter = [
        "part__indicator__criteria_set",
        "provenance",
        "certain",
        RegionFilter,
        ("withdrawn_at", admin.EmptyFieldListFilter),
    ]
    list_select_related = ["part__indicator"]
    search_fields = ["part__indicator__code", "part__indicator__short_title", "legal_basis"]
    autocomplete_fields = ["part", "province"]

    @admin.display(description="chỉ tiêu", ordering="part__indicator__order")
    def indicator(self, row: Threshold) -> str:
        label = f" ({row.part.label})" if row.part.label else ""
        indicator = row.part.indicator
        return f"{indicator.code} {indicator.short_title or indicator.title[:70]}{label}"

    @admin.display(description="mức")
    def level(self, row: Threshold) -> str:
        if row.amount is None:
            return "Đạt" if row.choice == "yes" else row.choice
        return f"{row.amount.normalize():f} {row.part.unit}".replace(".", ",")

    @admin.display(description="chỉ tiêu theo vùng", ordering="region_column")
    def column(self, row: Threshold) -> str:
        return dict(RegionColumn.choices).get(row.region_column, row.region_column)

    @admin.display(description="năm xét")
    def years(self, row: Threshold) -> str:
        return f"{row.year_from}-{row.year_to}"

    @admin.display(description="đã rút", boolean=True)
    def out(self, row: Threshold) -> bool:
        return row.withdrawn_at is not None

    def get_fields(self, request: HttpRequest, obj: Threshold | None = None) -> list[Any]:
        if obj is None:
            return [*ENTERED]
        return [*ENTERED, "provenance", "entered_by", "entered_at", "withdrawn_reason"]

    def get_readonly_fields(self, request: HttpRequest, obj: Threshold | None = None) -> list[Any]:
        fields = self.get_fields(request, obj)
        return [] if obj is None else [name for name in fields if name != "withdrawn_reason"]

    def get_form(
        self,
        request: HttpRequest,
        obj: Threshold | None = None,
        change: bool = False,
        **kwargs: Any,
    ) -> Any:
        if self.has_change_permission(request, obj):
            kwargs["form"] = NewLevelForm if obj is None else WithdrawForm
        return super().get_form(request, obj, change, **kwargs)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        allowed = super().has_change_permission(request, obj)
        return allowed and (obj is None or obj.withdrawn_at is None)

    def save_model(self, request: HttpRequest, obj: Threshold, form: Any, change: bool) -> None:
        if change:
            withdraw_threshold(
                threshold=obj, reason=form.cleaned_data["withdrawn_reason"], actor=member(request)
            )
            return
        made = add_threshold(part=obj.part, level=form.level(), actor=member(request))
        obj.pk, obj.uid = made.pk, made.uid  # what the screen says afterwards is about this row
        obj._state.adding = False
