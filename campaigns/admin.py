"""The movement and its targets."""

from __future__ import annotations

from django.contrib import admin

from campaigns.models import (
    Campaign,
    ConversionRate,
    EmulationCluster,
    ReminderRule,
    Target,
    TaskTemplate,
)
from campaigns.resources import TargetResource
from communes.admin.base import ExchangeAdmin, ReferenceAdmin


@admin.register(Campaign)
class CampaignAdmin(ReferenceAdmin):
    list_display = ["title", "code", "unit", "period", "plan_number", "plan_date"]
    search_fields = ["code", "title"]
    readonly_fields = ["uid", "opened_by"]
    autocomplete_fields = ["unit", "parent"]


@admin.register(Target)
class TargetAdmin(ExchangeAdmin):
    resource_classes = [TargetResource]
    export_related = ("campaign", "unit", "within")
    list_display = ["kind", "unit", "within", "year", "read_as", "certain"]
    list_filter = ["campaign", "kind", "year", "certain"]
    list_select_related = ["unit", "within"]
    search_fields = ["unit__key", "within__key", "read_as"]
    readonly_fields = ["uid"]
    autocomplete_fields = ["unit", "within", "campaign"]


@admin.register(EmulationCluster)
class EmulationClusterAdmin(ReferenceAdmin):
    list_display = ["name", "kind", "unit", "valid"]
    list_filter = ["kind"]
    list_select_related = ["unit"]
    search_fields = ["name"]
    readonly_fields = ["uid"]
    autocomplete_fields = ["unit"]


@admin.register(TaskTemplate)
class TaskTemplateAdmin(ReferenceAdmin):
    list_display = ["title", "section", "agency", "every_commune", "every_agency", "certain"]
    list_filter = ["section", "certain"]
    list_select_related = ["agency"]
    search_fields = ["code", "title"]
    readonly_fields = ["uid"]


@admin.register(ReminderRule)
class ReminderRuleAdmin(ReferenceAdmin):
    list_display = ["when", "days", "valid", "certain"]
    list_filter = ["when", "certain"]
    readonly_fields = ["uid"]


@admin.register(ConversionRate)
class ConversionRateAdmin(ReferenceAdmin):
    list_display = ["kind", "unit", "amount", "valid", "certain"]
    list_filter = ["kind", "certain"]
    list_select_related = ["unit"]
    readonly_fields = ["uid"]
    autocomplete_fields = ["unit"]
