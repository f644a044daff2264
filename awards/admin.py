"""The law of awards: rows kept by quản trị, every version of them shown."""

from __future__ import annotations

from django.contrib import admin

from awards.models import (
    AwardRule,
    AwardType,
    BaseSalary,
    CheckRule,
    ConditionRule,
    DossierRule,
    Regime,
    ReportForm,
)
from awards.resources import AwardRuleResource, BaseSalaryResource, CheckRuleResource
from communes.admin.base import ExchangeAdmin, ReferenceAdmin


@admin.register(Regime)
class RegimeAdmin(ReferenceAdmin):
    list_display = ["code", "law", "valid", "types_of", "favourable", "certain"]
    list_select_related = ["types_of"]
    list_filter = ["certain"]
    readonly_fields = ["uid"]


@admin.register(BaseSalary)
class BaseSalaryAdmin(ExchangeAdmin):
    resource_classes = [BaseSalaryResource]
    list_display = ["amount", "valid", "legal_basis", "certain"]
    list_filter = ["certain"]
    readonly_fields = ["uid"]


@admin.register(AwardType)
class AwardTypeAdmin(ReferenceAdmin):
    list_display = [
        "name", "code", "regime", "level", "individual_multiplier", "collective_multiplier",
        "household_multiplier", "vote_percent", "certain",
    ]  # fmt: skip
    list_filter = ["regime", "kind", "level", "certain"]
    list_select_related = ["regime"]
    search_fields = ["code", "name"]
    readonly_fields = ["uid"]


@admin.register(DossierRule)
class DossierRuleAdmin(ReferenceAdmin):
    list_display = ["label", "award_type", "order", "required", "certain"]
    list_filter = ["award_type__regime", "certain"]
    list_select_related = ["award_type"]
    search_fields = ["label", "award_type__code"]
    autocomplete_fields = ["award_type"]
    readonly_fields = ["uid"]


@admin.register(ConditionRule)
class ConditionRuleAdmin(ReferenceAdmin):
    list_display = ["text", "award_type", "subject", "clause", "check_code", "amount", "certain"]
    list_filter = ["award_type__regime", "subject", "certain"]
    list_select_related = ["award_type"]
    search_fields = ["text", "award_type__code"]
    autocomplete_fields = ["award_type"]
    readonly_fields = ["uid"]


@admin.register(CheckRule)
class CheckRuleAdmin(ExchangeAdmin):
    resource_classes = [CheckRuleResource]
    list_display = ["title", "code", "valid", "effect", "unknown_effect", "clause", "certain"]
    list_filter = ["effect", "certain"]
    search_fields = ["code", "title"]
    readonly_fields = ["uid"]


@admin.register(AwardRule)
class AwardRuleAdmin(ExchangeAdmin):
    resource_classes = [AwardRuleResource]
    list_display = ["title", "code", "valid", "amount", "text", "measure", "certain"]
    list_filter = ["certain"]
    search_fields = ["code", "title"]
    readonly_fields = ["uid"]


@admin.register(ReportForm)
class ReportFormAdmin(ReferenceAdmin):
    list_display = ["title", "number", "regime", "subject", "merit_kind", "certain"]
    list_filter = ["regime", "certain"]
    list_select_related = ["regime"]
    search_fields = ["title"]
    readonly_fields = ["uid"]
