"""Units over time and agencies."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest

from communes.admin.base import ExchangeAdmin, ReferenceAdmin, ReferenceRows
from communes.enums import RegionColumn
from communes.models import (
    AdministrativeUnit,
    Agency,
    AgencySuccession,
    DistrictFigure,
    Recognition,
    Succession,
    UnitAlias,
    UnitFact,
    UnitVersion,
)
from communes.resources.units import (
    AgencyResource,
    AgencySuccessionResource,
    RecognitionResource,
    SuccessionResource,
    UnitResource,
    UnitVersionResource,
)


class RegionMixin:
    """Regions are chosen, not typed."""

    def formfield_for_dbfield(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        if db_field.name == "region_column":
            blank = [("", "không áp dụng")]
            regions = [row for row in RegionColumn.choices if not row[0].isdigit()]
            return forms.ChoiceField(
                label=db_field.verbose_name, choices=blank + regions, required=False
            )
        if db_field.name == "commune_group":
            groups = [(row[0], row[1]) for row in RegionColumn.choices if row[0].isdigit()]
            return forms.ChoiceField(
                label=db_field.verbose_name,
                choices=[("", "chưa xác định"), *groups],
                required=False,
            )
        return super().formfield_for_dbfield(db_field, request, **kwargs)  # type: ignore[misc]  # mixin


class VersionRows(RegionMixin, ReferenceRows):
    model = UnitVersion
    fk_name = "unit"
    fields = ["name", "short_name", "kind", "official_code", "parent", "valid", "region_column"]
    autocomplete_fields = ["parent"]
    related = ("parent", "unit")


class AliasRows(ReferenceRows):
    model = UnitAlias
    fields = ["name", "source"]
    show_change_link = False


class FactRows(ReferenceRows):
    model = UnitFact
    fields = ["metric", "value", "measure_unit", "as_of", "certain", "source"]
    show_change_link = False


@admin.register(AdministrativeUnit)
class AdministrativeUnitAdmin(ExchangeAdmin):
    resource_classes = [UnitResource]
    list_display = ["key", "level", "names", "order"]
    list_filter = ["level"]
    search_fields = ["key", "versions__search_key", "versions__name", "aliases__search_key"]
    readonly_fields = ["uid"]
    inlines = [VersionRows, AliasRows, FactRows]

    @admin.display(description="tên theo thời gian")
    def names(self, row: AdministrativeUnit) -> str:
        return "; ".join(dict.fromkeys(version.name for version in row.versions.all()))

    def get_queryset(self, request: HttpRequest) -> QuerySet[AdministrativeUnit]:
        return super().get_queryset(request).prefetch_related("versions")


@admin.register(UnitVersion)
class UnitVersionAdmin(RegionMixin, ExchangeAdmin):
    resource_classes = [UnitVersionResource]
    export_related = ("unit", "parent")
    list_display = ["name", "kind", "official_code", "parent", "valid", "region_column"]
    list_filter = ["kind", "region_column", "region_certain", "name_certain"]
    list_select_related = ["unit", "parent"]
    search_fields = ["search_key", "name", "official_code"]
    autocomplete_fields = ["unit", "parent"]


@admin.register(Succession)
class SuccessionAdmin(ExchangeAdmin):
    resource_classes = [SuccessionResource]
    export_related = ("predecessor", "successor")
    list_display = ["predecessor", "successor", "kind", "date", "legal_basis", "certain"]
    list_filter = ["kind", "date", "certain"]
    list_select_related = ["predecessor", "successor"]
    autocomplete_fields = ["predecessor", "successor"]


class AgencySuccessionRows(ReferenceRows):
    model = AgencySuccession
    fk_name = "predecessor"
    autocomplete_fields = ["successor"]
    related = ("successor", "predecessor")
    show_change_link = False


@admin.register(Agency)
class AgencyAdmin(ExchangeAdmin):
    resource_classes = [AgencyResource]
    export_related = ("unit",)
    list_display = ["name", "code", "valid", "is_coordination", "certain"]
    list_filter = ["is_coordination", "certain"]
    search_fields = ["code", "name", "short_name"]
    readonly_fields = ["uid"]
    autocomplete_fields = ["unit"]
    inlines = [AgencySuccessionRows]


@admin.register(AgencySuccession)
class AgencySuccessionAdmin(ExchangeAdmin):
    resource_classes = [AgencySuccessionResource]
    export_related = ("predecessor", "successor")
    list_display = ["predecessor", "successor", "date", "legal_basis", "certain"]
    list_filter = ["date", "certain"]
    list_select_related = ["predecessor", "successor"]
    autocomplete_fields = ["predecessor", "successor"]


@admin.register(Recognition)
class RecognitionAdmin(ExchangeAdmin):
    resource_classes = [RecognitionResource]
    export_related = ("unit",)
    list_display = ["unit", "standard", "state", "year", "decision_number", "certain"]
    list_filter = ["standard", "state", "certain", "year_certain"]
    list_select_related = ["unit"]
    search_fields = ["unit__key", "unit__versions__search_key", "decision_number"]
    readonly_fields = ["uid"]
    autocomplete_fields = ["unit"]


@admin.register(DistrictFigure)
class DistrictFigureAdmin(ReferenceAdmin):
    list_display = ["metric", "value", "of_total", "as_of", "certain"]
    list_filter = ["metric", "certain"]
    autocomplete_fields = ["unit"]
